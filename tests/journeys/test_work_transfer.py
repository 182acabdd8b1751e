"""All open work of one person in one move, on the real wiring: who has what at each moment, and who is told."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from application.case_steps import open_steps
from application.child_case import AddNote, add_note
from application.conflict import DeclareInterest, declare_interest
from application.handover import AssignCase, NotACounsellor, assign_case
from application.mirror import RecordRequest, record_request
from application.restriction import RestrictCase, restrict_case
from application.transfer_desk import (
    OpenWorkPage,
    SeeOpenWork,
    SeeTransfer,
    SeeTransfers,
    TransferPage,
    TransfersPage,
    see_open_work,
    see_transfer,
    see_transfers,
)
from application.work import StepUpRequired
from application.work_transfer import (
    AcceptWork,
    CallWorkBack,
    DeclineWork,
    OfferWork,
    TakeWorkBack,
    accept_work,
    call_work_back,
    decline_work,
    offer_work,
    take_work_back,
)
from domain.account import Role
from domain.calendar import vietnam_day
from domain.child_case import ChildCase
from domain.conflict import Declaration, Interest
from domain.counselling import Counselling
from domain.kernel import Unknown
from domain.mirror.asks import CooperationRequest
from domain.restriction import Placing, RestrictionGround
from domain.work_transfer import (
    Absence,
    Given,
    ItemStage,
    NothingOffered,
    NothingToGiveBack,
    NothingToHandOver,
    TransferKind,
)
from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.api.given import program
from tests.journeys.acts import NOW, acting, do, proved, taken_in
from tests.journeys.test_handover import _counselled, _planned, _waiting, account_closed
from tests.journeys.world import World

TODAY = vietnam_day(NOW)


def offered(
    world: World,
    to: str = "colleague",
    *,
    by: str = "supervisor",
    of: str = "counsellor",
    kind: TransferKind = TransferKind.LEAVES,
    **more: Any,
) -> UUID:
    wish = OfferWork(of=world.accounts[of], kind=kind, receiver=world.accounts[to], **more)
    return do(world, by, partial(offer_work, wish))


def accepted(world: World, move: UUID, who: str = "colleague", *records: UUID) -> int:
    return do(world, who, partial(accept_work, AcceptWork(transfer=move, records=records)))


def seen(world: World, move: UUID, who: str) -> TransferPage:
    with acting(world, who) as work:
        return see_transfer(SeeTransfer(transfer=move), work)


def moves(world: World, who: str) -> TransfersPage:
    with acting(world, who) as work:
        return see_transfers(SeeTransfers(), work)


def open_work(world: World, who: str, of: str = "counsellor") -> OpenWorkPage:
    with acting(world, who) as work:
        return see_open_work(SeeOpenWork(of=world.accounts[of]), work)


def keeper(world: World, record: UUID, kind: type[ChildCase] | type[Counselling] = ChildCase) -> str:
    with acting(world, "supervisor") as work:
        now = work.read(kind, record).counsellor
    return next(name for name, account in world.accounts.items() if account == now)


def test_everything_goes_in_one_move_once_it_is_accepted(world: World, database: Database) -> None:
    first, second = taken_in(world, "Hà Thị Sen"), taken_in(world, "Hà Văn Núi")
    _planned(world, first)
    matter = _counselled(world, None)
    theirs = taken_in(world, "Hà Văn Suối", who="colleague")
    _planned(world, theirs, who="colleague", responsible=world.accounts["counsellor"])
    found = open_work(world, "supervisor")
    assert {(one.record, one.is_own) for one in found.records} == {
        (first, True),
        (second, True),
        (matter, True),
        (theirs, False),
    }
    move = offered(world, note="Cháu Sen chờ gọi lại")
    assert keeper(world, first) == "counsellor"  # an offer moves nothing
    page = seen(world, move, "colleague")
    assert set(page.answers) == {first, second, matter, theirs} and page.note == "Cháu Sen chờ gọi lại"
    assert accepted(world, move) == 4
    assert keeper(world, first) == keeper(world, second) == "colleague"
    assert keeper(world, matter, Counselling) == "colleague"
    with acting(world, "supervisor") as work:
        assert [one.responsible for one in open_steps(work.history(theirs))] == [world.accounts["colleague"]]
    assert open_work(world, "supervisor").records == ()
    assert [d for d in compare(database.follower_dsn) if d.only_live or d.only_rebuilt] == []


def test_the_pages_carry_a_move_from_the_offer_to_the_answer(world: World) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    _planned(world, case_id)
    supervisor = world.sign_in("supervisor")
    listed = supervisor.get("/ban-giao").text
    assert f"/ban-giao/cua/{world.accounts['counsellor']}" in listed
    page = supervisor.get(f"/ban-giao/cua/{world.accounts['counsellor']}")
    assert "Hà Thị Sen" not in page.text
    offer = {"receiver": str(world.accounts["colleague"]), "kind": "leaves", "note": "Gọi sáng mai"}
    offered = supervisor.submit("offer", **offer)
    assert "Chờ nhận" in offered.text
    move = str(offered.url).rsplit("/", 1)[1]
    colleague = world.sign_in("colleague")
    seen = colleague.get(f"/ban-giao/{move}").text
    assert "Gọi sáng mai" in seen and "Gấp" not in seen
    assert "Đã nhận" in colleague.submit("accept").text
    assert keeper(world, case_id) == "colleague"


def test_ending_an_account_shows_the_open_work_and_makes_it_a_task_at_once(world: World) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    administrator = (
        world.sign_in("quantri") if "quantri" in world.accounts else world.sign_in("administrator")
    )
    page = administrator.get(f"/tai-khoan/{world.accounts['counsellor']}/viec").text
    assert "1 hồ sơ" in page and "Hà Thị Sen" not in page
    closed = administrator.submit("close").text
    assert "1 hồ sơ" in closed and "Đã đóng" in closed
    today = world.sign_in("supervisor").get("/hom-nay").text
    assert f'href="/ban-giao/cua/{world.accounts["counsellor"]}"' in today
    assert _waiting(world, "supervisor") == {case_id: True}


def declared(world: World, who: str, case_id: UUID) -> None:
    with world.system() as work:
        row = work.connection.execute(
            "SELECT code FROM facts.records WHERE record = %s", (case_id,)
        ).fetchone()
    assert row is not None
    wish = DeclareInterest(code=row[0], declaration=Declaration(interest=Interest.RELATIVE))
    do(world, who, partial(declare_interest, wish))


def restricted(world: World, case_id: UUID, who: str = "counsellor") -> None:
    proved(world, who)
    wish = RestrictCase(case_id=case_id, placing=Placing(ground=RestrictionGround.STAFF_SUSPECTED))
    do(world, who, partial(restrict_case, wish))


def declined(world: World, move: UUID, reason: str = "Đang quá nhiều việc", who: str = "colleague") -> None:
    do(world, who, partial(decline_work, DeclineWork(transfer=move, reason=reason)))


def returned(world: World, move: UUID, who: str = "counsellor", *records: UUID) -> int:
    return do(world, who, partial(take_work_back, TakeWorkBack(transfer=move, records=records)))


# -- an absence ------------------------------------------------------------------------------------------------------


def test_an_absence_ends_with_the_work_offered_back(world: World) -> None:
    first, second = taken_in(world, "Hà Thị Sen"), taken_in(world, "Hà Văn Núi")
    theirs = taken_in(world, "Hà Văn Suối", who="colleague")
    _planned(world, theirs, who="colleague", responsible=world.accounts["counsellor"])
    absence = Absence(first=TODAY, last=TODAY + timedelta(days=3))
    move = offered(world, by="counsellor", kind=TransferKind.AWAY, absence=absence)
    assert accepted(world, move) == 3
    assert keeper(world, first) == "colleague"
    assert moves(world, "counsellor").to_take_back == ()  # still away
    do(world, "colleague", partial(add_note, AddNote(case_id=first, note="Đã gọi cho mẹ")))
    with world.after(4) as later:
        assert [one.transfer for one in moves(later, "counsellor").to_take_back] == [move]
        assert f'href="/ban-giao/{move}"' in later.sign_in("counsellor").get("/hom-nay").text
        assert returned(later, move) == 3
        assert keeper(later, first) == keeper(later, second) == "counsellor"
        with acting(later, "supervisor") as work:
            assert [one.responsible for one in open_steps(work.history(theirs))] == [
                world.accounts["counsellor"]
            ]
        assert moves(later, "counsellor").to_take_back == ()
        with pytest.raises(NothingToGiveBack):
            returned(later, move)


def test_who_returns_early_takes_single_ones_back_and_what_went_on_stays_there(world: World) -> None:
    first, second, third = (taken_in(world, name) for name in ("Hà Thị Sen", "Hà Văn Núi", "Hà Văn Suối"))
    move = offered(world, by="counsellor", kind=TransferKind.AWAY, absence=Absence(first=TODAY))
    accepted(world, move)
    wish = AssignCase(case_id=second, counsellor=world.accounts["elsewhere"])
    do(world, "supervisor", partial(assign_case, wish))
    assert returned(world, move, "counsellor", first) == 1
    assert (keeper(world, first), keeper(world, second), keeper(world, third)) == (
        "counsellor",
        "elsewhere",
        "colleague",
    )
    assert returned(world, move) == 1
    assert (keeper(world, second), keeper(world, third)) == ("elsewhere", "counsellor")


def test_nobody_hands_their_own_work_over_for_good_nor_somebody_else_s(world: World) -> None:
    taken_in(world, "Hà Thị Sen")
    assert "chỉ dành cho khi vắng mặt" in _refused(world, "counsellor", {"kind": "leaves"})
    with pytest.raises(Unknown):
        offered(world, "elsewhere", by="colleague")
    with pytest.raises(Unknown):
        open_work(world, "commune_supervisor")
    with pytest.raises(NotACounsellor):
        offered(world, "auditor")
    with pytest.raises(NotACounsellor):
        offered(world, "counsellor", of="counsellor")


def _refused(world: World, who: str, more: dict[str, str]) -> str:
    of, to = str(world.accounts["counsellor"]), str(world.accounts["colleague"])
    answer = program(world, who).ask("POST", "/transfers", {"of": of, "receiver": to} | more)
    assert answer.status_code == 409
    return answer.text


# -- answers ---------------------------------------------------------------------------------------------------------


def test_what_is_declined_stays_and_goes_to_the_supervisor_at_once(world: World) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    move = offered(world)
    assert moves(world, "supervisor").to_look_at == ()
    declined(world, move)
    assert keeper(world, case_id) == "counsellor"
    assert [one.declined for one in moves(world, "supervisor").to_look_at] == [1]
    page = world.sign_in("supervisor").get("/hom-nay").text
    assert "Bàn giao bị từ chối hoặc chưa ai nhận (1)" in page and f'href="/ban-giao/{move}"' in page
    assert seen(world, move, "supervisor").declined == ("Đang quá nhiều việc",)
    with pytest.raises(NothingOffered):
        accepted(world, move)
    do(world, "supervisor", partial(call_work_back, CallWorkBack(transfer=move)))
    assert moves(world, "supervisor").to_look_at == ()
    assert accepted(world, offered(world, "elsewhere"), "elsewhere") == 1


def test_an_offer_that_nobody_answers_is_shown_to_the_supervisor(world: World) -> None:
    taken_in(world, "Hà Thị Sen")
    move = offered(world)
    assert [one.is_overdue for one in moves(world, "colleague").waiting] == [False]
    with world.after(3) as later:
        assert [one.transfer for one in moves(later, "supervisor").to_look_at] == [move]
        assert "Quá hạn nhận" in later.sign_in("colleague").get("/hom-nay").text


def test_an_offer_is_shown_whether_or_not_its_steps_have_a_day(world: World) -> None:
    planned, asked = taken_in(world, "Hà Thị Sen"), taken_in(world, "Lò Văn Pó")
    _planned(world, planned)
    request = RecordRequest(case_id=asked, request=CooperationRequest(what="Xin bản sao học bạ"))
    do(world, "counsellor", partial(record_request, request))
    move = offered(world)
    with world.after(3) as later:
        [one] = moves(later, "supervisor").to_look_at
        assert (one.transfer, one.waiting, one.due_on is not None) == (move, 2, True)
        assert f'href="/ban-giao/{move}"' in later.sign_in("supervisor").get("/hom-nay").text


def test_single_records_go_to_another_or_stay(world: World) -> None:
    first, second, third = (taken_in(world, name) for name in ("Hà Thị Sen", "Hà Văn Núi", "Hà Văn Suối"))
    elsewhere = Given(record=second, receiver=world.accounts["elsewhere"])
    move = offered(world, others=(elsewhere,), left=(third,))
    assert seen(world, move, "colleague").answers == (first,)
    assert seen(world, move, "elsewhere").answers == (second,)
    assert seen(world, move, "elsewhere").row.waiting == 1
    with pytest.raises(Unknown):
        accepted(world, move, "elsewhere", first)
    assert accepted(world, move, "elsewhere") == 1 and accepted(world, move, "colleague", first) == 1
    assert (keeper(world, first), keeper(world, second), keeper(world, third)) == (
        "colleague",
        "elsewhere",
        "counsellor",
    )


def test_the_same_work_is_offered_once(world: World) -> None:
    taken_in(world, "Hà Thị Sen")
    offered(world)
    with pytest.raises(NothingToHandOver):
        offered(world, "elsewhere")


def test_what_went_elsewhere_meanwhile_is_not_taken_from_there(world: World) -> None:
    first, second = taken_in(world, "Hà Thị Sen"), taken_in(world, "Hà Văn Núi")
    move = offered(world)
    wish = AssignCase(case_id=second, counsellor=world.accounts["elsewhere"])
    do(world, "supervisor", partial(assign_case, wish))
    assert accepted(world, move) == 1
    assert (keeper(world, first), keeper(world, second)) == ("colleague", "elsewhere")
    stages = {one.record.record: one.stage for one in seen(world, move, "supervisor").items}
    assert stages == {first: ItemStage.ACCEPTED, second: ItemStage.LAPSED}


# -- who must not see it ---------------------------------------------------------------------------------------------


def test_who_has_a_conflict_never_gets_the_record_nor_learns_of_it(world: World) -> None:
    first, second = taken_in(world, "Hà Thị Sen"), taken_in(world, "Hà Văn Núi")
    declared(world, "colleague", first)
    move = offered(world)
    assert seen(world, move, "colleague").answers == (second,)
    assert {one.record for one in open_work(world, "supervisor").records if not one.is_offered} == {first}
    assert accepted(world, move) == 1
    assert keeper(world, first) == "counsellor"


def test_a_conflict_that_comes_after_the_offer_hides_the_record_and_tells_the_supervisor(
    world: World,
) -> None:
    first, second = taken_in(world, "Hà Thị Sen"), taken_in(world, "Hà Văn Núi")
    move = offered(world)
    declared(world, "colleague", first)
    page = world.sign_in("colleague").get(f"/ban-giao/{move}").text
    assert str(first) not in page and str(second) in page
    shown = program(world, "colleague").ask("GET", f"/transfers/{move}").json()
    assert shown["waiting"] == 1 and [one["record"] for one in shown["items"]] == [str(second)]
    with pytest.raises(Unknown):
        accepted(world, move, "colleague", first)
    assert [one.stuck for one in moves(world, "supervisor").to_look_at] == [1]
    assert accepted(world, move) == 1
    assert keeper(world, first) == "counsellor"


def test_a_restricted_record_goes_by_its_code_after_a_fresh_proof(world: World) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    _planned(world, case_id)
    restricted(world, case_id)
    proved(world, "supervisor", timedelta(hours=3))
    with pytest.raises(StepUpRequired):
        offered(world)
    proved(world, "supervisor")
    move = offered(world)
    [item] = seen(world, move, "colleague").items
    assert item.record.is_restricted and item.record.code and item.record.due_on is None
    page = world.sign_in("colleague").get(f"/ban-giao/{move}").text
    assert "Hạn chế" in page and "Hà Thị Sen" not in page and f"/ho-so/{case_id}" not in page
    assert accepted(world, move) == 1
    assert keeper(world, case_id) == "colleague"


def test_a_colleague_of_the_unit_sees_no_move_of_others(world: World) -> None:
    taken_in(world, "Hà Thị Sen")
    move = offered(world)
    world.person("third", "Người thứ ba", "province", (Role.COUNSELLOR,))
    for who in ("third", "elsewhere", "auditor"):
        with pytest.raises(Unknown):
            seen(world, move, who)
        with pytest.raises(Unknown):
            accepted(world, move, who)


# -- rights withdrawn ------------------------------------------------------------------------------------------------


def test_the_work_of_a_closed_account_waits_with_the_supervisor_until_it_is_accepted(world: World) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    move = offered(world)
    account_closed(world, "counsellor")
    assert _waiting(world, "supervisor") == {case_id: True}
    assert accepted(world, move) == 1
    assert _waiting(world, "supervisor") == {}
    case_id = taken_in(world, "Hà Văn Núi", who="colleague")
    move = offered(world, "elsewhere", of="colleague")
    account_closed(world, "elsewhere")
    assert [one.stuck for one in moves(world, "supervisor").to_look_at] == [2]
    assert keeper(world, case_id) == "colleague"
