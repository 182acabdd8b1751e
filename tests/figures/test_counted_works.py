"""Activities, rounds and recommendations as the view counts them, against the naive count, at every position.

Random works are told by the states of the domain, folded in batches of random size, and compared after each fact.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from application.ledger import Envelope, Recorded
from domain.activity import Activity
from domain.activity.codes import ActivityKind, WhyCancelled, WhyCorrected
from domain.activity.held import Declining, Held, Invitation
from domain.activity.kinds import SHEETS, duties_of
from domain.article92 import Measure
from domain.kernel import Act, Actor, DomainError, Event, State
from domain.recommendation import Recommendation, correcting
from domain.recommendation import facts as r
from domain.recommendation.codes import Ending, FeedbackWay, Origin, RecommendationKind, Subject, Verdict
from domain.survey import Survey
from domain.survey import correcting as rounds
from domain.survey.parts import Answers, Checklist, Finding, Plan, Remedy, Site
from infrastructure.postgres import Database
from infrastructure.views.article92 import Article92View
from infrastructure.views.base import View
from infrastructure.views.counted.activity import counts_of
from tests.naive_figures import Figure, known

UNITS = (UUID(int=1), UUID(int=2))
WRONG = {"site": 1, "kind": "violation", "what": "Chưa có sổ"}
NO = Declining.model_validate({"because": "too_late"})
PLACES = ("", "07210@2025-07-01", "213@1900-01-01", "07288@2025-07-01")
SUMS = (
    "SELECT unit, day, measure, area, sum(delta)::int FROM facts WHERE position <= %s"
    " GROUP BY unit, day, measure, area HAVING sum(delta) <> 0"
)


@dataclass
class Log:
    """A log that random works are told into."""

    chance: random.Random
    facts: list[Recorded] = field(default_factory=list)
    at: datetime = datetime(2026, 1, 5, 2, tzinfo=UTC)

    @property
    def act(self) -> Act:
        return Act(by=Actor(kind="account", name=str(UUID(int=9))), at=self.at)

    def tell(self, stream: UUID, version: int, fact: Event) -> None:
        self.at += timedelta(minutes=self.chance.randint(1, 90))
        envelope = Envelope(
            topic=fact.TOPIC,
            occurred_at=fact.occurred_at,
            received_at=None,
            actor="system:test",
            role="office",
            unit=UNITS[0],
            request_id=uuid4(),
            correlation_id=uuid4(),
            position=len(self.facts) + 1,
            recorded_at=self.at,
        )
        self.facts.append(Recorded(stream, version, envelope, fact))

    def day(self) -> date:
        return date(2024, 12, 1) + timedelta(days=self.chance.randrange(390))


@dataclass
class Work:
    """One record, and what may be done next with it."""

    log: Log
    state: Any

    def told(self, decide: Callable[[], Event]) -> None:
        """Tell what a decision says; what the domain refuses is not told."""
        try:
            fact = decide()
        except DomainError:
            return
        self.log.tell(self.state.id, self.state.version + 1, fact)
        self.state = self.state.apply(fact).but(version=self.state.version + 1)


def begun(log: Log, kind: type[State[Any, Any]], fact: Event) -> Work:
    stream = UUID(int=log.chance.getrandbits(128), version=4)
    log.tell(stream, 0, fact)
    return Work(log, kind.began(stream, fact))


def held(log: Log, kind: ActivityKind) -> Held:
    """Something held of a kind, with what the kind needs and more by chance."""
    chance = log.chance
    day = log.day()
    said: dict[str, Any] = {
        "kind": kind.value,
        "held_on": day,
        "topic": "Việc thử",
        "themes": chance.sample(["rights", "abuse", "drowning"], 2) if "themes" in SHEETS[kind].asks else (),
    }
    detail: dict[str, Any] = {}
    for path in SHEETS[kind].asks:
        room, _, name = path.partition(".")
        if room == "detail":
            detail[name] = chance.choice(CHOICES[name])
    said["detail"] = {name: value for name, value in detail.items() if value not in {None, ""}}
    if kind is ActivityKind.CONTRIBUTION:
        said["worth"] = {"money_vnd": chance.randint(1, 9) * 1_000_000}
    places = [one for one in PLACES if not one or ("@2025" in one) is (day >= date(2025, 7, 1))]
    said["place"] = chance.choice(places)
    return Held.model_validate(said)


CHOICES: dict[str, Sequence[Any]] = {
    "level": ("province", "province", "district", "commune"),
    "occasion": ("wings", "wings", "other"),
    "inspection": ("charter", "article_92", "both", "other"),
    "conference": ("half_year", "year", "network", "other"),
    "preparation": ("content",),
    "guidance": ("legal_chapter", "unit"),
    "statement": ("policy",),
    "addressee": ("Cơ quan thử",),
    "medium": ("website",),
    "pieces": (0, 3),
    "step": ("review",),
    "benefit": ("gift",),
    "instances": (0, 40, 120),
    "donor_kind": ("enterprise",),
    "donor": ("",),
    "delegation": ("", "Văn bản thử"),
    "parental_consent": (None,),
    "reported_on": (None,),
    **dict.fromkeys(("sites", "in_scope", "answers", "findings"), (1, 2)),
}


def activity(log: Log) -> Iterator[None]:
    """One activity, corrected and cancelled by chance."""
    kind = log.chance.choice([one for one in ActivityKind if not SHEETS[one].is_invited])
    if log.chance.random() < 0.3:
        kind = ActivityKind.COMMUNICATION_EVENT
    try:
        first = Activity.record(log.chance.choice(UNITS), held(log, kind), log.act)
    except DomainError:
        return
    work = begun(log, Activity, first)
    for _ in range(log.chance.randrange(4)):
        yield
        if log.chance.random() < 0.75:
            work.told(lambda: work.state.correct(held(log, kind), WhyCorrected.SLIP, log.act))
        else:
            work.told(lambda: work.state.cancel(WhyCancelled.TWICE, "", log.act))


def invitation(log: Log) -> Iterator[None]:
    """One invitation, answered one way and another."""
    kind = log.chance.choice([ActivityKind.COURSE, ActivityKind.SUPERVISION])
    said = {"kind": kind.value, "topic": "Mời thử", "inviter": "Cơ quan thử", "invited_on": "2025-01-02"}
    work = begun(
        log,
        Activity,
        Activity.invite(UNITS[1], Invitation.model_validate(said | {"for_day": log.day()}), log.act),
    )
    for _ in range(log.chance.randrange(5)):
        yield
        chance = log.chance.random()
        if chance < 0.5:
            work.told(lambda: work.state.attend(held(log, kind), log.act))
        elif chance < 0.75:
            work.told(lambda: work.state.decline(NO, log.act))
        elif chance < 0.9:
            work.told(lambda: work.state.correct(held(log, kind), WhyCorrected.SLIP, log.act))
        else:
            work.told(lambda: work.state.cancel(WhyCancelled.MISTAKE, "", log.act))


def inspection(log: Log) -> Iterator[None]:
    """One round: sites, answers, findings, remedies that are taken back."""
    kind = log.chance.choice(["situation", "charter", "article_92", "both"])
    plan = Plan.model_validate({"kind": kind, "title": "Đợt thử", "first": log.day(), "last": "2026-12-31"})
    work = begun(log, Survey, Survey.planned(UNITS[0], plan, log.act))
    work.told(lambda: work.state.enter(Checklist(questions="Có sổ không?"), log.act))
    work.told(lambda: work.state.enter(Site(name="Điểm thử"), log.act))
    work.told(lambda: work.state.enter(Finding.model_validate(WRONG), log.act))
    for _ in range(log.chance.randrange(16)):
        yield
        if log.chance.random() < 0.3 and work.state.entries:
            work.told(_changed(log, work.state))
            continue
        part = _part(log)
        work.told(lambda part=part: work.state.enter(part, log.act))  # type: ignore[misc]


def _part(log: Log) -> Any:
    number, day = log.chance.randint(1, 2), log.day()
    kind = log.chance.choice(["strength", "violation"])
    return log.chance.choice(
        [
            Site(name="Điểm thử"),
            Answers.model_validate({"site": number, "on": day, "marks": ["yes"]}),
            Finding.model_validate({"site": 1, "kind": kind, "what": "–"}),
            Remedy(finding=number, on=day, what="–", is_done=log.chance.random() < 0.6),
            Remedy(finding=1, on=day, what="–", is_done=log.chance.random() < 0.6),
        ]
    )


def _changed(log: Log, state: Survey) -> Callable[[], Event]:
    """An entry put right or cancelled, or now and then the whole round."""
    chance, act = log.chance, log.act
    entry = chance.choice(list(state.entries))
    right = state.entries[entry].part
    if isinstance(right, Answers):
        right = right.model_copy(update={"on": log.day(), "site": chance.randint(1, 2)})
    elif isinstance(right, Remedy):
        right = right.model_copy(update={"on": log.day()})
    return chance.choice(
        [
            *[lambda: rounds.correct(state, entry, right, WhyCorrected.SLIP, act)] * 4,
            *[lambda: rounds.cancel_entry(state, entry, WhyCancelled.MISTAKE, "", act)] * 4,
            lambda: rounds.cancel(state, WhyCancelled.TWICE, "", act),
        ]
    )


def recommendation(log: Log) -> Iterator[None]:
    """One recommendation or statement: conveyed to several bodies, answered, told, closed, corrected, cancelled."""
    chance = log.chance
    collected = asked(log)
    work = begun(log, Recommendation, Recommendation.collect("X.KN.0001", UNITS[1], collected, log.act))
    letter = r.Letter(addressee="Cơ quan", subject="việc", body="Thân", asks="Đề nghị")
    work.told(lambda: work.state.draft(letter, uuid4(), log.act))
    work.told(lambda: work.state.approve(log.act))
    for _ in range(chance.randrange(14)):
        yield
        sent = [one.version for one in work.state.sent] or [99]
        work.told(chance.choice(steps(log, work, chance.choice(sent))))


def asked(log: Log) -> r.Collected:
    return r.Collected.model_validate(
        {
            "kind": log.chance.choice([*RecommendationKind]).value,
            "origin": log.chance.choice(
                [Origin.CHILD, Origin.MEMBER, Origin.SOCIAL_ORG, Origin.INSPECTION_BOARD]
            ).value,
            "subject": Subject.POLICY.value,
            "title": "Kiến nghị thử",
            "content": "Nội dung",
            "area": log.chance.choice(PLACES),
            "collected_on": log.day(),
        }
    )


def steps(log: Log, work: Work, to: int) -> list[Callable[[], Event]]:
    """What may be done next with a recommendation, whose conveyance `to` is answered or taken higher."""
    one, act, day = work.state, log.act, log.day()
    conveyance = r.Conveyance.model_validate({"agency": {"kind": "police"}, "on": day})
    reply = r.Reply(conveyed=to, on=day, verdict=Verdict.ACCEPTED, content="Rõ")
    feedback = r.Feedback(on=day, way=log.chance.choice([FeedbackWay.LETTER, FeedbackWay.NOT_FOUND]))
    entries = sorted(correcting.entries_of(one)) or [99]
    wrong = log.chance.choice(entries)
    return [
        lambda: one.convey(conveyance, act),
        lambda: one.convey(conveyance, act),
        lambda: one.reply(reply, act),
        lambda: one.escalate(to, conveyance, "Chưa trả lời", act),
        lambda: one.feed_back(feedback, act),
        lambda: one.close(r.Closing(how=log.chance.choice([*Ending])), act),
        lambda: correcting.cancel(one, wrong, "Nhầm", act),
        lambda: correcting.correct(one, to, conveyance, "Nhầm ngày", act),
        lambda: correcting.correct(one, wrong, reply, "Nhầm ngày", act),
        lambda: correcting.correct(one, wrong, feedback, "Nhầm ngày", act),
        lambda: correcting.correct(one, 0, asked(log), "Nhầm", act),
    ]


def random_log(seed: int) -> list[Recorded]:
    """Some forty works told side by side."""
    log = Log(random.Random(seed))
    kinds = (activity, activity, invitation, inspection, recommendation)
    works = [log.chance.choice(kinds)(log) for _ in range(40)]
    while works:
        work = log.chance.choice(works)
        if next(work, False) is False:
            works.remove(work)
    return log.facts


def folded(
    view: View, connection: psycopg.Connection[Any], facts: Sequence[Recorded], chance: random.Random
) -> None:
    """Fold them in batches of any size into tables that only this connection sees."""
    connection.execute("SET search_path TO pg_temp")
    for statement in (view.DDL + ";" + view.INDEXES).split(";"):
        connection.execute(statement)
    rest = list(facts)
    while rest:
        size = chance.choice((1, 2, 5, 40))
        view.fold(connection, rest[:size])
        del rest[:size]


@pytest.mark.parametrize("seed", range(6))
def test_random_works_count_as_the_rules_say_at_every_position(database: Database, seed: int) -> None:
    facts = random_log(seed)
    with psycopg.connect(database.owner_dsn) as connection:
        folded(Article92View(), connection, facts, random.Random(seed))
        for upto in range(1, len(facts) + 1):
            rows = connection.execute(SUMS, (upto,)).fetchall()
            shown: dict[Figure, int] = {(unit, day, measure, area): n for unit, day, measure, area, n in rows}
            assert shown == dict(known(facts, upto).figures()), facts[upto - 1]
        connection.rollback()


def test_the_random_works_reach_every_measure_and_some_lines_are_taken_back(database: Database) -> None:
    seen: Counter[str] = Counter()
    for seed in range(6):
        for (_, _, measure, _), _ in known(random_log(seed), 10**6).figures().items():
            seen[measure] += 1
    ours = {measure.value for measure in Measure} & {*seen}
    assert len(ours) >= 24, sorted(ours)


@pytest.mark.parametrize("kind", ActivityKind)
def test_an_activity_counts_only_for_duties_that_its_kind_stands_under(kind: ActivityKind) -> None:
    log = Log(random.Random(kind.value))
    for _ in range(40):
        said = held(log, kind)
        duties = {one.measure.duty for one in counts_of(said)}
        assert duties <= {*duties_of(said)}, said
