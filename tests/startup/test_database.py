"""The database of each test, its roles, and the migrations that made it."""

from __future__ import annotations

import psycopg
import pytest

from infrastructure.postgres import Database, DatabaseRole, RoleNames, migrate
from infrastructure.postgres.migrations import Migration, migrations_in
from infrastructure.refusal import CannotStart


def way_in(database: Database, role: DatabaseRole) -> str:
    return str(getattr(database, f"{role}_dsn"))


@pytest.mark.parametrize("role", list(DatabaseRole))
def test_each_role_connects_with_its_own_password_and_is_no_superuser(
    database: Database, role: DatabaseRole
) -> None:
    with psycopg.connect(way_in(database, role)) as connection:
        row = connection.execute(
            "SELECT current_user::text, rolsuper FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert row == (database.names.of(role), False)


@pytest.mark.parametrize("role", [role for role in DatabaseRole if role is not DatabaseRole.OWNER])
def test_only_the_owner_makes_tables_in_public(database: Database, role: DatabaseRole) -> None:
    with (
        psycopg.connect(way_in(database, role)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE public.mine (n integer)")


def test_each_test_has_a_database_of_its_own(database: Database) -> None:
    with psycopg.connect(database.owner_dsn) as connection:
        connection.execute("CREATE TABLE public.only_here (n integer)")
    with psycopg.connect(database.owner_dsn) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_class WHERE relname = 'only_here'").fetchone()
    assert tables == (1,)
    assert "password" not in repr(database)


def test_a_second_migration_finds_nothing_to_do(database: Database) -> None:
    assert migrate(database) == ()


def test_a_new_file_is_run_once_with_the_names_of_the_roles(database: Database) -> None:
    known = migrations_in()
    new = Migration(
        known[-1].number + 1,
        "9999_new",
        "CREATE TABLE public.t (n integer); GRANT SELECT ON public.t TO :app:;",
    )
    assert migrate(database, [*known, new]) == ("9999_new",)
    with psycopg.connect(database.app_dsn) as connection:
        assert connection.execute("SELECT count(*) FROM public.t").fetchone() == (0,)


def test_a_file_that_fails_leaves_nothing_behind(database: Database) -> None:
    known = migrations_in()
    new = Migration(len(known) + 1, "9999_new", "CREATE TABLE public.t (n integer); SELECT 1/0;")
    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate(database, [*known, new])
    with psycopg.connect(database.owner_dsn) as connection:
        assert connection.execute("SELECT to_regclass('public.t')").fetchone() == (None,)
    assert migrate(database) == ()


def test_a_changed_old_file_is_refused(database: Database) -> None:
    first, *rest = migrations_in()
    with pytest.raises(CannotStart, match="was already run"):
        migrate(database, [Migration(first.number, first.name, first.text + "-- x"), *rest])


def test_a_database_of_a_newer_version_is_refused(database: Database) -> None:
    with pytest.raises(CannotStart, match="newer version"):
        migrate(database, migrations_in()[:-1])


def test_tokens_are_quoted_names_and_casts_are_left_alone() -> None:
    text = "GRANT x TO :app:, :owner:; SELECT '1'::text, a::app::text"
    names = RoleNames('we"ird', "boss")
    assert Migration(1, "m", text).statements(names) == (
        'GRANT x TO "we""ird_app", "boss"; SELECT \'1\'::text, a::app::text'
    )
