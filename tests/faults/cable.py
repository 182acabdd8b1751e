"""A machine whose cable is pulled: a network of its own on this one, joined to it by a pair of virtual cards.

Run as `python -m tests.faults.cable DSN` there: it holds a lock as whoever follows the log does, and another in a
session that was asked nothing about a machine that vanishes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from infrastructure.postgres.lines import connected
from tests.startup.running import ROOT

OURS, ORDINARY = 7205490, 7205491
"""Locks held there."""


@dataclass(frozen=True)
class Space:
    """The network of the other machine."""

    name: str
    near: str
    """Our address on the cable."""

    def hold(self, dsn: str) -> subprocess.Popen[str]:
        """Begin what holds the locks there; return when it does."""
        process = subprocess.Popen(
            ["ip", "netns", "exec", self.name, sys.executable, "-m", "tests.faults.cable", dsn],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None and process.stdout.readline() == "held\n"
        return process

    def pull(self) -> None:
        """Pull the cable: nothing arrives any more, and nobody is told."""
        assert _ip("link", "set", f"{self.name}a", "down")


def _ip(*words: str) -> bool:
    try:
        return subprocess.run(["ip", *words], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@contextmanager
def space() -> Iterator[Space | None]:
    """Such a network; None where this user may not make one."""
    name, part = f"lachan{os.getpid()}", os.getpid() % 250
    near, far = f"10.213.{part}.1", f"10.213.{part}.2"
    inside = ("netns", "exec", name, "ip")
    steps = (
        ("netns", "add", name),
        ("link", "add", f"{name}a", "type", "veth", "peer", "name", f"{name}b", "netns", name),
        ("addr", "add", f"{near}/30", "dev", f"{name}a"),
        ("link", "set", f"{name}a", "up"),
        (*inside, "addr", "add", f"{far}/30", "dev", f"{name}b"),
        (*inside, "link", "set", f"{name}b", "up"),
    )
    try:
        yield Space(name, near) if all(_ip(*step) for step in steps) else None
    finally:
        _ip("link", "del", f"{name}a")
        _ip("netns", "del", name)


def hold(dsn: str) -> None:
    """Hold both locks, say so, and ask nothing more."""
    with connected(dsn) as ours, psycopg.connect(dsn, autocommit=True) as ordinary:
        ours.execute("SELECT pg_advisory_lock(%s)", (OURS,))
        ordinary.execute("SELECT pg_advisory_lock(%s)", (ORDINARY,))
        print("held", flush=True)
        time.sleep(3600)


if __name__ == "__main__":
    hold(sys.argv[1])
