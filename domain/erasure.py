"""Erasing a record: requested with a legal basis, confirmed by a second person, run after a delay, never undone.

The log itself is not rewritten. The keys of the record's streams are destroyed, so nothing personal in it can be
read any more; that it existed, its codes and what was counted stay.

Source: Law 91/2025/QH15, art. 14 (when, and when not), art. 19(1) (LAW 5.2); DESIGN, section 7.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar
from uuid import UUID

from domain.calendar import vietnam_day
from domain.codes import Code
from domain.kernel import Act, Event, Identity, Legal, Line, Refused, State, Value
from domain.legal_hold import UnderHold
from domain.second_person import by_another
from domain.text import fold


class ErasureBasis(Code, name="erasure-basis"):
    """Why data may be deleted or destroyed. Source: Law 91/2025/QH15, art. 14(1) (LAW 5.2)."""

    REQUESTED = "requested", "Chủ thể dữ liệu yêu cầu", "Requested by the data subject"
    PURPOSE_DONE = "purpose_done", "Đã hoàn thành mục đích xử lý", "The purpose is done"
    TERM_OVER = "term_over", "Hết thời hạn lưu trữ", "The term of storage is over"
    AUTHORITY = "authority", "Cơ quan có thẩm quyền quyết định", "Decided by an authority"
    AGREEMENT = "agreement", "Theo thỏa thuận", "By agreement"
    OTHER_LAW = "other_law", "Luật khác quy định", "Provided by another law"

    @property
    def article(self) -> str:
        """The article that gives this basis."""
        return "Luật 91/2025/QH15, Điều 14(1)"


class RefusalGround(Code, name="erasure-refusal"):
    """Why data is not erased. Source: Law 91/2025/QH15, arts. 14(2), 19(1); LAW 5.4 for the hold."""

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

    @property
    def article(self) -> str:
        """The article that forbids it."""
        return {
            "urgent_protection": "Luật 91/2025/QH15, Điều 14(2), 19(1)(a)",
            "crime_prevention": "Luật 91/2025/QH15, Điều 14(2), 19(1)(b)",
            "state_body": "Luật 91/2025/QH15, Điều 14(2), 19(1)(c)",
            "others_rights": "Luật 91/2025/QH15, Điều 14(2), 4(3)",
            "legal_hold": "Quy ước nội bộ",
        }[self.value]


class Requester(Code, name="erasure-requester"):
    """Who asked. An alleged abuser is never treated as the child's representative (DESIGN, section 3, rule 6)."""

    SUBJECT = "subject", "Chính trẻ em, hoặc người đó khi đã lớn", "The child, or that person when grown up"
    REPRESENTATIVE = "representative", "Người đại diện hợp pháp", "The legal representative"
    AUTHORITY = "authority", "Cơ quan có thẩm quyền", "An authority"
    ASSOCIATION = "association", "Hội tự quyết định", "The association itself"


class NoticeWay(Code, name="erasure-notice"):
    """How whoever is concerned was told of the outcome, or why nobody was. Source: Law 91/2025/QH15, art. 14(5)."""

    IN_PERSON = "in_person", "Đã báo trực tiếp", "Told in person"
    TELEPHONE = "telephone", "Đã báo qua điện thoại, số an toàn", "Told by telephone, on a safe number"
    LETTER = "letter", "Đã báo bằng văn bản", "Told in writing"
    NOT_SAFE = "not_safe", "Không báo: có thể gây nguy hiểm cho trẻ", "Not told: it might endanger the child"
    NOT_FOUND = "not_found", "Không tìm được người cần báo", "Whoever is to be told was not found"
    NOBODY = "nobody", "Không có ai cần báo", "There is nobody to be told"


class ErasurePart(Code, name="erasure-part"):
    """How much of a record is erased; the informant has a key of their own (DESIGN, section 7)."""

    WHOLE = "whole", "Toàn bộ hồ sơ", "The whole record"
    INFORMANT = (
        "informant",
        "Chỉ người báo tin; của kiến nghị: lời của trẻ và người kiến nghị",
        "The informant alone; of a recommendation: the child's words and the proposer",
    )


class Reason(Value):
    """What is asked, on which basis, by whom."""

    basis: ErasureBasis
    part: ErasurePart = ErasurePart.WHOLE
    requester: Requester = Requester.ASSOCIATION
    requester_name: Identity[Line] = ""
    note: Legal[Line] = ""


class ErasureRequested(Event):
    """Somebody asks that a record be erased."""

    TOPIC: ClassVar[str] = "erasure.requested.1"
    record: UUID
    unit: UUID
    reason: Reason


class ErasureRefused(Event):
    """It is not erased; the person is told why (Law 91/2025, art. 14(5))."""

    TOPIC: ClassVar[str] = "erasure.refused.1"
    ground: RefusalGround
    note: Legal[Line] = ""


class ErasureConfirmed(Event):
    """A second person agrees; from this day on it may be run."""

    TOPIC: ClassVar[str] = "erasure.confirmed.1"
    may_run_from: date


class ErasureNoticeGiven(Event):
    """Whoever is concerned was told what became of the request, or it is said why not."""

    TOPIC: ClassVar[str] = "erasure.notice-given.1"
    way: NoticeWay
    note: Legal[Line] = ""


class ErasureWithdrawn(Event):
    """The request was taken back."""

    TOPIC: ClassVar[str] = "erasure.withdrawn.1"


class ErasureDecided(Event):
    """It is carried out: these keys, of these streams, are to be destroyed. From here on nothing is shown."""

    TOPIC: ClassVar[str] = "erasure.decided.1"
    records: tuple[UUID, ...]
    key_ids: tuple[UUID, ...]


class KeyDestroyed(Event):
    """The keys are destroyed. They are deleted again at every start, whatever backup was restored."""

    TOPIC: ClassVar[str] = "erasure.key-destroyed.1"
    records: tuple[UUID, ...]
    key_ids: tuple[UUID, ...]


class StillFollowed(Refused):
    """The association still follows the case, so its purpose is not done."""

    vi = "Hồ sơ còn đang theo dõi: chưa thể xóa. Hãy kết thúc theo dõi trước."
    en = "The case is still followed and cannot be erased. End the follow-up first."
    source = "Luật 91/2025/QH15, Điều 14(1), 19(1)"


class BelongsToCase(Refused):
    """What belongs to a case is erased with the case."""

    vi = "Mục này đã gắn với một hồ sơ: hãy lập yêu cầu cho hồ sơ đó."
    en = "This belongs to a case: make the request for that case."


class NoInformant(Refused):
    """No informant is named in it."""

    vi = "Không có người báo tin, hoặc lời của trẻ, nào được ghi trong đó."
    en = "No informant is named in it, and no child's words are kept."


class SuspectIsNoRequester(Refused):
    """Neither the person suspected nor the opposing side acts for the child."""

    vi = "Người yêu cầu trùng tên với người bị nghi xâm hại hoặc phía đối lập: không được thay mặt trẻ."
    en = "The requester bears the name of the person suspected, or of the opposing side, who never acts for the child."
    source = "Luật 91/2025/QH15, Điều 24(2)"


class NotNow(Refused):
    """The request is not at this step."""

    vi = "Yêu cầu xóa này không ở bước đó (đã từ chối, đã rút, đã thực hiện, hoặc chưa được xác nhận)."
    en = "This request is not at that step (refused, withdrawn, carried out, or not confirmed yet)."


class NoticeNeeded(Refused):
    """Nobody was told yet, and it is not said why."""

    vi = "Hãy ghi đã báo cho người liên quan, hoặc vì sao không báo, trước khi hủy khóa."
    en = "Say that whoever is concerned was told, or why not, before keys are destroyed."
    source = "Luật 91/2025/QH15, Điều 14"


class ToldAlready(Refused):
    """It was said already."""

    vi = "Việc thông báo đã được ghi."
    en = "The notice was noted already."


class TooEarly(Refused):
    """The delay is not over."""

    vi = "Chưa đến ngày được thực hiện: từ ngày {day}."
    en = "It may not be carried out before {day}."
    source = "Quy ước nội bộ"


class RecordIsErased(Refused):
    """The record was erased: nothing in it can be read, and it takes nothing more."""

    vi = "Hồ sơ {code} đã được xóa dữ liệu cá nhân ngày {day} ({article}). Nội dung không còn đọc được."
    en = (
        "The personal data of file {code} was erased on {day} ({article}). Its content can no longer be read."
    )


class ErasureStage(Code, name="erasure-stage"):
    """How far a request has come."""

    REQUESTED = "requested", "Chờ người thứ hai xác nhận", "Waiting for a second person"
    CONFIRMED = "confirmed", "Đã xác nhận, chờ hết thời hạn", "Confirmed, the delay runs"
    REFUSED = "refused", "Đã từ chối", "Refused"
    WITHDRAWN = "withdrawn", "Đã rút", "Withdrawn"
    DECIDED = "decided", "Đang hủy khóa", "Keys are being destroyed"
    DONE = "done", "Đã xóa", "Erased"


@dataclass(frozen=True, slots=True)
class Subject:
    """What an erasure asks of the record: a case, or what stands alone."""

    record: UUID
    unit: UUID
    closed: bool
    """Whether the follow-up has ended; of a consultation: whether no agreed step is open;
    of a request that the chapter wrote in: whether it works on it no more."""
    opposed: frozenset[str] = frozenset()
    """Folded names of those who never ask for the child: the person suspected, the opposing side."""


Further = (
    ErasureRefused | ErasureConfirmed | ErasureNoticeGiven | ErasureWithdrawn | ErasureDecided | KeyDestroyed
)


class Erasure(State[ErasureRequested, Further]):
    """One request to erase a record."""

    record: UUID
    unit: UUID
    part: ErasurePart = ErasurePart.WHOLE
    stage: ErasureStage = ErasureStage.REQUESTED
    may_run_from: date | None = None
    told: bool = False
    """Whether the outcome so far was made known, or it was said why not."""
    decided: ErasureDecided | None = None

    @classmethod
    def request(cls, subject: Subject, reason: Reason, *, held: bool, act: Act) -> tuple[Event, ...]:
        """Ask; refused at once, and on the record, where the law or a hold says no.

        Args:
            subject: The case, or the consultation that stands alone.
            reason: Basis, how much of it, and who asked.
            held: Whether a hold keeps the record.
            act: Who, when.
        """
        if fold(reason.requester_name or "") in subject.opposed - {""}:
            raise SuspectIsNoRequester
        asked = ErasureRequested(
            occurred_at=act.at, received_at=act.at, record=subject.record, unit=subject.unit, reason=reason
        )
        if held:
            return asked, ErasureRefused(occurred_at=act.at, ground=RefusalGround.LEGAL_HOLD)
        if subject.closed or reason.part is ErasurePart.INFORMANT:
            return (asked,)
        if reason.basis is ErasureBasis.REQUESTED:
            return asked, ErasureRefused(occurred_at=act.at, ground=RefusalGround.URGENT_PROTECTION)
        raise StillFollowed

    @classmethod
    def began(cls, stream: UUID, fact: ErasureRequested) -> Erasure:
        """Return the state after the first fact."""
        return cls(id=stream, version=0, record=fact.record, unit=fact.unit, part=fact.reason.part)

    def apply(self, fact: Further) -> Erasure:
        """Return the state after one more fact."""
        match fact:
            case ErasureRefused():
                return self.but(stage=ErasureStage.REFUSED, told=False)
            case ErasureNoticeGiven():
                return self.but(told=True)
            case ErasureConfirmed():
                return self.but(stage=ErasureStage.CONFIRMED, may_run_from=fact.may_run_from)
            case ErasureWithdrawn():
                return self.but(stage=ErasureStage.WITHDRAWN)
            case ErasureDecided():
                return self.but(stage=ErasureStage.DECIDED, decided=fact)
            case KeyDestroyed():
                return self.but(stage=ErasureStage.DONE)

    def refuse(self, ground: RefusalGround, note: str, act: Act) -> ErasureRefused:
        """Say no, with the article."""
        self._waits()
        return ErasureRefused(occurred_at=act.at, ground=ground, note=note)

    def confirm(self, requested_by: UUID | None, delay_days: int, act: Act) -> ErasureConfirmed:
        """Agree as the second person; the delay runs from today."""
        if self.stage is not ErasureStage.REQUESTED:
            raise NotNow
        by_another(requested_by, act)
        from_day = vietnam_day(act.at) + timedelta(days=delay_days)
        return ErasureConfirmed(occurred_at=act.at, may_run_from=from_day)

    def give_notice(self, way: NoticeWay, note: str, act: Act) -> ErasureNoticeGiven:
        """Note that whoever is concerned was told that it will be erased, or that it will not, or why nobody was."""
        if self.stage not in {ErasureStage.REFUSED, ErasureStage.CONFIRMED}:
            raise NotNow
        if self.told:
            raise ToldAlready
        return ErasureNoticeGiven(occurred_at=act.at, way=way, note=note)

    def withdraw(self, act: Act) -> ErasureWithdrawn:
        """Take the request back, until the keys are destroyed."""
        self._waits()
        return ErasureWithdrawn(occurred_at=act.at)

    def decide(
        self, records: tuple[UUID, ...], key_ids: tuple[UUID, ...], *, closed: bool, held: bool, act: Act
    ) -> ErasureDecided:
        """Carry it out: name the streams and keys; what may change meanwhile is asked again.

        Of the informant alone the keys are named and no stream: the record itself stays open.
        """
        if self.stage is not ErasureStage.CONFIRMED or self.may_run_from is None:
            raise NotNow
        if vietnam_day(act.at) < self.may_run_from:
            raise TooEarly(day=f"{self.may_run_from:%d/%m/%Y}")
        if not self.told:
            raise NoticeNeeded
        if held:
            raise UnderHold
        if self.part is ErasurePart.INFORMANT:
            return ErasureDecided(occurred_at=act.at, records=(), key_ids=key_ids)
        if not closed:
            raise StillFollowed
        return ErasureDecided(occurred_at=act.at, records=records, key_ids=key_ids)

    def _waits(self) -> None:
        if self.stage not in {ErasureStage.REQUESTED, ErasureStage.CONFIRMED}:
            raise NotNow
