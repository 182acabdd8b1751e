"""What the imports of old logs and of lists of members answer alike: remarks, the error workbook, how far one is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, Self
from uuid import UUID

from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from api.door import OpenWork
from api.screens.export import KINDS
from application.accounts import AccountList
from application.export import Spreadsheets
from application.export_sheet import Sheet
from application.units import Units
from domain.export import ExportFormat
from domain.log_import.entry import Remark, RowTold

LISTED_ON_A_PAGE = 100
LISTED_FOR_PROGRAMS = 500
"""Remarks that one answer lists; the error workbook holds all of them."""


class Begun(Protocol):
    """One import in a list."""

    @property
    def begun_by(self) -> UUID | None:
        """Who began it."""


class RowRemark(BaseModel):
    """One remark: where, its code, why and what to do; never what stood in the cell."""

    row: int
    column: str
    code: str
    detail: str
    is_fault: bool


class ImportProgress(BaseModel):
    """One import: how far it is."""

    import_id: UUID
    unit: UUID
    begun_at: datetime
    rows: int
    good: int
    left_out: int
    entered: int
    finished_at: datetime | None

    @classmethod
    def of(cls, row: object) -> Self:
        """Return a row as programs get it."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


def faults_first(rows: Iterable[RowTold]) -> list[Remark]:
    """Return the remarks on all rows, faults before the others."""
    return sorted((told for one in rows for told in one.remarks), key=lambda told: not told.is_fault)


def workbook(sheet: Sheet, name: str, work: OpenWork) -> StreamingResponse:
    """Return a workbook as a download; it is made in memory and kept nowhere."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"', "Cache-Control": "no-store"}
    file = work.view(Spreadsheets).written(sheet, ExportFormat.XLSX, work.now())  # type: ignore[type-abstract]
    return StreamingResponse(iter(file), headers=headers, media_type=KINDS[ExportFormat.XLSX])


def named(rows: Sequence[Begun], work: OpenWork) -> Mapping[str, Any]:
    """Return what a page of imports shows beside its rows: names of units, and of whoever began them."""
    people = work.view(AccountList)  # type: ignore[type-abstract]
    return {
        "unit_names": {row.unit: row.name for row in work.view(Units).all()},  # type: ignore[type-abstract]
        "people": {one: people.name_of(one) for one in {row.begun_by for row in rows if row.begun_by}},
    }
