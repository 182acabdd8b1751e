"""`lachan serve`: the parent of the database, the follower, the signer and the web processes.

Children are started in order, restarted with growing pauses when they crash, and stopped in order: web,
follower and signer, database. They end when the parent is killed; what was acknowledged is in the database by then.

Children are copies of the parent, which has read the program once: they share its memory, and one that ended is back at
once. So the parent has no thread, no connection and no second reader of its files when it makes one (decision 0140).
"""

from __future__ import annotations

import errno
import http.client
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Protocol

import structlog

from infrastructure.postgres import Database
from infrastructure.processes import begin_as_child
from infrastructure.refusal import CannotStart

log = structlog.get_logger()

_STOPPING = (signal.SIGINT, signal.SIGTERM)
LOOK_SECONDS = 0.2
SHORTEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 30.0
STEADY_SECONDS = 60.0
"""A child that lived this long starts again with the shortest pause."""
STOP_SECONDS = 15.0
"""Time for a child to end its requests, or its batch, before it is killed."""
READY_SECONDS = 60.0
RESTART_SECONDS = 20.0
"""Time for the database to recover while we look; longer recoveries are waited for again and again."""


class Follows(Protocol):
    """What follows the log until it is told to stop."""

    def run(self) -> None:
        """Follow."""

    def stop(self) -> None:
        """Ask to end."""


@dataclass
class Child:
    """One process that is kept running: what it does, in a copy of this process."""

    name: str
    does: Callable[[], None]
    process: BaseProcess | None = None
    pause: float = SHORTEST_PAUSE_SECONDS
    started: float = 0.0
    again_at: float | None = None

    def start(self) -> None:
        """Start the process; a signal that comes meanwhile is for the parent, or waits until the child is itself."""
        held = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
        try:
            self.process = multiprocessing.get_context("fork").Process(
                target=self._in_child, args=(os.getpid(), held), name=self.name
            )
            self.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)
        self.started, self.again_at = time.monotonic(), None

    def _in_child(self, parent: int, held: set[signal.Signals]) -> None:
        begin_as_child(self.name, parent)
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
        self.does()

    def look_after(self) -> None:
        """Start the process again, after a pause that grows while it keeps crashing."""
        now = time.monotonic()
        if self.again_at is not None:
            if now >= self.again_at:
                self.start()
        elif (code := self.ended()) is not None:
            if now - self.started > STEADY_SECONDS:
                self.pause = SHORTEST_PAUSE_SECONDS
            log.error(
                "process_ended",
                process=self.name,
                exit_code=code,
                backoff_seconds=self.pause,
            )
            self.again_at = now + self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE_SECONDS)

    def ended(self) -> int | None:
        """Return the exit code of the process, or None while it runs."""
        return self.process.exitcode if self.process is not None else None

    def tell(self, number: int) -> None:
        """Send a signal if the process is there."""
        if self.process is not None and self.process.pid is not None and self.process.is_alive():
            os.kill(self.process.pid, number)

    def wait(self, end: float) -> None:
        """Wait for the process until then, then kill it."""
        if self.process is None:
            return
        self.process.join(max(0.0, end - time.monotonic()))
        if self.process.is_alive():
            log.warning("process_killed", process=self.name)
            self.process.kill()
            self.process.join()


@dataclass
class Supervisor:
    """Keeps the database and the children running until told to stop."""

    database: Database
    web: Sequence[Child]
    behind: Sequence[Child]
    """What follows the log: the follower of the views, the signer."""
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self, address: tuple[str, int], when_ready: Callable[[], None]) -> int:
        """Run until a signal; returns the exit code.

        Args:
            address: Host and port asked for `/healthz` before `when_ready` is called.
            when_ready: Tells the operator that pages are served.
        """
        for number in _STOPPING:
            signal.signal(number, self._asked_to_stop)
        try:
            for child in (*self.behind, *self.web):
                child.start()
            failed = self._until_ready(address)
            if failed is None and not self.stopping.is_set():
                when_ready()
                self._until_stopped()
            return failed or 0
        finally:
            self._stop_children()

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()

    def _until_ready(self, address: tuple[str, int]) -> int | None:
        """Return None when pages are served, else the exit code of the web process that could not start."""
        end = time.monotonic() + READY_SECONDS
        while not self.stopping.wait(LOOK_SECONDS):
            for child in self.web:
                code = child.ended()
                if code is not None:
                    log.error("process_ended", process=child.name, exit_code=code)
                    return code if code > 0 else 1
            if _answers(address):
                return None
            if time.monotonic() > end:
                log.error("not_ready_in_time", seconds=READY_SECONDS)
                return 1
        return None

    def _until_stopped(self) -> None:
        while not self.stopping.wait(LOOK_SECONDS):
            self._look_after_database()
            for child in (*self.behind, *self.web):
                child.look_after()

    def _look_after_database(self) -> None:
        server = self.database.server
        if server is not None and server.has_ended():
            log.error("process_ended", process="postgres")
            try:
                server.start(timeout=RESTART_SECONDS)
            except CannotStart as refusal:  # it wrote into its own log what keeps it from starting
                log.error("database_not_restarted", reason="disk-full" if refusal.is_full else "")
                self.stopping.wait(SHORTEST_PAUSE_SECONDS)

    def _stop_children(self) -> None:
        for group in (self.web, self.behind):
            for child in group:
                child.tell(signal.SIGTERM)
            end = time.monotonic() + STOP_SECONDS
            for child in group:
                child.wait(end)


def _answers(address: tuple[str, int]) -> bool:
    connection = http.client.HTTPConnection(*address, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def listen(host: str, port: int, patience: float = 1.5) -> socket.socket:
    """Return the socket that all web processes share.

    Args:
        host: Address to listen on.
        port: Port to listen on.
        patience: Seconds to wait for the children of a killed parent to let go of the port.

    Raises:
        CannotStart: The port is taken, or the address is not of this machine.
    """
    end = time.monotonic() + patience
    while True:
        try:
            return socket.create_server((host, port), family=_family(host), backlog=1024)
        except OSError as error:
            if error.errno == errno.EADDRINUSE and time.monotonic() < end:
                time.sleep(0.1)
                continue
            raise _cannot_listen(error, host, port) from None


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _cannot_listen(error: OSError, host: str, port: int) -> CannotStart:
    if error.errno == errno.EADDRINUSE:
        return CannotStart(
            f"Cổng {port} đang có chương trình khác dùng: dừng chương trình đó hoặc đặt LACHAN_PORT khác.",
            f"Port {port} is taken by another program: stop that program, or set another LACHAN_PORT.",
        )
    if error.errno == errno.EACCES:
        return CannotStart(
            f"Người dùng này không được mở cổng {port}: đặt LACHAN_PORT từ 1024 trở lên.",
            f"This user may not open port {port}: set LACHAN_PORT to 1024 or above.",
        )
    return CannotStart(
        f"Không mở được địa chỉ {host}: đặt LACHAN_HOST là địa chỉ của máy này.",
        f"The address {host} cannot be opened: set LACHAN_HOST to an address of this machine.",
    )
