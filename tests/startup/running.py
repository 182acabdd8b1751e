"""A `lachan` command in a process of its own, as an operator runs it."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PATIENCE_SECONDS = 60.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def environment(home: Path, **settings: str) -> dict[str, str]:
    """The environment of an operator who set nothing but these."""
    mine = {k: v for k, v in os.environ.items() if not k.startswith("LACHAN_") and k not in {"DATABASE_URL"}}
    return mine | {"LACHAN_HOME": str(home), **settings}


def lachan(*arguments: str, home: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        cwd=ROOT,
        env=environment(home, **settings),
        check=False,
    )


def assert_refused(done: subprocess.CompletedProcess[str], vietnamese: str, english: str) -> None:
    """A sentence in each language, exit code 2, no traceback."""
    assert done.returncode == 2, done.stderr
    told = [line for line in done.stderr.splitlines() if line]
    assert len(told) == 2, done.stderr
    assert vietnamese in told[0]
    assert english in told[1]


def until(condition: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.05)


def children_of(pid: int) -> dict[int, str]:
    """The live children of a process, with their command lines."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                status = (entry / "stat").read_text().rpartition(") ")[2].split()
                if int(status[1]) == pid and status[0] != "Z":
                    found[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")
            except (OSError, IndexError):
                continue
    return found


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[0] != "Z"
    except OSError:
        return False


@dataclass
class Serving:
    """A running `lachan serve`."""

    home: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)

    def __enter__(self) -> Serving:
        self.output = (self.home.parent / f"out-{self.port}-{time.monotonic_ns()}").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "api.cli", "serve"],
            stdout=self.output,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env=environment(self.home, LACHAN_PORT=str(self.port), **self.settings),
        )
        until(lambda: "Lá Chắn: http" in self.said() or self.process.poll() is not None)
        assert self.process.poll() is None, self.said()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(PATIENCE_SECONDS)
        self.output.close()

    def said(self) -> str:
        self.output.flush()
        return Path(self.output.name).read_text()

    def is_healthy(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def child(self, word: str) -> int:
        """The process id of a child whose command line holds this word."""
        return next(pid for pid, line in children_of(self.process.pid).items() if word in line)

    def all_processes(self) -> list[int]:
        return [*children_of(self.process.pid), self.process.pid]

    def stop(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)
