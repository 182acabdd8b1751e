"""The day's and the week's work: mine or my unit's, overdue with days; no name leaves unless it is asked for."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest

from application.child_case import PlanStep, plan_step
from application.due_work import DueKind, Whose
from application.week import PrintWeek, SeeWeek, Week, see_week
from application.work import StepUpRequired
from application.work_transfer import OfferWork, offer_work
from domain.calendar import vietnam_day
from domain.child_case.follow_up import Step
from domain.kernel import Unknown
from domain.work_transfer import TransferKind
from tests.api.given import program
from tests.journeys.acts import NOW, acting, do, taken_in
from tests.journeys.test_work_transfer import restricted
from tests.journeys.world import World

TODAY = vietnam_day(NOW)


def due(world: World, name: str, days: int, who: str = "counsellor") -> UUID:
    case_id = taken_in(world, name, who=who)
    step = Step(what="Gọi lại cho bà", due_on=TODAY + timedelta(days=days))
    do(world, who, partial(plan_step, PlanStep(case_id=case_id, step=step)))
    return case_id


def week(world: World, who: str, question: SeeWeek | PrintWeek | None = None) -> Week:
    with acting(world, who) as work:
        return see_week(question or SeeWeek(), work)


def test_the_sheet_holds_codes_and_days_and_what_is_overdue(world: World) -> None:
    due(world, "Hà Thị Sen", -4)
    due(world, "Hà Văn Núi", 0)
    due(world, "Hà Văn Suối", 0, who="colleague")
    found = week(world, "counsellor")
    [sheet] = found.sheets
    assert [(row.kind, found.late(row), row.name) for row in sheet.rows] == [
        (DueKind.CASE_STEP, 4, ""),
        (DueKind.CASE_STEP, 0, ""),
    ]
    unit = week(world, "counsellor", SeeWeek(whose=Whose.UNIT))
    assert {one.person for one in unit.sheets} == {world.accounts["counsellor"], world.accounts["colleague"]}
    assert unit.sheets[0].person == world.accounts["counsellor"]
    alone = week(world, "supervisor", SeeWeek(person=world.accounts["colleague"]))
    assert [one.person for one in alone.sheets] == [world.accounts["colleague"]]
    later = week(world, "counsellor", SeeWeek(day=TODAY + timedelta(days=14)))
    assert later.sheets == ()


def test_the_page_names_nobody_unless_it_is_ticked_and_that_print_is_in_the_access_log(world: World) -> None:
    due(world, "Hà Thị Sen", 0)
    browser = world.sign_in("counsellor")
    assert "Hà Thị Sen" not in browser.get("/hom-nay/phieu-tuan").text
    assert printed(world) == 0
    assert "Hà Thị Sen" in browser.get("/hom-nay/phieu-tuan?ten=true").text
    assert printed(world) == 1
    assert "In phiếu việc tuần có tên trẻ" in world.sign_in("auditor").get("/nhat-ky").text
    asked = program(world, "counsellor")
    assert "Hà Thị Sen" not in asked.ask("GET", "/week").text
    assert "Hà Thị Sen" in asked.ask("GET", "/week/with-names").text
    assert printed(world) == 2


def printed(world: World) -> int:
    query = (
        "SELECT count(*) FROM trail.entries WHERE action = 'today.print-names' AND decision = 'permit'"
        " AND field_class = 'identity' AND cardinality(records) > 0"
    )
    with world.system() as work:
        row = work.connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def test_what_waits_for_an_answer_is_on_the_sheet(world: World) -> None:
    taken_in(world, "Hà Thị Sen")
    accounts = world.accounts
    wish = OfferWork(of=accounts["counsellor"], kind=TransferKind.LEAVES, receiver=accounts["colleague"])
    do(world, "supervisor", partial(offer_work, wish))
    with world.after(2) as later:
        kinds = [row.kind for sheet in week(later, "colleague").sheets for row in sheet.rows]
    assert kinds == [DueKind.ANSWER_OFFER]


def test_a_role_without_case_work_has_no_sheet(world: World) -> None:
    for who in ("auditor", "office", "administrator"):
        with pytest.raises(Unknown):
            week(world, who)
        with pytest.raises(Unknown):
            week(world, who, PrintWeek())


def test_a_restricted_case_is_printed_by_its_code(world: World) -> None:
    case_id = due(world, "Hà Thị Sen", 0)
    restricted(world, case_id)
    with acting(world, "counsellor") as work:
        work.connection.execute("UPDATE auth.sessions SET proved_at = now() - interval '5 hours'")
        work.connection.commit()
    try:
        found = week(world, "counsellor", PrintWeek())
    except StepUpRequired:
        return
    assert [(row.name, row.covered) for sheet in found.sheets for row in sheet.rows] == [("", True)]


def test_the_day_shows_mine_or_my_unit_s_and_how_many_days_are_lost(world: World) -> None:
    due(world, "Hà Thị Sen", -4)
    due(world, "Hà Văn Suối", -1, who="colleague")
    browser = world.sign_in("counsellor")
    mine = browser.get("/hom-nay").text
    assert "Hà Thị Sen" in mine and "Hà Văn Suối" not in mine and "quá 4 ngày" in mine
    unit = browser.get("/hom-nay?cua=unit").text
    assert "Hà Thị Sen" in unit and "Hà Văn Suối" in unit
    own = world.sign_in("supervisor").get("/hom-nay?cua=mine").text
    assert "Hà Thị Sen" not in own
    shown = program(world, "counsellor").ask("GET", "/today?whose=unit").json()
    assert shown["overdue_total"] == 2
