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


def posting(
    port: int, path: str, body: object, headers: Callable[[], dict[str, str]]
) -> Callable[[int], Once]:
    def maker(_: int) -> Once:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

        def once() -> None:
            connection.request(
                "POST", path, json.dumps(body), {"Content-Type": "application/json"} | headers()
            )
            answer = connection.getresponse()
            answer.read()
            if answer.status != http.HTTPStatus.CREATED:
                raise RuntimeError(f"answered {answer.status}")

        return once

    return maker


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


def measured() -> dict[str, Figure]:
    """Return requests a second of both."""
    with TemporaryDirectory(prefix="lachan-bench-") as folder:
        home = Path(folder)
        home.chmod(0o711)
        settings = {"LACHAN_WORKERS": PROCESSES, "LACHAN_REQUIRE_SECOND_FACTOR": "nobody"}
        with Serving(home / "var", settings) as serving:
            association = Association(serving)
            association.set_up()
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
    ours = posting(association.serving.port, path, {"consultation": {"narrative": NARRATIVE}}, headers)
    theirs = posting(port, "/consultations", {"narrative": NARRATIVE}, dict)
    return in_turn(
        {
            "log a consultation": lambda: rate(ours, threads=THREADS, each=EACH),
            "bare route": lambda: rate(theirs, threads=THREADS, each=EACH),
        }
    )
