"""Shares of a year: the part is among the whole, so none is ever more than all, and both open."""

from __future__ import annotations

import html
import re
from typing import Any

from tests.journeys.acts import followed
from tests.journeys.test_recommendation import approved, collected, conveyed, detail, ok
from tests.journeys.world import World


def recommended(world: World, on: str, replied_on: str = "") -> None:
    """A recommendation that was conveyed on a day, and perhaps answered on another."""
    path = approved(world, collected(world, collected_on="2024-12-01"))
    conveyed(world, path, on=on)
    if replied_on:
        (sent,) = detail(world, path)["recommendation"]["sent"]
        reply = {"what": "reply", "conveyed": sent["version"], "on": replied_on, "verdict": "accepted"}
        ok(world.sign_in("counsellor").api("POST", f"{path}/entries", json=reply))


def share(world: World, year: int, part: str) -> dict[str, Any]:
    table = ok(world.sign_in("supervisor").api("GET", f"/api/v1/article-92?year={year}"), 200).json()
    return next(one for one in table["shares"] if one["part"].endswith(f"/{part}"))


def test_replies_to_recommendations_of_the_year_before_make_no_share_more_than_all(world: World) -> None:
    recommended(world, "2024-12-20", "2025-01-10")
    recommended(world, "2024-12-22", "2025-02-10")
    recommended(world, "2025-02-01")
    recommended(world, "2025-03-01", "2025-03-20")
    followed(world)
    counted = ok(world.sign_in("supervisor").api("GET", "/api/v1/article-92?year=2025"), 200).json()
    by_name = {one["measure"].rpartition("/")[2]: one["count"] for one in counted["measures"]}
    assert (by_name["replied"], by_name["conveyed"]) == (3, 2), "each figure stays what it was"
    assert counted["rule_version"] == "2026-6"
    this, last = share(world, 2025, "replied"), share(world, 2024, "replied")
    assert (this["part_count"], this["whole_count"], this["percent"]) == (1, 2, 50)
    assert (last["part_count"], last["whole_count"], last["percent"]) == (2, 2, 100)
    assert share(world, 2023, "replied")["percent"] is None
    browser = world.sign_in("supervisor")
    page = html.unescape(browser.get("/dieu-92?year=2025").text)
    address = re.search(r'href="([^"]*of=conveyed[^"]*)"', page)
    assert address and "50\u00a0%" in page
    opened = html.unescape(browser.get(address[1]).text)
    assert "Chỉ tính trong số “Kiến nghị đã chuyển”" in opened and opened.count("Trả lời kiến nghị") == 1
