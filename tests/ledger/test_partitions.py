"""The access log by months: made ahead, never in the way of an entry, and as closed as the whole."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors, sql

from infrastructure import partitions, trail
from infrastructure.postgres import Database, migrate
from infrastructure.postgres.migrations import migrations_in
from tests.conftest import Cluster
from tests.ledger.test_log import appended

PARTITIONED = 50
"""Number of the migration that made the months."""
READ = trail.Entry(request_id=uuid4(), action="case.open", decision="permit", basis="unit")
THROUGH_THE_YEAR = [datetime(2025, month, 15, 3, tzinfo=UTC) for month in range(1, 13)]


def noted(database: Database, simulated: datetime | None = None) -> None:
    with psycopg.connect(database.app_dsn) as connection:
        trail.append(connection, READ, simulated)


def as_owner(database: Database, query: str, *values: object) -> list[tuple[object, ...]]:
    with psycopg.connect(database.owner_dsn) as connection:
        cursor = connection.execute(query.encode(), values or None)
        return cursor.fetchall() if cursor.description else []


def where_they_lie(database: Database) -> list[tuple[object, ...]]:
    query = "SELECT position, tableoid::regclass::text FROM trail.entries ORDER BY position"
    return as_owner(database, query)


def fictional(database: Database) -> None:
    appended(database, topic="installation.marked-fictional.1")


def months_are_lost(database: Database) -> None:
    """What is left when nobody made a month for a while: the default alone."""
    for (name,) in as_owner(database, "SELECT name FROM trail.partitions WHERE NOT is_default"):
        as_owner(database, f"DROP TABLE trail.{name}")


def test_this_month_and_the_two_after_it_are_there_from_the_start(database: Database) -> None:
    first = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    expected = [(first.year * 12 + first.month - 1 + ahead) for ahead in range(3)]
    rows = as_owner(database, "SELECT since, until FROM trail.partitions WHERE NOT is_default ORDER BY since")
    assert [since.year * 12 + since.month - 1 for since, _ in rows] == expected  # type: ignore[attr-defined]
    assert [until for _, until in rows[:-1]] == [since for since, _ in rows[1:]]
    noted(database)
    assert where_they_lie(database) == [(1, f"trail.entries_{first:%Y_%m}")]


def test_an_entry_lies_in_its_month_and_positions_stay_dense_over_all(database: Database) -> None:
    fictional(database)
    with psycopg.connect(database.owner_dsn) as connection:
        partitions.make(connection, THROUGH_THE_YEAR[0].date(), 12)
    for at in THROUGH_THE_YEAR:
        noted(database, at)
        noted(database, at)
    noted(database)
    found = where_they_lie(database)
    assert [position for position, _ in found] == list(range(1, 26))
    assert [name for _, name in found[:24:2]] == [f"trail.entries_{at:%Y_%m}" for at in THROUGH_THE_YEAR]


def test_writers_that_meet_at_the_end_of_a_month_take_turns(database: Database) -> None:
    fictional(database)
    last = datetime(2025, 3, 31, 23, 59, 59, tzinfo=UTC)
    with psycopg.connect(database.owner_dsn) as connection:
        partitions.make(connection, last.date(), 2)

    def write(number: int) -> None:
        for step in range(10):
            noted(database, last + timedelta(milliseconds=200 * (step + number % 2)))

    writers = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    found = as_owner(database, "SELECT position, recorded_at, tableoid FROM trail.entries ORDER BY position")
    assert [row[0] for row in found] == list(range(1, 61))
    assert [row[1] for row in found] == sorted(row[1] for row in found)  # type: ignore[type-var]
    assert len({row[2] for row in found}) == 2


def test_a_missing_month_refuses_nothing_and_is_taken_in_without_moving_a_row(database: Database) -> None:
    months_are_lost(database)
    for _ in range(3):
        noted(database)
    assert {name for _, name in where_they_lie(database)} == {"trail.entries_other"}
    before = as_owner(database, "SELECT position, leaf, ctid FROM trail.entries ORDER BY position")
    with psycopg.connect(database.follower_dsn, autocommit=True) as connection:
        partitions.keep(connection)
    month = f"trail.entries_{datetime.now(UTC):%Y_%m}"
    assert {name for _, name in where_they_lie(database)} == {month}
    assert as_owner(database, "SELECT position, leaf, ctid FROM trail.entries ORDER BY position") == before
    noted(database)
    assert where_they_lie(database)[-1] == (4, month)
    assert as_owner(database, "SELECT count(*) FROM trail.partitions") == [(4,)]


def test_several_months_without_a_partition_become_one(database: Database) -> None:
    fictional(database)
    for at in THROUGH_THE_YEAR[:4]:
        noted(database, at)
    with psycopg.connect(database.owner_dsn) as connection:
        partitions.make(connection, THROUGH_THE_YEAR[0].date(), 12)
    query = "SELECT since, until FROM trail.partitions WHERE name = 'entries_2025_01'"
    assert as_owner(database, query) == [(datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 5, 1, tzinfo=UTC))]
    assert as_owner(database, "SELECT count(*) FROM trail.entries_other") == [(0,)]


def test_a_busy_log_is_left_alone(database: Database) -> None:
    months_are_lost(database)
    noted(database)
    with psycopg.connect(database.app_dsn) as busy:
        trail.append(busy, READ)
        with psycopg.connect(database.follower_dsn, autocommit=True) as connection:
            partitions.keep(connection)
    assert {name for _, name in where_they_lie(database)} == {"trail.entries_other"}


def test_migrating_again_makes_what_is_missing(database: Database) -> None:
    months_are_lost(database)
    assert migrate(database) == ()
    assert as_owner(database, "SELECT count(*) FROM trail.partitions") == [(4,)]


@pytest.fixture
def before_the_months(cluster: Cluster) -> Iterator[Database]:
    """A database of the version before the partitions."""
    empty = cluster.template.named(f"{cluster.template.name}_{uuid4().hex[:8]}")
    cluster.execute(
        sql.SQL("CREATE DATABASE {} OWNER {}").format(
            sql.Identifier(empty.name), sql.Identifier(empty.names.owner)
        )
    )
    migrate(empty, [one for one in migrations_in() if one.number < PARTITIONED])
    yield empty
    cluster.drop(empty.name)


def test_what_was_written_before_stays_where_it_lies_and_the_log_goes_on(before_the_months: Database) -> None:
    database = before_the_months
    old = (
        "SELECT trail.append(gen_random_uuid(), NULL, NULL, '', NULL, 'case.open', NULL, '', '{}', NULL, NULL, '',"
        " 'permit', '', 'x')"
    )
    with psycopg.connect(database.app_dsn) as connection:
        for _ in range(3):
            connection.execute(old.encode())
    kept = as_owner(database, "SELECT position, leaf, ctid FROM trail.entries ORDER BY position")
    assert "0050_trail_partitions" in migrate(database)
    assert as_owner(database, "SELECT position, leaf, ctid FROM trail.entries ORDER BY position") == kept
    noted(database)
    month = f"trail.entries_{datetime.now(UTC):%Y_%m}"
    assert where_they_lie(database) == [(position, month) for position in range(1, 5)]


def test_a_simulated_moment_is_refused_unless_the_first_event_says_fictional(database: Database) -> None:
    for _ in range(2):
        with pytest.raises(errors.InsufficientPrivilege):
            noted(database, THROUGH_THE_YEAR[0])
        appended(database)
    fictional_too_late = "installation.marked-fictional.1"
    appended(database, topic=fictional_too_late)
    with pytest.raises(errors.InsufficientPrivilege):
        noted(database, THROUGH_THE_YEAR[0])
    noted(database)
    assert as_owner(database, "SELECT count(*) FROM trail.entries WHERE recorded_at < '2026-01-01'") == [(0,)]


ON_A_PARTITION = (
    "SELECT * FROM {part}",
    "UPDATE {part} SET role = 'x'",
    "DELETE FROM {part}",
    "TRUNCATE {part}",
    "INSERT INTO {part} SELECT * FROM trail.entries",
    "ALTER TABLE trail.entries DETACH PARTITION {part}",
    "ALTER TABLE trail.entries DETACH PARTITION {part} CONCURRENTLY",
    "DROP TABLE {part}",
    "ALTER TABLE {part} DISABLE TRIGGER ALL",
    "ALTER TABLE {part} DISABLE TRIGGER append_only",
    "ALTER TABLE {part} RENAME TO gone",
    "ALTER TABLE {part} OWNER TO CURRENT_USER",
    "DROP TRIGGER never_emptied ON {part}",
    "CREATE TRIGGER own BEFORE INSERT ON {part} FOR EACH ROW EXECUTE FUNCTION es.refuse_change()",
    "LOCK TABLE {part} IN ACCESS EXCLUSIVE MODE",
)
ON_THE_WHOLE = (
    "CREATE TABLE trail.own PARTITION OF trail.entries FOR VALUES FROM ('2001-01-01') TO ('2001-02-01')",
    "CREATE TEMPORARY TABLE own (LIKE trail.entries);"
    "ALTER TABLE trail.entries ATTACH PARTITION own FOR VALUES FROM ('2001-01-01') TO ('2001-02-01')",
    "SELECT trail.make_partitions('2001-01-01', 1)",
    "SELECT trail.keep_partitions()",
    "SELECT trail.guard('trail.entries_other')",
    "CREATE OR REPLACE FUNCTION trail.newest(around timestamptz, OUT at_position bigint, OUT at_time timestamptz)"
    " LANGUAGE sql AS 'SELECT 0::bigint, around'",
)
NO = (errors.InsufficientPrivilege, errors.ActiveSqlTransaction)


@pytest.mark.security
def test_the_application_s_role_can_do_nothing_to_a_partition(database: Database) -> None:
    noted(database)
    parts = [str(name) for (name,) in as_owner(database, "SELECT partition::text FROM trail.partitions")]
    tried = [one.format(part=part) for part in parts for one in ON_A_PARTITION] + list(ON_THE_WHOLE)
    before, allowed = where_they_lie(database), []
    for statement in tried:
        try:
            with psycopg.connect(
                database.app_dsn, autocommit="CONCURRENTLY" in statement or ";" in statement
            ) as connection:
                for part in statement.split(";"):
                    connection.execute(sql.SQL(part))
                connection.rollback()
        except NO:
            continue
        allowed.append(statement)
    print(
        f"\nZ-9, partitions of the access log: {len(tried) - len(allowed)} of {len(tried)} statements refused"
    )
    assert len(tried) > 60
    assert allowed == []
    assert where_they_lie(database) == before


GUARDED = """
SELECT p.name, t.tgname FROM trail.partitions p JOIN pg_trigger t ON t.tgrelid = p.partition
 WHERE t.tgenabled = 'A' AND t.tgfoid = 'es.refuse_change'::regproc ORDER BY 1, 2
"""


def test_each_partition_has_both_guards_even_against_its_owner(database: Database) -> None:
    noted(database)
    with psycopg.connect(database.owner_dsn) as connection:
        partitions.make(connection, datetime(2031, 1, 1, tzinfo=UTC).date(), 2)
    parts = [str(name) for (name,) in as_owner(database, "SELECT name FROM trail.partitions ORDER BY 1")]
    assert as_owner(database, GUARDED) == [
        (part, guard) for part in parts for guard in ("append_only", "never_emptied")
    ]
    for statement in ("UPDATE trail.{} SET role = 'x'", "DELETE FROM trail.{}", "TRUNCATE trail.{}"):
        with pytest.raises(errors.InsufficientPrivilege, match="append-only"):
            as_owner(database, statement.format(f"entries_{datetime.now(UTC):%Y_%m}"))


def test_backups_read_a_partition_and_nobody_else_does(database: Database) -> None:
    query = "SELECT count(*) FROM trail.entries_other"
    with psycopg.connect(database.backup_dsn) as connection:
        assert connection.execute(query.encode()).fetchone() == (0,)
    for dsn in (database.app_dsn, database.follower_dsn, database.signer_dsn, database.auditor_dsn):
        with psycopg.connect(dsn) as connection, pytest.raises(errors.InsufficientPrivilege):
            connection.execute(query.encode())
