"""A breach of personal data: noted by anyone, notified within 72 hours, closed with a notice or a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest

from application.breach import BreachRow
from domain.breach import (
    Breach,
    BreachClosed,
    BreachIsClosed,
    BreachNoted,
    BreachNotified,
    BreachRecord,
    NobodyNotified,
    Notice,
    NoticeBeforeDetection,
    notify_by,
)
from tests.spec import STREAM, UNIT, at, given, when

FOUND = at("2026-03-06T16:00")
LATER = at("2026-03-07T09:00")
WHAT = Breach(what="Mất điện thoại có ảnh hồ sơ.", found_at=FOUND.at)
NOTED = BreachNoted(occurred_at=FOUND.at, received_at=LATER.at, breach=WHAT, unit=UNIT)
NOTICE = Notice(to="Cơ quan chuyên trách", reference="12/CV")
NOTIFIED = BreachNotified(occurred_at=LATER.at, notice=NOTICE)
CLOSED = BreachClosed(occurred_at=LATER.at, done="Đã khóa máy.")


def test_it_is_noted_with_the_moment_of_detection_and_never_with_one_to_come() -> None:
    when(lambda: BreachRecord.note(WHAT, UNIT, LATER)).then(NOTED)
    ahead = WHAT.model_copy(update={"found_at": at("2027-01-01").at})
    fact = when(lambda: BreachRecord.note(ahead, UNIT, LATER)).then_fact(BreachNoted)
    assert fact.occurred_at == LATER.at


def test_the_clock_is_72_hours_through_nights_and_week_ends() -> None:
    assert notify_by(FOUND.at) == at("2026-03-09T16:00").at


@pytest.mark.parametrize(("hours", "overdue"), [(72, False), (73, True)])
def test_it_is_overdue_after_72_hours_unless_notified_or_closed(hours: int, overdue: bool) -> None:
    now = FOUND.at + timedelta(hours=hours)
    assert BreachRow(STREAM, 1, FOUND.at, None, None, False).is_overdue(now) is overdue
    assert not BreachRow(STREAM, 1, FOUND.at, None, LATER.at, False).is_overdue(now)
    assert not BreachRow(STREAM, 1, FOUND.at, None, None, True).is_overdue(now)
    assert BreachRow(STREAM, 1, FOUND.at, None, now, False).was_late is overdue


def test_notices_are_added_in_every_state_and_the_first_counts() -> None:
    given(BreachRecord, NOTED).when(lambda b: b.notify(NOTICE, LATER)).then(NOTIFIED)
    given(BreachRecord, NOTED, NOTIFIED, CLOSED).when(lambda b: b.notify(NOTICE, LATER)).then(NOTIFIED)
    second = BreachNotified(occurred_at=at("2026-03-08").at, notice=NOTICE)
    given(BreachRecord, NOTED, second, NOTIFIED).then_state(lambda b: b.notified_at == LATER.at)
    before = Notice(to="x", at=at("2026-03-06T15:59").at)
    given(BreachRecord, NOTED).when(lambda b: b.notify(before, LATER)).then_refused(NoticeBeforeDetection)


def test_it_is_closed_once_with_a_notice_or_the_reason_why_none_is_due() -> None:
    given(BreachRecord, NOTED, NOTIFIED).when(lambda b: b.close("Đã khóa máy.", "", LATER)).then(CLOSED)
    given(BreachRecord, NOTED).when(lambda b: b.close("Đã khóa máy.", "", LATER)).then_refused(NobodyNotified)
    without = BreachClosed(occurred_at=LATER.at, done="Đã khóa máy.", why_not_notified="Máy trống.")
    given(BreachRecord, NOTED).when(lambda b: b.close("Đã khóa máy.", "Máy trống.", LATER)).then(without)
    given(BreachRecord, NOTED, NOTIFIED, CLOSED).when(lambda b: b.close("x", "", LATER)).then_refused(
        BreachIsClosed
    )
