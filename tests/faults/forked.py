"""Web processes that begin as copies of one that has read the program: one that was killed is back in milliseconds.

They serve as the children of `lachan serve` do, on a socket that they share, without the pauses after which that starts
one that keeps ending. Run as `python -m tests.faults.forked SOCKET HOW_MANY`.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from api.cli_processes import serve_pages
from api.main import program
from infrastructure.processes import end_with_parent
from infrastructure.settings import load_settings
from tests.startup.running import ROOT, children_of, environment


def keep(shared: socket.socket, how_many: int) -> None:
    """Keep so many of them alive, until this process is told to end."""
    application, parent = program(load_settings()), os.getpid()
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    alive: set[int] = set()
    while True:
        while len(alive) < how_many:
            child = os.fork()
            if not child:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                end_with_parent(parent)
                serve_pages(application, shared)
                os._exit(0)
            alive.add(child)
        ended, _ = os.wait()
        alive.discard(ended)


@dataclass
class Forked:
    """Such processes beside an association that `lachan serve` keeps; they end with the block."""

    home: Path
    settings: dict[str, str]
    how_many: int = 3
    log: Path | None = None
    """Where they write what they have to say; None is where the tests write."""
    shared: socket.socket = field(
        default_factory=lambda: socket.create_server(("127.0.0.1", 0), backlog=1024)
    )

    def __enter__(self) -> Forked:
        number = self.shared.fileno()
        with ExitStack() as stack:
            said = stack.enter_context(self.log.open("ab")) if self.log else None
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.forked", str(number), str(self.how_many)],
                pass_fds=(number,),
                cwd=ROOT,
                env=environment(self.home, **self.settings),
                stdout=subprocess.DEVNULL,
                stderr=said,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.process.terminate()
        self.process.wait(30)
        self.shared.close()

    @property
    def port(self) -> int:
        return int(self.shared.getsockname()[1])

    def alive(self) -> list[int]:
        return list(children_of(self.process.pid))


if __name__ == "__main__":
    keep(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]))
