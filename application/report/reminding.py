"""Reports of ended periods that did not go out, for those who draft and approve them: an internal reminder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from application.access import Action
from application.report.desk import Reports
from application.scope import units_of
from application.units import UnitRow, Units
from application.work import Work
from domain.calendar import vietnam_day
from domain.lists import UnitLevel
from domain.report.codes import ReportKind
from domain.report.due import DueReport, due_reports


@dataclass(frozen=True, slots=True)
class ReportReminder:
    """One report that did not go out, and of which unit; None: of the whole association."""

    due: DueReport
    covers: UUID | None
    unit_name: str


def reports_to_remind(work: Work) -> tuple[ReportReminder, ...]:
    """Return what is to be reminded of, for whoever drafts reports or approves those of a unit."""
    if not (work.may(Action.DRAFT_REPORT) or work.may(Action.APPROVE_REPORT)):
        return ()
    today = vietnam_day(work.now())
    due = due_reports(today)
    issued = work.view(Reports).issued(min(one.first for one in due)) if due else frozenset()  # type: ignore[type-abstract]
    scope = units_of(work.reader, Action.SEE_REPORTS)
    rows = [row for row in work.view(Units).all() if scope is None or row.unit in scope]  # type: ignore[type-abstract]
    return tuple(
        ReportReminder(one, unit.unit if one.kind is ReportKind.CHAPTER_QUARTER else None, unit.name)
        for one in due
        for unit in _reporting(one, rows)
        if not {(one.kind, covers, one.first, one.last) for covers in (None, unit.unit)} & issued
    )


def _reporting(due: DueReport, rows: Iterable[UnitRow]) -> list[UnitRow]:
    """Return the units that report: each chapter of its quarter, the association's own unit of the rest."""
    of_chapter = due.kind is ReportKind.CHAPTER_QUARTER
    there = (
        row
        for row in rows
        if row.founded_on <= due.last and (row.ended_on is None or row.ended_on > due.last)
    )
    if of_chapter:
        return [row for row in there if row.level is UnitLevel.LEGAL_CHAPTER]
    return [row for row in there if row.parent is None]
