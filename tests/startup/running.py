"""A `lachan` command in a process of its own, as an operator runs it."""

from __future__ import annotations

import http.client
import multiprocessing
import multiprocessing.context
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from api.cli import main

ROOT = Path(__file__).parent.parent.parent
PATIENCE_SECONDS = 180.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def environment(home: Path, **settings: str) -> dict[str, str]:
    """The environment of an operator who set nothing but these."""
    mine = {k: v for k, v in os.environ.items() if not k.startswith("LACHAN_") and k not in {"DATABASE_URL"}}
    return mine | {"LACHAN_HOME": str(home), **settings}


@cache
def ready() -> multiprocessing.context.ForkServerContext:
    """A process that has read the program once and does nothing else: each command begins as a copy of it."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["api.cli"])
    return context


def _command(arguments: Sequence[str], settings: Mapping[str, str], said: Mapping[int, str]) -> None:
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(settings)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, path in said.items():
        os.dup2(os.open(path, os.O_WRONLY), number)
    sys.argv = ["lachan", *arguments]
    main()


def lachan(*arguments: str, home: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, in a process of its own; reading the program anew is most of what one costs."""
    with tempfile.TemporaryDirectory(prefix="lachan-said-") as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        for path in (out, err):
            path.touch()
        process = ready().Process(
            target=_command, args=(arguments, environment(home, **settings), {1: str(out), 2: str(err)})
        )
        process.start()
        process.join(PATIENCE_SECONDS)
        if process.exitcode is None:
            process.kill()
            raise AssertionError(f"lachan {' '.join(arguments)} did not end: {err.read_text()}")
        return subprocess.CompletedProcess(arguments, process.exitcode, out.read_text(), err.read_text())


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
    """The live children of a process, with their names and command lines."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                named, _, rest = (entry / "stat").read_text().rpartition(") ")
                status = rest.split()
                if int(status[1]) == pid and status[0] != "Z":
                    line = (entry / "cmdline").read_text().replace("\0", " ")
                    found[int(entry.name)] = f"{named.partition('(')[2]} {line}"
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
    workers: int | None = 1
    """Web processes; None leaves the setting to its default."""
    patience: float = PATIENCE_SECONDS

    def __enter__(self) -> Serving:
        self.output = (self.home.parent / f"out-{self.port}-{time.monotonic_ns()}").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "api.cli", "serve"],
            stdout=self.output,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env=environment(self.home, **self._set()),
        )
        until(lambda: "Lá Chắn: http" in self.said() or self.process.poll() is not None, self.patience)
        assert self.process.poll() is None, self.said()
        return self

    def _set(self) -> dict[str, str]:
        workers = {} if self.workers is None else {"LACHAN_WORKERS": str(self.workers)}
        return {"LACHAN_PORT": str(self.port), **workers, **self.settings}

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
        """The process id of a child whose name or command line holds this word."""
        return next(pid for pid, line in children_of(self.process.pid).items() if word in line)

    def all_processes(self) -> list[int]:
        return [*children_of(self.process.pid), self.process.pid]

    def stop(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)
