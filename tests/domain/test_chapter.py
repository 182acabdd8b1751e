"""A unit of the association by the rules: what holds from a day on, bodies, offices, tasks, awards, its end."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from pydantic import TypeAdapter, ValidationError

from domain.chapter import (
    BodyEnded,
    BodyFormed,
    Chapter,
    ChildrenCounted,
    Founding,
    OfficerLeftOffice,
    OfficerTookOffice,
    UnitFounded,
    UnitMoved,
    UnitRenamed,
    UnitTaskAssigned,
    UnitTaskEnded,
)
from domain.chapter_parts import (
    Assigned,
    Award,
    AwardForm,
    Body,
    BodyKind,
    Office,
    OfficeEnd,
    OfficeHeld,
    TaskEnd,
)
from domain.chapter_refusals import (
    DayAhead,
    DayBeforeFounding,
    DistrictsHaveEnded,
    NoChildrenHere,
    NoSuchPart,
    NotOfUnit,
    OfficerNeedsBody,
    OneOfABody,
    UnitIsItsOwn,
)
from domain.courts import CourtEntered, JurorCourt, court_on, courts, courts_of_place, latest_on
from domain.kernel import Act, Actor
from domain.kin import Kin
from domain.lists import MemberKind, UnitLevel
from domain.member import (
    JurorCourtSet,
    Member,
    MemberAdmitted,
    MemberDayAhead,
    MemberHasLeft,
    MemberLeft,
    MemberMoved,
    OnlyJurorsHaveCourts,
)
from domain.units import AdminUnit, register
from tests.spec import given, when

TODAY = Act(by=Actor.account(UUID(int=9)), at=datetime(2025, 7, 7, 3, tzinfo=UTC))
DAY, TOMORROW, BEFORE = date(2025, 7, 7), date(2025, 7, 8), date(2024, 1, 1)
ONE, OTHER, WHO = UUID(int=1), UUID(int=2), UUID(int=3)


def founded(level: UnitLevel = UnitLevel.COMMUNE) -> UnitFounded:
    founding = Founding(level=level, code="X", name="Hội xã", founded_on=date(2024, 6, 1))
    return UnitFounded(occurred_at=TODAY.at, founding=founding)


FORMED = BodyFormed(
    occurred_at=TODAY.at, body_id=ONE, body=Body(kind=BodyKind.STANDING, formed_on=date(2024, 6, 2))
)
HELD = OfficeHeld(member=WHO, office=Office.PRESIDENT, body=ONE, since=date(2024, 7, 1))
TOOK = OfficerTookOffice(occurred_at=TODAY.at, officer_id=OTHER, held=HELD)
TASK = UnitTaskAssigned(
    occurred_at=TODAY.at, task_id=OTHER, task=Assigned(what="Rà soát", due_on=date(2025, 8, 1), member=WHO)
)


def test_a_name_holds_from_a_day_that_has_come_and_not_before_the_founding() -> None:
    named = UnitRenamed(occurred_at=TODAY.at, name="Hội mới", effective_on=DAY, decision="1/QĐ")
    given(Chapter, founded()).when(lambda unit: unit.rename("Hội mới", DAY, "1/QĐ", TODAY)).then(named)
    given(Chapter, founded()).when(lambda unit: unit.rename("M", TOMORROW, "", TODAY)).then_refused(DayAhead)
    given(Chapter, founded()).when(lambda unit: unit.rename("M", BEFORE, "", TODAY)).then_refused(
        DayBeforeFounding
    )
    given(Chapter, founded()).when(lambda unit: unit.move(OTHER, TOMORROW, TODAY)).then_refused(DayAhead)
    given(Chapter, founded()).when(lambda unit: unit.end(TOMORROW, OTHER, TODAY)).then_refused(DayAhead)


def test_no_district_association_is_founded_since_districts_ended() -> None:
    late = Founding(level=UnitLevel.DISTRICT, code="H", name="Hội huyện", founded_on=date(2025, 7, 1))
    when(lambda: Chapter.found(late, TODAY)).then_refused(DistrictsHaveEnded)
    Chapter.found(late.model_copy(update={"founded_on": date(2025, 6, 30)}), TODAY)


def test_an_older_move_entered_later_does_not_undo_a_newer_one() -> None:
    newer = UnitMoved(occurred_at=TODAY.at, parent=ONE, effective_on=DAY)
    older = UnitMoved(occurred_at=TODAY.at, parent=OTHER, effective_on=date(2025, 1, 1))
    state = Chapter.began(WHO, founded()).apply(newer).apply(older)
    assert state.parent == ONE
    given(Chapter, founded()).when(lambda unit: unit.move(unit.id, DAY, TODAY)).then_refused(UnitIsItsOwn)
    given(Chapter, founded()).when(lambda unit: unit.end(DAY, unit.id, TODAY)).then_refused(UnitIsItsOwn)


def test_only_a_club_counts_children() -> None:
    counted = ChildrenCounted(occurred_at=TODAY.at, on=DAY, count=12)
    given(Chapter, founded(UnitLevel.CLUB)).when(lambda unit: unit.count_children(DAY, 12, TODAY)).then(
        counted
    )
    given(Chapter, founded()).when(lambda unit: unit.count_children(DAY, 12, TODAY)).then_refused(
        NoChildrenHere
    )


def test_one_body_of_a_kind_and_offices_end_with_their_body() -> None:
    given(Chapter, founded(), FORMED).when(
        lambda unit: unit.form_body(OTHER, FORMED.body, TODAY)
    ).then_refused(OneOfABody)
    left = OfficerLeftOffice(occurred_at=TODAY.at, officer_id=OTHER, ended_on=DAY, why=OfficeEnd.TERM_OVER)
    ended = BodyEnded(occurred_at=TODAY.at, body_id=ONE, ended_on=DAY)
    given(Chapter, founded(), FORMED, TOOK).when(lambda unit: unit.end_body(ONE, DAY, TODAY)).then(
        left, ended
    )
    given(Chapter, founded()).when(lambda unit: unit.end_body(ONE, DAY, TODAY)).then_refused(NoSuchPart)


def test_officers_are_members_of_the_unit_and_members_of_a_body_sit_in_one() -> None:
    given(Chapter, founded(), FORMED).when(
        lambda unit: unit.take_office(OTHER, HELD, TODAY, is_of_unit=True)
    ).then(TOOK)
    given(Chapter, founded(), FORMED).when(
        lambda unit: unit.take_office(OTHER, HELD, TODAY, is_of_unit=False)
    ).then_refused(NotOfUnit)
    loose = HELD.model_copy(update={"body": None, "office": Office.MEMBER})
    given(Chapter, founded()).when(
        lambda unit: unit.take_office(OTHER, loose, TODAY, is_of_unit=True)
    ).then_refused(OfficerNeedsBody)


def test_a_task_ends_once_and_an_award_outlasts_the_unit() -> None:
    done = UnitTaskEnded(occurred_at=TODAY.at, task_id=OTHER, how=TaskEnd.DONE, ended_on=DAY)
    given(Chapter, founded(), TASK).when(
        lambda unit: unit.end_task(OTHER, TaskEnd.DONE, DAY, "", TODAY)
    ).then(done)
    given(Chapter, founded(), TASK, done).when(
        lambda unit: unit.end_task(OTHER, TaskEnd.DONE, DAY, "", TODAY)
    ).then_refused(NoSuchPart)
    award = Award(form=AwardForm.CERTIFICATE, decision="12/QĐ", decided_on=TOMORROW)
    given(Chapter, founded()).when(
        lambda unit: unit.give_award(OTHER, award, TODAY, is_of_unit=True)
    ).then_refused(DayAhead)


SEAT = JurorCourt(code="district-215", since=date(2024, 1, 1))


def admitted(kind: MemberKind, court: JurorCourt | None = None) -> MemberAdmitted:
    return MemberAdmitted(
        occurred_at=TODAY.at,
        unit=ONE,
        kind=kind,
        person=Kin(name="Hà Văn Thẩm"),
        admitted_on=date(2025, 1, 1),
        court=court,
    )


def test_only_a_juror_has_a_court_and_days_follow_each_other() -> None:
    new = JurorCourt(said="Tòa án khác", since=DAY)
    given(Member, admitted(MemberKind.JUROR, SEAT)).when(lambda one: one.set_court(new, TODAY)).then(
        JurorCourtSet(occurred_at=TODAY.at, court=new)
    )
    given(Member, admitted(MemberKind.LAWYER)).when(lambda one: one.set_court(new, TODAY)).then_refused(
        OnlyJurorsHaveCourts
    )
    when(lambda: Member.admit(ONE, MemberKind.LAWYER, None, Kin(name="A"), TODAY, court=SEAT)).then_refused(
        OnlyJurorsHaveCourts
    )
    when(
        lambda: Member.admit(ONE, MemberKind.MEMBER, None, Kin(name="A"), TODAY, admitted_on=TOMORROW)
    ).then_refused(MemberDayAhead)
    given(Member, admitted(MemberKind.MEMBER)).when(
        lambda one: one.leave(TODAY, left_on=TOMORROW)
    ).then_refused(MemberDayAhead)
    given(Member, admitted(MemberKind.MEMBER)).when(
        lambda one: one.leave(TODAY, left_on=date(2024, 12, 31))
    ).then_refused(MemberDayAhead)
    gone = MemberLeft(occurred_at=TODAY.at, left_on=DAY)
    given(Member, admitted(MemberKind.JUROR), gone).when(
        lambda one: one.move(OTHER, DAY, TODAY)
    ).then_refused(MemberHasLeft)
    given(Member, admitted(MemberKind.JUROR)).when(lambda one: one.move(OTHER, DAY, TODAY)).then(
        MemberMoved(occurred_at=TODAY.at, unit=OTHER, moved_on=DAY)
    )


@pytest.mark.parametrize("said", [{}, {"code": "district-215", "said": "Tòa"}, {"code": "không-có"}])
def test_a_court_entered_is_one_of_the_data_or_only_words(said: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(CourtEntered).validate_python(said | {"since": "2025-07-01"})


def test_the_court_entered_last_counts_from_its_day_on() -> None:
    later = JurorCourt(code="region-2-bac-ninh", since=date(2025, 7, 5))
    assert latest_on((SEAT, later), date(2025, 7, 4)) == SEAT
    assert latest_on((SEAT, later), DAY) == later
    assert latest_on((later,), date(2025, 7, 4)) is None


def place(key: str) -> AdminUnit:
    unit = register().by_key(key)
    assert unit is not None
    return unit.as_written


def test_every_commune_of_the_former_bac_giang_has_one_regional_court_and_followed_districts_lead_to_it() -> (
    None
):
    june, july = date(2025, 6, 30), date(2025, 7, 1)
    regional = [one for one in courts().values() if one.communes]
    all_of_them = [code for one in regional for code in one.communes or ()]
    assert len(all_of_them) == len(set(all_of_them)) == 58 and len(regional) == 5
    for code in all_of_them:
        assert len(courts_of_place(place(f"{code}@2025-07-01"), july) or ()) == 1
    for one in courts().values():
        if one.becomes and one.district:
            after = court_on(one.code, july)
            assert court_on(one.code, june) == one and after is not None
            found = courts_of_place(place(f"{one.district}@1900-01-01"), july)
            assert found is not None and after.code in found
    assert court_on("district-256", july) is None, "the reprint was not read for courts 6 to 9"
    assert courts_of_place(place("09169@2025-07-01"), july) is None
    assert courts_of_place(place("215@1900-01-01"), june) == frozenset({"district-215"})
