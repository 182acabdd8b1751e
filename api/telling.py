"""Names for the ids of envelopes and of access-log entries, each found once a page."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.door import OpenWork
from api.sentences import sentence_of
from api.sentences.correction import hidden_sentence
from api.texts import N_, translated
from api.trail_words import FIELD_CLASSES, GROUNDS, PURPOSES, SEEN, Words, basis, worded
from application.accounts import AccountList
from application.history import EventLine, LookLine
from application.units import Units
from domain.account import Role

SYSTEM = "system"
THE_SYSTEM = N_("Hệ thống")


@dataclass(frozen=True, slots=True)
class EventShown:
    """One event with names for its ids, and its coded part as pairs."""

    line: EventLine
    sentence: str
    who: str
    role: str
    unit: str
    purpose: str
    basis: str
    covered: str
    coded: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LookShown:
    """One look with names for its ids."""

    line: LookLine
    who: str
    role: str
    unit: str
    action: str
    field_class: str
    ground: str


class Telling:
    """Finds names for the ids of envelopes and entries, each once a page."""

    def __init__(self, work: OpenWork) -> None:
        self._accounts = work.view(AccountList)  # type: ignore[type-abstract]
        self._units = {row.unit: row.name for row in work.view(Units).all()}  # type: ignore[type-abstract]
        self._language = work.reader.language

    def event(self, line: EventLine) -> EventShown:
        """Return an event with names."""
        envelope = line.recorded.envelope
        kind, _, name = envelope.actor.partition(":")
        return EventShown(
            line=line,
            sentence=hidden_sentence(self._language)
            if line.is_hidden
            else sentence_of(line.recorded.fact, self._language).text,
            who=self._who(UUID(name)) if kind == "account" else envelope.actor,
            role=self._role(envelope.role),
            unit=self.unit(envelope.unit),
            purpose=self._said(PURPOSES, envelope.purpose),
            basis=basis(envelope.legal_basis, self._language),
            covered=", ".join(self._said(FIELD_CLASSES, one) for one in line.covered),
            coded=tuple(_flat(json.loads(line.coded))),
        )

    def look(self, line: LookLine) -> LookShown:
        """Return a look with names."""
        return LookShown(
            line=line,
            who=self._who(line.account) if line.account else "",
            role=self._role(line.role),
            unit=self.unit(line.unit),
            action=self._said(SEEN, line.action),
            field_class=self._said(FIELD_CLASSES, line.field_class),
            ground=self._said(GROUNDS, (line.basis or line.reason).partition(":")[0]),
        )

    def unit(self, unit: UUID | None) -> str:
        """Return the name of a unit."""
        return self._units.get(unit, "") if unit else ""

    def _said(self, words: Mapping[str, Words], code: str | None) -> str:
        return worded(words, code, self._language)

    def _who(self, account: UUID) -> str:
        return self._accounts.name_of(account) or str(account)

    def _role(self, code: str) -> str:
        if code == SYSTEM:
            return translated(THE_SYSTEM, self._language)
        return Role(code).label(self._language) if code in set(Role) else code


def _flat(coded: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield (dotted path, value) of each value of a coded part; what is empty is left out."""
    if isinstance(coded, dict):
        for name, value in coded.items():
            yield from _flat(value, f"{path}.{name}" if path else name)
    elif isinstance(coded, list):
        for index, value in enumerate(coded):
            yield from _flat(value, f"{path}.{index}")
    elif coded is not None:
        yield path, str(coded).lower() if isinstance(coded, bool) else str(coded)
