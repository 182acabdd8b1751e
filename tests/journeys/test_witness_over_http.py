"""A witness's machine with nothing but HTTP and a token: fetches, checks, cosigns, hands in; the signer keeps it."""

from __future__ import annotations

import io
import json
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path
from typing import Any

import psycopg
import pytest

from application.seal import SealedLog
from infrastructure.postgres import Database
from infrastructure.seal.keys import SignersFolder
from infrastructure.seal.signer import Signer, origin_of
from infrastructure.seal.witnesses import introduce, take_what_was_handed_in
from infrastructure.verifier import asking, notes, witnessing
from infrastructure.verifier.witness import Witness
from tests.journeys.acts import taken_in
from tests.journeys.world import World

SERVER = "https://hoi.example"
WITHIN = {
    "name": "Máy làm chứng",
    "why": "Ban kiểm tra",
    "scopes": ["read_history"],
    "last_day": "2027-01-31",
}


class Wire:
    """What the laptop's requests go through: the association's own door, without a network."""

    def __init__(self, world: World) -> None:
        self._client = world.client()

    def open(self, request: urllib.request.Request, timeout: float) -> io.BytesIO:
        assert timeout and request.full_url.startswith(SERVER)
        answer = self._client.request(
            request.get_method(),
            request.full_url.removeprefix(SERVER),
            content=request.data if isinstance(request.data, bytes) else None,
            headers=dict(request.header_items()),
        )
        if answer.status_code >= 300:
            raise urllib.error.HTTPError(request.full_url, answer.status_code, "", Message(), None)
        return io.BytesIO(answer.content)


@pytest.fixture
def wire(world: World, monkeypatch: pytest.MonkeyPatch) -> Wire:
    wire = Wire(world)
    monkeypatch.setattr(asking, "_opener", lambda: wire)
    return wire


def token_of(world: World, who: str, file: Path, **more: Any) -> Path:
    made = world.sign_in(who).api("POST", "/api/v1/tokens", json=WITHIN | more)
    assert made.status_code == 201, made.text
    file.write_text(made.json()["token"] + "\n", encoding="utf-8")
    return file


def test_a_witness_with_http_alone(
    world: World, wire: Wire, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = SignersFolder(tmp_path / "signer")
    signer = Signer(database.signer_dsn, folder)
    with psycopg.connect(database.signer_dsn, autocommit=True) as connection:

        def signed() -> None:
            for log in SealedLog:
                signer.sign(connection, log)

        taken_in(world, "Đặng Thị Bích Ngọc")
        signed()
        keys = [folder.public(origin_of(connection, log)) for log in SealedLog]
        witness = Witness.made(tmp_path / "laptop", "ban-kiem-tra", keys)
        token = token_of(world, "auditor", tmp_path / "token")
        asked = ("ask", SERVER, "--token-file", str(token), "--folder", str(tmp_path / "laptop"))
        assert witnessing.main(asked) == 2, "a witness who was not entered is told so"
        introduce(connection, witness.public().vkey())
        assert witnessing.main(asked) == 0
        take_what_was_handed_in(connection)
        taken_in(world, "Lò Văn Ví Dụ")
        signed()
        assert witnessing.main(asked) == 0, "the proof begins at the size that this machine saw last"
        assert len(_cosigned(connection)) == 2, "the signer has not looked yet"
        take_what_was_handed_in(connection)
        sizes = [size for log, size, _ in _cosigned(connection) if log == "events"]
        assert len(sizes) == 2 and sizes[-1] == max(
            size for (size,) in connection.execute("SELECT size FROM seal.checkpoints WHERE log = 'events'")
        )
        assert connection.execute("SELECT count(*) FROM seal.handed_in").fetchone() == (0,)
        with psycopg.connect(database.app_dsn) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("INSERT INTO seal.cosignatures SELECT * FROM seal.cosignatures")
        with psycopg.connect(database.app_dsn, autocommit=True) as app:
            forged = {"origin": keys[0].name, "status": 200, "body": "— ban-kiem-tra AAAA\n"}
            said = json.dumps({"format": "lachan/cosigned/1", "answers": [forged]})
            app.execute("INSERT INTO seal.handed_in (content) VALUES (%s)", (said,))
        take_what_was_handed_in(connection)
        assert len([one for one in _cosigned(connection) if one[0] == "events"]) == 2, "made up, and not kept"
    assert "✓" in capsys.readouterr().out


def _cosigned(connection: psycopg.Connection[Any]) -> list[tuple[str, int, str]]:
    return connection.execute("SELECT log, size, witness FROM seal.cosignatures ORDER BY size").fetchall()


def test_no_token_no_right_no_plain_http(world: World, wire: Wire, tmp_path: Path) -> None:
    key = notes.Key("lachan/khac/events", notes.LOG_KIND, bytes(32))
    witness = Witness.made(tmp_path / "laptop", "ban-kiem-tra", [key])
    (tmp_path / "none").write_text("lct_none", encoding="utf-8")
    for server, token in (
        (SERVER, tmp_path / "none"),
        (SERVER, token_of(world, "counsellor", tmp_path / "cases", scopes=["read_cases"])),
        ("http://hoi.example", tmp_path / "none"),
    ):
        with pytest.raises(asking.NoAnswer):
            asking.ask(witness, server, token, 0)
