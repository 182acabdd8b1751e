"""The programme of a year through the real wiring: entered, held against figures, opened, as known on a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.calendar import vietnam_day
from infrastructure.postgres import Database
from tests.api.given import Program, program
from tests.journeys.acts import followed
from tests.journeys.test_members import person
from tests.journeys.test_referral import pages
from tests.journeys.world import World
from tests.naive_figures import differing

FOUNDED = {"level": "commune", "founded_on": "2024-03-05", "in_difficult_area": True}


def founded(world: World, by: Program, number: int, **more: object) -> str:
    asked = {"code": f"X{number}", "name": f"Hội xã {number}", "parent": str(world.units["province"])}
    return by.made("/units", {**FOUNDED, **asked, **more})


@pytest.fixture
def entered(world: World) -> World:
    """A year with its programme: three units, one of them in a difficult area, one network, two members."""
    administrator, supervisor = program(world, "administrator"), program(world, "supervisor")
    founded(world, administrator, 1)
    founded(world, administrator, 2, in_difficult_area=False)
    founded(world, administrator, 3, in_difficult_area=False, founded_on="2023-12-31")
    founded(world, administrator, 4, level="link_network")
    for number, kind in ((1, "member"), (2, "lawyer"), (3, "volunteer")):
        said = {"kind": kind, "person": person(number), "admitted_on": "2024-05-06"}
        supervisor.made("/members", {"unit": str(world.units["province"]), **said})
    followed(world)
    office = pages(world, "office")
    office.get("/chuong-trinh")
    office.fill_and_submit("enter-2024")
    return world


def results(by: Program, **more: str) -> dict[str, tuple[int | None, str | None]]:
    asked = "&".join(f"{name}={value}" for name, value in more.items())
    rows = by.ask("GET", f"/programmes/2024?{asked}").json()["indicators"]
    return {row["code"]: (row["result"], row["standing"]) for row in rows}


def _a_programme_is_entered_once_and_held_against_the_figures(entered: World) -> None:
    office = program(entered, "office")
    found = results(office)
    assert found["units"] == (2, "missed") and found["units_difficult"] == (1, "missed")
    assert found["networks"] == (1, "missed") and found["members"] == (2, "missed")
    assert found["outreach"] == found["contributions"] == (0, "missed")
    assert found["supervisions"] == found["courses"] == (0, "not_applicable")
    assert found["website"] == (0, "in_words") and found["clubs"] == (0, "in_words")
    assert office.ask("POST", "/programmes/2024").status_code == 409
    assert office.ask("POST", "/programmes/2025").status_code == 404
    page = pages(entered, "office").get("/chuong-trinh?year=2024").text
    assert "Đã qua 100\u00a0% thời gian năm" in page or "Đã qua 100 % thời gian năm" in page
    assert "5.000.000.000" in page and "Không áp dụng" in page


def _every_counted_result_opens_and_its_events_add_up(entered: World) -> None:
    auditor = program(entered, "auditor")
    rows = auditor.ask("GET", "/programmes/2024").json()["indicators"]
    opened = 0
    for row in rows:
        if row["result"]:
            figure = auditor.ask("GET", f"/article-92/events?measure={row['measure']}&year=2024").json()
            assert figure["count"] == row["result"] == sum(one["delta"] for one in figure["events"])
            opened += 1
    assert opened == 4
    page = pages(entered, "auditor").get("/dieu-92/mo?measure=units_difficult&year=2024").text
    assert "Thành lập đơn vị" in page and "Công tác Hội" in page and "vùng đặc biệt khó khăn" in page


def _what_is_approved_revised_and_set_stands_on_the_page(entered: World) -> None:
    office = pages(entered, "office")
    office.get("/chuong-trinh?year=2024")
    office.fill_and_submit("approval", {"decision": "Quyết định thử", "approved_on": "2024-01-02"})
    office.fill_and_submit("milestone", {"indicator": "networks", "until": "2024-06-30", "amount": "3"})
    office.fill_and_submit("revision", {"code": "members", "target": "2", "reason": "Đọc lại"})
    page = office.fill_and_submit("review", {"kind": "year_end", "reviewed_on": "2024-12-30"}).text
    assert all(said in page for said in ("Quyết định thử", "Đọc lại", "30/06/2024", "Tổng kết năm"))
    assert results(program(entered, "office"))["members"] == (2, "reached")
    office.fill_and_submit("revision", {"code": "outreach", "reason": "Bỏ"}, status=409)
    office.fill_and_submit("milestone", {"indicator": "networks"}, status=422)
    for who in ("supervisor", "auditor", "counsellor"):
        assert program(entered, who).ask("POST", "/programmes/2024/milestones", {}).status_code in {404, 422}


def _a_figure_as_known_on_a_day_and_why_today_differs(entered: World) -> None:
    """In 2025 nothing was recorded yet; a note about the day of founding moves one unit into the difficult ones."""
    auditor, administrator = program(entered, "auditor"), program(entered, "administrator")
    assert results(auditor, known_on="2025-06-30")["units"] == (0, "missed")
    mark = auditor.ask("GET", "/article-92?year=2024").json()["mark"]
    [unit] = [row["unit"] for row in administrator.ask("GET", "/units").json() if row["name"] == "Hội xã 2"]
    noted = {"what": "difficult", "is_difficult": True, "effective_on": "2024-03-05", "decision": "QĐ thử"}
    administrator.made(f"/units/{unit}/changes", noted)
    followed(entered)
    asked = "/article-92/events?measure=units_difficult&year=2024"
    assert auditor.ask("GET", asked).json()["count"] == 2
    before = auditor.ask("GET", f"{asked}&as_of={mark}").json()
    assert (before["count"], before["difference"]) == (1, 1)
    assert [one["why"] for one in before["later"]] == ["figure-later/1/corrected"]
    early = auditor.ask("GET", f"{asked}&known_on=2025-06-30").json()
    assert (early["count"], early["difference"]) == (0, 2)
    assert [one["why"] for one in early["later"]] == ["figure-later/1/recorded", "figure-later/1/corrected"]
    page = pages(entered, "auditor").get(f"/dieu-92/mo?measure=units_difficult&year=2024&as_of={mark}").text
    assert "Khác với hôm nay" in page and "Đã sửa" in page


def _a_closed_period_keeps_its_figures_and_later_facts_are_corrections_of_the_next(
    entered: World,
) -> None:
    today = vietnam_day(datetime.now(UTC))
    first = {"name": "Năm 2024", "first": "2024-01-01", "last": "2024-12-31", "cut_off": str(today)}
    soon = {"name": "Năm 2025", "first": "2025-01-01", "last": "2025-12-31"}
    office = program(entered, "office")
    path = office.made("/figure-periods", first)
    assert office.ask("POST", f"{path}/closing").status_code == 409
    with entered.after(2) as later:
        office = program(later, "office")
        office.made(f"{path}/closing", None)
        assert office.ask("POST", f"{path}/closing").status_code == 409
        founded(entered, program(entered, "administrator"), 9)
        followed(entered)
        found = office.ask("GET", path).json()
        units = next(one for one in found["readings"] if one["measure"] == "units_founded")
        assert (units["closed"], units["now"], found["matches"]) == (2, 3, True)
        second = office.made("/figure-periods", {**soon, "cut_off": str(today + timedelta(days=1))})
        office.made(f"{second}/closing", None)
        corrected = office.ask("GET", second).json()["corrections"]
        assert {(one["measure"], one["difference"]) for one in corrected} == {
            ("units_founded", 1),
            ("units_difficult", 1),
        }
        assert office.ask("GET", path).json()["corrections"] == []
        shown = pages(later, "auditor")
        assert "Đính chính cho các kỳ đã khóa trước" in shown.get(f"/ky-so-lieu/{second[-36:]}").text
        page = shown.get(f"/ky-so-lieu/{path[-36:]}").text
        assert "khớp" in page and "+1" in page and "đã khóa" in shown.get("/ky-so-lieu").text
        late = f"first=2024-01-01&last=2024-12-31&as_of={found['mark']}"
        [one] = (
            program(later, "auditor")
            .ask("GET", f"/article-92/events?measure=units_founded&year=2024&{late}")
            .json()["later"]
        )
        assert one["why"] == "figure-later/1/recorded"


def _a_year_that_no_programme_has_is_refused_plainly(entered: World) -> None:
    office = entered.sign_in("office")
    office.get("/chuong-trinh")
    token = office.form("sign-out")["_csrf"]
    answer = office.client.post(
        "/chuong-trinh/2147483648/dieu-chinh", data={"code": "outreach", "_csrf": token}
    )
    assert answer.status_code == 404


def test_a_year_with_its_programme(entered: World, database: Database) -> None:
    """One world for all of it: a world takes longer to build than all these steps together."""
    _a_programme_is_entered_once_and_held_against_the_figures(entered)
    _every_counted_result_opens_and_its_events_add_up(entered)
    _what_is_approved_revised_and_set_stands_on_the_page(entered)
    _a_year_that_no_programme_has_is_refused_plainly(entered)
    _a_figure_as_known_on_a_day_and_why_today_differs(entered)
    _a_closed_period_keeps_its_figures_and_later_facts_are_corrections_of_the_next(entered)
    assert differing(database.follower_dsn) == []
