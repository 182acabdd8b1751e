"""Which clause of article 92 a recommendation stands under; and what a part of the figures says."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from application.recommendation.desk import SentRow
from application.recommendation.parts import OpenOne, Part
from domain.duties import Duty
from domain.recommendation.clause import DUTIES, duty_of, under
from domain.recommendation.codes import AgencyKind, Origin, RecommendationKind, RecommendationStage

OWN, POSITION = RecommendationKind.RECOMMENDATION, RecommendationKind.POSITION


@pytest.mark.parametrize("origin", Origin)
def test_the_clause_follows_from_what_it_is_and_whom_it_comes_from(origin: Origin) -> None:
    gathered = origin in (Origin.CHILD, Origin.SOCIAL_ORG)
    assert duty_of(POSITION, origin) is Duty.STATE_POSITION
    assert duty_of(OWN, origin) is (Duty.CONNECT if gathered else Duty.RECOMMEND)
    assert duty_of(OWN, origin).source == f"Điều 92 khoản {4 if gathered else 2}"


def test_each_kind_and_origin_stands_under_one_duty() -> None:
    pairs = [pair for duty in DUTIES for pair in under(duty)]
    assert len(pairs) == len(set(pairs)) == len(RecommendationKind) * len(Origin)


def test_a_body_that_answered_is_not_late_because_another_is() -> None:
    def sent(agency: AgencyKind, *, answered: bool) -> SentRow:
        replied_on = date(2025, 2, 1) if answered else None
        return SentRow(1, agency, date(2025, 1, 2), None, None, None, replied_on, 0, escalated=answered)

    row = OpenOne(
        unit=UUID(int=1),
        kind=OWN,
        origin=Origin.MEMBER,
        stage=RecommendationStage.CONVEYED,
        collected_on=date(2025, 1, 1),
        sent=(
            sent(AgencyKind.SCHOOL, answered=False),
            sent(AgencyKind.COMMUNE_COMMITTEE, answered=True),
        ),
    )
    today = date(2025, 6, 1)
    assert row.is_overdue(today) and row.is_overdue(today, AgencyKind.SCHOOL)
    assert not row.is_overdue(today, AgencyKind.COMMUNE_COMMITTEE)


def test_nothing_conveyed_and_nothing_open_is_not_applicable() -> None:
    part = Part(0, 0, (), 0)
    assert part.reply_percent is None and part.median_age is None
    assert (Part(3, 2, (1, 5, 9), 0).reply_percent, Part(3, 2, (1, 5, 9), 0).median_age) == (66, 5)
