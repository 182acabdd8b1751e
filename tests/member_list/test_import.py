"""A list of members through the real work: checked without a trace, admitted once, however often and however cut."""

from __future__ import annotations

import time
from base64 import b64encode
from collections import Counter
from datetime import date
from typing import Any

import pytest
from structlog.testing import capture_logs

from api.member_files import checked_list
from application.log_import import ROWS_AT_ONCE, batches
from application.member_list import (
    EnterMembers,
    ImportMembers,
    enter_members,
    import_members,
)
from application.member_list.checking import CheckedList, CheckMembers, WouldBe
from application.units import EndUnit, end_unit
from domain.lists import UnitLevel
from domain.log_import import ImportIsOver
from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.api.given import Program, events, program
from tests.journeys.acts import acting
from tests.journeys.world import World
from tests.log_import.given import count, everything
from tests.member_list.workbook import FAULTS, FIRST, JUROR, Row, made, written

BIRTH = {"year": 1970, "month": 4, "day": 3}
BY_HAND: Row = {"name": "Vi Thị Tay", "birth": "3/4/1970", "kind": "Hội viên", "unit": "SD"}
IN_CHAPTER: Row = {"name": "Lò Văn Luật", "identity_number": "024170001234", "kind": "Luật sư", "unit": "SD"}
NEW: Row = {"name": "Hà Thị Mới", "kind": "Hội viên", "admitted_on": "1/2/2020"}
SEATED: Row = {"name": "Nông Văn Thẩm", "birth": "1965", "unit": "CH"} | JUROR
GONE: Row = {
    "name": "Giáp Thị Đi",
    "kind": "CTV",
    "admitted_on": "1/2/2020",
    "left_on": "1/3/2024",
    "unit": "SD",
}
MANY = [NEW | {"name": f"Hà Thị {letter}"} for letter in "ABCDEGHIKLMNOPQRSTUVXYĂÂĐÊÔƠƯ"]


def body(content: bytes, **more: Any) -> dict[str, Any]:
    return {"file": b64encode(content).decode()} | more


def told(by: Program, content: bytes, **more: Any) -> dict[int, str]:
    """Return what would become of each row of a list, by its number."""
    answer = by.ask("POST", "/member-lists/check", body(content, **more))
    assert answer.status_code == 200, answer.text
    return {int(row): would for row, would in answer.json()["rows"].items()}


def entered(by: Program, content: bytes, **more: Any) -> dict[str, Any]:
    """Import a list and return how far it came, once it is finished."""
    made_at = by.made("/member-lists", body(content, **more))
    for _ in range(2400):
        shown: dict[str, Any] = by.ask("GET", made_at).json()
        if shown["finished_at"]:
            return shown
        time.sleep(0.05)
    raise AssertionError("not finished")


def checked(world: World, content: bytes, who: str = "supervisor") -> CheckedList:
    with acting(world, who) as work:
        found = checked_list(CheckMembers(), content, work)
        work.commit()
    return found


def ended_unit(world: World, code: str = "HY") -> None:
    """Found a district unit and end it on 1 July 2025, with the commune as its successor."""
    world.found("old", UnitLevel.DISTRICT, code, "Hội huyện Cũ")
    with world.system() as work:
        cmd = EndUnit(unit=world.units["old"], ended_on=date(2025, 7, 1), successor=world.units["commune"])
        end_unit(cmd, work)


def test_a_list_is_checked_without_a_trace_and_enters_everybody_once(
    world: World, database: Database
) -> None:
    supervisor, head = program(world, "supervisor"), program(world, "head")
    person = {"name": "Vi Thị Tay", "birth": BIRTH}
    supervisor.made("/members", {"unit": str(world.units["commune"]), "kind": "member", "person": person})
    lawyer = {"name": "Lò Văn Luật", "identity_number": "024170001234"}
    head.made("/members", {"unit": str(world.units["chapter"]), "kind": "lawyer", "person": lawyer})
    content = written([BY_HAND, IN_CHAPTER, NEW, SEATED, GONE, NEW, *MANY])
    before = everything(world)
    with capture_logs() as logs:
        would = told(supervisor, content)
    assert everything(world) == before
    assert [would[row] for row in range(FIRST, FIRST + 6)] == [
        *("there", "elsewhere", "new", "new", "new", "twice"),
    ]
    # of a unit that is not theirs nobody is told who is in it, nor that there is one
    commune = told(program(world, "commune_supervisor"), content)
    assert [commune[row] for row in range(FIRST, FIRST + 6)] == [
        *("there", "new", "new", "fault", "new", "twice"),
    ]
    assert set(told(head, written([NEW | {"unit": ""}, BY_HAND])).values()) == {"new", "fault"}
    # cut after the first few, and gone on with by the same file
    found = checked(world, content)
    with acting(world, "supervisor") as work:
        import_id = import_members(ImportMembers(digest="x"), found, work)
        work.commit()
    first = next(iter(batches(found.new)))
    with acting(world, "supervisor") as work:
        assert enter_members(EnterMembers(import_id=import_id, members=first), work) == ROWS_AT_ONCE
        work.commit()
    assert supervisor.ask("GET", f"/member-lists/{import_id}").json()["entered"] == ROWS_AT_ONCE
    with capture_logs() as more_logs:
        done = entered(supervisor, content)
    assert done["import_id"] == str(import_id)
    assert done["entered"] == len(found.new) == found.count(WouldBe.NEW) + 1
    assert "Thị" not in str([*logs, *more_logs]) and "024170001234" not in str([*logs, *more_logs])
    # again: nothing, not even the beginning of an import
    known = events(world)
    again = supervisor.ask("POST", "/member-lists", body(content))
    assert again.status_code == 409 and again.json()["type"].endswith("all-members-there")
    assert events(world) == known
    with acting(world, "supervisor") as work, pytest.raises(ImportIsOver):
        enter_members(EnterMembers(import_id=import_id, members=first), work)
    _as_by_hand(world, str(import_id))
    _seen_on_a_day(supervisor)
    tables = {one.table: one for one in compare(database.follower_dsn)}
    assert tables["facts.member_list_rows"].rows == len(found.new)
    assert [one for one in tables.values() if one.only_live or one.only_rebuilt] == []


def _as_by_hand(world: World, import_id: str) -> None:
    """The facts are those of admitting by hand, by the import on behalf of whoever runs it, and name nobody openly."""
    with world.house.pool.connection() as connection:
        rows = connection.execute(
            "SELECT topic, on_behalf_of, convert_from(coded, 'UTF8'), personal IS NOT NULL FROM es.events"
            " WHERE actor = %s ORDER BY position",
            (f"import:{import_id}",),
        ).fetchall()
    topics = Counter(row[0] for row in rows)
    assert topics["member.admitted.1"] == topics["member.imported.1"] and topics["member.left.1"] == 1
    assert {row[1] for row in rows} == {f"account:{world.accounts['supervisor']}"}
    assert not any("Thị" in coded or "024170001234" in coded for _, _, coded, _ in rows)
    assert all(personal for topic, _, _, personal in rows if topic == "member.admitted.1")


def _seen_on_a_day(supervisor: Program) -> None:
    def names(day: str) -> set[str]:
        listed = supervisor.ask("GET", f"/members?day={day}").json()["members"]
        return {one["name"] for one in listed}

    assert "Giáp Thị Đi" in names("2024-02-29") - names("2024-03-01")
    assert "Nông Văn Thẩm" in names("2025-08-01") - names("2025-07-31")


def test_who_left_is_admitted_again_by_a_later_list_and_by_no_earlier_one(world: World) -> None:
    by = program(world, "commune_supervisor")
    entered(by, written([NEW]))
    (member,) = by.ask("GET", "/members").json()["members"]
    assert by.ask("DELETE", f"/members/{member['id']}?left_on=2023-01-01").status_code == 200
    assert told(by, written([NEW])) == {FIRST: "there"}
    later = written([NEW | {"admitted_on": "1/1/2024"}])
    assert told(by, later) == {FIRST: "new"} and entered(by, later)["entered"] == 1
    assert told(by, later) == {FIRST: "there"}
    assert count(world, "count(*) FROM facts.members") == 2


def test_by_hand_too_nobody_is_admitted_once_the_unit_has_ended(world: World) -> None:
    ended_unit(world)
    by = program(world, "supervisor")

    def status(unit: str, day: str) -> int:
        person = {"name": "Vi Thị Tay"}
        said = {"unit": str(world.units[unit]), "kind": "member", "person": person, "admitted_on": day}
        return by.ask("POST", "/members", said).status_code

    assert [status("old", day) for day in ("2014-12-31", "2015-01-01", "2025-06-30", "2025-07-01")] == [
        *(201, 201, 201, 409),
    ]


@pytest.mark.long
def test_five_thousand_rows_with_every_kind_of_fault(world: World) -> None:
    ended_unit(world)
    one = made(5000, units=("", "SD", "Chi hội luật sư, hội thẩm"))
    begun = time.perf_counter()
    found = checked(world, one.content)
    seen = time.perf_counter()
    wrong = {row.row: [remark.code for remark in row.faults] for row in found.rows if row.faults}
    assert wrong == {row: [FAULTS[kind][0]] for row, kind in one.faults.items()}
    assert found.good == one.good and count(world, "count(*) FROM facts.members") == 0
    by = program(world, "supervisor")
    done = entered(by, one.content, accept_good=True)
    finished = time.perf_counter()
    assert done["entered"] == one.good == count(world, "count(*) FROM facts.members")
    assert by.ask("POST", "/member-lists", body(one.content, accept_good=True)).status_code == 409
    assert count(world, "count(*) FROM facts.members") == one.good
    print(
        f"{len(found.rows)} rows, {one.good} good, {len(one.faults)} with {len(one.kinds)} kinds of fault:"
        f" {dict(sorted(one.kinds.items()))}; checked in {seen - begun:.1f} s, entered in {finished - seen:.1f} s,"
        f" again 0 new"
    )
