"""Children's situation, the quality of the log and the load of units: looked at, at both widths, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser

from domain.lists import AbuseEnvironment, AbuseType, Allegation, PriorityTag, Sex, SpecialGroup
from tests.browser.harness import look, window
from tests.journeys.acts import taken_in
from tests.journeys.test_log_figures import planned
from tests.journeys.test_situation import TODAY, entered
from tests.journeys.world import World


def _filled(world: World) -> None:
    groups, forms = list(SpecialGroup), list(AbuseType)
    for number in range(6):
        case = entered(
            world,
            "elsewhere" if number == 5 else "counsellor",
            Sex.FEMALE if number % 3 else Sex.MALE,
            allegation=Allegation.ABUSE if number % 2 else Allegation.NONE,
            abuse_types=(forms[number],) if number % 2 else (),
            environment=AbuseEnvironment.FAMILY if number % 2 else None,
            groups=(groups[number], groups[number + 7]),
            priority=(PriorityTag.ABUSE, PriorityTag.ETHNIC_MINORITY) if number % 2 else (),
        )
        if number < 3:
            planned(world, case, 6 * number + 5)
    taken_in(world, "Vi Thị Muộn", received_at=datetime.now(UTC) - timedelta(hours=30))


@pytest.mark.long
def test_situation_quality_and_load_are_readable_at_both_widths(
    browser: Browser, world: World, address: str
) -> None:
    _filled(world)
    year = TODAY.year
    pages = {
        "supervisor": {
            "situation": "/dieu-92/tinh-hinh",
            "situation-cell": f"/dieu-92/tinh-hinh/mo?cut=sex&code=female&year={year}",
            "situation-then": f"/dieu-92/tinh-hinh/mo?cut=sex&code=female&year={year}&known_on={year - 1}-06-30",
            "log-quality": "/dieu-92/so-theo-doi",
            "log-quality-files": f"/dieu-92/so-theo-doi/mo?count=incomplete&year={year}",
            "caseload": "/dieu-92/don-vi",
            "caseload-late": "/dieu-92/so-theo-doi/mo?count=due&late=month",
            "situation-en": "/dieu-92/tinh-hinh?lang=en",
            "log-quality-en": "/dieu-92/so-theo-doi?lang=en",
            "caseload-en": "/dieu-92/don-vi?lang=en",
        },
    }
    for who, paths in pages.items():
        opened = window(browser, world, who, address)
        page = opened.new_page()
        for name, path in paths.items():
            answer = page.goto(path)
            assert answer is not None and answer.status == 200, name
            for folded in page.locator("details.more > summary").all():
                folded.click()
            look(page, name)
        opened.close()
