"""The doctor: nothing wrong with a sound installation, and each planted fault is found and told plainly."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from infrastructure.checkup import Finding, checkup, checkup_of
from infrastructure.checkup import log as of_log
from infrastructure.checkup.database import roles
from infrastructure.checkup.keys import keys as key_findings
from infrastructure.checkup.place import disk
from infrastructure.follower import FOLLOWER_LOCK
from infrastructure.lag import Lag, lag_of
from infrastructure.postgres import Database
from infrastructure.postgres.roles import DatabaseRole, RoleNames
from infrastructure.settings import Settings
from tests.conftest import Cluster
from tests.demo.conftest import Played, played_year

SCALE = 0.01
Damage = Callable[[psycopg.Connection], None]


@pytest.fixture(scope="module")
def sound(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """A small sound installation with keys, events and folded views; each test gets a copy."""
    with played_year(cluster, tmp_path_factory.mktemp("sound"), scale=SCALE) as year:
        yield year


@pytest.fixture
def database(cluster: Cluster, sound: Played) -> Iterator[Database]:
    copy = cluster.clone(sound.database)
    yield copy
    cluster.drop(copy.name)


@pytest.fixture
def home(sound: Played, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound.home, tmp_path / "home"))


@contextmanager
def led(database: Database) -> Iterator[None]:
    """Someone holds the follower's lock."""
    with psycopg.connect(database.follower_dsn) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (FOLLOWER_LOCK,))
        yield


def looked(database: Database, home: Path, *, full: bool = False) -> list[Finding]:
    with led(database):
        return list(checkup_of(database, Settings(home=home), full=full))


def wrong(database: Database, home: Path) -> str:
    return "\n".join(one.en for one in looked(database, home) if one.is_wrong)


def damage(database: Database, *statements: str) -> None:
    """What an intruder with the owner's password could do to the log."""
    with psycopg.connect(database.owner_dsn) as connection:
        for statement in statements:
            connection.execute(statement.encode())


OFF = "ALTER TABLE es.events DISABLE TRIGGER append_only"
ON = "ALTER TABLE es.events ENABLE ALWAYS TRIGGER append_only"


@pytest.mark.parametrize("full", [False, True])
def test_a_sound_installation_is_well(database: Database, home: Path, full: bool) -> None:
    found = looked(database, home, full=full)
    assert [one for one in found if one.is_wrong] == []
    told = "\n".join(one.en for one in found)
    for part in ("rows, no gap", "they fit", "Key store: ", "behind"):
        assert part in told
    assert all(one.vi and one.vi != one.en for one in found)


def test_a_changed_event_does_not_fit_its_leaf(database: Database, home: Path) -> None:
    damage(database, OFF, "UPDATE es.events SET actor = 'account:x' WHERE position = 5", ON)
    assert "1 events do not fit their stored leaf, the first at position 5" in wrong(database, home)


def test_a_removed_event_leaves_a_gap(database: Database, home: Path) -> None:
    damage(database, OFF, "DELETE FROM es.events WHERE position = 7", ON)
    assert "positions 1 to" in wrong(database, home)


def test_only_the_newest_leaves_are_computed_unless_all_are_asked_for(
    database: Database, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_log, "NEWEST", 3)
    damage(database, OFF, "UPDATE es.events SET role = 'x' WHERE position = 2", ON)
    assert [one for one in looked(database, home) if one.is_wrong] == []
    assert any("position 2" in one.en for one in looked(database, home, full=True) if one.is_wrong)


def test_time_that_runs_backwards_is_told(database: Database, home: Path) -> None:
    damage(database, OFF, "UPDATE es.events SET recorded_at = '2020-01-01Z' WHERE position = 9", ON)
    assert "runs backwards 1 times, first at 9" in wrong(database, home)


def test_a_clock_that_was_set_back_is_told(database: Database, home: Path) -> None:
    last = "(SELECT max(position) FROM es.events)"
    ahead = f"UPDATE es.events SET recorded_at = now() + interval '1 hour' WHERE position = {last}"
    damage(database, OFF, ahead, ON)
    assert "ahead of the clock: the clock was set back" in wrong(database, home)


def test_each_time_that_the_clock_was_set_back_is_told_for_a_week(database: Database, home: Path) -> None:
    went = "INSERT INTO auth.set_backs (it_was, it_is, position) VALUES"
    damage(database, f"{went} (now() - interval '8 days', now() - interval '9 days', 1)")
    assert "set back" not in wrong(database, home)
    damage(database, f"{went} (now() + interval '1 hour', now(), 2)")
    assert "set back 2 times, at most by 86400 s" in wrong(database, home)


@pytest.mark.parametrize(
    "statement",
    [
        OFF,
        "ALTER TABLE es.events ENABLE TRIGGER append_only",
        "DROP TRIGGER append_only ON es.events",
        "ALTER TABLE trail.entries DISABLE TRIGGER never_emptied",
        "CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON es.events"
        " FOR EACH ROW WHEN (false) EXECUTE FUNCTION es.refuse_change()",
    ],
)
def test_a_guard_that_is_off_is_told(database: Database, home: Path, statement: str) -> None:
    damage(database, statement)
    assert "is off or was replaced" in wrong(database, home)


def test_a_month_that_the_access_log_lacks_is_told(database: Database, home: Path) -> None:
    month = f"trail.entries_{datetime.now(UTC):%Y_%m}"
    damage(database, f"ALTER TABLE trail.entries DETACH PARTITION {month}")
    assert "lacks the partition of this month" in wrong(database, home)


def test_a_guard_of_a_partition_that_is_off_is_told(database: Database, home: Path) -> None:
    damage(database, "ALTER TABLE trail.entries_other DISABLE TRIGGER append_only")
    assert "append_only of trail.entries_other is off or was replaced" in wrong(database, home)


@pytest.mark.parametrize("right", ["UPDATE", "DELETE", "INSERT", "TRUNCATE"])
def test_a_role_that_could_change_the_log_is_told(database: Database, home: Path, right: str) -> None:
    name = database.names.of(DatabaseRole.APP)
    damage(database, f'GRANT {right} ON es.events TO "{name}"')
    assert f"The role {name} may {right} on es.events" in wrong(database, home)


def test_a_superuser_among_the_roles_is_told(database: Database) -> None:
    with psycopg.connect(database.owner_dsn) as connection:
        row = connection.execute("SELECT rolname FROM pg_roles WHERE rolsuper LIMIT 1").fetchone()
        assert row is not None
        found = [one.en for one in roles(connection, RoleNames(database.names.database, row[0]))]
    assert [one for one in found if "superuser" in one] == [
        f"The role {row[0]} has a superuser's rights: ALTER ROLE {row[0]} NOSUPERUSER NOBYPASSRLS NOREPLICATION."
    ]


def test_a_view_of_another_version_and_a_missing_follower_are_told(database: Database, home: Path) -> None:
    with psycopg.connect(database.follower_dsn) as connection:
        connection.execute("UPDATE views.catalogue SET version = 0 WHERE name = 'due'")
    assert "Views not yet built for this version: due." in wrong(database, home)
    found = [one.en for one in checkup_of(database, Settings(home=home)) if one.is_wrong]
    assert any("No follower is at work" in one for one in found)


def test_an_event_that_waits_for_long_is_told(database: Database, home: Path) -> None:
    with psycopg.connect(database.follower_dsn) as connection:
        connection.execute("UPDATE views.progress SET position = position - 3 WHERE name = 'all'")
    assert "The views are 3 events behind, the oldest" in wrong(database, home)


def test_rows_that_differ_from_the_log_are_wrong(database: Database, home: Path) -> None:
    with psycopg.connect(database.follower_dsn) as connection:
        connection.execute(
            "INSERT INTO views.comparisons (asked_by, begun_at, ended_at, position, tables, row_count, differing)"
            " VALUES ('nightly', now(), now(), 9, 1, 4, 2)"
        )
    assert "Comparison 1: 2 rows differ from the log." in wrong(database, home)


@pytest.mark.parametrize(
    ("lag", "far"),
    [(Lag(10_000, 60, True, 1), False), (Lag(10_001, 1, True, 1), True), (Lag(1, 61, True, 1), True)],
)
def test_far_behind_has_two_bounds(lag: Lag, far: bool) -> None:
    assert lag.is_far_behind is far


def test_the_application_s_role_may_ask_how_far_the_follower_is(database: Database, home: Path) -> None:
    with psycopg.connect(database.app_dsn) as connection:
        assert lag_of(connection) == Lag(0, 0.0, False, 0)
        with led(database):
            assert lag_of(connection).is_led


def _swap(home: Path) -> None:
    (home / "keys" / "root.key").write_text("00" * 32 + "\n")


def _empty(home: Path) -> None:
    import sqlite3

    with sqlite3.connect(home / "keys" / "keys.sqlite") as file:
        file.execute("DELETE FROM keys")


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda home: (home / "keys" / "root.key").unlink(), "root.key is missing"),
        (lambda home: (home / "keys" / "keys.sqlite").unlink(), "keys.sqlite is missing"),
        (lambda home: (home / "keys" / "keys.sqlite").write_bytes(b"no database" * 999), "does not open"),
        (lambda home: (home / "keys" / "root.key").chmod(0o644), "Others may read"),
        (_swap, "does not open with the root key"),
        (_empty, "need a key that is not in the store"),
    ],
)
def test_keys_that_do_not_fit_are_told(
    database: Database, home: Path, harm: Callable[[Path], object], told: str
) -> None:
    harm(home)
    assert told in wrong(database, home)


def test_the_doctor_writes_nothing_into_the_key_store(database: Database, home: Path) -> None:
    store = home / "keys" / "keys.sqlite"
    before = store.read_bytes()
    with psycopg.connect(database.auditor_dsn) as connection:
        assert list(key_findings(connection, home / "keys"))
    assert store.read_bytes() == before


def test_a_full_or_read_only_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not any(one.is_wrong for one in disk(tmp_path / "not" / "made" / "yet"))
    monkeypatch.setattr("infrastructure.checkup.place.FREE_MEGABYTES_WANTED", 10**9)
    monkeypatch.setattr("os.access", lambda *_: False)
    told = [one.en for one in disk(tmp_path) if one.is_wrong]
    assert any("MB of disk left" in one for one in told)
    assert any("cannot be written" in one for one in told)


def test_a_database_that_does_not_answer_or_was_never_made_is_told(database: Database, home: Path) -> None:
    away = Settings(home=home, database_url="postgresql://nobody:x@127.0.0.1:9/none")  # type: ignore[arg-type]
    never = [one.en for one in checkup(away) if one.is_wrong]
    assert len(never) == 1
    behind = replace(database)
    damage(behind, "DELETE FROM public.schema_migrations WHERE number = 1")
    assert wrong(behind, home) == "The database is not of this version: run lachan migrate."
