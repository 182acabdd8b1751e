"""Rules of activities without a database: each kind asks for its own, days and places fit, forums are warned about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from api.activity_words import EVERYBODYS, FIELDS
from domain.activity import Activity
from domain.activity.codes import ActivityKind, WhyCancelled, WhyCorrected
from domain.activity.facts import ActivityAttended, ActivityDeclined, ActivityInvited, ActivityRecorded
from domain.activity.forum import ForumWarning, forum_warnings, report_due
from domain.activity.held import Declining, Held, Invitation
from domain.activity.kinds import OF_ITS_OWN, SHEETS, duties_of
from domain.activity.refusals import (
    AboutField,
    ActivityAhead,
    ActivityIsCancelled,
    DaysInOrder,
    DistrictNotOfDay,
    FieldIsNeeded,
    FieldOfOtherKind,
    GoodsNeedValuation,
    KindStays,
    NeedsInvitation,
    NoInvitation,
    NothingHeld,
    PlaceNotOfDay,
    WorthIsMissing,
)
from domain.calendar import start_of_day
from domain.duties import Block, Duty
from domain.kernel import Act, Actor
from domain.units import TWO_TIERS_SINCE, register
from tests.spec import given

UNIT = UUID("5e0d2d7a-0000-4000-8000-000000000001")
ACT = Act(Actor.account(UUID(int=7, version=4)), datetime(2025, 10, 1, 3, 0, tzinfo=UTC))
OUTREACH = {"kind": "outreach", "topic": "Phòng đuối nước", "themes": ["drowning"]}
FORUM = {
    "kind": "forum",
    "topic": "An toàn trên môi trường mạng",
    "themes": ["online"],
    "detail": {"level": "own", "parental_consent": True, "reported_on": "2025-09-20"},
    "participants": {"children": 60, "supervisors": 12, "guests": 20, "collaborators": 6},
}
GIFT = {
    "kind": "contribution",
    "topic": "Ủng hộ sách vở",
    "detail": {"donor_kind": "enterprise"},
    "worth": {"money_vnd": 5_000_000},
}
BENEFIT = {
    "kind": "benefit",
    "topic": "Trao học bổng",
    "detail": {"benefit": "scholarship", "instances": 120},
}
INVITATION = Invitation.model_validate(
    {
        "kind": "supervision",
        "topic": "Giám sát Luật Trẻ em",
        "inviter": "Ủy ban Mặt trận Tổ quốc",
        "invited_on": "2025-09-01",
        "for_day": "2025-10-20",
    }
)


def held(said: dict[str, Any], **more: Any) -> Held:
    """What was held, on 10 September 2025 unless said otherwise."""
    return Held.model_validate({"held_on": "2025-09-10", **said, **more})


ATTENDED = held({"kind": "supervision", "topic": "Giám sát Luật Trẻ em"}, held_on="2025-09-30")
RECORDED = Activity.record(UNIT, held(OUTREACH), ACT)
INVITED = Activity.invite(UNIT, INVITATION, ACT)


def test_every_kind_has_a_sheet_and_every_field_of_it_a_word() -> None:
    assert set(SHEETS) == set(ActivityKind)
    assert set(OF_ITS_OWN) == set(FIELDS)
    assert set(EVERYBODYS).isdisjoint(FIELDS)
    for kind, sheet in SHEETS.items():
        assert sheet.needs <= set(sheet.asks), kind
        assert sheet.duties, kind


def test_an_activity_happened_on_its_day_and_counts_for_its_unit() -> None:
    assert (
        ActivityRecorded(occurred_at=start_of_day(date(2025, 9, 10)), unit=UNIT, held=held(OUTREACH))
        == RECORDED
    )


@pytest.mark.parametrize(
    ("said", "more", "refusal", "path"),
    [
        (OUTREACH, {"held_on": "2025-10-02"}, ActivityAhead, "held_on"),
        (OUTREACH, {"until": "2025-10-02"}, ActivityAhead, "until"),
        (OUTREACH, {"until": "2025-09-09"}, DaysInOrder, "until"),
        (OUTREACH, {"themes": []}, FieldIsNeeded, "themes"),
        (OUTREACH, {"worth": {"money_vnd": 1}}, FieldOfOtherKind, "worth.money_vnd"),
        (OUTREACH, {"detail": {"instances": 0}}, FieldOfOtherKind, "detail.instances"),
        (BENEFIT, {"participants": {"children": 3}}, FieldOfOtherKind, "participants.children"),
        (GIFT, {"worth": {}}, WorthIsMissing, "worth.money_vnd"),
        (GIFT, {"worth": {"goods_vnd": 9}}, GoodsNeedValuation, "worth.valuation"),
        (OUTREACH, {"place": "07255@1900-01-01"}, PlaceNotOfDay, "place"),
        (FORUM, {"detail": {"level": "district"}}, DistrictNotOfDay, "detail.level"),
    ],
)
def test_a_slip_is_refused_at_its_field(
    said: dict[str, Any], more: dict[str, Any], refusal: type[AboutField], path: str
) -> None:
    with pytest.raises(refusal) as slip:
        Activity.record(UNIT, held(said, **more), ACT)
    assert slip.value.path == path


def test_an_old_commune_and_a_district_event_belong_to_their_own_days() -> None:
    june = "2025-06-30"
    event = {"kind": "communication_event", "topic": "Ngày hội", "detail": {"level": "district"}}
    there = held(event, held_on=june, place="07255@1900-01-01")
    assert Activity.record(UNIT, there, ACT).held == there
    new = register().options_on(TWO_TIERS_SINCE)[0].key
    with pytest.raises(PlaceNotOfDay):
        Activity.record(UNIT, held(event, held_on=june, place=new), ACT)


def test_supervision_begins_with_an_invitation_and_nothing_else_does() -> None:
    with pytest.raises(NeedsInvitation):
        Activity.record(UNIT, ATTENDED, ACT)
    with pytest.raises(NoInvitation):
        Activity.invite(UNIT, INVITATION.model_copy(update={"kind": ActivityKind.OUTREACH}), ACT)
    with pytest.raises(ActivityAhead):
        Activity.invite(UNIT, INVITATION.model_copy(update={"invited_on": date(2025, 10, 2)}), ACT)
    assert (
        ActivityInvited(occurred_at=start_of_day(date(2025, 9, 1)), unit=UNIT, invitation=INVITATION)
        == INVITED
    )


def test_an_invitation_is_attended_or_declined_and_a_later_answer_replaces_the_earlier() -> None:
    no = Declining.model_validate({"because": "nobody_free"})
    given(Activity, INVITED).when(lambda one: one.attend(ATTENDED, ACT)).then(
        ActivityAttended(occurred_at=start_of_day(ATTENDED.held_on), held=ATTENDED)
    )
    given(Activity, INVITED).when(lambda one: one.decline(no, ACT)).then(
        ActivityDeclined(occurred_at=ACT.at, declining=no)
    )
    declined = Activity.began(UNIT, INVITED).apply(ActivityDeclined(occurred_at=ACT.at, declining=no))
    assert declined.declined and declined.held is None
    attended = declined.apply(declined.attend(ATTENDED, ACT))
    assert not attended.declined and attended.held == ATTENDED
    given(Activity, INVITED).when(lambda one: one.attend(held(OUTREACH), ACT)).then_refused(NoInvitation)
    given(Activity, RECORDED).when(lambda one: one.decline(no, ACT)).then_refused(NoInvitation)


def test_a_correction_says_the_whole_again_and_keeps_the_kind() -> None:
    right = held(OUTREACH, participants={"children": 90})
    given(Activity, RECORDED).when(lambda one: one.correct(held(FORUM), WhyCorrected.SLIP, ACT)).then_refused(
        KindStays
    )
    given(Activity, INVITED).when(lambda one: one.correct(ATTENDED, WhyCorrected.SLIP, ACT)).then_refused(
        NothingHeld
    )
    one = Activity.began(UNIT, RECORDED)
    assert one.apply(one.correct(right, WhyCorrected.COUNTED_AGAIN, ACT)).held == right


def test_what_was_cancelled_takes_no_more() -> None:
    cancelled = Activity.began(UNIT, RECORDED).cancel(WhyCancelled.TWICE, "", ACT)
    for wish in (
        lambda one: one.correct(held(OUTREACH), WhyCorrected.SLIP, ACT),
        lambda one: one.cancel(WhyCancelled.TWICE, "", ACT),
    ):
        given(Activity, RECORDED, cancelled).when(wish).then_refused(ActivityIsCancelled)


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        ({"participants": {"children": 49, "supervisors": 10}}, ForumWarning.FEW_CHILDREN),
        ({"participants": {"children": 60, "supervisors": 11}}, ForumWarning.FEW_SUPERVISORS),
        (
            {"participants": {"children": 60, "supervisors": 12, "collaborators": 7}},
            ForumWarning.MANY_VOLUNTEERS,
        ),
        ({"participants": {"children": 60, "supervisors": 12, "guests": 21}}, ForumWarning.MANY_GUESTS),
        ({"detail": {"level": "own", "reported_on": "2025-09-20"}}, ForumWarning.NO_CONSENT),
        ({"detail": {"level": "own", "parental_consent": True}}, ForumWarning.NOT_REPORTED),
        (
            {"detail": {"level": "own", "parental_consent": True, "reported_on": "2025-09-26"}},
            ForumWarning.REPORTED_LATE,
        ),
    ],
)
def test_a_forum_that_lacks_a_condition_is_entered_and_warned_about(
    change: dict[str, Any], warning: ForumWarning
) -> None:
    """Circular 29/2019/TT-BLĐTBXH (LAW 8 and 4.2)."""
    assert forum_warnings(held(FORUM)) == ()
    lacking = held(FORUM, **change)
    assert forum_warnings(lacking) == (warning,)
    assert Activity.record(UNIT, lacking, ACT).held == lacking


@pytest.mark.parametrize(("level", "fewest"), [("province", 50), ("commune", 30), ("own", 50)])
def test_the_fewest_children_go_by_who_holds_the_forum(level: str, fewest: int) -> None:
    def few(children: int) -> bool:
        people = {"children": children, "supervisors": children}
        forum = held(FORUM, detail={"level": level}, participants=people)
        return ForumWarning.FEW_CHILDREN in forum_warnings(forum)

    assert few(fewest - 1) and not few(fewest)


def test_a_forum_is_reported_fifteen_days_after_its_last_day() -> None:
    assert report_due(held(FORUM, until="2025-09-11")) == date(2025, 9, 26)


def test_duties_go_by_kind_theme_and_what_was_inspected() -> None:
    assert duties_of(held(OUTREACH)) == (Duty.MOBILISE, Duty.PREVENT)
    assert duties_of(held(OUTREACH, themes=["rights"])) == (Duty.MOBILISE,)
    charter = {"kind": "inspection", "topic": "Kiểm tra", "detail": {"inspection": "charter", "sites": 2}}
    assert [duty.block for duty in duties_of(held(charter))] == [Block.ASSOCIATION]
    of_92 = held(charter, detail={"inspection": "article_92", "sites": 2})
    assert duties_of(of_92) == (Duty.IMPLEMENT,)
    assert duties_of(ATTENDED) == (Duty.SUPERVISE,)


def test_a_number_typed_in_groups_of_three_is_read_as_it_is_meant() -> None:
    for typed in ("5.000.000", "5 000 000", "5,000,000 đ", "5000000"):
        assert held(GIFT, worth={"money_vnd": typed}).worth.money_vnd == 5_000_000
    with pytest.raises(ValueError, match="money_vnd"):
        held(GIFT, worth={"money_vnd": "5,5"})
    with pytest.raises(ValueError, match="children"):
        held(OUTREACH, participants={"children": "-1"})
