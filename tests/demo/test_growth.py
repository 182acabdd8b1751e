"""Copies of the fictional year: other ids, days, numbers and names; what they point at is theirs or shared."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from application.demo import DemoYear, load
from application.demo.copies import YEAR_DAYS, Copies
from application.ledger import Recorded
from domain.child_case import CaseOpened
from domain.counselling import CounsellingOpened
from domain.recommendation.facts import RecommendationCollected
from infrastructure.demo import open_stage
from infrastructure.follower import compare
from infrastructure.growing import grow, whole_log
from infrastructure.settings import Settings
from tests.conftest import Cluster
from tests.demo.conftest import PASSWORD, Played


def codes_of(facts: list[Recorded]) -> list[str]:
    return [one.fact.code for one in facts if isinstance(one.fact, CaseOpened | RecommendationCollected)]


def test_a_copy_is_of_other_streams_other_numbers_and_other_children(played: Played) -> None:
    copies = Copies.of(played.recorded)
    copied = [page.recorded for page in copies.pages]
    told = [list(copies.copy(number)) for number in (0, 1, 11)]
    streams = [{one.stream for one in each} for each in (played.recorded, *told)]
    assert len(set().union(*streams)) == sum(map(len, streams))
    codes = codes_of(played.recorded) + [code for each in told for code in codes_of(each)]
    assert len(codes) > 100 and len(codes) == len(set(codes))
    assert [one.envelope.topic for one in told[1]] == [one.envelope.topic for one in copied]
    for was, one in zip(copied, told[1], strict=True):
        assert was.fact.occurred_at - one.fact.occurred_at == timedelta(days=YEAR_DAYS)
        assert (one.version, one.envelope.actor, one.envelope.unit) == (
            was.version,
            was.envelope.actor,
            was.envelope.unit,
        )
    names = [
        [one.fact.details.child.name for one in each if isinstance(one.fact, CaseOpened)]
        for each in (copied, *told)
    ]
    assert sum(bool(a) and a == b for a, b in zip(names[0], names[1], strict=True)) <= 1 < len(set(names[1]))


def test_what_a_copy_points_at_is_its_own_case_and_the_same_unit(played: Played) -> None:
    copies = Copies.of(played.recorded)
    told = list(copies.copy(3))
    cases = {one.stream for one in told if isinstance(one.fact, CaseOpened)}
    linked = [one.fact for one in told if isinstance(one.fact, CounsellingOpened) and one.fact.case_id]
    assert linked and {fact.case_id for fact in linked} <= cases
    units: set[UUID] = {one.fact.unit for one in played.recorded if isinstance(one.fact, CaseOpened)}
    assert {one.fact.unit for one in told if isinstance(one.fact, CaseOpened)} <= units
    again = list(Copies.of(played.recorded).copy(3))
    assert [(one.stream, one.fact) for one in again] == [(one.stream, one.fact) for one in told]


@pytest.mark.year
def test_a_grown_year_folds_to_the_same_views_as_its_log(cluster: Cluster, tmp_path: Path) -> None:
    database = cluster.clone()
    try:
        with open_stage(database, Settings(home=tmp_path), 7) as stage:
            load(DemoYear(seed=7, password=PASSWORD, scale=0.01), stage)
            with stage.house.pool.connection() as connection:
                before = len(whole_log(stage.house, connection))
            heard: list[int] = []
            assert grow(stage, database, before + 2000, heard.append) == before + 2000 == heard[-1]
            with stage.house.pool.connection() as connection:
                log = whole_log(stage.house, connection)
        assert [one.position for one in log] == list(range(1, before + 2001))
        assert all(count == 1 for count in Counter(codes_of(log)).values())
        assert [one for one in compare(database.follower_dsn) if one.only_live or one.only_rebuilt] == []
    finally:
        cluster.drop(database.name)
