"""Sentences of corrections, of what was hidden, and of what was moved to another file."""

from collections.abc import Sequence

from api.pages import moment
from api.sentences import Sentence, details, either, sentence_of
from application.ledger import Recorded
from domain.child_case import CasePassedOn
from domain.child_case.correcting import as_entry
from domain.child_case.entries import (
    EntryCorrected,
    EntryKind,
    EntryMovedIn,
    EntryMovedOut,
    TiedElsewhere,
    ValuesHidden,
)
from domain.correction import Belonging, Hiding
from domain.counselling import CounsellingRelinked, SessionCorrected, SessionHidden, SessionMovedOut
from domain.emergency import EmergencyRelinked

ENTRIES = {
    EntryKind.RECEPTION: ("cách tiếp nhận", "how it was received"),
    EntryKind.NOTE: ("lần theo dõi", "a follow-up note"),
    EntryKind.TRIAGE: ("nhận định ban đầu", "the first look"),
    EntryKind.FORWARDING: ("lần chuyển thông tin", "a forwarding"),
    EntryKind.KNOWN: ("việc cơ quan đã biết", "what an authority knew"),
    EntryKind.ANSWER: ("trả lời của cơ quan", "an answer"),
    EntryKind.STEP: ("việc hẹn tiếp theo", "the next step"),
    EntryKind.CLOSING: ("việc kết thúc theo dõi", "the closing"),
}


def entry_name(kind: EntryKind, language: str) -> str:
    """Return what an entry is called."""
    return either(language, *ENTRIES[kind])


def forwardings_shown(known: Sequence[Recorded], language: str) -> list[tuple[str, str]]:
    """Return forwardings to choose from: to whom, and when."""
    facts = [(one.version, one.fact) for one in known if isinstance(one.fact, CasePassedOn)]
    return [
        (
            str(version),
            f"{fact.forwarding.recipient.kind.label(language)}, {moment(fact.occurred_at, language)}",
        )
        for version, fact in facts
    ]


def hidden_sentence(language: str) -> str:
    """Return what stands where a value was hidden."""
    return either(
        language,
        "Nội dung đã che (ghi nhầm chỗ / lộ thông tin)",
        "Hidden (entered in the wrong place, or exposing)",
    )


@sentence_of.register
def _corrected(fact: EntryCorrected, language: str) -> Sentence:
    what = entry_name(fact.value.kind, language)
    text = either(language, f"Sửa {what}", f"Corrected {what}")
    return Sentence(text, details((either(language, "Lý do", "Reason"), fact.reason)))


@sentence_of.register
def _session_corrected(fact: SessionCorrected, language: str) -> Sentence:
    text = either(language, "Sửa buổi tư vấn", "Session corrected")
    return Sentence(text, details((either(language, "Lý do", "Reason"), fact.reason)))


@sentence_of.register
def _hidden(fact: ValuesHidden | SessionHidden, language: str) -> Sentence:
    return _of_hiding(fact, language)


def _of_hiding(fact: Hiding, language: str) -> Sentence:
    if fact.instead is None:
        return Sentence(
            either(
                language,
                "Bỏ hẳn một mục: ghi nhầm chỗ / lộ thông tin; nội dung đã che",
                "Entry taken away: wrong place, or exposing; its content is hidden",
            )
        )
    return Sentence(
        either(
            language,
            "Che nội dung cũ của một mục: ghi nhầm chỗ / lộ thông tin",
            "The old value of an entry was hidden: wrong place, or exposing",
        )
    )


@sentence_of.register
def _moved_out(fact: EntryMovedOut, language: str) -> Sentence:
    return Sentence(
        either(
            language,
            "Một mục đã chuyển sang hồ sơ khác vì ghi nhầm",
            "An entry was moved to another file, since it was entered here by mistake",
        )
    )


@sentence_of.register
def _moved_in(fact: EntryMovedIn, language: str) -> Sentence:
    return sentence_of(as_entry(fact), language)


@sentence_of.register
def _relinked(fact: CounsellingRelinked, language: str) -> Sentence:
    if fact.case_id is None:
        return Sentence(
            either(language, "Gỡ vụ tư vấn khỏi hồ sơ gắn nhầm", "Matter taken out of the wrong case")
        )
    return Sentence(
        either(
            language,
            "Chuyển vụ tư vấn gắn nhầm sang hồ sơ này",
            "Matter tied to the wrong case moved to this one",
        )
    )


@sentence_of.register
def _session_moved_out(fact: SessionMovedOut, language: str) -> Sentence:
    return Sentence(
        either(
            language,
            "Một buổi tư vấn đã chuyển sang vụ khác vì ghi nhầm",
            "A session was moved to another matter, since it was entered here by mistake",
        )
    )


@sentence_of.register
def _emergency_relinked(fact: EmergencyRelinked, language: str) -> Sentence:
    return Sentence(
        either(
            language,
            "Tin khẩn cấp đặt nhầm chỗ, chuyển sang hồ sơ này",
            "Emergency placed in the wrong case moved to this one",
        )
    )


@sentence_of.register
def _tied_elsewhere(fact: TiedElsewhere, language: str) -> Sentence:
    texts = {
        Belonging.MATTER: (
            "Một vụ tư vấn gắn nhầm đã rời hồ sơ này",
            "A consultation matter that was tied here by mistake has left this file",
        ),
        Belonging.EMERGENCY: (
            "Một tin khẩn cấp đặt nhầm đã rời hồ sơ này",
            "An emergency that was placed here by mistake has left this file",
        ),
    }
    return Sentence(either(language, *texts[fact.what]))
