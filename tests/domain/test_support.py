"""Rules of a need of support: who is introduced, what a partner sees, who may learn who a child is; no database."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.child_case import ChildCase
from domain.child_case.file_code import FileCode
from domain.child_case.intake import Details, Reception, Situation
from domain.consent import Consent, ConsentGiven, ConsentWithdrawn, Withdrawal
from domain.kernel import Event, State, fold
from domain.lists import Allegation, SpecialGroup, SpecialLeaf
from domain.second_person import SecondPersonNeeded
from domain.support import SupportNeed
from domain.support.codes import (
    BroadAge,
    NeedKind,
    SupportStage,
    Urgency,
    WhyReleaseEnded,
    WhyTakenBack,
)
from domain.support.facts import SupportChecked, SupportReleased, SupportReleaseEnded, SupportTakenBack
from domain.support.listing import PLACE_THRESHOLD, Introduced, public_lines
from domain.support.parts import (
    Closing,
    Correction,
    Delivery,
    DeliveryCancel,
    Need,
    Part,
    Pledge,
    Release,
    Report,
    Withdrawing,
)
from domain.support.protection import bars_introduction
from domain.support.refusals import (
    AbusedChildIsNeverIntroduced,
    CheckedAlready,
    DonorIsMissing,
    DonorNotTold,
    NoSuchDelivery,
    NoSuchPledge,
    NotChecked,
    NothingDelivered,
    NothingWasGiven,
    NotIntroduced,
    ReleaseNeedsCase,
    ReleaseNeedsConsent,
    SupportDayAhead,
    SupportIsOver,
    TiedAlready,
    ValuationIsMissing,
)
from domain.support.taking import take
from tests.spec import COUNSELLOR, STREAM, UNIT, at, given

DAY = at("2025-10-01")
OTHER = at("2025-10-02", by=UUID(int=9, version=4))
CASE = UUID("00000000-0000-4000-8000-0000000000ca")
CLEAR: dict[str, Any] = {
    "kind": "bicycle",
    "amount_vnd": "2.000.000",
    "allegation": "none",
    "child": "Bé Chu",
}
NEED = Need.model_validate(CLEAR)
ENTERED = SupportNeed.enter(UNIT, "HT-1", NEED, DAY)
OF_CASE = SupportNeed.enter(UNIT, "HT-1", NEED, DAY, CASE)
PLEDGE = Pledge.model_validate(
    {"donor_kind": "enterprise", "donor": "Công ty Sông Thương", "amount_vnd": 2_000_000, "on": "2025-10-01"}
)
HALF: dict[str, Any] = {"on": "2025-10-01", "worth": {"money_vnd": 1_000_000}, "paper": "BN 01"}
REPORT = Report.model_validate({"on": "2025-10-02", "how": "letter"})
RELEASE = Release.model_validate({"to": "Công ty Sông Thương", "parts": ["name"], "on": "2025-10-02"})
WITH_CONSENT: dict[str, Any] = {
    "purpose": "support",
    "by": "representative",
    "form": "paper",
    "name": "Chu Văn Ba",
    "recipient": "cong ty song thuong",
    "child_assents": True,
}


def after(*deeds: Any, first: Event = ENTERED) -> list[Event]:
    """The facts of a need in which these things were done, one after another."""
    facts: list[Any] = [first]
    for deed in deeds:
        state = fold(SupportNeed, STREAM, facts)
        done = deed(state)
        facts += done if isinstance(done, tuple) else [done]
    return facts


def entering(part: Part) -> Any:
    return lambda one: take(one, part, OTHER)


def check(one: SupportNeed) -> Any:
    return one.check(one.entered_by, OTHER)


def introduce(one: SupportNeed) -> Any:
    return one.introduce(OTHER, barred=False)


def delivery(**more: Any) -> Delivery:
    return Delivery.model_validate(HALF | more)


def stage(facts: list[Event]) -> SupportStage:
    state = fold(SupportNeed, STREAM, facts)
    assert state is not None
    said = getattr(facts[-1], "stage", state.stage)
    assert said is state.stage, "the fact says the stage that it leads to"
    return said


def test_a_second_person_checks_and_not_whoever_entered() -> None:
    given(SupportNeed, ENTERED).when(lambda one: one.check(COUNSELLOR, DAY)).then_refused(SecondPersonNeeded)
    given(SupportNeed, ENTERED).when(check).then(
        SupportChecked(occurred_at=OTHER.at, stage=SupportStage.CHECKED)
    )
    given(SupportNeed, *after(check)).when(check).then_refused(CheckedAlready)


def test_nothing_is_introduced_that_was_not_checked() -> None:
    given(SupportNeed, ENTERED).when(introduce).then_refused(NotChecked)
    assert stage(after(check, introduce)) is SupportStage.INTRODUCED
    given(SupportNeed, *after(check, introduce)).when(introduce).then_nothing()


@pytest.mark.parametrize("allegation", [one for one in Allegation if one is not Allegation.NONE])
def test_a_child_without_a_case_is_introduced_only_when_abuse_is_excluded(allegation: Allegation) -> None:
    need = NEED.model_copy(update={"allegation": allegation})
    facts = after(check, first=SupportNeed.enter(UNIT, "HT-1", need, DAY))
    given(SupportNeed, *facts).when(introduce).then_refused(AbusedChildIsNeverIntroduced)


def test_a_child_whose_case_bars_it_is_never_introduced_and_never_released() -> None:
    facts = after(check, first=OF_CASE)
    given(SupportNeed, *facts).when(lambda one: one.introduce(OTHER, barred=True)).then_refused(
        AbusedChildIsNeverIntroduced
    )
    case, consents = case_with(WITH_CONSENT)
    given(SupportNeed, *facts).when(
        lambda one: one.release(RELEASE, case, consents, OTHER, barred=True)
    ).then_refused(AbusedChildIsNeverIntroduced)


_NONE: dict[str, Any] = {"allegation": "none"}


@pytest.mark.parametrize(
    ("said", "bars"),
    [
        ({"circumstances": _NONE}, False),
        ({"circumstances": _NONE | {"groups": ["orphan_both", "ill_poor"]}}, False),
        ({}, True),
        ({"circumstances": {"allegation": "risk"}}, True),
        ({"circumstances": {"allegation": "abuse"}}, True),
        ({"circumstances": _NONE | {"abuse_types": ["abandonment_neglect"]}}, True),
        ({"circumstances": _NONE, "suspected": {"relation": "neighbour"}}, True),
        ({"circumstances": _NONE, "suspected": {"name": "Nguyễn Văn X"}}, True),
    ],
)
def test_what_a_case_says_bars_its_child_from_every_list(said: dict[str, Any], bars: bool) -> None:
    assert bars_introduction(Details.model_validate(said)) is bars


_ABUSED = ("abandoned", "violence_serious_harm", "exploited", "sexually_abused", "trafficked")


@pytest.mark.parametrize("group", list(SpecialGroup))
def test_groups_and_leaves_of_abuse_bar_and_the_others_do_not(group: SpecialGroup) -> None:
    for leaf in group.leaves:
        details = Details.model_validate({"circumstances": _NONE | {"leaves": [leaf.value]}})
        assert bars_introduction(details) is (group.value in _ABUSED), leaf
    said = Details.model_validate({"circumstances": _NONE | {"groups": [group.value]}})
    assert bars_introduction(said) is (group.value in _ABUSED)
    assert isinstance(group.leaves[0], SpecialLeaf)


def test_a_need_that_is_tied_to_the_case_of_an_abused_child_is_taken_back() -> None:
    case, _ = case_with()
    facts = after(check, introduce)
    assert (
        stage(after(check, introduce, lambda one: one.tie(case, OTHER, barred=False)))
        is SupportStage.INTRODUCED
    )
    tied = after(check, introduce, lambda one: one.tie(case, OTHER, barred=True))
    assert stage(tied) is SupportStage.TAKEN_BACK and len(tied) == len(facts) + 2
    given(SupportNeed, *tied).then_state(lambda one: one.case_id == CASE and one.need.age is BroadAge.FROM_6)
    given(SupportNeed, *tied).when(lambda one: one.tie(case, OTHER, barred=True)).then_refused(TiedAlready)


def test_what_is_taken_back_is_checked_anew_and_its_releases_end() -> None:
    case, consents = case_with(WITH_CONSENT)
    facts = after(
        check, introduce, lambda one: one.release(RELEASE, case, consents, OTHER, barred=False), first=OF_CASE
    )
    given(SupportNeed, *facts).when(lambda one: one.take_back(WhyTakenBack.ABUSE, OTHER)).then(
        SupportTakenBack(occurred_at=OTHER.at, because=WhyTakenBack.ABUSE, stage=SupportStage.TAKEN_BACK),
        SupportReleaseEnded(occurred_at=OTHER.at, releases=(1,), because=WhyReleaseEnded.TAKEN_BACK),
    )
    back = after(check, introduce, lambda one: one.take_back(WhyTakenBack.OTHER, OTHER))
    given(SupportNeed, *back).when(introduce).then_refused(NotChecked)
    given(SupportNeed, *back).when(lambda one: one.take_back(WhyTakenBack.OTHER, OTHER)).then_refused(
        NotIntroduced
    )


def test_a_correction_takes_back_and_is_checked_by_another_again() -> None:
    correction = Correction.model_validate(CLEAR | {"amount_vnd": 3_000_000, "reason": "Giá mới"})
    facts = after(check, introduce, entering(correction))
    assert isinstance(facts[-2], SupportTakenBack) and stage(facts) is SupportStage.TAKEN_BACK
    given(SupportNeed, *facts).when(check).then_refused(SecondPersonNeeded)
    given(SupportNeed, *facts).then_state(lambda one: one.need.amount_vnd == 3_000_000)


def test_deliveries_add_up_and_partial_ones_leave_the_rest_lacking() -> None:
    facts = after(check, introduce, entering(PLEDGE), entering(delivery(pledge=1)))
    given(SupportNeed, *facts).then_state(lambda one: (one.delivered_vnd, one.lacking_vnd) == (10**6, 10**6))
    assert stage(facts) is SupportStage.DELIVERED
    facts = after(check, introduce, entering(PLEDGE), entering(delivery(pledge=1)), entering(delivery()))
    given(SupportNeed, *facts).then_state(lambda one: one.lacking_vnd == 0)
    cancelled = [*facts, *take(_state(facts), DeliveryCancel(delivery=1, reason="Ghi nhầm"), OTHER)]
    given(SupportNeed, *cancelled).then_state(lambda one: one.delivered_vnd == 10**6)
    given(SupportNeed, *cancelled).when(entering(DeliveryCancel(delivery=1, reason="x"))).then_refused(
        NoSuchDelivery
    )


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"worth": {}}, NothingWasGiven),
        ({"worth": {"goods_vnd": 500_000}}, ValuationIsMissing),
        ({"pledge": 3}, NoSuchPledge),
        ({"counting": "both"}, DonorIsMissing),
        ({"on": "2025-10-03"}, SupportDayAhead),
    ],
)
def test_a_delivery_that_is_a_slip_comes_back(said: dict[str, Any], refusal: Any) -> None:
    given(SupportNeed, ENTERED).when(entering(delivery(**said))).then_refused(refusal)


@pytest.mark.parametrize(
    "facts",
    [
        [ENTERED],
        after(entering(Withdrawing(reason="Gia đình đã tự lo"))),
        after(entering(Closing.model_validate({"outcome": "not_met"}))),
    ],
)
def test_a_delivery_is_a_fact_and_taken_whatever_stands_of_the_need(facts: list[Event]) -> None:
    before = _state(facts).stage
    more = [*facts, *take(_state(facts), delivery(), OTHER)]
    assert _state(more).delivered_vnd == 10**6
    assert stage(more) is (SupportStage.DELIVERED if before.is_open else before)


def test_nobody_pledges_what_is_not_introduced_nor_enters_what_is_over() -> None:
    given(SupportNeed, *after(check)).when(entering(PLEDGE)).then_refused(NotIntroduced)
    over = after(entering(Withdrawing(reason="x")))
    given(SupportNeed, *over).when(entering(PLEDGE)).then_refused(SupportIsOver)
    given(SupportNeed, *over).when(introduce).then_refused(SupportIsOver)


def test_the_donor_is_told_before_it_ends_or_it_is_said_why_not() -> None:
    met = Closing.model_validate({"outcome": "met"})
    given(SupportNeed, ENTERED).when(entering(met)).then_refused(NothingDelivered)
    given(SupportNeed, ENTERED).when(entering(REPORT)).then_refused(NothingDelivered)
    facts = after(entering(delivery()))
    given(SupportNeed, *facts).when(entering(met)).then_refused(DonorNotTold)
    why = Closing.model_validate({"outcome": "met", "not_reported": "Người cho ẩn danh"})
    assert stage([*facts, *take(_state(facts), why, OTHER)]) is SupportStage.CLOSED
    told = after(entering(delivery()), entering(REPORT))
    assert stage(told) is SupportStage.REPORTED
    assert (
        stage(after(entering(delivery()), entering(REPORT), entering(delivery()))) is SupportStage.DELIVERED
    )
    assert stage(after(entering(delivery()), entering(REPORT), entering(met))) is SupportStage.CLOSED


# -- who the child is ----


def case_with(*consents: dict[str, Any], birth: str = "2015-05-01") -> tuple[ChildCase, dict[int, Consent]]:
    """A case in which these consents were given, by version."""
    details = Details.model_validate({"child": {"birth": birth}, "circumstances": _NONE})
    opened = ChildCase.take_in(
        UNIT, FileCode.of("P", 1, 2025), 1, Situation(what="x"), Reception(), details, DAY
    )
    said = [Consent.model_validate(one) for one in consents]
    facts: list[Event] = [opened, *(ConsentGiven(occurred_at=DAY.at, consent=one) for one in said)]
    case = fold(ChildCase, CASE, facts)
    assert case is not None
    return case, dict(enumerate(said, 1))


def released(*consents: dict[str, Any], birth: str = "2015-05-01") -> Any:
    case, by_version = case_with(*consents, birth=birth)
    return given(SupportNeed, *after(check, first=OF_CASE)).when(
        lambda one: one.release(RELEASE, case, by_version, OTHER, barred=False)
    )


def test_a_donor_learns_who_the_child_is_on_a_consent_that_names_the_donor() -> None:
    fact = released(WITH_CONSENT).then_fact(SupportReleased)
    assert (fact.consent, fact.case_id, fact.number) == (1, CASE, 1)


@pytest.mark.parametrize(
    "consent",
    [
        WITH_CONSENT | {"recipient": "Công ty khác"},
        WITH_CONSENT | {"recipient": ""},
        WITH_CONSENT | {"purpose": "publication"},
        WITH_CONSENT | {"by": "child"},
        WITH_CONSENT | {"child_assents": False},
        WITH_CONSENT | {"until": "2025-10-01"},
    ],
)
def test_without_the_right_consent_nobody_learns_who_the_child_is(consent: dict[str, Any]) -> None:
    released(consent).then_refused(ReleaseNeedsConsent)


def test_below_seven_the_guardian_alone_consents_and_at_seven_the_child_too() -> None:
    alone = WITH_CONSENT | {"child_assents": False}
    released(alone, birth="2018-10-03").then_fact(SupportReleased)
    released(alone, birth="2018-10-02").then_refused(ReleaseNeedsConsent)


def test_without_a_case_there_is_no_consent_and_no_release() -> None:
    given(SupportNeed, ENTERED).when(
        lambda one: one.release(RELEASE, None, {}, OTHER, barred=False)
    ).then_refused(ReleaseNeedsCase)


def test_a_consent_that_is_taken_back_ends_the_releases_that_rest_on_it() -> None:
    case, consents = case_with(WITH_CONSENT)
    facts = after(lambda one: one.release(RELEASE, case, consents, OTHER, barred=False), first=OF_CASE)
    given(SupportNeed, *facts).when(lambda one: one.end_releases(WhyReleaseEnded.WITHDRAWN, OTHER, 1)).then(
        SupportReleaseEnded(occurred_at=OTHER.at, releases=(1,), because=WhyReleaseEnded.WITHDRAWN)
    )
    given(SupportNeed, *facts).when(
        lambda one: one.end_releases(WhyReleaseEnded.WITHDRAWN, OTHER, 2)
    ).then_nothing()
    withdrawn = ConsentWithdrawn(
        occurred_at=DAY.at, consent=1, withdrawal=Withdrawal.model_validate({"by": "child"})
    )
    after_it = case.apply(withdrawn)
    given(SupportNeed, OF_CASE).when(
        lambda one: one.release(RELEASE, after_it, consents, OTHER, barred=False)
    ).then_refused(ReleaseNeedsConsent)


@pytest.mark.parametrize(
    ("consent", "birth", "day", "over"),
    [
        (WITH_CONSENT, "2015-05-01", "2035-01-01", False),
        (WITH_CONSENT | {"until": "2025-12-31"}, "2015-05-01", "2025-12-31", False),
        (WITH_CONSENT | {"until": "2025-12-31"}, "2015-05-01", "2026-01-01", True),
        (WITH_CONSENT | {"child_assents": False}, "2018-10-03", "2025-10-02", False),
        (WITH_CONSENT | {"child_assents": False}, "2018-10-03", "2025-10-03", True),
    ],
)
def test_a_release_is_over_with_the_term_of_its_consent_and_at_seven_without_the_child_s_own(
    consent: dict[str, Any], birth: str, day: str, over: bool
) -> None:
    case, consents = case_with(consent, birth=birth)
    facts = after(lambda one: one.release(RELEASE, case, consents, OTHER, barred=False), first=OF_CASE)
    one = fold(SupportNeed, STREAM, facts)
    assert one is not None
    assert one.lapsed(case, consents, date.fromisoformat(day)) == ({1} if over else set())
    assert one.lapsed(case, {}, date(2025, 10, 2)) == {1}, "a consent that is not there carries nothing"


# -- what a partner sees ----


def introduced(number: int, area: str | None, child: int | None = None, **more: Any) -> Introduced:
    said: dict[str, Any] = {
        "need": UUID(int=number),
        "record_no": number,
        "child": UUID(int=child or number),
        "code": f"HT-{number}",
        "kind": NeedKind.BICYCLE,
        "area": area,
        "age": BroadAge.FROM_6,
        "lacking_vnd": 1_000_000,
        "until": None,
        "urgency": Urgency.USUAL,
        "stage": SupportStage.INTRODUCED,
    }
    return Introduced(**said | more)


LUC_NGAN, YEN_THE = "219@1900-01-01", "215@1900-01-01"
"""Old districts."""


def places(*needs: Introduced) -> list[str]:
    return [line.place for line in public_lines(needs)]


def test_few_children_of_one_place_are_shown_with_the_province_alone() -> None:
    few = [introduced(n, LUC_NGAN) for n in range(1, PLACE_THRESHOLD)]
    assert set(places(*few)) == {"Tỉnh Bắc Giang"}
    enough = [*few, introduced(PLACE_THRESHOLD, LUC_NGAN)]
    assert set(places(*enough)) == {"Huyện Lục Ngạn"}
    assert places(*enough, introduced(9, YEN_THE))[-1] == "Tỉnh Bắc Giang"


def test_several_needs_of_one_child_count_once() -> None:
    assert set(places(*(introduced(n, LUC_NGAN, child=1) for n in range(1, 10)))) == {"Tỉnh Bắc Giang"}


def test_a_commune_stands_on_no_list() -> None:
    communes = ["07210@2025-07-01", "07210@1900-01-01"]
    for key in communes:
        shown = places(*(introduced(n, key) for n in range(1, 8)))
        assert not any(words.startswith(("Xã", "Phường", "Thị trấn")) for words in shown), shown


def test_a_line_holds_no_more_than_it_says() -> None:
    (line,) = public_lines([introduced(1, LUC_NGAN, until=date(2025, 12, 1))])
    assert set(type(line).model_fields) == {
        *("need", "code", "kind", "place", "age", "amount_vnd", "urgency", "stage")
    }


def _state(facts: list[Event]) -> SupportNeed:
    state = fold(SupportNeed, STREAM, facts)
    assert state is not None and isinstance(state, State)
    return state
