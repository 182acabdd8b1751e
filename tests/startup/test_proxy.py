"""Whose word about an address counts: the proxy's on this machine, and nobody else's."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from api.cli_processes import web_server

STRANGER, PROXY = "203.0.113.9", "127.0.0.1"
SAID: list[tuple[bytes, bytes]] = [
    (b"x-forwarded-for", b"10.9.9.9, 198.51.100.7"),
    (b"x-forwarded-proto", b"https"),
]


def seen(sender: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """The address and the scheme that the application gets to see of a request with forged headers."""
    monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)
    got: dict[str, Any] = {}

    async def application(scope: Any, receive: Any, send: Any) -> None:
        got.update(scope)

    config = web_server(application)
    config.load()
    scope = {"type": "http", "scheme": "http", "client": (sender, 4711), "headers": SAID, "asgi": {}}
    with ThreadPoolExecutor(1) as apart:  # the browser of other tests keeps a loop running in this thread
        apart.submit(lambda: asyncio.run(config.loaded_app(scope, None, None))).result()
    return got["client"][0], got["scheme"]


def test_what_a_stranger_says_about_the_address_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert seen(STRANGER, monkeypatch) == (STRANGER, "http")


def test_the_proxy_s_own_word_counts_and_not_what_it_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert seen(PROXY, monkeypatch) == ("198.51.100.7", "https")
