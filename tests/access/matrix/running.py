"""Asks the cells of the running application, and says which answers differ from the table.

Each request runs to its commit, which is then a rollback: so every cell is asked of the same records, in any order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx2
import pyotp
import pytest

from api.door import csrf_token
from application.history import NoSuchCase
from domain.kernel import Unknown
from infrastructure import erasing
from infrastructure.work import recording
from tests.access.matrix.association import Ids, Seeded
from tests.access.matrix.columns import NOBODY, STALE
from tests.access.matrix.ways import Way
from tests.journeys.world import ORIGIN

TRIED = {"password", "old", "answer"}
"""Fields of content that is guarded against guessing."""
NOT_THERE = (("/problems/unknown", Unknown.vi), ("/problems/no-such-case", NoSuchCase.vi))
"""The answers for what is not there: a record, and a code whose history is asked for."""
ERASED_PAGE = "<h1>Hồ sơ đã xóa dữ liệu</h1>"


@dataclass(frozen=True)
class Cell:
    """One cell of the table: who asks what about which record, and the answer that is written down."""

    way: Way
    role: str
    column: str
    expected: str
    who: str = ""
    """Who asks, where it is not the person of the row."""
    token: str = ""
    """What a program asks with."""


@dataclass(frozen=True)
class Deviation:
    """A cell whose answer is another."""

    cell: Cell
    answer: str

    def __str__(self) -> str:
        cell = self.cell
        where = f"{cell.way.name}: {cell.who or cell.role}/{cell.column}"
        return f"{where}: {cell.expected} is written down, {self.answer} was answered"


@contextmanager
def undone() -> Iterator[None]:
    """Let every transaction of the application end undone, its deferred checks made, where it would commit.

    Keys lie outside the database: those of files withdrawn by it stay, or whoever asks for the file next finds none.
    """

    def roll_back(connection: Any) -> None:
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        # not by a cursor: it would have the library drop its prepared statements, after the next one is prepared
        connection.wait(connection._exec_command(b"ROLLBACK"))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(recording, "commit_in_order", roll_back)
        patched.setattr(erasing, "destroy_withdrawn", lambda *_: None)
        yield


def deviations(made: Seeded, cells: Iterable[Cell]) -> list[Deviation]:
    """Ask each cell once; return those that were answered otherwise."""
    with undone():
        asked = ((cell, _answer(made, cell)) for cell in cells)
        return [Deviation(cell, said) for cell, said in asked if said != cell.expected]


def texts(made: Seeded, cells: Iterable[Cell]) -> Iterator[tuple[Cell, str]]:
    """Ask each cell once; return what the answer holds."""
    with undone():
        for cell in cells:
            answer, _ = asked(made, cell)
            yield cell, answer.text


def _answer(made: Seeded, cell: Cell) -> str:
    return coded(*asked(made, cell))


def asked(made: Seeded, cell: Cell) -> tuple[httpx2.Response, str | None]:
    """Ask one cell; return the answer, and whose token asked."""
    token: str | None = cell.token or None
    if cell.role != NOBODY and not token:
        who = cell.who or made.asker(cell.way.kind, cell.role)
        token = made.session(who, fresh=cell.column not in STALE)
    ids = made.ids[cell.way.kind, cell.column] | made.own.get((cell.way.kind, cell.column, cell.role), {})
    if "secret" in ids:
        ids["totp"] = pyotp.TOTP(ids["secret"]).now()
    if TRIED.intersection(cell.way.content or ()):
        made.owner.execute("DELETE FROM auth.attempts")  # right tries take themselves off with their commit
    return _sent(made, cell.way, ids, token), token


def address(way: Way, ids: Ids) -> tuple[str, str]:
    """Return path and query of a way to a record."""
    path = re.sub(
        r"\{(\w+)\}", lambda found: way.fixed.get(found[1]) or ids[way.ids.get(found[1], found[1])], way.path
    )
    return path, filled(way.query, ids)


def _sent(made: Seeded, way: Way, ids: Ids, token: str | None) -> httpx2.Response:
    path, query = address(way, ids)
    content = filled(way.content, ids)
    client = made.world.client(follow_redirects=False, raise_server_exceptions=False)
    if not way.is_page:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        seen = ids[way.ids["entry"]] if "entry" in way.ids else "0"
        match = {"If-Match": f'"{seen}"'} if way.method == "PUT" else {}
        if way.file:
            files = {"file": ("anh.png", way.file)}
            return client.post(path, data=content, files=files, headers=headers)
        return client.request(way.method, path + query, json=content, headers=headers | match)
    headers = {"Origin": ORIGIN} | ({"Cookie": f"sid={token}"} if token else {})
    if way.method == "GET":
        return client.get(path + query, headers=headers)
    sent = [*typed(content), ("_csrf", csrf_token(token))]
    if way.file:
        return client.post(path, data=dict(sent), files={"file": ("anh.png", way.file)}, headers=headers)
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    return client.post(path, content=urlencode(sent), headers=headers)


def filled(content: Any, ids: Ids) -> Any:
    """Return content with the ids of the record where `$name` stands for them."""
    match content:
        case dict():
            return {name: filled(value, ids) for name, value in content.items()}
        case list():
            return [filled(value, ids) for value in content]
        case str():
            return re.sub(r"\$(\w+)", lambda found: ids[found[1]], content)
        case _:
            return content


def typed(content: Any, name: str = "") -> list[tuple[str, str]]:
    """Return content as the fields of a form: dotted names, boxes of one name for plain lists."""
    dot = f"{name}." if name else ""
    match content:
        case dict():
            return [field for key, value in content.items() for field in typed(value, f"{dot}{key}")]
        case list() if content and isinstance(content[0], dict):
            return [field for at, value in enumerate(content) for field in typed(value, f"{dot}{at}")]
        case list():
            return [(name, str(value)) for value in content]
        case bool():
            return [(name, "true" if content else "")]
        case _:
            return [(name, str(content))]


def coded(answer: httpx2.Response, token: str | None) -> str:
    """Return an answer as the table writes it."""
    to = answer.headers.get("location", "")
    if answer.status_code == 303 and to.startswith("/dang-nhap?tiep="):
        return "login"
    if (answer.status_code == 303 and to.startswith("/xac-nhan?tiep=")) or (
        answer.status_code == 401 and token
    ):
        return "proof"
    if answer.status_code == 409 and ("record-is-erased" in answer.text or ERASED_PAGE in answer.text):
        return "erased"
    if answer.status_code == 404 and not _says_nothing(answer):
        return "404 that tells"
    return str(answer.status_code)


def _says_nothing(answer: httpx2.Response) -> bool:
    """Whether it is the one answer for what is not there and for what is not for this person."""
    if answer.headers.get("content-type", "").startswith("application/problem+json"):
        said = answer.json()
        return said in [{"type": kind, "title": words, "status": 404} for kind, words in NOT_THERE]
    return Unknown.vi in answer.text
