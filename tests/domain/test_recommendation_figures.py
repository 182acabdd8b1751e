"""What a recommendation counts in, fact by fact; and what a part of the figures says."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from application.recommendation.figures import Part
from domain.recommendation.codes import AgencyKind, Origin, RecommendationKind, RecommendationStage, Verdict
from domain.recommendation.figures import OpenAge, RecommendationCount, Standing
from domain.recommendation.parts import Answer, Sent
from tests.spec import UNIT

DAY = date(2025, 1, 2)
STANDING = Standing(
    unit=UNIT,
    kind=RecommendationKind.RECOMMENDATION,
    origin=Origin.CHILD,
    collected_on=date(2025, 1, 1),
    stage=RecommendationStage.CONVEYED,
)
SCHOOL = Sent(version=3, agency=AgencyKind.SCHOOL, on=DAY)
COMMUNE = Sent(version=4, agency=AgencyKind.COMMUNE_COMMITTEE, on=DAY)


def counts(standing: Standing, agency: AgencyKind | None = None) -> dict[str, int]:
    found: Counter[str] = Counter()
    for line, count in standing.lines().items():
        if line.agency is agency:
            found[line.what.value] += count
    return dict(found)


def with_sent(*sent: Sent) -> Standing:
    return STANDING.model_copy(update={"sent": sent})


def test_one_that_is_collected_counts_as_such_and_as_open() -> None:
    assert counts(STANDING) == {"collected": 1, "from_children": 1, "open": 1}
    merged = STANDING.model_copy(update={"stage": RecommendationStage.MERGED})
    assert counts(merged) == {}
    closed = STANDING.model_copy(update={"stage": RecommendationStage.CLOSED, "feedbacks": (7,)})
    assert counts(closed) == {"collected": 1, "from_children": 1, "fed_back": 1}


def test_a_body_that_answered_is_not_late_because_another_is() -> None:
    answer = Answer(version=5, on=DAY, verdict=Verdict.REFUSED)
    standing = with_sent(SCHOOL, COMMUNE.but_with(answers=(answer,)))
    assert counts(standing, AgencyKind.SCHOOL) == {"conveyed": 1, "overdue": 1, "open": 1}
    assert counts(standing, AgencyKind.COMMUNE_COMMITTEE) == {"conveyed": 1, "replied": 1, "open": 1}


def test_what_was_taken_to_a_higher_body_waits_there() -> None:
    higher = Sent(version=6, agency=AgencyKind.DEPARTMENT, on=DAY, over=SCHOOL.version)
    standing = with_sent(SCHOOL, higher)
    assert counts(standing, AgencyKind.SCHOOL) == {"conveyed": 1, "open": 1}
    assert counts(standing, AgencyKind.DEPARTMENT) == {"conveyed": 1, "overdue": 1, "open": 1}


def test_what_was_erased_stays_counted_and_is_open_no_more() -> None:
    erased = with_sent(SCHOOL).erased()
    assert counts(erased) == {"collected": 1, "from_children": 1}
    assert counts(erased, AgencyKind.SCHOOL) == {"conveyed": 1}


def test_nothing_conveyed_and_nothing_open_is_not_applicable() -> None:
    part = Part(0, 0, (), 0)
    assert part.reply_percent is None and part.median_age is None
    assert (Part(3, 2, (1, 5, 9), 0).reply_percent, Part(3, 2, (1, 5, 9), 0).median_age) == (66, 5)


@pytest.mark.parametrize("days", [-1, 0, 30, 31, 60, 61, 90, 91, 4000])
def test_each_open_one_is_of_one_age(days: int) -> None:
    assert sum(age.holds(days) for age in OpenAge) == 1


def test_each_count_has_a_rule_in_both_languages() -> None:
    assert all(count.rule[0] != count.rule[1] for count in RecommendationCount)
