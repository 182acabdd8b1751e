"""What looks wrong with facts that were kept: moments in the future or before birth, bodies that had ended."""

from collections.abc import Iterable
from dataclasses import dataclass

from api.sentences import either, sentence_of
from application.ledger import Recorded
from domain.calendar import vietnam_day
from domain.child_case import CaseAnswered, CaseOpened, CasePassedOn
from domain.counselling import ConsultationLogged
from domain.identity import BirthSpan, warnings_of_moment


@dataclass(frozen=True, slots=True)
class Doubt:
    """What looks wrong, and the fact that it is about, both in the reader's language."""

    fact: str
    what: str


def doubts(history: Iterable[Recorded], birth: BirthSpan | None, language: str) -> tuple[Doubt, ...]:
    """Return what to look at again; nothing of it is refused (DESIGN, section 3, rule 7)."""
    return tuple(
        Doubt(sentence_of(recorded.fact, language).text, what)
        for recorded in history
        for what in _of(recorded, birth, language)
    )


def _of(recorded: Recorded, birth: BirthSpan | None, language: str) -> Iterable[str]:
    fact = recorded.fact
    if not isinstance(fact, CaseOpened | CasePassedOn | CaseAnswered | ConsultationLogged):
        return
    for warning in warnings_of_moment(fact.occurred_at, birth, recorded.recorded_at):
        yield warning.label(language)
    if isinstance(fact, CasePassedOn) and not _was_there(fact):
        yield either(
            language,
            "Vào ngày chuyển, chưa có hoặc không còn cơ quan loại này",
            "There was no such body on the day of forwarding",
        )


def _was_there(fact: CasePassedOn) -> bool:
    return fact.forwarding.recipient.kind.valid_on(vietnam_day(fact.occurred_at))
