"""Migrations: plain numbered SQL, forward only, run by the owner at start under a lock, kept with a checksum.

Names of roles are written as tokens (`:app:`, `:follower:`, `:owner:`, `:signer:`, `:auditor:`, `:backup:`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from infrastructure import partitions
from infrastructure.postgres.database import Database
from infrastructure.postgres.roles import DatabaseRole, RoleNames
from infrastructure.postgres.trouble import no_access, told_plainly
from infrastructure.refusal import CannotStart

FOLDER = Path(__file__).parent.parent / "migrations"
LOCK = 7205410
TOKEN = re.compile(r"(?<!:):(" + "|".join(DatabaseRole) + r"):(?!:)")
TABLE = """
CREATE TABLE IF NOT EXISTS public.schema_migrations (
    number     integer     PRIMARY KEY,
    name       text        NOT NULL,
    checksum   text        NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
)"""


@dataclass(frozen=True)
class Migration:
    """One numbered file."""

    number: int
    name: str
    text: str

    @property
    def checksum(self) -> str:
        """SHA-256 of the file as written, before names of roles are filled in."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def statements(self, names: RoleNames) -> str:
        """Return the SQL with the names of the roles filled in."""
        return TOKEN.sub(
            lambda found: sql.Identifier(names.of(DatabaseRole(found[1]))).as_string(None), self.text
        )


def migrations_in(folder: Path = FOLDER) -> tuple[Migration, ...]:
    """Return the migrations of a folder in order of their numbers."""
    found = [
        Migration(int(file.name.split("_", 1)[0]), file.stem, file.read_text(encoding="utf-8"))
        for file in sorted(folder.glob("[0-9]*_*.sql"))
    ]
    numbers = [migration.number for migration in found]
    if numbers != sorted(set(numbers)):
        raise ValueError("two migrations have the same number, or one is out of order")
    return tuple(found)


def migrate(database: Database, known: Sequence[Migration] | None = None) -> tuple[str, ...]:
    """Bring the database up to date; processes that start together wait for each other.

    Returns:
        The names of the migrations that were run now.

    Raises:
        CannotStart: The database was made by a newer version, or a file that was already run has changed.
    """
    known = migrations_in() if known is None else known
    place = database.server.folder if database.server else "DATABASE_URL"
    try:
        with told_plainly(place), psycopg.connect(database.owner_dsn, autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
            connection.execute(TABLE)
            done = tuple(_run(connection, database.names, m) for m in _still_to_run(connection, known))
            partitions.keep(connection)
            return done
    except psycopg.OperationalError as error:
        raise no_access(database.owner_dsn, error) from None


def _still_to_run(connection: psycopg.Connection, known: Sequence[Migration]) -> Sequence[Migration]:
    done = connection.execute(
        "SELECT number, checksum FROM public.schema_migrations ORDER BY number"
    ).fetchall()
    if len(done) > len(known):
        raise CannotStart(
            "Cơ sở dữ liệu do phiên bản mới hơn của Lá Chắn tạo: cài phiên bản đó rồi chạy lại.",
            "The database was made by a newer version of Lá Chắn: install that version and start again.",
        )
    for (number, checksum), migration in zip(done, known, strict=False):
        if (number, checksum) != (migration.number, migration.checksum):
            raise CannotStart(
                f"Tệp {migration.name}.sql đã chạy trên cơ sở dữ liệu này rồi bị sửa: khôi phục tệp gốc, và viết thay "
                "đổi thành tệp mới. (Khi đang phát triển, với dữ liệu bỏ được: xoá thư mục LACHAN_HOME.)",
                f"The file {migration.name}.sql was already run on this database and then changed: restore it, and "
                "write the change as a new file. (While developing, with data to throw away: remove LACHAN_HOME.)",
            )
    return known[len(done) :]


def _run(connection: psycopg.Connection, names: RoleNames, migration: Migration) -> str:
    with connection.transaction():
        connection.execute(migration.statements(names).encode())
        connection.execute(
            "INSERT INTO public.schema_migrations (number, name, checksum) VALUES (%s, %s, %s)",
            (migration.number, migration.name, migration.checksum),
        )
    return migration.name
