"""Signs heads of the two logs: a process of its own, with its own key and database role.

A head is signed when 256 entries wait, or a minute after the first of them came. It grows from the signer's own last
head, so that is always a prefix of the next one; whether it is still a prefix of the log in the database is looked at
when the process starts and once an hour, by computing the tree again. Where it is not, nothing more is signed for it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast

import psycopg
import structlog

from application.seal import SealedLog
from domain.calendar import vietnam_day
from infrastructure.durable import wait_for_disk
from infrastructure.postgres.lines import connected
from infrastructure.refusal import CannotStart
from infrastructure.seal.keys import Signed, SignersFolder
from infrastructure.seal.tree import Frontier
from infrastructure.verifier import notes

Connection = psycopg.Connection[Any]
log = structlog.get_logger()

SIGNER_LOCK = 7205430
MOST_WAITING, LONGEST_WAIT_SECONDS = 256, 60.0
"""Entries that may wait for a head, and how long the first of them may (quy ước nội bộ)."""
LOOK_SECONDS = 1.0
CHECK_SECONDS = 3600.0
LONGEST_PAUSE_SECONDS = 10.0
AT_ONCE = 20_000
ASKED = "lachan_sign"
"""Channel on which an operator asks for heads now."""
TABLES = {SealedLog.EVENTS: "es.events", SealedLog.ACCESS: "trail.entries"}
_INSERT = "INSERT INTO seal.checkpoints VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
_VOLUME = "INSERT INTO seal.volumes VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"


class NotAPrefix(Exception):
    """The last signed head is not a prefix of the log in the database: someone rewrote it, or a backup was restored."""


def leaves_of(
    connection: Connection, of: SealedLog, after: int, upto: int
) -> Iterator[tuple[int, bytes, datetime]]:
    """Yield position, stored leaf and time of recording, in order.

    Raises:
        NotAPrefix: A position is missing.
    """
    columns = "position, leaf, recorded_at"
    query = f"SELECT {columns} FROM {TABLES[of]} WHERE position > %s AND position <= %s ORDER BY position"  # noqa: S608
    for start in range(after, upto, AT_ONCE):
        end = min(start + AT_ONCE, upto)
        rows = connection.execute(query.encode(), (start, end)).fetchall()
        if [row[0] for row in rows] != list(range(start + 1, end + 1)):
            raise NotAPrefix
        yield from rows


def top_of(connection: Connection, of: SealedLog) -> int:
    """Return the last position of a log."""
    query = f"SELECT coalesce(max(position), 0) FROM {TABLES[of]}"  # noqa: S608 - a constant
    return cast("tuple[int]", connection.execute(query.encode()).fetchone())[0]


def origin_of(connection: Connection, of: SealedLog) -> str:
    """Return the name of a log."""
    query = "SELECT origin FROM seal.logs WHERE log = %s"
    return cast("tuple[str]", connection.execute(query, (of,)).fetchone())[0]


def frontier_at(connection: Connection, of: SealedLog, size: int) -> Frontier:
    """Return the frontier over the stored leaves."""
    return Frontier().grown(leaf for _, leaf, _ in leaves_of(connection, of, 0, size))


class Signer:
    """Signs for as long as it runs; one works, others stand by."""

    def __init__(self, dsn: str, folder: SignersFolder) -> None:
        self._dsn = dsn
        self._folder = folder
        self._key = folder.made()
        self._stop = threading.Event()
        self._waiting_since: dict[SealedLog, float] = {}
        self._refused: set[SealedLog] = set()

    def stop(self) -> None:
        """Ask `run` to end."""
        self._stop.set()

    def run(self) -> None:
        """Sign until stopped; reconnects with growing pauses when the database goes away."""
        pause = 0.1
        while not self._stop.is_set():
            try:
                with connected(self._dsn) as connection:
                    if self._lead(connection):
                        pause = 0.1
                        self._sign(connection)
            except psycopg.Error as failure:
                log.warning("signer_reconnects", code=getattr(failure, "sqlstate", None) or "connection")
                self._stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            except CannotStart as refusal:
                if not refusal.is_full:
                    raise
                # nobody is told of a head that is not on the disk
                log.warning("signer_waits", reason="disk-full")
                self._stop.wait(LONGEST_PAUSE_SECONDS)

    def _lead(self, connection: Connection) -> bool:
        query = "SELECT pg_try_advisory_lock(%s)"
        while not cast(Any, connection.execute(query, (SIGNER_LOCK,)).fetchone())[0]:
            if self._stop.wait(LOOK_SECONDS):
                return False
        return True

    def _sign(self, connection: Connection) -> None:
        checked, at_once = -CHECK_SECONDS, True  # however long entries have waited already, nobody remembers
        connection.execute(f"LISTEN {ASKED}")
        while not self._stop.is_set():
            if time.monotonic() - checked >= CHECK_SECONDS:
                self.check(connection)
                checked = time.monotonic()
            for of in SealedLog:
                self.look(connection, of, time.monotonic(), at_once=at_once)
            at_once = any(True for _ in connection.notifies(timeout=LOOK_SECONDS, stop_after=1))

    def check(self, connection: Connection) -> None:
        """Hold both logs against what was signed, and tell the database what it has missed."""
        for of in SealedLog:
            try:
                self._refused.discard(of)
                self.verified(connection, of)
            except NotAPrefix:
                self._refuse(of, self._folder.last(of))

    def verified(self, connection: Connection, of: SealedLog) -> None:
        """Compute the tree again, up to the last head.

        Raises:
            NotAPrefix: It is not the one that was signed.
        """
        last = self._folder.last(of)
        if last is None:
            return
        if frontier_at(connection, of, last.frontier.size) != last.frontier:
            raise NotAPrefix
        self._tell(connection, of, last)

    def look(
        self, connection: Connection, of: SealedLog, now: float, *, at_once: bool = False
    ) -> Signed | None:
        """Sign the log's head if it is due, or asked for; `now` is any clock's seconds that only go forward."""
        if of in self._refused:
            return None
        last = self._folder.last(of)
        waiting = top_of(connection, of) - (last.frontier.size if last else 0)
        if waiting == 0:
            self._waiting_since.pop(of, None)
            return None
        since = self._waiting_since.setdefault(of, now)
        can_wait = last is not None and 0 < waiting < MOST_WAITING and now - since < LONGEST_WAIT_SECONDS
        if can_wait and not at_once:
            return None
        self._waiting_since.pop(of, None)
        try:
            return self.sign(connection, of)
        except NotAPrefix:
            self._refuse(of, last)
            return None

    def _refuse(self, of: SealedLog, last: Signed | None) -> None:
        self._refused.add(of)
        size = last.frontier.size if last else 0
        log.error("seal_refused", kind=of.value, position=size, code="not-a-prefix")

    def sign(self, connection: Connection, of: SealedLog) -> Signed | None:
        """Sign the head of everything that is there now; None when nothing is new.

        A year's last entry gets a head of its own first.

        Raises:
            NotAPrefix: The log is shorter than what was signed, has a gap, or another name.
        """
        last, origin, top = self._folder.last(of), origin_of(connection, of), top_of(connection, of)
        frontier = last.frontier if last else Frontier()
        if top < frontier.size or (last is not None and last.origin != origin):
            raise NotAPrefix
        if top == frontier.size:
            return None
        entries = list(leaves_of(connection, of, frontier.size, top))
        wait_for_disk(connection)
        year, leaves = self._year_at(connection, of, frontier.size), list[bytes]()
        for _, leaf, recorded_at in entries:
            its_year = vietnam_day(recorded_at).year
            if year is not None and its_year > year:
                frontier, leaves = self._signed(connection, of, origin, frontier, leaves), []
                connection.execute(_VOLUME, (of, year, frontier.size))
            year = its_year
            leaves.append(leaf)
        self._signed(connection, of, origin, frontier, leaves)
        return self._folder.last(of)

    def _year_at(self, connection: Connection, of: SealedLog, position: int) -> int | None:
        query = f"SELECT recorded_at FROM {TABLES[of]} WHERE position = %s"  # noqa: S608 - a constant
        row = connection.execute(query.encode(), (position,)).fetchone()
        return vietnam_day(row[0]).year if row else None

    def _signed(
        self, connection: Connection, of: SealedLog, origin: str, frontier: Frontier, leaves: list[bytes]
    ) -> Frontier:
        if not leaves:
            return frontier
        grown = frontier.grown(leaves)
        note = notes.signed(notes.text_of(origin, grown.size, grown.root()), origin, self._key)
        head = Signed(origin, grown, datetime.now(UTC).isoformat(timespec="seconds"), note)
        self._folder.keep(of, head)
        self._tell(connection, of, head)
        log.info("head_signed", kind=of.value, position=grown.size)
        return grown

    def _tell(self, connection: Connection, of: SealedLog, head: Signed) -> None:
        grown = head.frontier
        values = (of, grown.size, grown.root(), head.signed_at, head.note, list(grown.nodes))
        connection.execute(_INSERT, values)
