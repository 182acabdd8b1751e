"""Rounds of survey and inspection, and one of them with its forms open, at both widths and in both languages."""

import pytest
from playwright.sync_api import Browser

from tests.browser.harness import look, signed_in
from tests.journeys.acts import followed
from tests.journeys.test_surveys import answered, enter, planned
from tests.journeys.world import World


@pytest.mark.long
def test_a_round_is_looked_at(browser: Browser, world: World, address: str) -> None:
    survey = planned(world)
    answered(world, survey)
    enter(world, survey, "findings", site=1, kind="shortcoming", what="Chưa có sổ theo dõi")
    followed(world)
    page = signed_in(browser, address, "office")
    page.goto(f"{address}/khao-sat")
    look(page, "surveys")
    page.goto(f"{address}/khao-sat/{survey}")
    page.evaluate("for (const one of document.querySelectorAll('details.more')) one.open = true")
    look(page, "survey")
    page.goto(f"{address}/khao-sat/{survey}?lang=en")
    look(page, "survey-en")
