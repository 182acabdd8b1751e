"""Complete, in time, open and late: by unit and month, as of any position, each number with the files behind it."""

from __future__ import annotations

import random
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


def test_what_the_log_counts_by_unit_is_what_its_rows_say_at_every_position(
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
    same(database)
    assert differing(database.follower_dsn) == []
    with psycopg.connect(database.owner_dsn) as connection:
        connection.execute("UPDATE v_follow_up_log.figures SET open = 3 WHERE open = 1")
    assert differing(database.follower_dsn) != [], "a wrong number is found"


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
        links = {one for one in browser.get(path).links if "/so-theo-doi/mo?" in one}
        assert len(links) >= least, path
        for link in links:
            page = browser.get(link)
            number = re.search(r"Con số ?(\d+)", page.text)
            files = {one for one in page.links if one.startswith("/ho-so/")}
            assert number and int(number[1]) == len(files) > 0
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


_ROWS = """
WITH now AS (
    SELECT e.*, (e.received_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day,
           e.recorded_at - e.received_at AS took FROM v_follow_up_log.entries e
     WHERE e.valid_from <= %(upto)s AND (e.valid_to IS NULL OR e.valid_to > %(upto)s)
       AND e.merged_into IS NULL AND e.state <> 'taken_back')
SELECT unit, day, 'entries', count(*) FROM now GROUP BY unit, day
UNION ALL SELECT unit, day, 'filled', sum(filled) FROM now GROUP BY unit, day
UNION ALL SELECT unit, day, 'required', sum(required) FROM now GROUP BY unit, day
UNION ALL SELECT unit, day, 'incomplete', count(*) FROM now WHERE filled < required GROUP BY unit, day
UNION ALL SELECT unit, day, 'imported', count(*) FROM now WHERE imported GROUP BY unit, day
UNION ALL SELECT unit, day, 'in_time', count(*) FROM now
           WHERE NOT imported AND took BETWEEN interval '-5 minutes' AND interval '24 hours' GROUP BY unit, day
UNION ALL SELECT unit, day, 'open', count(*) FROM now WHERE state <> 'closed' GROUP BY unit, day
UNION ALL SELECT unit, due_on, 'due', count(*) FROM now
           WHERE state <> 'closed' AND due_on IS NOT NULL GROUP BY unit, due_on
"""
_SUMS = """
SELECT f.unit, f.day, c.what, sum(c.delta) FROM v_follow_up_log.figures f, LATERAL (VALUES
        ('entries', f.entries), ('filled', f.filled), ('required', f.required), ('incomplete', f.incomplete),
        ('imported', f.imported), ('in_time', f.in_time), ('open', f.open), ('due', f.due)) AS c (what, delta)
 WHERE f.position <= %(upto)s GROUP BY f.unit, f.day, c.what
"""


def differing(dsn: str, positions: int = 20) -> list[int]:
    """Return the positions at which the sums differ from what the rows of the log said then."""
    with psycopg.connect(dsn) as connection:
        last = (connection.execute("SELECT max(position) FROM es.events").fetchone() or (0,))[0]
        chosen = {last, *random.Random(44).sample(range(1, last), min(positions, last - 1))}

        def told(query: str, upto: int) -> dict[object, int]:
            rows = connection.execute(query, {"upto": upto}).fetchall()
            return {row[:3]: int(row[3]) for row in rows if row[3]}

        return [upto for upto in sorted(chosen) if told(_ROWS, upto) != told(_SUMS, upto)]
