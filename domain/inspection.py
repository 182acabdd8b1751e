"""Findings and recommendations of the inspection board (*kiến nghị của Ban kiểm tra*), tracked until they are remedied.

An auditor opens one about a unit, perhaps about somebody in it or a case; the unit answers and says when it is
remedied; an auditor looks whether it is, and closes it. Nobody judges what concerns themselves.

Source: the programme of 2024, part 4 ("Xử lý kịp thời những kiến nghị của Ban kiểm tra"); the steps and the term are
quy ước nội bộ.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import ClassVar, Self
from uuid import UUID

from domain.calendar import vietnam_day
from domain.codes import Code
from domain.identity import Day
from domain.kernel import Act, Event, Legal, Refused, Said, State, Text, Value


class FindingKind(Code, name="inspection-finding"):
    """What it is about. Source: quy ước nội bộ."""

    ACCESS = "access", "Xem hồ sơ không có căn cứ", "A file read without a ground"
    LATENESS = "lateness", "Ghi chậm, xử lý chậm", "Entered or handled late"
    RECORD = "record", "Ghi chép sai, thiếu", "Records wrong or missing"
    CONFLICT = "conflict", "Xung đột lợi ích", "Conflict of interest"
    CHARTER = "charter", "Điều lệ, quy chế của Hội", "Charter and rules of the association"
    FUND = "fund", "Thu, chi", "Receipts and spending"
    OTHER = "other", "Việc khác", "Something else"


class FindingStance(Code, name="inspection-stance"):
    """What the unit holds of it. Source: quy ước nội bộ."""

    ACCEPTED = "accepted", "Tiếp thu", "Accepted"
    PARTLY = "partly", "Tiếp thu một phần", "Accepted in part"
    EXPLAINED = "explained", "Giải trình", "Explained"


class FindingVerdict(Code, name="inspection-verdict"):
    """What the board saw when it looked again. Source: quy ước nội bộ."""

    REMEDIED = "remedied", "Đã khắc phục", "Remedied"
    NOT_REMEDIED = "not-remedied", "Chưa khắc phục", "Not remedied"


class FindingStage(Code, name="inspection-stage"):
    """Where it stands."""

    OPEN = "open", "Chờ đơn vị trả lời", "Waits for an answer"
    ANSWERED = "answered", "Chờ khắc phục", "Waits for the remedy"
    REPORTED = "reported", "Chờ Ban kiểm tra xem lại", "Waits to be verified"
    VERIFIED = "verified", "Đã khắc phục, chờ khép lại", "Remedied, to be closed"
    CLOSED = "closed", "Đã khép lại", "Closed"


TO_REMEDY = frozenset({FindingStage.OPEN, FindingStage.ANSWERED})
"""Stages in which it is the unit's turn."""


class FindingSaid(Value):
    """What was found, and what the board recommends."""

    kind: FindingKind
    found: Legal[Said]
    recommended: Legal[Said]
    due_on: Day
    """Until when it is to be remedied."""


class FindingAbout(Value):
    """Whom it concerns: a unit, and perhaps somebody in it, or a case."""

    unit: UUID
    account: UUID | None = None
    case_id: UUID | None = None


class FindingAnswer(Value):
    """What the unit holds of it, and why."""

    stance: FindingStance
    words: Legal[Said]


class FindingRemedy(Value):
    """What was done, and on which day."""

    done_on: Day
    words: Legal[Said]


class FindingCheck(Value):
    """What the board saw; where it is not remedied, until when it is to be."""

    verdict: FindingVerdict
    words: Legal[Said]
    due_on: Day | None = None


class FindingOpened(Event):
    """The board found something and recommends what to do."""

    TOPIC: ClassVar[str] = "inspection.opened.1"
    about: FindingAbout
    said: FindingSaid


class FindingAnswered(Event):
    """The unit answered."""

    TOPIC: ClassVar[str] = "inspection.answered.1"
    answer: FindingAnswer


class RemedyReported(Event):
    """The unit says that it is remedied."""

    TOPIC: ClassVar[str] = "inspection.remedy-reported.1"
    remedy: FindingRemedy


class FindingVerified(Event):
    """The board looked whether it is."""

    TOPIC: ClassVar[str] = "inspection.verified.1"
    check: FindingCheck


class FindingClosed(Event):
    """The board is done with it."""

    TOPIC: ClassVar[str] = "inspection.closed.1"
    words: Legal[Text] = ""


class DueBeforeToday(Refused):
    """The day by which it is to be remedied has passed already."""

    vi = "Hạn khắc phục phải từ hôm nay trở đi."
    en = "The day of the remedy must be today or later."


class RemedyInFuture(Refused):
    """The remedy is said to be of a day to come."""

    vi = "Ngày khắc phục xong không thể ở sau hôm nay."
    en = "A remedy cannot be of a day to come."


class NotTheTurn(Refused):
    """It stands at another step."""

    vi = "Kiến nghị đang ở bước khác. Hãy mở lại trang."
    en = "This finding stands at another step. Open the page again."


class FindingOnOneself(Refused):
    """Nobody opens, verifies or closes what concerns themselves, nor verifies their own remedy."""

    vi = "Việc liên quan đến chính mình, hoặc do mình báo đã khắc phục, phải do người khác trong Ban kiểm tra xem."
    en = "What concerns oneself, or was reported as remedied by oneself, is for somebody else of the board."
    source = "Quy ước nội bộ"


class NeverAnswered(Refused):
    """It is closed without a remedy only after the unit was heard."""

    vi = "Đơn vị chưa trả lời, hoặc chưa khắc phục: chưa khép lại được."
    en = "The unit has not answered, or has not remedied it: it cannot be closed yet."


class InspectionFinding(
    State[FindingOpened, FindingAnswered | RemedyReported | FindingVerified | FindingClosed]
):
    """One finding with its recommendation."""

    about: FindingAbout
    stage: FindingStage = FindingStage.OPEN
    due_on: date
    stance: FindingStance | None = None

    @classmethod
    def open(cls, about: FindingAbout, said: FindingSaid, own: Collection[UUID], act: Act) -> FindingOpened:
        """Open one.

        Args:
            about: Whom it concerns.
            said: What was found, and what is recommended.
            own: The accounts of whoever opens it.
            act: Who, and when.

        Raises:
            FindingOnOneself: It concerns whoever opens it.
            DueBeforeToday: The term is over.
        """
        if about.account in own:
            raise FindingOnOneself
        if said.due_on < vietnam_day(act.at):
            raise DueBeforeToday
        return FindingOpened(occurred_at=act.at, about=about, said=said)

    @classmethod
    def began(cls, stream: UUID, fact: FindingOpened) -> Self:
        """Return the state after the first fact."""
        return cls(id=stream, version=0, about=fact.about, due_on=fact.said.due_on)

    def apply(
        self, fact: FindingAnswered | RemedyReported | FindingVerified | FindingClosed
    ) -> InspectionFinding:
        """Return the state after one more fact."""
        match fact:
            case FindingAnswered():
                stage = FindingStage.ANSWERED if self.stage is FindingStage.OPEN else self.stage
                return self.but(stage=stage, stance=fact.answer.stance)
            case RemedyReported():
                return self.but(stage=FindingStage.REPORTED)
            case FindingVerified():
                return self.but(stage=stage_after(fact.check), due_on=fact.check.due_on or self.due_on)
            case FindingClosed():
                return self.but(stage=FindingStage.CLOSED)

    def answer(self, answer: FindingAnswer, act: Act) -> FindingAnswered:
        """Answer it; another answer may follow until it is closed.

        Raises:
            NotTheTurn: It is closed.
        """
        if self.stage is FindingStage.CLOSED:
            raise NotTheTurn
        return FindingAnswered(occurred_at=act.at, answer=answer)

    def report(self, remedy: FindingRemedy, act: Act) -> RemedyReported:
        """Say that it is remedied; without an answer before, too.

        Raises:
            NotTheTurn: It waits to be verified, or is over.
            RemedyInFuture: The day is to come.
        """
        if self.stage not in TO_REMEDY:
            raise NotTheTurn
        if remedy.done_on > vietnam_day(act.at):
            raise RemedyInFuture
        return RemedyReported(occurred_at=act.at, remedy=remedy)

    def verify(
        self, check: FindingCheck, own: Collection[UUID], reported_by: UUID | None, act: Act
    ) -> FindingVerified:
        """Say what was seen.

        Args:
            check: What was seen.
            own: The accounts of whoever looked.
            reported_by: Who said that it was remedied.
            act: Who, and when.

        Raises:
            NotTheTurn: Nothing was reported as remedied.
            FindingOnOneself: It concerns whoever looked, or was reported by them.
            DueBeforeToday: The new term is over, or missing where it is not remedied.
        """
        if self.stage is not FindingStage.REPORTED:
            raise NotTheTurn
        self._by_another({self.about.account, reported_by}, own)
        is_left = check.verdict is FindingVerdict.NOT_REMEDIED
        if is_left and (check.due_on is None or check.due_on < vietnam_day(act.at)):
            raise DueBeforeToday
        return FindingVerified(
            occurred_at=act.at, check=check if is_left else check.model_copy(update={"due_on": None})
        )

    def close(self, words: str, own: Collection[UUID], act: Act) -> FindingClosed:
        """End it: remedied, or explained by the unit so that nothing is to be remedied.

        Raises:
            NotTheTurn: It is closed.
            NeverAnswered: It is neither remedied nor explained.
            FindingOnOneself: It concerns whoever closes it.
        """
        if self.stage is FindingStage.CLOSED:
            raise NotTheTurn
        self._by_another({self.about.account}, own)
        explained = self.stage is FindingStage.ANSWERED and self.stance is FindingStance.EXPLAINED
        if self.stage is not FindingStage.VERIFIED and not explained:
            raise NeverAnswered
        return FindingClosed(occurred_at=act.at, words=words)

    def _by_another(self, concerned: Collection[UUID | None], own: Collection[UUID]) -> None:
        if any(one in own for one in concerned):
            raise FindingOnOneself


def stage_after(check: FindingCheck) -> FindingStage:
    """Return where a finding stands once the board has looked."""
    remedied = check.verdict is FindingVerdict.REMEDIED
    return FindingStage.VERIFIED if remedied else FindingStage.ANSWERED
