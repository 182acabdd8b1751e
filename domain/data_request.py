"""Requests of data subjects: see, correct, delete, restrict, object; received by anyone, answered by the officer.

A request that came in is never turned away, so that it is never lost; what the law forbids is refused on the record.

Source: Law 91/2025/QH15, arts. 4, 14, 19, 24 (LAW 5.2); terms of Decree 356/2025/NĐ-CP as reported (LAW 5.2, [V2]).
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.calendar import vietnam_day
from domain.child_case.suspect import Likeness
from domain.codes import Code
from domain.data_clocks import INTERNAL, RequestKind, clocks
from domain.kernel import (
    Act,
    Contact,
    Event,
    Identity,
    Instant,
    Legal,
    Line,
    Narrative,
    Refused,
    Said,
    State,
    Summary,
    Text,
    Value,
)
from domain.lists import Relation
from domain.requester import IdentityCheck, RequesterVerdict, WhoAsks


class RefusedBecause(Code, name="data-request-refusal"):
    """Why a request is not met. Source: Law 91/2025/QH15, arts. 4(3), 14(2), 19(1), 24(2) (LAW 5.2)."""

    NOT_REPRESENTATIVE = (
        "not_representative",
        "Người yêu cầu không được thay mặt trẻ",
        "The requester does not represent the child",
    )
    URGENT_PROTECTION = (
        "urgent_protection",
        "Bảo vệ tính mạng, sức khỏe, quyền, lợi ích hợp pháp trong trường hợp cấp bách",
        "Urgent protection of life, health, rights or lawful interests",
    )
    CRIME_PREVENTION = (
        "crime_prevention",
        "Phòng, chống tội phạm và vi phạm pháp luật",
        "Prevention of crime and violations of law",
    )
    STATE_BODY = (
        "state_body",
        "Phục vụ hoạt động của cơ quan nhà nước",
        "Service of the activity of state bodies",
    )
    OTHERS_RIGHTS = (
        "others_rights",
        "Yêu cầu xâm phạm quyền, lợi ích của người khác hoặc không đúng quy định",
        "The request harms the rights of others or breaches the rules on requests",
    )
    LEGAL_HOLD = "legal_hold", "Hồ sơ đang được giữ lại", "The record is under a legal hold"
    UNPROVEN = "unproven", "Không rõ ai là người yêu cầu", "It is not clear who asks"
    NOTHING_HELD = "nothing_held", "Hội không giữ dữ liệu này", "The association holds no such data"

    def article(self, kind: RequestKind) -> str:
        """Return the article that allows it; for a deletion art. 14(2) leads to those of art. 19(1)."""
        found = _ARTICLES.get(self.value)
        if found is None:
            return INTERNAL
        also = "Điều 14(2), " if kind is RequestKind.DELETE and self is not self.NOT_REPRESENTATIVE else ""
        return f"Luật 91/2025/QH15, {also}{found}"


_ARTICLES = {
    "not_representative": "Điều 24(2)",
    "urgent_protection": "Điều 19(1)(a)",
    "crime_prevention": "Điều 19(1)(b)",
    "state_body": "Điều 19(1)(c)",
    "others_rights": "Điều 4(3)",
}


class Asked(Value):
    """What came in: who asks for what, about which case if they said so."""

    kind: RequestKind
    who: WhoAsks
    name: Identity[Line] = ""
    telephone: Contact[Line] = ""
    relation: Relation | None = None
    """To the child."""
    identity: IdentityCheck = IdentityCheck.NOT_YET
    file_code: Summary[Line] = ""
    """As written; whether there is such a case is not said to whoever enters it."""
    what: Narrative[Text] = ""
    received_at: Instant | None = None
    """None means: just now."""


class DataRequestReceived(Event):
    """A request came in."""

    TOPIC: ClassVar[str] = "datarequest.received.1"
    asked: Asked
    unit: UUID
    case_id: UUID | None = None
    likeness: Likeness | None = None
    """By what the requester was taken for the person suspected in that case."""


class DataRequestAcknowledged(Event):
    """The requester was told that the request is being handled."""

    TOPIC: ClassVar[str] = "datarequest.acknowledged.1"


class DataRequestPlaced(Event):
    """The officer said which case it is about."""

    TOPIC: ClassVar[str] = "datarequest.placed.1"
    case_id: UUID
    likeness: Likeness | None = None


class DataRequestJudged(Event):
    """The officer answered the warning: whether the requester is the person suspected, and how that is known."""

    TOPIC: ClassVar[str] = "datarequest.judged.1"
    verdict: RequesterVerdict
    reason: Legal[Said] = ""


class DataRequestExtended(Event):
    """The time for the answer was extended, once."""

    TOPIC: ClassVar[str] = "datarequest.extended.1"
    reason: Legal[Line] = ""


class DataRequestAnswered(Event):
    """The request was met."""

    TOPIC: ClassVar[str] = "datarequest.answered.1"
    identity: IdentityCheck
    answer: Legal[Text] = ""


class DataRequestRefused(Event):
    """The request was not met; the requester is told why (for deletions Law 91/2025/QH15, art. 14(5))."""

    TOPIC: ClassVar[str] = "datarequest.refused.1"
    ground: RefusedBecause
    note: Legal[Line] = ""


class RequestIsOver(Refused):
    """It was answered or refused already."""

    vi = "Yêu cầu này đã được trả lời hoặc từ chối."
    en = "This request was answered or refused already."


class RequesterIsSuspected(Refused):
    """The requester is taken for the person suspected: only a refusal is open, as not the child's representative."""

    vi = "Người yêu cầu có dấu hiệu là người bị nghi xâm hại: chỉ được từ chối, vì không được thay mặt trẻ."
    en = "The requester may be the person suspected: it can only be refused, as not representing the child."
    source = "Luật 91/2025/QH15, Điều 24(2)"


class WarningIsOpen(Refused):
    """The requester's relation to the child is that of the person suspected, and nobody has said who it is."""

    vi = "Người yêu cầu có cùng quan hệ với trẻ như người bị nghi: hãy trả lời cảnh báo trước, kèm lý do."
    en = "The requester is related to the child as the person suspected is: answer the warning first, with a reason."
    source = "Luật 91/2025/QH15, Điều 24(2)"


class NothingToJudge(Refused):
    """There is no warning, or it is certain already."""

    vi = "Yêu cầu này không có cảnh báo nào cần trả lời."
    en = "There is no warning to answer about this request."


class WhoAsksIsUnclear(Refused):
    """Nobody has made sure who asks."""

    vi = "Chưa kiểm tra người yêu cầu là ai; hãy kiểm tra trước khi trả lời."
    en = "Nobody has made sure who asks; do so before answering."
    source = INTERNAL


class CaseIsPlaced(Refused):
    """It is known already which case the request is about."""

    vi = "Yêu cầu này đã gắn với một hồ sơ."
    en = "This request belongs to a case already."


class ExtendedAlready(Refused):
    """The law lets the time be extended once."""

    vi = "Thời hạn đã được gia hạn một lần."
    en = "The time was extended once already."
    source = "Nghị định 356/2025/NĐ-CP"


class TooLateToExtend(Refused):
    """The time is over; an extension would hide that."""

    vi = "Đã quá hạn trả lời nên không gia hạn được nữa; hãy trả lời ngay."
    en = "The answer is overdue and the time cannot be extended any more; answer now."
    source = INTERNAL


class AcknowledgedAlready(Refused):
    """The requester was told already."""

    vi = "Đã báo cho người yêu cầu biết là đang xử lý."
    en = "The requester was told already."


class RequestStage(Code, name="data-request-stage"):
    """How far a request has come."""

    OPEN = "open", "Đang xử lý", "Being handled"
    ANSWERED = "answered", "Đã trả lời", "Answered"
    REFUSED = "refused", "Đã từ chối", "Refused"


Further = (
    DataRequestAcknowledged
    | DataRequestPlaced
    | DataRequestJudged
    | DataRequestExtended
    | DataRequestAnswered
    | DataRequestRefused
)


class DataRequest(State[DataRequestReceived, Further]):
    """One request."""

    asked: Asked
    received_on: date
    case_id: UUID | None
    likeness: Likeness | None
    verdict: RequesterVerdict | None = None
    stage: RequestStage = RequestStage.OPEN
    is_acknowledged: bool = False
    is_extended: bool = False

    @classmethod
    def receive(
        cls, asked: Asked, unit: UUID, case_id: UUID | None, like: Likeness | None, act: Act
    ) -> DataRequestReceived:
        """Enter a request; never refused, whoever asks. A receipt in the future counts as now."""
        at = min(asked.received_at or act.at, act.at)
        return DataRequestReceived(
            occurred_at=at, received_at=at, asked=asked, unit=unit, case_id=case_id, likeness=like
        )

    @classmethod
    def began(cls, stream: UUID, fact: DataRequestReceived) -> DataRequest:
        """Return the state after the first fact."""
        return cls(
            id=stream,
            version=0,
            asked=fact.asked,
            received_on=vietnam_day(fact.occurred_at),
            case_id=fact.case_id,
            likeness=fact.likeness,
        )

    def apply(self, fact: Further) -> DataRequest:
        """Return the state after one more fact."""
        match fact:
            case DataRequestAcknowledged():
                return self.but(is_acknowledged=True)
            case DataRequestPlaced():
                return self.but(case_id=fact.case_id, likeness=fact.likeness)
            case DataRequestJudged():
                return self.but(verdict=fact.verdict)
            case DataRequestExtended():
                return self.but(is_extended=True)
            case DataRequestAnswered():
                return self.but(stage=RequestStage.ANSWERED)
            case DataRequestRefused():
                return self.but(stage=RequestStage.REFUSED)

    @property
    def due_on(self) -> date:
        """The last day for the answer."""
        found = clocks(self.asked.kind, self.received_on)
        return found.extended_by if self.is_extended else found.answer_by

    def acknowledge(self, act: Act) -> DataRequestAcknowledged:
        """Note that the requester was told."""
        self._is_open()
        if self.is_acknowledged:
            raise AcknowledgedAlready
        return DataRequestAcknowledged(occurred_at=act.at)

    def place(self, case_id: UUID, like: Likeness | None, act: Act) -> DataRequestPlaced:
        """Say which case it is about."""
        self._is_open()
        if self.case_id is not None:
            raise CaseIsPlaced
        return DataRequestPlaced(occurred_at=act.at, case_id=case_id, likeness=like)

    def judge(
        self, verdict: RequesterVerdict, reason: str, like: Likeness | None, act: Act
    ) -> DataRequestJudged:
        """Answer the warning; it may be answered anew while the request is open.

        Raises:
            NothingToJudge: Nothing warns, or name or telephone say for certain who it is.
        """
        self._is_open()
        if self.stronger(like) is not Likeness.RELATION:
            raise NothingToJudge
        return DataRequestJudged(occurred_at=act.at, verdict=verdict, reason=reason)

    def stronger(self, like: Likeness | None) -> Likeness | None:
        """Return the surer of the likeness at receipt and that of today."""
        found = [one for one in (self.likeness, like) if one is not None]
        return next((one for one in found if one.is_sure), found[0] if found else None)

    def must_be_judged(self, like: Likeness | None) -> bool:
        """Whether a warning waits for the officer's answer."""
        return self.verdict is None and self.stronger(like) is Likeness.RELATION

    def is_of_suspected(self, like: Likeness | None) -> bool:
        """Whether the requester is taken for the person suspected: for certain, or by the officer's word.

        Args:
            like: Likeness to the person suspected as the case has them now.
        """
        found = self.stronger(like)
        return found is not None and (found.is_sure or self.verdict is RequesterVerdict.SUSPECTED)

    def extend(self, reason: str, act: Act) -> DataRequestExtended:
        """Take more time, once, while there is time."""
        self._is_open()
        if self.is_extended:
            raise ExtendedAlready
        if vietnam_day(act.at) > self.due_on:
            raise TooLateToExtend
        return DataRequestExtended(occurred_at=act.at, reason=reason)

    def answer(
        self, identity: IdentityCheck, answer: str, like: Likeness | None, act: Act
    ) -> DataRequestAnswered:
        """Meet the request.

        Args:
            identity: How it was made sure who asks.
            answer: What was done.
            like: Likeness to the person suspected as the case has them now.
            act: Who, when.

        Raises:
            WarningIsOpen: The relation warns, and nobody said who it is.
            RequesterIsSuspected: By what was known at receipt or is known now, or by the officer's word.
            WhoAsksIsUnclear: Nobody made sure.
        """
        self._is_judged(like)
        if self.is_of_suspected(like):
            raise RequesterIsSuspected
        checked = identity if identity is not IdentityCheck.NOT_YET else self.asked.identity
        if checked is IdentityCheck.NOT_YET:
            raise WhoAsksIsUnclear
        return DataRequestAnswered(occurred_at=act.at, identity=checked, answer=answer)

    def refuse(
        self, ground: RefusedBecause, note: str, like: Likeness | None, act: Act
    ) -> DataRequestRefused:
        """Say no, with the article; to who is taken for the person suspected on one ground only."""
        self._is_judged(like)
        if self.is_of_suspected(like) and ground is not RefusedBecause.NOT_REPRESENTATIVE:
            raise RequesterIsSuspected
        return DataRequestRefused(occurred_at=act.at, ground=ground, note=note)

    def _is_judged(self, like: Likeness | None) -> None:
        self._is_open()
        if self.must_be_judged(like):
            raise WarningIsOpen

    def _is_open(self) -> None:
        if self.stage is not RequestStage.OPEN:
            raise RequestIsOver
