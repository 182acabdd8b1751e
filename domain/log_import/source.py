"""The row itself: its cells under the class of their column, and the text by which it is known again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.calendar import vietnam_day
from domain.imported import PART_OF, SourceRow
from domain.kernel import FieldClass
from domain.log_import.cells import Cell, Unreadable, clock_of, day_of, identity_number_of, phone_of, text_of
from domain.log_import.columns import as_head, columns
from domain.log_import.table import RawRow, Table

_PHONES = ("child_phone", "informant_phone")
_DAYS = ("received_on", "child_birth", "forwarded_on", "next_on", "closed_on")


def _cells(table: Table, raw: RawRow) -> Iterator[tuple[int, str, str | None, Cell]]:
    """Yield place, head, field and cell of each column but those that say nothing of the child."""
    pairs = zip(table.heads, table.fields, raw.cells, strict=False)
    for at, (head, field, cell) in enumerate(pairs):
        if not (field and columns()[field].ignored):
            yield at, head, field, cell


def source_of(table: Table, raw: RawRow) -> SourceRow:
    """Return the row as it was written; a column that nobody knows is held as closely as health."""
    parts: dict[str, list[dict[str, str]]] = {}
    for at, head, field, cell in _cells(table, raw):
        if text := text_of(cell):
            known = columns()[field].field_class if field else FieldClass.HEALTH
            named = head or f"({_letter(at)})"
            parts.setdefault(PART_OF[known], []).append({"column": named[:300], "text": text})
    return SourceRow.model_validate(parts)


def content_of(table: Table, raw: RawRow, now: datetime, year: int | None) -> str:
    """Return the cells that make the row what it is, in no order, spelt alike however the file was saved."""
    latest = vietnam_day(now).year
    found = (
        f"{field or as_head(head)}={said}"
        for _, head, field, cell in _cells(table, raw)
        if (said := _alike(field, cell, latest, year))
    )
    return "\n".join(sorted(found))


def _alike(field: str | None, cell: Cell, latest: int, year: int | None) -> str:
    try:
        if field in _DAYS:
            return f"{day_of(cell, latest=latest, year=year) or ''} {clock_of(cell) or ''}".strip()
        if field == "received_time":
            return str(clock_of(cell) or "")
    except Unreadable:
        pass  # what cannot be read is compared as it is written
    if field in _PHONES:
        return phone_of(cell)[0]
    if field == "identity_number":
        return identity_number_of(cell)[0]
    return " ".join(text_of(cell).split())


def _letter(at: int) -> str:
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
