"""An erasure: a basis, a second person, a delay; and every no with its article."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.erasure import (
    Erasure,
    ErasureBasis,
    ErasureConfirmed,
    ErasureDecided,
    ErasureNoticeGiven,
    ErasurePart,
    ErasureRefused,
    ErasureRequested,
    ErasureWithdrawn,
    KeyDestroyed,
    NoticeNeeded,
    NoticeWay,
    NotNow,
    Reason,
    RefusalGround,
    Requester,
    StillFollowed,
    Subject,
    SuspectIsNoRequester,
    ToldAlready,
    TooEarly,
)
from domain.kernel import Act, Actor, Event
from domain.legal_hold import HoldGround, HoldLifted, HoldPlaced, LegalHold, LiftedAlready, UnderHold
from domain.second_person import SecondPersonNeeded
from domain.text import fold
from tests.spec import given

CASE, UNIT = UUID(int=1), UUID(int=2)
OFFICER, SECOND = UUID(int=11), UUID(int=12)
AT = datetime.fromisoformat("2026-03-02T09:00:00+07:00")
REASON = Reason(basis=ErasureBasis.TERM_OVER)
ASKED = ErasureRequested(occurred_at=AT, received_at=AT, record=CASE, unit=UNIT, reason=REASON)
CONFIRMED = ErasureConfirmed(occurred_at=AT, may_run_from=date(2026, 3, 9))
TOLD = ErasureNoticeGiven(occurred_at=AT, way=NoticeWay.LETTER)
DECIDED = ErasureDecided(occurred_at=AT, records=(CASE,), key_ids=(UUID(int=21),))
DESTROYED = KeyDestroyed(occurred_at=AT, records=(CASE,), key_ids=(UUID(int=21),))
WITHDRAWN = ErasureWithdrawn(occurred_at=AT)
REFUSED = ErasureRefused(occurred_at=AT, ground=RefusalGround.CRIME_PREVENTION)


def act(account: UUID = OFFICER, days: int = 0) -> Act:
    return Act(by=Actor.account(account), at=AT + timedelta(days=days))


def asked(reason: Reason = REASON, suspect: str = "", **how: bool) -> tuple[Event, ...]:
    facts = {"closed": True, "held": False} | how
    subject = Subject(CASE, UNIT, facts["closed"], frozenset({fold(suspect)}))
    return Erasure.request(subject, reason, held=facts["held"], act=act())


def test_a_closed_case_may_be_asked_for() -> None:
    assert asked() == (ASKED,)


def test_a_held_case_is_refused_on_the_record() -> None:
    assert asked(held=True) == (ASKED, ErasureRefused(occurred_at=AT, ground=RefusalGround.LEGAL_HOLD))


def test_a_request_about_a_case_still_followed_is_refused_on_the_record_with_article_19() -> None:
    facts = asked(Reason(basis=ErasureBasis.REQUESTED), closed=False)
    assert isinstance(facts[1], ErasureRefused)
    assert facts[1].ground is RefusalGround.URGENT_PROTECTION
    assert "19(1)(a)" in facts[1].ground.article


INFORMANT = Reason(basis=ErasureBasis.REQUESTED, part=ErasurePart.INFORMANT)


def test_the_informant_alone_is_erased_whatever_the_state_of_the_case_but_not_under_a_hold() -> None:
    (fact,) = asked(INFORMANT, closed=False)
    assert isinstance(fact, ErasureRequested)
    held = asked(INFORMANT, closed=False, held=True)
    assert isinstance(held[1], ErasureRefused) and held[1].ground is RefusalGround.LEGAL_HOLD
    keys_only = ErasureDecided(occurred_at=AT + timedelta(days=7), records=(), key_ids=(UUID(int=21),))
    given(Erasure, fact, CONFIRMED, TOLD).when(decide(7, closed=False)).then(keys_only)


def test_the_association_does_not_erase_what_it_still_follows() -> None:
    with pytest.raises(StillFollowed):
        asked(closed=False)


@pytest.mark.parametrize("name", ["Trần Giả Định", "tran  gia DINH"])
def test_the_person_suspected_never_asks_for_the_child(name: str) -> None:
    reason = Reason(basis=ErasureBasis.REQUESTED, requester=Requester.REPRESENTATIVE, requester_name=name)
    with pytest.raises(SuspectIsNoRequester):
        asked(reason, "Trần Giả Định")


def test_a_second_person_confirms_and_the_delay_runs() -> None:
    given(Erasure, ASKED).when(lambda e: e.confirm(OFFICER, 7, act(SECOND))).then(CONFIRMED)


def test_who_asked_does_not_confirm() -> None:
    given(Erasure, ASKED).when(lambda e: e.confirm(OFFICER, 7, act(OFFICER))).then_refused(SecondPersonNeeded)


def test_the_service_itself_is_no_second_person() -> None:
    system = Act(by=Actor.system("cli"), at=AT)
    given(Erasure, ASKED).when(lambda e: e.confirm(OFFICER, 7, system)).then_refused(SecondPersonNeeded)


@pytest.mark.parametrize("before", [(CONFIRMED,), (REFUSED,), (WITHDRAWN,), (CONFIRMED, DECIDED)])
def test_only_a_waiting_request_is_confirmed(before: tuple[Event, ...]) -> None:
    given(Erasure, ASKED, *before).when(lambda e: e.confirm(OFFICER, 7, act(SECOND))).then_refused(NotNow)


def decide(days: int = 7, **how: bool) -> Any:
    facts = {"closed": True, "held": False} | how
    return lambda e: e.decide((CASE,), (UUID(int=21),), act=act(days=days), **facts)


def test_it_runs_from_the_first_day_on_and_not_before() -> None:
    later = DECIDED.model_copy(update={"occurred_at": AT + timedelta(days=7)})
    given(Erasure, ASKED, CONFIRMED, TOLD).when(decide(7)).then(later)
    given(Erasure, ASKED, CONFIRMED, TOLD).when(decide(6)).then_refused(TooEarly)


def test_it_runs_after_a_notice_or_the_reason_why_none_was_given() -> None:
    given(Erasure, ASKED, CONFIRMED).when(decide(7)).then_refused(NoticeNeeded)
    unsafe = ErasureNoticeGiven(occurred_at=AT, way=NoticeWay.NOT_SAFE)
    given(Erasure, ASKED, CONFIRMED).when(lambda e: e.give_notice(NoticeWay.NOT_SAFE, "", act())).then(unsafe)
    given(Erasure, ASKED, REFUSED).when(lambda e: e.give_notice(NoticeWay.LETTER, "", act())).then(TOLD)
    given(Erasure, ASKED, CONFIRMED, TOLD).when(
        lambda e: e.give_notice(NoticeWay.LETTER, "", act())
    ).then_refused(ToldAlready)
    again = given(Erasure, ASKED, CONFIRMED, TOLD, REFUSED)
    again.when(lambda e: e.give_notice(NoticeWay.LETTER, "", act())).then(TOLD)


@pytest.mark.parametrize("before", [(), (WITHDRAWN,), (CONFIRMED, DECIDED)])
def test_there_is_nothing_to_tell_before_an_outcome_or_after_the_end(before: tuple[Event, ...]) -> None:
    given(Erasure, ASKED, *before).when(lambda e: e.give_notice(NoticeWay.LETTER, "", act())).then_refused(
        NotNow
    )


def test_what_changed_meanwhile_is_asked_again() -> None:
    given(Erasure, ASKED, CONFIRMED, TOLD).when(decide(held=True)).then_refused(UnderHold)
    given(Erasure, ASKED, CONFIRMED, TOLD).when(decide(closed=False)).then_refused(StillFollowed)


@pytest.mark.parametrize(
    "before", [(), (REFUSED,), (WITHDRAWN,), (CONFIRMED, DECIDED), (CONFIRMED, WITHDRAWN)]
)
def test_nothing_runs_that_is_not_confirmed(before: tuple[Event, ...]) -> None:
    given(Erasure, ASKED, *before).when(decide(30)).then_refused(NotNow)


@pytest.mark.parametrize("before", [(), (CONFIRMED,)])
def test_it_is_refused_or_withdrawn_until_it_runs(before: tuple[Event, ...]) -> None:
    given(Erasure, ASKED, *before).when(lambda e: e.withdraw(act())).then(WITHDRAWN)
    given(Erasure, ASKED, *before).when(lambda e: e.refuse(RefusalGround.CRIME_PREVENTION, "", act())).then(
        REFUSED
    )


@pytest.mark.parametrize(
    "before", [(REFUSED,), (WITHDRAWN,), (CONFIRMED, DECIDED), (CONFIRMED, DECIDED, DESTROYED)]
)
def test_what_is_over_is_neither_refused_nor_withdrawn(before: tuple[Event, ...]) -> None:
    given(Erasure, ASKED, *before).when(lambda e: e.withdraw(act())).then_refused(NotNow)
    given(Erasure, ASKED, *before).when(lambda e: e.refuse(RefusalGround.STATE_BODY, "", act())).then_refused(
        NotNow
    )


def test_every_basis_and_every_no_has_its_article() -> None:
    assert all("14(1)" in basis.article for basis in ErasureBasis)
    articles = [ground.article for ground in RefusalGround]
    assert len(set(articles)) == len(articles) == 5


def test_a_hold_is_placed_and_lifted_once() -> None:
    placed = LegalHold.place(CASE, UNIT, HoldGround.PROCEEDINGS, "", act())
    assert placed == HoldPlaced(occurred_at=AT, record=CASE, unit=UNIT, ground=HoldGround.PROCEEDINGS)
    lifted = HoldLifted(occurred_at=AT)
    given(LegalHold, placed).when(lambda hold: hold.lift(act())).then(lifted)
    given(LegalHold, placed, lifted).when(lambda hold: hold.lift(act())).then_refused(LiftedAlready)
