"""Figures about children through the real wiring: what the office sees is released, protected, and kept for ever."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta

from domain.article92 import Measure
from domain.calendar import vietnam_day
from domain.disclosure.released import HIDDEN
from tests.api.given import Program, program
from tests.journeys.acts import followed, taken_in
from tests.journeys.test_referral import pages
from tests.journeys.world import World

NOW = datetime.now(UTC)
TODAY = vietnam_day(NOW)


def month_end(day: date) -> date:
    """Return the last day of the month of a day."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def table(by: Program, **more: object) -> dict[str, object]:
    asked = "&".join(f"{name}={value}" for name, value in {"year": TODAY.year, **more}.items())
    found: dict[str, object] = by.ask("GET", f"/article-92?{asked}").json()
    return found


def test_who_sees_no_case_sees_what_was_released_and_no_small_figure(world: World) -> None:
    for number in range(7):
        taken_in(world, f"Trẻ {number}")
    taken_in(world, "Trẻ 7", who="elsewhere")
    followed(world)
    office = program(world, "office")
    before = table(office)
    assert before["total"]["received"] is None and before["release"] is None  # type: ignore[index]
    assert "chưa phát hành" in pages(world, "office").get(f"/dieu-92?year={TODAY.year}").text
    year, end = TODAY.year, month_end(TODAY)
    asked = {"year": year, "cut_off": str(end)}
    assert office.ask("POST", "/releases", asked).status_code == 409, "the month has not passed"
    with world.after((end - TODAY).days + 1) as later:
        office = program(later, "office")
        assert (
            office.ask("POST", "/releases", {**asked, "cut_off": str(end - timedelta(days=1))}).status_code
            == 409
        )
        path = office.made("/releases", asked)
        assert office.ask("POST", "/releases", asked).status_code == 409, "it was released already"
        shown = table(office)
        assert shown["total"]["received"] == 8 and shown["cut_off"] == str(end)  # type: ignore[index]
        units = {row["unit"]: row["received"] for row in shown["units"]}  # type: ignore[attr-defined]
        assert units == {str(world.units["province"]): None, str(world.units["commune"]): None}, (
            "8 less 7 says 1"
        )
        one = table(office, unit=world.units["province"])
        assert one["total"]["received"] is None  # type: ignore[index]
        assert one["release"] == path[-36:]
        assert table(program(later, "supervisor"))["total"]["received"] == 8  # type: ignore[index]

        given = office.ask("GET", path).json()
        page = pages(later, "office")
        text = page.get(f"/so-lieu-phat-hanh/{path[-36:]}").text
        assert given["release"]["digest"] in text and "dưới 5 hoặc ẩn" in text
        csv = page.client.get(f"/so-lieu-phat-hanh/{path[-36:]}/tep.csv")
        assert hashlib.sha256(csv.content).hexdigest() == given["release"]["digest"]
        assert HIDDEN in csv.text
        books = [page.client.get(f"/so-lieu-phat-hanh/{path[-36:]}/tep.xlsx").content for _ in range(2)]
        assert books[0] == books[1] and books[0].startswith(b"PK")

        _one_more_child_is_not_told_by_a_second_release(later, end, office)


def _one_more_child_is_not_told_by_a_second_release(world: World, end: date, office: Program) -> None:
    """One more entry: 9 less 8 would say 1, so the total itself is kept back."""
    taken_in(world, "Trẻ 8", received_at=NOW)
    followed(world)
    assert table(office)["total"]["received"] == 8, "a day's reading is no reading"  # type: ignore[index]
    following = month_end(end + timedelta(days=1))
    with world.after((following - TODAY).days + 1) as later:
        office = program(later, "office")
        office.made("/releases", {"year": TODAY.year, "cut_off": str(following)})
        assert table(office)["total"]["received"] is None  # type: ignore[index]
        assert table(office, known_on=end)["total"]["received"] == 8  # type: ignore[index]
        rows = office.ask("GET", "/releases").json()
        assert [row["cut_off"] for row in rows] == [str(following), str(end)]


def test_a_threshold_is_changed_with_a_reason_and_holds_for_what_comes(world: World) -> None:
    for number in range(6):
        taken_in(world, f"Trẻ {number}")
    followed(world)
    office = program(world, "office")
    assert office.ask("POST", "/releases/thresholds", {"smallest": 2, "reason": "Thử"}).status_code == 409
    wrong = {"smallest": 9, "measure": Measure.OUTREACH.value, "reason": "Thử"}
    assert office.ask("POST", "/releases/thresholds", wrong).status_code == 409
    office.made("/releases/thresholds", {"smallest": 10, "measure": "received", "reason": "Xâm hại tình dục"})
    page = pages(world, "office")
    page.get("/so-lieu-phat-hanh")
    text = page.fill_and_submit("threshold", {"smallest": "6", "reason": "Ít trẻ"}).text
    assert "Ngưỡng riêng" in text
    end = month_end(TODAY)
    with world.after((end - TODAY).days + 1) as later:
        office = program(later, "office")
        office.made("/releases", {"year": TODAY.year, "cut_off": str(end)})
        assert table(office)["total"]["received"] is None  # type: ignore[index]
        assert "dưới 10 hoặc ẩn" in pages(later, "office").get(f"/dieu-92?year={TODAY.year}").text
