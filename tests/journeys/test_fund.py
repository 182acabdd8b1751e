"""The fund through the real wiring: a contribution received once, spending on a need, a closed month, the papers."""

from __future__ import annotations

import html
import io
import re
import zipfile
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from domain.account import Role
from domain.calendar import vietnam_day
from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.api.given import last, program
from tests.figures.cells import opened, plain, read
from tests.journeys.acts import followed
from tests.journeys.test_support import introduced
from tests.journeys.world import World

UNITS = ("province", "commune")
RECEIPT: dict[str, Any] = {
    "kind": "sponsorship",
    "on": "2025-10-05",
    "amount_vnd": 8_000_000,
    "party": "enterprise",
    "about": "Tài trợ",
}


def entered(world: World, fund: str, part: str, who: str = "office", **said: Any) -> int:
    return program(world, who).ask("POST", f"/funds/{fund}/{part}", said).status_code


def test_a_book_is_kept_from_a_contribution_to_a_closed_month(world: World, database: Database) -> None:
    unit = str(world.units["province"])
    held = {
        "kind": "contribution",
        "held_on": "2025-10-01",
        "topic": "Tài trợ học bổng",
        "detail": {"donor_kind": "enterprise", "donor": "Công ty Sông Thương"},
        "worth": {"money_vnd": 8_000_000},
    }
    given = last(program(world, "office").made("/activities", {"unit": unit, "held": held}))
    _, need = introduced(world)
    browser = world.sign_in("office")
    browser.get("/quy")
    browser.submit("open", unit=unit)
    followed(world)
    (row,) = program(world, "office").ask("GET", "/funds").json()["funds"]
    fund = row["id"]
    assert entered(world, fund, "purposes", name="Học bổng Sông Thương") == 201
    assert entered(world, fund, "vouchers", **RECEIPT, purpose=1, activity=given) == 201
    assert entered(world, fund, "vouchers", **RECEIPT, purpose=1, activity=given) == 409
    spent = RECEIPT | {"kind": "to_children", "amount_vnd": 1_500_000, "party": "family", "need": need}
    assert entered(world, fund, "vouchers", **spent) == 409, "general means are not the donor's"
    assert entered(world, fund, "vouchers", **spent, purpose=1) == 201
    browser.get(f"/quy/{fund}?thang=2025-10")
    big = {
        "kind": "donation",
        "on": "2025-10-06",
        "amount_vnd": "20.000.000",
        "party": "enterprise",
        "about": "Ủng hộ",
    }
    assert "chờ duyệt" in browser.submit("phieu", **big).text
    assert "cần người thứ hai" in html.unescape(browser.submit("duyet-3").text)
    assert entered(world, fund, "closings", month="2025-10-01") == 409
    world.person("office_two", "Nguyễn Thị Thắm", "province", (Role.OFFICE,))
    assert entered(world, fund, "approvals", "office_two", entry=3) == 201
    followed(world)
    assert entered(world, fund, "closings", month="2025-10-01") == 201
    assert entered(world, fund, "cancellations", entry=3, reason="Ghi nhầm") == 201
    followed(world)
    book = program(world, "auditor").ask("GET", f"/funds/{fund}?month=2025-10").json()
    assert (book["opening_vnd"], book["received_vnd"], book["spent_vnd"]) == (0, 28_000_000, 1_500_000)
    assert book["closing_vnd"] == book["lines"][-1]["after_vnd"] == 26_500_000 and book["is_closed"]
    assert [one["after_vnd"] for one in book["purposes"]] == [20_000_000, 6_500_000]
    funds = "/funds?upto={}"
    by_day = [program(world, "auditor").ask("GET", funds.format(day)).json()["total_vnd"] for day in DAYS]
    assert by_day == [0, 6_500_000, 26_500_000, 6_500_000]
    paper = program(world, "office").ask("GET", f"/funds/{fund}/documents/so-quy.txt?month=2025-10").text
    for words in ("PT-001/2025", "26.500.000", "Học bổng Sông Thương", "(đã khóa)"):
        assert words in paper, words
    table = program(world, "office").ask("GET", f"/funds/{fund}/documents/so-quy.xlsx?month=2025-10").content
    with zipfile.ZipFile(io.BytesIO(table)) as parts:
        assert "<v>26500000</v>" in parts.read("xl/worksheets/sheet1.xml").decode()
    for who in ("counsellor", "supervisor", "elsewhere", "officer", "head"):
        assert program(world, who).ask("GET", f"/funds/{fund}").status_code == 404, who
    assert entered(world, fund, "vouchers", "auditor", **RECEIPT) == 404
    assert all(one.only_live == one.only_rebuilt == 0 for one in compare(database.follower_dsn))


DAYS = ("2025-10-04", "2025-10-05", "2025-10-31", "2999-01-01")


def test_the_sum_of_all_funds_opens_and_says_what_came_since(world: World) -> None:
    funds = [last(program(world, "office").made("/funds", {"unit": str(world.units[one])})) for one in UNITS]
    for fund, vnd in zip(funds, (8_000_000, 3_000_000), strict=True):
        assert entered(world, fund, "vouchers", **RECEIPT | {"amount_vnd": vnd}) == 201
    followed(world)
    office = world.sign_in("office").client.get
    page = read("/quy", office("/quy?den_ngay=2025-12-31").text)
    whole = next(one for one in page.cells if one.said == "11.000.000" and "with_purpose" not in one.address)
    assert urlsplit(whole.address).path == "/quy/so-lieu/mo"
    then = opened(office, whole.address)
    assert (then.count, then.comes_to, then.difference, then.lacks) == (11_000_000, 11_000_000, 0, ())
    mark = re.search(r"Mốc của sổ sự kiện</dt><dd>([^<]+)<", office(whole.address).text)
    assert mark is not None
    assert (
        entered(world, funds[0], "vouchers", **RECEIPT | {"kind": "administration", "amount_vnd": 500_000})
        == 201
    )
    cancelled: dict[str, Any] = {"entry": 1, "reason": "Ghi nhầm quỹ"}
    assert entered(world, funds[1], "cancellations", **cancelled) == 201
    followed(world)
    earlier = f"{whole.address}&as_of={mark[1]}"
    found = opened(office, earlier)
    assert (found.count, found.comes_to) == (11_000_000, 11_000_000)
    assert (found.difference, found.later) == (-3_500_000, -3_500_000)
    assert "Hôm nay con số này là 7.500.000, khác -3.500.000" in plain(office(earlier).text)
    known = f"{whole.address}&known_on={vietnam_day(world.house.clock()) - timedelta(days=1)}"
    assert (opened(office, known).count, opened(office, known).later) == (0, 7_500_000)
    assert world.sign_in("counsellor").client.get(whole.address).status_code == 404
    assert office("/quy/so-lieu/mo?what=wrong&last=2025-12-31").status_code == 404
