"""`Register`: the follow-up log of one unit and one year as a book that is closed by month, half-year and year.

A book of a period shows what was received in it (day of receipt, Vietnam time) and known when it was closed, and, as
*bổ sung, đính chính*, what was entered or changed since the closing before about periods closed earlier. Nothing is
ever taken back: what comes later for a closed period is a correction in the next one. Closing holds up no entry.

Source: Circular 12/2018/TT-BTP, art. 7(1) (closed monthly, six-monthly, yearly), art. 5(2) (the moment of entry
counts), art. 11(1) (file codes): LAW 4.3. What counts as a correction is quy ước nội bộ (decision 0085).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Self
from uuid import UUID

from domain.calendar import Period, PeriodKind, vietnam_day
from domain.codes import Code
from domain.kernel import Act, Event, Refused, State, Value

CIRCULAR = "Thông tư 12/2018/TT-BTP, Điều 7 khoản 1"
LAYOUT = 1
"""Columns, their order and their words in a book closed today; a closing keeps its own."""
RULES = "2026-1"
"""Version of the rules that say what a book holds and how its totals are counted; a closing keeps its own."""


class BookPart(Code, name="book-part"):
    """Parts of a book. Source: quy ước nội bộ, after LAW 4.4."""

    ENTRY = "entry", "Các mục tiếp nhận trong kỳ", "Entries received in the period"
    SESSION = "session", "Các lượt tư vấn trong kỳ", "Consultations of the period"
    LATER = "later", "Bổ sung, đính chính cho các kỳ trước", "Additions and corrections to earlier periods"
    LATER_SESSION = (
        "later_session",
        "Lượt tư vấn vào sổ sau khi kỳ đã kết",
        "Consultations entered after their period was closed",
    )


class Sealed(Value):
    """What a book came to when it was closed: counts, and a digest of its codes; no personal data."""

    upto: int
    """Position of the log up to which the book knows."""
    since: int | None
    """Position of the closing before of the same kind; what came after it about closed periods is a correction."""
    entries: int
    sessions: int
    later: int
    """Additions and corrections to earlier periods."""
    digest: str
    """SHA-256 over the codes of all lines; names are in it only as the fact that they are opened from."""


class RegisterOpened(Event):
    """The register of a unit and a year gets its first closing."""

    TOPIC: ClassVar[str] = "register.opened.1"
    unit: UUID
    year: int
    begins: date
    """When the unit was founded: what ended before is closed when it is asked for, and taken along by nothing."""


class PeriodClosed(Event):
    """A period of the register was closed."""

    TOPIC: ClassVar[str] = "register.period-closed.1"
    kind: PeriodKind
    first: date
    sealed: Sealed
    layout: int
    rules: str

    @property
    def period(self) -> Period:
        """The period."""
        return Period.of(self.first, self.kind)


class PeriodNotOver(Refused):
    """The last day of the period has not passed."""

    vi = "Kỳ này đến hết ngày {last}; chỉ kết sổ được từ ngày hôm sau."
    en = "This period ends with {last}; it can be closed from the day after."
    source = CIRCULAR


class PeriodIsClosed(Refused):
    """It was closed already."""

    vi = "Kỳ này đã kết sổ. Điều ghi thêm sẽ nằm trong phần bổ sung, đính chính của kỳ sau."
    en = "This period was closed already. What is added appears as a correction in the next one."
    source = CIRCULAR


class Register(State[RegisterOpened, PeriodClosed]):
    """The closings of one register."""

    unit: UUID
    year: int
    begins: date
    closed: tuple[tuple[PeriodKind, date], ...] = ()

    @classmethod
    def open(cls, unit: UUID, year: int, begins: date, act: Act) -> RegisterOpened:
        """Open the register for its first closing."""
        return RegisterOpened(occurred_at=act.at, unit=unit, year=year, begins=begins)

    @classmethod
    def began(cls, stream: UUID, fact: RegisterOpened) -> Self:
        """Return the state after the first fact."""
        return cls(id=stream, version=0, unit=fact.unit, year=fact.year, begins=fact.begins)

    def apply(self, fact: PeriodClosed) -> Self:
        """Return the state after one more fact."""
        return self.but(closed=(*self.closed, (fact.kind, fact.first)))

    def is_closed(self, period: Period) -> bool:
        """Return whether a period was closed."""
        return (period.kind, period.first) in self.closed

    def to_close(self, period: Period, act: Act) -> tuple[Period, ...]:
        """Return what closing a period closes, in order: with it, what is still open of the year before its end.

        A month takes the earlier months with it, a half-year its months, a year its halves, back to the founding of
        the unit; so "the next one" is not in doubt.

        Raises:
            PeriodIsClosed: It was closed already.
            PeriodNotOver: Its last day has not passed (Vietnam time).
        """
        if self.is_closed(period):
            raise PeriodIsClosed
        if vietnam_day(act.at) <= period.last:
            raise PeriodNotOver(last=f"{period.last:%d/%m/%Y}")
        open_still = (one for one in _before(period) if not self.is_closed(one))
        return tuple(one for one in open_still if one == period or one.last >= self.begins)

    def close(self, period: Period, sealed: Sealed, act: Act) -> PeriodClosed:
        """Close one of these periods."""
        return PeriodClosed(
            occurred_at=act.at,
            kind=period.kind,
            first=period.first,
            sealed=sealed,
            layout=LAYOUT,
            rules=RULES,
        )


def _before(period: Period) -> Iterator[Period]:
    """Yield the periods of the year, of no longer kind, that end with it or earlier; months first."""
    kinds = tuple(PeriodKind)
    for kind in kinds[: kinds.index(period.kind) + 1]:
        one = Period.of(date(period.first.year, 1, 1), kind)
        while one.last <= period.last:
            yield one
            one = one.next


_CODE = re.compile(r"(?P<month>0[1-9]|1[0-2])|h(?P<half>[12])|(?P<year>y)")


def period_of(year: int, code: str) -> Period | None:
    """Return the period of a year by its short code; None for any other text.

    >>> period_of(2026, "03").label(), period_of(2026, "h2").label(), period_of(2026, "y").label()
    ('Tháng 3/2026', '6 tháng cuối năm 2026', 'Năm 2026')
    >>> period_of(2026, "13") is None
    True
    """
    found = _CODE.fullmatch(code)
    if found is None:
        return None
    if found["month"]:
        return Period.of(date(year, int(found["month"]), 1), PeriodKind.MONTH)
    if found["half"]:
        return Period.of(date(year, int(found["half"]) * 6, 1), PeriodKind.HALF_YEAR)
    return Period.of(date(year, 1, 1), PeriodKind.YEAR)


def code_of(period: Period) -> str:
    """Return the short code of a period.

    >>> [code_of(period_of(2026, code)) for code in ("03", "h1", "h2", "y")]
    ['03', 'h1', 'h2', 'y']
    """
    match period.kind:
        case PeriodKind.MONTH:
            return f"{period.first.month:02d}"
        case PeriodKind.HALF_YEAR:
            return "h1" if period.first.month == 1 else "h2"
        case _:
            return "y"


def periods_of(year: int) -> tuple[Period, ...]:
    """Return the periods of a register in the order in which they end: months, their half, the year."""
    return tuple(sorted(_before(Period.of(date(year, 1, 1), PeriodKind.YEAR)), key=_order))


def _order(period: Period) -> tuple[date, int]:
    return period.last, tuple(PeriodKind).index(period.kind)
