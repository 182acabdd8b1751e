"""Marks of pages in keyset order: opaque to the browser, checked before they reach the database."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from application.follow_up_log import Malformed


@dataclass(frozen=True, slots=True)
class Keyset:
    """The columns of an order, how the mark of a page is cast back, and the direction."""

    columns: tuple[str, ...]
    casts: tuple[str, ...]
    descending: bool

    @property
    def order(self) -> str:
        """The `ORDER BY` clause."""
        return ", ".join(f"{column} {'DESC' if self.descending else 'ASC'}" for column in self.columns)

    @property
    def further(self) -> str:
        """The condition that a row lies beyond the mark."""
        marks = ", ".join(f"%s::{cast}" for cast in self.casts)
        return f"({', '.join(self.columns)}) {'<' if self.descending else '>'} ({marks})"


def marked(values: Sequence[str]) -> str:
    """Return the mark of a page."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def unmarked(mark: str, keyset: Keyset) -> list[str]:
    """Return the values of a mark, as many and of such kinds as the order asks for."""
    values = _values(mark)
    if len(values) != len(keyset.columns) or not all(map(_fits, values, keyset.casts)):
        raise Malformed
    return values


def _fits(value: str, cast: str) -> bool:
    """Whether a text can be cast, so that a broken mark never reaches the database."""
    try:
        match cast:
            case "date":
                return value == "infinity" or bool(date.fromisoformat(value))
            case "timestamptz":
                return bool(datetime.fromisoformat(value))
            case "text":
                return len(value) <= 100 and "\x00" not in value
            case _:
                return 0 <= int(value) < 32_000
    except ValueError:
        return False


def unmarked_number(mark: str) -> int:
    """Return the number of a mark that counts; 0 for none."""
    values = _values(mark) if mark else ["0"]
    if len(values) != 1 or not values[0].isdecimal() or len(values[0]) > 6:
        raise Malformed
    return int(values[0])


def _values(mark: str) -> list[str]:
    try:
        given = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
    except (ValueError, binascii.Error):
        raise Malformed from None
    if not isinstance(given, list) or not all(isinstance(value, str) for value in given):
        raise Malformed
    return given
