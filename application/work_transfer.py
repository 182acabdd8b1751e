"""All open work of one person in one move: offered, accepted, declined, called back, taken back after an absence.

Who has a record at each moment (decision 0087): whoever had it, until somebody accepts it; a record that nobody can
have any more stands on a supervisor's list at once, whether it was offered or not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar
from uuid import UUID

import structlog

from application.access import Action, StepUp
from application.accounts import AccountList
from application.handover import HandOvers, NotACounsellor
from application.transfer_desk import OpenRecord, OpenWorkPage, WorkTransfers, open_work_of, oversees
from application.work import Command, StepUpRequired, Work
from domain.child_case import ChildCase
from domain.counselling import Counselling
from domain.handover import HandOver, StepsGiven
from domain.kernel import Event, Line, Narrative, Said, Text, Unknown
from domain.referral import Referral
from domain.referral.handing import ask_reassignment, hand_over
from domain.referral.refusals import ReviewerIsInvolved
from domain.work_transfer import (
    MOST_AT_ONCE,
    Absence,
    Given,
    NothingToHandOver,
    TransferKind,
    WorkTransfer,
)

log = structlog.get_logger()


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


class PutToTheHead(Command):
    """Put the reviews of one person onto their head's list, to be given to others."""

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


def offer_work(cmd: OfferWork, work: Work) -> UUID:
    """Offer somebody's work, and return the move; nothing changes hands yet.

    Raises:
        Unknown: It is somebody else, and nothing of theirs is for this reader to hand over.
        NotACounsellor: A receiver cannot keep a case, or is not within reach.
        StepUpRequired: A restricted record is among them.
        NothingToHandOver: Nothing of it can be offered so.
    """
    work.allow(cmd)
    page = open_work_of(cmd.of, work)
    chosen = {one.record: one.receiver for one in cmd.others}
    if not {cmd.receiver, *chosen.values()} <= set(page.candidates):
        raise NotACounsellor
    wanted = [
        Given(record=one.record, receiver=chosen.get(one.record) or chosen.get(_case(one)) or cmd.receiver)
        for one in page.records
        if not one.is_offered and not _stays(one, chosen, cmd.left)
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
    _to_the_head(page, work)
    log.info("work_offered", stream_id=str(transfer), records=len(given), kind=cmd.kind.value)
    return transfer


def _case(one: OpenRecord) -> UUID:
    """Return what a request goes with, unless it is given elsewhere: its case."""
    return one.case_id or one.record


def _stays(one: OpenRecord, chosen: Mapping[UUID, UUID], left: Collection[UUID]) -> bool:
    return one.record in left or (_case(one) in left and one.record not in chosen)


def put_to_the_head(cmd: PutToTheHead, work: Work) -> int:
    """Put the reviews of somebody who cannot go on onto the head's list; return how many were not there yet.

    Raises:
        Unknown: It is somebody else, and nothing of theirs is for this reader to hand over.
        NothingToHandOver: Nothing is left to be given to another reviewer.
    """
    work.allow(cmd)
    count = _to_the_head(open_work_of(cmd.of, work), work)
    if not count:
        raise NothingToHandOver
    log.info("reviews_to_reassign", records=count)
    return count


def _to_the_head(page: OpenWorkPage, work: Work) -> int:
    """Ask the heads for other reviewers; until one is chosen, each review stays with whoever has it."""
    count = 0
    for one in page.reviews:
        referral = work.read(Referral, one.referral)
        fact = ask_reassignment(referral, work.act)
        if fact is not None:
            work.append(referral, fact)
            count += 1
    return count


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
    if not oversees(move.of, move.unit, work):
        raise Unknown
    work.append(move, move.call_back(work.act))
    log.info("work_called_back", stream_id=str(cmd.transfer))


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
    log.info("work_accepted", stream_id=str(cmd.transfer), records=len(taken), dropped=len(lapsed))
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
    log.info("work_declined", stream_id=str(cmd.transfer), records=len(wanted))


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
    log.info("work_returned", stream_id=str(cmd.transfer), records=len(taken), dropped=len(lapsed))
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
    kinds, steps = moves.kinds(records), moves.steps_of(of, records)
    handing = work.view(HandOvers)  # type: ignore[type-abstract]
    taken: list[UUID] = []
    for record in records:
        if kinds.get(record) == "referral":
            taken += [record] if _request_moved(record, of_to, work) else []
            continue
        state: ChildCase | Counselling = (
            work.read(ChildCase, record) if kinds.get(record) == "case" else work.read(Counselling, record)
        )
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


def _request_moved(record: UUID, of_to: tuple[UUID, UUID], work: Work) -> bool:
    """Give a request to whoever answers for it from here on; False where it is no longer the other's to give."""
    of, to = of_to
    referral = work.read(Referral, record)
    if referral.referrer != of:
        return False
    try:
        fact = hand_over(referral, to, work.act)
    except ReviewerIsInvolved:
        return False
    work.append(referral, fact)
    return True
