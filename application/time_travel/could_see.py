"""Who could open a case at a moment of the past: decided again by `decide`, on rights folded from events alone.

What the log does not hold is not guessed: whether somebody had proved their identity freshly is taken as so, because it
lay in their own hands. Who did look is in the access log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import singledispatchmethod
from uuid import UUID

from application.access import (
    AccountState,
    Action,
    Assignment,
    Facts,
    Permit,
    Scope,
    Sensitivity,
    StepUp,
    decide,
)
from application.ledger import Recorded
from domain.account import AccountClosed, AccountOpened, AccountRolesSet, Role
from domain.calendar import vietnam_day
from domain.chapter import UnitEnded, UnitFounded, UnitMoved
from domain.child_case import CaseAssigned, CaseGivenBack, CaseMergedAway, CaseOpened
from domain.conflict import ConflictDeclared, ConflictDetected, ConflictJudged, Verdict
from domain.erasure import ErasureDecided
from domain.glass import GlassBroken
from domain.kernel import Event
from domain.restriction import RestrictionLifted, RestrictionPlaced

ASKED = (Action.OPEN_CASE, Action.SEE_HISTORY, Action.SEE_LOOKS)
"""Ways into a case: its content, its history without content, and who looked at it."""


@dataclass(frozen=True, slots=True)
class CouldSee:
    """One person who could, in which role and on which basis; what was open to them."""

    account: UUID
    role: Role
    unit: UUID
    basis: str
    actions: tuple[Action, ...]


@dataclass(slots=True)
class _Account:
    unit: UUID
    roles: tuple[Role, ...]
    valid_until: date | None
    closed: bool = False


@dataclass(slots=True)
class _Unit:
    parents: list[tuple[date, int, UUID | None]]
    successor: UUID | None = None

    @property
    def parent(self) -> UUID | None:
        return max(self.parents, key=lambda one: one[:2])[2]


@dataclass(slots=True)
class _Conflict:
    account: UUID
    record: UUID
    standing: str = "provisional"


@dataclass
class Rights:
    """Rights on one case, folded from events up to a moment."""

    case_id: UUID
    accounts: dict[UUID, _Account] = field(default_factory=dict)
    units: dict[UUID, _Unit] = field(default_factory=dict)
    conflicts: dict[UUID, _Conflict] = field(default_factory=dict)
    hangs_on: dict[UUID, UUID] = field(default_factory=dict)
    glass: list[tuple[UUID, datetime]] = field(default_factory=list)
    unit: UUID | None = None
    counsellor: UUID | None = None
    restricted: bool = False
    restriction: UUID | None = None
    erased: bool = False

    @classmethod
    def folded(cls, case_id: UUID, events: Iterable[Recorded]) -> Rights:
        """Return the rights after these events, which are in the order of the log."""
        rights = cls(case_id)
        for one in events:
            rights.after(one.fact, one)
        return rights

    @singledispatchmethod
    def after(self, fact: Event, recorded: Recorded) -> None:
        """Take one fact in; most change no right."""

    @after.register
    def _(self, fact: AccountOpened, recorded: Recorded) -> None:
        self.accounts[recorded.stream] = _Account(fact.unit, fact.roles, fact.valid_until)

    @after.register
    def _(self, fact: AccountRolesSet, recorded: Recorded) -> None:
        account = self.accounts[recorded.stream]
        account.unit, account.roles = fact.unit, fact.roles

    @after.register
    def _(self, fact: AccountClosed, recorded: Recorded) -> None:
        self.accounts[recorded.stream].closed = True

    @after.register
    def _(self, fact: UnitFounded, recorded: Recorded) -> None:
        founding = fact.founding
        self.units[recorded.stream] = _Unit([(founding.founded_on, recorded.version or 0, founding.parent)])

    @after.register
    def _(self, fact: UnitMoved, recorded: Recorded) -> None:
        moved = (fact.effective_on, recorded.version or 0, fact.parent)
        self.units[recorded.stream].parents.append(moved)

    @after.register
    def _(self, fact: UnitEnded, recorded: Recorded) -> None:
        self.units[recorded.stream].successor = fact.successor

    @after.register
    def _(self, fact: CaseOpened, recorded: Recorded) -> None:
        if recorded.stream == self.case_id:
            self.unit, self.counsellor = fact.unit, fact.counsellor

    @after.register
    def _(self, fact: CaseAssigned, recorded: Recorded) -> None:
        if recorded.stream == self.case_id:
            self.counsellor = fact.handover.counsellor

    @after.register
    def _(self, fact: CaseMergedAway, recorded: Recorded) -> None:
        self.hangs_on[recorded.stream] = fact.into

    @after.register
    def _(self, fact: CaseGivenBack, recorded: Recorded) -> None:
        self.hangs_on.pop(recorded.stream, None)

    @after.register
    def _(self, fact: RestrictionPlaced, recorded: Recorded) -> None:
        if fact.case_id == self.case_id:
            self.restricted, self.restriction = True, recorded.stream
            self.unit = fact.placing.answers or self.unit

    @after.register
    def _(self, fact: RestrictionLifted, recorded: Recorded) -> None:
        if recorded.stream == self.restriction:
            self.restricted = False

    @after.register
    def _(self, fact: ConflictDeclared | ConflictDetected, recorded: Recorded) -> None:
        held = self.conflicts.setdefault(recorded.stream, _Conflict(fact.account, fact.record))
        if held.standing != "confirmed":
            held.standing = "provisional"

    @after.register
    def _(self, fact: ConflictJudged, recorded: Recorded) -> None:
        if fact.settles and recorded.stream in self.conflicts:
            upheld = fact.judgement.verdict is Verdict.UPHELD
            self.conflicts[recorded.stream].standing = "confirmed" if upheld else "lifted"

    @after.register
    def _(self, fact: GlassBroken, recorded: Recorded) -> None:
        if fact.case_id == self.case_id:
            self.glass.append((fact.account, fact.until))

    @after.register
    def _(self, fact: ErasureDecided, recorded: Recorded) -> None:
        self.erased = self.erased or self.case_id in fact.records

    # -- asking ------------------------------------------------------------------------------------------------------

    def facts(self, account: UUID, role: Role, action: Action, at: datetime) -> Facts:
        """Return what a decision about this account in this role would have read at a moment."""
        held = self.accounts[account]
        expired = held.valid_until is not None and held.valid_until < vietnam_day(at)
        tied = account == self.counsellor
        return Facts(
            role=role,
            action=action,
            account=AccountState.CLOSED if held.closed or expired else AccountState.ACTIVE,
            scope=self._scope(held.unit),
            assignment=Assignment.COUNSELLOR if tied else Assignment.NONE,
            sensitivity=Sensitivity.RESTRICTED if self.restricted else Sensitivity.ORDINARY,
            conflict=any(
                one.account == account and one.standing != "lifted" and one.record in self._files
                for one in self.conflicts.values()
            ),
            glass=any(who == account and until > at for who, until in self.glass),
            erased=self.erased,
            step_up=StepUp.FRESH,
        )

    @property
    def _files(self) -> frozenset[UUID]:
        """The files of the child that hung together: a conflict with one closes all."""
        together, before = {self.case_id}, 0
        while len(together) != before:
            before = len(together)
            for file, into in self.hangs_on.items():
                if file in together or into in together:
                    together |= {file, into}
        return frozenset(together)

    def _scope(self, unit: UUID) -> Scope:
        if self.unit is None:
            return Scope.NO_RECORD
        own = self._reached({unit}, lambda one, held: one.successor in held)
        if self.unit in own:
            return Scope.OWN
        below = self._reached({unit}, lambda one, held: one.parent in held or one.successor in held)
        return Scope.BELOW if self.unit in below else Scope.ELSEWHERE

    def _reached(self, begin: set[UUID], belongs: Callable[[_Unit, set[UUID]], bool]) -> set[UUID]:
        held, before = set(begin), 0
        while len(held) != before:
            before = len(held)
            held |= {unit for unit, one in self.units.items() if belongs(one, held)}
        return held


def could_see(case_id: UUID, events: Sequence[Recorded], at: datetime) -> tuple[CouldSee, ...]:
    """Return who could open the case or its history at a moment, in the order in which accounts were opened."""
    rights = Rights.folded(case_id, events)
    if rights.unit is None:
        return ()
    return tuple(_who(rights, at))


def _who(rights: Rights, at: datetime) -> Iterator[CouldSee]:
    for account, held in rights.accounts.items():
        for role in held.roles:
            decided = {action: decide(rights.facts(account, role, action, at)) for action in ASKED}
            permitted = {action: one.basis for action, one in decided.items() if isinstance(one, Permit)}
            if permitted:
                basis = next(iter(permitted.values()))
                yield CouldSee(account, role, held.unit, basis, tuple(permitted))
