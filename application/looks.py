"""The access log read: who looked at one case, everything that was looked at, and what is to be reviewed each week.

Reading it is itself an entry of it. It holds ids and codes only, so nothing here opens a file.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar, Protocol
from uuid import UUID

import structlog
from pydantic import Field, StringConstraints

from application.access import Action
from application.follow_up_log import NamedDay
from application.history import CaseFound, Histories, LookLine, NoSuchCase, case_of
from application.same_person import as_one
from application.work import Command, Question, Work
from domain.calendar import start_of_day, vietnam_day
from domain.codes import Code
from domain.identity import Day
from domain.kernel import FieldClass, Unknown, Value
from domain.look_review import (
    AT_ONCE,
    Looked,
    LookJudgement,
    LookReview,
    LooksJudged,
    LookVerdict,
    Lots,
    Positions,
    WeekSample,
)

log = structlog.get_logger()

PAGE = 100
"""Entries on one page."""
REVIEW_DAYS = 7
"""Days that one review list covers. Source: DESIGN, section 8 (weekly)."""
RANDOM_READS = 20
"""Reads drawn by lot for each week, besides those that are always looked at. Source: quy ước nội bộ (SECURITY 2.3)."""
NIGHT = (22, 5)
"""From this hour to that, Vietnam time, a read is looked at. Source: quy ước nội bộ."""
MANY_FILES = 40
"""More files than this by one person within any hour are looked at. Source: quy ước nội bộ."""
CLOSED_WITHIN = timedelta(hours=24)
"""Who enters a member or relative that closes a file to somebody so soon is looked at. Source: quy ước nội bộ."""
TIED_DAYS = 30
"""Days for which an assignment still explains a read. Source: quy ước nội bộ (SECURITY 2.3)."""


class SessionStep(StrEnum):
    """What the access log notes around a session, before any action."""

    SIGN_IN = "authn.sign-in"
    SIGN_OUT = "authn.sign-out"
    PROOF = "authn.proof"
    LOCK = "authn.lock"
    UNLOCK = "authn.unlock"
    SESSION_ENDED = "authn.session-ended"


class Outcome(Code, name="look-decision"):
    """What was decided."""

    PERMIT = "permit", "Cho phép", "Permitted"
    DENY = "deny", "Từ chối", "Denied"


class WhyReviewed(Code, name="why-reviewed"):
    """Why an entry is on the weekly list. Source: quy ước nội bộ."""

    DECOY = "decoy", "Hồ sơ mồi", "Decoy"
    GLASS = "glass", "Mở khẩn", "Broken glass"
    DENIED = "denied", "Bị từ chối", "Denied"
    CLOSED = (
        "closed",
        "Ghi hội viên, người thân, rồi trong 24 giờ có người bị chặn",
        "Member or relative entered, and somebody lost access within 24 hours",
    )
    KIN = "kin", "Hồ sơ liên quan người làm việc tại Hội", "File concerns staff or a relative"
    UNTIED = "untied", "Không được giao trong 30 ngày", "No assignment within 30 days"
    NIGHT = "night", "Ban đêm", "At night"
    MANY = "many", "Nhiều hồ sơ trong một giờ", "Many files within an hour"
    DRAWN = "drawn", "Rút ngẫu nhiên", "Drawn by lot"


Ground = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]{1,30}$")]
"""A basis of a permit or a reason of a denial, as the access log keeps it."""


class TrailFilters(Value):
    """What may stand in the address: ids, codes and days."""

    account: UUID | None = None
    case: UUID | None = None
    """A case with what belongs to it; a consultation that stands alone."""
    lists: bool = False
    """Also lists and searches that showed the case."""
    unit: UUID | None = None
    action: Action | SessionStep | None = None
    basis: Ground | None = None
    """On which basis it was permitted, or why it was denied."""
    decision: Outcome | None = None
    inspectors: bool = False
    """Only what others of the inspection, and the data-protection officers, looked at: somebody else sees it."""
    since: Day | None = None
    until: Day | None = None
    before: int | None = Field(default=None, ge=1, le=2**62)
    """Entries older than this position."""


class SeeTrail(Question, TrailFilters):
    """See the access log, the latest first."""

    ACTION: ClassVar[Action] = Action.SEE_TRAIL


class SeeLooks(Question):
    """See who looked at one case."""

    ACTION: ClassVar[Action] = Action.SEE_LOOKS
    case_id: UUID
    after: int = 0
    lists: bool = False

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


class ReviewFilters(Value):
    """Which week, and which part of its list."""

    day: NamedDay | None = None
    after: int = Field(default=0, ge=0, le=2**62)
    """Lines after this position."""
    only_open: bool = False
    """Only those without a verdict."""


class SeeReview(Question, ReviewFilters):
    """See what is to be reviewed of the week that a day lies in, with the verdicts given."""

    ACTION: ClassVar[Action] = Action.SEE_TRAIL
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.LEGAL


class JudgeLooks(Command):
    """Close lines of the access log with a written verdict."""

    ACTION: ClassVar[Action] = Action.JUDGE_LOOKS
    positions: Positions
    judgement: LookJudgement


class DrawSample(Command):
    """Draw the sample of the week that a day lies in: by a seed that nobody chooses, once, on the record."""

    ACTION: ClassVar[Action] = Action.JUDGE_LOOKS
    day: NamedDay


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One entry, with the file code of its record when it has one."""

    look: LookLine
    record: UUID | None
    code: str


@dataclass(frozen=True, slots=True)
class TrailPage:
    """One page; `before` is where the next page starts, or None at the end."""

    lines: tuple[TrailLine, ...]
    before: int | None


@dataclass(frozen=True, slots=True)
class LooksPage:
    """Who looked at one case."""

    case: CaseFound
    looks: tuple[LookLine, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class Closed:
    """The verdict on a line: by whom, when, and where the event that gave it lies."""

    verdict: LookVerdict
    event: int
    judge: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One entry to review, why, and its verdict."""

    line: TrailLine
    why: tuple[WhyReviewed, ...]
    closed: Closed | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """One page of the list of a week: the same lines whoever asks for it and whenever."""

    first: date
    last: date
    lines: tuple[ReviewLine, ...]
    total: int
    waiting: int
    """Lines of the week without a verdict."""
    next: int | None
    notes: dict[int, str]
    """What was written with a verdict, by the position of its event."""
    sample: Sample | None
    """What was drawn by lot; None while nobody has asked for it."""
    may_draw: bool
    """Whether the week is over and its sample not drawn."""
    earlier: date | None
    """A day of the latest week before this one in which anything was looked at."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What was drawn by lot for a week, and the seed by which anybody draws it again."""

    seed: str
    positions: tuple[int, ...]
    drawn_at: datetime


class Trail(Protocol):
    """The access log."""

    def page(self, question: SeeTrail, most: int) -> Sequence[TrailLine]:
        """Return entries, the latest first."""

    def to_review(
        self, since: datetime, until: datetime, drawn: Collection[int] = ()
    ) -> Sequence[ReviewLine]:
        """Return the entries of a time that are always looked at, and those drawn by lot, oldest first."""

    def sample(self, first: date) -> Sample | None:
        """Return the sample of the week that begins on this Monday, if it was drawn."""

    def lots(self, since: datetime, until: datetime, most: int) -> Lots:
        """Return a fresh seed and what it draws out of the reads of a time, whoever asks."""

    def latest_before(self, moment: datetime) -> datetime | None:
        """Return when something was last looked at, or denied, before a moment."""

    def looked(self, positions: Sequence[int]) -> Sequence[Looked]:
        """Return what a verdict asks about lines; those that the reader must not see are not there."""


def see_trail(question: SeeTrail, work: Work) -> TrailPage:
    """Return one page of the access log.

    Raises:
        Unknown: It was asked about a case that is not there, or that a conflict of interest closes to the reader.
    """
    work.allow(question)
    if question.case is not None:
        case_of(question.case, work)
    lines = tuple(work.view(Trail).page(question, PAGE))  # type: ignore[type-abstract]
    log.info("trail_seen", entries=len(lines))
    return TrailPage(lines, lines[-1].look.position if len(lines) == PAGE else None)


def see_looks(question: SeeLooks, work: Work) -> LooksPage:
    """Return who looked at a case, oldest first.

    Raises:
        NoSuchCase: The record is of another kind.
    """
    work.allow(question)
    histories = work.view(Histories)  # type: ignore[type-abstract]
    case = histories.by_id(question.case_id)
    if case is None:
        raise NoSuchCase
    looks = tuple(histories.looks(case, question.after, PAGE, lists=question.lists))
    return LooksPage(case, looks, looks[-1].position if len(looks) == PAGE else None)


def see_review(question: SeeReview, work: Work) -> Review:
    """Return the review list of the week, from Monday to Sunday, that a day lies in; last week's by default."""
    work.allow(question)
    first, since, until = _week(question.day, work)
    trail = work.view(Trail)  # type: ignore[type-abstract]
    sample = trail.sample(first)
    every = trail.to_review(since, until, sample.positions if sample else ())
    asked = [
        one
        for one in every
        if one.line.look.position > question.after and not (question.only_open and one.closed)
    ]
    lines = tuple(asked[:AT_ONCE])
    earlier = trail.latest_before(since)
    log.info("review_seen", entries=len(lines))
    return Review(
        first=first,
        last=first + timedelta(days=REVIEW_DAYS - 1),
        lines=lines,
        total=len(every),
        waiting=sum(one.closed is None for one in every),
        next=lines[-1].line.look.position if len(asked) > AT_ONCE else None,
        notes=_notes(lines, work),
        sample=sample,
        may_draw=sample is None and until <= work.now(),
        earlier=vietnam_day(earlier) if earlier else None,
    )


def waiting_for_review(work: Work) -> int:
    """Return how many lines of last week's list have no verdict; for whoever may see the access log."""
    first, since, until = _week(None, work)
    trail = work.view(Trail)  # type: ignore[type-abstract]
    sample = trail.sample(first)
    lines = trail.to_review(since, until, sample.positions if sample else ())
    return sum(line.closed is None for line in lines)


def _week(day: date | None, work: Work) -> tuple[date, datetime, datetime]:
    day = day or vietnam_day(work.now()) - timedelta(days=REVIEW_DAYS)
    first = day - timedelta(days=day.weekday())
    return (first, *_bounds(first))


def _notes(lines: Sequence[ReviewLine], work: Work) -> dict[int, str]:
    events = sorted({one.closed.event for one in lines if one.closed})
    found = {one.position: one.fact for one in work.at(events)}
    return {at: str(fact.judgement.note) for at, fact in found.items() if isinstance(fact, LooksJudged)}


def judge_looks(cmd: JudgeLooks, work: Work) -> None:
    """Close lines with a verdict.

    Raises:
        Unknown: A line is not there, or is about a file that the reviewer must not see.
        JudgedByAnotherUnit: A line is of the reviewer's own unit.
        LookJudgedAlready: A line has a verdict.
    """
    work.allow(cmd)
    wanted = sorted(set(cmd.positions))
    looked = work.view(Trail).looked(wanted)  # type: ignore[type-abstract]
    if [line.position for line in looked] != wanted:
        raise Unknown
    reader = work.reader.account
    seen = [one.model_copy(update={"account": as_one(one.account, reader, work)}) for one in looked]
    fact = LookReview.judged(seen, cmd.judgement, work.reader.own_units, work.act)
    work.open(work.new_id(), fact)
    log.info("looks_judged", lines=len(wanted))


def draw_sample(cmd: DrawSample, work: Work) -> date:
    """Draw the sample of a week, once it is over; return its Monday.

    Raises:
        WeekIsNotOver: Its Sunday has not passed.
        SampleWasDrawn: It was drawn already.
    """
    work.allow(cmd)
    first, since, until = _week(cmd.day, work)
    trail = work.view(Trail)  # type: ignore[type-abstract]
    fact = WeekSample.draw(
        first, trail.lots(since, until, RANDOM_READS), trail.sample(first) is not None, work.act
    )
    work.open(WeekSample.stream_of(first), fact)
    log.info("sample_drawn", entries=len(fact.positions))
    return first


def _bounds(first: date) -> tuple[datetime, datetime]:
    since = start_of_day(first)
    return since, since + timedelta(days=REVIEW_DAYS)
