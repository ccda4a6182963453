"""Where log lines go: stderr, for people or as JSON."""

from __future__ import annotations

import logging
import sys
from typing import Final

import structlog

from mate_adapters.settings import LogFormat, Settings

_LEVELS: Final = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}


def configure_logs(settings: Settings, *, quiet: bool = False) -> None:
    """One format for our own lines and those of libraries; `quiet` keeps warnings and worse."""
    level = max(_LEVELS[settings.log_level], logging.WARNING if quiet else logging.DEBUG)
    before: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*before, *_fields(settings.log_format)],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_rendering(settings.log_format),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("httpx", "httpcore", "saq", "alembic", "uvicorn"):
        logging.getLogger(chatty).setLevel(max(level, logging.WARNING))


def _fields(log_format: LogFormat) -> list[structlog.typing.Processor]:
    """Machines get what a line tells as fields of its own; people read it in the sentence."""
    return [structlog.stdlib.ExtraAdder()] if log_format is LogFormat.JSON else []


def _rendering(log_format: LogFormat) -> list[structlog.typing.Processor]:
    if log_format is LogFormat.JSON:
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
