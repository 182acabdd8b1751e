"""Every cell of every table of figures opens, and the events behind it add up to it: a crawl of the pages."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

import application.article92
import infrastructure.article92
from domain.duties import Duty
from domain.figure_cuts import Cut
from domain.programme import known_programme
from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.api.given import Program, last, program
from tests.journeys.acts import followed, taken_in
from tests.journeys.test_activities import ATTENDED, FORUM, GIFT, INVITATION, OUTREACH
from tests.journeys.test_referral import pages
from tests.journeys.world import World
from tests.naive_figures import differing

LINK = re.compile(r'<a href="(/dieu-92/mo\?[^"]+)">([\d.+-]+)<span class="unseen">')
NEW, OLD = "07210@2025-07-01", "07201@1900-01-01"
WINGS = {
    "kind": "communication_event",
    "held_on": "2025-05-24",
    "topic": "Chắp cánh ước mơ",
    "detail": {"level": "province", "occasion": "wings"},
}
BENEFIT = {
    "kind": "benefit",
    "held_on": "2025-06-01",
    "topic": "Quà",
    "detail": {"benefit": "gift", "instances": 480},
}
CONGRESS = {"kind": "congress", "held_on": "2025-09-20", "topic": "Đại hội", "detail": {"level": "commune"}}
ASKED = {
    "origin": "child",
    "subject": "matter",
    "title": "Rào ao",
    "content": "Trẻ em đề nghị rào ao",
    "collected_on": "2025-03-03",
    "area": OLD,
}
DUTIES = (
    Duty.MOBILISE,
    Duty.CONNECT,
    Duty.PREVENT,
    Duty.SUPERVISE,
    Duty.RECEIVE,
    Duty.ORGANISATION,
    Duty.RECOMMEND,
)
"""Those under which the year has something; the others have tables of noughts."""
LETTER = {"addressee": "Ủy ban nhân dân xã", "subject": "rào ao", "body": "Thân", "asks": "Đề nghị"}


def filled(world: World) -> World:
    """A year with something in every block, some of it at old and new places, some of it corrected and cancelled."""
    office = program(world, "office")
    commune = program(world, "administrator").made(
        "/units",
        {
            "code": "PBG",
            "name": "Hội phường Bắc Giang",
            "level": "commune",
            "parent": str(world.units["province"]),
            "founded_on": "2025-07-01",
            "areas": [NEW],
        },
    )
    unit = last(commune)

    def entered(held: dict[str, Any], of: str = str(world.units["province"]), **more: Any) -> str:
        return last(office.made("/activities", {"unit": of, "held": held | more}))

    for day, place in (("2025-03-04", OLD), ("2025-08-05", NEW), ("2025-10-06", NEW)):
        entered(OUTREACH, held_on=day, place=place)
    entered(OUTREACH, unit, themes=["rights"])
    twice = entered(OUTREACH)
    gift = entered(GIFT)
    for held in (FORUM, WINGS, WINGS | {"held_on": "2025-05-25"}, BENEFIT, CONGRESS):
        entered(held)
    for number in range(2):
        said = INVITATION | {"for_day": f"2025-08-2{number}"}
        asked = office.made("/invitations", {"unit": str(world.units["province"]), "invitation": said})
        if number:
            office.made(f"/activities/{last(asked)}/attendance", ATTENDED)
    raised = {**GIFT, "worth": {"money_vnd": 30_000_000}}
    office.ask("PUT", f"/activities/{gift}", {"held": raised, "because": "counted_again"})
    office.made(f"/activities/{twice}/cancellation", {"because": "twice"})
    _recommended(world)
    office.made("/programmes/2025", known_programme(2024).model_dump(mode="json") | {"year": 2025})
    for number in range(2):
        taken_in(world, f"Trẻ {number}", received_at=datetime(2025, 9, 3 + number, 4, tzinfo=UTC))
    followed(world)
    return world


def _recommended(world: World) -> None:
    office, supervisor = program(world, "office"), program(world, "supervisor")
    path = office.made("/recommendations", ASKED)
    assert office.ask("PUT", f"{path}/letter", LETTER).status_code == 200
    supervisor.made(f"{path}/approval", {})
    for day, kind in (("2025-04-10", "commune_committee"), ("2025-04-02", "police")):
        office.made(f"{path}/entries", {"what": "conveyance", "agency": {"kind": kind}, "on": day})


def crawled(world: World, who: str, as_of: str = "") -> dict[str, str]:
    """Return the number of every link to a figure on the tables of a year; today also on the pages behind them."""
    reader = pages(world, who)
    more = f"&as_of={as_of}" if as_of else ""
    queue = [f"/dieu-92?year=2025{more}", *([] if more else ["/chuong-trinh?year=2025"])] + [
        f"/dieu-92/bang?duty={duty.value}&by={cut.value}&year=2025{more}"
        for duty in (DUTIES[:2] if more else DUTIES)
        for cut in Cut
    ]
    found: dict[str, str] = {}
    for path in queue:
        page = reader.get(path).html
        for address, number in LINK.findall(page):
            if html.unescape(address) not in found:
                found[html.unescape(address)] = number
    for address in [] if more else list(found):
        page = reader.get(address).html
        assert f"<dd>{found[address]}</dd>" in page, (address, found[address])
        for further, number in LINK.findall(page):
            found.setdefault(html.unescape(further), number)
    return found


def summed(by: Program, address: str) -> tuple[int, int]:
    """Return the figure behind an address, and what its events come to, read page by page."""
    query = dict(parse_qsl(urlsplit(address).query))
    total, after = 0, ""
    for _ in range(200):
        answer = by.ask("GET", f"/article-92/events?{urlencode(query | {'after': after})}").json()
        total += sum(one["delta"] for one in answer["events"])
        after = answer["next"]
        if not after:
            return int(answer["count"]), total
    raise AssertionError("pages without end")


def plain(number: str) -> int:
    return int(number.replace(".", ""))


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Three events a page, so that there are several."""
    for module in (application.article92, infrastructure.article92):
        monkeypatch.setattr(module, "EVENTS_PAGE", 3)
    yield


def test_each_cell_of_each_table_is_what_its_events_come_to(
    world: World, database: Database, small_pages: None
) -> None:
    filled(world)
    auditor = program(world, "auditor")
    mark = auditor.ask("GET", "/article-92?year=2025").json()["mark"]
    cells = crawled(world, "auditor")
    wrong = {
        address: (number, came)
        for address, number in cells.items()
        if (came := summed(auditor, address)) != (plain(number), plain(number))
    }
    assert wrong == {}
    assert len(cells) > 80
    assert {dict(parse_qsl(urlsplit(one).query))["measure"] for one in cells} >= {
        *("outreach", "prevention", "contributions", "benefits", "forums", "province_events", "conveyed"),
        *("supervisions_invited", "supervisions_attended", "collected", "received", "units_founded"),
    }
    _traps(auditor)
    _cuts_by_place(auditor)
    _what_stands_behind_a_figure_opens(world, auditor)
    _few_children_are_kept_from_the_office(program(world, "office"))
    _as_of(world, auditor, mark, cells)
    assert differing(database.follower_dsn) == []
    assert [one for one in compare(database.follower_dsn) if one.only_live or one.only_rebuilt] == []


def _traps(by: Program) -> None:
    """One Chắp cánh ước mơ, one recommendation to two bodies by its first day, no congress of a commune (LAW 8)."""
    counts = {
        one["measure"]: one["count"] for one in by.ask("GET", "/article-92?year=2025").json()["measures"]
    }
    assert (counts["province_events"], counts["conveyed"], counts["congresses"]) == (1, 1, 0)
    assert (counts["outreach"], counts["prevention"], counts["forums"]) == (4, 3, 1)
    assert (counts["contributions"], counts["benefits"]) == (30_000_000, 480)
    assert (counts["supervisions_invited"], counts["supervisions_attended"]) == (2, 1)
    april = by.ask("GET", "/article-92/events?measure=conveyed&year=2025&month=4").json()
    assert [(one["delta"], one["day"]) for one in april["events"]] == [
        *((1, "2025-04-10"), (1, "2025-04-02"), (-1, "2025-04-10")),
    ]


def _what_stands_behind_a_figure_opens(world: World, auditor: Program) -> None:
    for measure, path in (("outreach", "/hoat-dong/"), ("conveyed", "/kien-nghi/")):
        asked = f"/article-92/events?measure={measure}&year=2025"
        record = auditor.ask("GET", asked).json()["events"][0]["record"]
        page = pages(world, "auditor")
        assert f"{path}{record}" in page.get(f"/dieu-92/mo?measure={measure}&year=2025").links
        assert page.get(f"{path}{record}").status == 200


def _cuts_by_place(by: Program) -> None:
    def rows(duty: Duty, cut: str) -> dict[str, dict[str, int]]:
        answer = by.ask("GET", f"/article-92/cuts?duty={duty.value}&by={cut}&year=2025").json()
        for measure, total in answer["total"].items():
            assert total == sum(row["counts"].get(measure, 0) for row in answer["rows"])
        return {row["row"]: row["counts"] for row in answer["rows"]}

    districts, communes = rows(Duty.PREVENT, "district"), rows(Duty.PREVENT, "commune")
    assert districts["213@1900-01-01"]["prevention"] == communes[NEW]["prevention"] == 3
    assert rows(Duty.CONNECT, "district")["213@1900-01-01"]["collected"] == 1
    assert rows(Duty.MOBILISE, "commune")[NEW]["outreach"] == 4, (
        "one of them by the area of the unit that held it"
    )
    assert rows(Duty.MOBILISE, "unit") and rows(Duty.MOBILISE, "month")["5"]["province_events"] == 1


def _few_children_are_kept_from_the_office(office: Program) -> None:
    """Two entries are too few for whoever sees no case, in every cut; what is no child's is shown."""
    for cut in Cut:
        few = office.ask("GET", f"/article-92/cuts?duty={Duty.RECEIVE.value}&by={cut.value}&year=2025").json()
        assert few["total"]["received"] is None and all(
            row["counts"]["received"] is None for row in few["rows"]
        )
    events = office.ask("GET", f"/article-92/cuts?duty={Duty.MOBILISE.value}&by=month&year=2025").json()
    assert events["total"]["outreach"] == 4


def _as_of(world: World, auditor: Program, mark: str, cells: dict[str, str]) -> None:
    """What is entered and cancelled later changes nothing of what was known, and the difference is told."""
    office = program(world, "office")
    held = {"unit": str(world.units["province"]), "held": OUTREACH | {"held_on": "2025-03-09", "place": OLD}}
    one = last(office.made("/activities", held))
    gift = auditor.ask("GET", "/article-92/events?measure=contributions&year=2025").json()
    assert [line["delta"] for line in gift["events"]] == [25_500_000, -25_500_000, 30_000_000]
    followed(world)
    again = crawled(world, "auditor", as_of=mark)
    assert len(again) > 30 and again == {address: cells.get(address) for address in again}
    asked = f"/article-92/events?measure=outreach&year=2025&district=213@1900-01-01&as_of={mark}"
    then = auditor.ask("GET", asked).json()
    assert (then["difference"], [line["why"] for line in then["later"]]) == (1, ["figure-later/1/recorded"])
    office.made(f"/activities/{one}/cancellation", {"because": "mistake"})
    followed(world)
    [invitation] = office.ask("GET", "/activities?kind=supervision&standing=invited").json()["activities"]
    office.made(f"/activities/{invitation['id']}/attendance", ATTENDED)
    followed(world)
    attended = f"/article-92/events?measure=supervisions_attended&year=2025&as_of={mark}"
    assert [one["why"] for one in auditor.ask("GET", attended).json()["later"]] == ["figure-later/1/recorded"]
    then = auditor.ask("GET", asked).json()
    assert then["difference"] == 0
    assert [line["why"] for line in then["later"]] == ["figure-later/1/recorded", "figure-later/1/corrected"]
    _the_whole_difference_is_told(world, office, auditor, mark)


def _the_whole_difference_is_told(world: World, office: Program, auditor: Program, mark: str) -> None:
    """More than a page of it, on the page too."""
    for day in range(5):
        held = {"unit": str(world.units["province"]), "held": OUTREACH | {"held_on": f"2025-04-0{day + 1}"}}
        office.made("/activities", held)
    followed(world)
    asked = f"measure=outreach&year=2025&as_of={mark}"
    came, later, pages_read = 0, "", 0
    while not pages_read or later:
        answer = auditor.ask("GET", f"/article-92/events?{asked}&later={later}").json()
        came += sum(line["delta"] for line in answer["later"])
        later, pages_read = answer["later_next"], pages_read + 1
    assert (came, answer["difference"], pages_read) == (5, 5, 3)
    page = pages(world, "auditor")
    further = page.get(f"/dieu-92/mo?{asked}").link("later=")
    assert "Khác với hôm nay" in page.get(further).text


@pytest.mark.parametrize(("who", "opens"), [("auditor", True), ("office", False)])
def test_the_page_promises_what_its_reader_can_open(world: World, who: str, opens: bool) -> None:
    shown = html.unescape(world.sign_in(who).get("/dieu-92?year=2025").text)
    assert ("Mỗi con số mở ra các sự kiện đứng sau nó" in shown) is opens
    assert ("Người được xem hồ sơ mở được" in shown) is not opens
