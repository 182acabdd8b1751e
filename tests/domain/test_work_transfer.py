"""What a move of somebody's whole work decides; and that no record of it is ever in two stages or in none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from hypothesis import given as invent
from hypothesis import strategies as st

from domain.kernel import Act, Actor, Unknown, fold
from domain.work_transfer import (
    Absence,
    AbsenceBackwards,
    Given,
    ItemStage,
    NothingOffered,
    NothingToGiveBack,
    NothingToHandOver,
    OnlyForAnAbsence,
    TransferKind,
    WorkAccepted,
    WorkCalledBack,
    WorkDeclined,
    WorkOffered,
    WorkReturned,
    WorkTransfer,
)
from tests.spec import given

AWAY, COVER, BOSS, OTHER = (UUID(int=number, version=4) for number in range(1, 5))
FIRST, SECOND = UUID(int=11, version=4), UUID(int=12, version=4)
UNIT = UUID(int=21, version=4)
AT = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)


def by(account: UUID) -> Act:
    return Act(Actor.account(account), AT)


OFFERED = WorkOffered(
    occurred_at=AT,
    of=AWAY,
    unit=UNIT,
    kind=TransferKind.AWAY,
    absence=Absence(first=date(2026, 11, 27), last=date(2026, 12, 4)),
    given=(Given(record=FIRST, receiver=COVER), Given(record=SECOND, receiver=OTHER)),
    reason="Nghỉ phép",
    note="Gọi lại cho bà",
)
ACCEPTED = WorkAccepted(occurred_at=AT, receiver=COVER, records=(FIRST,))
DECLINED = WorkDeclined(occurred_at=AT, receiver=OTHER, records=(SECOND,), reason="Ốm")


def _offer(act: Act, kind: TransferKind = TransferKind.AWAY, **more: object) -> WorkOffered:
    said = {"absence": OFFERED.absence, "given": OFFERED.given} | more
    return WorkTransfer.offer(
        AWAY,
        UNIT,
        kind,
        said["absence"],  # type: ignore[arg-type]
        said["given"],  # type: ignore[arg-type]
        act,
        reason="Nghỉ phép",
        note="Gọi lại cho bà",
    )


def test_work_is_offered_for_an_absence_by_oneself_or_by_the_supervisor() -> None:
    assert _offer(by(AWAY)) == OFFERED
    assert _offer(by(BOSS)) == OFFERED


def test_days_are_kept_of_an_absence_alone() -> None:
    leaving = _offer(by(BOSS), TransferKind.LEAVES)
    assert leaving == OFFERED.model_copy(update={"kind": TransferKind.LEAVES, "absence": Absence()})


def test_one_s_own_work_is_not_handed_over_for_good_by_oneself() -> None:
    for kind in (TransferKind.LEAVES, TransferKind.MOVES):
        _refuses(OnlyForAnAbsence, lambda kind=kind: _offer(by(AWAY), kind))


def test_an_absence_does_not_end_before_it_begins_and_something_is_given() -> None:
    backwards = Absence(first=date(2026, 12, 4), last=date(2026, 12, 3))
    _refuses(AbsenceBackwards, lambda: _offer(by(BOSS), absence=backwards))
    _refuses(NothingToHandOver, lambda: _offer(by(BOSS), given=()))


def _refuses(error: type[Exception], decide: object) -> None:
    try:
        decide()  # type: ignore[operator]
    except error as refusal:
        assert type(refusal) is error
    else:
        raise AssertionError(f"{error.__name__} was not raised")


def test_a_receiver_accepts_what_is_theirs() -> None:
    given(WorkTransfer, OFFERED).when(lambda move: move.accept(COVER, (FIRST,), (), by(COVER))).then(ACCEPTED)


def test_nobody_accepts_what_is_offered_to_another() -> None:
    given(WorkTransfer, OFFERED).when(lambda move: move.accept(COVER, (SECOND,), (), by(COVER))).then_refused(
        Unknown
    )


def test_what_was_accepted_is_not_accepted_again() -> None:
    given(WorkTransfer, OFFERED, ACCEPTED).when(
        lambda move: move.accept(COVER, move.offered_to(COVER), (), by(COVER))
    ).then_refused(NothingOffered)


def test_a_receiver_declines_with_a_reason() -> None:
    given(WorkTransfer, OFFERED).when(lambda move: move.decline(OTHER, (SECOND,), "Ốm", by(OTHER))).then(
        DECLINED
    )


def test_what_nobody_accepted_is_called_back_declined_or_not() -> None:
    given(WorkTransfer, OFFERED, ACCEPTED, DECLINED).when(lambda move: move.call_back(by(BOSS))).then(
        WorkCalledBack(occurred_at=AT, records=(SECOND,))
    )
    accepted = WorkAccepted(occurred_at=AT, receiver=OTHER, records=(SECOND,))
    given(WorkTransfer, OFFERED, ACCEPTED, accepted).when(lambda move: move.call_back(by(BOSS))).then_refused(
        NothingOffered
    )


def test_work_comes_back_after_an_absence_once() -> None:
    back = WorkReturned(occurred_at=AT, records=(FIRST,))
    given(WorkTransfer, OFFERED, ACCEPTED).when(lambda move: move.give_back((FIRST,), (), by(AWAY))).then(
        back
    )
    given(WorkTransfer, OFFERED, ACCEPTED, back).when(
        lambda move: move.give_back((FIRST,), (), by(AWAY))
    ).then_refused(NothingToGiveBack)
    given(WorkTransfer, OFFERED).when(lambda move: move.give_back((FIRST,), (), by(AWAY))).then_refused(
        NothingToGiveBack
    )


def test_who_left_takes_nothing_back() -> None:
    left = OFFERED.model_copy(update={"kind": TransferKind.LEAVES})
    given(WorkTransfer, left, ACCEPTED).when(
        lambda move: move.give_back((FIRST,), (), by(AWAY))
    ).then_refused(NothingToGiveBack)


def _done(move: WorkTransfer, what: str, who: UUID) -> object:
    match what:
        case "a":
            return move.accept(who, move.offered_to(who), (), by(who))
        case "d":
            return move.decline(who, move.offered_to(who), "Ốm", by(who))
        case "c":
            return move.call_back(by(BOSS))
        case _:
            return move.give_back(tuple(one.record for one in move.to_give_back), (), by(AWAY))


@invent(st.lists(st.tuples(st.sampled_from("adcr"), st.sampled_from([COVER, OTHER])), max_size=12))
def test_each_record_is_in_one_stage_whatever_is_asked(asked: list[tuple[str, UUID]]) -> None:
    facts: list[object] = [OFFERED]
    for what, who in asked:
        move = fold(WorkTransfer, UNIT, facts)  # type: ignore[arg-type]
        assert move is not None
        try:
            facts.append(_done(move, what, who))
        except (NothingOffered, NothingToGiveBack):
            assert fold(WorkTransfer, UNIT, facts) == move  # type: ignore[arg-type]
    move = fold(WorkTransfer, UNIT, facts)  # type: ignore[arg-type]
    assert move is not None
    assert [one.record for one in move.items] == [FIRST, SECOND]
    assert all(one.stage in ItemStage for one in move.items)
    settled = {WorkAccepted: ItemStage.ACCEPTED, WorkReturned: ItemStage.RETURNED}
    for one in move.items:
        last = next((f for f in reversed(facts) if one.record in getattr(f, "records", ())), None)
        if type(last) in settled:
            assert one.stage is settled[type(last)]  # type: ignore[index]
