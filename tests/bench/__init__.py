"""What one unit of work costs: `make bench`, described in docs/benchmarks/README.md."""
