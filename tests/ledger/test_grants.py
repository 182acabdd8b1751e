"""What the application's own database role may not do: the second promise of the design, proven by SQL.

Source: SECURITY, bar Z-9. Each statement is refused, on the log and on the access log; then nothing has changed.
"""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors, sql

from infrastructure.postgres import Database
from infrastructure.postgres.roles import DatabaseRole
from tests.api.given import program
from tests.journeys.conftest import database, follower, house, world
from tests.journeys.test_conflicts import taken_in
from tests.journeys.world import World

__all__ = ["database", "follower", "house", "world"]

LOGS = ("es.events", "trail.entries")
ON_A_LOG = (
    "UPDATE {log} SET position = position",
    "UPDATE {log} SET role = 'x' WHERE false",
    "DELETE FROM {log}",
    "DELETE FROM {log} WHERE false",
    "TRUNCATE {log}",
    "INSERT INTO {log} SELECT * FROM {log}",
    "MERGE INTO {log} x USING (SELECT 1) y ON true WHEN MATCHED THEN DELETE",
    "DROP TABLE {log}",
    "ALTER TABLE {log} DISABLE TRIGGER ALL",
    "ALTER TABLE {log} DISABLE TRIGGER append_only",
    "ALTER TABLE {log} DISABLE TRIGGER never_emptied",
    "ALTER TABLE {log} ADD COLUMN more text",
    "ALTER TABLE {log} OWNER TO CURRENT_USER",
    "ALTER TABLE {log} RENAME TO gone",
    "DROP TRIGGER append_only ON {log}",
    "DROP TRIGGER never_emptied ON {log}",
    "CREATE TRIGGER own BEFORE INSERT ON {log} FOR EACH ROW EXECUTE FUNCTION es.refuse_change()",
    "CREATE RULE own AS ON INSERT TO {log} DO INSTEAD NOTHING",
    "CREATE INDEX ON {log} (position)",
    "LOCK TABLE {log} IN ACCESS EXCLUSIVE MODE",
)
ON_A_SCHEMA = (
    "CREATE TABLE {schema}.own (x integer)",
    "CREATE VIEW {schema}.own AS SELECT 1",
    "CREATE FUNCTION {schema}.own() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION es.refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "DROP FUNCTION {schema}.append",
    "DROP SCHEMA {schema} CASCADE",
    "ALTER SCHEMA {schema} OWNER TO CURRENT_USER",
)
ON_THE_SERVER = (
    "SET session_replication_role = replica",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "ALTER ROLE CURRENT_USER BYPASSRLS",
    "CREATE ROLE own_role",
    "CREATE SCHEMA own_schema",
    "COPY es.events TO PROGRAM 'true'",
)
BECOMING = ("SET ROLE {role}", "SET SESSION AUTHORIZATION {role}", "GRANT {role} TO CURRENT_USER")
NO = (errors.InsufficientPrivilege, errors.InvalidGrantOperation, errors.FeatureNotSupported)


def statements(database: Database) -> Iterator[sql.Composed]:
    for log in LOGS:
        name = sql.SQL(log)
        yield from (sql.SQL(one).format(log=name, schema=sql.SQL(log.partition(".")[0])) for one in ON_A_LOG)
        yield from (sql.SQL(one).format(schema=sql.SQL(log.partition(".")[0])) for one in ON_A_SCHEMA)
    yield from (sql.SQL(one).format() for one in ON_THE_SERVER)
    with psycopg.connect(database.app_dsn) as connection:
        every = [
            name
            for (name,) in connection.execute("SELECT rolname FROM pg_roles WHERE rolname <> current_user")
        ]
    assert database.names.of(DatabaseRole.OWNER) in every
    for role in every:
        yield from (sql.SQL(one).format(role=sql.Identifier(role)) for one in BECOMING)


def kept(database: Database) -> list[tuple[int, bytes]]:
    with psycopg.connect(database.owner_dsn) as connection:
        return [
            row
            for log in LOGS
            for row in connection.execute(
                sql.SQL("SELECT position, leaf FROM {} ORDER BY 1").format(sql.SQL(log))
            )
        ]


@pytest.mark.security
def test_the_application_s_role_is_refused_everything_but_appending(world: World, database: Database) -> None:
    taken_in(program(world, "counsellor"))
    before, allowed, count = kept(database), [], 0
    for statement in statements(database):
        count += 1
        try:
            with psycopg.connect(database.app_dsn) as connection:
                connection.execute(statement)
                connection.rollback()
        except NO:
            continue
        allowed.append(statement.as_string())
    print(f"\nZ-9: {count - len(allowed)} of {count} statements refused")
    assert count > 80
    assert allowed == []
    assert kept(database) == before


OWNED = "SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user"
MEMBER = (
    "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member"
    " WHERE r.rolname = current_user"
)
RIGHTS = (
    "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication"
    " FROM pg_roles WHERE rolname = current_user"
)


def test_the_application_s_role_owns_nothing_and_belongs_to_nobody(database: Database) -> None:
    with psycopg.connect(database.app_dsn) as connection:
        found = [connection.execute(sql.SQL(one)).fetchone() for one in (OWNED, MEMBER, RIGHTS)]
    assert found == [(0,), (0,), (False,)]


@pytest.mark.parametrize("log", LOGS)
def test_the_application_s_role_has_no_right_to_give_away(database: Database, log: str) -> None:
    """PostgreSQL only warns here: what counts is that nothing was granted."""
    name = sql.SQL(log)
    with psycopg.connect(database.app_dsn) as connection:
        connection.execute(sql.SQL("GRANT UPDATE, DELETE, TRUNCATE ON {} TO PUBLIC").format(name))
        has = sql.SQL("SELECT has_table_privilege(current_user, {}, 'UPDATE, DELETE, TRUNCATE, TRIGGER')")
        found = connection.execute(has.format(sql.Literal(log))).fetchone()
    assert found == (False,)
