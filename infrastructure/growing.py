"""The fictional year grown to any number of events: copies of its streams through the same mapper and append function.

Each copied fact is sealed under keys of its own stream, appended with its leaf, and adds its fact rows in the same
transaction, some hundreds a transaction; the ordinary follower folds them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
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


@dataclass(slots=True)
class Growing:
    """An installation that holds the fictional year, and the copies of it that were not told yet."""

    stage: DatabaseStage
    database: Database
    copies: Copies
    there: int
    last: datetime
    told: Iterator[Recorded]

    @classmethod
    def begun(cls, stage: DatabaseStage, database: Database) -> Growing:
        """Take up an installation in which the year was just played."""
        with stage.house.pool.connection() as connection:
            year = whole_log(stage.house, connection)
        copies = Copies.of(year)
        told = (one for number in count() for one in copies.copy(number))
        return cls(stage, database, copies, len(year), year[-1].recorded_at, told)

    def to(self, wanted: int, tell: Tell = lambda events: None, *, until: datetime | None = None) -> int:
        """Append copies until the log holds so many events; return how many it holds.

        `tell` hears how many events there are. The simulated clock goes on evenly to `until`: yesterday.
        """
        until = until or datetime.now(UTC) - timedelta(days=1)
        step = max(timedelta(), until - self.last) / max(1, wanted - self.there)
        folded = self.there
        with psycopg.connect(self.database.app_dsn) as connection:
            while batch := self._next(wanted):
                self.stage.clock.at = self.last
                append(self.stage.house, connection, batch, simulated=self.last)
                self.there += len(batch)
                self.last += step * len(batch)
                if self.there - folded >= FOLDED_EVERY:
                    self.stage.follower.catch_up()
                    folded = self.there
                tell(self.there)
            _count_on(connection, self.copies)
        self.stage.follower.catch_up()
        with psycopg.connect(self.database.owner_dsn, autocommit=True) as owner:
            owner.execute("ANALYZE")  # as the server does by itself in a minute
        return self.there

    def _next(self, wanted: int) -> list[Recorded]:
        there = max(0, min(BATCH, wanted - self.there))
        return list(islice(self.told, there)) if self.copies.pages else []


def grow(stage: DatabaseStage, database: Database, wanted: int, tell: Tell = lambda events: None) -> int:
    """Append copies of the year just played until the log holds so many events; return how many it holds."""
    return Growing.begun(stage, database).to(wanted, tell)


def whole_log(house: House, connection: Connection) -> list[Recorded]:
    """Return every fact of the log, opened."""
    recorder, position, read = EventRecorder(connection), 0, []
    while found := recorder.after(position, 2000):
        read += house.ledger.recorded(found)
        position = read[-1].position
    return read


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
