"""What a report lists is what was dated in its period as known then, wherever a correction has moved it since."""

from __future__ import annotations

from datetime import date

from application.report.annex import lists_of
from domain.report.codes import ReportKind
from domain.report.facts import Asked
from tests.api.given import program
from tests.journeys.test_activities import OUTREACH, entered
from tests.journeys.world import World

AUTUMN = Asked(kind=ReportKind.MID_YEAR, first=date(2025, 9, 1), last=date(2025, 9, 30))
SUMMER = AUTUMN.of_days(date(2025, 7, 1), date(2025, 7, 31))


def listed(world: World, asked: Asked, upto: int) -> list[date]:
    with world.system() as work:
        return [one.day for one in lists_of(asked, upto, work).activities]


def position(world: World) -> int:
    with world.system() as work:
        row = work.connection.execute("SELECT max(position) FROM es.events").fetchone()
    assert row is not None
    return int(row[0])


def test_an_activity_is_listed_in_the_period_that_was_known_then(world: World) -> None:
    activity = entered(world, OUTREACH)
    before = position(world)
    assert listed(world, AUTUMN, before) == [date(2025, 9, 10)]
    body = {"held": OUTREACH | {"held_on": "2025-07-10"}, "because": "slip"}
    answer = program(world, "supervisor").ask("PUT", f"/activities/{activity}", body, If_Match='"0"')
    assert answer.status_code == 200, answer.text
    after = position(world)
    assert listed(world, AUTUMN, before) == [date(2025, 9, 10)], "as it was known"
    assert listed(world, SUMMER, before) == []
    assert listed(world, AUTUMN, after) == []
    assert listed(world, SUMMER, after) == [date(2025, 7, 10)]
