"""The follower: skips nothing, resumes exactly, and what it built is what the log says."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg
import pytest

from application.ledger import Recorded
from domain.account import Role
from infrastructure import follower
from infrastructure.follower import FOLLOWER_LOCK, PRESENT_LOCK, Follower, compare, prepare, progress, rebuild
from infrastructure.lag import lag_of
from infrastructure.ledger import Ledger
from infrastructure.postgres import Database
from infrastructure.postgres.lines import connected
from infrastructure.views import every_view
from infrastructure.views.article92_lines import _ALIKE
from infrastructure.views.base import Statement, View
from infrastructure.views.case_events import _TAKEN_AWAY, CaseEventsView
from tests.ledger.given import Town, together
from tests.startup.running import until

Connection = psycopg.Connection[Any]
WRITERS, EACH = 8, 40


class Seen(CaseEventsView):
    """Only notes each position that it was shown; not a direct child of `View`, so it is in no installation."""

    NAME = "seen_by_test"
    VERSION = 1
    TABLES = ("seen",)  # type: ignore[assignment]  # another view altogether
    DDL = "CREATE TABLE seen (position bigint)"  # no key: what is folded twice stands there twice
    TOPICS = ("",)  # type: ignore[assignment]  # another view altogether
    fold = View.fold

    def statements(self, recorded: Recorded) -> Iterator[Statement]:
        """One row an event."""
        yield "INSERT INTO seen VALUES (%s)", (recorded.position,)


VIEWS = (*every_view(), Seen())


def positions(database: Database) -> list[int]:
    with psycopg.connect(database.follower_dsn) as connection:
        rows = connection.execute("SELECT position FROM v_seen_by_test.seen ORDER BY position").fetchall()
    return [row[0] for row in rows]


def reached(database: Database) -> int:
    with psycopg.connect(database.follower_dsn) as connection:
        return progress(connection)


def test_eight_writers_and_a_follower_skip_nothing(town: Town) -> None:
    follower = Follower(town.database.follower_dsn, VIEWS)
    running = threading.Thread(target=follower.run)
    running.start()

    def writer() -> None:
        for _ in range(EACH):
            town.named()

    assert together([writer] * WRITERS) == [None] * WRITERS
    top = town.ask("SELECT max(position) FROM es.events")[0][0]
    end = time.monotonic() + 20
    while reached(town.database) < top and time.monotonic() < end:
        time.sleep(0.05)
    follower.stop()
    running.join()
    assert positions(town.database) == list(range(1, top + 1))


def test_a_follower_that_was_cut_off_resumes_exactly(town: Town) -> None:
    """The server ends its connection in the middle of batches; it comes back by itself and repeats nothing."""
    follower = Follower(town.database.follower_dsn, VIEWS)
    running = threading.Thread(target=follower.run)
    running.start()
    for turn in range(60):
        town.named()
        if turn % 20 == 10:
            _cut(town)
    top = town.ask("SELECT max(position) FROM es.events")[0][0]
    end = time.monotonic() + 30
    while reached(town.database) < top and time.monotonic() < end:
        time.sleep(0.05)
    follower.stop()
    running.join()
    assert positions(town.database) == list(range(1, top + 1))


def _cut(town: Town) -> None:
    with psycopg.connect(town.database.follower_dsn, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename = current_user AND pid <> pg_backend_pid() AND datname = current_database()"
        )


def test_a_second_follower_stands_by(town: Town) -> None:
    with psycopg.connect(town.database.follower_dsn) as first:
        first.execute("SELECT pg_advisory_lock(7205420)")
        second = Follower(town.database.follower_dsn, VIEWS)
        running = threading.Thread(target=second.run)
        running.start()
        town.named()
        time.sleep(0.3)
        assert reached(town.database) == 0
        lag = lag_of(first)
        assert (lag.is_led, lag.followers) == (True, 1)  # the first is no follower, it only holds the lock
        second.stop()
        running.join(5)
        assert not running.is_alive()


def test_a_follower_that_asks_nothing_is_ended_also_within_a_pipeline(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infrastructure.follower.STANDBY_SECONDS", 0.05)
    with connected(town.database.follower_dsn) as first:
        first.execute("SELECT pg_advisory_lock_shared(%s)", (PRESENT_LOCK,))
        first.execute("SELECT pg_advisory_lock(%s)", (FOLLOWER_LOCK,))
        second = Follower(town.database.follower_dsn, VIEWS)
        second._silence = 0.5
        running = threading.Thread(target=second.run)
        with pytest.raises(psycopg.OperationalError), first.pipeline():
            first.execute("SELECT 1")  # sent without an end: no idle timeout of the server counts here
            running.start()
            town.named()
            until(lambda: reached(town.database) > 0)
        second.stop()
        running.join()


def test_whoever_holds_the_lock_and_is_no_follower_is_left_alone(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infrastructure.follower.STANDBY_SECONDS", 0.05)
    with psycopg.connect(town.database.follower_dsn, autocommit=True) as operator:
        operator.execute("SELECT pg_advisory_lock(%s)", (FOLLOWER_LOCK,))
        second = Follower(town.database.follower_dsn, VIEWS)
        second._silence = 0.1
        running = threading.Thread(target=second.run)
        running.start()
        time.sleep(0.6)
        second.stop()
        running.join()
        assert operator.execute("SELECT 1").fetchone() == (1,)


class Slow(Seen):
    """Folds a batch more slowly than others have patience for."""

    NAME = "slow_by_test"

    def fold(self, connection: psycopg.Connection[Any], batch: Sequence[Recorded]) -> None:
        super().fold(connection, batch)
        time.sleep(0.7)


def test_two_followers_that_are_only_slow_get_somewhere(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("SILENT_SECONDS", 0.3), ("POLL_SECONDS", 0.05), ("STANDBY_SECONDS", 0.05)):
        monkeypatch.setattr(f"infrastructure.follower.{name}", seconds)
    followers = [Follower(town.database.follower_dsn, (Slow(),)) for _ in range(2)]
    running = [threading.Thread(target=one.run) for one in followers]
    for thread in running:
        thread.start()
    for _ in range(2):
        town.named()
        top = town.ask("SELECT max(position) FROM es.events")[0][0]
        until(lambda: reached(town.database) >= top)  # noqa: B023 - asked within the turn
    for one in followers:
        one.stop()
    for thread in running:
        thread.join()
    assert max(one.position for one in followers) == top


def test_views_built_bit_by_bit_equal_views_built_at_once(town: Town) -> None:
    follower = Follower(town.database.follower_dsn, VIEWS)
    for _ in range(4):
        town.case(Role.COUNSELLOR)
        follower.catch_up()
    differences = compare(town.database.follower_dsn, VIEWS)
    assert [d for d in differences if d.only_live or d.only_rebuilt] == []
    assert any(d.rows for d in differences)


def test_compare_finds_a_row_that_was_tampered_with(town: Town) -> None:
    town.case()
    Follower(town.database.follower_dsn, VIEWS).catch_up()
    with psycopg.connect(town.database.follower_dsn) as connection:
        connection.execute("DELETE FROM v_seen_by_test.seen WHERE position = 2")
    found = {d.table: d for d in compare(town.database.follower_dsn, VIEWS)}
    assert found["v_seen_by_test.seen"].only_rebuilt == 1
    with psycopg.connect(town.database.app_dsn) as connection:
        connection.execute("UPDATE facts.units SET name = 'khác'")
    assert any(d.only_live for d in compare(town.database.follower_dsn, VIEWS) if d.table == "facts.units")


def test_a_new_version_of_a_view_is_built_beside_the_old_and_swapped(town: Town) -> None:
    town.case()
    Follower(town.database.follower_dsn, VIEWS).catch_up()
    before = positions(town.database)
    with psycopg.connect(town.database.follower_dsn, autocommit=True) as connection:
        assert rebuild(connection, VIEWS[-1:], Ledger(keys=None)) == len(before)
        prepare(connection, VIEWS, Ledger(keys=None))
    assert positions(town.database) == before


def test_new_tables_are_swapped_in_while_the_database_looks_at_them(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own ANALYZE of a table full of rows holds this lock; a swap that asked for more than the name met it."""
    town.named()
    town.followed()
    swap = follower._swap

    def swap_beside_analyse(connection: Connection, view: View) -> None:
        with psycopg.connect(town.database.follower_dsn) as analysing:
            analysing.execute("LOCK TABLE v_seen_by_test_new.seen IN SHARE UPDATE EXCLUSIVE MODE")
            connection.execute("SET LOCAL lock_timeout = '1s'")
            swap(connection, view)

    monkeypatch.setattr(follower, "_swap", swap_beside_analyse)
    with psycopg.connect(town.database.follower_dsn, autocommit=True) as connection:
        prepare(connection, every_view(), Ledger(keys=None))
        assert rebuild(connection, VIEWS[-1:], Ledger(keys=None)) == len(positions(town.database))


@pytest.mark.parametrize(
    ("view", "query", "by"),
    [
        ("article92", _ALIKE % ("'x'", "'y'"), "once = 'x'"),
        ("follow_up_log", "SELECT * FROM matters WHERE case_id = ANY ('{}'::uuid[])", "case_id = ANY"),
        ("case_events", _TAKEN_AWAY % "'{}'::uuid[]", "case_id = t.case_id"),
    ],
)
def test_what_a_fold_looks_for_it_finds_before_the_readers_indexes_are_made(
    town: Town, view: str, query: str, by: str
) -> None:
    """They come last in a rebuild; a fold that needed one read its table whole for each batch of 1,000,000 events."""
    (one,) = (one for one in every_view() if view == one.NAME)
    with psycopg.connect(town.database.follower_dsn) as connection:
        follower._make(connection, one, "_new")
        connection.execute("SET LOCAL enable_seqscan = off")  # so small a table is read whole where it may be
        plan = "\n".join(row[0] for row in connection.execute(f"EXPLAIN {query}".encode()))
        connection.rollback()
    assert any("Index Cond" in line and by in line for line in plan.split("\n")), plan
