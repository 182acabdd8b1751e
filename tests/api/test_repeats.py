"""One key, one effect: a command sent again gets the same receipt, whoever is slow."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.api.given import SITUATION, events, program
from tests.journeys.world import World

BODY = {"situation": SITUATION}
OTHER = {"situation": {"what": "Việc khác hẳn"}}
KEY = "khoa-1"


def test_the_same_key_gives_the_same_receipt_and_one_event(world: World) -> None:
    counsellor = program(world, "counsellor")
    before = events(world)
    first, again = (counsellor.ask("POST", "/cases", BODY, Idempotency_Key=KEY) for _ in range(2))
    assert (first.status_code, first.content) == (again.status_code, again.content) == (201, first.content)
    assert first.headers["location"] == again.headers["location"]
    assert events(world) == before + 1


def test_a_key_with_other_content_is_refused(world: World) -> None:
    counsellor = program(world, "counsellor")
    counsellor.ask("POST", "/cases", BODY, Idempotency_Key=KEY)
    before = events(world)
    refused = counsellor.ask("POST", "/cases", OTHER, Idempotency_Key=KEY)
    assert refused.status_code == 409
    assert refused.json()["type"] == "/problems/key-was-used-for-other"
    assert events(world) == before


def test_a_key_belongs_to_an_account(world: World) -> None:
    mine, theirs = (
        program(world, who).made("/cases", BODY, Idempotency_Key=KEY) for who in ("counsellor", "colleague")
    )
    assert mine != theirs


def test_eight_at_once_under_one_key_are_one_event(world: World) -> None:
    counsellors = [program(world, "counsellor") for _ in range(8)]
    before = events(world)
    with ThreadPoolExecutor(8) as threads:
        answers = list(
            threads.map(lambda one: one.ask("POST", "/cases", BODY, Idempotency_Key=KEY), counsellors)
        )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert events(world) == before + 1
