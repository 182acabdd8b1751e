"""Activities through the real wiring: entered by kind, invited and answered, corrected, cancelled, listed and added."""

from __future__ import annotations

import html
from typing import Any

from infrastructure.postgres import Database
from tests.api.given import last, program
from tests.journeys.acts import followed
from tests.journeys.world import World

OUTREACH: dict[str, Any] = {
    "kind": "outreach",
    "held_on": "2025-09-10",
    "topic": "Phòng đuối nước ở trường Lục Ngạn",
    "themes": ["drowning"],
    "participants": {"children": 180, "teachers": 6},
}
GIFT: dict[str, Any] = {
    "kind": "contribution",
    "held_on": "2025-09-12",
    "topic": "Ủng hộ sách vở",
    "detail": {"donor_kind": "enterprise", "donor": "Công ty Hoàng Gia Mây"},
    "worth": {"money_vnd": 20_000_000, "goods_vnd": 5_500_000, "valuation": "invoice"},
}
INVITED: dict[str, Any] = {
    "kind": "supervision",
    "topic": "Giám sát Luật Trẻ em",
    "inviter": "Ủy ban Mặt trận Tổ quốc tỉnh",
    "invited_on": "2025-08-01",
    "for_day": "2025-08-20",
}


def entered(world: World, held: dict[str, Any], who: str = "supervisor", unit: str = "province") -> str:
    body = {"unit": str(world.units[unit]), "held": held}
    return last(program(world, who).made("/activities", body))


def listed(world: World, who: str = "office", query: str = "") -> dict[str, Any]:
    followed(world)
    shown: dict[str, Any] = program(world, who).ask("GET", f"/activities{query}").json()
    return shown


def total(world: World, kind: str, who: str = "office") -> dict[str, Any]:
    return next(one for one in listed(world, who)["totals"] if one["kind"].endswith(f"/{kind}"))


def test_first_line(world: World, database: Database) -> None:
    entered(world, OUTREACH)
    gift = entered(world, GIFT)
    print(total(world, "outreach"), total(world, "contribution"))
    page = html.unescape(world.sign_in("office").get(f"/hoat-dong/{gift}").text)
    assert "Công ty Hoàng Gia Mây" in page
