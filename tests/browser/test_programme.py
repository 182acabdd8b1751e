"""The programme of a year, its figures and a closed period: looked at, at both widths and in both languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser

from domain.calendar import vietnam_day
from tests.api.given import program
from tests.browser.harness import look, window
from tests.journeys.acts import followed, taken_in
from tests.journeys.test_members import person
from tests.journeys.test_programme import founded
from tests.journeys.world import World

MARKS = (("networks", "2024-06-30", 3), ("units", "2024-06-30", 1))


def _filled(world: World) -> str:
    administrator, supervisor = program(world, "administrator"), program(world, "supervisor")
    for number in range(9):
        founded(world, administrator, number, in_difficult_area=number < 6)
    founded(world, administrator, 20, level="link_network")
    for number in range(5):
        said = {"kind": "member", "person": person(number), "admitted_on": f"2024-0{number + 1}-06"}
        supervisor.made("/members", {"unit": str(world.units["province"]), **said})
    for number in range(3):
        taken_in(world, f"Trẻ {number}", received_at=datetime(2024, 3, 3, 4, tzinfo=UTC))
    followed(world)
    office = program(world, "office")
    office.made("/programmes/2024", None)
    approval = {"decision": "Quyết định thử, UBND tỉnh", "approved_on": "2024-01-02"}
    office.made("/programmes/2024/approval", approval)
    for code, until, amount in MARKS:
        mark = {"indicator": code, "until": until, "amount": amount}
        office.made("/programmes/2024/milestones", mark)
    today = str(vietnam_day(datetime.now(UTC)))
    span = {"name": "Năm 2024", "first": "2024-01-01", "last": "2024-12-31", "cut_off": today}
    path = office.made("/figure-periods", span)
    with world.after(2) as later:
        program(later, "office").made(f"{path}/closing", None)
    founded(world, administrator, 30)
    followed(world)
    return path.rpartition("/")[2]


@pytest.mark.long
def test_programme_and_figures_are_readable_at_both_widths(
    browser: Browser, world: World, address: str
) -> None:
    period = _filled(world)
    pages = {
        "office": {
            "programme": "/chuong-trinh?year=2024",
            "programme-en": "/chuong-trinh?year=2024&lang=en",
            "programme-then": "/chuong-trinh?year=2024&known_on=2024-07-01&lang=vi",
            "programme-article-92": "/dieu-92?year=2024",
            "programme-period": f"/ky-so-lieu/{period}",
            "programme-periods": "/ky-so-lieu",
        },
        "supervisor": {
            "programme-seen": "/chuong-trinh?year=2024",
            "programme-figure": "/dieu-92/mo?measure=units_founded&year=2024&known_on=2025-01-01",
            "programme-figure-en": "/dieu-92/mo?measure=members&year=2024&lang=en",
        },
    }
    for who, paths in pages.items():
        opened = window(browser, world, who, address)
        page = opened.new_page()
        for name, path in paths.items():
            answer = page.goto(path)
            assert answer is not None and answer.status == 200, name
            look(page, name)
        opened.close()
