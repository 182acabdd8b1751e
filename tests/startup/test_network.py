"""What leaves the machine in the clear is refused at start, and plain HTTP from a network is not answered."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from infrastructure.network import OnlyEncrypted, refuse_plain, stays_here
from infrastructure.refusal import CannotStart
from infrastructure.settings import Settings
from tests.startup.running import assert_refused, free_port, lachan

FAR = "postgresql://lachan@db.example.vn/lachan"


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "", "/run/postgresql", "127.8.0.1"])
def test_what_stays_on_this_machine(host: str) -> None:
    assert stays_here(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "db.example.vn"])
def test_what_leaves_it(host: str) -> None:
    assert not stays_here(host)


def test_pages_are_not_served_to_a_network_in_the_clear(home: Path) -> None:
    done = lachan("serve", home=home, LACHAN_HOST="0.0.0.0", LACHAN_PORT=str(free_port()))
    assert_refused(done, "mở trang ra mạng mà không mã hóa", "put an HTTPS server in front")


def test_believing_everybody_is_no_https_server_in_front(home: Path) -> None:
    there = {"LACHAN_HOST": "0.0.0.0", "FORWARDED_ALLOW_IPS": "*"}
    assert_refused(lachan("serve", home=home, **there), "mà không mã hóa", "put an HTTPS server in front")


def test_a_database_far_away_shows_its_certificate_or_the_operator_takes_it_on_themselves(home: Path) -> None:
    done = lachan("serve", home=home, DATABASE_URL=FAR)
    assert_refused(done, "sslmode=verify-full", "its certificate is not checked")
    for url in (
        f"{FAR}?sslmode=verify-full",
        "postgresql:///lachan?host=/run/postgresql",
        "postgresql://127.0.0.1/x",
    ):
        refuse_plain(_settings(url))
    refuse_plain(_settings(FAR, plain_database="accepted"))
    for url in (
        f"{FAR}?sslmode=require",
        "postgresql://127.0.0.1,10.0.0.7/x",
        "postgresql:///x?hostaddr=10.0.0.7",
    ):
        with pytest.raises(CannotStart):
            refuse_plain(_settings(url))


def _settings(url: str, **more: Any) -> Settings:
    return Settings.model_validate({"DATABASE_URL": url} | more)


@pytest.mark.parametrize(
    ("scheme", "client", "path", "status"),
    [
        ("http", "203.0.113.9", "/hom-nay", 403),
        ("http", "203.0.113.9", "/khan-cap", 200),
        ("http", "203.0.113.9", "/api/v1/emergencies", 200),
        ("https", "203.0.113.9", "/hom-nay", 200),
        ("http", "127.0.0.1", "/hom-nay", 200),
        ("http", "::ffff:127.0.0.1", "/hom-nay", 200),
    ],
)
def test_plain_http_from_a_network_is_told_to_use_https_and_nothing_more(
    scheme: str, client: str, path: str, status: int
) -> None:
    said: list[dict[str, Any]] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": "Đặng Thị Bích Ngọc".encode()})

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    scope = {"type": "http", "scheme": scheme, "client": (client, 4711), "path": path}
    with ThreadPoolExecutor(1) as apart:  # the browser of other tests keeps a loop running in this thread
        apart.submit(lambda: asyncio.run(OnlyEncrypted(application)(scope, None, send))).result()
    assert said[0]["status"] == status
    body = said[1]["body"].decode()
    assert ("Ngọc" in body) == (status == 200)
    assert status == 200 or all(number in body for number in ("111", "113", "115"))
