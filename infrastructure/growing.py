"""The fictional year grown to any number of events: copies of its streams through the same mapper and append function.

Each copied fact is sealed under keys of its own stream, appended with its leaf, and adds its fact rows in the same
transaction, some hundreds a transaction; the ordinary follower folds them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from typing import Any

import psycopg

from application.demo.copies import Copies
from application.ledger import Recorded
from infrastructure import facts
from infrastructure.demo import DatabaseStage
from infrastructure.ledger import Connection, EventRecorder, LedgerEvent, Receipt, stamped
from infrastructure.postgres import Database
from infrastructure.work import House

BATCH = 400
"""Events of one transaction."""
FOLDED_EVERY = 20_000
"""After so many events the follower folds what is new."""
Tell = Callable[[int], None]


def grow(
    stage: DatabaseStage, database: Database, wanted: int, tell: Tell = lambda events: None, first: int = 0
) -> int:
    """Append copies of the year until the log holds so many events; return how many it holds.

    `tell` hears how many events there are; `first` is the number of the first copy, other than those of an earlier
    growth of the same log. The simulated clock goes on evenly from the year's end to yesterday.
    """
    house = stage.house
    with house.pool.connection() as connection:
        year = whole_log(house, connection)
    copies, there = Copies.of(year), len(year)
    if not copies.pages or there >= wanted:
        return there
    began, until = there, datetime.now(UTC) - timedelta(days=1)
    last = year[-1].recorded_at
    step = max(timedelta(), until - last) / max(1, wanted - there)
    folded = there
    with psycopg.connect(database.app_dsn) as connection:
        told = _all(copies, first)
        while chosen := list(islice(told, min(BATCH, wanted - there))):
            stage.clock.at = last + step * (there - began)
            append(house, connection, chosen, simulated=stage.clock.at)
            there += len(chosen)
            if there - folded >= FOLDED_EVERY:
                stage.follower.catch_up()
                folded = there
            tell(there)
        _count_on(connection, copies)
    stage.follower.catch_up()
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        owner.execute("ANALYZE")  # as the server does by itself in a minute
    return there


def whole_log(house: House, connection: Connection) -> list[Recorded]:
    """Return every fact of the log, opened."""
    recorder, position, read = EventRecorder(connection), 0, []
    while found := recorder.after(position, 2000):
        read += house.ledger.recorded(found)
        position = read[-1].position
    return read


def _all(copies: Copies, first: int) -> Iterator[Recorded]:
    for number in count(first):
        yield from copies.copy(number)


def append(
    house: House, connection: Connection, batch: Sequence[Recorded], *, simulated: datetime | None = None
) -> None:
    """Append facts and their fact rows in one transaction."""
    mapper: Any = house.ledger.mapper
    events: list[LedgerEvent] = [mapper.to_stored_event(one) for one in batch]
    receipt = Receipt()
    with connection.pipeline():
        EventRecorder(connection).insert_events(events, conn=connection, receipt=receipt, simulated=simulated)
    rows = receipt.rows()
    with connection.pipeline():
        for one, row in zip(batch, rows, strict=True):
            for statement, values in facts.rows(stamped(one, *row)):
                connection.execute(statement, values, prepare=True)
    connection.commit()


def _count_on(connection: Connection, copies: Copies) -> None:
    """Let the next number of each register follow the last one of the copies."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO app.counters (series, last) VALUES (%s, %s) ON CONFLICT (series) DO UPDATE"
            " SET last = greatest(app.counters.last, excluded.last)",
            list(copies.counters()),
        )
    connection.commit()
