"""Programs that are signed in, and records they may or may not see. Everyone is invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx2
from starlette.testclient import TestClient

from tests.journeys.world import PASSWORD, World

WHAT = "Bé Lò Thị Mây bị đánh ở nhà"
SITUATION: dict[str, Any] = {"what": WHAT}
CONSULTATION: dict[str, Any] = {"narrative": "Trẻ kể lại việc bị đánh", "minutes": 30}
ABSENT = "00000000-0000-4000-8000-000000000000"


@dataclass
class Program:
    """A program with the bearer token of a person."""

    client: TestClient

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx2.Response:
        """Send a request; header names are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.request(method, f"/api/v1{path}", json=body, headers=named)

    def made(self, path: str, body: Any, **headers: str) -> str:
        """Send a command and return the location of its result, without the prefix."""
        answer = self.ask("POST", path, body, **headers)
        assert answer.status_code in {200, 201}, answer.text
        return str(answer.json()["location"]).removeprefix("/api/v1")


def last(location: str) -> str:
    """Return the id at the end of a location."""
    return location.rpartition("/")[2]


def token_of(world: World, who: str) -> str:
    """Sign in as this person and return the token."""
    client = world.client()
    answer = client.post("/api/v1/sessions", json={"name": who, "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["token"])


def program(world: World, who: str) -> Program:
    """A program that acts for this person."""
    bearer = {"Authorization": f"Bearer {token_of(world, who)}"}
    return Program(world.client(headers=bearer, follow_redirects=False, raise_server_exceptions=False))


def events(world: World) -> int:
    """Count the events of the log."""
    with world.system() as work:
        row = work.connection.execute("SELECT count(*) FROM es.events").fetchone()
    assert row is not None
    return int(row[0])
