"""Figures by route template: of all web processes, with nothing of anybody in them, on a port of this machine."""

from __future__ import annotations

import http.client
import re
import urllib.request
from pathlib import Path
from uuid import uuid4

import pytest

from infrastructure.metrics import ELSEWHERE, template_of
from tests.startup.running import ROOT, Serving, assert_refused, free_port, lachan, until

NAME = "Dang-Thi-Bich-Ngoc"


def told(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        return str(answer.read().decode())


def asked(port: int, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    connection.getresponse().read()
    connection.close()


def test_requests_are_counted_by_route_and_nothing_else_of_them_is_kept(home: Path) -> None:
    port, record = free_port(), str(uuid4())
    with Serving(home, {"LACHAN_METRICS_PORT": str(port), "LACHAN_WORKERS": "2"}) as serving:
        for path in (
            f"/ho-so/{record}",
            f"/{NAME}",
            "/dang-nhap",
            "/static/app.css",
            f"/so-theo-doi?place={NAME}",
        ):
            for _ in range(4):
                asked(serving.port, path)
        until(lambda: 'route="/ho-so/{case_id}"' in told(port))
        said = told(port)
    assert 'lachan_requests_total{method="GET",route="/dang-nhap",status="200"} 4.0' in said
    assert f'route="{ELSEWHERE}",status="404"' in said
    assert "lachan_request_seconds_bucket" in said
    assert "lachan_database_up 1.0" in said and "lachan_views_behind_events" in said
    rules = (ROOT / "deploy" / "alerts.yml").read_text()
    wanted = set(re.findall(r"\blachan_[a-z_]+", rules))
    given = set(re.findall(r"^(lachan_[a-z_]+)", said, re.MULTILINE))
    assert wanted - given == set(), "a rule about what nobody measures never fires"
    assert len(wanted) >= 8
    assert "lachan_backup_age_seconds +Inf" in said
    assert record not in said and NAME not in said
    kept = b"".join(file.read_bytes() for file in (home / "metrics").iterdir())
    assert record.encode() not in kept and NAME.encode() not in kept
    assert (home / "metrics").stat().st_mode & 0o077 == 0


def test_a_taken_port_is_told_plainly(home: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = lachan("serve", home=home, LACHAN_PORT=str(free_port()), LACHAN_METRICS_PORT=port)
    assert_refused(done, "LACHAN_METRICS_PORT", "LACHAN_METRICS_PORT")


@pytest.mark.parametrize(("path", "template"), [("/static/app.css", "/static"), (f"/{NAME}", ELSEWHERE)])
def test_what_is_no_route_has_a_name_of_ours(path: str, template: str) -> None:
    assert template_of({"path": path}) == template
