"""Structured logs without personal text: one JSON object per line on standard error.

What people wrote never gets here: no bodies, no form values, no query strings, no receipt codes, no addresses. An
exception is told by its class and the lines it came through, not by its message, because messages quote values.
"""

import logging
import logging.config
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

_RECEIPT = re.compile(r"/receipt/[^/\s\"'?]+")
_QUERY = re.compile(r"(/[^\s\"'?]*)\?[^\s\"']+")
_ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_PLAIN_CODE = re.compile(r"\b[a-z]{2,12}(?:-[a-z]{2,12}){4}\b")
# JSON escapes the other control characters itself.
_UNESCAPED_CONTROLS = re.compile(r"[\x7f-\x9f]")

# What a record may carry besides its event: keys, counts, names of things in the code.
SAFE_FIELDS = frozenset(
    {
        "action",
        "count",
        "duration_ms",
        "fact_id",
        "handler",
        "job_id",
        "kind",
        "message_id",
        "method",
        "queue",
        "route",
        "seconds",
        "state",
        "status",
        "status_code",
        "task",
        "view",
        "worker",
    }
)


Event = MutableMapping[str, Any]


def redacted(text: str) -> str:
    """The text without what could lead to a person: receipt codes, query strings, addresses, control characters."""
    text = _RECEIPT.sub("/receipt/(code)", text)
    text = _QUERY.sub(r"\1?(query)", text)
    text = _ADDRESS.sub("(address)", text)
    text = _PLAIN_CODE.sub("(code)", text)
    return _UNESCAPED_CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def _only_safe_fields(_logger: Any, _name: str, event: Event) -> Event:
    record: logging.LogRecord | None = event.get("_record")
    if record is not None:
        for field in SAFE_FIELDS & vars(record).keys():
            event.setdefault(field, getattr(record, field))
    return event


def _exception_without_message(_logger: Any, _name: str, event: Event) -> Event:
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    if isinstance(found, BaseException):
        found = (type(found), found, found.__traceback__)
    if isinstance(found, tuple) and isinstance(found[1], BaseException):
        told: list[dict[str, object]] = []
        current: BaseException | None = found[1]
        while current is not None and len(told) < 5:
            frames = [
                f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(current.__traceback__)
            ]
            told.append({"class": f"{type(current).__module__}.{type(current).__qualname__}", "through": frames[-12:]})
            current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
        event["exception"] = told
    return event


def _redact(_logger: Any, _name: str, event: Event) -> Event:
    def clean(value: Any) -> Any:
        if isinstance(value, str):
            return redacted(value)
        if isinstance(value, dict):
            return {clean(key): clean(held) for key, held in value.items()}
        if isinstance(value, list | tuple):
            return [clean(held) for held in value]
        return value if value is None or isinstance(value, bool | int | float) else redacted(str(value))

    return {key: clean(value) for key, value in event.items()}


def _drop_internal(_logger: Any, _name: str, event: Event) -> Event:
    event.pop("_record", None)
    event.pop("_from_structlog", None)
    event.pop("stack_info", None)
    return event


class LineFormatter(structlog.stdlib.ProcessorFormatter):
    """One JSON line per record."""

    def __init__(self) -> None:
        shared: list[Any] = [
            structlog.stdlib.add_logger_name,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ]
        super().__init__(
            foreign_pre_chain=shared,
            processors=[
                _only_safe_fields,
                _exception_without_message,
                _drop_internal,
                _redact,
                structlog.processors.JSONRenderer(),
            ],
            keep_exc_info=False,
            keep_stack_info=False,
        )


CONFIGURATION: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "openward.config.logs.LineFormatter"}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "line", "stream": "ext://sys.stderr"}},
    "root": {"handlers": ["lines"], "level": "WARNING"},
    "loggers": {
        "openward": {"level": "INFO"},
        "procrastinate": {"level": "WARNING"},
        "_granian": {"handlers": ["lines"], "level": "WARNING", "propagate": False},
        "granian.access": {"level": "CRITICAL", "propagate": False},
        # Its messages carry the path of the request; ours carry the name of the view.
        "django": {"handlers": [], "level": "WARNING"},
        "django.request": {"level": "CRITICAL"},
        "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "django.security.csrf": {"level": "ERROR"},
    },
}


def configure(wanted: dict[str, Any]) -> None:
    """Configure logging for every process: web, worker, commands."""
    logging.config.dictConfig(wanted)
    structlog.configure(
        processors=[
            structlog.stdlib.add_logger_name,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
