"""The register of activities, forms of several kinds, and one activity, at both widths and in both languages."""

import pytest
from playwright.sync_api import Browser, expect

from tests.api.given import program
from tests.browser.harness import look, signed_in
from tests.journeys.acts import followed
from tests.journeys.test_activities import ATTENDED, FORUM, GIFT, OUTREACH, entered, invited
from tests.journeys.world import World


@pytest.mark.long
def test_activities_are_entered_and_found(browser: Browser, world: World, address: str) -> None:
    entered(world, OUTREACH)
    entered(world, GIFT)
    forum = entered(world, FORUM)
    asked = invited(world)
    program(world, "office").ask("POST", f"/activities/{asked}/attendance", ATTENDED)
    waiting = invited(world, for_day="2199-01-01")
    page = signed_in(browser, address, "office")
    page.goto(f"{address}/hoat-dong/moi")
    look(page, "activity-kinds")
    for kind in ("contribution", "forum", "supervision"):
        page.goto(f"{address}/hoat-dong/moi/{kind}")
        look(page, f"activity-form-{kind}")
    page.goto(f"{address}/hoat-dong/moi/outreach")
    page.fill("#activity input[name=topic]", "Phòng tránh xâm hại")
    page.click("#activity button[type=submit]")
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "activity-form-slip")
    page.check("#activity input[name=themes][value=abuse]")
    page.click("#activity button[type=submit]")
    expect(page.get_by_role("heading", level=1)).to_have_text("Phòng tránh xâm hại")
    followed(world)
    page.goto(f"{address}/hoat-dong/{forum}")
    look(page, "activity-forum")
    page.goto(f"{address}/hoat-dong/{waiting}")
    look(page, "activity-invitation")
    page.goto(f"{address}/hoat-dong?year=2025")
    look(page, "activities")
    for path, name in (
        (f"/{forum}", "activity-forum-en"),
        ("?year=2025", "activities-en"),
        ("/moi/benefit", "activity-form-en"),
    ):
        page.goto(f"{address}/hoat-dong{path}{'&' if '?' in path else '?'}lang=en")
        look(page, name)
