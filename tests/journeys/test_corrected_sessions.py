"""Sessions corrected, hidden and taken away, matters tied to the wrong case; figures of the past stay as they were."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import psycopg

from domain.calendar import vietnam_day
from infrastructure.follower import compare
from infrastructure.matches import compare as compare_matches
from infrastructure.postgres import Database
from tests import naive_log
from tests.journeys.acts import followed
from tests.journeys.test_corrections import LEAKED, break_glass, leaks, taken_in
from tests.journeys.world import Browser, World
from tests.naive_figures import differing

TALK = "Mẹ hỏi về quyền nuôi con."


def session(browser: Browser, path: str, **more: str) -> tuple[str, str]:
    """Log a session and return its matter and its entry."""
    browser.get(path)
    page = browser.submit("consultation", **({"consultation__narrative": TALK} | more))
    found = re.findall(r"/tu-van/([0-9a-f-]{36})/sua/(\d+)", page.text)
    assert found, page.text[:3000]
    return found[0][0], found[0][1]


def figure(world: World, database: Database, month: int, position: int | None = None) -> int:
    """Return how many sessions the table of Article 92 counts in a month, as of a position."""
    followed(world)
    with psycopg.connect(database.follower_dsn) as connection:
        row = connection.execute(
            "SELECT coalesce(sum(delta), 0) FROM v_article92.facts WHERE measure = 'consultations'"
            " AND extract(month FROM month) = %s AND position <= %s",
            (month, position if position is not None else 2**40),
        ).fetchone()
    assert row is not None
    return int(row[0])


def position(world: World) -> int:
    with world.system() as work:
        row = work.connection.execute("SELECT max(position) FROM es.events").fetchone()
    assert row is not None
    return int(row[0])


def differences(world: World, database: Database) -> list[object]:
    followed(world)
    found = [*compare(database.follower_dsn), compare_matches(database.app_dsn, world.house.keys)]
    counted = [("figures", upto) for upto in differing(database.follower_dsn)]
    counted += [("log", upto) for upto in naive_log.differing(database.follower_dsn)]
    return [*(one for one in found if one.only_live or one.only_rebuilt), *counted]


def test_a_corrected_day_moves_the_figure_and_leaves_the_past_as_it_was(
    world: World, database: Database
) -> None:
    browser, case_id, _ = taken_in(world)
    matter, entry = session(browser, f"/ho-so/{case_id}/tu-van")
    now = vietnam_day(datetime.now(UTC))
    earlier = now.replace(day=1) - timedelta(days=3)
    before, at = figure(world, database, now.month), position(world)
    assert before == 1
    browser.get(f"/tu-van/{matter}/sua/{entry}")
    page = browser.submit(
        "correction",
        consultation__held_at=f"{earlier}T09:00",
        consultation__minutes="45",
        consultation__next__what="Gọi lại",
        consultation__next__due_on="2030-01-02",
        reason="ghi nhầm ngày",
    )
    assert page.status_code == 200 and "đã sửa" in page.text, page.text[:3000]
    assert "Số phút: 30 → 45" in page.text and "ghi nhầm ngày" in page.text and "45 phút" in page.text
    assert "Gọi lại" in page.text.split('id="history"')[0]
    assert (figure(world, database, now.month), figure(world, database, earlier.month)) == (0, 1)
    assert (figure(world, database, now.month, at), figure(world, database, earlier.month, at)) == (1, 0)
    row = next(
        one
        for one in browser.api("GET", "/api/v1/follow-up-log").json()["items"]
        if one["case_id"] == case_id
    )
    assert row["due_on"] == "2030-01-02", row
    assert differences(world, database) == []


def test_a_session_that_belongs_nowhere_counts_nowhere(world: World, database: Database) -> None:
    browser, case_id, code = taken_in(world)
    matter, entry = session(
        browser, f"/ho-so/{case_id}/tu-van", consultation__narrative=f"Nhầm: {LEAKED}",
        consultation__client_contact="0912 345 678", consultation__next__what=f"Gọi {LEAKED}",
        consultation__next__due_on="2030-01-02",
    )  # fmt: skip
    browser.get(f"/tu-van/{matter}/sua/{entry}")
    page = browser.submit("take-away")
    assert page.status_code == 200 and LEAKED not in page.text
    now = vietnam_day(datetime.now(UTC))
    assert figure(world, database, now.month) == 0
    assert leaks(world, LEAKED, case_id, matter) == []
    row = next(
        one
        for one in browser.api("GET", "/api/v1/follow-up-log").json()["items"]
        if one["case_id"] == case_id
    )
    assert row["due_on"] is None and row["consultations"] == 0, row
    assert differences(world, database) == []
    auditor = world.sign_in("auditor")
    break_glass(auditor, code)
    assert LEAKED in auditor.get(f"/lich-su/{case_id}/da-che").text


def test_a_leaked_session_is_hidden_also_where_its_matter_stands(world: World, database: Database) -> None:
    browser, case_id, _ = taken_in(world)
    matter, entry = session(
        browser, f"/ho-so/{case_id}/tu-van", consultation__client_name=LEAKED, consultation__narrative=LEAKED
    )
    browser.get(f"/tu-van/{matter}/sua/{entry}")
    page = browser.submit(
        "correction", kind="misplaced", consultation__client_name="", consultation__narrative="Bà hỏi."
    )
    assert "Bà hỏi." in page.text, page.text[:2000]
    assert leaks(world, LEAKED, case_id, matter) == []
    assert differences(world, database) == []


def test_a_matter_tied_to_the_wrong_case_goes_to_the_right_one_or_stands_alone(
    world: World, database: Database
) -> None:
    browser, wrong, _ = taken_in(world)
    _, right, code = taken_in(world)
    matter, _ = session(browser, f"/ho-so/{wrong}/tu-van")
    browser.get(f"/tu-van/{matter}")
    assert browser.submit("relink-case", code="BG.TN.9999.2026").status_code == 422
    browser.get(f"/tu-van/{matter}")
    browser.submit("relink-case", code=code)
    followed(world)
    assert TALK not in browser.get(f"/ho-so/{wrong}").text
    assert TALK in browser.get(f"/ho-so/{right}").text
    rows = {one["case_id"]: one for one in browser.api("GET", "/api/v1/follow-up-log").json()["items"]}
    assert (rows[wrong]["consultations"], rows[right]["consultations"]) == (0, 1), rows
    browser.get(f"/tu-van/{matter}")
    page = browser.submit("relink-case", code="")
    followed(world)
    assert "Gỡ vụ tư vấn" in page.text
    assert TALK not in browser.get(f"/ho-so/{right}").text
    assert differences(world, database) == []


def test_views_of_corrected_hidden_and_moved_entries_are_the_same_when_rebuilt(
    world: World, database: Database
) -> None:
    abuse = {"details__circumstances__allegation": "abuse"}
    browser, case_id, _ = taken_in(world, **abuse)
    _, _, code = taken_in(world, **abuse)
    for _ in range(2):
        browser.get(f"/ho-so/{case_id}/chuyen")
        page = browser.submit("forward", recipient__kind="hotline_111", reference="1/CV")
    first, second = sorted(set(re.findall(rf"/ho-so/{case_id}/tra-loi/(\d+)", page.text)), key=int)
    now = vietnam_day(datetime.now(UTC))
    for kind in ("ordinary", "misplaced"):
        browser.get(f"/ho-so/{case_id}/sua/{first}")
        page = browser.submit(
            "correction", kind=kind, value__forwarding__recipient__kind="commune_police", reason="nhầm",
            value__forwarding__reference="2/CV", value__forwarding__at=f"{now}T00:30",
        )  # fmt: skip
        assert page.status_code == 200, page.text[:2000]
    assert "2/CV" in page.text
    browser.get(f"/ho-so/{case_id}/sua/{second}")
    browser.submit("move", code=code)
    browser.get(f"/ho-so/{case_id}/sua/0")
    page = browser.submit(
        "correction", value__reception__received_at="2025-01-05T08:00", value__reception__channel="letter",
        reason="ngày trên phong bì",
    )  # fmt: skip
    assert page.status_code == 200 and "08:00 ngày 05/01/2025" in page.text, page.text[:2500]
    followed(world)
    row = next(
        one
        for one in browser.api("GET", "/api/v1/follow-up-log").json()["items"]
        if one["case_id"] == case_id
    )
    assert [one["kind"] for one in row["told"]] == ["recipient-kind/1/commune_police"] and row["told"][0][
        "reference"
    ] == "2/CV", row
    assert differences(world, database) == []


def test_erasing_the_file_that_an_entry_came_from_leaves_the_moved_one_readable(world: World) -> None:
    """The moved-in fact is sealed anew under the key of its own file."""
    browser, wrong, _ = taken_in(world)
    _, right, code = taken_in(world)
    browser.get(f"/ho-so/{wrong}/ghi-chep")
    page = browser.submit("note", note=f"Về cháu khác: {LEAKED}")
    entry = re.findall(rf"/ho-so/{wrong}/sua/(\d+)", page.text)[0]
    browser.get(f"/ho-so/{wrong}/sua/{entry}")
    browser.submit("move", code=code)
    with world.system() as work:
        keys = [
            {bytes(part) for part in (row[0],)}
            for row in work.connection.execute(
                "SELECT personal FROM es.events WHERE stream_id = ANY(%s) AND personal IS NOT NULL"
                " AND topic IN ('case.noted.1', 'case.entry-moved-in.1') ORDER BY position",
                ([wrong, right],),
            ).fetchall()
        ]
    assert len(keys) == 2 and keys[0] != keys[1]
    assert f"Về cháu khác: {LEAKED}" in browser.get(f"/ho-so/{right}").text
