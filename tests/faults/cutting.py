"""A line to the server that is cut after a random number of bytes, in either direction, again and again."""

from __future__ import annotations

import random
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field

CHUNK = 65536
LONGEST = 1500
"""Bytes after which a line is cut at the latest: a request and its answer are some 400 and 700."""
SHARE = 0.8
"""Of the connections, how many are cut at all: each entry must come through some time."""


@dataclass
class CuttingLine:
    """Carries connections to an address; most are cut somewhere."""

    upstream: tuple[str, int]
    chance: random.Random
    longest: int = LONGEST
    share: float = SHARE
    cuts: int = 0
    cutting: threading.Event = field(default_factory=threading.Event)
    """Whether lines are cut just now; those that have carried enough meanwhile are cut as soon as they are again."""
    listener: socket.socket = field(
        default_factory=lambda: socket.create_server(("127.0.0.1", 0), backlog=256)
    )
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def start(self, *, cutting: bool = True) -> CuttingLine:
        if cutting:
            self.cutting.set()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def stop(self) -> None:
        self.listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            with self.lock:
                is_cut = self.chance.random() < self.share
                after = self.chance.randrange(1, self.longest) if is_cut else None
                answers = self.chance.random() < 0.5
            try:
                far = socket.create_connection(self.upstream, timeout=30)
            except OSError:
                near.close()
                continue
            limits = (None, after) if answers else (after, None)
            for source, sink, limit in ((near, far, limits[0]), (far, near, limits[1])):
                threading.Thread(target=self._carry, args=(source, sink, limit), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, limit: int | None) -> None:
        """Carry bytes one way; at the limit both ends are dropped at once, as by a line that broke."""
        left = limit
        with suppress(OSError):
            while data := source.recv(CHUNK):
                if left is not None and len(data) >= left and self.cutting.is_set():
                    sink.sendall(data[: max(0, left)])
                    with self.lock:
                        self.cuts += 1
                    break
                sink.sendall(data)
                left = None if left is None else left - len(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
