"""Corrections as a timeline shows them: what an entry said before and after, and how it came from another file."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.pages import moment
from api.sentences import either
from api.texts import N_
from application.accounts import AccountList
from application.ledger import Recorded
from domain.child_case.entries import EntryCorrected, value_of
from domain.counselling import ConsultationLogged, SessionCorrected
from domain.kernel import Event

Key = tuple[UUID, int]

ENTRY_FIELDS = {
    "reception.channel": N_("Thông qua"),
    "reception.source": N_("Ai báo"),
    "reception.received_at": N_("Tiếp nhận lúc"),
    "reception.lateness": N_("Lý do vào sổ muộn"),
    "note.note": N_("Nội dung"),
    "note.lateness": N_("Lý do vào sổ muộn"),
    "triage.level": N_("Mức"),
    "triage.reason": N_("Vì sao"),
    "forwarding.recipient": N_("Chuyển tới"),
    "forwarding.channel": N_("Cách chuyển"),
    "forwarding.at": N_("Thời điểm chuyển"),
    "forwarding.reference": N_("Số hiệu văn bản"),
    "forwarding.spoke_to": N_("Người nhận tin"),
    "forwarding.what": N_("Đã chuyển những gì"),
    "known.recipient": N_("Cơ quan nào"),
    "known.since": N_("Từ ngày"),
    "known.reference": N_("Số hiệu văn bản"),
    "answer.kind": N_("Trả lời"),
    "answer.at": N_("Thời điểm"),
    "answer.reference": N_("Số hiệu văn bản"),
    "answer.what": N_("Nội dung"),
    "answer.forwarding": N_("Lần chuyển thông tin"),
    "step.what": N_("Việc cần làm"),
    "step.due_on": N_("Hạn"),
    "step.responsible": N_("Người làm"),
    "closing.outcome": N_("Kết quả"),
    "closing.child_informed": N_("Đã báo cho trẻ biết"),
    "closing.why_not_informed": N_("Hoặc vì sao chưa báo được"),
    "closing.note": N_("Ghi chú"),
    "consultation.kind": N_("Loại"),
    "consultation.channel": N_("Hình thức"),
    "consultation.client": N_("Tư vấn cho ai"),
    "consultation.held_at": N_("Lúc nào"),
    "consultation.minutes": N_("Số phút"),
    "consultation.narrative": N_("Nội dung"),
    "consultation.advice": N_("Đã tư vấn gì"),
    "consultation.health_narrative": N_("Ghi chép tâm lý"),
    "consultation.health_advice": N_("Đã tham vấn"),
    "consultation.next": N_("Việc tiếp theo"),
    "consultation.client_name": N_("Họ và tên"),
    "consultation.client_contact": N_("Cách liên hệ lại an toàn"),
    "consultation.parties": N_("Người khác được nhắc tên"),
    "consultation.lateness": N_("Lý do vào sổ muộn"),
}
"""What a field of an entry is called."""


def said(fact: Event | None) -> Mapping[str, Any]:
    """Return the value of an entry under the name of its kind; empty for facts that make or correct none."""
    if isinstance(fact, ConsultationLogged | SessionCorrected):
        return {"consultation": fact.consultation}
    value = None if fact is None else value_of(fact)
    return {} if value is None else {value.kind.value: getattr(value, value.kind)}


def entry_of(recorded: Recorded) -> Key:
    """Return the entry that a fact makes or corrects: its stream, and the version that made it."""
    fact = recorded.fact
    entry = fact.entry if isinstance(fact, EntryCorrected | SessionCorrected) else recorded.version or 0
    return recorded.stream, entry


def came(recorded: Recorded, names: AccountList, language: str) -> tuple[tuple[str, str], ...]:
    """Return that an entry came from another file, when it was entered there, and by whom; nothing of whose file."""
    moved = recorded.moved_in
    if moved is None:
        return ()
    who = names.name_of(moved.entered_by) if moved.entered_by else ""
    text = either(
        language, "từ hồ sơ khác, vì ghi nhầm", "from another file, where it was entered by mistake"
    )
    entered = f"{moment(moved.entered_at, language)} {who}".strip()
    return (
        (either(language, "Chuyển đến", "Moved here"), text),
        (either(language, "Vào sổ lần đầu", "First entered"), entered),
    )


def corrected_shown(recorded: Recorded) -> dict[str, Any]:
    """Return for programs which version a fact has, and what it said before an ordinary correction."""
    return {
        "version": recorded.version,
        "corrected": recorded.is_corrected,
        "first": recorded.first.model_dump(mode="json") if recorded.first else None,
        "moved_in": recorded.moved_in.model_dump(mode="json", exclude={"value", "consultation"})
        if recorded.moved_in
        else None,
    }
