"""A hundred thousand cases: loaded through the append function, folded by the follower, read as a page."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg

from application.follow_up_log import SeeLog, see_log
from application.ledger import Envelope, Recorded
from bench.measure import percentile, times
from domain.account import Role
from domain.child_case import CaseOpened, ChildCase, FileCode
from domain.child_case.intake import Child, Details, Reception, Situation
from domain.kernel import Act, Actor
from infrastructure import facts
from infrastructure.follower import Follower
from infrastructure.ledger import EventRecorder, LedgerEvent, Receipt, stamped
from tests.ledger.given import Town

BATCH, IN_OWN_UNIT, SEED, CALLS = 500, 10_000, 8, 40
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
    """Milliseconds at the 95th percentile, and how the data came there."""

    cases: int
    loaded_per_second: float
    folded_per_second: float
    page_ms: float
    search_ms: float


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
        for first in range(0, count, BATCH):
            batch = [_opened(town, number, chance) for number in range(first, min(count, first + BATCH))]
            _append(town, connection, batch)
    return count / (time.perf_counter() - began)


def _append(
    town: Town, connection: psycopg.Connection[tuple[object, ...]], batch: Sequence[Recorded]
) -> None:
    events: list[LedgerEvent] = [town.house.ledger.mapper.to_stored_event(one) for one in batch]  # type: ignore[misc]  # our own mapper
    receipt = Receipt()
    EventRecorder(connection).insert_events(events, conn=connection, receipt=receipt)
    for one, row in zip(batch, receipt.rows(), strict=True):
        with connection.pipeline():
            for statement, values in facts.rows(stamped(one, *row)):
                connection.execute(statement, values, prepare=True)
    connection.commit()


def measured(town: Town, count: int) -> LogFigures:
    """Load, fold, and read pages as a counsellor of one unit among many."""
    loaded = _load(town, count)
    began = time.perf_counter()
    Follower(town.database.follower_dsn).catch_up()
    folded = count / (time.perf_counter() - began)

    def page(words: str = "") -> None:
        with town.work(Role.SUPERVISOR) as work:
            see_log(SeeLog(words=words), work)
            work.commit()

    for warm in ("", "nguyen an"):
        page(warm)
    seen = percentile(times(page, CALLS), 0.95)
    found = percentile(times(lambda: page("nguyen binh an"), CALLS // 2), 0.95)
    return LogFigures(count, loaded, folded, seen, found)
