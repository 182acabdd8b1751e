"""Tables of the children's situation, of the log and by place, released by the office and read by it: whole wiring."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from application.child_case import SetDetails, set_details
from domain.calendar import vietnam_day
from domain.child_case.intake import Child, Circumstances, Details
from domain.lists import AbuseType, Allegation, Sex, SpecialGroup
from domain.release import TableKind
from tests.api.given import Program, program
from tests.journeys.acts import do, followed
from tests.journeys.test_referral import pages
from tests.journeys.test_releases import month_end
from tests.journeys.test_situation import WHAT, cells, entered
from tests.journeys.world import World

NOW = datetime.now(UTC)
TODAY = vietnam_day(NOW)
END = month_end(TODAY)
ABUSED: dict[str, Any] = {"allegation": Allegation.ABUSE, "abuse_types": (AbuseType.VIOLENCE,)}
Shown = dict[str, int | None]


def children(world: World) -> None:
    """Nineteen children: eight girls and eight boys of the province, three boys of a commune."""
    for number in range(8):
        entered(world, sex=Sex.FEMALE, groups=(SpecialGroup.DISABILITY,))
        abuse = ABUSED if number < 2 else {}
        entered(world, sex=Sex.MALE, groups=(SpecialGroup.ABANDONED,), **abuse)
    for _ in range(3):
        entered(world, "elsewhere", sex=Sex.MALE, groups=(SpecialGroup.DISABILITY,))
    followed(world)


def released(office: Program, kind: TableKind, cut_off: object = END) -> str:
    asked = {"kind": kind.value, "year": TODAY.year, "cut_off": str(cut_off)}
    return office.made("/releases", asked)


def of_year(office: Program, path: str) -> Shown:
    """Return the figures of the whole year and of all units."""
    given: dict[str, Any] = office.ask("GET", path).json()
    first, last = given["release"]["first"], given["release"]["last"]
    return {
        one["measure"]: one["count"]
        for one in given["figures"]
        if (one["first"], one["last"]) == (first, last) and one["unit"] is None and not one["place"]
    }


def test_the_office_reads_the_situation_of_children_as_it_was_released(world: World) -> None:
    children(world)
    reader = pages(world, "office")
    for path in ("tinh-hinh", "so-theo-doi"):
        assert "chưa được phát hành" in reader.get(f"/dieu-92/{path}?year={TODAY.year}").text
    live = cells(world)
    with world.after((END - TODAY).days + 1) as later:
        office = program(later, "office")
        path = released(office, TableKind.SITUATION)
        shown = of_year(office, path)
        assert shown["situation.cases.all"] == 19
        assert (shown["situation.sex.female"], shown["situation.sex.male"]) == (8, 11)
        assert shown["situation.abuse.violence"] is None and shown["situation.group.trafficked"] == 0
        for name, count in shown.items():
            cut, code = name.split(".")[1:]
            assert count in (None, live[cut].get(code, 0)), name
        again = {"kind": "situation", "year": TODAY.year, "cut_off": str(END)}
        assert office.ask("POST", "/releases", again).status_code == 409, "it was released already"
        reader = pages(later, "office")
        seen = reader.get(f"/dieu-92/tinh-hinh?year={TODAY.year}")
        [link] = [one for one in seen.links if one.startswith("/so-lieu-phat-hanh/")]
        assert "không ai nhận ra một trẻ" in seen.text
        text = reader.get(link).text
        assert "Trẻ em bị bạo lực" not in seen.text and "dưới 5 hoặc ẩn" in text and "Giới tính" in text
        _nor_do_other_tables_tell_of_the_three_of_the_commune(later, office)


def _nor_do_other_tables_tell_of_the_three_of_the_commune(world: World, office: Program) -> None:
    """19 files of all are known now: 16 of one unit would tell of the three of the other."""
    told = {}
    for kind in TableKind:
        wish = {"kind": kind.value, "year": TODAY.year, "cut_off": str(END)}
        answer = office.ask("POST", "/releases", wish)
        if kind is not TableKind.SITUATION and answer.status_code == 201:
            told[kind] = office.ask("GET", answer.headers["location"].removeprefix("/api/v1")).json()
    assert {*told} == {*TableKind} - {TableKind.SITUATION}
    for kind in told:
        units = {one["count"] for one in told[kind]["figures"] if one["unit"] or one["place"]}
        assert not units & {3, 16}, kind
    listed = pages(world, "office").get("/so-lieu-phat-hanh").text
    assert all(kind.vi in listed for kind in told)


def test_what_is_noted_of_one_child_later_is_not_told_by_a_second_release(world: World) -> None:
    """A girl is noted to be in a second group between two releases: ten less nine would say so."""
    for _number in range(9):
        groups = (SpecialGroup.DISABILITY, SpecialGroup.ABANDONED)
        entered(world, sex=Sex.FEMALE, groups=groups)
        girl = entered(world, sex=Sex.FEMALE, groups=(SpecialGroup.DISABILITY,))
    followed(world)
    with world.after((END - TODAY).days + 1) as later:
        office = program(later, "office")
        first = of_year(office, released(office, TableKind.SITUATION))
        assert first["situation.group.abandoned"] == 9 and first["situation.group.disability"] == 18
        both = Circumstances(groups=(SpecialGroup.DISABILITY, SpecialGroup.ABANDONED))
        noted = Details(child=Child(sex=Sex.FEMALE), circumstances=both)
        do(
            later,
            "counsellor",
            lambda work: set_details(SetDetails(case_id=girl, situation=WHAT, details=noted), work),
        )
        followed(later)
    following = month_end(END + timedelta(days=1))
    with world.after((following - TODAY).days + 1) as later:
        office = program(later, "office")
        second = of_year(office, released(office, TableKind.SITUATION, following))
        assert second["situation.group.abandoned"] is None
        assert second["situation.cases.all"] == 18
