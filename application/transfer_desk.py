"""What is known of moves of work: open work by person, lists of moves, one move; codes and days, never a name.

A receiver sees what is offered to them, whoever is away and the supervisor the whole move; what a conflict of interest
closes to a reader is nowhere in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar, Protocol
from uuid import UUID

from application.access import Action
from application.accounts import AccountList
from application.work import Question, Work
from domain.account import Role
from domain.kernel import Event, Unknown
from domain.work_transfer import Absence, ItemStage, TransferKind, WorkDeclined, WorkOffered


@dataclass(frozen=True, slots=True)
class OpenRecord:
    """One record that somebody has, or in which they have something to do; no name of anybody in it."""

    record: UUID
    record_no: int
    kind: str
    """A case, a consultation, or a request to a chapter whose opinion is awaited."""
    is_own: bool
    """Whether they answer for it; else they only have a step to do in it."""
    code: str
    """File code of the case; empty for a consultation that stands alone."""
    unit: UUID
    """Of a request: the unit of the case."""
    due_on: date | None
    is_restricted: bool
    is_urgent: bool
    """In danger now, an emergency nobody took up, or abuse not passed on; never said of a restricted one."""
    is_offered: bool
    """Whether it waits to be accepted already."""
    case_id: UUID | None = None
    """Of a request: the case that it is about."""

    @property
    def is_case(self) -> bool:
        """Whether it is a case."""
        return self.kind == "case"

    @property
    def is_request(self) -> bool:
        """Whether it is a request to a chapter."""
        return self.kind == "referral"

    @property
    def opened_by(self) -> Action:
        """What opens it."""
        return _PLACES[self.kind][1]

    @property
    def path(self) -> str:
        """Where it is opened."""
        return f"/{_PLACES[self.kind][0]}/{self.record}"


_PLACES = {
    "case": ("ho-so", Action.OPEN_CASE),
    "counselling": ("tu-van", Action.OPEN_CONSULTATION),
    "referral": ("chi-hoi", Action.OPEN_REFERRAL),
}


@dataclass(frozen=True, slots=True)
class Review:
    """One request that somebody reviews; never given to another but by the head, after a new conflict check."""

    referral: UUID
    is_to_reassign: bool
    """Whether it stands on the head's list already."""


@dataclass(frozen=True, slots=True)
class TransferRow:
    """One move in a list."""

    transfer: UUID
    record_no: int
    of: UUID
    unit: UUID
    """Whose supervisor looks after it."""
    kind: TransferKind
    absence: Absence
    offered_by: UUID | None
    offered_at: datetime
    waiting: int
    """Records that wait for an answer."""
    declined: int
    accepted: int
    stuck: int
    """Records that wait for somebody who cannot have them any more."""
    due_on: date | None
    is_overdue: bool
    """Whether an answer is late."""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One record of a move, as a page shows it."""

    record: OpenRecord
    receiver: UUID
    stage: ItemStage
    is_stuck: bool


class WorkTransfers(Protocol):
    """Open work by person, and moves."""

    def open_work(self, of: UUID) -> Sequence[OpenRecord]:
        """Return the open work of one person, the urgent and the earliest due first; what is hidden is left out."""

    def reviews(self, of: UUID) -> Sequence[Review]:
        """Return the requests to a chapter on which this person is to give an opinion; what is hidden is left out."""

    def reviewing(self) -> Sequence[UUID]:
        """Return who is to give opinions in the units of this reader, gone or not."""

    def counts(self, of: UUID) -> Sequence[tuple[UUID, int]]:
        """Return how many open cases a person answers for, by unit; for administrators, who see no code."""

    def requests_of(self, of: UUID) -> tuple[int, int]:
        """Return of how many requests a person awaits the opinion, and how many they review; for administrators."""

    def unit_of(self, account: UUID) -> UUID | None:
        """Return in which unit an account works, or worked."""

    def closed_to(self, records: Collection[UUID]) -> frozenset[tuple[UUID, UUID]]:
        """Return (record, account) where a conflict of interest stands."""

    def open_to(self, account: UUID, records: Collection[UUID]) -> frozenset[UUID]:
        """Return those of these records that an account could open without being given them."""

    def hold(self, records: Iterable[UUID]) -> None:
        """Wait for what is decided on these records now; what is asked next is decided after this commit."""

    def steps_of(self, account: UUID, records: Collection[UUID]) -> frozenset[UUID]:
        """Return those of these records in which the account has an open step."""

    def kinds(self, records: Collection[UUID]) -> Mapping[UUID, str]:
        """Return of which kind each record is."""

    def items(self, transfer: UUID) -> Sequence[ItemRow]:
        """Return the records of a move; what a conflict closes to the reader is left out."""

    def row(self, transfer: UUID) -> TransferRow | None:
        """Return one move."""

    def offered_to_me(self) -> Sequence[TransferRow]:
        """Return the moves with something that waits for this reader, what they must not see left out."""

    def to_take_back(self) -> Sequence[TransferRow]:
        """Return the reader's own absences of which others still have the work."""

    def to_look_at(self) -> Sequence[TransferRow]:
        """Return the moves that a supervisor looks at: declined, unanswered for too long, or stuck."""

    def latest(self) -> Sequence[TransferRow]:
        """Return the latest moves of the reader, and of a supervisor's units."""


class SeeOpenWork(Question):
    """See what one person has open, before it is handed over."""

    ACTION: ClassVar[Action] = Action.OFFER_WORK
    of: UUID


class SeeTransfer(Question):
    """See one move."""

    ACTION: ClassVar[Action] = Action.SEE_TRANSFER
    transfer: UUID

    def record(self) -> UUID | None:
        """The move."""
        return self.transfer


class SeeTransfers(Question):
    """See the moves that concern one, and whose work one may hand over."""

    ACTION: ClassVar[Action] = Action.SEE_TRANSFER


@dataclass(frozen=True, slots=True)
class OpenWorkPage:
    """What one person has open, and who could take it."""

    of: UUID
    records: tuple[OpenRecord, ...]
    candidates: tuple[UUID, ...]
    reviews: tuple[Review, ...]
    """Requests to a chapter that its head gives to somebody else."""
    is_own: bool


@dataclass(frozen=True, slots=True)
class TransferPage:
    """One move, as far as the reader may see it."""

    row: TransferRow
    items: tuple[ItemRow, ...]
    reason: str
    note: str
    answers: tuple[UUID, ...]
    """Records that wait for the reader's answer."""
    takes_back: tuple[UUID, ...]
    may_call_back: bool
    declined: tuple[str, ...]
    """Why something was declined; for whoever may call it back."""


@dataclass(frozen=True, slots=True)
class TransfersPage:
    """Moves that concern the reader, and whose work the reader may hand over."""

    waiting: tuple[TransferRow, ...]
    to_take_back: tuple[TransferRow, ...]
    to_look_at: tuple[TransferRow, ...]
    latest: tuple[TransferRow, ...]
    people: tuple[UUID, ...]


def see_open_work(question: SeeOpenWork, work: Work) -> OpenWorkPage:
    """Return what one person has open and the reader may hand over.

    Raises:
        Unknown: It is somebody else, and nothing of theirs is for this reader to hand over.
    """
    work.allow(question)
    page = open_work_of(question.of, work)
    work.showed([one.record_no for one in page.records])
    return page


def open_work_of(of: UUID, work: Work) -> OpenWorkPage:
    """Return what one person has open and the reader may hand over; nothing is noted of it."""
    moves, reader = work.view(WorkTransfers), work.reader  # type: ignore[type-abstract]
    is_own = of == reader.account
    unit = moves.unit_of(of)
    supervises = Role.SUPERVISOR in reader.roles
    if unit is None or not (is_own or supervises):
        raise Unknown
    records = tuple(one for one in moves.open_work(of) if is_own or one.unit in reader.units)
    if not (is_own or records or unit in reader.units):
        raise Unknown
    people = work.view(AccountList).works_on_cases()  # type: ignore[type-abstract]
    near = (one for one, lies in people.items() if lies in reader.units and one != of)
    candidates = tuple(sorted(near, key=lambda one: (people[one] != unit, one)))
    return OpenWorkPage(of, records, candidates, tuple(moves.reviews(of)), is_own)


def oversees(of: UUID, unit: UUID, work: Work) -> bool:
    """Return whether a move is the reader's own work, or of a unit that the reader supervises."""
    reader = work.reader
    return of == reader.account or (Role.SUPERVISOR in reader.roles and unit in reader.units)


def see_transfers(question: SeeTransfers, work: Work) -> TransfersPage:
    """Return the moves that concern the reader."""
    work.allow(question)
    moves, reader = work.view(WorkTransfers), work.reader  # type: ignore[type-abstract]
    people: tuple[UUID, ...] = (reader.account,)
    if Role.SUPERVISOR in reader.roles:
        staff = work.view(AccountList).works_on_cases()  # type: ignore[type-abstract]
        people += tuple(one for one, unit in staff.items() if unit in reader.units and one not in people)
        people += tuple(one for one in moves.reviewing() if one not in people)
    return TransfersPage(
        waiting=tuple(moves.offered_to_me()),
        to_take_back=tuple(moves.to_take_back()),
        to_look_at=tuple(moves.to_look_at()),
        latest=tuple(moves.latest()),
        people=people,
    )


def see_transfer(question: SeeTransfer, work: Work) -> TransferPage:
    """Return one move: to a receiver what is theirs, to whoever is away and to the supervisor all of it.

    Raises:
        Unknown: It concerns the reader in no way.
    """
    work.allow(question)
    moves, me = work.view(WorkTransfers), work.reader.account  # type: ignore[type-abstract]
    row = moves.row(question.transfer)
    if row is None:
        raise Unknown
    whole = oversees(row.of, row.unit, work)
    items = tuple(one for one in moves.items(question.transfer) if whole or one.receiver == me)
    if not (whole or items):
        raise Unknown
    work.showed([row.record_no, *(one.record.record_no for one in items)])
    facts = [one.fact for one in work.history(question.transfer)]
    offered = next(fact for fact in facts if isinstance(fact, WorkOffered))
    waiting = {ItemStage.OFFERED, ItemStage.DECLINED}
    is_away = row.kind is TransferKind.AWAY and row.of == me
    return TransferPage(
        row=row if whole else _own(row, items),
        items=items,
        reason=offered.reason or "",
        note=offered.note or "",
        answers=tuple(
            one.record.record for one in items if one.receiver == me and one.stage is ItemStage.OFFERED
        ),
        takes_back=tuple(one.record.record for one in items if is_away and one.stage is ItemStage.ACCEPTED),
        may_call_back=whole and any(one.stage in waiting for one in items),
        declined=_reasons(facts) if whole else (),
    )


def _own(row: TransferRow, items: Sequence[ItemRow]) -> TransferRow:
    """Return a move with the numbers of what a receiver sees of it."""
    stages = [one.stage for one in items]
    return replace(
        row,
        waiting=stages.count(ItemStage.OFFERED),
        declined=stages.count(ItemStage.DECLINED),
        accepted=stages.count(ItemStage.ACCEPTED),
        stuck=0,
    )


def _reasons(facts: Iterable[Event]) -> tuple[str, ...]:
    return tuple(str(fact.reason or "") for fact in facts if isinstance(fact, WorkDeclined))


class SeeAccountWork(Question):
    """See how many cases somebody answers for; before and after their rights are withdrawn."""

    ACTION: ClassVar[Action] = Action.MANAGE_ACCOUNTS
    of: UUID


@dataclass(frozen=True, slots=True)
class AccountWork:
    """How much somebody has open; no code, no name."""

    cases: tuple[tuple[UUID, int], ...]
    """Open cases by unit."""
    asked: int
    """Requests to a chapter whose opinion they await."""
    reviews: int
    """Requests that they review."""


def see_account_work(question: SeeAccountWork, work: Work) -> AccountWork:
    """Return how much the person answers for.

    Raises:
        Unknown: There is no such account.
    """
    work.allow(question)
    moves = work.view(WorkTransfers)  # type: ignore[type-abstract]
    if moves.unit_of(question.of) is None:
        raise Unknown
    return AccountWork(tuple(moves.counts(question.of)), *moves.requests_of(question.of))
