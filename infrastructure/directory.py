"""The directory of duty numbers from the log, and a copy in memory that no emergency has to wait for."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from uuid import UUID

import structlog

from application.directory import DutyBook
from application.ledger import Recorded
from application.work import TryAgain
from domain.child_case import ChildCase
from domain.duty_numbers import DutyNumbers, stream_of
from domain.kernel import fold
from domain.units import AdminUnit, register
from infrastructure.keys import KeyStoreDamaged
from infrastructure.ledger import COLUMNS, Ledger, event_of, load
from infrastructure.work import Caller, House, PgWork

log = structlog.get_logger()

REFRESH_SECONDS = 15.0
"""How old the copy in memory of another process may be; the process that changed the directory has it at once."""
_AREAS = """
SELECT DISTINCT ON (d.unit) d.unit, d.value FROM facts.unit_dated d JOIN facts.units u ON u.unit = d.unit
 WHERE d.what = 'areas' AND u.ended_on IS NULL ORDER BY d.unit, d.since DESC, d.version DESC
"""
"""What each unit serves now; nothing is entered ahead of its day."""
_WITHOUT_KEYS = Ledger(keys=None)


@lru_cache(maxsize=1)
def _streams() -> list[UUID]:
    return [stream_of(unit) for unit in register().units]


class PgDirectory:
    """Keeps `application.directory.DutyDirectory`: one stream a unit, all of them read by their known ids."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def book(self) -> DutyBook:
        """Return everything that is in it."""
        units = self._work.connection.execute(
            "SELECT unit, parent FROM facts.units WHERE ended_on IS NULL"
        ).fetchall()
        known = register()
        areas = self._work.connection.execute(_AREAS).fetchall()
        served = {
            unit: tuple(found.as_written for key in keys.split(",") if (found := known.by_key(key)))
            for unit, keys in areas
        }
        return DutyBook(
            listings=tuple(one for numbers in self._numbers() for one in numbers.listings),
            areas=served,
            top=tuple(unit for unit, parent in units if parent is None),
        )

    def places_of(self, case_id: UUID) -> Sequence[AdminUnit]:
        """Return the communes of incident and of residence of a case; opens no personal field."""
        case, _ = load(_WITHOUT_KEYS, self._work.connection, ChildCase, case_id)
        places = (case.situation.where.unit, case.details.child.residence.unit)
        return [place for place in places if place is not None]

    def _numbers(self) -> Iterator[DutyNumbers]:
        for stream, recorded in groupby(self._facts(_streams()), key=lambda one: one.stream):
            folded = fold(DutyNumbers, stream, (one.fact for one in recorded))
            if folded is not None:
                yield folded

    def _facts(self, streams: list[UUID]) -> list[Recorded]:
        query = f"SELECT {COLUMNS} FROM es.events WHERE stream_id = ANY(%s) ORDER BY stream_id, version"  # noqa: S608
        rows = self._work.connection.execute(query.encode(), (streams,)).fetchall()
        return self._work.house.ledger.recorded(event_of(row) for row in rows)


class KeptDirectory:
    """The copy in memory: refreshed by a thread of its own, so a page never waits for database or keys to show it."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._stop = threading.Event()
        self.book = DutyBook()

    def keep(self, book: DutyBook) -> None:
        """Keep what was just read."""
        self.book = book

    def refresh(self) -> None:
        """Read it anew; what cannot be read now stays as it was."""
        try:
            with PgWork(self._house, Caller(system="directory")) as work:
                self.keep(PgDirectory(work).book())
        except (TryAgain, KeyStoreDamaged, sqlite3.Error):
            log.warning("duty_numbers_not_refreshed")

    def start(self) -> None:
        """Read it once, then again and again in a thread of its own."""
        self.refresh()
        threading.Thread(target=self._run, name="duty-numbers", daemon=True).start()

    def stop(self) -> None:
        """End the thread."""
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.wait(REFRESH_SECONDS):
            self.refresh()
