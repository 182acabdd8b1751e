"""All open work of one person in one move: offered, accepted, declined, called back, taken back after an absence.

Who has a record at each moment (decision 0087): whoever had it, until somebody accepts it; a record that nobody can
have any more stands on a supervisor's list at once, whether it was offered or not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action, StepUp
from application.accounts import AccountList
from application.handover import HandOvers, NotACounsellor
from application.work import Command, Question, StepUpRequired, Work
from domain.account import Role
from domain.child_case import ChildCase
from domain.counselling import Counselling
from domain.handover import HandOver, StepsGiven
from domain.kernel import Event, Line, Narrative, Said, Text, Unknown
from domain.work_transfer import (
    MOST_AT_ONCE,
    Absence,
    Given,
    ItemStage,
    TransferKind,
    WorkDeclined,
    WorkOffered,
    WorkTransfer,
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class OpenRecord:
    """One record that somebody has, or in which they have something to do; no name of anybody in it."""

    record: UUID
    record_no: int
    is_case: bool
    is_own: bool
    """Whether they answer for it; else they only have a step to do in it."""
    code: str
    """File code of the case; empty for a consultation that stands alone."""
    unit: UUID
    due_on: date | None
    is_restricted: bool
    is_urgent: bool
    """In danger now, an emergency nobody took up, or abuse not passed on; never said of a restricted one."""
    is_offered: bool
    """Whether it waits to be accepted already."""

    @property
    def path(self) -> str:
        """Where it is opened."""
        return f"/{'ho-so' if self.is_case else 'tu-van'}/{self.record}"


@dataclass(frozen=True, slots=True)
class TransferRow:
    """One move in a list."""

    transfer: UUID
    record_no: int
    of: UUID
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

    def left_work(self, of: UUID) -> int:
        """Return how many requests to a chapter this person reviews, which only its head gives to another."""

    def counts(self, of: UUID) -> Sequence[tuple[UUID, int]]:
        """Return how much open work a person has, by unit; for administrators, who see no code."""

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

    def cases_among(self, records: Collection[UUID]) -> frozenset[UUID]:
        """Return those of these records that are cases."""

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


class OfferWork(Command):
    """Offer all open work of one person, in one move."""

    ACTION: ClassVar[Action] = Action.OFFER_WORK
    of: UUID
    kind: TransferKind
    absence: Absence = Absence()
    receiver: UUID
    others: tuple[Given, ...] = ()
    """Records that go to somebody else."""
    left: tuple[UUID, ...] = ()
    """Records that are not offered."""
    reason: Narrative[Line] = ""
    note: Narrative[Text] = ""


class SeeOpenWork(Question):
    """See what one person has open, before it is handed over."""

    ACTION: ClassVar[Action] = Action.OFFER_WORK
    of: UUID


class _OfTransfer(Command):
    transfer: UUID

    def record(self) -> UUID | None:
        """The move."""
        return self.transfer


class AcceptWork(_OfTransfer):
    """Accept what one is offered: all of it, or some records."""

    ACTION: ClassVar[Action] = Action.ANSWER_TRANSFER
    records: tuple[UUID, ...] = ()


class DeclineWork(_OfTransfer):
    """Decline what one is offered, with a reason: all of it, or some records."""

    ACTION: ClassVar[Action] = Action.ANSWER_TRANSFER
    records: tuple[UUID, ...] = ()
    reason: Narrative[Said]


class TakeWorkBack(_OfTransfer):
    """Take one's work back after an absence: all of it, or some records."""

    ACTION: ClassVar[Action] = Action.ANSWER_TRANSFER
    records: tuple[UUID, ...] = ()


class CallWorkBack(_OfTransfer):
    """Offer no longer what nobody accepted."""

    ACTION: ClassVar[Action] = Action.OFFER_WORK


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
    reviews: int
    """Requests to a chapter that stay with its head."""
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


# -- offering ------------------------------------------------------------------------------------------------------


def see_open_work(question: SeeOpenWork, work: Work) -> OpenWorkPage:
    """Return what one person has open and the reader may hand over.

    Raises:
        Unknown: It is somebody else, and nothing of theirs is for this reader to hand over.
    """
    work.allow(question)
    page = _open_work(question.of, work)
    work.showed([one.record_no for one in page.records])
    return page


def _open_work(of: UUID, work: Work) -> OpenWorkPage:
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
    return OpenWorkPage(of, records, candidates, moves.left_work(of), is_own)


def offer_work(cmd: OfferWork, work: Work) -> UUID:
    """Offer somebody's work, and return the move; nothing changes hands yet.

    Raises:
        Unknown: It is somebody else, and nothing of theirs is for this reader to hand over.
        NotACounsellor: A receiver cannot keep a case, or is not within reach.
        StepUpRequired: A restricted record is among them.
        NothingToHandOver: Nothing of it can be offered so.
    """
    work.allow(cmd)
    page = _open_work(cmd.of, work)
    chosen = {one.record: one.receiver for one in cmd.others}
    if not {cmd.receiver, *chosen.values()} <= set(page.candidates):
        raise NotACounsellor
    wanted = [
        Given(record=one.record, receiver=chosen.get(one.record, cmd.receiver))
        for one in page.records
        if not one.is_offered and one.record not in cmd.left
    ][:MOST_AT_ONCE]
    given = _possible(wanted, page, work)
    restricted = {one.record for one in page.records if one.is_restricted}
    if work.step_up is not StepUp.FRESH and any(one.record in restricted for one in given):
        raise StepUpRequired
    unit = work.view(WorkTransfers).unit_of(cmd.of)  # type: ignore[type-abstract]
    fact = WorkTransfer.offer(
        cmd.of,
        unit if unit in work.reader.units else work.reader.unit,
        cmd.kind,
        cmd.absence,
        tuple(given),
        work.act,
        reason=cmd.reason or "",
        note=cmd.note or "",
    )
    transfer = work.new_id()
    work.open(transfer, fact)
    log.info("work_offered", transfer_id=str(transfer), records=len(given), kind=cmd.kind.value)
    return transfer


def _possible(wanted: Sequence[Given], page: OpenWorkPage, work: Work) -> list[Given]:
    """Return what each receiver may have: nothing that a conflict closes to them, no step where they see nothing."""
    moves = work.view(WorkTransfers)  # type: ignore[type-abstract]
    closed = moves.closed_to([one.record for one in wanted])
    steps = {one.record for one in page.records if not one.is_own}
    opened = {
        to: moves.open_to(to, [one.record for one in wanted if one.receiver == to and one.record in steps])
        for to in {one.receiver for one in wanted}
    }
    return [
        one
        for one in wanted
        if (one.record, one.receiver) not in closed
        and (one.record not in steps or one.record in opened[one.receiver])
    ]


def call_work_back(cmd: CallWorkBack, work: Work) -> None:
    """Offer no longer what nobody accepted.

    Raises:
        Unknown: It is neither one's own work, nor of the units one answers for.
        NothingOffered: Nothing of it waits.
    """
    work.allow(cmd)
    move = work.read(WorkTransfer, cmd.transfer)
    if not _may_call_back(move.of, work):
        raise Unknown
    work.append(move, move.call_back(work.act))
    log.info("work_called_back", transfer_id=str(cmd.transfer))


def _may_call_back(of: UUID, work: Work) -> bool:
    return of == work.reader.account or Role.SUPERVISOR in work.reader.roles


# -- answering -----------------------------------------------------------------------------------------------------


def accept_work(cmd: AcceptWork, work: Work) -> int:
    """Take over what one is offered, all in one transaction; return how many records changed hands.

    Raises:
        Unknown: Not offered to this person.
        NotACounsellor: This person cannot keep a case.
        NothingOffered: Nothing waits any more.
    """
    work.allow(cmd)
    move = work.read(WorkTransfer, cmd.transfer)
    reader = work.reader
    wanted = _wanted(cmd.records, move.offered_to(reader.account), work)
    taken, lapsed = _moved(wanted, (move.of, reader.account), work)
    work.append(move, move.accept(reader.account, taken, lapsed, work.act))
    log.info("work_accepted", transfer_id=str(cmd.transfer), records=len(taken), lapsed=len(lapsed))
    return len(taken)


def decline_work(cmd: DeclineWork, work: Work) -> None:
    """Decline what one is offered; it stays where it is, and the supervisor is told at once.

    Raises:
        Unknown: Not offered to this person.
        NothingOffered: Nothing waits any more.
    """
    work.allow(cmd)
    move = work.read(WorkTransfer, cmd.transfer)
    reader = work.reader
    wanted = _wanted(cmd.records, move.offered_to(reader.account), work)
    work.append(move, move.decline(reader.account, tuple(wanted), cmd.reason or "", work.act))
    log.info("work_declined", transfer_id=str(cmd.transfer), records=len(wanted))


def take_work_back(cmd: TakeWorkBack, work: Work) -> int:
    """Take one's work back; what is in other hands by now stays there.

    Raises:
        Unknown: It is not the work of this person.
        NotACounsellor: This person cannot keep a case.
        NothingToGiveBack: Nothing is left to take back.
    """
    work.allow(cmd)
    move = work.read(WorkTransfer, cmd.transfer)
    reader = work.reader
    if move.of != reader.account:
        raise Unknown
    held = {one.record: one.receiver for one in move.to_give_back}
    wanted = _wanted(cmd.records, list(held), work)
    taken: list[UUID] = []
    lapsed: list[UUID] = []
    for receiver in sorted(set(held.values())):
        some = [one for one in wanted if held[one] == receiver]
        moved, left = _moved(some, (receiver, reader.account), work) if some else ((), ())
        taken.extend(moved)
        lapsed.extend(left)
    work.append(move, move.give_back(tuple(taken), tuple(lapsed), work.act))
    log.info("work_returned", transfer_id=str(cmd.transfer), records=len(taken), lapsed=len(lapsed))
    return len(taken)


def _wanted(asked: Sequence[UUID], possible: Sequence[UUID], work: Work) -> list[UUID]:
    """Return what was asked for, or all of it; what a conflict closes to the reader is not there."""
    moves = work.view(WorkTransfers)  # type: ignore[type-abstract]
    closed = moves.closed_to(possible)
    seen = [one for one in possible if (one, work.reader.account) not in closed]
    if not set(asked) <= set(seen):
        raise Unknown
    return sorted(asked or seen)


def _moved(
    records: Sequence[UUID], of_to: tuple[UUID, UUID], work: Work
) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    """Give records of one person to another; return those that changed hands, and those that had already."""
    of, to = of_to
    unit = work.view(AccountList).works_on_cases().get(to)  # type: ignore[type-abstract]
    if unit is None:
        raise NotACounsellor
    moves = work.view(WorkTransfers)  # type: ignore[type-abstract]
    moves.hold(records)
    cases, steps = moves.cases_among(records), moves.steps_of(of, records)
    handing = work.view(HandOvers)  # type: ignore[type-abstract]
    taken: list[UUID] = []
    for record in records:
        state = work.read(ChildCase if record in cases else Counselling, record)
        if state.counsellor == of:
            fact: Event = state.assign(
                HandOver(counsellor=to, unit=unit, released=handing.gone_from(record)), work.act
            )
        elif record in steps and record in moves.open_to(to, [record]):
            fact = state.give_steps(StepsGiven(of=of, to=to), work.act)
        else:
            continue
        work.append(state, fact)
        taken.append(record)
    return tuple(taken), tuple(one for one in records if one not in taken)


# -- seeing --------------------------------------------------------------------------------------------------------


def see_transfers(question: SeeTransfers, work: Work) -> TransfersPage:
    """Return the moves that concern the reader."""
    work.allow(question)
    moves, reader = work.view(WorkTransfers), work.reader  # type: ignore[type-abstract]
    people: tuple[UUID, ...] = (reader.account,)
    if Role.SUPERVISOR in reader.roles:
        staff = work.view(AccountList).works_on_cases()  # type: ignore[type-abstract]
        people += tuple(one for one, unit in staff.items() if unit in reader.units and one not in people)
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
    oversees = _may_call_back(row.of, work)
    items = tuple(one for one in moves.items(question.transfer) if oversees or one.receiver == me)
    if not (oversees or items):
        raise Unknown
    work.showed([row.record_no, *(one.record.record_no for one in items)])
    facts = [one.fact for one in work.history(question.transfer)]
    offered = next(fact for fact in facts if isinstance(fact, WorkOffered))
    waiting = {ItemStage.OFFERED, ItemStage.DECLINED}
    is_away = row.kind is TransferKind.AWAY and row.of == me
    return TransferPage(
        row=row,
        items=items,
        reason=offered.reason or "",
        note=offered.note or "",
        answers=tuple(
            one.record.record for one in items if one.receiver == me and one.stage is ItemStage.OFFERED
        ),
        takes_back=tuple(one.record.record for one in items if is_away and one.stage is ItemStage.ACCEPTED),
        may_call_back=oversees and any(one.stage in waiting for one in items),
        declined=_reasons(facts) if oversees else (),
    )


def _reasons(facts: Iterable[Event]) -> tuple[str, ...]:
    return tuple(str(fact.reason or "") for fact in facts if isinstance(fact, WorkDeclined))
