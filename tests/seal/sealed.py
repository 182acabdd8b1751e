"""A town whose logs are signed, and an auditor who holds an export of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from application.seal import SealedLog
from infrastructure.postgres import Database
from infrastructure.seal.export import export, export_lines
from infrastructure.seal.keys import Signed, SignersFolder
from infrastructure.seal.signer import Signer, origin_of
from infrastructure.verifier.checking import Check, Result, Trusted
from tests.ledger.given import Town

Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Sealed:
    """A town with its signer, and a folder for what auditors carry away."""

    town: Town
    signer: Signer
    signers_folder: SignersFolder
    folder: Path

    @property
    def database(self) -> Database:
        return self.town.database

    def many(self, count: int) -> None:
        """Append small events in one statement, as the application's role may."""
        call = """SELECT count(es.append(gen_random_uuid(), 0, 'installation.named.1', now(), NULL, 'system:test',
            'system', NULL, NULL, NULL, NULL, gen_random_uuid(), gen_random_uuid(), NULL, NULL, 'c', 'r',
            convert_to('{"n":' || n || '}', 'UTF8'), NULL)) FROM generate_series(1, %s) n"""
        with psycopg.connect(self.database.app_dsn) as connection:
            connection.execute(call, (count,))

    def as_signer(self) -> Connection:
        return psycopg.connect(self.database.signer_dsn, autocommit=True)

    def sign(self) -> dict[SealedLog, Signed | None]:
        with self.as_signer() as connection:
            return {log: self.signer.sign(connection, log) for log in SealedLog}

    def vkeys(self) -> list[str]:
        with psycopg.connect(self.database.signer_dsn) as connection:
            return [self.signers_folder.public(origin_of(connection, log)).vkey() for log in SealedLog]

    def export(self, name: str = "so.jsonl") -> Path:
        export(self.database.auditor_dsn, self.vkeys(), self.folder / name)
        return self.folder / name

    def check(self, file: Path, **trusted: Any) -> Result:
        return Check(file, Trusted(**trusted)).run()

    @contextmanager
    def as_superuser(self, *, for_good: bool = False) -> Iterator[Connection]:
        """A superuser's connection; no guard of the database holds. What it changes is undone unless `for_good`."""
        server = self.database.server
        assert server is not None
        with psycopg.connect(server.root_dsn(), dbname=self.database.name) as connection:
            connection.execute("SET session_replication_role = replica")
            for table in ("es.events", "trail.entries", "seal.checkpoints"):
                connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL".encode())
            yield connection
            if not for_good:
                connection.rollback()

    def after(self, edit: Callable[[Connection], object], name: str = "sau.jsonl") -> Path:
        """Export what an auditor would be given after a superuser's edit, and undo the edit."""
        file = self.folder / name
        with self.as_superuser() as connection:
            edit(connection)
            file.write_text("".join(export_lines(connection, self.vkeys())), encoding="utf-8")
        return file


def sealed(town: Town, folder: Path) -> Sealed:
    own = SignersFolder(folder / "signer")
    return Sealed(town, Signer(town.database.signer_dsn, own), own, folder)


def kinds(result: Result) -> set[str]:
    return {found.kind for found in result.findings}


def parsed(file: Path) -> list[Any]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
