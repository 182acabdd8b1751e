"""One row being read: its cells by field, and a remark for whatever does not fit; whatever the list is of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.calendar import vietnam_day
from domain.identity import PartialDate
from domain.log_import.cells import Cell, Unreadable, day_of, is_not_known, text_of
from domain.log_import.entry import Remark
from domain.log_import.table import RawRow, Table

_LIMITS = ("ge", "gt", "le", "lt", "min_length", "max_length")


class RowReading:
    """One row with its cells by field."""

    def __init__(self, table: Table, raw: RawRow, now: datetime, year: int | None = None) -> None:
        self._table, self._raw, self._now, self._year = table, raw, now, year
        self._heads: dict[str, str] = {}
        self._cells: dict[str, Cell] = {}
        for head, field, cell in zip(table.heads, table.fields, raw.cells, strict=False):
            if field is not None:
                self._heads[field], self._cells[field] = head, cell
        self.remarks: list[Remark] = []

    def _fault(self, field: str, code: str, limit: str = "") -> None:
        self._remark(field, code, limit, is_fault=True)

    def _warn(self, field: str, code: str) -> None:
        self._remark(field, code, "", is_fault=False)

    def _remark(self, field: str, code: str, limit: str, *, is_fault: bool) -> None:
        head = self._heads.get(field, "")
        self.remarks.append(
            Remark(row=self._raw.number, column=head[:300], code=code, limit=limit, is_fault=is_fault)
        )

    def _text(self, field: str) -> str:
        return text_of(self._cells.get(field))

    def _day(self, field: str) -> PartialDate | None:
        cell = self._cells.get(field)
        if is_not_known(cell):
            return None
        try:
            return day_of(cell, latest=vietnam_day(self._now).year, year=self._year)
        except Unreadable as wrong:
            self._fault(field, wrong.code)
            return None


def code_of_error(error: Mapping[str, Any]) -> tuple[str, str]:
    """Return the code and the limit of what pydantic found; none of its words, and nothing that was typed."""
    kind, context = str(error["type"]), error.get("ctx") or {}
    if kind in ("value_error", "assertion_error"):
        code, _, limit = str(context.get("error", "")).partition(":")
        return code or "other", limit
    return kind, next((str(context[name]) for name in _LIMITS if name in context), "")
