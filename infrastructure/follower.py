"""The follower: reads the log once and folds each batch into all views, in one transaction with its position.

One follower works (a database lock), others stand by, on the same machine or another; one that vanishes or stops is
cut off in seconds, so that another gets the lock (docs/decisions/0129). It wakes on NOTIFY and polls as
well, because a wake-up can be lost. It holds no personal keys: views copy ciphertext.
"""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from typing import Any, Self, cast

import psycopg
import structlog
from psycopg import sql

from application.ledger import Recorded
from infrastructure import facts, partitions
from infrastructure.differences import Difference, difference
from infrastructure.ledger import EventRecorder, Ledger
from infrastructure.postgres.limited import begin_limit, within_limit
from infrastructure.postgres.lines import Silence, connected, here_meanwhile
from infrastructure.side_by_side import SideBySide, another
from infrastructure.views import View, every_view
from infrastructure.views.second_lock import lock

log = structlog.get_logger()
Connection = psycopg.Connection[Any]

FOLLOWER_LOCK = 7205420
"""Session lock of the one follower that works."""
PRESENT_LOCK = 7205425
"""Session lock that all followers share, so that they can be counted."""
SILENT_SECONDS, LONGEST_SILENCE_SECONDS = 4.0, 60.0
"""A follower at work that asks the server nothing for so long is taken for dead; at most, where all are slow."""
STANDBY_SECONDS = 1.0
"""How often one that stands by asks for the lock."""
STANDBY_PATIENCE = 0.1
"""Share of the patience for a batch that it has for that question."""
BATCH = 2000
"""Events folded in one transaction; larger batches gain little and hold more memory."""
POLL_SECONDS = 0.5
"""How long the follower sleeps without a wake-up."""
REST_SECONDS = 0.04
"""Rest after a batch that was not full, under load: what comes in the meantime shares the cost of the next one."""
BUSY_BATCHES, QUIET_SECONDS = 20, 0.1
"""Load is more than so many batches without so long a pause; until then each event is folded at once."""
WAYS = max(2, min(4, os.cpu_count() or 2))
"""So many views are built anew at a time: while the database writes the rows of one, those of another are made."""
LONGEST_PAUSE_SECONDS = 2.0
"""Longest wait before it connects again after a failure: a part of the ten seconds in which another takes over."""


class Follower:
    """Folds the log into views until told to stop."""

    def __init__(self, dsn: str, views: Sequence[View] | None = None) -> None:
        self._dsn = dsn
        self._views = tuple(views) if views is not None else every_view()
        self._ledger = Ledger(keys=None)
        self._reading = Reading(self._ledger)
        self._stop = threading.Event()
        self._silence = SILENT_SECONDS
        self.position = 0

    def stop(self) -> None:
        """Ask `run` to end after the batch it is folding."""
        self._stop.set()

    def run(self) -> None:
        """Follow the log; reconnects with growing pauses when the database goes away."""
        pause = 0.1
        while not self._stop.is_set():
            try:
                with _connected(self._dsn) as connection:
                    if not self._lead(connection):
                        continue
                    prepare(connection, self._views, self._ledger)
                    self.position = progress(connection)
                    connection.execute("LISTEN lachan_events")
                    pause = 0.1
                    with self._reading:
                        self._follow(connection)
            except psycopg.Error as failure:
                log.warning("follower_reconnects", code=getattr(failure, "sqlstate", None) or "connection")
                self._stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def _lead(self, connection: Connection) -> bool:
        """Stand by until no other follower works, or the one that does falls silent; False when told to stop."""
        connection.execute("SELECT pg_advisory_lock_shared(%s)", (PRESENT_LOCK,))
        silence = Silence(FOLLOWER_LOCK, PRESENT_LOCK)
        while True:
            with within_limit(connection, STANDBY_PATIENCE):
                asked = connection.execute("SELECT pg_try_advisory_lock(%s)", (FOLLOWER_LOCK,))
                if cast(Any, asked.fetchone())[0]:
                    return True
                if silence.seconds(connection) >= self._silence:
                    log.warning("follower_taken_for_dead", seconds=self._silence)
                    silence.end(connection)
                    self._silence = min(self._silence * 2, LONGEST_SILENCE_SECONDS)
            if self._stop.wait(STANDBY_SECONDS):
                return False

    def _follow(self, connection: Connection) -> None:
        busy, looked = 0, -partitions.EVERY_SECONDS
        while not self._stop.is_set():
            began = time.monotonic()
            if began - looked >= partitions.EVERY_SECONDS:
                partitions.keep(connection)
                looked = began
            while folded := self.step(connection):
                if self._stop.is_set():
                    return
                busy += 1
                if folded < BATCH and busy > BUSY_BATCHES:
                    self._stop.wait(REST_SECONDS)
            for _ in connection.notifies(timeout=POLL_SECONDS, stop_after=1):
                pass
            if time.monotonic() - began > QUIET_SECONDS:
                busy = 0

    def step(self, connection: Connection) -> int:
        """Fold one batch; return how many events it held."""
        with without_collector(), within_limit(connection):
            recorded = self._reading.after(connection, self.position)
            if not recorded:
                return 0
            last = recorded[-1].position
            with connection.transaction():
                fold(connection, self._views, recorded, suffix="")
                connection.execute(_PROGRESS, (last,), prepare=True)
        self.position, self._silence = last, SILENT_SECONDS
        return len(recorded)

    def catch_up(self) -> int:
        """Fold everything there is, once, in this thread; return the position reached."""
        with _connected(self._dsn) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", (FOLLOWER_LOCK,))
            prepare(connection, self._views, self._ledger)
            self.position = progress(connection)
            with self._reading:
                while self.step(connection):
                    pass
        return self.position


def progress(connection: Connection) -> int:
    """Return the position that the live views have reached."""
    row = connection.execute("SELECT position FROM views.progress WHERE name = 'all'").fetchone()
    return int(row[0]) if row else 0


class Reading:
    """Reads the log batch by batch; while a full one is folded, the next is read on a connection of its own."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._start()

    def _start(self) -> None:
        self._ahead: tuple[int, Future[list[Recorded]]] | None = None
        self._second: Connection | None = None
        self._thread: ThreadPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)
        if self._second is not None:
            self._second.close()
        self._start()

    def after(self, connection: Connection, position: int) -> list[Recorded]:
        """Return the next batch that follows a position."""
        ahead, self._ahead = self._ahead, None
        was_read = ahead is not None and ahead[0] == position
        found = _waited(connection, ahead[1]) if ahead and was_read else self._read(connection, position)
        if len(found) == BATCH:
            self._read_ahead(connection, found[-1].position)
        return found

    def _read(self, connection: Connection, position: int) -> list[Recorded]:
        return self._ledger.recorded(EventRecorder(connection).after(position, BATCH))

    def _read_ahead(self, connection: Connection, position: int) -> None:
        if self._second is None:
            self._second = another(connection)
            self._thread = ThreadPoolExecutor(1, "read-ahead")
        if self._thread is not None:
            begin_limit(self._second)
            self._ahead = position, self._thread.submit(self._read, self._second, position)


def _waited(connection: Connection, ahead: Future[list[Recorded]]) -> list[Recorded]:
    """Return what is read on the other connection, saying on this one now and then that we are here."""
    here_meanwhile(connection, lambda seconds: bool(wait((ahead,), seconds).done))
    return ahead.result()


_PROGRESS = "UPDATE views.progress SET position = %s WHERE name = 'all'"


def _connected(dsn: str) -> Connection:
    """Connect without waiting for the disk at each commit: rows and position are lost together, and folded again."""
    connection = connected(dsn)
    connection.execute("SET synchronous_commit TO off")
    return connection


@contextmanager
def without_collector() -> Iterator[None]:
    """Fold a batch without looking for cycles: facts make none, and a look at thousands of them costs half the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def fold(connection: Connection, views: Iterable[View], batch: Sequence[Recorded], *, suffix: str) -> None:
    """Fold a batch into the schemas of these views (live: empty suffix)."""
    for view in views:
        ours = [recorded for recorded in batch if recorded.envelope.topic.startswith(view.TOPICS)]
        if ours:
            _within(connection, view, suffix)
            view.fold(connection, ours)


def _within(connection: Connection, view: View, suffix: str) -> None:
    schema = sql.Identifier(view.schema() + suffix)
    connection.execute(sql.SQL("SET LOCAL search_path TO {}").format(schema))


def prepare(connection: Connection, views: Sequence[View], ledger: Ledger) -> None:
    """Make missing views and rebuild those whose version changed, beside the old ones, then swap."""
    with connection.transaction():
        connection.execute("INSERT INTO views.progress VALUES ('all', 0) ON CONFLICT DO NOTHING")
        versions = dict(connection.execute("SELECT name, version FROM views.catalogue").fetchall())
        stale = [view for view in views if versions.get(view.NAME) != view.VERSION]
        if len(stale) == len(views) and progress(connection) == 0:
            top = EventRecorder(connection).max_notification_id() or 0
            connection.execute(_PROGRESS, (top,))
    if stale:
        rebuild(connection, stale, ledger)


def rebuild(connection: Connection, views: Sequence[View], ledger: Ledger) -> int:
    """Fold views anew up to the live position and swap them in; return the number of events folded.

    The caller holds the follower's lock, so the live position stands still meanwhile. What an interrupted rebuild
    leaves behind is read by nobody and dropped by the next one.
    """
    upto = progress(connection)
    with SideBySide(connection, WAYS) as ways:
        ways.each(_make_new, views)
        count = _fold_all(connection, views, ledger, upto, "_new", ways)
        ways.each(lambda own, view: _index(own, view, "_new"), views)
    with connection.transaction():
        for view in views:
            _swap(connection, view)
    for view in views if count else ():
        log.info("view_rebuilt", view=view.NAME, version=view.VERSION, events=count)
    return count


def _swap(connection: Connection, view: View) -> None:
    schema = sql.Identifier(view.schema())
    connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(schema))
    connection.execute(
        sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(view.schema() + "_new"), schema)
    )
    connection.execute(
        "INSERT INTO views.catalogue VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET version = excluded.version",
        (view.NAME, view.VERSION),
    )


def compare(dsn: str, views: Sequence[View] | None = None) -> list[Difference]:
    """Fold every view, and the fact rows, anew in one snapshot and count the rows that differ from the live ones."""
    found: list[Difference] = []
    ledger = Ledger(keys=None)
    with psycopg.connect(dsn) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        upto = progress(connection)
        compared = tuple(views) if views is not None else every_view()
        for view in compared:
            _make(connection, view, "_check")
        _fold_all(connection, compared, ledger, upto, "_check")
        for view in compared:
            found += [difference(connection, view.schema(), view.schema() + "_check", t) for t in view.TABLES]
        found += _compare_facts(connection, ledger)
        connection.rollback()
    return found


def _compare_facts(connection: Connection, ledger: Ledger) -> list[Difference]:
    connection.execute("CREATE SCHEMA facts_check")
    for table in facts.TABLES:
        connection.execute(f"CREATE TABLE facts_check.{table} (LIKE facts.{table} INCLUDING ALL)")
    position = 0
    while events := EventRecorder(connection).after(position, BATCH):
        with connection.pipeline():
            for recorded in ledger.recorded(events):
                for statement, values in facts.rows(recorded):
                    connection.execute(statement.replace("facts.", "facts_check."), values)
        position = events[-1].envelope.position or 0
    return [difference(connection, "facts", "facts_check", table) for table in facts.TABLES]


def _make(connection: Connection, view: View, suffix: str) -> None:
    schema = sql.Identifier(view.schema() + suffix)
    connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(schema))
    connection.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
    _within(connection, view, suffix)
    for statement in filter(str.strip, view.DDL.split(";")):
        connection.execute(statement)


def _make_new(connection: Connection, view: View) -> None:
    """Make a view's next tables, with who may read them.

    Rights are given while the tables are seen by nobody else. Given at the end, to tables full of rows, they met the
    database's own ANALYZE of such a table: it waited for the rights to be committed, and they for its lock.
    """
    _make(connection, view, "_new")
    _grant(connection, view, view.schema() + "_new")


def _index(connection: Connection, view: View, suffix: str) -> None:
    """Give a view what its readers need, once its rows are there: a tenth of the cost of keeping it row by row."""
    _within(connection, view, suffix)
    for statement in filter(str.strip, view.INDEXES.split(";")):
        connection.execute(statement)
    for table in view.TABLES:
        connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


def _fold_all(
    connection: Connection,
    views: Sequence[View],
    ledger: Ledger,
    upto: int,
    suffix: str,
    ways: SideBySide | None = None,
) -> int:
    """Fold the log into these views: side by side, or on this connection alone, within its snapshot."""
    position = 0
    with without_collector(), Reading(ledger) as reading:
        while position < upto:
            recorded = reading.after(connection, position)[: upto - position]
            if ways is None:
                fold(connection, views, recorded, suffix=suffix)
            else:
                ways.each(partial(_fold_one, recorded, suffix), views)
            position = recorded[-1].position
    return position


def _fold_one(batch: Sequence[Recorded], suffix: str, connection: Connection, view: View) -> None:
    fold(connection, (view,), batch, suffix=suffix)


def _grant(connection: Connection, view: View, schema: str) -> None:
    """Let whoever may use the schema of all views read the one in this schema; the application's role row by row."""
    readers = connection.execute(
        "SELECT a.grantee::regrole::text, has_table_privilege(a.grantee, 'facts.records', 'INSERT')"
        " FROM pg_namespace n, aclexplode(n.nspacl) a"
        " WHERE n.nspname = 'views' AND a.privilege_type = 'USAGE' AND a.grantee NOT IN (n.nspowner, 0)"
    ).fetchall()
    for reader, is_application in readers:
        name = sql.SQL(reader)
        target = sql.Identifier(schema)
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(target, name))
        connection.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA {} TO {}").format(target, name))
        lock(connection, view, schema, reader, scoped=is_application)
