"""Versions: the ETag of a case, changes that need `If-Match`, and what a stale change is told."""

from __future__ import annotations

import pytest

from tests.api.given import SITUATION, Program, events, program
from tests.journeys.world import World

CHANGED = {"situation": SITUATION, "details": {"child": {"name": "Lò Thị Mây"}}}
CONTACT = {"person": "bác Sao", "telephone": "0912 345 678"}


@pytest.fixture
def counsellor(world: World) -> Program:
    return program(world, "counsellor")


def test_a_case_carries_its_version_as_a_strong_etag(counsellor: Program) -> None:
    case = counsellor.made("/cases", {"situation": SITUATION})
    answer = counsellor.ask("GET", case)
    assert answer.headers["etag"] == f'"{answer.json()["version"]}"'


@pytest.mark.parametrize(("part", "body"), [("details", CHANGED), ("safe-contact", CONTACT)])
def test_a_change_of_a_value_needs_the_version_it_was_read_at(
    counsellor: Program, part: str, body: dict[str, object]
) -> None:
    case = counsellor.made("/cases", {"situation": SITUATION})
    answer = counsellor.ask("PUT", f"{case}/{part}", body)
    assert answer.status_code == 428
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/precondition-required"
    read = counsellor.ask("GET", case).headers["etag"]
    assert counsellor.ask("PUT", f"{case}/{part}", body, If_Match=read).status_code == 200


def test_a_stale_change_is_told_each_field_before_and_after(counsellor: Program, world: World) -> None:
    case = counsellor.made("/cases", {"situation": SITUATION})
    read = counsellor.ask("GET", case).headers["etag"]
    assert counsellor.ask("PUT", f"{case}/details", CHANGED, If_Match=read).status_code == 200
    before = events(world)
    stale = counsellor.ask("PUT", f"{case}/details", CHANGED | {"details": {}}, If_Match=read)
    assert stale.status_code == 412
    assert stale.json()["changed"] == ["case.details-set.1"]
    assert {"field": "details.child.name", "before": "—", "after": "Lò Thị Mây"} in stale.json()["changes"]
    assert events(world) == before


def test_what_a_stale_change_showed_is_in_the_access_log(counsellor: Program, world: World) -> None:
    case = counsellor.made("/cases", {"situation": SITUATION})
    read = counsellor.ask("GET", case).headers["etag"]
    counsellor.ask("PUT", f"{case}/details", CHANGED, If_Match=read)
    before = looks(world)
    assert counsellor.ask("PUT", f"{case}/details", CHANGED, If_Match=read).status_code == 412
    assert looks(world) == before + 1


def test_a_version_of_the_future_does_not_match(counsellor: Program) -> None:
    case = counsellor.made("/cases", {"situation": SITUATION})
    assert counsellor.ask("PUT", f"{case}/details", CHANGED, If_Match='"999"').status_code == 412


def test_additions_never_ask_for_a_version(counsellor: Program) -> None:
    case = counsellor.made("/cases", {"situation": SITUATION})
    assert counsellor.ask("POST", f"{case}/notes", {"note": "Đã gọi lại"}).status_code == 201


def looks(world: World) -> int:
    with world.system() as work:
        row = work.connection.execute("SELECT count(*) FROM trail.entries").fetchone()
    assert row is not None
    return int(row[0])
