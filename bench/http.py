"""Logging a consultation over HTTP, against a bare route with one INSERT: same threads, same number of processes."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg

from bench.measure import Figure, Once, in_turn, rate
from tests.faults.served import Association, ask
from tests.startup.running import ROOT, Serving, free_port

THREADS, EACH, PROCESSES = 4, 40, "2"
NARRATIVE = (
    "Cháu hỏi về quyền được học khi bố mẹ chưa làm giấy khai sinh; đã giải thích thủ tục và hẹn gặp lại."
)


@dataclass(frozen=True)
class Request:
    """One request as it is sent again and again; each thread may have a path of its own."""

    port: int
    method: str
    path: Callable[[int], str]
    body: object = None
    headers: Callable[[], dict[str, str]] = dict
    wanted: int = http.client.CREATED

    def of(self, thread: int) -> Once:
        """Return what sends it once, over a connection of this thread's own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        path, body = self.path(thread), json.dumps(self.body) if self.body is not None else None

        def once() -> None:
            connection.request(self.method, path, body, {"Content-Type": "application/json"} | self.headers())
            answer = connection.getresponse()
            answer.read()
            if answer.status != self.wanted:
                raise RuntimeError(f"{path} answered {answer.status}")

        return once


@contextmanager
def bare(dsn: str) -> Iterator[int]:
    """Serve the bare route."""
    port = free_port()
    served = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "uvicorn",
            "bench.bare:app",
            "--port",
            str(port),
            "--workers",
            PROCESSES,
            "--no-access-log",
        ],
        cwd=ROOT,
        env=os.environ | {"BENCH_DSN": dsn},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _until_served(port)
        yield port
    finally:
        served.terminate()
        served.wait(20)


def _until_served(port: int) -> None:
    for _ in range(200):
        with suppress(OSError, ValueError):
            if ask(port, "POST", "/consultations", {"narrative": "thử"})[0] == http.HTTPStatus.CREATED:
                return
        time.sleep(0.1)
    raise RuntimeError("the bare route did not start")


@contextmanager
def served_association() -> Iterator[Association]:
    """Serve an association with two counsellors."""
    with TemporaryDirectory(prefix="lachan-bench-") as folder:
        home = Path(folder)
        home.chmod(0o711)
        settings = {"LACHAN_WORKERS": PROCESSES, "LACHAN_REQUIRE_SECOND_FACTOR": "nobody"}
        with Serving(home / "var", settings) as serving:
            association = Association(serving)
            association.set_up()
            yield association


def measured() -> dict[str, Figure]:
    """Return requests a second of both."""
    with served_association() as association:
        dsn = association.database().owner_dsn
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("CREATE TABLE bench_raw (id uuid PRIMARY KEY, body bytea NOT NULL)")
        with bare(dsn) as port:
            return _against(association, port)


def _against(association: Association, port: int) -> dict[str, Figure]:
    bearer = association.bearers["keyed"]

    def headers() -> dict[str, str]:
        return {"Authorization": bearer, "Idempotency-Key": uuid4().hex}

    path = "/api/v1/consultations"
    said = {"consultation": {"narrative": NARRATIVE}}
    ours = Request(association.serving.port, "POST", lambda _: path, said, headers)
    theirs = Request(port, "POST", lambda _: "/consultations", {"narrative": NARRATIVE})
    return in_turn(
        {
            "log a consultation": lambda: rate(ours.of, threads=THREADS, each=EACH),
            "bare route": lambda: rate(theirs.of, threads=THREADS, each=EACH),
        }
    )
