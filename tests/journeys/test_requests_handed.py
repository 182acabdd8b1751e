"""Requests to the chapter when people are away or gone: who reads the opinion, and who gives it (DESIGN 3, rule 9)."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import psycopg
import pytest

from application.accounts import CloseAccount, SetRoles, close_account, set_roles
from application.handover import HandOvers
from application.referral import (
    ApproveOpinion,
    AskChapter,
    DeclareConflict,
    DraftOpinion,
    ProposeReviewer,
    ReadOpinion,
    approve_opinion,
    ask_chapter,
    declare_conflict,
    draft_opinion,
    propose_reviewer,
    read_opinion,
)
from application.referral.desk import NextStep
from application.today import SeeToday, Today, see_today
from application.work_transfer import PutToTheHead, put_to_the_head
from domain.account import Role
from domain.kernel import Unknown
from domain.referral import Referral
from domain.referral.conflict_sheet import Declaration, SheetAnswer
from domain.referral.refusals import NotWhoAsked
from domain.referral.request import Party, ReferralRequest, ReferralStage
from domain.work_transfer import Absence, Given, ItemStage, NothingToHandOver, TransferKind
from infrastructure.checkup.posts import posts
from infrastructure.follower import compare
from infrastructure.postgres import Database
from tests.domain.test_referral import OPINION
from tests.journeys.acts import acting, do, followed, taken_in
from tests.journeys.test_work_transfer import TODAY, accepted, declared, offered, open_work, returned, seen
from tests.journeys.world import World

REQUEST = ReferralRequest(
    question="Ai được nuôi cháu?", facts="Cha mẹ đã ly hôn.", parties=(Party(name="Hà Thị Sen"),)
)


def asked(world: World, case_id: UUID, who: str = "counsellor", chapter: str = "chapter") -> UUID:
    wish = AskChapter(case_id=case_id, chapter=world.units[chapter], request=REQUEST)
    return do(world, who, partial(ask_chapter, wish))


def proposed(world: World, referral: UUID, to: str = "reviewer", by: str = "head") -> None:
    wish = ProposeReviewer(referral_id=referral, reviewer=world.accounts[to])
    do(world, by, partial(propose_reviewer, wish))


RELATED = Declaration.clean().model_copy(update={"related": SheetAnswer.YES, "reason": "Cháu họ"})


def clear(world: World, referral: UUID, who: str = "reviewer") -> None:
    wish = DeclareConflict(referral_id=referral, declaration=Declaration.clean())
    do(world, who, partial(declare_conflict, wish))


def drafted(world: World, referral: UUID, who: str = "reviewer") -> None:
    do(world, who, partial(draft_opinion, DraftOpinion(referral_id=referral, opinion=OPINION)))


def approved(world: World, referral: UUID, by: str = "head") -> None:
    do(world, by, partial(approve_opinion, ApproveOpinion(referral_id=referral)))


def read(world: World, referral: UUID, who: str) -> None:
    do(world, who, partial(read_opinion, ReadOpinion(referral_id=referral)))


def today(world: World, who: str) -> Today:
    with acting(world, who) as work:
        return see_today(SeeToday(), work)


def waits(world: World, who: str, step: NextStep) -> set[UUID]:
    found = today(world, who).referrals or ()
    return {row.row.referral_id for part in found if part.step is step for row in part.rows}


def closed(world: World, who: str) -> None:
    with world.system() as work:
        close_account(CloseAccount(account=world.accounts[who]), work)
    world.tokens.pop(who, None)
    followed(world)


def roles(world: World, who: str, unit: str, *given: Role) -> None:
    with world.system() as work:
        set_roles(SetRoles(account=world.accounts[who], unit=world.units[unit], roles=given), work)
    world.tokens.pop(who, None)
    followed(world)


def state(world: World, referral: UUID) -> Referral:
    with world.system() as work:
        return work.read(Referral, referral)


def orphans(world: World, who: str) -> set[UUID]:
    with acting(world, who) as work:
        rows = work.view(HandOvers).waiting(100).rows  # type: ignore[type-abstract]
    return {row.record for row in rows if row.may_assign}


# -- whoever asked ---------------------------------------------------------------------------------------------------


def test_a_request_goes_along_and_whoever_accepts_reads_the_opinion(world: World, database: Database) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    referral = asked(world, case_id)
    proposed(world, referral)
    assert {one.record for one in open_work(world, "supervisor").records} == {case_id, referral}
    move = offered(world)
    assert set(seen(world, move, "colleague").answers) == {case_id, referral}
    assert state(world, referral).referrer == world.accounts["counsellor"]  # an offer moves nothing
    assert accepted(world, move) == 2
    clear(world, referral)
    drafted(world, referral)
    approved(world, referral)
    assert waits(world, "colleague", NextStep.READ) == {referral}
    assert waits(world, "counsellor", NextStep.READ) == set()
    with pytest.raises((NotWhoAsked, Unknown)):
        read(world, referral, "counsellor")
    read(world, referral, "colleague")
    assert state(world, referral).stage is ReferralStage.RETURNED
    assert (
        open_work(world, "supervisor", "colleague").records[0].record == case_id
    )  # read: nothing waits any more
    assert len(open_work(world, "supervisor", "colleague").records) == 1
    assert [d for d in compare(database.follower_dsn) if d.only_live or d.only_rebuilt] == []


def test_a_request_goes_with_its_case_unless_it_is_given_elsewhere(world: World) -> None:
    first, second = taken_in(world, "Hà Thị Sen"), taken_in(world, "Hà Văn Núi")
    of_first, of_second = asked(world, first), asked(world, second)
    elsewhere = world.accounts["elsewhere"]
    move = offered(world, others=(Given(record=first, receiver=elsewhere),), left=(second,))
    assert set(seen(world, move, "elsewhere").answers) == {first, of_first}
    assert second not in (shown := seen(world, move, "supervisor")).answers and len(shown.items) == 2
    assert state(world, of_second).referrer == world.accounts["counsellor"]


def test_whoever_reviews_or_was_recused_is_never_given_the_request_or_the_case(world: World) -> None:
    """The opinion would be read by whoever gives it; a recusal is final for the matter (LAW 6.2)."""
    roles(world, "second_reviewer", "province", Role.REVIEWER, Role.COUNSELLOR)
    case_id = taken_in(world, "Hà Thị Sen")
    referral = asked(world, case_id)
    roles(world, "second_reviewer", "chapter", Role.REVIEWER)
    proposed(world, referral, "second_reviewer")
    declaration = DeclareConflict(referral_id=referral, declaration=RELATED)
    do(world, "second_reviewer", partial(declare_conflict, declaration))
    roles(world, "second_reviewer", "province", Role.REVIEWER, Role.COUNSELLOR)
    with pytest.raises(NothingToHandOver):
        offered(world, "second_reviewer")


def test_after_an_absence_the_request_comes_back_read_or_not(world: World) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    referral = asked(world, case_id)
    move = offered(world, by="counsellor", kind=TransferKind.AWAY, absence=Absence(first=TODAY, last=TODAY))
    assert accepted(world, move) == 2
    for step in (proposed, clear, drafted, approved):
        step(world, referral)
    read(world, referral, "colleague")
    assert returned(world, move) == 2
    assert state(world, referral).referrer == world.accounts["counsellor"]
    stages = {one.record.record: one.stage for one in seen(world, move, "supervisor").items}
    assert stages == {case_id: ItemStage.RETURNED, referral: ItemStage.RETURNED}


def test_a_request_of_somebody_who_is_gone_is_the_supervisors_task_at_once(world: World) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    referral = asked(world, case_id)
    assert orphans(world, "supervisor") == set()
    closed(world, "counsellor")
    assert orphans(world, "supervisor") == {case_id, referral}
    page = world.sign_in("supervisor").get("/hom-nay").text
    assert "chờ ý kiến Chi hội" in page and f"/ban-giao/cua/{world.accounts['counsellor']}" in page
    move = offered(world)
    assert accepted(world, move) == 2
    assert orphans(world, "supervisor") == set()


def test_a_conflict_found_later_takes_the_request_to_the_supervisor(world: World) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    referral = asked(world, case_id)
    declared(world, "counsellor", case_id)
    assert orphans(world, "supervisor") == {case_id, referral}


# -- reviewers -------------------------------------------------------------------------------------------------------


def test_a_reviewer_who_is_away_keeps_the_review_until_the_head_chooses_another(world: World) -> None:
    referral = asked(world, taken_in(world, "Hà Thị Sen"))
    proposed(world, referral)
    clear(world, referral)
    assert waits(world, "head", NextStep.REASSIGN) == set()
    supervisor = world.sign_in("supervisor")
    assert f"/ban-giao/cua/{world.accounts['reviewer']}" in supervisor.get("/ban-giao").text
    assert "Hà Thị Sen" not in supervisor.get(f"/ban-giao/cua/{world.accounts['reviewer']}").text
    assert "chờ Chi hội trưởng phân công lại" in supervisor.submit("reassign").text
    assert waits(world, "head", NextStep.REASSIGN) == {referral}
    head = world.sign_in("head")
    assert (
        "Cần phân công lại" in head.get("/hom-nay").text and "Cần phân công lại" in head.get("/chi-hoi").text
    )
    assert waits(world, "reviewer", NextStep.WRITE) == {referral}  # still theirs
    with pytest.raises(NothingToHandOver):
        do(world, "supervisor", partial(put_to_the_head, PutToTheHead(of=world.accounts["reviewer"])))
    assert "Cần phân công lại" in head.get(f"/chi-hoi/{referral}").text
    head.submit("assign", reviewer=str(world.accounts["second_reviewer"]))
    assert waits(world, "head", NextStep.REASSIGN) == set()
    assert waits(world, "second_reviewer", NextStep.DECLARE) == {referral}
    assert state(world, referral).stage is ReferralStage.CONFLICT_CHECK  # names first, a new declaration


def test_all_work_of_somebody_with_two_roles_goes_at_once(world: World) -> None:
    referral = asked(world, taken_in(world, "Hà Văn Núi", who="colleague"), "colleague")
    proposed(world, referral)
    roles(world, "reviewer", "chapter", Role.REVIEWER, Role.COUNSELLOR)
    taken_in(world, "Hà Thị Sen", who="reviewer")
    move = offered(world, of="reviewer", kind=TransferKind.LEAVES)
    assert accepted(world, move) == 1
    assert waits(world, "head", NextStep.REASSIGN) == {referral}
    assert orphans(world, "supervisor") == set()


def test_the_administrator_sees_how_much_waits_before_an_account_ends(world: World) -> None:
    referral = asked(world, taken_in(world, "Hà Thị Sen"))
    proposed(world, referral)
    administrator = world.sign_in("administrator")
    said = administrator.get(f"/tai-khoan/{world.accounts['reviewer']}/viec").text
    assert "1 đề nghị đang cho ý kiến" in said and "Không theo dõi hồ sơ nào" not in said
    assert (
        "1 đề nghị Chi hội đang chờ"
        in administrator.get(f"/tai-khoan/{world.accounts['counsellor']}/viec").text
    )
    path = f"/api/v1/accounts/{world.accounts['reviewer']}/open-requests"
    assert administrator.api("GET", path).json() == {"asked": 0, "reviews": 1}


@pytest.mark.parametrize("how", ["closed", "role", "unit", "conflict"])
def test_a_reviewer_who_cannot_go_on_is_the_heads_task_at_once(world: World, how: str) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    referral = asked(world, case_id)
    proposed(world, referral)
    clear(world, referral)
    assert waits(world, "head", NextStep.REASSIGN) == set()
    if how == "closed":
        closed(world, "reviewer")
    elif how == "role":
        roles(world, "reviewer", "chapter", Role.OFFICE)
    elif how == "unit":
        roles(world, "reviewer", "province", Role.REVIEWER)
    else:
        declared(world, "reviewer", case_id)
    assert waits(world, "head", NextStep.REASSIGN) == {referral}
    proposed(world, referral, "second_reviewer")
    assert waits(world, "head", NextStep.REASSIGN) == set()


# -- heads, officers, supervisors ------------------------------------------------------------------------------------


def test_a_chapter_without_a_head_is_told_to_administrator_and_supervisor(
    world: World, database: Database
) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    asked(world, case_id)
    chapter = world.units["chapter"]
    assert today(world, "administrator").vacancies.without_head == ()
    declared(world, "head", case_id)
    assert today(world, "administrator").vacancies.without_head == ((chapter, 1),)
    world.person("second_head", "Mã Thị Tươi", "chapter", (Role.CHAPTER_HEAD,))
    assert today(world, "administrator").vacancies.without_head == ()
    closed(world, "second_head")
    for who in ("administrator", "supervisor"):
        assert today(world, who).vacancies.without_head == ((chapter, 1),)
        assert "không có Chi hội trưởng" in world.sign_in(who).get("/hom-nay").text
    assert "1 requests to a chapter" in doctor(database)
    assert not today(world, "commune_supervisor").vacancies.any
    assert not today(world, "counsellor").vacancies.any


def doctor(database: Database) -> str:
    with psycopg.connect(database.owner_dsn, autocommit=True) as connection:
        return "\n".join(one.en for one in posts(connection) if one.is_wrong)


def requested(world: World, **more: str) -> None:
    asked_for = {"kind": "see", "who": "other", **more}
    made = world.sign_in("counsellor").api("POST", "/api/v1/data-requests", json=asked_for)
    assert made.status_code == 201, made.text


def test_no_officer_left_is_an_alarm_at_once(world: World, database: Database) -> None:
    requested(world)
    assert not today(world, "administrator").vacancies.any and doctor(database) == ""
    closed(world, "officer")
    for who in ("administrator", "supervisor"):
        found = today(world, who).vacancies
        assert found.no_officer and found.for_officer == 1
    assert not today(world, "commune_supervisor").vacancies.any
    page = world.sign_in("administrator").get("/hom-nay").text
    assert "Không còn người phụ trách bảo vệ dữ liệu" in page and "1 việc đang chờ" in page
    assert "1 requests and breaches wait" in doctor(database)
    world.person("next_officer", "Mã Thị Tươi", "province", (Role.DATA_PROTECTION_OFFICER,))
    assert not today(world, "administrator").vacancies.any and doctor(database) == ""


def test_what_every_officer_must_not_see_is_told_to_the_administrator(
    world: World, database: Database
) -> None:
    case_id = taken_in(world, "Hà Thị Sen")
    with world.system() as work:
        row = work.connection.execute(
            "SELECT code FROM facts.records WHERE record = %s", (case_id,)
        ).fetchone()
    assert row is not None
    requested(world, file_code=row[0])
    declared(world, "officer", case_id)
    found = today(world, "administrator").vacancies
    assert (found.no_officer, found.for_officer) == (False, 1)
    assert not today(world, "supervisor").vacancies.any
    assert "1 data requests" in doctor(database)


def test_a_unit_without_any_supervisor_is_told_while_nothing_waits_yet(
    world: World, database: Database
) -> None:
    taken_in(world, "Hà Thị Sen")
    assert today(world, "administrator").vacancies.without_supervisor == ()
    closed(world, "supervisor")
    assert today(world, "administrator").vacancies.without_supervisor == ((world.units["province"], 1),)
    assert "1 units with 1 open cases" in doctor(database)


def test_what_the_nearest_supervisor_must_not_see_waits_for_the_next_one(world: World) -> None:
    case_id = taken_in(world, "Hà Thị Sen", who="elsewhere")
    declared(world, "commune_supervisor", case_id)
    closed(world, "elsewhere")
    assert orphans(world, "commune_supervisor") == set()
    assert orphans(world, "supervisor") == {case_id}
    declared(world, "supervisor", case_id)
    assert today(world, "administrator").unattended == ((world.units["commune"], 1),)
