"""A proof that opens a class: two auditors sign in, each may see this case, and the access log says what was opened."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
import typer
from typer.testing import CliRunner, Result

from api.cli_prove import NeedsTwo, NotOpened, proving
from application.accounts import WrongSignIn
from application.seal import SealedLog
from domain.account import Role
from domain.kernel import DomainError
from infrastructure.postgres import Database
from infrastructure.seal.keys import SignersFolder
from infrastructure.seal.signer import Signer
from infrastructure.verifier.proof import check_proof
from infrastructure.work import House
from tests.journeys.acts import taken_in
from tests.journeys.test_same_person import one_person
from tests.journeys.world import PASSWORD, World

NAME = "Đặng Thị Bích Ngọc"
REASON = ("--reason", "court")


def proven(world: World, *said: str, typed: str = f"{PASSWORD}\n{PASSWORD}\n") -> Result:
    @contextmanager
    def opened() -> Iterator[tuple[House, list[str]]]:
        yield world.house, []

    app = typer.Typer()
    app.command()(proving(opened))
    return CliRunner().invoke(app, list(said), input=typed)


@pytest.fixture
def case(world: World, database: Database, tmp_path: Path) -> tuple[str, UUID]:
    """The file code of a signed case; and its id."""
    case_id = taken_in(world, NAME)
    world.person("auditor2", "Mai Văn Tú", "chapter", (Role.AUDITOR,))
    signer = Signer(database.signer_dsn, SignersFolder(tmp_path / "signer"))
    with psycopg.connect(database.signer_dsn, autocommit=True) as connection:
        signer.sign(connection, SealedLog.EVENTS)
    with world.system() as work:
        row = work.connection.execute(
            "SELECT code, record FROM facts.records WHERE record::text = %s",
            (str(case_id).rsplit("/", 1)[-1],),
        ).fetchone()
    assert row is not None
    return str(row[0]), UUID(str(row[1]))


def test_two_auditors_open_a_class_and_the_log_says_so(
    world: World, case: tuple[str, UUID], tmp_path: Path
) -> None:
    file, (code, record) = tmp_path / "ho-so.json", case
    two = ("--as", "auditor", "--second", "auditor2", *REASON)
    done = proven(world, code, "--to", str(file), "--open", "identity", *two)
    assert done.exit_code == 0, done.exception
    assert NAME not in done.output and file.stat().st_mode & 0o077 == 0
    texts = [one.text for one in check_proof(json.loads(file.read_text()), ()).opened]
    assert any(NAME in text for text in texts)
    with world.system() as work:
        noted = work.connection.execute(
            "SELECT account, field_class, purpose FROM trail.entries"
            " WHERE action = 'audit.prove' AND record = %s AND basis = 'two-people'",
            (record,),
        ).fetchall()
    assert {(row[0], row[1], row[2]) for row in noted} == {
        (world.accounts[who], "identity", "court") for who in ("auditor", "auditor2")
    }


def test_nobody_opens_alone_or_without_the_right(
    world: World, case: tuple[str, UUID], tmp_path: Path
) -> None:
    file, (code, _) = tmp_path / "ho-so.json", case
    said = (code, "--to", str(file), "--open", "identity")
    refusals: tuple[tuple[type[DomainError] | None, tuple[str, ...]], ...] = (
        (NeedsTwo, ("--as", "auditor", *REASON)),
        (NeedsTwo, ("--as", "auditor", "--second", "auditor2")),
        (NeedsTwo, ("--as", "auditor", "--second", "auditor", *REASON)),
        (None, ("--as", "auditor", "--second", "administrator", *REASON)),
    )
    for kind, more in refusals:
        answer = proven(world, *said, *more)
        assert isinstance(answer.exception, kind or DomainError), answer.exception
    wrong = proven(
        world, *said, "--as", "auditor", "--second", "auditor2", *REASON, typed="không phải câu này\n"
    )
    assert isinstance(wrong.exception, WrongSignIn)
    reporter = proven(world, code, "--to", str(file), "--open", "reporter_identity", *REASON)
    assert isinstance(reporter.exception, NotOpened)
    assert not file.exists()
    plain = proven(world, code, "--to", str(file))
    assert plain.exit_code == 0 and '"opened"' not in file.read_text()


def test_two_accounts_of_one_person_are_no_two_people(
    world: World, case: tuple[str, UUID], tmp_path: Path
) -> None:
    one_person(world, "auditor", "auditor2")
    file = tmp_path / "ho-so.json"
    two = ("--as", "auditor", "--second", "auditor2", *REASON)
    done = proven(world, case[0], "--to", str(file), "--open", "identity", *two)
    assert isinstance(done.exception, NeedsTwo)
    assert not file.exists()
