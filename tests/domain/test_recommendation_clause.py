"""Which clause of article 92 a recommendation stands under."""

from __future__ import annotations

import pytest

from domain.duties import Duty
from domain.recommendation.clause import DUTIES, duty_of, under
from domain.recommendation.codes import Origin, RecommendationKind

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
