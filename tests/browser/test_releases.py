"""Released figures: the list, one table with hidden cells, and the office's table of Article 92, at both widths."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, expect

from domain.calendar import Period, PeriodKind, vietnam_day
from domain.release import TableKind
from tests.api.given import program
from tests.browser.harness import look, signed_in
from tests.journeys.acts import followed, taken_in
from tests.journeys.world import World


@pytest.mark.long
def test_released_figures_are_listed_and_read(browser: Browser, world: World, address: str) -> None:
    today = vietnam_day(datetime.now(UTC))
    end = Period.of(today, PeriodKind.MONTH).last
    for number in range(12):
        taken_in(world, f"Trẻ {number}", who="elsewhere" if number in (3, 4) else "counsellor")
    followed(world)
    given: dict[TableKind, str] = {}
    page = signed_in(browser, address, "office")
    page.goto(f"{address}/so-lieu-phat-hanh")
    page.fill("#release input[name=cut_off]", str(end))
    page.click("#release button[type=submit]")
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "releases-slip")
    page.goto(f"{address}/dieu-92?year={today.year}")
    look(page, "article-92-unreleased")
    with world.after((end - today).days + 1) as later:
        path = program(later, "office").made("/releases", {"year": today.year, "cut_off": str(end)})
        for kind in (TableKind.SITUATION, TableKind.LOG, TableKind.DISTRICT):
            asked = {"kind": kind.value, "year": today.year, "cut_off": str(end)}
            given[kind] = program(later, "office").made("/releases", asked)[-36:]
        own = {"smallest": 10, "measure": "situation.abuse.sexual_abuse", "reason": "Thử"}
        program(later, "office").made("/releases/thresholds", own)
    for where, name in (
        ("/so-lieu-phat-hanh", "releases"),
        (f"/so-lieu-phat-hanh/{path[-36:]}", "release"),
        *((f"/so-lieu-phat-hanh/{release}", f"release-{kind.value}") for kind, release in given.items()),
        (f"/dieu-92/tinh-hinh?year={today.year}", "situation-released"),
        (f"/dieu-92/so-theo-doi?year={today.year}&lang=en", "log-released-en"),
        ("/dieu-92/don-vi?lang=vi", "caseload-kept"),
        (f"/dieu-92?year={today.year}", "article-92-released"),
        (f"/dieu-92?year={today.year}&lang=en", "article-92-released-en"),
    ):
        page.goto(f"{address}{where}")
        look(page, name)
