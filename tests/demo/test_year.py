"""The fictional year: by ordinary commands, in order of time, the same for the same seed."""

from __future__ import annotations

from collections import Counter
from inspect import getclosurevars
from uuid import UUID, uuid4

import psycopg
import pytest

from application.accounts import Secrets
from application.activity import SAYS_HELD
from application.child_case import take_in
from application.counselling import log_consultation, start_consultation
from application.demo import DemoYear, Done, load, sign_ins
from application.demo.activities import GIVEN_VND, INSTANCES
from application.demo.looks import WEEKS
from application.demo.recommendations import PLANS
from application.demo.stage import Deed
from application.demo.supports import RECEIVED_VND, SPENT_VND, WANTED
from application.demo.texts import _sections
from application.demo.themes import THEMES
from application.installation import NotEmpty
from domain.activity.codes import ActivityKind
from domain.activity.facts import ActivityCancelled
from domain.calendar import vietnam_day
from domain.child_case import CaseOpened, CasePassedOn
from domain.counselling import ConsultationLogged
from domain.fund.facts import FundEntered
from domain.inspection import FindingOpened, FindingStage, InspectionFinding
from domain.installation import InstallationMarkedFictional
from domain.log_extract import ExtractRequested
from domain.look_review import LooksJudged, SampleDrawn
from domain.referral.facts import DeclaredUnsure, DissentNoted, StepTakenUp
from domain.referral.questions import InformationGiven
from domain.referral.request import ReferralStage
from domain.referral.tie import TieFound, TiePart
from domain.support.facts import SupportListGiven
from domain.work_transfer import WorkAccepted, WorkOffered, WorkReturned
from infrastructure.demo import open_stage
from infrastructure.follower import compare
from infrastructure.house import open_house
from infrastructure.settings import Settings
from infrastructure.work import Caller, PgWork
from tests.conftest import Cluster
from tests.demo.conftest import PASSWORD, Played, parts_of, played_year, requests_of


def test_its_first_event_marks_the_installation_as_fictional_for_ever(played: Played) -> None:
    first = played.recorded[0]
    assert first.position == 1
    assert isinstance(first.fact, InstallationMarkedFictional)


def test_positions_are_dense_and_time_never_runs_backwards(played: Played) -> None:
    assert [one.position for one in played.recorded] == list(range(1, len(played.recorded) + 1))
    moments = [one.recorded_at for one in played.recorded]
    assert moments == sorted(moments)
    after = [one for one in played.recorded if one.recorded_at.year != 2025]
    assert {one.envelope.topic for one in after} == {"register.period-closed.1"}
    assert {(one.recorded_at.year, one.recorded_at.month) for one in after} == {(2026, 1)}


def test_everyone_acts_as_themselves_and_nobody_is_denied_but_a_look(played: Played) -> None:
    work = [
        one
        for one in played.recorded
        if one.envelope.topic.startswith(("case.", "counselling.", "referral."))
    ]
    assert work
    assert all(one.envelope.actor.startswith(("account:", "import:")) for one in work)
    assert len({one.envelope.actor for one in work}) > 10
    with psycopg.connect(played.database.owner_dsn) as connection:
        rows = connection.execute("SELECT DISTINCT action, decision FROM trail.entries").fetchall()
    assert {action for action, decision in rows if decision != "permit"} <= {"case.open"}


def test_information_goes_only_to_bodies_of_that_day(played: Played) -> None:
    passed_on = [one.fact for one in played.recorded if isinstance(one.fact, CasePassedOn)]
    assert passed_on
    for fact in passed_on:
        recipient, day = fact.forwarding.recipient, vietnam_day(fact.occurred_at)
        assert recipient.kind.valid_on(day)
        assert recipient.unit is None or recipient.unit.unit is None or recipient.unit.unit.valid_on(day)


def test_a_dozen_recommendations_stand_at_the_steps_that_their_plans_say(played: Played) -> None:
    with psycopg.connect(played.database.owner_dsn) as connection:
        query = "SELECT stage, count(*) FROM facts.recommendations GROUP BY stage"
        stages: dict[str, int] = dict(connection.execute(query).fetchall())
    assert stages == {
        **{"closed": 4, "conveyed": 2, "acknowledged": 1, "fed_back": 1, "approved": 1},
        **{"withdrawn": 1, "drafted": 1, "collected": 1},
    }
    assert sum(stages.values()) == len(PLANS) == 12


def test_needs_of_support_and_the_fund_come_to_what_is_known_beforehand(played: Played) -> None:
    with psycopg.connect(played.database.owner_dsn) as connection:
        stages: dict[str, int] = dict(
            connection.execute("SELECT stage, count(*) FROM facts.support_needs GROUP BY stage").fetchall()
        )
        places = connection.execute(
            "SELECT cardinality(needs) FROM facts.support_lists ORDER BY given_on"
        ).fetchall()
    assert stages == {"closed": 2, "reported": 1, "pledged": 1, "introduced": 4, "checked": 1, "entered": 1}
    assert sum(stages.values()) == len(WANTED) and places == [(1,), (5,)]
    (given,) = [one.fact for one in played.recorded if isinstance(one.fact, SupportListGiven)][1:]
    assert {line.place for line in given.lines} == {"Huyện Lục Ngạn"}
    booked = [one.fact.booked for one in played.recorded if isinstance(one.fact, FundEntered)]
    amounts = [one.amount_vnd for one in booked if one is not None]
    assert sum(one for one in amounts if one > 0) == RECEIVED_VND
    assert -sum(one for one in amounts if one < 0) == SPENT_VND and booked[-1] is None


def test_the_work_is_of_every_kind(played: Played) -> None:
    counts = {vi: number for vi, _, number in played.tally.lines()}
    assert all(number > 0 for number in counts.values()), counts
    entries = [one.fact for one in played.recorded if isinstance(one.fact, CaseOpened)]
    assert any(not fact.details.child.name for fact in entries)
    assert any(fact.situation.where.unit is None for fact in entries)
    assert any(isinstance(one.fact, ConsultationLogged) for one in played.recorded)


def test_activities_come_to_what_was_known_beforehand(played: Played) -> None:
    held = {one.stream: one.fact.held for one in played.recorded if isinstance(one.fact, SAYS_HELD)}
    cancelled = {one.stream for one in played.recorded if isinstance(one.fact, ActivityCancelled)}
    counted = [said for stream, said in held.items() if stream not in cancelled]
    assert len(cancelled) == 1
    assert sum(one.worth.total_vnd for one in counted if one.kind is ActivityKind.CONTRIBUTION) == GIVEN_VND
    benefits = [one.detail.instances or 0 for one in counted if one.kind is ActivityKind.BENEFIT]
    assert sum(benefits) == INSTANCES
    assert {one.kind for one in counted} == set(ActivityKind)
    assert all(one.place is None or one.place.unit is not None for one in counted)


def test_views_folded_anew_are_equal(played: Played) -> None:
    found = compare(played.database.follower_dsn)
    assert sum(one.rows for one in found) > 500
    assert [one for one in found if one.only_live or one.only_rebuilt] == []


def test_demo_people_sign_in_with_the_one_password_and_need_no_new_one(played: Played) -> None:
    with open_house(played.database, Settings(home=played.home), connections=1) as house:
        for one in sign_ins()[:3]:
            with PgWork(house, Caller(system="test")) as work:
                secrets = work.view(Secrets)  # type: ignore[type-abstract]
                assert secrets.check(one.sign_in, PASSWORD.get_secret_value()) is not None
                assert secrets.check(one.sign_in, "another password") is None
    with psycopg.connect(played.database.owner_dsn) as connection:
        assert connection.execute("SELECT bool_or(must_change) FROM auth.credentials").fetchone() == (False,)
        assert connection.execute("SELECT count(*) FROM auth.sessions").fetchone() == (0,)


class Counting:
    """A stage on which nothing happens: it only counts which handlers a year would call."""

    def __init__(self) -> None:
        self.deeds: Counter[object] = Counter()

    def perform(self, deed: Deed) -> Done:
        self.deeds[getclosurevars(deed.do).nonlocals.get("handler")] += 1
        return Done(uuid4(), ())

    def sign_in(self, name: str, account: UUID) -> None:
        pass


def test_a_whole_year_plans_as_much_as_was_promised() -> None:
    stage = Counting()
    load(DemoYear(seed=7, password=PASSWORD), stage)
    assert stage.deeds[take_in] >= 300
    assert stage.deeds[start_consultation] + stage.deeds[log_consultation] >= 900


def test_a_second_year_is_refused(played: Played) -> None:
    with open_stage(played.database, Settings(home=played.home), 7) as stage, pytest.raises(NotEmpty):
        load(DemoYear(seed=7, password=PASSWORD, scale=0.01), stage)


@pytest.mark.year
def test_the_same_seed_gives_the_same_year_and_another_seed_another(
    cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> None:
    years = []
    for seed in (3, 3, 4):
        with played_year(cluster, tmp_path_factory.mktemp("twice"), seed=seed, scale=0.02) as year:
            years.append(
                [(one.stream, one.version, one.envelope, parts_of(one.fact)) for one in year.recorded]
            )
    assert years[0] == years[1]
    assert years[0] != years[2]


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
def test_each_kind_of_story_has_its_sentences_and_every_brace_is_filled(theme: str) -> None:
    slots = dict.fromkeys(("child", "age", "hamlet", "school", "grade", "when", "teller", "gist"), "…")
    sections = _sections(theme)
    assert {"what", "note", "talk", "advice"} <= sections.keys()
    for lines in (*sections.values(), *_sections("common").values()):
        for line in lines:
            assert "{" not in line.format_map(slots)


def test_the_access_log_tells_the_year_by_its_simulated_clock(played: Played) -> None:
    """Nothing of the year is noted at another moment than its own, and each month lies in its partition."""
    with psycopg.connect(played.database.owner_dsn) as connection:
        ask = connection.execute
        years = ask("SELECT DISTINCT extract(year FROM recorded_at)::int FROM trail.entries").fetchall()
        months = ask("SELECT count(DISTINCT tableoid) FROM trail.entries").fetchone()
        stray = ask("SELECT count(*) FROM trail.entries_other").fetchone()
        apart = ask(
            "SELECT count(*) FROM trail.entries t JOIN es.events e USING (request_id)"
            " WHERE t.recorded_at <> e.recorded_at"
        ).fetchone()
    assert sorted(years) == [(2025,), (2026,)], "the books of the year are closed in January"
    assert months is not None and months[0] >= 11
    assert stray == (0,)
    assert apart == (0,)


def test_the_year_was_read_and_reviewed_and_its_last_weeks_still_wait(played: Played) -> None:
    judged = [one for one in played.recorded if isinstance(one.fact, LooksJudged)]
    assert judged
    with psycopg.connect(played.database.owner_dsn) as connection:
        closed, waiting = (
            connection.execute(
                "SELECT count(*) FROM trail.entries e WHERE recorded_at >= '2025-10-01'"
                " AND action IN ('case.open', 'glass.break', 'referral.open')"
                f" AND {condition} (SELECT FROM facts.look_verdicts v WHERE v.position = e.position)"
            ).fetchone()
            for condition in ("EXISTS", "NOT EXISTS")
        )
    assert closed and closed[0] > 0
    assert waiting and waiting[0] > 0


def test_the_desk_of_the_board_is_alive(played: Played) -> None:
    facts = Counter(one.envelope.topic for one in played.recorded)
    stages = Counter(one.stage for one in _findings(played).values())
    assert stages == {
        FindingStage.OPEN: 2,
        FindingStage.ANSWERED: 1,
        FindingStage.REPORTED: 1,
        FindingStage.VERIFIED: 1,
        FindingStage.CLOSED: 1,
    }
    assert facts["inspection.verified.1"] == 3, "one of them: not remedied"
    assert facts["trail.sample-drawn.1"] == WEEKS
    assert facts["glass.reviewed.1"] == 1
    asked = {one.stream for one in played.recorded if isinstance(one.fact, ExtractRequested)}
    extract = [one for one in played.recorded if one.stream in asked]
    assert [one.envelope.topic for one in extract] == [
        "extract.requested.1",
        "export.approved.1",
        "export.delivered.1",
    ]
    assert len({one.envelope.actor for one in extract}) == 2
    drawn = {at for one in played.recorded if isinstance(one.fact, SampleDrawn) for at in one.fact.positions}
    judged = {at for one in played.recorded if isinstance(one.fact, LooksJudged) for at in one.fact.positions}
    assert drawn & judged, "lines drawn by lot have their verdicts"
    with psycopg.connect(played.database.owner_dsn) as connection:
        denied = connection.execute("SELECT count(*) FROM trail.entries WHERE decision = 'deny'").fetchone()
    assert denied and denied[0] > 0


def _findings(played: Played) -> dict[UUID, InspectionFinding]:
    found: dict[UUID, InspectionFinding] = {}
    for one in played.recorded:
        if isinstance(one.fact, FindingOpened):
            found[one.stream] = InspectionFinding.began(one.stream, one.fact)
        elif one.stream in found:
            found[one.stream] = found[one.stream].apply(one.fact)  # type: ignore[arg-type] # of its stream
    return found


def test_requests_to_the_chapter_stand_in_every_state(played: Played) -> None:
    requests = requests_of(played)
    stages = Counter(one.stage for one in requests)
    assert [stage for stage in ReferralStage if not stages[stage]] == [], stages
    assert any(one.is_unsure for one in requests)
    assert any(one.questions for one in requests), "a question that nobody answered yet"
    assert any(one.is_anew for one in requests), "an opinion that is decided anew"
    assert any(one.promises for one in requests)
    assert any(one.matter for one in requests)
    assert any(one.referrer is None for one in requests), "found by the chapter itself"
    happened = {type(one.fact) for one in played.recorded}
    assert {InformationGiven, DissentNoted, DeclaredUnsure, StepTakenUp} <= happened
    ties = {one.fact.part for one in played.recorded if isinstance(one.fact, TieFound)}
    assert ties == set(TiePart)


def test_work_changed_hands_and_one_absence_ended(played: Played) -> None:
    facts = [type(one.fact) for one in played.recorded]
    assert {WorkOffered, WorkAccepted, WorkReturned} <= set(facts)
