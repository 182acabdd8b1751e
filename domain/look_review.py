"""What the weekly review of the access log found: a written verdict on lines of it, by someone of another unit.

Source: SECURITY 2.3; Law 91/2025/QH15, art. 19(2) (a monitoring mechanism). Who judges is quy ước nội bộ.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Annotated, ClassVar, Self
from uuid import UUID, uuid5

from pydantic import Field

from domain.calendar import vietnam_day
from domain.codes import Code
from domain.identity import Day
from domain.kernel import Act, Event, Legal, Refused, Said, State, Value

AT_ONCE = 100
"""Lines that one verdict may close: those of one page. Source: quy ước nội bộ."""


class LookVerdict(Code, name="look-verdict"):
    """What the reviewer found. Source: quy ước nội bộ."""

    IN_ORDER = "in-order", "Có căn cứ", "In order"
    TO_ASK = "to-ask", "Cần hỏi lại", "To be asked about"
    NOT_IN_ORDER = "not-in-order", "Không có căn cứ", "Not in order"


class LookJudgement(Value):
    """The verdict, and why."""

    verdict: LookVerdict
    note: Legal[Said]


Positions = Annotated[tuple[int, ...], Field(min_length=1, max_length=AT_ONCE)]
"""Lines of the access log."""


class LooksJudged(Event):
    """Someone said of these lines whether they were in order."""

    TOPIC: ClassVar[str] = "trail.judged.1"
    positions: tuple[int, ...]
    judgement: LookJudgement


class JudgedByAnotherUnit(Refused):
    """Nobody judges their own unit."""

    vi = "Lượt xem của người cùng đơn vị phải do người của đơn vị khác kết luận."
    en = "What someone of one's own unit looked at is judged by someone of another unit."
    source = "Quy ước nội bộ"


class LookJudgedAlready(Refused):
    """Someone was faster."""

    vi = "Có lượt đã được kết luận. Hãy mở lại danh sách."
    en = "One of these has a verdict already. Open the list again."


class Looked(Value):
    """What is asked about one line of the access log."""

    position: int
    account: UUID | None
    unit: UUID | None
    judged: bool


class Lots(Value):
    """What a seed draws out of a week: how many reads there were, and which were drawn."""

    seed: str
    reads: int
    positions: tuple[int, ...]


class LookReview(State[LooksJudged, LooksJudged]):
    """One verdict; it stands as it was written."""

    positions: tuple[int, ...]

    @classmethod
    def judged(
        cls, looked: Sequence[Looked], judgement: LookJudgement, own_units: Collection[UUID], act: Act
    ) -> LooksJudged:
        """Close lines with a verdict.

        Args:
            looked: The lines.
            judgement: What was found.
            own_units: The reviewer's unit and those it succeeded.
            act: Who judges, and when.

        Raises:
            JudgedByAnotherUnit: A line is of the reviewer, or of someone of the reviewer's unit.
            LookJudgedAlready: A line has a verdict.
        """
        if any(line.account == act.account or line.unit in own_units for line in looked):
            raise JudgedByAnotherUnit
        if any(line.judged for line in looked):
            raise LookJudgedAlready
        return LooksJudged(
            occurred_at=act.at, positions=tuple(line.position for line in looked), judgement=judgement
        )

    @classmethod
    def began(cls, stream: UUID, fact: LooksJudged) -> Self:
        """Return the state after the first fact."""
        return cls(id=stream, version=0, positions=fact.positions)

    def apply(self, fact: LooksJudged) -> LookReview:
        """Return the state after one more fact."""
        return self.but(positions=fact.positions)


SAMPLES = UUID("5a3c1f0e-7b7e-5c52-9d6d-6f2d0f1c9b11")
"""Names the stream of a week's sample, so that a week is drawn once, whoever asks at the same moment."""


class SampleDrawn(Event):
    """Some reads of a week were drawn by lot; whoever has the log and the seed draws the same ones again."""

    TOPIC: ClassVar[str] = "trail.sample-drawn.1"
    first: Day
    """The Monday of the week."""
    seed: str
    reads: int
    """How many reads of files the week had."""
    positions: tuple[int, ...]


class WeekIsNotOver(Refused):
    """What may still come in would have no lot."""

    vi = "Tuần này chưa hết; hãy rút mẫu sau ngày chủ nhật."
    en = "This week is not over; draw the sample after its Sunday."


class SampleWasDrawn(Refused):
    """A week is drawn once."""

    vi = "Mẫu của tuần này đã được rút; không ai rút lại được."
    en = "The sample of this week was drawn already; nobody draws it again."


class WeekSample(State[SampleDrawn, SampleDrawn]):
    """The sample of one week; it stands as it was drawn."""

    positions: tuple[int, ...]

    @staticmethod
    def stream_of(first: date) -> UUID:
        """Return the stream of the sample of the week that begins on this Monday."""
        return uuid5(SAMPLES, first.isoformat())

    @classmethod
    def draw(cls, first: date, lots: Lots, was_drawn: bool, act: Act) -> SampleDrawn:
        """Draw the sample of a week.

        Raises:
            WeekIsNotOver: Its Sunday has not passed.
            SampleWasDrawn: It was drawn.
        """
        if vietnam_day(act.at) - first < timedelta(days=7):
            raise WeekIsNotOver
        if was_drawn:
            raise SampleWasDrawn
        return SampleDrawn(
            occurred_at=act.at, first=first, seed=lots.seed, reads=lots.reads, positions=lots.positions
        )

    @classmethod
    def began(cls, stream: UUID, fact: SampleDrawn) -> Self:
        """Return the state after the first fact."""
        return cls(id=stream, version=0, positions=fact.positions)

    def apply(self, fact: SampleDrawn) -> WeekSample:
        """Return the state after one more fact; the first draw counts."""
        return self
