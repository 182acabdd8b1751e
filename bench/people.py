"""Fifty people at once: `python -m bench people`, for a minute with pauses for thought and a minute without.

`lachan serve` with two web processes, the follower and the signer; people of every role, each with a session and a
connection of their own, read pages and record (bench/walks.py). The client works on the same two cores.
`LACHAN_BENCH_HOME` names an installation that `lachan demo` has grown; else one is made.
"""

from __future__ import annotations

import http.client
import os
import random
import secrets
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from select import select
from tempfile import TemporaryDirectory

import psycopg

from bench.measure import Row, alone, milliseconds, percentile, processor_seconds
from bench.walks import next_deed
from domain.account import Role
from infrastructure.postgres import attach_database
from infrastructure.settings import Settings
from infrastructure.work import token_hash
from tests.faults.served import postgres_of
from tests.startup.running import ROOT, Serving, children_of, environment

GROWN = int(os.environ.get("LACHAN_BENCH_GROWN", "50000"))
SECONDS = int(os.environ.get("LACHAN_BENCH_SECONDS", "60"))
PROCESSES, SEED = 2, 50
STARTED_SECONDS = 300.0
THOUGHT_SECONDS = 5.0
"""Mean pause between two pages, drawn from an exponential distribution, a minute at most."""
PEOPLE: Mapping[Role, int] = {
    Role.COUNSELLOR: 28,
    Role.SUPERVISOR: 6,
    Role.OFFICE: 5,
    Role.REVIEWER: 4,
    Role.AUDITOR: 3,
    Role.CHAPTER_HEAD: 2,
    Role.DATA_PROTECTION_OFFICER: 1,
    Role.ADMINISTRATOR: 1,
}
DONE = {http.client.OK, http.client.SEE_OTHER}


@dataclass
class Person(threading.Thread):
    """Someone with a browser: one session, one connection."""

    port: int
    role: Role
    token: str
    chance: random.Random
    pause: float
    stop: threading.Event
    taken: dict[str, list[float]] = field(default_factory=dict)
    failed: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        self._think()  # nobody comes at the same moment as all the others
        while not self.stop.is_set():
            next_deed(self.role, self.chance)(self)

    def see(self, kind: str, path: str) -> str:
        """Return a page, having read it; a page that leads elsewhere is followed once."""
        return self._asked(kind, "GET", path, "")

    def send(self, kind: str, path: str, body: str) -> str:
        """Return the page that comes after what was sent."""
        return self._asked(kind, "POST", path, body)

    def _asked(self, kind: str, method: str, path: str, body: str) -> str:
        if self.stop.is_set():
            return ""
        status, location, page = self._timed(kind, method, path, body)
        if status == http.client.SEE_OTHER:
            after = "page after saving" if method == "POST" else kind
            _, _, page = self._timed(after, "GET", location, "")
        self._think()
        return page

    def _think(self) -> None:
        self.stop.wait(min(60.0, self.chance.expovariate(1 / self.pause)) if self.pause else 0)

    def _timed(self, kind: str, method: str, path: str, body: str) -> tuple[int, str, str]:
        headers = {"Cookie": f"sid={self.token}", "Sec-Fetch-Site": "same-origin"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        try:
            answer = self._answered(method, path, body, headers)
            page = answer.read().decode()
        except (OSError, http.client.HTTPException) as failure:
            self.failed[f"{kind}: {type(failure).__name__}"] += 1
            self.connection.close()
            return 0, "", ""
        self.taken.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
        if answer.status not in DONE:
            self.failed[f"{kind}: {answer.status}"] += 1
        return answer.status, answer.getheader("Location") or "", page

    def _answered(
        self, method: str, path: str, body: str, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        """Ask; once more, as a browser does, where a connection that was kept turns out to be closed."""
        if self._was_closed():
            self.connection.close()
        was_kept = self.connection.sock is not None
        try:
            self.connection.request(method, path, body or None, headers)
            return self.connection.getresponse()
        except (ConnectionError, http.client.RemoteDisconnected):
            if not was_kept:
                raise
            self.connection.close()
            self.connection.request(method, path, body or None, headers)
            return self.connection.getresponse()

    def _was_closed(self) -> bool:
        """Return whether the server closed the connection meanwhile: a browser sees that before it asks again."""
        open_one = self.connection.sock
        return open_one is not None and bool(select([open_one], [], [], 0)[0])


@dataclass(frozen=True)
class Used:
    """What one process used while people worked: most memory of its own (shared pages by share), share of a core."""

    megabytes: float
    cores: float


@dataclass(frozen=True)
class Minute:
    """What came of it."""

    taken: Mapping[str, list[float]]
    failed: Counter[str]
    seconds: float
    used: Mapping[str, Used]
    events: int
    looks: int


@contextmanager
def grown() -> Iterator[Path]:
    """Yield the home of an installation that holds the fictional year, grown."""
    known = os.environ.get("LACHAN_BENCH_HOME")
    if known:
        yield Path(known)
        return
    with TemporaryDirectory(prefix="lachan-bench-") as folder:
        home = Path(folder)
        home.chmod(0o711)
        grow = ("demo", "--scale", "0.1", "--grow", str(GROWN))
        command = [sys.executable, "-m", "api.cli", *grow]
        subprocess.run(
            command, cwd=ROOT, env=environment(home / "var"), stdout=subprocess.DEVNULL, check=True
        )
        yield home / "var"


def _sessions(home: Path) -> list[tuple[Role, str]]:
    """Open a session for each of the people; accounts of a role take turns."""
    database, opened = attach_database(Settings(home=home)), []
    with psycopg.connect(database.owner_dsn) as connection:
        for role, how_many in PEOPLE.items():
            accounts = (
                connection.execute(
                    "SELECT account FROM facts.accounts WHERE state = 'active' AND roles = %s AND"
                    " coalesce(valid_until, 'infinity') > now() ORDER BY account",
                    ([role.value],),
                ).fetchall()
                or connection.execute(
                    "SELECT account FROM facts.accounts WHERE state = 'active' AND %s = ANY (roles) ORDER BY account",
                    (role.value,),
                ).fetchall()
            )
            for number in range(how_many):
                token = secrets.token_urlsafe(32)
                connection.execute(
                    "INSERT INTO auth.sessions (token_hash, account, ends_at, proved_at)"
                    " VALUES (%s, %s, now() + interval '1 hour', now())",
                    (token_hash(token), accounts[number % len(accounts)][0]),
                )
                opened.append((role, token))
    return opened


def _worked(serving: Serving, sessions: list[tuple[Role, str]], pause: float) -> Minute:
    stop, chance = threading.Event(), random.Random(SEED)
    people = [
        Person(serving.port, role, token, random.Random(chance.random()), pause, stop)
        for role, token in sessions
    ]
    watch, before = Watch(serving), _kept(serving.home)
    began = time.monotonic()
    for person in people:
        person.start()
    while time.monotonic() - began < SECONDS:
        watch.look()
        time.sleep(2)
    stop.set()
    seconds = time.monotonic() - began
    used = watch.used(seconds)
    for person in people:
        person.join(60)
    taken: dict[str, list[float]] = {}
    for person in people:
        for kind, each in person.taken.items():
            taken.setdefault(kind, []).extend(each)
    failed = sum((person.failed for person in people), Counter[str]())
    events, looks = (now - then for now, then in zip(_kept(serving.home), before, strict=True))
    return Minute(taken, failed, seconds, used, events, looks)


def _kept(home: Path) -> tuple[int, int]:
    """Return how many events and how many entries of the access log there are."""
    with psycopg.connect(attach_database(Settings(home=home)).owner_dsn) as connection:
        row = connection.execute(
            "SELECT (SELECT max(position) FROM es.events), (SELECT max(position) FROM trail.entries)"
        ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


class Watch:
    """Looks at the processes of an installation from time to time."""

    def __init__(self, serving: Serving) -> None:
        ours = {serving.process.pid: "parent"} | {
            pid: _name(line) for pid, line in children_of(serving.process.pid).items()
        }
        web = sorted(pid for pid, name in ours.items() if name == "web")
        ours |= {pid: f"web process {number}" for number, pid in enumerate(web, 1)}
        self._pids = {name: [pid] for pid, name in ours.items() if name != "PostgreSQL"}
        self._home, self._most = serving.home, Counter[str]()
        self._pids["client of the bench"] = [os.getpid()]
        self._began = {name: processor_seconds(pids) for name, pids in self._groups().items()}

    def _groups(self) -> dict[str, list[int]]:
        return self._pids | {"PostgreSQL, all its processes": postgres_of(self._home)}

    def look(self) -> None:
        for name, pids in self._groups().items():
            self._most[name] = max(self._most[name], sum(_kilobytes(pid) for pid in pids))

    def used(self, seconds: float) -> dict[str, Used]:
        return {
            name: Used(
                self._most[name] / 1024, (processor_seconds(pids) - self._began.get(name, 0.0)) / seconds
            )
            for name, pids in self._groups().items()
        }


def _name(line: str) -> str:
    words = {"-web": "web", "-follower": "follower", "-signer": "signer", "postgres": "PostgreSQL"}
    return next((name for word, name in words.items() if word in line), line[:40])


def _kilobytes(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def rows() -> Iterator[Row]:
    """Yield the rows of docs/benchmarks.md."""
    with grown() as home:
        settings = {"LACHAN_REQUIRE_SECOND_FACTOR": "nobody"}
        with Serving(home, settings, workers=PROCESSES, patience=STARTED_SECONDS) as serving:
            sessions = _sessions(home)
            for words, pause in ((f"a pause of {THOUGHT_SECONDS:.0f} s", THOUGHT_SECONDS), ("no pause", 0.0)):
                yield from _told(words, _worked(serving, sessions, pause))


def _told(words: str, minute: Minute) -> Iterator[Row]:
    everything = [one for each in minute.taken.values() for one in each]
    rate = f"{len(everything) / minute.seconds:.1f} pages/s, {milliseconds(everything)}"
    failed = ", ".join(f"{count} × {what}" for what, count in minute.failed.most_common()) or "none"
    yield f"50 people, {words}: everything", rate, f"errors: {failed}", "", "0 errors"
    kept = f"{minute.events:,} events, {minute.looks:,} entries of the access log"
    yield alone(f"50 people, {words}: recorded", kept)
    for kind, taken in sorted(minute.taken.items(), key=lambda pair: -percentile(pair[1], 0.95)):
        yield alone(f"50 people, {words}: {kind}", f"{milliseconds(taken)}, {len(taken)} times")
    for name, used in minute.used.items():
        said = f"{used.megabytes:.0f} MB at most, {used.cores:.2f} of a core"
        yield alone(f"50 people, {words}: {name}", said)
