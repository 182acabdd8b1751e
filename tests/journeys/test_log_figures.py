"""Complete, in time, open and late: by unit and month, as of any position, each number with the files behind it."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
import pytest

from application.child_case import CloseCase, PlanStep, close_case, plan_step
from domain.calendar import vietnam_day
from domain.child_case.follow_up import Step
from domain.lists import Allegation
from domain.log_figures import LateBand, LogCount
from infrastructure.postgres import Database
from tests.api.given import program
from tests.journeys.acts import do, taken_in
from tests.journeys.test_merging import ENDED, merged, same, taken_apart
from tests.journeys.test_referral import pages
from tests.journeys.world import World
from tests.naive_log import differing

LINK = re.compile(r'<a href="([^"]+/so-theo-doi/mo\?[^"]+)">(\d+)<span')
NOW = datetime.now(UTC)
TODAY = vietnam_day(NOW)


def asked(world: World, path: str, who: str = "auditor") -> Any:
    answer = program(world, who).ask("GET", f"/log-figures/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def planned(world: World, case: UUID, ago: int) -> None:
    step = Step(what="Gọi lại cho mẹ cháu", due_on=TODAY - timedelta(days=ago))
    do(world, "counsellor", partial(plan_step, PlanStep(case_id=case, step=step)))


@pytest.mark.parametrize(
    ("days", "band"),
    [(1, "week"), (7, "week"), (8, "month"), (30, "month"), (31, "longer"), (900, "longer")],
)
def test_a_late_step_is_in_one_band(days: int, band: str) -> None:
    found = LateBand.of(days)
    least, most = found.days
    assert found.value == band and least <= days and (most is None or days <= most)


def test_what_the_log_counts_by_unit_is_as_counted_from_the_log_at_every_position(
    world: World, database: Database
) -> None:
    early = taken_in(world, "Chu Thị Lê", received_at=NOW - timedelta(hours=2))
    late = taken_in(world, "Chu Văn Lộc", received_at=NOW - timedelta(hours=30), allegation=Allegation.ABUSE)
    taken_in(world, "Vi Thị Mơ", who="elsewhere", received_at=NOW - timedelta(hours=2))
    before = asked(world, "caseload")["mark"]
    planned(world, early, 8)
    planned(world, late, 40)
    _by_unit_month_and_band(world)
    _each_number_opens(world)

    merged(world, early, late)
    assert asked(world, "caseload")["units"][0]["open"] == 1
    taken_apart(world, late)
    do(world, "counsellor", partial(close_case, CloseCase(case_id=early, closing=ENDED)))
    after = {one["unit"]: one for one in asked(world, "caseload")["units"]}
    assert after[str(world.units["province"])]["open"] == 1
    was = {one["unit"]: one for one in asked(world, f"caseload?as_of={before}")["units"]}
    assert was[str(world.units["province"])] == {
        "unit": str(world.units["province"]),
        "open": 2,
        "overdue": 0,
        "late": {"week": 0, "month": 0, "longer": 0},
    }
    _the_difference_is_told(world, before)
    same(database)
    assert differing(database.follower_dsn) == []
    with psycopg.connect(database.owner_dsn) as connection:
        connection.execute("UPDATE v_follow_up_log.figures SET open = 3 WHERE open = 1")
    assert differing(database.follower_dsn) != [], "a wrong number is found"


def _the_difference_is_told(world: World, before: str) -> None:
    """Two steps were agreed for days past, one file was merged and given back, one was closed."""
    unit, day = world.units["province"], TODAY.isoformat()
    for query, why in (
        (f"count=open&unit={unit}", ["corrected", "corrected", "recorded"]),
        ("count=due", [*["corrected"] * 6, *["recorded"] * 3]),
        ("count=entries", ["corrected", "corrected"]),
    ):
        then = asked(world, f"files?{query}&as_of={before}&known_on={day}")
        now = asked(world, f"files?{query}&known_on={day}")
        assert now["count"] - then["count"] == then["difference"], query
        assert sum(one["delta"] for one in then["later"]) == then["difference"], query
        assert sorted(one["why"].rpartition("/")[2] for one in then["later"]) == sorted(why), query
        assert (now["difference"], now["later"]) == (0, []), query
    path = f"/dieu-92/so-theo-doi/mo?count=due&known_on={day}&as_of={before}"
    page = pages(world, "auditor").get(path)
    assert "Khác với hôm nay" in page.text and "Hẹn việc tiếp theo" in page.text
    links = pages(world, "auditor").get(f"/dieu-92/don-vi?known_on={day}&as_of={before}").links
    assert len([one for one in links if "count=due" in one]) >= 8, "what was 0 then opens too"


def _by_unit_month_and_band(world: World) -> None:
    load = {one["unit"]: one for one in asked(world, "caseload")["units"]}
    province, commune = str(world.units["province"]), str(world.units["commune"])
    assert (load[province]["open"], load[province]["overdue"]) == (2, 2)
    assert load[province]["late"] == {"week": 0, "month": 1, "longer": 1}
    assert load[commune]["open"] == 1 and load[commune]["overdue"] == 0
    found = asked(world, "quality")
    if vietnam_day(NOW - timedelta(hours=30)).year != TODAY.year:
        return  # on the first two days of a year one of them stands in the year before
    assert found["total"]["entries"] == 3
    assert sum(cell["entries"] for cell in found["cells"]) == found["total"]["entries"]
    assert found["total"]["late"] == 1 and found["total"]["in_time_percent"] == 66
    assert {cell["unit"] for cell in found["cells"]} == {province, commune}
    assert asked(world, f"quality?unit={commune}")["total"]["entries"] == 1
    assert asked(world, "quality", "elsewhere")["total"]["entries"] == 1, (
        "a counsellor counts in the own unit"
    )


def _each_number_opens(world: World) -> None:
    browser = pages(world, "supervisor")
    for path, least in (("/dieu-92/so-theo-doi", 8), ("/dieu-92/don-vi", 6)):
        cells = {html.unescape(address): number for address, number in LINK.findall(browser.get(path).html)}
        assert len(cells) >= least, path
        noughts = [address for address, number in cells.items() if number == "0"]
        assert noughts, "a nought opens too"
        for address in noughts[2:]:
            del cells[address]
        for address, number in cells.items():
            page = browser.get(address)
            files = {one for one in page.links if one.startswith("/ho-so/")}
            assert f"<dd>{number}</dd>" in page.html and int(number) == len(files), address
            query = html.unescape(address).partition("?")[2]
            behind = asked(world, f"files?{query}", "supervisor")
            assert sum(one["delta"] for one in behind["events"]) == behind["count"] == int(number), address
            assert behind["rule"] and (behind["events"] or number == "0")
    due = asked(world, "files?count=due&late=longer", "counsellor")
    assert due["count"] == 1 and due["files"][0]["due_on"] == (TODAY - timedelta(days=40)).isoformat()
    assert [one["case_id"] for one in asked(world, "files?count=open", "commune_supervisor")["files"]]
    office = pages(world, "office")
    office.get("/dieu-92/so-theo-doi/mo?count=open", status=404)
    for path, why in (("don-vi", "không được phát hành"), ("so-theo-doi", "chưa được phát hành")):
        seen = office.get(f"/dieu-92/{path}")
        assert why in seen.text and not [one for one in seen.links if "/mo?" in one]
    assert asked(world, "caseload", "office")["units"] == []
    kept = asked(world, "quality", "office")
    assert kept["total"] is None and kept["cells"] == []
    browser.get("/dieu-92/don-vi?as_of=zzz", status=422)
    assert "Open files by unit" in browser.get("/dieu-92/don-vi?lang=en").text
    assert all(count.rule[0] != count.rule[1] for count in LogCount)
