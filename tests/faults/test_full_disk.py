"""A disk is full: nothing acknowledged is lost, people are told what to do, and it goes on when there is room.

The control are those who would take any answer for an acknowledgement: what they sent is not there.
Source: SECURITY, D-5.
"""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.faults.disks import fill, free, own_disk_for_wal, small_disk
from tests.faults.drill import ANY_ANSWER, Drill
from tests.faults.persons import person
from tests.faults.served import Association, ask
from tests.faults.test_killed import place
from tests.startup.running import Serving, free_port, lachan, until

__all__ = ["place"]
pytestmark = pytest.mark.faults
SETTINGS = {"LACHAN_REQUIRE_SECOND_FACTOR": "nobody"}
DATA_MEGABYTES, WAL_MEGABYTES, FULL_SECONDS = 400, 200, 10
TYPED = "Cháu bé kể rằng đêm qua ngủ ngoài chợ."
TOLD = "ổ đĩa của máy chủ đã đầy"
TRACEBACK = ("Traceback", '"where"')
"""How Python, and the house's own log, tell where something unexpected happened."""


@dataclass
class Place:
    """A served association whose records and write-ahead log lie on two small disks."""

    association: Association
    data: Path
    wal: Path
    metrics: int

    def free_bytes(self, place: str) -> float:
        """Return what the metrics say of a place."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.metrics}/metrics", timeout=30) as answer:
            lines = answer.read().decode().splitlines()
        told = [line for line in lines if line.startswith(f'lachan_disk_free_bytes{{place="{place}"}}')]
        return float(told[0].split()[-1])

    def ready(self) -> tuple[int, dict[str, object]]:
        return ask(self.association.port, "GET", "/readyz")


@pytest.fixture
def small(place: Path) -> Iterator[Place]:
    with small_disk(place, DATA_MEGABYTES) as data, small_disk(place.with_name("wal"), WAL_MEGABYTES) as wal:
        made = lachan("migrate", home=data)
        assert made.returncode == 0, made.stderr
        own_disk_for_wal(data / "postgres" / "data", wal)
        metrics = free_port()
        settings = SETTINGS | {"LACHAN_METRICS_PORT": str(metrics)}
        with Serving(data, settings, free_port(), workers=2) as serving:
            association = Association(serving)
            association.set_up()
            yield Place(association, data, wal, metrics)


def test_the_disk_of_the_records_is_full(small: Place) -> None:
    _told_and_nothing_lost(small, small.data, "home", "Disk full")


def test_the_disk_of_the_write_ahead_log_is_full(small: Place) -> None:
    _told_and_nothing_lost(small, small.wal, "wal", "Disk of the write-ahead log full")


def _told_and_nothing_lost(small: Place, disk: Path, name: str, title: str) -> None:
    association, going = small.association, Drill(small.association)
    who = person(association.port, "keyed")
    who.get("/tiep-nhan")
    going.begin()
    going.until_acknowledged(50)
    fill(disk)
    _write_what_is_left(association)
    until(lambda: going.answers(503) > 50)
    before = going.acknowledged()
    refused = who.submit("intake", situation__what=TYPED)
    ready, seen = small.ready(), small.free_bytes(name)
    time.sleep(FULL_SECONDS)
    during = going.acknowledged() - before
    free(disk)
    seconds = going.until_each_saves_again()
    until(lambda: small.ready()[0] == 200)
    saved = who.submit("retry")
    said = association.serving.said()
    figures = going.end(
        title,
        {
            "seconds without room": FULL_SECONDS,
            "answer of /readyz meanwhile": f"{ready[0]}, {ready[1]['status']}: {', '.join(_full(ready[1]))}",
            "free bytes that the metrics told": round(seen),
            "answer to a person": f"{refused.status_code}, and what to do",
            "entries acknowledged meanwhile": during,
            "seconds until everyone saves again (bar: 30)": round(seconds, 1),
            "tracebacks": sum(said.count(word) for word in TRACEBACK),
        },
    )
    assert (refused.status_code, TOLD in refused.text, TYPED in refused.text) == (503, True, True)
    assert ready[0] == 503 and name in _full(ready[1])
    assert saved.status_code == 200 and TYPED in saved.text
    assert figures[ANY_ANSWER] > 0, "the control must lose what was refused"  # type: ignore[operator]
    assert figures["tracebacks"] == 0, [
        line for line in said.splitlines() if any(w in line for w in TRACEBACK)
    ]


def _full(told: dict[str, object]) -> list[str]:
    found = told.get("full")
    return [str(one) for one in found] if isinstance(found, list) else []


def _write_what_is_left(association: Association) -> None:
    """Use up what the database still holds in reserve on its disk, as a busy day would."""
    with (
        suppress(psycopg.Error),
        psycopg.connect(association.database().owner_dsn, autocommit=True) as connection,
    ):
        connection.execute("CREATE TABLE IF NOT EXISTS public.busy_day (what bytea)")
        for _ in range(400):
            connection.execute(
                "INSERT INTO public.busy_day SELECT sha512(random()::text::bytea) FROM generate_series(1, 5000)"
            )
