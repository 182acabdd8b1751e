"""Children's situation through the real wiring: counted, opened, as known before, corrected, merged, hidden, erased."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import psycopg

from application.child_case import CloseCase, SetDetails, TakeIn, close_case, set_details, take_in
from application.correcting import CorrectEntry, HideDetails, correct_entry, hide_details
from domain.calendar import vietnam_day
from domain.child_case.entries import EntryValue
from domain.child_case.intake import Child, Circumstances, Details, Reception, Situation
from domain.identity import PartialDate
from domain.lists import AbuseEnvironment, AbuseType, Allegation, PriorityTag, Sex, SpecialGroup
from domain.situation import Cut
from infrastructure.follower import Follower
from infrastructure.postgres import Database
from tests.api.given import program
from tests.journeys.acts import do, followed
from tests.journeys.test_decoys import marked
from tests.journeys.test_erasure import carried_out, requested
from tests.journeys.test_merging import ENDED, merged, same, taken_apart
from tests.journeys.test_referral import pages
from tests.journeys.world import World
from tests.naive_situation import differing

HOUR_AGO = datetime.now(UTC) - timedelta(hours=1)
TODAY = vietnam_day(HOUR_AGO)
WHAT = Situation(what="Cô giáo kể lại")
Cells = Mapping[str, Mapping[str, int]]


def entered(world: World, who: str = "counsellor", sex: Sex = Sex.UNKNOWN, **circumstances: Any) -> UUID:
    """Take in a child who was seven on the day."""
    child = Child(name="Chu Thị Lê", sex=sex, birth=PartialDate(year=TODAY.year - 7, month=1, day=1))
    details = Details(child=child, circumstances=Circumstances(**circumstances))
    wish = TakeIn(situation=WHAT, reception=Reception(received_at=HOUR_AGO), details=details)
    return do(world, who, partial(take_in, wish))


def cells(world: World, who: str = "auditor", **asked: object) -> Cells:
    """Return the rows that are not 0, by cut."""
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    shown = program(world, who).ask("GET", f"/situation?{query}").json()
    return {
        cut["cut"].rsplit("/", 1)[1]: {row["code"]: row["count"] for row in cut["rows"] if row["count"]}
        for cut in shown["cuts"]
    }


def mark(world: World, who: str = "auditor") -> str:
    return str(program(world, who).ask("GET", "/situation").json()["mark"])


def opened(world: World, cut: str, code: str, who: str = "auditor", **more: object) -> Any:
    query = "".join(f"&{name}={value}" for name, value in more.items())
    path = f"/situation/events?cut={cut}&code={code}&year={TODAY.year}{query}"
    return program(world, who).ask("GET", path).json()


def test_what_is_told_of_children_is_counted_corrected_merged_hidden_and_never_lost(
    world: World, database: Database
) -> None:
    first = entered(
        world,
        sex=Sex.FEMALE,
        allegation=Allegation.ABUSE,
        abuse_types=(AbuseType.VIOLENCE,),
        environment=AbuseEnvironment.FAMILY,
        harmed_on=PartialDate(year=TODAY.year - 4),
        groups=(SpecialGroup.ABANDONED, SpecialGroup.DISABILITY),
        priority=(PriorityTag.ABUSE, PriorityTag.ETHNIC_MINORITY),
    )
    entered(world, "elsewhere", Sex.MALE, groups=(SpecialGroup.HIV,))
    found = cells(world)
    assert found["cases"] == {"all": 2} and found["sex"] == {"female": 1, "male": 1}
    assert found["group"] == {"abandoned": 1, "disability": 1, "unknown": 1}
    assert found["age"] == {"from_6": 2} and found["environment"] == {"family": 1}
    assert found["harm_age"] == {"under_6": 1}, "the age on the day of the harm"
    assert found["priority"] == {"abuse": 1, "unknown": 1}
    assert found["attention"] == {"ethnic_minority": 1, "unknown": 1}
    assert cells(world, unit=world.units["commune"])["cases"] == {"all": 1}
    assert cells(world, "elsewhere")["sex"] == {"male": 1}, "a counsellor counts in the scope of the unit"
    before, opaque = mark(world), mark(world, "counsellor")

    _corrected_and_as_known_before(world, first, before)
    _merged_and_taken_apart(world, first)
    _hidden_values_are_named_no_more(world, first, opaque)

    long_ago = HOUR_AGO - timedelta(days=731)
    right = EntryValue(reception=Reception(received_at=long_ago))
    wish = CorrectEntry(case_id=first, entry=0, value=right, reason="ghi nhầm năm")
    do(world, "counsellor", partial(correct_entry, wish))
    assert cells(world, year=vietnam_day(long_ago).year)["age"] == {"under_6": 1}, (
        "the age on the day of receipt"
    )
    assert cells(world, year=TODAY.year)["age"] == {"from_6": 1}
    assert cells(world, year=TODAY.year, as_of=before) == found
    same(database)
    assert differing(database.follower_dsn) == []


def _corrected_and_as_known_before(world: World, first: UUID, before: str) -> None:
    child = Child(name="Chu Thị Lê", sex=Sex.MALE, birth=PartialDate(year=TODAY.year - 12, month=1, day=1))
    told = Circumstances(allegation=Allegation.ABUSE, groups=(SpecialGroup.ABANDONED,))
    details = Details(child=child, circumstances=told)
    wish = SetDetails(case_id=first, situation=WHAT, details=details, reason="mẹ cháu nói lại")
    do(world, "counsellor", partial(set_details, wish))
    found = cells(world)
    assert found["sex"] == {"male": 2} and found["age"] == {"from_6": 1, "from_11": 1}
    assert found["abuse"] == {"unknown": 1} and found["group"] == {"abandoned": 1, "unknown": 1}
    figure = opened(world, "sex", "female", as_of=before)
    assert (figure["count"], figure["difference"]) == (1, -1)
    assert [(one["topic"], one["delta"], one["why"]) for one in figure["later"]] == [
        ("case.details-set.1", -1, "figure-later/1/corrected")
    ]
    assert [one["case_id"] for one in opened(world, "sex", "female", "counsellor")["events"]] == [
        str(first)
    ] * 2
    assert opened(world, "sex", "female")["count"] == 0
    wrong = f"/dieu-92/tinh-hinh/mo?cut=sex&code=male&year={TODAY.year}&as_of=zzz"
    pages(world, "counsellor").get(wrong, status=409)


def _merged_and_taken_apart(world: World, first: UUID) -> None:
    second = entered(world, "colleague", groups=(SpecialGroup.EXPLOITED,), priority=(PriorityTag.EPIDEMIC,))
    assert cells(world)["cases"] == {"all": 3}
    merged(world, first, second)
    found = cells(world)
    assert found["cases"] == {"all": 2} and found["sex"] == {"male": 2}
    assert found["group"] == {"abandoned": 1, "exploited": 1, "unknown": 1}
    assert found["attention"] == {"epidemic": 1, "unknown": 1}
    taken_apart(world, second)
    found = cells(world)
    assert found["cases"] == {"all": 3} and found["group"] == {"abandoned": 1, "exploited": 1, "unknown": 1}
    merged(world, first, second)
    assert cells(world)["cases"] == {"all": 2}


def _hidden_values_are_named_no_more(world: World, first: UUID, before: str) -> None:
    right = Details(child=Child(name="Chu Thị Lê", sex=Sex.MALE, birth=PartialDate(year=TODAY.year - 7)))
    do(
        world,
        "counsellor",
        partial(hide_details, HideDetails(case_id=first, situation=WHAT, details=right)),
    )
    figure = opened(world, "group", "abandoned", "counsellor", as_of=before)
    assert figure["count"] == 1 and [(one["mark"], one["case_id"]) for one in figure["events"]] == [
        ("–", None)
    ]
    assert [one["case_id"] for one in figure["later"]] == [None]
    figure = opened(world, "sex", "male", "counsellor")
    assert {one["case_id"] for one in figure["events"]} == {str(first)}, "what it says today is named"


def test_every_cell_opens_and_its_events_add_up_and_small_ones_are_for_whoever_opens_cases(
    world: World,
) -> None:
    for number in range(4):
        entered(world, sex=Sex.FEMALE if number else Sex.MALE, groups=(SpecialGroup.DISABILITY,))
    browser = pages(world, "supervisor")
    links = {one for one in browser.get("/dieu-92/tinh-hinh").links if "/tinh-hinh/mo?" in one}
    assert len(links) == sum(len(cut.codes) for cut in Cut) + 7, "each cell, and seven that are not 0 by unit"
    counted = [link for link in links if re.search("unit=|cut=(cases|sex)&|=disability|=unknown", link)]
    seen = []
    for link in counted:
        text = browser.get(link).text
        figure = re.search(r"Con số ?(\d+)", text)
        assert figure and text.count("Tiếp nhận, vào sổ") == int(figure[1])
        seen.append(int(figure[1]))
    assert len([one for one in seen if one]) >= 7 and 0 in seen, "a nought opens too"
    english = pages(world, "supervisor").get("/dieu-92/tinh-hinh?lang=en").text
    assert "From 6" not in english and "6 to under 11" in english and "With a disability" in english
    office = pages(world, "office")
    office.get(f"/dieu-92/tinh-hinh/mo?cut=sex&code=male&year={TODAY.year}", status=404)
    assert not [one for one in office.get("/dieu-92/tinh-hinh").links if "tinh-hinh/mo" in one]
    assert cells(world, "office") == {}, "no live figure: what was released stands in its place"


def test_a_decoy_never_counts_and_an_erased_child_is_counted_as_not_known(
    world: World, later: World, follower: Follower, database: Database
) -> None:
    kept = entered(world, sex=Sex.FEMALE, groups=(SpecialGroup.DISABILITY,))
    decoy = entered(world, sex=Sex.MALE)
    for case in (kept, decoy):
        do(world, "counsellor", partial(close_case, CloseCase(case_id=case, closing=ENDED)))
    assert cells(world)["sex"] == {"female": 1, "male": 1}
    marked(world, _code(world, decoy))
    followed(world)
    assert cells(world)["sex"] == {"female": 1} and opened(world, "sex", "male")["events"] == []
    before, opaque = mark(world), mark(world, "counsellor")
    requested(world, _code(world, kept), basis="term_over", requester="association")
    carried_out(world, later)
    followed(world)
    found = cells(world)
    assert found["cases"] == {"all": 1} and found["sex"] == found["group"] == {"unknown": 1}
    assert found["age"] == {"unknown": 1} and cells(world, as_of=before)["sex"] == {"female": 1}
    [line] = opened(world, "sex", "female", "counsellor", as_of=opaque)["events"]
    assert line["case_id"] is None, "an erased file is named nowhere"
    same(database)
    assert differing(database.follower_dsn) == []


def _code(world: World, case: UUID) -> str:
    with world.house.pool.connection() as connection:
        row = connection.execute("SELECT code FROM facts.records WHERE record = %s", (case,)).fetchone()
    assert row is not None
    return str(row[0])


def test_a_figure_that_differs_from_what_is_counted_anew_is_found(world: World, database: Database) -> None:
    entered(world, sex=Sex.FEMALE)
    assert differing(database.follower_dsn) == []
    with psycopg.connect(database.owner_dsn) as connection:
        connection.execute("UPDATE v_situation.facts SET delta = 2 WHERE 'sex:female' = ANY(pairs)")
    assert differing(database.follower_dsn) != []
