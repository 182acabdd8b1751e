"""Files of lists as cells: read by a process of its own, under limits (`infrastructure.documents.reading`)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from application.log_import.promises import FileNotRead, FileTooLarge, NoSuchSheet
from domain.log_import.cells import Cell
from domain.log_import.columns import LOG
from domain.log_import.table import Sheet, table_of
from infrastructure.documents import reading
from infrastructure.work import PgWork

_WAIT_SECONDS = reading.SECONDS + 15


class FileReadings:
    """Keeps `application.log_import.promises.Readings`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def sheet(self, content: bytes, name: str, form: str = LOG) -> Sheet:
        """Return a sheet by its name, or the first one that holds a list of the form."""
        return chosen(sheets(content), name, form)


def sheets(content: bytes) -> list[Sheet]:
    """Return the sheets of a file.

    Raises:
        FileTooLarge: It is, or unfolds to, more than a log ever is.
        FileNotRead: It is nothing that can be read.
    """
    if len(content) > reading.MOST_BYTES:
        raise _too_large()
    command = [sys.executable, "-m", "infrastructure.documents.reading"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell, nothing of the file among the arguments
            command, input=content, capture_output=True, timeout=_WAIT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise _too_large() from None
    if done.returncode in (reading.NOT_READ, 1):
        raise FileNotRead
    if done.returncode != 0:
        raise _too_large()
    return as_sheets(json.loads(done.stdout))


def as_sheets(told: Iterable[dict[str, Any]]) -> list[Sheet]:
    """Return the sheets that the process of its own told of."""
    return [
        Sheet(
            one["name"],
            tuple(tuple(_cell(cell) for cell in row) for row in one["rows"]),
            frozenset((row, column) for row, column in one.get("formulas", ())),
        )
        for one in told
    ]


def _too_large() -> FileTooLarge:
    return FileTooLarge(
        megabytes=reading.MOST_BYTES >> 20, rows=reading.MOST_ROWS, columns=reading.MOST_COLUMNS
    )


def chosen(found: list[Sheet], name: str, form: str = LOG) -> Sheet:
    """Return the sheet of a name; without one the first in which heads are found, letters of today before old fonts.

    Raises:
        NoSuchSheet: There is none of this name, or none at all.
    """
    if name:
        one = next((sheet for sheet in found if sheet.name.casefold() == name.casefold()), None)
        if one is None:
            raise NoSuchSheet
        return one
    if not found:
        raise NoSuchSheet
    old_font: Sheet | None = None
    for sheet in found:
        table = table_of(sheet, form=form)
        if table is not None and not table.is_tcvn3:
            return sheet
        if table is not None:
            old_font = sheet
    return old_font or found[0]


def _cell(cell: Any) -> Cell:
    if not isinstance(cell, dict):
        return cell if isinstance(cell, str | int | float | bool) else None
    (kind, value), *_ = cell.items()
    match kind:
        case "m":
            return datetime.fromisoformat(value)
        case "d":
            return date.fromisoformat(value)
        case "t":
            return time.fromisoformat(value)
        case _:
            return timedelta(seconds=value)
