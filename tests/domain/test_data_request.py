"""Requests of data subjects: clocks, one extension, and nobody suspected is ever answered but with a refusal."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.child_case.intake import Suspected
from domain.child_case.suspect import Likeness, likeness
from domain.data_clocks import INTERNAL, RequestKind, clocks
from domain.data_request import (
    AcknowledgedAlready,
    Asked,
    CaseIsPlaced,
    DataRequest,
    DataRequestAcknowledged,
    DataRequestAnswered,
    DataRequestExtended,
    DataRequestJudged,
    DataRequestPlaced,
    DataRequestReceived,
    DataRequestRefused,
    ExtendedAlready,
    NothingToJudge,
    RefusedBecause,
    RequesterIsSuspected,
    RequestIsOver,
    TooLateToExtend,
    WarningIsOpen,
    WhoAsksIsUnclear,
)
from domain.kernel import Event
from domain.lists import Relation
from domain.requester import IdentityCheck, RequesterVerdict, WhoAsks
from tests.spec import UNIT, at, given, when

CASE = UUID(int=7)
MONDAY = at("2026-03-02")
SUSPECTED = Suspected(
    name="Trần Giả Định", description="hay gọi từ 0912 345 678", relation=Relation.STEP_PARENT
)


def asked(kind: RequestKind = RequestKind.SEE, **more: object) -> Asked:
    return Asked.model_validate({"kind": kind, "who": WhoAsks.PARENT, "name": "Vi Thị Mẫu"} | more)


def received(like: Likeness | None = None, case: UUID | None = CASE, **more: object) -> DataRequestReceived:
    return DataRequestReceived(
        occurred_at=MONDAY.at,
        received_at=MONDAY.at,
        asked=asked(**more),  # type: ignore[arg-type] # names of fields
        unit=UNIT,
        case_id=case,
        likeness=like,
    )


ANSWERED = DataRequestAnswered(occurred_at=MONDAY.at, identity=IdentityCheck.PAPERS, answer="Đã đưa bản sao.")
REFUSED = DataRequestRefused(occurred_at=MONDAY.at, ground=RefusedBecause.CRIME_PREVENTION)
EXTENDED = DataRequestExtended(occurred_at=MONDAY.at, reason="Hồ sơ nhiều.")
ACKNOWLEDGED = DataRequestAcknowledged(occurred_at=MONDAY.at)


# -- clocks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "days"), [("see", 10), ("correct", 10), ("delete", 20), ("restrict", 15), ("object", 15)]
)
def test_the_answer_is_due_in_calendar_days_and_may_be_extended_by_as_many(kind: str, days: int) -> None:
    day = date(2026, 3, 2)
    found = clocks(RequestKind(kind), day)
    assert (found.answer_by - day, found.extended_by - day) == (timedelta(days), timedelta(2 * days))
    assert "356/2025" in found.source


def test_two_working_days_to_acknowledge_leave_out_the_week_end_and_days_off() -> None:
    assert clocks(RequestKind.SEE, date(2026, 3, 6)).acknowledge_by == date(2026, 3, 10)
    assert clocks(RequestKind.SEE, date(2026, 4, 29)).acknowledge_by == date(2026, 5, 5)  # 30 April, 1 May


def test_before_the_decree_the_terms_are_our_own() -> None:
    assert clocks(RequestKind.SEE, date(2025, 12, 31)).source == INTERNAL
    assert clocks(RequestKind.SEE, date(2026, 1, 1)).source != INTERNAL


def test_an_extension_moves_the_last_day_once() -> None:
    given(DataRequest, received()).then_state(lambda r: r.due_on == date(2026, 3, 12))
    given(DataRequest, received(), EXTENDED).then_state(lambda r: r.due_on == date(2026, 3, 22))
    given(DataRequest, received()).when(lambda r: r.extend("Hồ sơ nhiều.", MONDAY)).then(EXTENDED)
    given(DataRequest, received(), EXTENDED).when(lambda r: r.extend("x", MONDAY)).then_refused(
        ExtendedAlready
    )


def test_an_overdue_answer_is_not_made_timely_by_an_extension() -> None:
    last = DataRequestExtended(occurred_at=at("2026-03-12").at, reason="x")
    given(DataRequest, received()).when(lambda r: r.extend("x", at("2026-03-12"))).then(last)
    given(DataRequest, received()).when(lambda r: r.extend("x", at("2026-03-13"))).then_refused(
        TooLateToExtend
    )


def test_a_receipt_in_the_future_counts_as_now() -> None:
    later = asked(received_at=at("2027-01-01").at)
    fact = when(lambda: DataRequest.receive(later, UNIT, None, None, MONDAY)).then_fact(DataRequestReceived)
    assert fact.occurred_at == MONDAY.at


# -- the person suspected --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "telephone", "relation", "found"),
    [
        ("tran  gia DINH", "", None, Likeness.NAME),
        ("Người Khác", "+84 912345678", None, Likeness.TELEPHONE),
        ("Người Khác", "", Relation.STEP_PARENT, Likeness.RELATION),
        ("Người Khác", "0987654321", Relation.PARENT, None),
        ("", "", None, None),
    ],
)
def test_by_name_telephone_or_relation(
    name: str, telephone: str, relation: Relation | None, found: Likeness | None
) -> None:
    assert likeness(name, telephone, relation, SUSPECTED) is found


@pytest.mark.parametrize("relation", [Relation.OTHER, Relation.UNKNOWN])
def test_a_relation_that_says_nothing_marks_nobody(relation: Relation) -> None:
    assert likeness("", "", relation, Suspected(relation=relation)) is None


def test_a_number_of_many_people_marks_nobody() -> None:
    assert likeness("", "111", None, Suspected(description="bị bắt sau khi ai đó gọi 111")) is None


@pytest.mark.parametrize("like", [Likeness.NAME, Likeness.TELEPHONE])
def test_who_is_marked_is_recorded_and_can_only_be_refused_as_no_representative(like: Likeness) -> None:
    fact = when(lambda: DataRequest.receive(asked(), UNIT, CASE, like, MONDAY)).then_fact(DataRequestReceived)
    assert fact.likeness is like
    marked = given(DataRequest, received(like))
    marked.when(lambda r: r.answer(IdentityCheck.PAPERS, "x", None, MONDAY)).then_refused(
        RequesterIsSuspected
    )
    for ground in set(RefusedBecause) - {RefusedBecause.NOT_REPRESENTATIVE}:
        with pytest.raises(RequesterIsSuspected):
            marked.state.refuse(ground, "", None, MONDAY)
    no = DataRequestRefused(occurred_at=MONDAY.at, ground=RefusedBecause.NOT_REPRESENTATIVE)
    marked.when(lambda r: r.refuse(RefusedBecause.NOT_REPRESENTATIVE, "", None, MONDAY)).then(no)


ANOTHER = DataRequestJudged(occurred_at=MONDAY.at, verdict=RequesterVerdict.ANOTHER, reason="Mẹ của cháu.")
SAME = DataRequestJudged(occurred_at=MONDAY.at, verdict=RequesterVerdict.SUSPECTED, reason="Tự nói ra.")


def test_a_relation_only_warns_and_the_warning_is_answered_first() -> None:
    warned = given(DataRequest, received(Likeness.RELATION))
    warned.when(lambda r: r.answer(IdentityCheck.PAPERS, "x", None, MONDAY)).then_refused(WarningIsOpen)
    warned.when(lambda r: r.refuse(RefusedBecause.UNPROVEN, "", None, MONDAY)).then_refused(WarningIsOpen)
    warned.when(lambda r: r.judge(RequesterVerdict.ANOTHER, "Mẹ của cháu.", None, MONDAY)).then(ANOTHER)
    later = given(DataRequest, received())
    later.when(lambda r: r.answer(IdentityCheck.PAPERS, "x", Likeness.RELATION, MONDAY)).then_refused(
        WarningIsOpen
    )


def test_an_innocent_other_parent_is_answered_as_anybody() -> None:
    found = given(DataRequest, received(Likeness.RELATION), ANOTHER)
    found.when(lambda r: r.answer(IdentityCheck.PAPERS, "Đã đưa bản sao.", Likeness.RELATION, MONDAY)).then(
        ANSWERED
    )
    found.when(lambda r: r.refuse(RefusedBecause.CRIME_PREVENTION, "", None, MONDAY)).then(REFUSED)


def test_whom_the_officer_takes_for_the_person_suspected_is_only_refused() -> None:
    found = given(DataRequest, received(Likeness.RELATION), SAME)
    found.when(lambda r: r.answer(IdentityCheck.PAPERS, "x", None, MONDAY)).then_refused(RequesterIsSuspected)
    found.when(lambda r: r.refuse(RefusedBecause.UNPROVEN, "", None, MONDAY)).then_refused(
        RequesterIsSuspected
    )
    found.when(lambda r: r.judge(RequesterVerdict.ANOTHER, "Mẹ của cháu.", None, MONDAY)).then(ANOTHER)


@pytest.mark.parametrize("sure", [Likeness.NAME, Likeness.TELEPHONE])
def test_what_is_certain_beats_the_officer_s_word(sure: Likeness) -> None:
    found = given(DataRequest, received(Likeness.RELATION), ANOTHER)
    found.when(lambda r: r.answer(IdentityCheck.PAPERS, "x", sure, MONDAY)).then_refused(RequesterIsSuspected)
    found.when(lambda r: r.judge(RequesterVerdict.ANOTHER, "x", sure, MONDAY)).then_refused(NothingToJudge)
    given(DataRequest, received()).when(
        lambda r: r.judge(RequesterVerdict.ANOTHER, "x", None, MONDAY)
    ).then_refused(NothingToJudge)


def test_who_is_suspected_later_is_not_answered_either() -> None:
    open_one = given(DataRequest, received())
    open_one.when(lambda r: r.answer(IdentityCheck.PAPERS, "x", Likeness.NAME, MONDAY)).then_refused(
        RequesterIsSuspected
    )
    placed = DataRequestPlaced(occurred_at=MONDAY.at, case_id=CASE, likeness=Likeness.NAME)
    nowhere = given(DataRequest, received(case=None))
    nowhere.when(lambda r: r.place(CASE, Likeness.NAME, MONDAY)).then(placed)
    given(DataRequest, received(case=None), placed).when(
        lambda r: r.answer(IdentityCheck.PAPERS, "x", None, MONDAY)
    ).then_refused(RequesterIsSuspected)
    open_one.when(lambda r: r.place(CASE, None, MONDAY)).then_refused(CaseIsPlaced)


# -- answering -------------------------------------------------------------------------------------------------------


def test_nobody_is_answered_before_it_is_clear_who_asks() -> None:
    open_one = given(DataRequest, received())
    open_one.when(lambda r: r.answer(IdentityCheck.NOT_YET, "x", None, MONDAY)).then_refused(WhoAsksIsUnclear)
    open_one.when(lambda r: r.answer(IdentityCheck.PAPERS, "Đã đưa bản sao.", None, MONDAY)).then(ANSWERED)
    known = given(DataRequest, received(identity=IdentityCheck.PAPERS))
    known.when(lambda r: r.answer(IdentityCheck.NOT_YET, "Đã đưa bản sao.", None, MONDAY)).then(ANSWERED)


@pytest.mark.parametrize("over", [ANSWERED, REFUSED])
def test_what_is_over_takes_nothing_more(over: Event) -> None:
    done = given(DataRequest, received(), over)
    done.when(lambda r: r.answer(IdentityCheck.PAPERS, "x", None, MONDAY)).then_refused(RequestIsOver)
    done.when(lambda r: r.refuse(RefusedBecause.UNPROVEN, "", None, MONDAY)).then_refused(RequestIsOver)
    done.when(lambda r: r.extend("x", MONDAY)).then_refused(RequestIsOver)
    done.when(lambda r: r.acknowledge(MONDAY)).then_refused(RequestIsOver)


def test_the_requester_is_told_once() -> None:
    given(DataRequest, received()).when(lambda r: r.acknowledge(MONDAY)).then(ACKNOWLEDGED)
    given(DataRequest, received(), ACKNOWLEDGED).when(lambda r: r.acknowledge(MONDAY)).then_refused(
        AcknowledgedAlready
    )


def test_every_no_has_its_article_and_a_deletion_two() -> None:
    assert RefusedBecause.CRIME_PREVENTION.article(RequestKind.SEE) == "Luật 91/2025/QH15, Điều 19(1)(b)"
    assert "14(2)" in RefusedBecause.CRIME_PREVENTION.article(RequestKind.DELETE)
    assert "24(2)" in RefusedBecause.NOT_REPRESENTATIVE.article(RequestKind.DELETE)
    assert RefusedBecause.LEGAL_HOLD.article(RequestKind.DELETE) == INTERNAL
