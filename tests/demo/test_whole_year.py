"""The whole fictional year, twice: as much as was promised, the same for the same seed. Run by `make test-year`."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator

import pytest

from application.demo.activities import OUTREACHES
from domain.referral.request import ReferralStage
from infrastructure.follower import compare
from tests.conftest import Cluster
from tests.demo.conftest import Played, parts_of, played_year, requests_of
from tests.demo.leaks import dumped, leaked, personal_strings
from tests.demo.test_figures import every_figure_is_as_counted
from tests.demo.test_worked_year import OVER, comes_to

pytestmark = pytest.mark.year
SEED = 2025
WHOLE = OVER | {
    "members": (24, 200, "Không đạt"),
    "outreach": (OUTREACHES, 50, "Đạt"),
    "follow_up_log": (367, None, "Đánh giá bằng lời"),
}
"""What the year of this seed comes to, by indicator of its programme."""
PROMISED = {
    "case.opened.1": 300,
    "counselling.session-logged.1": 900,
    "account.opened.1": 28,
    "chapter.unit-founded.1": 30,
    "chapter.unit-ended.1": 14,
    "chapter.task-assigned.1": 40,
    "chapter.officer-took-office.1": 40,
    "chapter.body-formed.1": 25,
    "member.admitted.1": 150,
    "member.left.1": 10,
    "member.moved.1": 60,
    "case.passed-on.1": 150,
    "case.authority-reported.1": 150,
    "case.cooperation-requested.1": 15,
    "case.meeting-attended.1": 10,
    "case.task-assigned.1": 10,
    "case.closed.1": 150,
    "case.reopened.1": 5,
    "emergency.noted.1": 6,
    "referral.submitted.1": 60,
    "referral.opinion-approved.1": 25,
    "referral.recused.1": 4,
    "referral.declined.1": 4,
    "referral.sent-to-legal-aid.1": 4,
    "referral.withdrawn.1": 4,
    "referral.step-taken-up.1": 4,
    "referral.declared-unsure.1": 4,
    "referral.information-asked.1": 4,
    "referral.information-given.1": 3,
    "referral.dissent-noted.1": 3,
    "referral.tie-found.1": 4,
    "directory.number-listed.1": 30,
    "conflict.declared.1": 5,
    "conflict.judged.1": 6,
    "restriction.placed.1": 1,
    "glass.broken.1": 2,
    "glass.reviewed.1": 1,
    "inspection.opened.1": 6,
    "inspection.verified.1": 3,
    "trail.sample-drawn.1": 8,
    "extract.requested.1": 1,
    "export.delivered.1": 1,
    "erasure.requested.1": 1,
    "late-entry": 20,
    "register.period-closed.1": 45,
    "case.entry-corrected.1": 2,
    "case.entry-moved-in.1": 1,
    "case.merged-away.1": 2,
    "case.released.1": 1,
    "case.file-attached.1": 2,
    "case.imported.1": 25,
    "transfer.offered.1": 3,
    "programme.entered.1": 1,
    "figures.period-closed.1": 1,
    "figures.released.2": 5,
}
"""At least so many of each in a year (300 entries, 900 consultations, about 30 staff, and some of all else)."""


@pytest.fixture(scope="module")
def year(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    with played_year(cluster, tmp_path_factory.mktemp("year"), seed=SEED, scale=1.0) as played:
        yield played


def digest(played: Played) -> str:
    """One digest over stream, version, envelope and both parts of every event, in order."""
    hashed = hashlib.sha256()
    for one in played.recorded:
        coded, personal = parts_of(one.fact)
        parts = [
            str(one.stream),
            one.version,
            str(one.envelope),
            coded,
            {str(k): v for k, v in personal.items()},
        ]
        hashed.update(json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str).encode())
    return hashed.hexdigest()


def test_a_year_holds_as_much_as_was_promised(year: Played) -> None:
    facts = year.tally.facts
    print({topic: facts[topic] for topic in PROMISED}, year.tally.events)
    assert {topic: facts[topic] for topic, least in PROMISED.items() if facts[topic] < least} == {}
    assert facts["account.opened.1"] <= 36
    stages = Counter(one.stage.value for one in requests_of(year))
    print(stages)
    assert [stage.value for stage in ReferralStage if not stages[stage.value]] == []
    assert [one.position for one in year.recorded] == list(range(1, len(year.recorded) + 1))


def test_its_views_folded_anew_are_equal(year: Played) -> None:
    assert [one for one in compare(year.database.follower_dsn) if one.only_live or one.only_rebuilt] == []


def test_each_figure_of_the_year_is_as_counted_from_the_log(year: Played) -> None:
    totals = every_figure_is_as_counted(year)
    print(dict(totals))
    assert {"received", "forwarded_abuse", "opinions", "emergencies", "units_founded"} <= set(totals)


def test_the_worked_year_comes_to_what_was_known_beforehand(year: Played) -> None:
    comes_to(year, WHOLE)


def test_its_dump_holds_nothing_personal(year: Played, cluster: Cluster) -> None:
    needles = personal_strings(year.recorded)
    assert len(needles) > 3000
    assert leaked(needles, dumped(year.database.owner_dsn)) == set()


def test_the_same_seed_gives_the_same_year(
    year: Played, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with played_year(cluster, tmp_path_factory.mktemp("again"), seed=SEED, scale=1.0) as again:
        assert digest(again) == digest(year)
