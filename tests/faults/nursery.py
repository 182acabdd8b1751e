"""Followers that begin as copies of a process that has read the program: one that was killed is back in milliseconds.

Run as `python -m tests.faults.nursery DSN`; what to begin is read from standard input, a line of JSON each.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from types import TracebackType

from infrastructure.follower import Follower
from infrastructure.processes import end_with_parent
from tests.faults.follow import follower_of
from tests.startup.running import ROOT, is_running


def serve(warm_by: str) -> None:
    """Fold what is there once, so that each kind of fact is known; then begin whatever is asked for."""
    told = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # where the log of these processes goes
    Follower(warm_by).catch_up()
    parent = os.getpid()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", file=told, flush=True)
    for line in sys.stdin:
        wish = json.loads(line)
        child = os.fork()
        if not child:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            end_with_parent(parent)
            follower_of(wish["kind"], wish["dsn"]).run()
            os._exit(0)
        print(child, file=told, flush=True)


class Nursery:
    """The process that followers are copies of; all of them end with the block."""

    def __init__(self, warm_by: str) -> None:
        self.warm_by = warm_by

    def __enter__(self) -> Nursery:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery", self.warm_by],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._told() == "ready"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.communicate()

    def follow(self, dsn: str, kind: str = "careful") -> int:
        """Begin a follower; return its process id."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"kind": kind, "dsn": dsn}) + "\n")
        self.process.stdin.flush()
        return int(self._told())

    def _told(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


def kill(pid: int) -> None:
    """Kill a process; return when it is gone."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    while is_running(pid):
        time.sleep(0.002)


if __name__ == "__main__":
    serve(sys.argv[1])
