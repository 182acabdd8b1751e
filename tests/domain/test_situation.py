"""In which rows an entry counts, by what was told of the child."""

from __future__ import annotations

from datetime import date

import pytest

from api.screens.situation import TELLING
from api.texts import translated
from domain.child_case.intake import Accident, Child, Circumstances, Details, bands, born, told_warnings
from domain.identity import AgeBand, DateWarning, PartialDate, age_band
from domain.lists import (
    AbuseEnvironment,
    AbuseType,
    Allegation,
    InjuryCause,
    PriorityTag,
    Sex,
    SpecialGroup,
)
from domain.situation import ALL, UNKNOWN, Cut, aged, erased, joined, told
from infrastructure.views.situation import COUNTING

DAY = date(2025, 3, 4)
NOTHING = told(Details(), AgeBand.UNKNOWN)
ABUSED = Details(
    child=Child(sex=Sex.FEMALE),
    circumstances=Circumstances(
        allegation=Allegation.ABUSE,
        abuse_types=(AbuseType.VIOLENCE, AbuseType.EXPLOITATION),
        environment=AbuseEnvironment.FAMILY,
        groups=(SpecialGroup.ABANDONED, SpecialGroup.EXPLOITED),
        priority=(PriorityTag.ABUSE, PriorityTag.EPIDEMIC),
    ),
)


def codes(pairs: frozenset[tuple[Cut, str]], cut: Cut) -> set[str]:
    return {code for of, code in pairs if of is cut}


def test_a_child_of_whom_nothing_is_known_is_lost_in_no_cut() -> None:
    assert codes(NOTHING, Cut.CASES) == {ALL}
    about_all = (Cut.GROUP, Cut.SEX, Cut.AGE, Cut.PRIORITY, Cut.ATTENTION)
    assert all(codes(NOTHING, cut) == {UNKNOWN} for cut in about_all)
    assert not any(codes(NOTHING, cut) for cut in (Cut.ABUSE, Cut.ENVIRONMENT, Cut.HARM_AGE))


def test_a_child_counts_in_each_group_form_and_priority_that_is_told() -> None:
    pairs = told(ABUSED, AgeBand.FROM_6)
    assert codes(pairs, Cut.GROUP) == {"abandoned", "exploited"}
    assert codes(pairs, Cut.ABUSE) == {"violence", "exploitation"}
    assert codes(pairs, Cut.ENVIRONMENT) == {"family"} and codes(pairs, Cut.SEX) == {"female"}
    assert codes(pairs, Cut.PRIORITY) == {"abuse"} and codes(pairs, Cut.ATTENTION) == {"epidemic"}


@pytest.mark.parametrize("allegation", Allegation)
def test_forms_and_environment_are_asked_of_whoever_abuse_or_a_risk_is_spoken_of(
    allegation: Allegation,
) -> None:
    pairs = told(Details(circumstances=Circumstances(allegation=allegation)), AgeBand.UNKNOWN)
    expected = {UNKNOWN} if allegation in (Allegation.ABUSE, Allegation.RISK) else set()
    assert codes(pairs, Cut.ABUSE) == codes(pairs, Cut.ENVIRONMENT) == expected


def test_an_accident_that_is_described_counts_without_its_tag() -> None:
    pairs = told(Details(accident=Accident(cause=InjuryCause.FALL)), AgeBand.UNKNOWN)
    assert codes(pairs, Cut.PRIORITY) == {"accident_injury"}


def test_the_group_with_hiv_is_counted_nowhere() -> None:
    entered = Circumstances.model_validate({"groups": ["hiv", "disability"]})
    stored = Circumstances.model_construct(groups=(SpecialGroup.HIV,), priority=(), abuse_types=())
    assert codes(told(Details(circumstances=entered), AgeBand.UNKNOWN), Cut.GROUP) == {"disability"}
    details = Details().model_copy(update={"circumstances": stored})
    assert codes(told(details, AgeBand.UNKNOWN), Cut.GROUP) == {UNKNOWN}
    assert "hiv" not in Cut.GROUP.codes and "HIV/AIDS" in Cut.GROUP.rule[0]


@pytest.mark.parametrize(
    ("born_on", "band"),
    [
        (date(2019, 3, 5), AgeBand.UNDER_6),
        (date(2019, 3, 4), AgeBand.FROM_6),
        (date(2009, 3, 4), AgeBand.FROM_16),
        (date(2007, 3, 4), AgeBand.ADULT),
    ],
)
def test_age_is_that_on_the_day_of_the_act(born_on: date, band: AgeBand) -> None:
    child = Child(birth=PartialDate(year=born_on.year, month=born_on.month, day=born_on.day))
    assert age_band(born(child, DAY), DAY) is band
    assert codes(told(Details(child=child), band), Cut.AGE) == {band.value}
    assert codes(aged(told(Details(child=child), band), AgeBand.FROM_11, None), Cut.AGE) == {"from_11"}


@pytest.mark.parametrize(
    ("harmed_on", "band"),
    [
        (None, None),
        (PartialDate(year=2023, month=6, day=30), AgeBand.UNDER_6),
        (PartialDate(year=2023, month=7, day=1), AgeBand.FROM_6),
        (PartialDate(year=2023), AgeBand.UNDER_6),
        (PartialDate(year=2030), AgeBand.FROM_11),
    ],
)
def test_age_is_counted_on_the_day_of_the_harm_too_and_the_younger_one_where_that_day_is_known_in_part(
    harmed_on: PartialDate | None, band: AgeBand | None
) -> None:
    child = Child(birth=PartialDate(year=2017, month=7, day=1))
    details = Details(
        child=child, circumstances=Circumstances(allegation=Allegation.ABUSE, harmed_on=harmed_on)
    )
    found = bands(details, DAY)
    assert (found["age_band"], found["harm_band"]) == (AgeBand.FROM_6, band)
    pairs = told(details, found["age_band"], found["harm_band"])
    assert codes(pairs, Cut.HARM_AGE) == {band.value if band else UNKNOWN}
    moved = aged(pairs, AgeBand.FROM_11, AgeBand.FROM_14)
    assert (codes(moved, Cut.AGE), codes(moved, Cut.HARM_AGE)) == ({"from_11"}, {"from_14"})
    nobody_spoke_of_abuse = aged(told(Details(), AgeBand.UNKNOWN), AgeBand.FROM_11, AgeBand.FROM_14)
    assert codes(nobody_spoke_of_abuse, Cut.HARM_AGE) == set()


@pytest.mark.parametrize(
    ("harmed_on", "said"),
    [
        (PartialDate(year=2025, month=3), ()),
        (PartialDate(year=2025, month=4), (DateWarning.IN_FUTURE,)),
        (PartialDate(year=2016), (DateWarning.BEFORE_BIRTH,)),
        (PartialDate(year=2017), ()),
    ],
)
def test_a_day_of_harm_that_cannot_be_is_kept_and_said(
    harmed_on: PartialDate, said: tuple[DateWarning, ...]
) -> None:
    child = Child(birth=PartialDate(year=2017, month=7, day=1))
    details = Details(child=child, circumstances=Circumstances(harmed_on=harmed_on))
    assert told_warnings(details, DAY) == said


def test_an_erased_entry_stays_counted_and_is_known_of_no_more() -> None:
    pairs = erased(told(ABUSED, AgeBand.FROM_6))
    assert codes(pairs, Cut.CASES) == {ALL}
    assert all(codes(pairs, cut) == {UNKNOWN} for cut in Cut if cut is not Cut.CASES)


def test_a_duplicate_adds_groups_and_priorities_and_leaves_sex_age_and_environment() -> None:
    main = told(Details(), AgeBand.FROM_11)
    child = joined(main, [told(ABUSED, AgeBand.FROM_6)])
    assert codes(child, Cut.AGE) == {"from_11"} and codes(child, Cut.SEX) == {UNKNOWN}
    assert codes(child, Cut.GROUP) == {"abandoned", "exploited"}
    assert codes(child, Cut.ATTENTION) == {"epidemic"} and codes(child, Cut.ABUSE) == {
        "violence",
        "exploitation",
    }
    assert joined(main, []) == main


def test_each_cut_has_its_rows_a_rule_and_a_list_with_a_version() -> None:
    assert len(Cut.GROUP.values) == 13 and Cut.GROUP.list_version == "special-group/1"
    for cut in Cut:
        vi, en = cut.rule
        assert vi != en and cut.codes
        for code in cut.codes:
            assert cut.label_of(code, "vi") != cut.label_of(code, "en") or cut is Cut.CASES
    assert "chưa tìm được" in Cut.AGE.rule[0] and "quy ước nội bộ" in Cut.ENVIRONMENT.rule[0]


def test_whatever_stands_behind_a_cell_has_a_name_in_both_languages() -> None:
    assert {str(kind.TOPIC) for kind in COUNTING} <= set(TELLING)
    assert [label for label in TELLING.values() if translated(label, "en") == label] == []
