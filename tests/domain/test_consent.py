"""Consent in a case: never by the person suspected, two for private life, and a withdrawal that undoes nothing."""

from __future__ import annotations

import pytest

from domain.child_case import ChildCase
from domain.child_case.intake import Child, Details, Suspected
from domain.consent import (
    ChildsAssentMissing,
    Consent,
    Consenter,
    ConsentForm,
    ConsentGiven,
    ConsentPurpose,
    ConsentWithdrawn,
    NoSuchConsent,
    RepresentativeMissing,
    SuspectIsNoConsenter,
    Withdrawal,
)
from domain.identity import PartialDate
from domain.lists import Relation
from tests.domain.test_child_case import CLOSED, FRIDAY, opened
from tests.spec import at, given

SUSPECTED = Suspected(name="Trần Giả Định", description="0912 345 678", relation=Relation.PARENT)


def consent(**more: object) -> Consent:
    said = {"purpose": "counselling", "by": "representative", "form": "paper", "name": "Vi Thị Mẫu"}
    return Consent.model_validate(said | more)


def child(birth: str) -> Details:
    return Details(child=Child(birth=PartialDate.model_validate(birth)))


def fact(said: Consent) -> ConsentGiven:
    return ConsentGiven(occurred_at=FRIDAY.at, consent=said)


def test_it_is_recorded_in_every_state_and_reopens_nothing() -> None:
    said = consent(until="2026-01-01")
    given(ChildCase, opened()).when(lambda case: case.give_consent(said, FRIDAY)).then(fact(said))
    given(ChildCase, opened(), CLOSED).when(lambda case: case.give_consent(said, FRIDAY)).then(fact(said))


@pytest.mark.parametrize(
    "who",
    [
        {"name": "tran gia  DINH"},
        {"name": "Người Khác", "telephone": "+84 912 345 678"},
    ],
)
@pytest.mark.parametrize("purpose", ConsentPurpose)
def test_the_person_suspected_never_consents(who: dict[str, str], purpose: ConsentPurpose) -> None:
    said = consent(purpose=purpose, child_assents=True, **who)
    given(ChildCase, opened(suspected=SUSPECTED)).when(
        lambda case: case.give_consent(said, FRIDAY)
    ).then_refused(SuspectIsNoConsenter)


def test_the_same_relation_is_refused_where_no_name_tells_two_people_apart() -> None:
    mother = consent(relation=Relation.PARENT)
    given(ChildCase, opened(suspected=SUSPECTED)).when(lambda case: case.give_consent(mother, FRIDAY)).then(
        fact(mother)
    )
    unnamed = Suspected(relation=Relation.PARENT)
    given(ChildCase, opened(suspected=unnamed)).when(
        lambda case: case.give_consent(mother, FRIDAY)
    ).then_refused(SuspectIsNoConsenter)


@pytest.mark.parametrize("purpose", [p for p in ConsentPurpose if p.discloses])
def test_private_life_leaves_with_two_consents_from_seven_years_on(purpose: ConsentPurpose) -> None:
    alone = consent(purpose=purpose)
    for birth, needed in (("8/8/2018", True), ("9/8/2018", False)):
        case = given(ChildCase, opened(**dict(child(birth))))
        done = case.when(lambda c: c.give_consent(alone, FRIDAY))
        if needed:
            done.then_refused(ChildsAssentMissing)
        else:
            done.then(fact(alone))
    both = consent(purpose=purpose, child_assents=True)
    given(ChildCase, opened()).when(lambda c: c.give_consent(alone, FRIDAY)).then_refused(ChildsAssentMissing)
    given(ChildCase, opened()).when(lambda c: c.give_consent(both, FRIDAY)).then(fact(both))


def test_the_age_is_that_of_the_day_of_the_act() -> None:
    alone = consent(purpose="publication")
    young = given(ChildCase, opened(**dict(child("9/8/2018"))))
    young.when(lambda c: c.give_consent(alone, at("2025-08-09"))).then_refused(ChildsAssentMissing)


def test_a_child_alone_discloses_nothing_until_it_is_sixteen() -> None:
    own = consent(purpose="publication", by=Consenter.CHILD, child_assents=True)
    for birth, refused in (("9/8/2009", True), ("8/8/2009", False)):
        done = given(ChildCase, opened(**dict(child(birth)))).when(lambda c: c.give_consent(own, FRIDAY))
        if refused:
            done.then_refused(RepresentativeMissing)
        else:
            done.then(fact(own))


def test_counselling_and_the_chapter_need_one_consent() -> None:
    for purpose in (ConsentPurpose.COUNSELLING, ConsentPurpose.CHAPTER):
        own = consent(purpose=purpose, by=Consenter.CHILD, form=ConsentForm.WITNESSED)
        assert given(ChildCase, opened()).state.give_consent(own, FRIDAY) == fact(own)


def test_it_is_withdrawn_once_by_whoever_asks() -> None:
    said = fact(consent())
    back = Withdrawal(by=Consenter.OTHER)
    withdrawn = ConsentWithdrawn(occurred_at=FRIDAY.at, consent=1, withdrawal=back)
    one = given(ChildCase, opened(), said)
    one.then_state(lambda case: case.consents == (1,))
    one.when(lambda case: case.withdraw_consent(1, back, FRIDAY)).then(withdrawn)
    for facts, version in (((said, withdrawn), 1), ((said,), 2), ((), 0)):
        with pytest.raises(NoSuchConsent):
            given(ChildCase, opened(), *facts).state.withdraw_consent(version, back, FRIDAY)
