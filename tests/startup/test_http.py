"""Where one request ends and the next begins: the running server takes no message whose lengths contradict."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from api.cli_processes import web_server

SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
HEAD = b"POST /first HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture
def served() -> Iterator[tuple[int, list[str]]]:
    """The web server as a web process runs it, and the paths that reached the application."""
    seen: list[str] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        seen.append(scope["path"])
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    server = uvicorn.Server(web_server(application))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=lambda: server.run(sockets=[listening]), daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        yield listening.getsockname()[1], seen
        server.should_exit = True
        thread.join(10)


def sent(port: int, message: bytes) -> bytes:
    """Send bytes and return the answers, until the server hangs up or says no more."""
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.settimeout(2)
        line.sendall(message)
        told = b""
        try:
            while data := line.recv(65536):
                told += data
        except TimeoutError:
            pass
        return told


CONTRADICTIONS = {
    "length and chunks": HEAD
    + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    + SMUGGLED,
    "two lengths": HEAD + b"Content-Length: 0\r\nContent-Length: 36\r\n\r\n" + SMUGGLED,
    "a length with a sign": HEAD + b"Content-Length: +0\r\n\r\n" + SMUGGLED,
    "chunks after all": HEAD
    + b"Transfer-Encoding: chunked, identity\r\nContent-Length: 0\r\n\r\n"
    + SMUGGLED,
    "a length no number": HEAD + b"Content-Length: 0x0\r\n\r\n" + SMUGGLED,
    "a blank before the colon": HEAD + b"Content-Length : 0\r\n\r\n" + SMUGGLED,
}


@pytest.mark.parametrize("name", sorted(CONTRADICTIONS))
def test_contradicting_lengths_are_refused_and_nothing_is_smuggled(
    served: tuple[int, list[str]], name: str
) -> None:
    port, seen = served
    told = sent(port, CONTRADICTIONS[name])
    assert b"HTTP/1.1 200" not in told, name
    assert "/smuggled" not in seen, name


def test_two_whole_requests_on_one_line_are_both_answered(served: tuple[int, list[str]]) -> None:
    """The control: the same second request is read where the first one says truly where it ends."""
    port, seen = served
    told = sent(port, HEAD + b"Content-Length: 0\r\n\r\n" + SMUGGLED)
    assert told.count(b"HTTP/1.1 200") == 2
    assert seen == ["/first", "/smuggled"]
