"""A hundred thousand cases: loaded through the append function, folded by the follower, read as a page."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg

from application.follow_up_log import SeeLog, see_log
from application.ledger import Envelope, Recorded
from bench.measure import Figure, in_turn, times
from domain.account import Role
from domain.child_case import CaseOpened, ChildCase
from domain.child_case.file_code import FileCode
from domain.child_case.intake import Child, Details, Reception, Situation
from domain.kernel import Act, Actor
from infrastructure.follower import Follower
from infrastructure.growing import append
from infrastructure.views import every_view
from tests.ledger.given import Town

BATCH, IN_OWN_UNIT, SEED, CALLS, MISSED = 500, 10_000, 8, 40, 4000
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô")
GIVEN = (
    "An",
    "Bình",
    "Châu",
    "Dũng",
    "Giang",
    "Hạnh",
    "Khôi",
    "Linh",
    "Minh",
    "Ngọc",
    "Phúc",
    "Quỳnh",
    "Sơn",
    "Thảo",
)
STORY = "Người báo tin kể lại sự việc; đã hẹn gặp gia đình và nhà trường để tìm hiểu thêm."


@dataclass(frozen=True, slots=True)
class LogFigures:
    """Rates a second, and how many milliseconds each call took."""

    cases: int
    loaded: float
    built: Figure
    runner: Figure
    caught_up: Figure
    page: list[float]
    search: list[float]


def _opened(town: Town, number: int, chance: random.Random) -> Recorded:
    unit = town.commune if number < IN_OWN_UNIT else UUID(int=chance.randrange(40) + 1, version=4)
    at = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=5 * number)
    name = f"{chance.choice(FAMILY)} {chance.choice(GIVEN)} {chance.choice(GIVEN)}"
    act = Act(Actor.account(town.accounts[Role.COUNSELLOR]), at, role="counsellor", unit=unit)
    fact: CaseOpened = ChildCase.take_in(
        unit,
        FileCode.of(f"T{unit.int % 1000}", number, at.year),
        number,
        Situation(what=STORY),
        Reception(received_at=at),
        Details(child=Child(name=name)),
        act,
    )
    stream = uuid4()
    envelope = Envelope(
        topic=fact.TOPIC,
        occurred_at=fact.occurred_at,
        received_at=fact.received_at,
        actor=str(act.by),
        role=act.role,
        unit=unit,
        request_id=uuid4(),
        correlation_id=stream,
    )
    return Recorded(stream, 0, envelope, fact)


def _load(town: Town, count: int) -> float:
    chance, began = random.Random(SEED), time.perf_counter()
    with psycopg.connect(town.database.app_dsn) as connection:
        row = connection.execute("SELECT count(*) FROM facts.records WHERE kind = 'case'").fetchone()
        there = row[0] if row else 0
        for first in range(there, there + count, BATCH):
            last = min(there + count, first + BATCH)
            batch = [_opened(town, number, chance) for number in range(first, last)]
            append(town.house, connection, batch)
    return count / (time.perf_counter() - began)


def _rebuilding(town: Town, count: int) -> Callable[[], float]:
    """All views of an installation that has a log and no views yet."""

    def once() -> float:
        with psycopg.connect(town.database.follower_dsn, autocommit=True) as connection:
            for view in every_view():
                connection.execute(f"DROP SCHEMA IF EXISTS {view.schema()} CASCADE")
            connection.execute("DELETE FROM views.progress")
            connection.execute("DELETE FROM views.catalogue")
        began = time.perf_counter()
        Follower(town.database.follower_dsn).catch_up()
        return count / (time.perf_counter() - began)

    return once


def _standing_still(town: Town) -> float:
    """What a follower does that comes back after a while: views, their rows and indexes are there."""
    _load(town, MISSED)
    began = time.perf_counter()
    Follower(town.database.follower_dsn).catch_up()
    return MISSED / (time.perf_counter() - began)


def measured(town: Town, count: int, library: Callable[[], float]) -> LogFigures:
    """Load, fold, and read pages as a counsellor of one unit among many."""
    loaded = _load(town, count)
    folded = in_turn({"built": _rebuilding(town, count), "library": library})

    def page(words: str = "") -> None:
        with town.work(Role.SUPERVISOR) as work:
            see_log(SeeLog(words=words), work)
            work.commit()

    with psycopg.connect(town.database.owner_dsn) as connection:
        connection.execute(
            "ANALYZE facts.records, facts.assignments"
        )  # as the server does by itself in a minute
    for warm in ("", "nguyen an"):
        page(warm)
    seen = times(page, CALLS)
    found = times(lambda: page("nguyen binh an"), CALLS)
    missed = in_turn({"caught up": lambda: _standing_still(town)})
    return LogFigures(count, loaded, folded["built"], folded["library"], missed["caught up"], seen, found)
