# Every target prepares .venv by itself; only Python 3.11 or later is needed.
PYTHON ?= python3
ARGS ?=
BOOTSTRAP = $(PYTHON) bootstrap.py
# Three for two cores: many a test waits for a process. A file stays with one, as worlds are shared in it.
PYTEST = python -m pytest -n 3 --dist loadfile --no-loadscope-reorder --durations=10

.DEFAULT_GOAL := help
.PHONY: help run test test-postgres15 check demo simulate bench chaos lock clean python uv

help: ## print this list
	@echo "make TARGET [ARGS=\"...\"] [PYTHON=python3]"
	@sed -n 's/^\([a-z0-9-]*\):[^#]*## \(.*\)/  \1|\2/p' Makefile | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

run: python ## start the service with demo data, its own PostgreSQL and the sandbox
	@$(BOOTSTRAP) serve --demo-data $(ARGS)

test: python ## run all tests, e.g. make test ARGS="-k ledger"
	@$(BOOTSTRAP) -- $(PYTEST) $(ARGS)

test-postgres15: python ## run all tests on PostgreSQL 15 of Debian (postgresql-15)
	@test -x /usr/lib/postgresql/15/bin/initdb || { \
	  echo "PostgreSQL 15 is not installed here. Debian: apt install postgresql-15" >&2; exit 1; }
	@MATE_TEST_POSTGRES_BIN=/usr/lib/postgresql/15/bin $(BOOTSTRAP) -- $(PYTEST) $(ARGS)

check: python ## format, lint, types, imports between packages, unit tests
	@$(BOOTSTRAP) -- ruff format --check
	@$(BOOTSTRAP) -- ruff check
	@$(BOOTSTRAP) -- mypy
	@$(BOOTSTRAP) -- lint-imports
	@$(BOOTSTRAP) -- python -m pytest -n 2 tests/unit

demo: python ## show one booking from registration to the partner's money
	@$(BOOTSTRAP) demo $(ARGS)

simulate: python ## play 30 days of the whole marketplace with every fault, e.g. ARGS="--report out.html"
	@$(BOOTSTRAP) simulate --users 2000 --partners 300 --days 30 --faults all $(ARGS)

bench: python ## measure booking cycles per second and their cost
	@$(BOOTSTRAP) -- python -m tests.bench $(ARGS)

chaos: python ## kill processes and the database under load; nothing may be lost
	@$(BOOTSTRAP) -- python -m tests.chaos $(ARGS)

lock: uv ## write requirements.lock anew from pyproject.toml
	@uv lock --upgrade --quiet
	@uv export --all-groups --no-emit-project --format requirements.txt --no-header --no-annotate \
	  --quiet --output-file requirements.lock

clean: ## remove .venv and all caches; the data in .mate stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

python:
	@command -v "$(PYTHON)" >/dev/null || { \
	  echo "$(PYTHON) was not found. Install Python 3.11 or later, or name yours: make PYTHON=/path/to/python3" >&2; \
	  exit 1; }

uv:
	@command -v uv >/dev/null || { \
	  echo "Only the lock needs uv: https://docs.astral.sh/uv, or pip install uv in a virtual environment" >&2; \
	  exit 1; }
