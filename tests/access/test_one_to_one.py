"""Every answer with something of a file has its entry in the access log before its first byte leaves, and the reverse.

Source: SECURITY, bar A-1; DESIGN, section 8. A second connection reads the log at the moment the first byte of an
answer is handed over, so an entry written afterwards counts as missing: the control does exactly that.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from starlette.testclient import TestClient

from infrastructure import trail
from infrastructure.postgres import Database
from tests.api.given import ABSENT, program, token_of
from tests.journeys.acts import followed
from tests.journeys.test_conflicts import taken_in
from tests.journeys.world import ORIGIN, World

READS = 10_000
READERS = ("counsellor", "colleague", "elsewhere", "supervisor", "head", "auditor", "administrator")
CHILDREN = ("Lò Thị Mây", "Hà Văn Sáng", "Tô Thị Ngân", "Vi Văn Đạt")
LISTS = (
    "/api/v1/follow-up-log",
    "/api/v1/today",
    "/api/v1/consultations",
    "/so-theo-doi",
    "/hom-nay",
    "/dieu-92",
)
UNREAD = ("/api/v1/codes", "/static/app.css", "/dang-nhap")
"""Answers that show nothing of anyone."""
SINCE = "SELECT request_id, decision, record FROM trail.entries WHERE position > %s ORDER BY position"
END = "SELECT coalesce(max(position), 0) FROM trail.entries"


@dataclass
class Watched:
    """The application; notes which entries there were when the first byte of an answer left."""

    app: Any
    log: psycopg.Connection[Any]
    mark: int = 0
    found: list[tuple[Any, ...]] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve as the application does, and look at the log on the way out."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        self.mark = self._one(END)
        started = False

        async def watched(message: Any) -> None:
            nonlocal started
            if message["type"] == "http.response.start" and not started:
                started = True
                self.found = self.log.execute(SINCE, (self.mark,)).fetchall()
            await send(message)

        await self.app(scope, receive, watched)

    def late(self) -> int:
        """Count the entries that came after the first byte."""
        return self._one(END) - self.mark - len(self.found)

    def _one(self, query: str) -> int:
        row = self.log.execute(query).fetchone()
        assert row is not None
        return int(row[0])


@dataclass
class Counted:
    """What was asked and what stands in the log."""

    answers: Counter[str] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    late: int = 0
    requests: set[Any] = field(default_factory=set)
    entries: int = 0


@contextmanager
def watched(world: World, database: Database) -> Iterator[tuple[Watched, dict[str, TestClient]]]:
    """The application under watch, and everyone's client; one of them is not signed in."""
    with psycopg.connect(database.owner_dsn, autocommit=True) as log:
        app = Watched(world.app, log)
        clients = {
            who: TestClient(app, base_url=ORIGIN, headers={"Authorization": f"Bearer {token_of(world, who)}"})
            for who in READERS
        }
        clients["nobody"] = TestClient(app, base_url=ORIGIN)
        for client in clients.values():
            client.follow_redirects = False
        yield app, clients


def files(world: World) -> tuple[list[str], list[str]]:
    """Paths of single records of two units, and words that only an answer about one of them contains."""
    own, other = program(world, "counsellor"), program(world, "elsewhere")
    paths, words = [f"/api/v1/cases/{ABSENT}", f"/ho-so/{ABSENT}"], list(CHILDREN)
    for number, name in enumerate(CHILDREN):
        case, code = taken_in((own, other)[number % 2], {"child": {"name": name}})
        paths += [
            f"/api/v1/cases/{case}",
            f"/ho-so/{case}",
            f"/ho-so/{case}/chi-tiet",
            f"/ho-so/{case}/ai-da-xem",
            f"/api/v1/cases/{case}/looks",
        ]
        words.append(code)
    matter = own.made("/consultations", {"consultation": {"narrative": "Nói chuyện", "minutes": 20}})
    return [*paths, f"/api/v1{matter}"], words


def counted(
    app: Watched, clients: dict[str, TestClient], paths: list[str], words: list[str], reads: int
) -> Counted:
    """Read at random, and hold each answer against the log."""
    chosen, seen = random.Random(2026), Counted()
    for _ in range(reads):
        who, path = chosen.choice(tuple(clients)), chosen.choice((*paths, *LISTS, *UNREAD, "search"))
        client = clients[who]
        if path == "search":
            answer = client.post("/api/v1/follow-up-log/search", json={"words": chosen.choice(words)})
        else:
            answer = client.get(path)
        shows = any(word in answer.text for word in words)
        said = f"{who} {path} {answer.status_code} {app.found}"
        seen.answers["shows" if shows else "shows nothing"] += 1
        seen.entries += len(app.found)
        seen.late += app.late()
        if len(app.found) > 1 or (app.found and (who == "nobody" or path in UNREAD)):
            seen.extra.append(said)
        if len(app.found) < (who != "nobody" and path not in UNREAD):
            seen.missing.append(said)
        if shows and [one[1] for one in app.found] != ["permit"]:
            seen.missing.append(f"shown {said}")
        seen.requests |= {one[0] for one in app.found}
    return seen


@pytest.mark.security
def test_ten_thousand_reads_have_one_entry_each(world: World, database: Database) -> None:
    paths, words = files(world)
    followed(world)
    with watched(world, database) as (app, clients):
        seen = counted(app, clients, paths, words, READS)
    print(
        f"\nA-1: {READS} reads, {seen.answers['shows']} show something of a file, {seen.entries} entries:"
        f" {len(seen.missing)} missing, {len(seen.extra)} extra, {seen.late} after the first byte"
    )
    assert (seen.missing, seen.extra, seen.late) == ([], [], 0)
    assert len(seen.requests) == seen.entries
    assert min(seen.answers["shows"], seen.answers["shows nothing"]) > READS // 8


@pytest.mark.security
def test_the_control_that_writes_afterwards_is_noticed(
    world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths, words = files(world)
    followed(world)
    kept: list[Any] = []
    with watched(world, database) as (app, clients):
        monkeypatch.setattr(trail, "append", lambda _connection, entry, _simulated: kept.append(entry))
        seen = counted(app, clients, paths, words, 200)
    print(
        f"\nA-1 control: {len(seen.missing)} of 200 answers without an entry, {len(kept)} kept for afterwards"
    )
    assert len(seen.missing) > 50
    assert kept
