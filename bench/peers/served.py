"""One peer served by gunicorn, on the PostgreSQL that our own service uses."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from bench.peers.installed import SITE
from infrastructure.postgres.server import EmbeddedServer
from tests.faults.served import ask
from tests.startup.running import free_port

NAMES = ("simple-history", "pghistory")
KEEPALIVE_SECONDS = "120"


@dataclass(frozen=True)
class Peer:
    """Where one is served, and what it holds."""

    port: int
    token: str
    cases: tuple[str, ...]
    long: str
    versions: tuple[str, ...]
    process: int

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Token {self.token}"}


@dataclass(frozen=True)
class Wanted:
    """How a peer is served and what it is to hold."""

    processes: str
    threads: int
    cases: int
    entries: int
    note: str


@contextmanager
def served(name: str, programs: Path, server: EmbeddedServer, wanted: Wanted) -> Iterator[Peer]:
    """Make a database for one peer, fill it, and serve it."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "peer_settings",
        "PEER": name,
        "PEER_SECRET": secrets.token_hex(32),
        "PEER_DATABASE": json.dumps(_database(name, server)),
    }
    made = json.loads(_prepared(programs, environment, wanted))
    port = free_port()
    options = ("--workers", wanted.processes, "--threads", str(wanted.threads), "--worker-class", "gthread")
    running = subprocess.Popen(
        [
            *(str(programs / "gunicorn"), "peer_wsgi", *options, "--keep-alive", KEEPALIVE_SECONDS),
            *("--bind", f"127.0.0.1:{port}", "--log-level", "error"),
        ],
        cwd=SITE,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        peer = Peer(
            port, made["token"], tuple(made["cases"]), made["long"], tuple(made["versions"]), running.pid
        )
        _until_served(peer, wanted.entries)
        yield peer
    finally:
        running.terminate()
        running.wait(30)


def _database(name: str, server: EmbeddedServer) -> dict[str, str]:
    """Return what Django calls the way into a database of its own, with its own role."""
    role, password = f"peer_{name.replace('-', '_')}", secrets.token_urlsafe(16)
    with psycopg.connect(server.root_dsn(), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), sql.Literal(password))
        )
        connection.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(sql.Identifier(role)))
    host = str(conninfo_to_dict(server.root_dsn())["host"])
    return {"NAME": role, "USER": role, "PASSWORD": password, "HOST": host}


def _prepared(programs: Path, environment: dict[str, str], wanted: Wanted) -> str:
    command = [str(programs / "python"), "prepare.py", str(wanted.cases), str(wanted.entries), wanted.note]
    done = subprocess.run(
        command, cwd=SITE, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return done.stdout


def _until_served(peer: Peer, entries: int) -> None:
    for _ in range(200):
        with suppress(OSError, ValueError):
            status, history = ask(peer.port, "GET", f"/cases/{peer.long}/history", None, **peer.headers())
            if status != 200 or len(history) != entries:
                raise RuntimeError(f"answered {status} with {len(history)} entries")
            return
        time.sleep(0.1)
    raise RuntimeError("the peer did not start")
