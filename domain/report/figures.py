"""Figures of a report as they are kept: counts and codes alone, in one order, with one digest.

Nothing in them names anybody, and what is too small to show is not in them (None), so no edition of a report holds
more than was shown. The digest is SHA-256 over their JSON in canonical form (keys sorted, no blanks, UTF-8): the same
figures give the same digest on any machine.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from domain.activity.codes import HeldLevel
from domain.activity.forum import ForumWarning
from domain.article92 import Measure
from domain.disclosure.rows import StoredRow
from domain.follow_up_log import percent
from domain.kernel import Line, Named, Value
from domain.programme import Comparison
from domain.progress import Standing
from domain.recommendation.codes import AgencyKind
from domain.referral.figures import ChapterMeasure

RULE_VERSION = "report/2"
"""Version of the rules by which a report takes its figures."""
MEASURES_ALONE = "report/1"
"""The version before: no recommendations, no children's situation, no closed periods."""

Shown = int | None
"""A count; None: too small to show, or nothing counts it."""


class Counted(Value):
    """One figure of the period."""

    measure: Measure
    count: Shown


class Trend(Value):
    """One measure by month of the period's year; None: kept back."""

    measure: Measure
    months: tuple[Shown, ...]


class IndicatorLine(Value):
    """One indicator of the programme, from the first day of the year to the last day of the period."""

    code: Line
    name: Named
    comparison: Comparison
    target: int | None
    unit: Line
    result: Shown
    most: Shown
    """What the result is held against."""
    standing: Standing | None
    """None: the result is kept back."""
    mark: date | None = None
    """Of one that is late: the milestone's day."""
    mark_amount: int | None = None
    is_withheld: bool = False

    @property
    def percent(self) -> int | None:
        """The result in percent of what it is held against, rounded down."""
        if self.result is None or not self.most:
            return None
        return self.result * 100 // self.most

    @property
    def is_behind(self) -> bool:
        """Whether it missed a milestone that somebody entered, or its day has passed."""
        return self.standing in {Standing.LATE, Standing.MISSED}


class Changed(Value):
    """What became known of the period of the report before; never about children, of whom releases tell."""

    measure: Measure
    difference: int


class Earlier(Value):
    """The report before of the same kind and scope, and what has been corrected of its period since."""

    report: UUID
    number: int
    issued_on: date
    first: date
    last: date
    """Its period."""
    upto: int
    changed: tuple[Changed, ...]


class ChapterLine(Value):
    """One number of the chapter's quarter."""

    measure: ChapterMeasure
    count: Shown


class ForumLine(Value):
    """A children's forum as it was entered; children are a number."""

    activity: UUID
    first: date
    last: date
    level: HeldLevel | None
    area: Line
    children: int
    supervisors: int
    volunteers: int
    guests: int
    reported_on: date | None
    warnings: tuple[ForumWarning, ...]


class Annex(Value):
    """What the lists at the end hold: how many lines, and the digest of their codes."""

    activities: int
    recommendations: int
    digest: Line
    """SHA-256, in hexadecimal."""


class Replies(Value):
    """Recommendations of one kind of body, or of all: conveyed in the period, open and overdue on its last day."""

    agency: AgencyKind | None
    conveyed: int
    replied: int
    open: int
    overdue: int
    median_age: Shown
    """Middle age of the open ones, in days; None: none is open."""

    @property
    def reply_percent(self) -> int | None:
        """Replied of conveyed; None: nothing was conveyed, which is not applicable (LAW 1.2, rule (a))."""
        return percent(self.replied, self.conveyed)


class Recommended(Value):
    """Recommendations of the period; none of them is named."""

    collected: int
    replies: tuple[Replies, ...]
    """Of all, then of each kind of body."""
    ages: tuple[int, ...]
    """Open ones by age, in the order of `OpenAge`."""


class ReleasedLine(Value):
    """A row of a released table of the period: children's situation, or the follow-up log."""

    row: StoredRow
    count: Shown


class PeriodLine(Value):
    """One figure of a closed period of the year, read twice; never about children, of whom releases tell."""

    first: date
    last: date
    measure: Measure
    closed: int
    now: int


class ReportFigures(Value):
    """All figures of a report, as known at one position of the log."""

    upto: int
    """Position of the log."""
    at: datetime
    """When they were taken: what is released about children later is not in them."""
    rules: tuple[Line, ...]
    """Versions of the rules by which they were made."""
    year: int
    passed: int
    """How much of the year had passed on the last day, in percent."""
    release: UUID | None = None
    """What the figures about children are taken from; None: nothing was released of the period."""
    counts: tuple[Counted, ...] = ()
    trends: tuple[Trend, ...] = ()
    indicators: tuple[IndicatorLine, ...] = ()
    late_entries: Shown = None
    """Entries of the period that came later than the internal limit."""
    earlier: Earlier | None = None
    chapter: tuple[ChapterLine, ...] = ()
    twice_median_days: Shown = None
    """Of opinions given in the quarter: twice the median of the days, which is a whole number."""
    forum: ForumLine | None = None
    annex: Annex
    recommended: Recommended | None = None
    released: tuple[ReleasedLine, ...] = ()
    released_from: tuple[UUID, ...] = ()
    """The releases that these rows are taken from."""
    periods: tuple[PeriodLine, ...] = ()
    """Figures of closed periods that are known otherwise now."""

    @property
    def digest(self) -> str:
        """SHA-256 of the figures, in hexadecimal; parts of the second version that are not there are no part of it."""
        said = self.model_dump(mode="json")
        for name in ("recommended", "released", "released_from", "periods"):
            if not said[name]:
                del said[name]
        return digest_of(said)


def digest_of(said: object) -> str:
    """Return the SHA-256 of a JSON value in canonical form.

    >>> digest_of({"b": 1, "a": None}) == digest_of({"a": None, "b": 1})
    True
    """
    plain = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(plain.encode()).hexdigest()
