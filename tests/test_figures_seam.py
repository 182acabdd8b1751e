"""Where subjects join the figures: what counts has a measure with duty and rule, and a name behind each figure."""

from __future__ import annotations

import pytest

from api.screens.article92 import TOPICS
from api.screens.figure_recommendation import BEHIND
from api.screens.log_figures import BEHIND as OF_THE_LOG
from api.texts import translated
from domain.article92 import FOLLOW_UP, Measure
from domain.article92_rules import RULES
from domain.child_case import CaseAssigned, CaseOpened
from domain.child_case.merging import CaseGivenBack, CaseMergedAway
from domain.counselling import CounsellingAssigned
from domain.duties import Block, Duty
from domain.emergency import EmergencyRelinked, EmergencyTakenUp
from domain.handover import CaseStepsGiven, CounsellingStepsGiven
from domain.kernel import Event
from domain.mirror.facts import AuthorityReported
from domain.programme import known_programme
from domain.referral.tie import TieFound
from infrastructure.views.article92 import MOVING
from infrastructure.views.counted import FED, counted_of
from infrastructure.views.log_corrections import RECOUNTED
from infrastructure.views.log_rows import changes
from infrastructure.views.recommendation import COUNTING as OF_RECOMMENDATIONS

NOT_COUNTED = {
    *(CaseAssigned.TOPIC, CaseStepsGiven.TOPIC, CounsellingAssigned.TOPIC, CounsellingStepsGiven.TOPIC),
    *(AuthorityReported.TOPIC, TieFound.TOPIC, EmergencyTakenUp.TOPIC, EmergencyRelinked.TOPIC),
}
"""They change the row of a file, and no number: who does it, the mirror, emergencies, how far a request is."""
COUNTING = {kind for kind in (*counted_of.registry, *MOVING) if kind not in {object, Event}}


def test_whatever_stands_behind_a_figure_has_a_name_in_both_languages() -> None:
    topics = {str(kind.TOPIC) for kind in COUNTING if issubclass(kind, Event)}
    assert topics <= set(TOPICS)
    assert {str(kind.TOPIC) for kind in OF_RECOMMENDATIONS} <= set(BEHIND)
    words = [*TOPICS.values(), *BEHIND.values()]
    assert [label for label in words if translated(label, "en") == label] == []


def test_whatever_changes_a_number_of_the_follow_up_log_has_a_name() -> None:
    kinds = {*changes.registry, *RECOUNTED, CaseOpened, CaseMergedAway, CaseGivenBack} - {object, Event}
    kinds |= {inner for kind in kinds for inner in kind.__subclasses__()}
    topics = {str(kind.TOPIC) for kind in kinds} - NOT_COUNTED
    assert topics <= set(OF_THE_LOG)
    assert [label for label in OF_THE_LOG.values() if translated(label, "en") == label] == []


def test_each_measure_has_one_rule_a_duty_and_a_block() -> None:
    assert set(RULES) == {measure.value for measure in Measure}
    assert all(vi and en and vi != en for _, vi, en in RULES.values())
    assert {measure.block for measure in Measure} == set(Block)


@pytest.mark.parametrize("duty", Duty)
def test_a_duty_of_the_law_names_its_article(duty: Duty) -> None:
    assert bool(duty.source) is (duty.block is not Block.ASSOCIATION)
    if duty.value.startswith("A92_"):
        assert duty.source == f"Điều 92 khoản {duty.value[4]}"


def test_forwarding_of_abuse_stands_apart_from_article_92() -> None:
    assert Measure.FORWARDED.block is Block.ARTICLE_92
    assert Measure.FORWARDED_ABUSE.block is Block.ARTICLE_51
    assert Measure.MEMBERS.block is Measure.CHARTER_INSPECTIONS.block is Block.ASSOCIATION


def test_the_follow_up_is_fed_and_the_programme_counts_by_measures_that_exist() -> None:
    assert set(FOLLOW_UP) <= FED
    used = {one.measure for one in known_programme(2024).indicators if one.measure is not None}
    assert {Measure.UNITS_FOUNDED, Measure.NETWORKS, Measure.MEMBERS} <= used & FED
