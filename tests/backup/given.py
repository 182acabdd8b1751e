"""An association in a home of its own: backed up, one child erased, backed up again; a witness has seen both times."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg
import pyrage
import pytest

from application.child_case import CloseCase, close_case
from domain.account import Role
from domain.child_case.follow_up import Closing
from domain.lists import Outcome
from infrastructure.erasing import finishing
from infrastructure.house import open_house
from infrastructure.postgres import Database, migrate
from infrastructure.postgres.binaries import find_programs
from infrastructure.postgres.database import open_embedded
from infrastructure.postgres.server import EmbeddedServer
from infrastructure.seal import witnesses
from infrastructure.seal.desk import public_keys
from infrastructure.settings import Settings
from infrastructure.upkeep import make_views
from infrastructure.verifier import notes
from infrastructure.verifier.witness import Witness, answer_file
from tests.keys.test_erasing import decided_on, done
from tests.keys.test_matches import opened_case
from tests.ledger.given import Town, found_town
from tests.startup.running import lachan


@dataclass(frozen=True)
class Kept:
    """What lies outside the machine: private keys, shares, two backups of records, the older one of keys."""

    folder: Path
    town: Town
    witness: Witness
    erased: list[UUID]

    @property
    def identity(self) -> Path:
        return self.folder / "me.txt"

    def records(self, number: int) -> Path:
        return sorted((self.folder / "records").iterdir())[number]

    @property
    def keys(self) -> Path:
        return next((self.folder / "keys").iterdir())

    def heads(self) -> list[str]:
        found = self.witness.folder.glob("*.head")
        return [part for file in sorted(found) for part in ("--witnessed", str(file))]

    def with_keys(self) -> list[str]:
        shares = sorted((self.folder / "shares").iterdir())[1:4]
        return ["--keys", str(self.keys), *(part for one in shares for part in ("--share", str(one)))]

    def restored(self, records: Path, home: Path, *more: str) -> subprocess.CompletedProcess[str]:
        return lachan("restore", str(records), "--identity", str(self.identity), *more, home=home)


def told(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def running(home: Path) -> Iterator[tuple[Database, Settings]]:
    """The database of a home, on a server that is thrown away."""
    settings = Settings(home=home)
    server = EmbeddedServer(home, durable=False)
    server.start()
    try:
        yield open_embedded(server, "lachan"), settings
    finally:
        server.stop()


@contextmanager
def kept() -> Iterator[Kept]:
    folder = Path(tempfile.mkdtemp(prefix="lachan-backup-"))
    folder.chmod(0o711)
    try:
        with running(folder / "var") as (database, settings):
            migrate(database)
            make_views(database)
            with open_house(database, settings, connections=4) as house:
                yield _kept(folder, settings, found_town(database, house))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _kept(folder: Path, settings: Settings, town: Town) -> Kept:
    identity = pyrage.x25519.Identity.generate()
    (folder / "me.txt").write_text(f"{identity}\n")
    (folder / "me.pub").write_text(f"# Ban Thường trực\n{identity.to_public()}\n")
    keys = [notes.key_of(line) for line in public_keys(town.database, settings)]
    witness = Witness.made(folder / "witness", "ban-kiem-tra", keys)
    with psycopg.connect(town.database.signer_dsn, autocommit=True) as connection:
        witnesses.introduce(connection, witness.public().vkey())
    child, other = opened_case(town), opened_case(town)
    assert child != other
    closing = Closing(outcome=Outcome.ADVISED, child_informed=True)
    done(town, Role.COUNSELLOR, lambda work: close_case(CloseCase(case_id=child, closing=closing), work))
    town.followed()
    backed_up(folder, "--keys", str(folder / "keys"))
    told(lachan("keys", "backup", str(folder / "k.age"), "--recipient", str(identity.to_public()),
                "--shares", str(folder / "shares"), home=folder / "var"))  # fmt: skip
    seen(town, witness)
    with pytest.MonkeyPatch.context() as patch:
        erased = decided_on(town, child, patch)
    list(finishing(town.database.app_dsn, town.house.keys, datetime.now(UTC)))
    town.followed()
    backed_up(folder)
    seen(town, witness)
    return Kept(folder, town, witness, erased)


def backed_up(folder: Path, *more: str) -> str:
    place = ["backup", str(folder / "records"), "--recipient", str(folder / "me.pub")]
    return told(lachan(*place, *more, home=folder / "var"))


def seen(town: Town, witness: Witness) -> None:
    """Let the witness see what was signed last, as an inspector does with two files."""
    with psycopg.connect(town.database.signer_dsn, autocommit=True) as connection:
        asked = witnesses.for_witness(connection, "ban-kiem-tra", {})
        _, answers = answer_file(witness, asked, int(datetime.now(UTC).timestamp()))
        assert all(line.startswith("✓") for line in witnesses.take_back(connection, answers))


def rows_of(database: Database) -> dict[str, object]:
    """The number of rows of each table, and a digest of them."""
    with psycopg.connect(database.owner_dsn) as connection:
        tables = connection.execute(
            "SELECT schemaname || '.' || quote_ident(tablename) FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"
        ).fetchall()
        found: dict[str, object] = {}
        for (table,) in tables:
            query = f"SELECT count(*), md5(string_agg(t::text, '' ORDER BY t::text)) FROM {table} t"
            found[table] = connection.execute(query.encode()).fetchone()
        return found


def shape_of(database: Database) -> str:
    """The schema with owners and rights, as pg_dump tells it."""
    program = find_programs(None) / "pg_dump"
    done = subprocess.run(
        [str(program), "--schema-only", "--restrict-key=x", "--dbname", database.owner_dsn],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout
