"""Periods of figures: entered, closed at their cut-off, and read twice, as closed and as known today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.article92 import Article92Figures, kept_from
from application.released import Releases, given_of
from application.releasing import Shape, give_out
from application.work import Command, Question, Work
from domain.article92 import OF_CHILDREN, Measure
from domain.calendar import vietnam_day
from domain.disclosure.released import Days
from domain.figure_period import FigurePeriod, Span
from domain.kernel import FieldClass, Unknown
from domain.release import TableKind, TooFewToRelease

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A period as the fact rows keep it."""

    period: UUID
    name: str
    first: date
    last: date
    cut_off: date
    upto: int | None
    since: int | None
    rules: str | None
    closed_at: datetime | None


class FigurePeriods(Protocol):
    """Periods from the fact rows."""

    def all(self) -> Sequence[PeriodRow]:
        """Return all periods, latest first."""

    def settle(self) -> None:
        """Wait for other closings, and until the reading side holds all that is recorded.

        Raises:
            TryAgain: It lags behind.
        """


class SeePeriods(Question):
    """See the periods of figures."""

    ACTION: ClassVar[Action] = Action.SEE_ARTICLE_92


class OpenPeriod(Question):
    """See one period, as closed and as known today."""

    ACTION: ClassVar[Action] = Action.SEE_ARTICLE_92
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.SUMMARY
    period: UUID


class SetPeriod(Command):
    """Enter a period."""

    ACTION: ClassVar[Action] = Action.MANAGE_PROGRAMME
    span: Span


class FreezePeriod(Command):
    """Close a period."""

    ACTION: ClassVar[Action] = Action.MANAGE_PROGRAMME
    period: UUID


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure of a period, read twice."""

    measure: Measure
    closed: int | None
    """As known at the cut-off, or up to now while the period is open; None: kept from this reader."""
    now: int | None


@dataclass(frozen=True, slots=True)
class Correction:
    """What became known, since the closing before, about a period that was closed earlier."""

    row: PeriodRow
    measure: Measure
    difference: int


@dataclass(frozen=True, slots=True)
class PeriodPage:
    """One period with both readings."""

    row: PeriodRow
    readings: tuple[Reading, ...]
    corrections: tuple[Correction, ...]
    mark: str
    """Of the position of the first reading."""
    since: str
    """Mark of the closing before, since which corrections are told; nothing where there is none."""
    matches: bool | None
    """Whether the first reading is what was kept at the closing; None while it is open, or for a part of the units."""


def see_periods(question: SeePeriods, work: Work) -> tuple[PeriodRow, ...]:
    """Return all periods, latest first."""
    work.allow(question)
    rows = tuple(work.view(FigurePeriods).all())  # type: ignore[type-abstract]
    log.info("figure_periods_seen", count=len(rows))
    return rows


def set_period(cmd: SetPeriod, work: Work) -> UUID:
    """Enter a period.

    Raises:
        PeriodRunsBackwards: Its days are not in order.
    """
    work.allow(cmd)
    stream = work.new_id()
    work.open(stream, FigurePeriod.plan(cmd.span, work.act))
    log.info("figure_period_set", stream_id=str(stream))
    return stream


def freeze_period(cmd: FreezePeriod, work: Work) -> None:
    """Close a period with the figures of all units, as recorded up to its cut-off; those about children are released.

    Where too few children are counted to release them safely the period is closed all the same, without.

    Raises:
        FiguresAreFrozen: It was closed already.
        CutOffNotPassed: Its cut-off has not passed.
        EarlierCutOff: A period with a later cut-off was closed already.
    """
    work.allow(cmd)
    periods = work.view(FigurePeriods)  # type: ignore[type-abstract]
    periods.settle()
    period = work.read(FigurePeriod, cmd.period)
    figures = work.view(Article92Figures)  # type: ignore[type-abstract]
    span = period.span
    upto = figures.position_of_day(min(span.cut_off, vietnam_day(work.now())))
    since = max((row.upto for row in periods.all() if row.upto is not None), default=None)
    counts = figures.of_days(span.first, span.last, 0, upto)
    work.append(period, period.close(upto, since, counts, work.act))
    if any(counts.get(measure) for measure in OF_CHILDREN) and _release_of(span, work) is None:
        days = Days(first=span.first, last=span.last)
        shape = Shape(TableKind.FIGURES, span.name, (days,), by_unit=False)
        try:
            give_out(shape, span.cut_off, work, upto=upto)
        except TooFewToRelease:
            log.warning("figures_not_released", stream_id=str(cmd.period))
    log.info("figure_period_closed", stream_id=str(cmd.period))


def open_period(question: OpenPeriod, work: Work) -> PeriodPage:
    """Return one period as it was closed and as it is known today, and what it corrects of periods before."""
    work.allow(question)
    rows = work.view(FigurePeriods).all()  # type: ignore[type-abstract]
    row = next((one for one in rows if one.period == question.period), None)
    if row is None:
        raise Unknown
    figures = work.view(Article92Figures)  # type: ignore[type-abstract]
    today = figures.position("")
    upto = today if row.upto is None else row.upto
    closed = figures.of_days(row.first, row.last, 0, upto)
    now = figures.of_days(row.first, row.last, 0, today)
    counted = work.read(FigurePeriod, question.period).closed
    kept = kept_from(work)
    shown = _released(row, work) if kept else {}
    log.info("figure_period_opened", stream_id=str(question.period))
    since = _since(row, rows, upto)
    found = () if since is None else _corrections(row, rows, since, upto, figures)
    corrections = tuple(one for one in found if one.measure not in kept)
    return PeriodPage(
        row=row,
        readings=tuple(
            Reading(measure, shown.get(measure), None)
            if measure in kept
            else Reading(measure, closed.get(measure, 0), now.get(measure, 0))
            for measure in Measure
            if measure in figures.fed()
        ),
        corrections=corrections,
        mark=figures.mark(upto),
        since="" if since is None else figures.mark(since),
        matches=None
        if counted is None or not work.reader.whole_scope
        else {one.measure: one.count for one in counted.figures} == {m: n for m, n in closed.items() if n},
    )


def _released(row: PeriodRow, work: Work) -> Mapping[Measure, int | None]:
    """Return what was given out when the period was closed."""
    found = _release_of(row, work) if row.closed_at else None
    if found is None:
        return {}
    return given_of(found, Days(first=row.first, last=row.last), None, work)


def _release_of(period: Span | PeriodRow, work: Work) -> UUID | None:
    """Return what was given out of a period."""
    asked = period.name, period.first, period.last, period.cut_off
    rows = work.view(Releases).all()  # type: ignore[type-abstract]
    return next((one.release for one in rows if (one.title, one.first, one.last, one.cut_off) == asked), None)


def _since(row: PeriodRow, rows: Sequence[PeriodRow], upto: int) -> int | None:
    """Return the position of the closing before."""
    if row.upto is not None:
        return row.since
    closings = (one.upto for one in rows if one.upto is not None and one.upto < upto and one is not row)
    return max(closings, default=None)


def _corrections(
    row: PeriodRow, rows: Sequence[PeriodRow], since: int, upto: int, figures: Article92Figures
) -> Sequence[Correction]:
    """Return what became known since the closing before about periods that ended earlier and were closed by then."""
    earlier = [one for one in rows if one.upto is not None and one.upto <= since and one.last < row.first]
    return [
        Correction(one, measure, difference)
        for one in earlier
        for measure, difference in figures.of_days(one.first, one.last, since, upto).items()
        if difference
    ]
