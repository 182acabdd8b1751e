"""All open work of one person in one move, on the real wiring: who has what at each moment, and who is told."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from application.case_steps import open_steps
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
from application.work_transfer import AcceptWork, OfferWork, accept_work, offer_work
from domain.calendar import vietnam_day
from domain.child_case import ChildCase
from domain.counselling import Counselling
from domain.work_transfer import TransferKind
from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.journeys.acts import NOW, acting, do, taken_in
from tests.journeys.test_handover import _counselled, _planned, _waiting
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
    supervisor.submit("offer", receiver=str(world.accounts["colleague"]), kind="leaves", note="Gọi sáng mai")
    assert "Chờ nhận" in supervisor.page.text
    move = str(supervisor.page.url).rsplit("/", 1)[1]
    colleague = world.sign_in("colleague")
    assert "Gọi sáng mai" in colleague.get(f"/ban-giao/{move}").text
    assert "Gấp" not in colleague.page.text
    colleague.submit("accept")
    assert "Đã nhận" in colleague.page.text
    assert keeper(world, case_id) == "colleague"


def test_ending_an_account_shows_the_open_work_and_makes_it_a_task_at_once(world: World) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    administrator = (
        world.sign_in("quantri") if "quantri" in world.accounts else world.sign_in("administrator")
    )
    page = administrator.get(f"/tai-khoan/{world.accounts['counsellor']}/viec").text
    assert "1 hồ sơ" in page and "Hà Thị Sen" not in page
    administrator.submit("close")
    assert "1 hồ sơ" in administrator.page.text and "Đã đóng" in administrator.page.text
    today = world.sign_in("supervisor").get("/hom-nay").text
    assert f'href="/ban-giao/cua/{world.accounts["counsellor"]}"' in today
    assert _waiting(world, "supervisor") == {case_id: True}
