"""The follow-up log in figures: *đầy đủ, kịp thời* by unit and month; open files and late steps by unit.

Completeness is required answers that are there ÷ required answers of the present state; timeliness is receipt to entry
against the internal limit. The programme of 2024 asks for both without a number (LAW 4.4): quy ước nội bộ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Protocol
from uuid import UUID

import structlog
from pydantic import Field

from application.access import Action
from application.article92 import (
    EVENTS_PAGE,
    Article92Figures,
    FigureEvent,
    KnownOn,
    Later,
    day_of,
    position_of,
    units_in_scope,
)
from application.follow_up_log import EARLIEST, LATEST
from application.released import Instead, instead_of
from application.units import UnitRow
from application.work import Question, Work
from domain.calendar import vietnam_day
from domain.follow_up_log import Quality, completeness_percent
from domain.kernel import FieldClass
from domain.log_figures import RULE_VERSION, LateBand, LogCount
from domain.release import TableKind

log = structlog.get_logger()

ENTRIES_PAGE = 100
"""Entries on one page behind a figure."""


class SeeLogQuality(Question):
    """See completeness and timeliness of a year, by unit and month; without opening them, what was released."""

    ACTION: ClassVar[Action] = Action.SEE_ARTICLE_92
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.SUMMARY
    year: int | None = Field(default=None, ge=EARLIEST.year, le=LATEST.year)
    unit: UUID | None = None
    as_of: str = ""
    """Mark of a moment of the log; nothing means now."""
    known_on: KnownOn = None
    """As known at the end of this day, when no mark is given."""


class SeeCaseload(Question):
    """See open files and late steps by unit; whoever opens no figure is told why there are none (decision 0108)."""

    ACTION: ClassVar[Action] = Action.SEE_ARTICLE_92
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.SUMMARY
    as_of: str = ""
    known_on: KnownOn = None


class OpenLogCount(Question):
    """See the events that make one number, and the files that it counts."""

    ACTION: ClassVar[Action] = Action.OPEN_FIGURE
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.SUMMARY
    count: LogCount
    year: int | None = Field(default=None, ge=EARLIEST.year, le=LATEST.year)
    month: int | None = Field(default=None, ge=1, le=12)
    """With `year`."""
    first: date | None = None
    last: date | None = None
    """With `first`: received on these days, instead of the year or month."""
    unit: UUID | None = None
    below: bool = False
    """With what stands below the unit."""
    late: LateBand | None = None
    as_of: str = ""
    known_on: KnownOn = None
    page: int = Field(default=1, ge=1, le=100_000)
    """Of the events."""
    files: int = Field(default=1, ge=1, le=100_000)
    """Page of the files."""


@dataclass(frozen=True, slots=True)
class QualityCell:
    """What a unit entered in a month, as known at a position."""

    unit: UUID
    month: date
    quality: Quality
    incomplete: int

    @property
    def late(self) -> int:
        """Entries that were not in time, of those not imported."""
        return self.quality.entries - self.quality.imported - self.quality.in_time


@dataclass(frozen=True, slots=True)
class QualityRow:
    """Several cells together."""

    quality: Quality
    late: int
    incomplete: int

    @classmethod
    def sum(cls, cells: Iterable[QualityCell]) -> QualityRow:
        """Return cells taken together."""
        found = tuple(cells)
        return cls(
            Quality.sum(cell.quality for cell in found),
            sum(cell.late for cell in found),
            sum(cell.incomplete for cell in found),
        )


@dataclass(frozen=True, slots=True)
class LogQuality:
    """Completeness and timeliness of a year."""

    year: int
    years: tuple[int, ...]
    unit: UUID | None
    cells: tuple[QualityCell, ...]
    months: tuple[tuple[int, QualityRow], ...]
    units: tuple[tuple[UUID, QualityRow], ...]
    total: QualityRow
    mark: str
    known_at: datetime
    scope: tuple[UnitRow, ...]
    instead: Instead | None = None
    """For whoever opens no figure, who has no cells here."""
    rule_version: str = RULE_VERSION


@dataclass(frozen=True, slots=True)
class UnitLoad:
    """Open files of one unit, and how late the next steps are."""

    unit: UUID
    open: int
    due: Mapping[LateBand, int]

    @property
    def overdue(self) -> int:
        """Files with an overdue step."""
        return sum(self.due.values())


@dataclass(frozen=True, slots=True)
class Caseload:
    """Open files by unit, in the order of the tree: no unit stands before another for its lateness."""

    day: date
    """Lateness is that on this day."""
    units: tuple[UnitLoad, ...]
    mark: str
    known_at: datetime
    is_kept: bool = False
    """This reader opens no figure, and sees none of them."""
    rule_version: str = RULE_VERSION

    @property
    def total(self) -> UnitLoad | None:
        """All units together; None where there is none."""
        if not self.units:
            return None
        due = {band: sum(one.due.get(band, 0) for one in self.units) for band in LateBand}
        return UnitLoad(self.units[0].unit, sum(one.open for one in self.units), due)


@dataclass(frozen=True, slots=True)
class CountedEntry:
    """One file behind a number; the case and its code only for whoever may open it."""

    record_no: int | None
    case_id: UUID | None
    code: str
    unit: UUID
    received_on: date | None
    """None of one that is listed for its step."""
    due_on: date | None
    filled: int
    required: int
    in_time: bool | None
    """None: imported from an old log, or listed for its step."""

    @property
    def complete_percent(self) -> int | None:
        """Completeness for the state it was in; None of one that is listed for its step."""
        return None if self.due_on else completeness_percent(self.filled, self.required)


class LogFigures(Article92Figures, Protocol):
    """Signed counts of the follow-up log by position, within the reader's scope."""

    def quality(self, year: int, upto: int) -> Sequence[QualityCell]:
        """Return what each unit entered in each month of a year, as known at a position."""

    def years_of_log(self) -> Sequence[int]:
        """Return the years in which something was received, latest first."""

    def open_files(self, upto: int) -> Mapping[UUID, int]:
        """Return how many files each unit follows."""

    def overdue(self, day: date, upto: int) -> Mapping[tuple[UUID, date], int]:
        """Return of how many files the next step was agreed for a day before this one, by unit and that day."""

    def entries(self, question: OpenLogCount, day: date, upto: int) -> tuple[int, Sequence[CountedEntry]]:
        """Return how many files are behind a number, and one page of them."""

    def lines(self, question: OpenLogCount, day: date, upto: int) -> tuple[int, Sequence[FigureEvent]]:
        """Return a number as known at a position, and one page of the events that make it."""

    def since(
        self, question: OpenLogCount, day: date, upto: int
    ) -> tuple[int, Sequence[tuple[Later, FigureEvent]]]:
        """Return by how much today differs from a position, and one page of the events that make it, with why.

        Args:
            day: On which lateness is measured; what is recorded later of the days until it was recorded late.
        """


def see_log_quality(question: SeeLogQuality, work: Work) -> LogQuality:
    """Return completeness and timeliness of a year."""
    work.allow(question)
    figures = work.view(LogFigures)  # type: ignore[type-abstract]
    upto = position_of(question, figures)
    years = tuple(figures.years_of_log())
    year = question.year or (years[0] if years else vietnam_day(work.now()).year)
    scope = tuple(units_in_scope(work))
    places = {row.unit: number for number, row in enumerate(scope)}
    instead = instead_of((TableKind.LOG, TableKind.LOG_UNITS), year, work)
    counted = figures.quality(year, upto) if instead is None else ()
    cells = sorted(counted, key=lambda cell: places.get(cell.unit, len(places)))
    shown = [cell for cell in cells if question.unit in (None, cell.unit)]
    total = QualityRow.sum(shown)
    log.info("log_quality_seen", year=year, cells=len(cells))
    return LogQuality(
        year=year,
        years=years or (year,),
        unit=question.unit,
        cells=tuple(shown),
        months=tuple(_months(shown)),
        units=tuple(_units(shown)),
        total=total,
        mark=figures.mark(upto),
        known_at=figures.moment(upto),
        scope=scope,
        instead=instead,
    )


def _months(cells: Sequence[QualityCell]) -> list[tuple[int, QualityRow]]:
    return [
        (month, QualityRow.sum(cell for cell in cells if cell.month.month == month)) for month in range(1, 13)
    ]


def _units(cells: Sequence[QualityCell]) -> list[tuple[UUID, QualityRow]]:
    units = dict.fromkeys(cell.unit for cell in cells)
    return [(unit, QualityRow.sum(cell for cell in cells if cell.unit == unit)) for unit in units]


def see_caseload(question: SeeCaseload, work: Work) -> Caseload:
    """Return open files and late steps by unit, on the day asked for."""
    work.allow(question)
    figures = work.view(LogFigures)  # type: ignore[type-abstract]
    upto = position_of(question, figures)
    day = day_of(question, figures, upto, work)
    if not work.may(Action.OPEN_FIGURE):
        return Caseload(day, (), figures.mark(upto), figures.moment(upto), is_kept=True)
    followed, late = figures.open_files(upto), figures.overdue(day, upto)
    in_order = dict.fromkeys([*(row.unit for row in units_in_scope(work)), *followed])
    units = tuple(
        UnitLoad(unit, followed[unit], _banded(unit, late, day)) for unit in in_order if followed.get(unit)
    )
    log.info("caseload_seen", count=len(units))
    return Caseload(day, units, figures.mark(upto), figures.moment(upto))


def _banded(unit: UUID, late: Mapping[tuple[UUID, date], int], day: date) -> Mapping[LateBand, int]:
    found = dict.fromkeys(LateBand, 0)
    for (of, due_on), count in late.items():
        if of == unit:
            found[LateBand.of((day - due_on).days)] += count
    return found


@dataclass(frozen=True, slots=True)
class OpenedLogCount:
    """A number of the log, the events that make it, and the files that it counts."""

    asked: OpenLogCount
    count: int
    whole: int | None
    """What it is a share of; None where it is none."""
    events: tuple[FigureEvent, ...]
    has_more_events: bool
    files: int
    """How many files there are."""
    entries: tuple[CountedEntry, ...]
    day: date
    mark: str
    known_at: datetime
    has_more: bool
    difference: int
    """By how much the number of today is more, lateness measured on the same day; 0 too when it is today's."""
    later: tuple[tuple[Later, FigureEvent], ...]
    """What makes the difference, event by event; one page."""
    later_has_more: bool
    rule_version: str = RULE_VERSION


def open_log_count(question: OpenLogCount, work: Work) -> OpenedLogCount:
    """Return the events and the files behind one number; a file is named only for whoever may open it."""
    work.allow(question)
    figures = work.view(LogFigures)  # type: ignore[type-abstract]
    upto = position_of(question, figures)
    day = day_of(question, figures, upto, work)
    count, events = figures.lines(question, day, upto)
    files, entries = figures.entries(question, day, upto)
    difference, later = figures.since(question, day, upto)
    shown = [*events, *(event for _, event in later)]
    numbers = [*(one.record_no for one in entries), *(one.record_no for one in shown)]
    work.showed(number for number in numbers if number is not None)
    log.info("log_count_opened", measure=question.count.value, count=count)
    return OpenedLogCount(
        asked=question,
        count=count,
        whole=_whole(question, figures, day, upto),
        events=tuple(events[:EVENTS_PAGE]),
        has_more_events=len(events) > EVENTS_PAGE,
        files=files,
        entries=tuple(entries[:ENTRIES_PAGE]),
        day=day,
        mark=figures.mark(upto),
        known_at=figures.moment(upto),
        has_more=len(entries) > ENTRIES_PAGE,
        difference=difference,
        later=tuple(later[:EVENTS_PAGE]),
        later_has_more=len(later) > EVENTS_PAGE,
    )


def _whole(question: OpenLogCount, figures: LogFigures, day: date, upto: int) -> int | None:
    whole = question.count.whole
    return (
        None if whole is None else figures.lines(question.model_copy(update={"count": whole}), day, upto)[0]
    )
