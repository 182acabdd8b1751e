"""A row that somebody changed past the log is found by the comparison, named, and shown to the inspectors."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
import structlog

from application.view_differences import Asker, is_due
from infrastructure.comparing import compare_on_record, compare_when_due
from infrastructure.postgres import Database
from tests.journeys.test_history import taken_in
from tests.journeys.world import World
from tests.pages import Pages

PLANTED = "UPDATE facts.records SET state = 'closed' WHERE record = %s"
ADDED = "INSERT INTO v_case_events.streams VALUES (gen_random_uuid(), %s)"

LONG_AGO = (
    "INSERT INTO views.comparisons (asked_by, begun_at, ended_at, position, tables, row_count, differing)"
    " VALUES ('operator', now() - interval '3 days', now(), 1, 1, 1, 0)"
)


def test_a_planted_row_is_found_named_and_shown(world: World, database: Database) -> None:
    _, case_id, _ = taken_in(world)
    assert not any(
        d.only_live or d.only_rebuilt for d in compare_on_record(database.follower_dsn, Asker.NIGHTLY)
    )
    pages = Pages(world.sign_in("auditor").client)
    assert "Mọi dòng đều khớp sổ sự kiện." in pages.get("/nhat-ky/doi-chieu").text
    with psycopg.connect(database.owner_dsn) as owner:
        owner.execute(PLANTED, (case_id,))
    with psycopg.connect(database.follower_dsn) as follower:
        follower.execute(ADDED, (case_id,))
    with structlog.testing.capture_logs() as logged:
        found = compare_on_record(database.follower_dsn, Asker.OPERATOR)
    alarms = {line["table"] for line in logged if line["event"] == "view_differs"}
    assert alarms == {"facts.records", "v_case_events.streams"}
    assert {d.table for d in found if d.only_live or d.only_rebuilt} == alarms
    page = pages.get("/nhat-ky/doi-chieu")
    assert "3 dòng khác sổ sự kiện." in page.text
    assert f"record {case_id}" in page.text and "hai bên khác nhau" in page.text and "state" in page.text
    assert "chỉ có ở trang, sổ sự kiện không có" in page.text
    told = pages.client.get("/api/v1/view-comparisons")
    assert told.headers["ETag"] == '"2"'
    rows = {(row["table"], row["side"], tuple(row["columns"])) for row in told.json()["rows"]}
    assert rows == {("facts.records", "both", ("state",)), ("v_case_events.streams", "live", ())}
    assert pages.client.get("/api/v1/view-comparisons", params={"number": 1}).json()["rows"] == []
    pages.get("/nhat-ky/doi-chieu?lan=9", status=404)


def test_the_nightly_comparison_runs_once_when_it_is_due(database: Database, world: World) -> None:
    taken_in(world)
    asked = "SELECT asked_by FROM views.comparisons"
    with psycopg.connect(database.follower_dsn, autocommit=True) as follower:
        compare_when_due(database.follower_dsn)
        follower.execute("DELETE FROM views.comparisons")
        follower.execute(LONG_AGO)
        assert compare_when_due(database.follower_dsn)
        assert not compare_when_due(database.follower_dsn)
        assert follower.execute(asked).fetchall() == [("operator",), ("nightly",)]


NIGHT = datetime(2026, 11, 25, 19, 30, tzinfo=UTC)
"""Half past two in the morning of the 26th in Viet Nam."""


@pytest.mark.parametrize(
    ("now", "last", "due"),
    [
        (NIGHT, NIGHT - timedelta(hours=20), True),
        (NIGHT, NIGHT - timedelta(minutes=10), False),
        (NIGHT - timedelta(hours=1), NIGHT - timedelta(hours=24), False),
        (NIGHT + timedelta(hours=6), NIGHT - timedelta(hours=24), False),
        (NIGHT + timedelta(hours=6), NIGHT - timedelta(hours=48), True),
        (NIGHT, None, False),
    ],
)
def test_it_is_due_at_night_or_after_two_days_without(
    now: datetime, last: datetime | None, due: bool
) -> None:
    assert is_due(now, last) is due
