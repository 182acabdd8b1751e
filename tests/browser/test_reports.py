"""Reports looked at at both widths: the list, the forms, a draft to approve, what went out, the sheet, made again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser

from tests.api.given import program
from tests.browser.harness import look, window
from tests.journeys.acts import followed, taken_in
from tests.journeys.test_activities import FORUM, OUTREACH
from tests.journeys.test_activities import entered as activity
from tests.journeys.test_programme import founded
from tests.journeys.test_reports import HALF, SPRING, drafted, issued, today
from tests.journeys.world import World


def _filled(world: World) -> tuple[str, str, str]:
    administrator, office = program(world, "administrator"), program(world, "office")
    for number in range(9):
        founded(world, administrator, number, in_difficult_area=number < 6)
    for number in range(6):
        taken_in(world, f"Trẻ {number}", received_at=datetime(2024, 1 + number % 3, 9, 4, tzinfo=UTC))
    activity(world, OUTREACH | {"held_on": "2024-05-10"})
    forum = activity(world, FORUM)
    followed(world)
    office.made("/programmes/2024", None)
    mark = {"indicator": "networks", "until": "2024-06-15", "amount": 3}
    office.made("/programmes/2024/milestones", mark)
    out = issued(world, HALF, 3)
    waiting = drafted(office, {"kind": "forum", "first": today(), "last": today(), "forum": forum})
    approved = drafted(office, HALF | {"kind": "article_92"})
    assert program(world, "supervisor").ask("POST", f"/reports/{approved}/approval", {}).status_code == 201
    for number in range(6):
        taken_in(world, f"Trẻ thêm {number}", received_at=SPRING)
    followed(world)
    return out, waiting, approved


@pytest.mark.long
def test_reports_are_readable_at_both_widths(browser: Browser, world: World, address: str) -> None:
    out, waiting, approved = _filled(world)
    pages = {
        "office": {
            "reports": "/bao-cao",
            "reports-new": "/bao-cao/moi/mid_year",
            "reports-new-forum": "/bao-cao/moi/forum",
            "report-issued": f"/bao-cao/{out}",
            "report-to-issue": f"/bao-cao/{approved}",
            "report-writing": f"/bao-cao/{approved}/sua",
            "report-again": f"/bao-cao/{out}/lam-lai",
            "report-sheet": f"/bao-cao/{out}/van-ban",
            "reports-en": "/bao-cao?lang=en",
        },
        "supervisor": {
            "report-to-approve": f"/bao-cao/{waiting}",
            "report-seen-en": f"/bao-cao/{out}?lang=en",
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
