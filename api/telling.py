"""Names for the ids of envelopes and of access-log entries, each found once a page."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from api.door import OpenWork
from api.sentences import sentence_of
from api.sentences.correction import hidden_sentence
from api.texts import N_, translated
from api.trail_words import FIELD_CLASSES, GROUNDS, PURPOSES, SEEN, Words, basis, worded
from application.accounts import AccountList
from application.history import EventLine, LookLine, coded_pairs
from application.ledger import Envelope
from application.time_travel import Decided
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
            who=self.who(UUID(name)) if kind == "account" else envelope.actor,
            role=self.role(envelope.role),
            unit=self.unit(envelope.unit),
            purpose=self._said(PURPOSES, envelope.purpose),
            basis=basis(envelope.legal_basis, self._language),
            covered=", ".join(self._said(FIELD_CLASSES, one) for one in line.covered),
            coded=tuple(coded_pairs(json.loads(line.coded))),
        )

    def look(self, line: LookLine) -> LookShown:
        """Return a look with names."""
        return LookShown(
            line=line,
            who=self.who(line.account) if line.account else "",
            role=self.role(line.role),
            unit=self.unit(line.unit),
            action=self._said(SEEN, line.action),
            field_class=self._said(FIELD_CLASSES, line.field_class),
            ground=self._said(GROUNDS, (line.basis or line.reason).partition(":")[0]),
        )

    def ground(self, basis: str) -> str:
        """Return the words of a basis on which something was permitted."""
        return self._said(GROUNDS, basis.partition(":")[0])

    def words_of(self, envelope: Envelope) -> tuple[str, str]:
        """Return purpose and legal basis of an envelope in words."""
        return self._said(PURPOSES, envelope.purpose), basis(envelope.legal_basis, self._language)

    def decided(self, one: Decided) -> tuple[str, str, str]:
        """Return what was asked, in which role and on which basis it was permitted."""
        return self._said(SEEN, one.action), self.role(one.role), self.ground(one.basis)

    def unit(self, unit: UUID | None) -> str:
        """Return the name of a unit."""
        return self._units.get(unit, "") if unit else ""

    def _said(self, words: Mapping[str, Words], code: str | None) -> str:
        return worded(words, code, self._language)

    def who(self, account: UUID) -> str:
        """Return the name of whoever an account belongs to."""
        return self._accounts.name_of(account) or str(account)

    def role(self, code: str) -> str:
        """Return the words of a role; of the service itself its own."""
        if code == SYSTEM:
            return translated(THE_SYSTEM, self._language)
        return Role(code).label(self._language) if code in set(Role) else code
