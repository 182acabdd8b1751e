"""What an upload leaves behind: no byte of it, no name of it and no word about it in the clear on the disk."""

from __future__ import annotations

import json
import tempfile
from typing import Any

import psycopg
import pytest
from structlog.testing import capture_logs

from infrastructure.postgres import Database
from tests.conftest import Cluster
from tests.demo.leaks import dumped, files_below, leaked
from tests.files import made
from tests.files.test_journey import attached
from tests.journeys.acts import taken_in
from tests.journeys.world import World

NAME = "Giay khai sinh chau Thach Thi Gia Tuong.docx"
WORDS = "Giấy khai sinh bản chụp của cháu Thạch Thị Giả Tường"
INSIDE = "Ho ten khai sinh: Thach Thi Gia Tuong, sinh nam 2015"
"""Stored in the archive as it is: an entry that is not packed."""
PLANTED = "Nguoi khong co trong ho so nao ca"


def document() -> bytes:
    """A document of over a megabyte: more than the usual reader of forms keeps in memory."""
    return made.stored(
        {"word/document.xml": f"<w:t>{INSIDE}</w:t>", "word/media/a.emf": b"\x17\x2a" * 600_000}
    )


def no_temporary_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on a temporary file is a failure."""

    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("a temporary file is made")

    for maker in ("SpooledTemporaryFile", "NamedTemporaryFile", "TemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, maker, refused)
    monkeypatch.setattr("starlette.formparsers.SpooledTemporaryFile", refused)


def test_no_byte_and_no_name_of_an_upload_lies_in_the_clear(
    world: World, database: Database, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = f"/ho-so/{taken_in(world, 'Thạch Thị Giả Tường')}"
    counsellor = world.sign_in("counsellor")
    content = document()
    assert INSIDE.encode() in content
    no_temporary_files(monkeypatch)
    with capture_logs() as told:
        assert attached(counsellor, case, content, NAME, description=WORDS).status_code == 200
        assert attached(counsellor, case, made.SVG, NAME, description=WORDS).status_code == 409
        case_id = case.rsplit("/", 1)[1]
        version = counsellor.api("GET", f"/api/v1/cases/{case_id}/files").json()["files"][0]["version"]
        assert counsellor.get(f"{case}/tep/{version}/tai").content == content
    needles = {NAME, WORDS, INSIDE}
    assert leaked(needles, json.dumps(told, ensure_ascii=False, default=str).encode()) == set()
    dump = dumped(database.owner_dsn)
    assert b"CREATE TABLE files.pieces" in dump and len(dump) > 3_000_000, (
        "the pieces are in it, as hex and opened"
    )
    assert leaked(needles, dump) == set()
    with psycopg.connect(database.owner_dsn, autocommit=True) as connection:
        connection.execute("CREATE TABLE public.planted (words text)")
        connection.execute("INSERT INTO public.planted VALUES (%s)", (PLANTED,))
    with psycopg.connect(cluster.maintenance_dsn, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    log = _wal(cluster)
    assert leaked({*needles, PLANTED}, log) == {PLANTED}, "what was planted is seen in the write-ahead log"


def _wal(cluster: Cluster) -> bytes:
    folders = list(cluster.home.rglob("pg_wal"))
    assert folders, "the server's own write-ahead log"
    return b"".join(files_below(folder) for folder in folders)
