"""A line to the database that can fall silent: connected, but no answer comes, as from a process that is stopped."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from psycopg.conninfo import conninfo_to_dict, make_conninfo

CHUNK = 65536


@dataclass
class Line:
    """Carries bytes both ways until it is told to be silent."""

    upstream: str | tuple[str, int]
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    talks: threading.Event = field(default_factory=threading.Event)
    silent_after: bytes | None = None
    """Bytes of a client after which no answer comes back any more; the server still gets them."""
    heard: list[bytes] = field(default_factory=list)
    """What clients said, as it arrived."""

    def dsn(self, dsn: str) -> str:
        """Return the way in through this line."""
        port = self.listener.getsockname()[1]
        return make_conninfo(dsn, host="127.0.0.1", port=port, sslmode="disable", gssencmode="disable")

    def fall_silent(self) -> None:
        """Hold back whatever is said from now on, both ways; new connections too."""
        self.talks.clear()

    def talk(self) -> None:
        """Let everything through again, also what was held back."""
        self.silent_after = None
        self.talks.set()

    def serve(self) -> None:
        self.talks.set()
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            kind = socket.AF_UNIX if isinstance(self.upstream, str) else socket.AF_INET
            server = socket.socket(kind)
            server.connect(self.upstream)
            for pair in ((client, server), (server, client)):
                threading.Thread(target=self._carry, args=(*pair, pair[0] is client), daemon=True).start()

    def _carry(self, origin: socket.socket, to: socket.socket, is_client: bool) -> None:
        with suppress(OSError):
            while data := origin.recv(CHUNK):
                self.talks.wait()
                if is_client:
                    self.heard.append(data)
                if is_client and self.silent_after is not None and self.silent_after in data:
                    to.sendall(data)
                    self.talks.clear()
                    continue
                to.sendall(data)
        for one in (origin, to):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


@contextmanager
def line_to(dsn: str) -> Iterator[Line]:
    """A line to the server of this address, for as long as a test needs it."""
    known = conninfo_to_dict(dsn)
    host, port = str(known.get("host") or "localhost"), int(str(known.get("port") or 5432))
    line = Line(f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, port))
    threading.Thread(target=line.serve, daemon=True).start()
    try:
        yield line
    finally:
        line.talk()
        line.listener.close()
