"""Odd things that a hundred thousand random requests found: each is an answer, none an error of ours."""

from __future__ import annotations

import pytest

from tests.api.given import program
from tests.journeys.test_activities import invited
from tests.journeys.world import World


def test_a_year_ahead_as_known_on_a_day_long_ago(world: World) -> None:
    for year, day in ((2030, "-0.0"), (2030, "1970-01-01"), (2025, "0001-01-01"), (2199, "9999-12-31")):
        answer = program(world, "auditor").ask("GET", f"/programmes/{year}?known_on={day}")
        assert answer.status_code == 422, (year, day, answer.text)


@pytest.mark.parametrize("held_on", ["2026-02-30", "9999-12-31", "0001-01-01", "-0.0"])
def test_an_activity_attended_on_a_day_that_no_calendar_has(world: World, held_on: str) -> None:
    browser = world.sign_in("office")
    browser.get(f"/hoat-dong/{invited(world)}/tham-gia")
    assert (
        browser.submit("activity", held_on=held_on, topic="Giám sát", detail__sites="Vi").status_code == 422
    )


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_the_sample_of_the_last_week_of_all(world: World, day: str) -> None:
    browser = world.sign_in("auditor")
    browser.get("/nhat-ky/ra-soat")
    assert browser.submit("draw", day=day).status_code == 422


def test_a_form_token_that_is_no_ascii_is_a_stale_form(world: World) -> None:
    browser = world.sign_in("auditor")
    browser.get("/nhat-ky/ra-soat")
    assert browser.submit("draw", _csrf="dấu").status_code == 409


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_the_sheets_of_the_last_week_of_all(world: World, day: str) -> None:
    browser = world.sign_in("counsellor")
    assert browser.get(f"/hom-nay/phieu-tuan?tuan={day}").status_code == 404
    assert world.sign_in("auditor").get(f"/nhat-ky/ra-soat?ngay={day}").status_code == 404
    assert program(world, "counsellor").ask("GET", f"/week?day={day}").status_code == 422
