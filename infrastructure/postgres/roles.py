"""Database roles: one for each thing that is done, none of them superuser, each with a password of its own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import psycopg
from psycopg import errors, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from infrastructure.postgres.secrets import Secrets
from infrastructure.postgres.trouble import no_right_to_make_roles


class DatabaseRole(StrEnum):
    """What a connection may be used for."""

    OWNER = "owner"
    """Owns the database and its schemas; migrations only."""
    APP = "app"
    """Web processes and commands."""
    FOLLOWER = "follower"
    """Folds the log into views."""
    SIGNER = "signer"
    """Seals the log."""
    AUDITOR = "auditor"
    """Reads the log and the trail."""
    BACKUP = "backup"
    """Reads what a backup holds."""


MADE = tuple(role for role in DatabaseRole if role is not DatabaseRole.OWNER)
"""Roles that the owner makes."""
LOCK = 7205409
LONGEST_DATABASE_NAME = 50
"""Characters; a PostgreSQL name has 63 bytes, and the name of a role adds up to 9."""


@dataclass(frozen=True)
class RoleNames:
    """The names of the roles: they carry the database's name, so that installations may share a server."""

    database: str
    owner: str

    def of(self, role: DatabaseRole) -> str:
        """Return the name of a role on the server."""
        return self.owner if role is DatabaseRole.OWNER else f"{self.database}_{role}"


def make_roles(
    connection: psycopg.Connection, names: RoleNames, secrets: Secrets, *, renew: bool = False
) -> None:
    """Make the roles that are missing and let them connect; starters wait for each other.

    The owner becomes a member of each, so that a migration may hand a schema over to one of them.

    Args:
        connection: Of the owner, or of the embedded server's superuser; autocommit.
        renew: Give new passwords to roles whose password is not known here.

    Raises:
        CannotStart: The owner may not make roles, or a password is missing here.
    """
    database, owner = sql.Identifier(names.database), sql.Identifier(names.owner)
    connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
    try:
        for role in MADE:
            _make_role(connection, names.of(role), secrets, renew=renew)
            made = sql.Identifier(names.of(role))
            connection.execute(sql.SQL("GRANT {} TO {}").format(made, owner))
            connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, made))
    except errors.InsufficientPrivilege:
        raise no_right_to_make_roles(names.owner) from None
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))


def _make_role(connection: psycopg.Connection, name: str, secrets: Secrets, *, renew: bool) -> None:
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone()
    if exists and not renew:
        secrets.password(name)
        return
    if exists and secrets.has(name):
        return
    verb = "ALTER" if exists else "CREATE"
    connection.execute(
        sql.SQL(verb + " ROLE {} LOGIN PASSWORD {}").format(
            sql.Identifier(name), sql.Literal(secrets.make(name))
        )
    )
    connection.execute(sql.SQL("ALTER ROLE {} SET timezone = 'UTC'").format(sql.Identifier(name)))


def make_owner(connection: psycopg.Connection, names: RoleNames, secrets: Secrets) -> None:
    """Make the owner of the embedded database, and the database; with the superuser's connection."""
    _make_role(connection, names.owner, secrets, renew=True)
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (names.database,)).fetchone():
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(
                sql.Identifier(names.database), sql.Identifier(names.owner)
            )
        )


def dsn_as(dsn: str, user: str, password: str) -> str:
    """Return the same way in for another role."""
    known = {key: value for key, value in conninfo_to_dict(dsn).items() if key not in {"user", "password"}}
    return make_conninfo(**known, user=user, password=password)  # type: ignore[arg-type] # a mapping of texts
