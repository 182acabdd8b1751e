"""Two files of one child, merged and taken apart, on the real wiring."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest

from application.child_case import (
    AddNote,
    CloseCase,
    ForwardCase,
    PlanStep,
    add_note,
    close_case,
    forward_case,
    plan_step,
)
from application.emergency import RecordEmergency, record_emergency
from application.follow_up_log import SeeLog, see_log
from application.handover import HandOvers
from application.merging import MergeCases, UnmergeCase, merge_cases, unmerge_case
from domain.calendar import vietnam_day
from domain.child_case.follow_up import Closing, Forwarding, Step
from domain.child_case.merging import FollowedInMainFile, IsMergedAlready, MergeGround, Merging, SameFile
from domain.child_case.refusals import NotForwardedYet
from domain.directory import Recipient, RecipientKind
from domain.emergency import Emergency
from domain.kernel import Unknown
from domain.lists import Allegation, Outcome
from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.api.given import program
from tests.journeys.acts import acting, do, proved, taken_in
from tests.journeys.test_conflicts import told_nothing
from tests.journeys.world import World

SURE = Merging(known_by=MergeGround.PAPERS, reason="Cùng giấy khai sinh")
SENT = Forwarding(recipient=Recipient(kind=RecipientKind.HOTLINE_111))
ENDED = Closing(outcome=Outcome.ADVISED, child_informed=True)
YEAR = vietnam_day(datetime.now(UTC)).year


def merged(world: World, main: UUID, duplicate: UUID, who: str = "counsellor") -> None:
    do(world, who, partial(merge_cases, MergeCases(case_id=main, duplicate=duplicate, merging=SURE)))


def taken_apart(world: World, duplicate: UUID, who: str = "counsellor") -> None:
    do(world, who, partial(unmerge_case, UnmergeCase(case_id=duplicate, reason="Hai trẻ khác nhau")))


def rows(world: World, who: str = "counsellor") -> dict[UUID, object]:
    with acting(world, who) as work:
        return {entry.case_id: entry for entry in see_log(SeeLog(), work).rows.entries}


def received(world: World, as_of: str = "") -> int:
    table = world.sign_in("auditor").api("GET", f"/api/v1/article-92?year={YEAR}&as_of={as_of}").json()
    return sum(row["received"] for row in table["units"])


def mark(world: World) -> str:
    return str(world.sign_in("auditor").api("GET", "/api/v1/article-92").json()["mark"])


def same(database: Database) -> None:
    assert [one for one in compare(database.follower_dsn) if one.only_live or one.only_rebuilt] == []


def test_two_files_are_one_child_while_they_are_merged_and_two_again_afterwards(
    world: World, database: Database
) -> None:
    now = datetime.now(UTC) - timedelta(hours=1)
    main = taken_in(world, "Chu Thị Lê", received_at=now, allegation=Allegation.RISK)
    duplicate = taken_in(world, "Chu Thị Lê", who="colleague", received_at=now)
    do(world, "colleague", partial(forward_case, ForwardCase(case_id=duplicate, forwarding=SENT)))
    before = mark(world)
    assert received(world) == 2
    with pytest.raises(NotForwardedYet):
        do(world, "counsellor", partial(close_case, CloseCase(case_id=main, closing=ENDED)))
    merged(world, main, duplicate)
    together = mark(world)
    assert received(world) == 1
    assert received(world, before) == 2
    assert set(rows(world)) == {main}
    assert rows(world)[main].duty_met  # type: ignore[attr-defined]
    do(world, "colleague", partial(add_note, AddNote(case_id=duplicate, note="Mẹ cháu gọi lại")))
    page = world.sign_in("counsellor").get(f"/ho-so/{main}").text
    assert "Mẹ cháu gọi lại" in page
    assert "Đã nhập vào hồ sơ" in world.sign_in("counsellor").get(f"/ho-so/{duplicate}").text
    do(world, "counsellor", partial(close_case, CloseCase(case_id=main, closing=ENDED)))
    with pytest.raises(FollowedInMainFile):
        do(world, "counsellor", partial(close_case, CloseCase(case_id=duplicate, closing=ENDED)))
    do(world, "counsellor", partial(add_note, AddNote(case_id=duplicate, note="Cháu trở lại")))
    assert rows(world)[main].state.value == "reopened"  # type: ignore[attr-defined]
    taken_apart(world, duplicate)
    assert received(world) == 2
    assert received(world, together) == 1
    assert set(rows(world)) == {main, duplicate}
    page = world.sign_in("counsellor").get(f"/ho-so/{duplicate}").text
    assert "Mẹ cháu gọi lại" in page
    assert "Cháu trở lại" in page
    assert "Mẹ cháu gọi lại" not in world.sign_in("counsellor").get(f"/ho-so/{main}").text
    same(database)


def test_both_files_must_be_the_reader_s_to_merge(world: World) -> None:
    mine, theirs = taken_in(world, "Chu Thị Lê"), taken_in(world, "Chu Thị Lê", who="elsewhere")
    for who in ("counsellor", "elsewhere"):
        for main, duplicate in ((mine, theirs), (theirs, mine)):
            with pytest.raises(Unknown):
                merged(world, main, duplicate, who)
    merged(world, mine, theirs, "supervisor")
    for who in ("elsewhere", "commune_supervisor"):
        with pytest.raises(Unknown):
            taken_apart(world, theirs, who)
    taken_apart(world, theirs, "supervisor")


def test_a_conflict_of_interest_or_a_restriction_on_either_closes_the_merge(world: World) -> None:
    mine, other = taken_in(world, "Chu Thị Lê"), taken_in(world, "Chu Thị Lê", who="colleague")
    code = world.sign_in("colleague").api("GET", f"/api/v1/cases/{other}").json()["code"]
    said = {"code": code, "declaration": {"interest": "close"}}
    assert world.sign_in("counsellor").api("POST", "/api/v1/interests", json=said).status_code < 300
    for main, duplicate in ((mine, other), (other, mine)):
        with pytest.raises(Unknown):
            merged(world, main, duplicate)
    held = taken_in(world, "Chu Thị Lê", who="colleague")
    placed = world.sign_in("colleague").api(
        "POST", f"/api/v1/cases/{held}/restriction", json={"ground": "protection"}
    )
    assert placed.status_code == 201
    for main, duplicate in ((mine, held), (held, mine)):
        with pytest.raises(Unknown):
            merged(world, main, duplicate)


def test_a_restricted_file_makes_the_pair_restricted(world: World) -> None:
    mine, held = taken_in(world, "Chu Thị Lê"), taken_in(world, "Chu Thị Lê")
    counsellor = world.sign_in("counsellor")
    assert (
        counsellor.api("POST", f"/api/v1/cases/{held}/restriction", json={"ground": "protection"}).status_code
        == 201
    )
    proved(world, "counsellor")
    merged(world, mine, held)
    assert world.sign_in("colleague").get(f"/ho-so/{mine}").status_code == 404
    assert mine not in rows(world, "colleague")


def test_of_a_file_that_is_closed_to_the_reader_the_page_shows_that_there_are_entries(world: World) -> None:
    mine = taken_in(world, "Chu Thị Lê")
    theirs = taken_in(world, "Chu Thị Lê", who="elsewhere")
    do(world, "elsewhere", partial(add_note, AddNote(case_id=theirs, note="Lời rất riêng")))
    merged(world, mine, theirs, "supervisor")
    page = world.sign_in("colleague").get(f"/ho-so/{mine}").text
    assert "Có một mục ở hồ sơ này; hồ sơ không mở cho bạn" in page
    assert "Lời rất riêng" not in page
    assert "Lời rất riêng" in world.sign_in("supervisor").get(f"/ho-so/{mine}").text


def test_open_steps_go_to_who_keeps_the_main_file_and_come_back(world: World) -> None:
    mine, theirs = taken_in(world, "Chu Thị Lê"), taken_in(world, "Chu Thị Lê", who="elsewhere")
    step = Step(what="Thăm nhà", due_on=vietnam_day(datetime.now(UTC)))
    do(world, "elsewhere", partial(plan_step, PlanStep(case_id=theirs, step=step)))
    merged(world, mine, theirs, "supervisor")
    assert "Thăm nhà" in world.sign_in("counsellor").get("/hom-nay").text
    assert "Thăm nhà" in world.sign_in("counsellor").get(f"/ho-so/{mine}").text
    assert rows(world)[mine].responsible == world.accounts["counsellor"]  # type: ignore[attr-defined]
    taken_apart(world, theirs, "supervisor")
    assert "Thăm nhà" in world.sign_in("elsewhere").get("/hom-nay").text
    assert "Thăm nhà" not in world.sign_in("counsellor").get("/hom-nay").text


def test_the_pages_compare_merge_and_take_apart(world: World) -> None:
    mine, other = taken_in(world, "Chu Thị Lê"), taken_in(world, "Chu Thị Lệ")
    browser = world.sign_in("counsellor")
    code = browser.api("GET", f"/api/v1/cases/{other}").json()["code"]
    assert "Gộp hồ sơ trùng" in browser.get(f"/ho-so/{mine}?moi=true").text
    browser.get(f"/ho-so/{mine}/gop")
    assert browser.submit("find", code="SD.TN.9999.2031").status_code == 422
    compared = browser.submit("find", code=code)
    assert str(compared.url).endswith(f"/ho-so/{mine}/gop?voi={other}")
    assert "Chu Thị Lệ" in compared.text
    assert browser.submit("merge", main=str(mine), known_by="papers").status_code == 422
    page = browser.submit("merge", main=str(mine), known_by="papers", reason="Cùng giấy khai sinh")
    assert str(page.url).endswith(f"/ho-so/{mine}")
    assert f"đã nhập hồ sơ {code} vào đây" in page.text
    assert "likely" not in browser.get(f"/ho-so/{mine}?moi=true").text
    browser.get(f"/ho-so/{other}/bo-gop")
    back = browser.submit("unmerge", reason="Hai trẻ khác nhau")
    assert "Bỏ gộp: hồ sơ lại được theo dõi riêng" in back.text


def test_programs_merge_and_see_what_hangs_together(world: World) -> None:
    mine, other = taken_in(world, "Chu Thị Lê"), taken_in(world, "Chu Thị Lệ")
    browser = world.sign_in("counsellor")
    body = {"duplicate": str(other), "merging": {"known_by": "family", "reason": "Bà nội nói"}}
    for _ in range(2):
        key = {"Idempotency-Key": "gop-1"}
        assert browser.api("POST", f"/api/v1/cases/{mine}/merges", json=body, headers=key).status_code == 201
    assert browser.api("GET", f"/api/v1/cases/{other}/merges").json()["above"][0]["case_id"] == str(mine)
    assert browser.api("GET", f"/api/v1/cases/{mine}/merges").json()["below"][0]["case_id"] == str(other)
    assert browser.api("POST", f"/api/v1/cases/{mine}/merges", json=body).status_code == 409
    path = f"/api/v1/cases/{other}/unmerging"
    assert browser.api("POST", path, json={"reason": "Hai trẻ"}).status_code == 201
    assert browser.api("POST", path, json={"reason": "Hai trẻ"}).status_code == 409


def test_a_cry_for_help_about_a_duplicate_takes_the_follow_up_of_the_child_up_again(world: World) -> None:
    mine, other = taken_in(world, "Chu Thị Lê"), taken_in(world, "Chu Thị Lệ")
    merged(world, mine, other)
    do(world, "counsellor", partial(close_case, CloseCase(case_id=mine, closing=ENDED)))
    wish = RecordEmergency(emergency=Emergency(what="Cháu đang bị đánh"), case_id=other)
    do(world, "office", partial(record_emergency, wish))
    row = rows(world)[mine]
    assert (row.state.value, set(rows(world))) == ("reopened", {mine})  # type: ignore[attr-defined]


def test_a_group_moves_with_its_main_file(world: World, database: Database) -> None:
    one, two, three = (taken_in(world, f"Chu Thị {name}") for name in ("Lê", "Lệ", "Lễ"))
    merged(world, two, three)
    with pytest.raises(IsMergedAlready):
        merged(world, one, three)
    merged(world, one, two)
    with pytest.raises(SameFile):
        merged(world, one, one)
    do(world, "counsellor", partial(forward_case, ForwardCase(case_id=three, forwarding=SENT)))
    assert set(rows(world)) == {one}
    assert len(rows(world)[one].told) == 1  # type: ignore[attr-defined]
    taken_apart(world, two)
    assert {key: len(row.told) for key, row in rows(world).items()} == {one: 0, two: 1}  # type: ignore[attr-defined]
    same(database)


def test_holding_one_file_closely_holds_every_file_of_the_child(world: World) -> None:
    mine, other = taken_in(world, "Chu Thị Lê"), taken_in(world, "Chu Thị Lệ")
    merged(world, mine, other)
    placed = world.sign_in("counsellor").api(
        "POST", f"/api/v1/cases/{other}/restriction", json={"ground": "protection"}
    )
    assert placed.status_code == 201
    for case_id in (mine, other):
        assert world.sign_in("colleague").get(f"/ho-so/{case_id}").status_code == 404


def test_no_file_of_a_child_is_erased_while_the_child_is_followed_or_one_of_them_is_held(
    world: World,
) -> None:
    mine, other = taken_in(world, "Chu Thị Lê"), taken_in(world, "Chu Thị Lệ")
    codes = {
        one: world.sign_in("counsellor").api("GET", f"/api/v1/cases/{one}").json()["code"]
        for one in (mine, other)
    }
    do(world, "counsellor", partial(close_case, CloseCase(case_id=other, closing=ENDED)))
    merged(world, mine, other)
    officer = world.sign_in("officer")
    asked = {"code": codes[other], "basis": "term_over", "requester": "association"}
    assert officer.api("POST", "/api/v1/erasures", json=asked).status_code == 409
    do(world, "counsellor", partial(close_case, CloseCase(case_id=mine, closing=ENDED)))
    hold = {"code": codes[mine], "ground": "complaint"}
    assert officer.api("POST", "/api/v1/holds", json=hold).status_code == 201
    assert officer.api("POST", "/api/v1/erasures", json=asked).status_code == 201
    with world.house.pool.connection() as connection:
        stages = connection.execute("SELECT record, stage FROM facts.erasures").fetchall()
    assert stages == [(other, "refused")]


def test_figures_open_the_merge_behind_them(world: World) -> None:
    mine, other = taken_in(world, "Chu Thị Lê"), taken_in(world, "Chu Thị Lệ")
    merged(world, mine, other)
    taken_apart(world, other)
    browser = world.sign_in("supervisor")
    path = f"?measure=received&year={YEAR}"
    events = browser.api("GET", f"/api/v1/article-92/events{path}").json()
    assert events["count"] == 2
    topics = [event["topic"] for event in events["events"]]
    assert topics == ["case.opened.1", "case.opened.1", "case.merged-away.1", "case.given-back.1"]
    page = browser.get(f"/dieu-92/mo{path}").text
    assert "Hồ sơ trùng được nhập vào hồ sơ chính" in page
    assert "Bỏ gộp: hồ sơ lại tính riêng" in page


# -- one child: a conflict and a finding of the service reach every file ----------------------------------------------


def code_of(world: World, case_id: UUID) -> str:
    with world.system() as work:
        row = work.connection.execute(
            "SELECT code FROM facts.records WHERE record = %s", (case_id,)
        ).fetchone()
    assert row is not None
    return str(row[0])


def test_a_conflict_with_one_file_closes_every_file_of_the_child(world: World) -> None:
    """A conflict beats everything, and it is one child (DESIGN, section 8); taking apart ends it for the others."""
    main, duplicate, third = (taken_in(world, "Chu Thị Lê") for _ in range(3))
    alone = taken_in(world, "Chu Thị Lê")
    merged(world, main, duplicate)
    merged(world, main, third)
    colleague = program(world, "colleague")
    shown = world.sign_in("colleague").get("/hom-nay").status_code
    declaration = {"code": code_of(world, duplicate), "declaration": {"interest": "relative"}}
    assert shown == 200 and colleague.ask("POST", "/interests", declaration).status_code == 201
    for case_id in (main, duplicate, third):
        told_nothing(colleague, str(case_id), code_of(world, case_id))
        assert colleague.ask("POST", f"/cases/{case_id}/glass", {"reason": "Gấp"}).status_code == 404
    assert colleague.ask("GET", f"/cases/{alone}").status_code == 200
    with acting(world, "colleague") as work:
        assert {main, duplicate, third} <= work.reader.hidden and alone not in work.reader.hidden
    taken_apart(world, third)
    assert colleague.ask("GET", f"/cases/{third}").status_code == 200
    assert colleague.ask("GET", f"/cases/{main}").status_code == 404


def test_whoever_keeps_the_main_file_and_must_not_see_the_duplicate_is_relieved_at_once(world: World) -> None:
    main, duplicate = taken_in(world, "Chu Thị Lê"), taken_in(world, "Chu Thị Lê", who="colleague")
    declaration = {"code": code_of(world, duplicate), "declaration": {"interest": "relative"}}
    assert program(world, "counsellor").ask("POST", "/interests", declaration).status_code == 201
    merged(world, main, duplicate, "supervisor")
    assert program(world, "counsellor").ask("GET", f"/cases/{main}").status_code == 404
    with acting(world, "supervisor") as work:
        rows = work.view(HandOvers).waiting(50).rows  # type: ignore[type-abstract]
    assert main in {row.record for row in rows}


def test_a_member_of_staff_named_in_one_file_holds_every_file_closely(world: World) -> None:
    """The service finds the name itself, and restricts what hangs together in the same transaction."""
    kin = {"name": "Giáp Văn Thuận", "birth": {"year": 1985, "month": 3, "day": 7}}
    assert program(world, "colleague").ask("PUT", "/own-kin", kin).status_code == 201
    main, duplicate = taken_in(world, "Chu Thị Lê"), taken_in(world, "Chu Thị Lê")
    merged(world, main, duplicate)
    suspected = {"name": "GIÁP  VĂN THUẬN", "birth": "7/3/1985", "relation": "teacher"}
    change = {
        "situation": {"what": "Cháu bị đánh"},
        "details": {"child": {"name": "Chu Thị Lê"}, "suspected": suspected},
    }
    counsellor = program(world, "counsellor")
    assert counsellor.ask("PUT", f"/cases/{duplicate}/details", change, If_Match='"0"').status_code < 300
    with world.system() as work:
        held = work.connection.execute(
            "SELECT record, sensitivity FROM facts.records WHERE kind = 'case' AND record = ANY(%s)",
            ([main, duplicate],),
        ).fetchall()
        grounds = work.connection.execute("SELECT ground FROM facts.restrictions WHERE active").fetchall()
    assert dict(held) == {main: "restricted", duplicate: "restricted"}
    assert grounds == [("staff-suspected",), ("staff-suspected",)]


def test_the_number_of_a_duplicate_says_into_which_file_it_went_for_who_may_open_it(world: World) -> None:
    main, duplicate = taken_in(world, "Chu Thị Lê"), taken_in(world, "Chu Thị Lê")
    taken_in(world, "Chu Thị Na")
    merged(world, main, duplicate)
    path = f"/so-theo-doi?unit={world.units['province']}&order=code"
    said = f"đã nhập vào {code_of(world, main)}"
    page = world.sign_in("counsellor").get(path).text
    assert said in page and f'href="/ho-so/{duplicate}"' in page and "số đã dùng" in page
    declaration = {"code": code_of(world, main), "declaration": {"interest": "relative"}}
    assert program(world, "colleague").ask("POST", "/interests", declaration).status_code == 201
    theirs = world.sign_in("colleague").get(path).text
    assert "đã nhập vào" not in theirs and str(duplicate) not in theirs and "số đã dùng" in theirs
    taken_apart(world, duplicate)
    assert "đã nhập vào" not in world.sign_in("counsellor").get(path).text
