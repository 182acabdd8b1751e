"""Losing access never orphans a child: the work of whoever leaves waits to be handed over, and somebody sees it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from application.accounts import CloseAccount, SetRoles, close_account, set_roles
from application.case_steps import open_steps
from application.child_case import (
    AddNote,
    CloseCase,
    OpenCase,
    PlanStep,
    add_note,
    close_case,
    open_case,
    plan_step,
)
from application.counselling import StartConsultation, start_consultation
from application.handover import (
    AssignCase,
    AssignMatter,
    HandOvers,
    NotACounsellor,
    assign_case,
    assign_matter,
)
from application.restriction import RestrictCase, restrict_case
from application.today import SeeToday, Today, see_today
from domain.account import Role
from domain.calendar import vietnam_day
from domain.child_case import ChildCase
from domain.child_case.follow_up import Closing, Step
from domain.counselling import Consultation
from domain.kernel import Unknown
from domain.lists import ConsultationKind, Outcome, UnitLevel
from domain.restriction import Placing, RestrictionGround
from infrastructure.follower import compare
from infrastructure.postgres import Database
from infrastructure.work import PgWork
from tests.journeys.acts import NOW, acting, do, followed, taken_in
from tests.journeys.world import World

TOMORROW = vietnam_day(NOW) + timedelta(days=1)


def _today(world: World, who: str) -> Today:
    with acting(world, who) as work:
        return see_today(SeeToday(), work)


def _waiting(world: World, who: str) -> dict[UUID, bool]:
    """What waits for this person, and whether they may hand it over."""
    found = _today(world, who).hand_over
    return {} if found is None else {row.record: row.may_assign for row in found.rows}


def _as_system(world: World, act: Callable[[PgWork], Any]) -> None:
    with world.system() as work:
        act(work)
    followed(world)


def account_closed(world: World, who: str) -> None:
    _as_system(world, partial(close_account, CloseAccount(account=world.accounts[who])))


def _roles(world: World, who: str, unit: str, *roles: Role) -> None:
    wish = SetRoles(account=world.accounts[who], unit=world.units[unit], roles=roles)
    _as_system(world, partial(set_roles, wish))
    world.tokens.pop(who, None)  # the session ended with the roles


def _given(world: World, case_id: UUID, to: str, who: str = "supervisor") -> None:
    do(world, who, partial(assign_case, AssignCase(case_id=case_id, counsellor=world.accounts[to])))


def _planned(world: World, case_id: UUID, who: str = "counsellor", **step: Any) -> None:
    wish = PlanStep(case_id=case_id, step=Step(what="Gọi lại cho mẹ", due_on=TOMORROW, **step))
    do(world, who, partial(plan_step, wish))


def _counselled(world: World, case_id: UUID | None, who: str = "counsellor", **step: Any) -> UUID:
    agreed = Step(what="Gặp lại ở trường", due_on=TOMORROW, **step)
    wish = StartConsultation(case_id=case_id, consultation=Consultation(narrative="Kể", next=agreed))
    return do(world, who, partial(start_consultation, wish))


def _equal(database: Database) -> None:
    assert [d for d in compare(database.follower_dsn) if d.only_live or d.only_rebuilt] == []


# -- what waits ------------------------------------------------------------------------------------------------------


def test_nothing_waits_while_everybody_is_there(world: World) -> None:
    _planned(world, taken_in(world, "Hà Thị Sen"))
    taken_in(world, "Hà Văn Núi", who="elsewhere")
    assert _waiting(world, "supervisor") == {}


def test_an_open_case_of_a_closed_account_waits_for_the_supervisor(world: World) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    closed = taken_in(world, "Hà Văn Núi")
    closing = Closing(outcome=Outcome.SAFE, child_informed=True)
    do(world, "counsellor", partial(close_case, CloseCase(case_id=closed, closing=closing)))
    account_closed(world, "counsellor")
    assert _waiting(world, "supervisor") == {case_id: True}
    assert _waiting(world, "colleague") == {}
    page = world.sign_in("supervisor").get("/hom-nay").text
    assert "Chờ bàn giao (1)" in page and "Hà Thị Sen" in page and f"/ho-so/{case_id}/ban-giao" in page
    do(world, "colleague", partial(add_note, AddNote(case_id=closed, note="Cháu quay lại")))
    assert set(_waiting(world, "supervisor")) == {case_id, closed}


@pytest.mark.parametrize(
    ("unit", "roles"),
    [("commune", (Role.COUNSELLOR,)), ("province", (Role.AUDITOR,)), ("chapter", (Role.REVIEWER,))],
    ids=["another unit", "another role", "both"],
)
def test_whoever_moves_or_loses_the_role_hands_over(world: World, unit: str, roles: tuple[Role, ...]) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    _roles(world, "counsellor", unit, *roles)
    assert _waiting(world, "supervisor") == {case_id: True}


def test_an_account_whose_time_is_over_hands_over(world: World) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    with world.house.pool.connection() as connection:
        connection.execute(
            "UPDATE facts.accounts SET valid_until = current_date - 2 WHERE account = %s",
            (world.accounts["counsellor"],),
        )
    assert _waiting(world, "supervisor") == {case_id: True}


def test_a_step_of_somebody_who_left_waits_though_the_counsellor_is_there(world: World) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    _planned(world, case_id, responsible=world.accounts["colleague"])
    account_closed(world, "colleague")
    (row,) = (_today(world, "supervisor").hand_over or pytest.fail("nothing")).rows
    assert (row.record, row.of, row.due_on) == (case_id, world.accounts["colleague"], TOMORROW)
    _given(world, case_id, "counsellor")
    assert _waiting(world, "supervisor") == {}
    (step,) = _today(world, "counsellor").soon.rows
    assert step.responsible == world.accounts["counsellor"]


def test_a_consultation_that_stands_alone_is_handed_over_too(world: World, database: Database) -> None:
    matter = _counselled(world, None)
    account_closed(world, "counsellor")
    assert _waiting(world, "supervisor") == {matter: True}
    browser = world.sign_in("supervisor")
    browser.get(f"/tu-van/{matter}/ban-giao")
    page = browser.submit("hand-over", counsellor=str(world.accounts["colleague"]))
    assert page.status_code == 200 and str(page.url).endswith(f"/tu-van/{matter}")
    followed(world)
    assert _waiting(world, "supervisor") == {}
    (step,) = _today(world, "colleague").soon.rows
    assert (step.stream, step.responsible) == (matter, world.accounts["colleague"])
    _equal(database)


# -- who sees it -----------------------------------------------------------------------------------------------------


def _commune_case(world: World) -> UUID:
    account_closed(world, "commune_supervisor")
    case_id = taken_in(world, "Hà Thị Sen", who="elsewhere")
    account_closed(world, "elsewhere")
    return case_id


def test_the_nearest_supervisor_above_sees_what_a_unit_without_one_leaves(world: World) -> None:
    case_id = _commune_case(world)
    assert _waiting(world, "supervisor") == {case_id: True}
    world.person("near", "Người phụ trách xã", "commune", (Role.SUPERVISOR,))
    assert _waiting(world, "near") == {case_id: True}
    assert _waiting(world, "supervisor") == {}
    account_closed(world, "near")
    assert _waiting(world, "supervisor") == {case_id: True}


def test_a_unit_far_below_is_seen_up_to_the_province(world: World) -> None:
    account_closed(world, "commune_supervisor")
    world.found("club", UnitLevel.CLUB, "CLB", "Câu lạc bộ", parent="commune")
    world.person("far", "Người câu lạc bộ", "club", (Role.COUNSELLOR,))
    case_id = taken_in(world, "Hà Thị Sen", who="far")
    account_closed(world, "far")
    assert _waiting(world, "supervisor") == {case_id: True}


def test_where_no_supervisor_exists_it_is_never_invisible(world: World) -> None:
    world.person("neighbour", "Người cùng xã", "commune", (Role.COUNSELLOR,))
    case_id = _commune_case(world)
    account_closed(world, "supervisor")
    assert _waiting(world, "neighbour") == {case_id: False}
    assert "hãy báo quản trị viên" in world.sign_in("neighbour").get("/hom-nay").text
    assert _today(world, "administrator").unattended == ((world.units["commune"], 1),)
    page = world.sign_in("administrator").get("/hom-nay").text
    assert "Chờ bàn giao mà không có người phụ trách" in page and "Hội xã Sơn Động: 1" in page
    assert "Hà Thị Sen" not in page and str(case_id) not in page


def test_what_a_unit_that_ended_left_is_seen_by_its_successor(world: World) -> None:
    case_id = _commune_case(world)
    world.found("new", UnitLevel.COMMUNE, "MM", "Hội xã mới")
    world.person("new_head", "Phụ trách xã mới", "new", (Role.SUPERVISOR,))
    with world.house.pool.connection() as connection:
        connection.execute(
            "UPDATE facts.units SET ended_on = current_date, successor = %s WHERE unit = %s",
            (world.units["new"], world.units["commune"]),
        )
    assert _waiting(world, "new_head") == {case_id: True}
    assert _waiting(world, "supervisor") == {}


def test_a_restricted_case_is_handed_over_by_the_supervisor_who_answers(world: World) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    do(
        world,
        "counsellor",
        partial(
            restrict_case,
            RestrictCase(case_id=case_id, placing=Placing(ground=RestrictionGround.PROTECTION)),
        ),
    )
    account_closed(world, "counsellor")
    assert world.sign_in("colleague").get(f"/ho-so/{case_id}").status_code == 404
    browser = world.sign_in("supervisor")
    assert "Chờ bàn giao (1)" in browser.get("/hom-nay").text
    browser.get(f"/ho-so/{case_id}/ban-giao")
    done = browser.submit("hand-over", counsellor=str(world.accounts["colleague"]))
    assert str(done.url).endswith((f"/ho-so/{case_id}", "/hom-nay"))
    followed(world)
    assert world.sign_in("colleague").get(f"/ho-so/{case_id}").status_code == 200


# -- giving it -------------------------------------------------------------------------------------------------------


def test_the_new_counsellor_has_it_in_every_list_and_the_old_one_in_none(
    world: World, database: Database
) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    _planned(world, case_id)
    matter = _counselled(world, case_id)
    kept = _counselled(world, case_id, who="colleague", responsible=world.accounts["colleague"])
    _roles(world, "counsellor", "commune", Role.COUNSELLOR)
    before = _today(world, "counsellor")
    assert {step.stream for step in before.soon.rows} == {case_id, matter}

    _given(world, case_id, "colleague")
    steps = {step.stream: step.responsible for step in _today(world, "colleague").soon.rows}
    assert steps == dict.fromkeys((case_id, matter, kept), world.accounts["colleague"])
    assert _today(world, "counsellor").soon.total == 0
    browser = world.sign_in("colleague")
    (row,) = browser.api("GET", "/api/v1/follow-up-log").json()["items"]
    assert row["counsellor"] == row["responsible"] == str(world.accounts["colleague"])
    mine = browser.api("GET", "/api/v1/consultations?mine=true").json()["items"]
    assert {item["id"] for item in mine} == {str(matter), str(kept)}
    assert world.sign_in("counsellor").get(f"/ho-so/{case_id}").status_code == 404
    page = browser.get(f"/ho-so/{case_id}").text
    assert "Bàn giao hồ sơ cho người theo dõi khác" in page and "Lương Thị Hạnh" in page
    _equal(database)


def test_a_case_may_go_to_a_counsellor_of_another_unit_and_waits_no_more(world: World) -> None:
    case_id = _commune_case(world)
    _given(world, case_id, "counsellor")
    assert _waiting(world, "supervisor") == {}
    assert [one.case_id for one in _today(world, "counsellor").to_forward or ()] == []
    log = world.sign_in("counsellor").api("GET", "/api/v1/follow-up-log").json()["items"]
    assert [item["case_id"] for item in log] == [str(case_id)]
    _roles(world, "counsellor", "chapter", Role.REVIEWER)
    assert _waiting(world, "supervisor") == {case_id: True}


def test_the_case_stays_with_whom_the_supervisor_says_it_stays(world: World) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    _roles(world, "counsellor", "commune", Role.COUNSELLOR)
    assert _waiting(world, "supervisor") == {case_id: True}
    _given(world, case_id, "counsellor")
    assert _waiting(world, "supervisor") == {}


@pytest.mark.parametrize("to", ["auditor", "administrator", "reviewer", "nobody", "closed"])
def test_nobody_who_cannot_keep_a_case_is_given_one(world: World, to: str) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    world.accounts["nobody"] = uuid4()
    world.person("closed", "Người đã nghỉ", "province", (Role.COUNSELLOR,))
    account_closed(world, "closed")
    wish = AssignCase(case_id=case_id, counsellor=world.accounts[to])
    with acting(world, "supervisor") as work, pytest.raises(NotACounsellor):
        assign_case(wish, work)
    browser = world.sign_in("supervisor")
    browser.get(f"/ho-so/{case_id}/ban-giao")
    page = browser.submit("hand-over", counsellor=str(world.accounts[to]), reason="Chuyển công tác")
    assert page.status_code == 409 and "hãy chọn người khác" in page.text and "Chuyển công tác" in page.text


@pytest.mark.parametrize("who", ["counsellor", "colleague", "elsewhere", "head", "auditor", "administrator"])
def test_only_a_supervisor_hands_over(world: World, who: str) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    matter = _counselled(world, case_id)
    for act in (
        partial(assign_case, AssignCase(case_id=case_id, counsellor=world.accounts["colleague"])),
        partial(assign_matter, AssignMatter(matter_id=matter, counsellor=world.accounts["colleague"])),
    ):
        with acting(world, who) as work, pytest.raises(Unknown):
            act(work)
    assert world.sign_in(who).get(f"/ho-so/{case_id}/ban-giao").status_code == 404


def test_programs_hand_over(world: World) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    matter = _counselled(world, None)
    browser = world.sign_in("supervisor")
    body = {"counsellor": str(world.accounts["colleague"]), "reason": "Nghỉ thai sản"}
    for path in (f"/api/v1/cases/{case_id}/assignment", f"/api/v1/consultations/{matter}/assignment"):
        assert browser.api("POST", path, json=body).status_code == 201
    followed(world)
    with world.system() as work:
        assert work.read(ChildCase, case_id).counsellor == world.accounts["colleague"]
    assert len(_today(world, "colleague").soon.rows) == 1


# -- the case page ---------------------------------------------------------------------------------------------------


def test_a_case_shows_the_steps_of_its_consultations_and_they_are_ticked_off_there(world: World) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    _planned(world, case_id)
    _counselled(world, case_id)
    browser = world.sign_in("counsellor")
    page = browser.get(f"/ho-so/{case_id}")
    assert (
        "Gọi lại cho mẹ" in page.text
        and "Gặp lại ở trường" in page.text
        and "từ một buổi tư vấn" in page.text
    )
    step = "step-2" if 'id="step-2"' in page.text else "step-1"
    back = browser.submit(step)
    assert str(back.url).endswith(f"/ho-so/{case_id}")
    due = back.text.split('id="due"')[1].split("</section>")[0]
    assert "Gặp lại ở trường" not in due and "Gọi lại cho mẹ" in due


def test_words_of_psychological_counselling_are_in_no_list(world: World) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    agreed = Step(what="Hỏi về giấc ngủ", due_on=vietnam_day(NOW))
    said = Consultation(kind=ConsultationKind.PSYCHOLOGICAL, narrative="Cháu sợ ngủ", next=agreed)
    for case in (case_id, None):
        do(
            world,
            "counsellor",
            partial(start_consultation, StartConsultation(case_id=case, consultation=said)),
        )
    browser = world.sign_in("counsellor")
    for path in ("/hom-nay", "/hom-nay?phan=today", f"/ho-so/{case_id}", "/so-theo-doi", "/tu-van"):
        text = browser.get(path).text
        assert "giấc ngủ" not in text and "sợ ngủ" not in text, path
    assert browser.get("/hom-nay").text.count("Việc tiếp theo (tham vấn tâm lý)") == 2
    assert "Việc tiếp theo (tham vấn tâm lý)" in browser.get(f"/ho-so/{case_id}").text
    for path in (
        "/api/v1/today",
        "/api/v1/follow-up-log",
        "/api/v1/consultations",
        f"/api/v1/cases/{case_id}",
    ):
        answer = browser.api("GET", path)
        assert answer.status_code == 200
        assert "giấc ngủ" not in answer.text and "sợ ngủ" not in answer.text, path


def test_the_case_page_and_the_day_agree_on_what_is_due_and_for_whom(world: World) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    _planned(world, case_id, responsible=world.accounts["colleague"])
    _counselled(world, case_id)
    _counselled(world, case_id, who="colleague")
    _counselled(world, case_id, responsible=world.accounts["elsewhere"])
    account_closed(world, "elsewhere")
    for _ in range(2):
        with acting(world, "supervisor") as work:
            page = open_case(OpenCase(case_id=case_id), work)
        shown = {(step.stream, step.responsible) for step in open_steps(page.history)}
        day = {(step.stream, step.responsible) for step in _today(world, "supervisor").soon.rows}
        assert shown == day and len(day) == 4
        _given(world, case_id, "colleague")
    assert {who for _, who in day} == {world.accounts["colleague"]}


def test_nothing_is_released_of_whom_is_there(world: World) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    _planned(world, case_id, responsible=world.accounts["colleague"])
    with acting(world, "supervisor") as work:
        assert work.view(HandOvers).gone_from(case_id) == ()  # type: ignore[type-abstract]
    _given(world, case_id, "supervisor")
    (step,) = _today(world, "colleague").soon.rows
    assert step.responsible == world.accounts["colleague"]
