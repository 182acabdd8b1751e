"""Our service and the peers in turn: log a consultation, add a note to a case, read a case's history, over HTTP.

The same PostgreSQL with full durability, the same number of web processes, the same clients with connections that stay.
"""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from uuid import uuid4

from bench.http import NARRATIVE, PROCESSES, THREADS, Request, served_association
from bench.measure import ROUNDS, Figure, Row, in_turn, processor_seconds, rate
from bench.peers.installed import peers
from bench.peers.served import NAMES, Peer, Wanted, served
from tests.faults.served import Association, ask, postgres_of
from tests.startup.running import Serving, children_of

EACH, READ_EACH, ENTRIES = 40, 20, 100
"""Requests of each client in one round, and how many entries the history has that is read."""
CASES = THREADS * (ROUNDS + 1)
"""Each client follows a case of its own, a fresh one in each round, so that histories stay short."""
REST_SECONDS = 0.5
"""Before a round, so that nobody pays for what the one before left to a follower."""
OURS = "ours"
LOG, NOTE, READ = "log a consultation", "add a note to a case", f"read a history of {ENTRIES} entries"
JOURNEYS = (LOG, NOTE, READ)
Requests = Mapping[str, Request]


@dataclass(frozen=True)
class Compared:
    """Requests a second, by journey and by who was asked."""

    figures: Mapping[tuple[str, str], Figure]
    processor: Mapping[tuple[str, str], Figure]
    """Milliseconds of processor a request cost in all of its server's processes, PostgreSQL's included."""
    versions: Mapping[str, str]


def compared() -> Compared:
    """Measure all of them in one run.

    Raises:
        PeersAreNotHere: The package index gave nothing.
    """
    programs = peers()
    with ExitStack() as open_ones, served_association() as association:
        server = association.database().server
        assert server is not None
        wanted = Wanted(PROCESSES, THREADS, CASES, ENTRIES, NARRATIVE)
        theirs = {name: open_ones.enter_context(served(name, programs, server, wanted)) for name in NAMES}
        asked = {OURS: _ours(association)} | {name: _theirs(peer) for name, peer in theirs.items()}
        assert isinstance(association.serving, Serving)
        parents = {OURS: association.serving.process.pid} | {n: peer.process for n, peer in theirs.items()}
        costs: dict[tuple[str, str], list[float]] = {}
        rounds = {
            (journey, who): _Round(
                requests[journey],
                READ_EACH if journey == READ else EACH,
                lambda parent=parents[who]: [
                    parent,
                    *children_of(parent),
                    *postgres_of(association.serving.home),
                ],  # type: ignore[misc]
                costs.setdefault((journey, who), []),
            )
            for journey in JOURNEYS
            for who, requests in asked.items()
        }
        figures = in_turn(rounds)
        processor = {what: Figure(tuple(taken[1:])) for what, taken in costs.items()}
        return Compared(figures, processor, {name: ", ".join(peer.versions) for name, peer in theirs.items()})


@dataclass(frozen=True)
class _Round:
    """One round of one journey with one of them; what it cost is noted beside."""

    request: Request
    each: int
    processes: Callable[[], list[int]]
    costs: list[float]

    def __call__(self) -> float:
        time.sleep(REST_SECONDS)
        before = processor_seconds(self.processes())
        found = rate(self.request.of, threads=THREADS, each=self.each)
        used = processor_seconds(self.processes()) - before
        self.costs.append(used * 1000 / (THREADS * self.each))
        return found


def _one_after_another(prefix: str, cases: tuple[str, ...], suffix: str) -> Callable[[int], str]:
    """Give each client of each round the next case."""
    number = count()
    return lambda _: f"{prefix}{cases[next(number) % len(cases)]}{suffix}"


def _theirs(peer: Peer) -> Requests:
    path = _one_after_another("/cases/", peer.cases, "/notes")
    return {
        LOG: Request(peer.port, "POST", lambda _: "/consultations", {"narrative": NARRATIVE}, peer.headers),
        NOTE: Request(peer.port, "POST", path, {"note": NARRATIVE}, peer.headers),
        READ: Request(
            peer.port, "GET", lambda _: f"/cases/{peer.long}/history", None, peer.headers, http.client.OK
        ),
    }


def _ours(association: Association) -> Requests:
    port, bearer = association.serving.port, association.bearers["keyed"]

    def headers() -> dict[str, str]:
        return {"Authorization": bearer, "Idempotency-Key": uuid4().hex}

    cases = tuple(_opened(port, bearer) for _ in range(CASES))
    long = _opened(port, bearer)
    for _ in range(1, ENTRIES):
        _added(port, f"{long}/notes", {"note": NARRATIVE}, bearer)
    status, shown = ask(port, "GET", long, None, Authorization=bearer)
    if status != http.client.OK or len(shown["history"]) != ENTRIES:
        raise RuntimeError(f"answered {status} with {len(shown.get('history', ()))} entries")
    said = {"consultation": {"narrative": NARRATIVE}}
    return {
        LOG: Request(port, "POST", lambda _: "/api/v1/consultations", said, headers),
        NOTE: Request(port, "POST", _one_after_another("", cases, "/notes"), {"note": NARRATIVE}, headers),
        READ: Request(port, "GET", lambda _: long, None, headers, http.client.OK),
    }


def _opened(port: int, bearer: str) -> str:
    return _added(port, "/api/v1/cases", {"situation": {"what": NARRATIVE}}, bearer)


def _added(port: int, path: str, body: object, bearer: str) -> str:
    status, answer = ask(port, "POST", path, body, Authorization=bearer)
    if status != http.client.CREATED:
        raise RuntimeError(f"{path} answered {status}")
    return str(answer["location"])


def rows(share: Callable[[Figure, Figure], str]) -> list[Row]:
    """Return the rows of docs/benchmarks.md."""
    found = compared()

    def said(journey: str, who: str) -> str:
        cost = found.processor[journey, who].said(" ms")
        return f"{found.figures[journey, who].said()}; {cost} of processor a request"

    return [
        (
            f"HTTP: {journey}, {PROCESSES} processes, {THREADS} clients",
            said(journey, OURS),
            f"{found.versions[name]}: {said(journey, name)}",
            share(found.figures[journey, OURS], found.figures[journey, name]),
            "faster",
        )
        for journey in JOURNEYS
        for name in NAMES
    ]
