"""The log: one JSON line for each thing that happened, a constant name with codes and ids, no person.

Anything that is not on the list of keys, or does not look like a code, is dropped and counted: the ledger
is the record, the log is its pulse. Exceptions are told by their types and places, never by their messages.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from datetime import datetime
from enum import Enum
from types import TracebackType
from typing import Any, cast
from uuid import UUID

import structlog

EVENT = re.compile(r"[a-z][a-z0-9_]{0,63}")
CODE = re.compile(r"[A-Za-z0-9_.:/{}+%-]{1,120}")
"""What a value of text may look like: a code, an id, a topic, a route template; nothing with a blank."""
KEYS = frozenset(
    {
        "account_id",
        "action",
        "attempt",
        "backoff_seconds",
        "basis",
        "by_name",
        "case_id",
        "cells",
        "chapter_id",
        "code",
        "conflict_id",
        "correlation_id",
        "counselling_id",
        "count",
        "decision",
        "decoy_id",
        "dropped",
        "emergency_id",
        "entries",
        "entry_id",
        "erasure_id",
        "error",
        "events",
        "exit_code",
        "facts",
        "field_class",
        "glass_id",
        "ground",
        "hold_id",
        "job",
        "keys",
        "kind",
        "lag",
        "language",
        "level",
        "lines",
        "logger",
        "measure",
        "method",
        "milliseconds",
        "months",
        "number",
        "order",
        "outcome",
        "overdue",
        "pid",
        "policy",
        "port",
        "position",
        "positions",
        "process",
        "reason",
        "records",
        "reference",
        "referral_id",
        "request_id",
        "role",
        "route",
        "seconds",
        "signal",
        "size",
        "state",
        "status",
        "step",
        "stream_id",
        "table",
        "task",
        "template",
        "to_forward",
        "topic",
        "unit_id",
        "verdict",
        "version",
        "view",
        "views",
        "where",
        "worker",
        "year",
    }
)
FRAMES_SHOWN = 8
TRUSTED_TEMPLATES = ("uvicorn", "psycopg")
"""Libraries whose message templates are constants of their source; the values filled in are never shown."""

_dropped = 0


def dropped_values() -> int:
    """Return how many values this process kept out of its log."""
    return _dropped


def start_logging(level: str) -> None:
    """Send this process's log, and what libraries log, to standard error as JSON lines."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            _told_by_type_and_place,
            only_what_may_be_told,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=_ToStandardError,
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[_Libraries()], level=max(number, logging.WARNING), force=True)
    sys.unraisablehook = _when_nobody_hears


def _when_nobody_hears(raised: sys.UnraisableHookArgs) -> None:
    """Tell what went wrong while something was cleared away (of a lost connection, say); never its message."""
    structlog.get_logger().warning("raised_while_clearing_away", exc_info=raised.exc_value)


def only_what_may_be_told(
    logger: object, method: str, entry: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Keep the keys on the list with values that look like codes; count the rest (a structlog processor)."""
    global _dropped
    event = entry.get("event")
    kept: dict[str, Any] = {
        "event": event if isinstance(event, str) and EVENT.fullmatch(event) else "unnamed",
        **{key: _told(value) for key, value in entry.items() if key in KEYS and _may_be_told(value)},
    }
    dropped = len(entry) - len(kept) + (kept["event"] != event)
    if dropped:
        _dropped += dropped
        kept["dropped"] = dropped
    return kept


def _may_be_told(value: object) -> bool:
    if isinstance(value, Enum):
        return _may_be_told(value.value)
    if isinstance(value, str):
        return CODE.fullmatch(value) is not None
    if isinstance(value, list | tuple):
        return all(_may_be_told(one) for one in value)
    return value is None or isinstance(value, bool | int | float | UUID | datetime)


def _told(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list | tuple):
        return [_told(one) for one in value]
    return str(value) if isinstance(value, UUID | datetime) else value


def _told_by_type_and_place(
    logger: object, method: str, entry: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    info = entry.pop("exc_info", None)
    error = info if isinstance(info, BaseException) else sys.exception() if info else None
    if isinstance(info, tuple):
        error = cast(
            "tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]", info
        )[1]
    if error is not None:
        entry["error"] = list(_types(error))
        entry["where"] = list(_places(error))
    return entry


def _types(error: BaseException) -> Iterator[str]:
    current: BaseException | None = error
    while current is not None:
        yield type(current).__name__
        current = current.__cause__


def _places(error: BaseException) -> Iterator[str]:
    for frame in traceback.extract_tb(error.__traceback__)[-FRAMES_SHOWN:]:
        name = frame.name if frame.name.isidentifier() else "block"
        yield _as_code(f"{'/'.join(frame.filename.split('/')[-2:])}:{frame.lineno}:{name}")


class _ToStandardError:
    """Writes finished lines to whatever standard error is now."""

    def __init__(self, *_: object) -> None:
        pass

    def msg(self, line: str) -> None:
        """Write one line."""
        sys.stderr.write(line + "\n")
        sys.stderr.flush()

    log = debug = info = warning = error = critical = exception = msg


class _Libraries(logging.Handler):
    """Tells what libraries log without their values."""

    def emit(self, record: logging.LogRecord) -> None:
        """Tell one record of a library."""
        trusted = record.name.split(".")[0] in TRUSTED_TEMPLATES
        structlog.get_logger().log(
            record.levelno,
            "library_message",
            logger=record.name,
            template=_as_code(record.msg) if trusted else None,
            exc_info=record.exc_info,
        )


def _as_code(template: object) -> str:
    return re.sub(r"[^A-Za-z0-9_.:/%-]+", "_", str(template))[:120] or "-"
