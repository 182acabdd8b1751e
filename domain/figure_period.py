"""`FigurePeriod`: a period of reporting with its last day of recording; closing it keeps the figures as they are then.

Periods of public reports often do not follow the calendar (1 October to 30 September, a close at 15 November), so each
is entered with its own days. What is recorded after the cut-off never changes a closed period: it stands as a
correction in the next one, and both readings are shown (LAW 4.2, 4.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Self
from uuid import UUID

from domain.article92 import RULE_VERSION, Measure
from domain.calendar import vietnam_day
from domain.kernel import Act, Event, Named, Refused, State, Value


class Span(Value):
    """A period: its name, its days, and the last day on which recording still counts for it."""

    name: Named
    first: date
    last: date
    cut_off: date


class Frozen(Value):
    """One figure as it was when the period was closed."""

    measure: Measure
    count: int


class FigurePeriodSet(Event):
    """A period was entered."""

    TOPIC: ClassVar[str] = "figures.period-set.1"
    span: Span


class FigurePeriodClosed(Event):
    """A period was closed: its figures at the position at which the log stood at the end of the cut-off."""

    TOPIC: ClassVar[str] = "figures.period-closed.1"
    upto: int
    since: int | None
    """Position of the closing before: what came after it about periods closed earlier is a correction here."""
    figures: tuple[Frozen, ...]
    rules: str


class PeriodRunsBackwards(Refused):
    """Its last day is before its first, or its cut-off before its last day."""

    vi = "Ngày cuối phải từ ngày đầu trở đi, và ngày chốt không trước ngày cuối của kỳ."
    en = "The last day is not before the first, and the cut-off not before the last day."


class CutOffNotPassed(Refused):
    """What is recorded today may still count."""

    vi = "Ngày chốt chưa qua; chỉ khóa được kỳ từ ngày hôm sau."
    en = "The cut-off has not passed; the period can be closed from the day after."


class FiguresAreFrozen(Refused):
    """It was closed already."""

    vi = "Kỳ này đã khóa. Điều ghi thêm sẽ là đính chính ở kỳ sau."
    en = "This period was closed already. What is added appears as a correction in the next one."


class EarlierCutOff(Refused):
    """A period whose cut-off is later was closed first, so "the next one" would be in doubt."""

    vi = "Đã khóa một kỳ có ngày chốt sau ngày này; không thể khóa lùi."
    en = "A period with a later cut-off was closed already; none is closed behind it."


class FigurePeriod(State[FigurePeriodSet, FigurePeriodClosed]):
    """One period."""

    span: Span
    closed: FigurePeriodClosed | None = None

    @classmethod
    def plan(cls, span: Span, act: Act) -> FigurePeriodSet:
        """Enter a period."""
        if not span.first <= span.last <= span.cut_off:
            raise PeriodRunsBackwards
        return FigurePeriodSet(occurred_at=act.at, span=span)

    @classmethod
    def began(cls, stream: UUID, fact: FigurePeriodSet) -> Self:
        """Return the state after the first fact."""
        return cls(id=stream, version=0, span=fact.span)

    def apply(self, fact: FigurePeriodClosed) -> Self:
        """Return the state after one more fact."""
        return self.but(closed=fact)

    def close(
        self, upto: int, since: int | None, counts: Mapping[Measure, int], act: Act
    ) -> FigurePeriodClosed:
        """Close it with its figures.

        Raises:
            FiguresAreFrozen: It was closed already.
            CutOffNotPassed: The cut-off day has not passed (Vietnam time).
            EarlierCutOff: A period with a later cut-off was closed already.
        """
        if self.closed is not None:
            raise FiguresAreFrozen
        if vietnam_day(act.at) <= self.span.cut_off:
            raise CutOffNotPassed
        if since is not None and since > upto:
            raise EarlierCutOff
        figures = tuple(Frozen(measure=one, count=counts[one]) for one in Measure if counts.get(one))
        return FigurePeriodClosed(
            occurred_at=act.at, upto=upto, since=since, figures=figures, rules=RULE_VERSION
        )
