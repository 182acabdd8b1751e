"""Sentences of moves of somebody's whole work, and of steps that were given to another."""

from api.sentences import Sentence, details, either, sentence_of
from domain.handover import CaseStepsGiven, CounsellingStepsGiven
from domain.work_transfer import WorkAccepted, WorkCalledBack, WorkDeclined, WorkOffered, WorkReturned


@sentence_of.register(CaseStepsGiven)
@sentence_of.register(CounsellingStepsGiven)
def _steps_given(fact: CaseStepsGiven | CounsellingStepsGiven, language: str) -> Sentence:
    return Sentence(either(language, "Giao việc đã hẹn cho người khác làm", "Agreed steps given to another"))


@sentence_of.register
def _offered(fact: WorkOffered, language: str) -> Sentence:
    kind, count = fact.kind.label(language), len(fact.given)
    text = either(
        language,
        f"Giao việc đang mở ({count}): {kind}",
        f"Open work offered ({count}): {kind}",
    )
    reason, note = (
        (either(language, "Lý do", "Reason"), fact.reason),
        (either(language, "Dặn người nhận", "Note for the receiver"), fact.note),
    )
    return Sentence(text, details(reason, note))


@sentence_of.register
def _accepted(fact: WorkAccepted, language: str) -> Sentence:
    count = len(fact.records)
    return Sentence(either(language, f"Nhận bàn giao ({count})", f"Hand-over accepted ({count})"))


@sentence_of.register
def _declined(fact: WorkDeclined, language: str) -> Sentence:
    count = len(fact.records)
    text = either(language, f"Từ chối nhận bàn giao ({count})", f"Hand-over declined ({count})")
    return Sentence(text, details((either(language, "Lý do", "Reason"), fact.reason)))


@sentence_of.register
def _called_back(fact: WorkCalledBack, language: str) -> Sentence:
    count = len(fact.records)
    return Sentence(either(language, f"Rút lại bàn giao ({count})", f"Hand-over called back ({count})"))


@sentence_of.register
def _returned(fact: WorkReturned, language: str) -> Sentence:
    count = len(fact.records)
    return Sentence(
        either(
            language, f"Nhận lại việc sau khi vắng ({count})", f"Work taken back after an absence ({count})"
        )
    )
