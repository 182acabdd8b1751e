"""What `lachan doctor` looks at: disk, clock, database roles, follower, posts, log, seal and keys. It changes nothing.

A finding is one plain sentence in each language: a note of what is there, or something that is wrong and what to do.
"""

from __future__ import annotations

from collections.abc import Iterator

import psycopg

from infrastructure.checkup import backups as of_backups
from infrastructure.checkup import database as of_database
from infrastructure.checkup import files as of_files
from infrastructure.checkup import keys as of_keys
from infrastructure.checkup import log as of_log
from infrastructure.checkup import seal as of_seal
from infrastructure.checkup.finding import Finding
from infrastructure.checkup.place import disk
from infrastructure.checkup.posts import posts
from infrastructure.house import key_folder
from infrastructure.postgres import Database, attach_database
from infrastructure.refusal import CannotStart
from infrastructure.seal.keys import SignersFolder
from infrastructure.settings import Settings

__all__ = ["Finding", "checkup", "checkup_of"]

ANSWER_SECONDS = 5
"""How long the database may take to let the doctor in."""


def checkup(settings: Settings, *, full: bool = False) -> Iterator[Finding]:
    """Look at everything; `full` recomputes every leaf of the log, otherwise only the newest ones."""
    yield from disk(settings.home)
    yield from of_backups.half_restored(settings.home)
    yield of_files.looking()
    try:
        database = attach_database(settings)
        with psycopg.connect(database.owner_dsn, connect_timeout=ANSWER_SECONDS):
            pass
    except CannotStart:
        yield Finding.bad(
            "Chưa có cơ sở dữ liệu: chạy lachan serve.", "There is no database yet: run lachan serve."
        )
    except psycopg.OperationalError:
        yield Finding.bad(
            "Cơ sở dữ liệu không trả lời: lachan serve có đang chạy không?",
            "The database does not answer: is lachan serve running?",
        )
    else:
        yield from checkup_of(database, settings, full=full)


def checkup_of(database: Database, settings: Settings, *, full: bool = False) -> Iterator[Finding]:
    """Look at a database that answers, and at the keys beside it."""
    with psycopg.connect(database.owner_dsn, autocommit=True) as connection:
        behind = list(of_database.version(connection))
        yield from behind
        if behind:
            return
        yield from of_database.clock(connection)
        yield from of_database.set_backs(connection)
        yield from of_database.roles(connection, database.names)
        yield from of_database.triggers(connection)
        yield from of_database.partitions(connection)
        yield from of_database.follower(connection)
        yield from of_database.views(connection)
        yield from posts(connection)
        yield from of_backups.backups(connection, settings.home)
    if database.server is not None:
        yield from of_backups.write_ahead(database.server.folder)
    with psycopg.connect(database.auditor_dsn, autocommit=True) as connection:
        yield from of_log.positions(connection)
        yield from of_log.leaves(connection, full=full)
        yield from of_seal.seal(connection, SignersFolder.of(settings), full=full)
        yield from of_keys.keys(connection, key_folder(settings))
        yield from of_files.files(connection, full=full)
