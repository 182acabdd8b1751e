"""Each operation asked by each role, about an own record, one elsewhere, and one that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute

from api.routes import api_routers
from tests.api.given import ABSENT, CONSULTATION, SITUATION, WHAT, last, program
from tests.journeys.world import PEOPLE, World

NOT_ASKED = {"/api/v1/sessions", "/api/v1/sessions/current", "/api/v1/own-password"}
"""About oneself, not about a record."""
WRITTEN = (WHAT, "Lò Thị Mây", CONSULTATION["narrative"])


def operations() -> Iterator[tuple[str, str]]:
    for router in api_routers():
        for route in router.routes:
            assert isinstance(route, APIRoute)
            if route.path not in NOT_ASKED:
                yield from ((method, route.path) for method in sorted(route.methods or ()))


ABOUT_RECORDS = sorted({(method, path) for method, path in operations() if "{" in path})
READS = sorted(path for method, path in operations() if method == "GET" and "{" not in path)


@pytest.fixture
def elsewhere(world: World) -> dict[str, str]:
    """Ids of records that another unit keeps."""
    return records(world, "elsewhere")


def records(world: World, who: str) -> dict[str, str]:
    person = program(world, who)
    case = person.made("/cases", {"situation": SITUATION, "details": {"child": {"name": "Lò Thị Mây"}}})
    matter = person.made("/consultations", {"consultation": CONSULTATION})
    return {"cases": last(case), "histories": last(case), "consultations": last(matter)}


def filled(path: str, record: str) -> str:
    """The path about this record, without the prefix; a step of a session is its version."""
    path = path.removeprefix("/api/v1").replace("{step}", "1")
    return re.sub(r"\{[^}]*\}", record, path)


BODIES: dict[str, Any] = {
    "details": {"situation": SITUATION, "details": {}},
    "notes": {"note": "ghi thêm"},
    "sessions": {"consultation": CONSULTATION},
    "safe-contact": {"person": "bác Sao"},
}


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_absent_and_foreign_look_the_same(world: World, elsewhere: dict[str, str], who: str) -> None:
    person, told = program(world, who), []
    if who in {"elsewhere", "commune_supervisor", "auditor", "supervisor"}:
        pytest.skip("this person may see the whole association, or keeps these records")
    for method, path in ABOUT_RECORDS:
        record = elsewhere.get(path.split("/")[3])
        if record is None:
            continue
        body = BODIES.get(path.rpartition("/")[2], {})
        foreign, absent = (
            person.ask(method, filled(path, one), body, If_Match='"0"') for one in (record, ABSENT)
        )
        if foreign.status_code != absent.status_code or foreign.content != absent.content:
            told.append((method, path, foreign.status_code, absent.status_code))
    assert told == []


ASKED_ALWAYS = {"auditor", "counsellor", "head"}
"""The others are asked by `make test-long`, and every role with a hundred thousand requests by `make test-fuzz`."""


@pytest.mark.parametrize(
    "who",
    [pytest.param(who, marks=() if who in ASKED_ALWAYS else pytest.mark.long) for who in sorted(PEOPLE)],
)
def test_no_operation_breaks_for_anyone(world: World, who: str) -> None:
    person, broken = program(world, who), []
    own = records(world, "counsellor")
    for method, path in sorted(operations()):
        for record in (own.get(path.split("/")[3], ABSENT), ABSENT):
            answer = person.ask(method, filled(path, record), {}, If_Match='"0"')
            if answer.status_code >= 500:
                broken.append((method, path, answer.status_code))
    assert broken == []


def test_an_administrator_gets_no_content_of_a_case(world: World) -> None:
    own, person = records(world, "counsellor"), program(world, "administrator")
    for method, path in ABOUT_RECORDS:
        answer = person.ask(method, filled(path, own.get(path.split("/")[3], ABSENT)), {}, If_Match='"0"')
        assert not any(words in answer.text for words in WRITTEN), path
    for path in READS:
        answer = person.ask("GET", path.removeprefix("/api/v1"))
        assert not any(words in answer.text for words in WRITTEN), path
        assert not any(record in answer.text for record in own.values()), path


def test_somebody_else_s_use_of_broken_glass_is_told_like_none(world: World) -> None:
    case = last(program(world, "elsewhere").made("/cases", {"situation": SITUATION}))
    code = program(world, "elsewhere").ask("GET", f"/cases/{case}").json()["code"]
    program(world, "counsellor").made("/broken-glass", {"code": code, "breaking": {"ground": "danger"}})
    (use,) = program(world, "officer").ask("GET", "/broken-glass").json()["uses"]
    colleague = program(world, "colleague")
    theirs, absent = (
        colleague.ask("POST", f"/broken-glass/{one}/reasons", {"reason": "Cần gấp"})
        for one in (use["id"], ABSENT)
    )
    assert (theirs.status_code, theirs.content) == (404, absent.content)
