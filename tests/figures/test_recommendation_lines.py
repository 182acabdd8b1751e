"""Figures of recommendations as the view counts them, against the naive count, at every position."""

from __future__ import annotations

import random
from collections.abc import Sequence
from uuid import UUID

import psycopg
import pytest

from application.ledger import Recorded
from domain.erasure import KeyDestroyed
from domain.recommendation import Recommendation
from domain.recommendation import facts as r
from domain.recommendation.codes import WithdrawnWhy
from infrastructure.postgres import Database
from infrastructure.views.recommendation import RecommendationView
from tests.figures.test_counted_works import UNITS, Log, Work, asked, begun, folded, steps
from tests.naive_recommendations import counted, shown


def random_recommendations(seed: int, many: int = 25) -> list[Recorded]:
    """Recommendations told side by side: drafted, conveyed, answered, closed, withdrawn, merged, erased."""
    log = Log(random.Random(seed))
    chance = log.chance
    works = [
        begun(
            log,
            Recommendation,
            Recommendation.collect(f"X.KN.{one:04}", chance.choice(UNITS), asked(log), log.act),
        )
        for one in range(many)
    ]
    letter = r.Letter(addressee="Cơ quan", subject="việc", body="Thân", asks="Đề nghị")
    for work in works[5:]:
        work.told(lambda work=work: work.state.draft(letter, UUID(int=3), log.act))  # type: ignore[misc]
        work.told(lambda work=work: work.state.approve(log.act))  # type: ignore[misc]
    for _ in range(many * 9):
        _step(log, works)
    return log.facts


def _step(log: Log, works: Sequence[Work]) -> None:
    chance, work = log.chance, log.chance.choice(works)
    other, one = chance.choice(works).state, work.state
    sent = [sent.version for sent in one.sent] or [99]
    given = r.Acknowledgement(conveyed=chance.choice(sent), on=log.day())
    rare = [
        lambda: one.acknowledge(given, log.act),
        lambda: one.remind(r.Reminder(conveyed=given.conveyed, on=given.on), log.act),
        lambda: one.withdraw(r.Withdrawal(why=WithdrawnWhy.SETTLED), log.act),
        lambda: one.merge(other, "Cùng việc", log.act),
    ]
    if chance.random() < 0.02:
        fact = KeyDestroyed(occurred_at=log.at, records=(one.id, UUID(int=77)), key_ids=())
        log.tell(UUID(int=chance.getrandbits(128), version=4), 0, fact)
        return
    work.told(chance.choice([*steps(log, work, chance.choice(sent)), *rare[: chance.randint(1, 4)]]))


@pytest.mark.parametrize("seed", range(4))
def test_random_recommendations_count_as_the_rules_say_at_every_position(
    database: Database, seed: int
) -> None:
    facts = random_recommendations(seed)
    with psycopg.connect(database.owner_dsn) as connection:
        folded(RecommendationView(), connection, facts, random.Random(seed))
        for upto in range(1, len(facts) + 1):
            assert shown(connection, upto, "figures") == dict(counted(facts, upto)), facts[upto - 1]
        connection.rollback()


def test_the_random_recommendations_reach_every_count_and_every_fact() -> None:
    facts = [one for seed in range(4) for one in random_recommendations(seed)]
    told = {type(one.fact).__name__ for one in facts}
    missing = {kind.__name__ for kind in r.Followed.__subclasses__()} - told
    assert missing == {"RecommendationSentBack", "RecommendationJoined"}, (
        "which change nothing that is counted"
    )
    whats = {what for seed in range(4) for _, what, *_ in counted(random_recommendations(seed), 10**6)}
    assert whats == {"collected", "from_children", "fed_back", "conveyed", "replied", "overdue", "open"}
