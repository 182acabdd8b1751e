"""Rules of a fund: balances by day and purpose, reversals, approval, closing of months; no database."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.activity import Activity
from domain.activity.codes import WhyCancelled
from domain.activity.held import Held
from domain.fund import Fund
from domain.fund.facts import FundCorrected, FundEntered, FundMonthClosed
from domain.fund.parts import (
    APPROVED_ABOVE_VND,
    Approval,
    Booking,
    MonthClosing,
    NewVoucher,
    Purpose,
    PurposeBalance,
    VoucherCancel,
    VoucherCorrection,
)
from domain.fund.refusals import (
    BelowZero,
    ContributionDoesNotFit,
    DirectionStays,
    MonthClosedAlready,
    MonthNotOver,
    NeedDoesNotFit,
    NoSuchPurpose,
    NoSuchVoucher,
    NothingToApprove,
    ReceivedAlready,
    VoucherAhead,
    VouchersWait,
)
from domain.kernel import Event, fold
from domain.second_person import SecondPersonNeeded
from domain.support import SupportNeed
from domain.support.parts import Need
from tests.spec import COUNSELLOR, STREAM, UNIT, at, given

NOVEMBER = at("2025-11-10")
OTHER = at("2025-11-11", by=UUID(int=9, version=4))
OPENED = Fund.open(UNIT, "BG.QUY", at("2025-01-02"))
ELSEWHERE = UUID("00000000-0000-4000-8000-0000000000f2")


def voucher(
    kind: str = "donation", amount: int = 5_000_000, on: str = "2025-10-05", **more: Any
) -> NewVoucher:
    said = {"kind": kind, "amount_vnd": amount, "on": on, "party": "enterprise", "about": "Ủng hộ"}
    return NewVoucher.model_validate(said | more)


def book(*deeds: Any) -> list[Event]:
    """The facts of a fund in which these things were done."""
    facts: list[Any] = [OPENED]
    for deed in deeds:
        state = fold(Fund, STREAM, facts)
        assert state is not None
        facts.append(deed(state) if callable(deed) else entered(state, deed))
    return facts


def entered(one: Fund, said: Any) -> Event:
    match said:
        case VoucherCorrection():
            return one.correct(said, NOVEMBER)
        case NewVoucher():
            return one.enter(said, NOVEMBER)
        case Purpose():
            return one.set_purpose(said, NOVEMBER)
        case Approval():
            return one.approve(said, one.held(said.entry).entered_by, OTHER)
        case VoucherCancel():
            return one.cancel(said, NOVEMBER)
        case _:
            return one.close_month(said, NOVEMBER)


def doing(said: Any) -> Any:
    return lambda one: entered(one, said)


def corrected(entry: int = 1, **more: Any) -> VoucherCorrection:
    said = voucher(**{"kind": "donation", **more}).model_dump() | {"entry": entry, "reason": "Ghi nhầm"}
    return VoucherCorrection.model_validate(said)


def balance(facts: list[Event], day: str = "2025-12-31", purpose: int | None = None) -> int:
    state = fold(Fund, STREAM, facts)
    assert state is not None
    return state.balance(date.fromisoformat(day), purpose)


PURPOSE = Purpose(name="Học bổng Sông Thương")
CANCEL = VoucherCancel(entry=1, reason="Ghi nhầm")
OCTOBER = MonthClosing.model_validate({"month": "2025-10-15"})


def test_a_voucher_has_a_number_of_its_series_and_a_line_of_its_day() -> None:
    facts = book(voucher(), voucher("training", 1_000_000), voucher(on="2024-12-30"), voucher())
    numbers = [one.voucher_no for one in facts if isinstance(one, FundEntered)]
    assert numbers == ["PT-001/2025", "PC-001/2025", "PT-001/2024", "PT-002/2025"]
    assert facts[2].booked == Booking(on=date(2025, 10, 5), amount_vnd=-1_000_000)  # type: ignore[attr-defined]
    assert (balance(facts), balance(facts, "2025-10-04"), balance(facts, "2024-12-29")) == (
        14_000_000,
        5_000_000,
        0,
    )


def test_the_purpose_of_a_donor_is_kept_apart() -> None:
    facts = book(PURPOSE, voucher(purpose=1), voucher("to_children", 2_000_000, purpose=1))
    assert (balance(facts, purpose=1), balance(facts)) == (3_000_000, 0)
    given(Fund, *facts).when(doing(voucher("training", 1_000_000))).then_refused(BelowZero)
    given(Fund, *facts).when(doing(voucher(purpose=2))).then_refused(NoSuchPurpose)


def test_nothing_falls_below_zero_without_a_warning() -> None:
    facts = book(voucher(on="2025-10-20"))
    given(Fund, *facts).when(doing(voucher("training", 1, "2025-10-19"))).then_refused(BelowZero)
    given(Fund, *facts).when(doing(voucher("training", 5_000_000, "2025-10-20"))).then_fact(FundEntered)
    given(Fund, *facts).when(doing(voucher("training", 5_000_001, "2025-10-21"))).then_refused(BelowZero)
    facts = book(voucher(on="2025-10-20"), voucher("training", 6_000_000, overdrawn=True))
    assert balance(facts) == -1_000_000
    given(Fund, *book(voucher(), voucher("training", 5_000_000))).when(doing(CANCEL)).then_refused(BelowZero)


def test_a_spending_in_the_past_may_not_empty_a_later_day() -> None:
    facts = book(voucher(), voucher("training", 4_000_000, "2025-11-01"))
    given(Fund, *facts).when(doing(voucher("conference", 2_000_000, "2025-10-06"))).then_refused(BelowZero)


def test_above_the_limit_it_counts_once_a_second_person_agreed() -> None:
    facts = book(voucher(amount=APPROVED_ABOVE_VND), voucher(amount=APPROVED_ABOVE_VND + 1))
    assert balance(facts) == APPROVED_ABOVE_VND
    approval = Approval(entry=2)
    given(Fund, *facts).when(lambda one: one.approve(approval, COUNSELLOR, NOVEMBER)).then_refused(
        SecondPersonNeeded
    )
    given(Fund, *facts).when(doing(Approval(entry=1))).then_refused(NothingToApprove)
    assert balance([*facts, entered(_state(facts), approval)]) == 2 * APPROVED_ABOVE_VND + 1
    given(Fund, *facts).when(doing(OCTOBER)).then_refused(VouchersWait)


def test_a_correction_above_the_limit_waits_as_an_entry_does() -> None:
    facts = book(voucher(), corrected(amount=APPROVED_ABOVE_VND + 1))
    assert balance(facts) == 0
    assert balance([*facts, entered(_state(facts), Approval(entry=1))]) == APPROVED_ABOVE_VND + 1


def test_corrections_and_cancellations_reverse_and_delete_nothing() -> None:
    facts = book(voucher(), corrected(amount=6_000_000, on="2025-10-07"))
    assert (balance(facts), balance(facts, "2025-10-06")) == (6_000_000, 0)
    assert len(_state(facts).lines) == 3
    facts.append(entered(_state(facts), CANCEL))
    assert balance(facts) == 0 and len(_state(facts).lines) == 4
    given(Fund, *facts).when(doing(CANCEL)).then_refused(NoSuchVoucher)
    given(Fund, *book(voucher())).when(doing(corrected(kind="training"))).then_refused(DirectionStays)


def test_a_closed_month_stays_and_what_comes_later_is_booked_on_its_own_day() -> None:
    facts = book(PURPOSE, voucher(), voucher(purpose=1), OCTOBER)
    assert facts[-1] == FundMonthClosed(
        occurred_at=NOVEMBER.at,
        first=date(2025, 10, 1),
        last=date(2025, 10, 31),
        balances=(
            PurposeBalance(purpose=None, balance_vnd=5_000_000),
            PurposeBalance(purpose=1, balance_vnd=5_000_000),
        ),
    )
    later = [*facts]
    for said in (voucher(amount=700_000), corrected(amount=4_000_000), VoucherCancel(entry=2, reason="x")):
        later.append(entered(_state(later), said))
        assert balance(later, "2025-10-31") + balance(later, "2025-10-31", 1) == 10_000_000
    assert (balance(later), balance(later, purpose=1)) == (4_700_000, 0)
    given(Fund, *facts).when(doing(OCTOBER)).then_refused(MonthClosedAlready)


def test_a_month_is_closed_when_it_is_over() -> None:
    november = MonthClosing.model_validate({"month": "2025-11-01"})
    given(Fund, OPENED).when(doing(november)).then_refused(MonthNotOver)
    given(Fund, OPENED).when(lambda one: one.close_month(november, at("2025-12-01"))).then_fact(
        FundMonthClosed
    )
    given(Fund, OPENED).when(doing(voucher(on="2025-11-11"))).then_refused(VoucherAhead)


ACTIVITY = UUID("00000000-0000-4000-8000-0000000000ac")


def contribution(unit: UUID = UNIT, kind: str = "contribution", money: int = 5_000_000) -> Activity:
    said: dict[str, Any] = {
        "kind": kind,
        "held_on": "2025-10-01",
        "topic": "Ủng hộ",
        "worth": {"money_vnd": money},
    }
    detail = {"donor_kind": "enterprise"} if kind == "contribution" else {"benefit": "money", "instances": 1}
    held = Held.model_validate(said | {"detail": detail})
    return Activity.began(ACTIVITY, Activity.record(unit, held, NOVEMBER))


def test_a_contribution_is_received_once() -> None:
    said = voucher(activity=str(ACTIVITY))
    facts = book(lambda one: one.enter(said, NOVEMBER, contribution()))
    given(Fund, *facts).when(lambda one: one.enter(said, NOVEMBER, contribution())).then_refused(
        ReceivedAlready
    )
    again = corrected(amount=4_000_000, activity=str(ACTIVITY))
    given(Fund, *facts).when(lambda one: one.correct(again, NOVEMBER, contribution())).then_fact(
        FundCorrected
    )
    freed = [*facts, entered(_state(facts), CANCEL)]
    given(Fund, *freed).when(lambda one: one.enter(said, NOVEMBER, contribution())).then_fact(FundEntered)


@pytest.mark.parametrize(
    "activity",
    [
        None,
        contribution(ELSEWHERE),
        contribution(kind="benefit"),
        contribution(money=4_999_999),
        contribution().apply(contribution().cancel(WhyCancelled.TWICE, "", NOVEMBER)),
    ],
)
def test_what_is_no_contribution_of_the_unit_is_not_received_as_one(activity: Activity | None) -> None:
    said = voucher(activity=str(ACTIVITY))
    given(Fund, OPENED).when(lambda one: one.enter(said, NOVEMBER, activity)).then_refused(
        ContributionDoesNotFit
    )


def test_only_what_goes_to_children_names_a_need_of_the_unit() -> None:
    need = Need.model_validate({"kind": "bicycle", "amount_vnd": 2_000_000})
    ours, theirs = (
        SupportNeed.began(STREAM, SupportNeed.enter(unit, "HT", need, NOVEMBER)) for unit in (UNIT, ELSEWHERE)
    )
    facts, named = book(voucher()), {"need": str(STREAM)}
    right, wrong = voucher("to_children", 1_000_000, **named), voucher("training", 1_000_000, **named)
    given(Fund, *facts).when(lambda one: one.enter(right, NOVEMBER, need=ours)).then_fact(FundEntered)
    given(Fund, *facts).when(lambda one: one.enter(right, NOVEMBER, need=theirs)).then_refused(NeedDoesNotFit)
    given(Fund, *facts).when(lambda one: one.enter(wrong, NOVEMBER, need=ours)).then_refused(NeedDoesNotFit)


def _state(facts: list[Event]) -> Fund:
    state = fold(Fund, STREAM, facts)
    assert state is not None
    return state
