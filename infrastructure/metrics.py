"""Figures for whoever watches the machine, in Prometheus' form, on a port of their own.

By method, route template and status alone: no address as it was asked, no id, no name, nobody. Web processes write into
files of a folder that `lachan serve` empties at its start; only it reads them. Source: DESIGN, section 9, *Operations*.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import structlog

from infrastructure.lag import lag_of
from infrastructure.postgres import Database
from infrastructure.refusal import CannotStart
from infrastructure.settings import Settings
from infrastructure.watched import Watched

if TYPE_CHECKING:
    from prometheus_client import Counter, Histogram

log = structlog.get_logger()

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Where web processes write; the name is the library's own."""
SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)
ELSEWHERE = "(none)"
"""Stands for every path that is no route, so that nobody writes an address into a label."""
PATIENCE_SECONDS = 2
RESERVED_BYTES = {"counter": 1 << 18, "histogram": 1 << 20}
"""Of each web process, by the names of the library: some three hundred routes. It maps its files into memory, and a
page for which the disk has no room then ends the process (SIGBUS); so the room is taken before anything is counted."""


@lru_cache(maxsize=1)
def _instruments() -> tuple[Counter, Histogram]:
    from prometheus_client import CollectorRegistry, Counter, Histogram

    registry = CollectorRegistry()
    labels = ("method", "route")
    return (
        Counter("lachan_requests", "Requests answered.", (*labels, "status"), registry=registry),
        Histogram("lachan_request_seconds", "Seconds.", labels, buckets=SECONDS, registry=registry),
    )


def reserved() -> bool:
    """Take the room for the figures of this process; False where there is none: it serves, and counts nothing."""
    if sys.platform == "darwin":
        return True  # it cannot promise room
    try:
        for kind, size in RESERVED_BYTES.items():
            with Path(os.environ[FOLDER], f"{kind}_{os.getpid()}.db").open("ab") as file:
                os.posix_fallocate(file.fileno(), 0, size)
    except OSError:
        log.warning("metrics_not_counted")
        return False
    return True


class Measured:
    """Counts requests and their time by route template."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.count, self.time = _instruments()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on and note how it went."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def noting(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            method = scope["method"] if scope["method"] in METHODS else ELSEWHERE
            route = template_of(scope)
            self.count.labels(method, route, str(status)).inc()
            self.time.labels(method, route).observe(time.perf_counter() - began)


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def template_of(scope: Any) -> str:
    """Return the template of the route that answered, never the path."""
    route = scope.get("route")
    if route is not None:
        return str(route.path)
    return "/static" if str(scope.get("path", "")).startswith("/static/") else ELSEWHERE


class Following:
    """How far the views are behind the log, asked when somebody looks."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn

    def collect(self) -> Iterator[Any]:
        """Yield the figures; a database that does not answer is one of them."""
        from prometheus_client.core import GaugeMetricFamily

        up = GaugeMetricFamily("lachan_database_up", "Whether the database answers.")
        try:
            with psycopg.connect(self._dsn, connect_timeout=PATIENCE_SECONDS) as connection:
                lag = lag_of(connection)
        except psycopg.Error:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        for name, value in (("events", lag.events), ("seconds", lag.seconds), ("led", lag.is_led)):
            gauge = GaugeMetricFamily(f"lachan_views_behind_{name}", "How far the views are behind the log.")
            gauge.add_metric([], float(value))
            yield gauge
        followers = GaugeMetricFamily("lachan_followers", "Followers at work or standing by.")
        followers.add_metric([], lag.followers)
        yield followers


def metrics_of(settings: Settings, database: Database) -> Callable[[], None]:
    """Empty the folder of the web processes, tell them of it, and return what answers on this machine's port.

    Raises:
        CannotStart: The port is taken.
    """
    folder, port = settings.home / "metrics", settings.metrics_port or 0
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    os.environ[FOLDER] = str(folder)
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        raise CannotStart(
            f"Cổng {port} đang có chương trình khác dùng: đổi LACHAN_METRICS_PORT hoặc bỏ đi.",
            f"Port {port} is taken by another program: change LACHAN_METRICS_PORT or leave it out.",
        ) from None
    cluster = database.server.folder if database.server else None
    return partial(
        _serve, port, folder, (Following(database.app_dsn), Watched(database.app_dsn, settings.home, cluster))
    )


def _serve(port: int, folder: Path, collectors: Iterable[Any]) -> None:
    from prometheus_client import CollectorRegistry, start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(folder))  # type: ignore[no-untyped-call]  # the library's own
    for one in collectors:
        registry.register(one)
    start_http_server(port, addr="127.0.0.1", registry=registry)[1].join()
