"""What was hidden, told to an auditor who broke the glass: each field that said something."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from api.corrected import said
from api.door import OpenWork
from api.sentences import Sentence, sentence_of
from api.timeline import field_name, field_shown
from application.accounts import AccountList
from application.ledger import Recorded
from domain.child_case import CaseDetailsSet, CaseOpened
from domain.kernel import Erased, Event
from domain.units import AdminUnit


@dataclass(frozen=True, slots=True)
class HiddenShown:
    """One hidden fact: its sentence, what else it said, when, and by whom."""

    sentence: Sentence
    said: tuple[tuple[str, str], ...]
    occurred_at: datetime
    recorded_at: datetime
    who: str


def hidden_shown(hidden: Iterable[Recorded], work: OpenWork) -> list[HiddenShown]:
    """Return hidden facts in the reader's language, oldest first; of details each field that says something."""
    names, language = work.view(AccountList), work.reader.language  # type: ignore[type-abstract]
    out = []
    for recorded in hidden:
        kind, _, name = recorded.envelope.actor.partition(":")
        sentence = sentence_of(recorded.fact, language)
        told = {value for _, value in sentence.details}
        fields = fields_said(recorded.fact, language)
        out.append(
            HiddenShown(
                sentence=sentence,
                said=tuple(pair for pair in fields if pair[1] not in told),
                occurred_at=recorded.fact.occurred_at,
                recorded_at=recorded.recorded_at,
                who=names.name_of(UUID(name)) if kind == "account" else "Lá Chắn",
            )
        )
    return out


def fields_said(fact: Event, language: str) -> tuple[tuple[str, str], ...]:
    """Return every field of a fact that says something, under its name."""
    whole = dict(said(fact))
    if isinstance(fact, CaseOpened | CaseDetailsSet):
        whole |= {"situation": fact.situation, "details": fact.details}
    return tuple(
        (field_name(path, language), field_shown(value, language))
        for path, value in _leaves(whole)
        if value not in (None, "", ())
        and not isinstance(value, Erased | UUID)
        and path != "answer.forwarding"
    )


def _leaves(whole: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in whole.items():
        if isinstance(value, BaseModel) and not isinstance(value, AdminUnit):
            yield from _leaves(dict(value), f"{above}{name}.")
        else:
            yield f"{above}{name}", value
