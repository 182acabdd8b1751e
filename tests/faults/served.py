"""A served association under load: people who save and save again, and someone who pulls the plug."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import psycopg

from infrastructure.house import key_folder
from infrastructure.keys import KeyStore
from infrastructure.postgres import Database, attach_database
from infrastructure.settings import Settings
from tests.startup.running import Serving, children_of, is_running, until

PASSWORD = "mot cau dai de nho cho bai thu"
ANSWER_SECONDS = 60
Answer = tuple[int, dict[str, Any]]


def ask(port: int, method: str, path: str, body: object = None, **headers: str) -> Answer:
    """Ask the server once.

    Raises:
        OSError: No answer came; whether something was saved is unknown.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    try:
        sent = {"Content-Type": "application/json"} | headers
        connection.request(method, path, json.dumps(body) if body is not None else None, sent)
        answer = connection.getresponse()
        content = answer.read()
        return answer.status, json.loads(content) if content else {}
    except http.client.HTTPException as failure:
        raise OSError(type(failure).__name__) from None
    finally:
        connection.close()


def sign_in(port: int, name: str, password: str) -> str:
    """Sign in, with a password of one's own from then on; return the token."""
    _, session = ask(port, "POST", "/api/v1/sessions", {"name": name, "password": password})
    bearer = f"Bearer {session['token']}"
    if password != PASSWORD:
        body = {"old": password, "new": PASSWORD}
        status, _ = ask(port, "PUT", "/api/v1/own-password", body, Authorization=bearer)
        assert status == 200
    return bearer


class Place(Protocol):
    """What is served: its home, its port, and what it said when it was founded."""

    @property
    def home(self) -> Path: ...

    @property
    def port(self) -> int: ...

    def said(self) -> str: ...


@dataclass
class Association:
    """A served association with two counsellors: one saves under keys, the other without."""

    serving: Place
    bearers: dict[str, str] = field(default_factory=dict)
    port: int = 0
    """Where people save; that of the service when nothing is said."""

    def set_up(self) -> None:
        port = self.port = self.port or self.serving.port
        found = re.search(r"one-time password \(printed only now\): (\S+)", self.serving.said())
        assert found is not None
        bearer = sign_in(port, "quantri", found[1])
        _, units = ask(port, "GET", "/api/v1/units", Authorization=bearer)
        assert isinstance(units, list), units
        unit = units[0]["unit"]
        for name in ("keyed", "keyless"):
            body = {"name": f"Người mẫu {name}", "sign_in": name, "unit": unit, "roles": ["counsellor"]}
            status, made = ask(port, "POST", "/api/v1/accounts", body, Authorization=bearer)
            assert status == 201, made
            self.bearers[name] = sign_in(port, name, made["one_time_password"])

    def settings(self) -> Settings:
        return Settings(home=self.serving.home)

    def database(self) -> Database:
        return attach_database(self.settings())

    def answers(self) -> bool:
        """Return whether the database lets somebody in."""
        try:
            with psycopg.connect(self.database().owner_dsn, connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def kept_keys(self, given: Iterable[str]) -> dict[str, str]:
        """Return how the log keeps each idempotency key: as a keyed hash."""
        keys = KeyStore(key_folder(Settings(home=self.serving.home)))
        try:
            return {one: keys.keyed_hash("idempotency-key", one).hex()[:32] for one in given}
        finally:
            keys.close()

    def query(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database().owner_dsn) as connection:
            return connection.execute(statement, values).fetchall()

    def change(self, statement: str) -> None:
        with psycopg.connect(self.database().owner_dsn) as connection:
            connection.execute(statement.encode())


@dataclass
class Saver(threading.Thread):
    """One person who saves one entry after another; each is sent again until it is acknowledged."""

    association: Association
    who: str
    has_key: bool
    stop: threading.Event
    acknowledged: dict[str, str] = field(default_factory=dict)
    retries: int = 0
    statuses: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        while not self.stop.is_set():
            key = uuid4().hex
            self.acknowledged[key] = self._until_acknowledged(key)

    def refusals(self) -> int:
        """Return how many answers were no acknowledgement."""
        return sum(many for status, many in self.statuses.items() if status != 201)

    def _until_acknowledged(self, key: str) -> str:
        body = {"situation": {"what": f"Cháu bé được kể lại, lần {key}."}}
        headers = {"Authorization": self.association.bearers[self.who]}
        if self.has_key:
            headers["Idempotency-Key"] = key
        while True:
            with suppress(OSError, ValueError):
                status, answer = ask(self.association.port, "POST", "/api/v1/cases", body, **headers)
                self.statuses[status] = self.statuses.get(status, 0) + 1
                if status == 201 and "location" in answer:  # cut within its head, an answer has no content
                    return str(answer["location"])
            self.retries += 1
            time.sleep(0.05)


def everything_of(serving: Serving) -> list[int]:
    """Return the parent, its children and PostgreSQL's processes."""
    ours = [serving.process.pid, *children_of(serving.process.pid)]
    return [*ours, *(pid for parent in ours[1:] for pid in children_of(parent)), *postgres_of(serving.home)]


def postgres_of(home: Path) -> list[int]:
    """Return the processes of the embedded server."""
    pid_files = [*home.rglob("postmaster.pid")]
    redirected = home / "postgres.folder"
    if redirected.exists():
        pid_files += Path(redirected.read_text().strip()).rglob("postmaster.pid")
    postmasters = {int(file.read_text().split("\n")[0]) for file in pid_files}
    return [pid for one in postmasters for pid in (one, *children_of(one))]


def kill_everything(serving: Serving) -> None:
    """Pull the plug: SIGKILL to every process at once, the parent first."""
    victims = everything_of(serving)
    for pid in victims:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    serving.process.wait()
    until(lambda: not any(is_running(pid) for pid in victims))


def kill_one_web_process(serving: Serving, choose: Callable[[list[int]], int]) -> None:
    """Kill one of the web processes; waits for one to be there."""
    until(lambda: bool(_web(serving)))
    with suppress(ProcessLookupError):
        os.kill(choose(_web(serving)), signal.SIGKILL)


def _web(serving: Serving) -> list[int]:
    return [pid for pid, line in children_of(serving.process.pid).items() if "lachan-web" in line]
