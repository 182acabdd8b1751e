"""A bulk export: asked for, approved by a second person, used for a day and at most three times."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from pydantic import ValidationError

from application.follow_up_log import LogFilters
from domain.export import (
    MOST_DOWNLOADS,
    VALID_FOR,
    Export,
    ExportApproved,
    ExportAsked,
    ExportDelivered,
    ExportFilters,
    ExportFormat,
    ExportHasExpired,
    ExportIsOver,
    ExportNotApproved,
    ExportOfAnother,
    ExportPart,
    ExportPurpose,
    ExportRejected,
    ExportRequested,
    ExportUsedUp,
    ExportWithdrawn,
    harmless,
)
from domain.kernel import Event
from domain.lists import LegalBasis
from domain.second_person import SecondPersonNeeded
from tests.spec import COUNSELLOR, UNIT, at, given, when

ASKER, SECOND = COUNSELLOR, UUID("00000000-0000-4000-8000-0000000000c2")
ASKS, APPROVES = at("2026-03-02T09:00"), at("2026-03-02T10:00", by=SECOND)
LATER = at("2026-03-03T09:59")
ASKED = ExportAsked(
    purpose=ExportPurpose.REPORT,
    legal_basis=LegalBasis.SAME_ORGANISATION,
    why="Báo cáo sáu tháng",
    recipient="Văn phòng Hội",
)
REQUESTED = ExportRequested(occurred_at=ASKS.at, asked=ASKED, unit=UNIT)
APPROVED = ExportApproved(occurred_at=APPROVES.at, until=APPROVES.at + VALID_FOR)
WITHDRAWN = ExportWithdrawn(occurred_at=LATER.at)
DELIVERED = ExportDelivered(occurred_at=LATER.at, format=ExportFormat.CSV, entries=3, digest="00")


def test_it_is_asked_for_with_nothing_but_codes_unless_more_is_chosen() -> None:
    when(lambda: Export.request(ASKED, UNIT, ASKS)).then(REQUESTED)
    assert ASKED.parts == ()


def test_a_second_person_approves_it_for_a_day() -> None:
    given(Export, REQUESTED).when(lambda e: e.approve(ASKER, APPROVES)).then(APPROVED)
    given(Export, REQUESTED).when(lambda e: e.approve(ASKER, ASKS)).then_refused(SecondPersonNeeded)
    given(Export, REQUESTED).when(lambda e: e.reject(ASKER, "", ASKS)).then_refused(SecondPersonNeeded)
    given(Export, REQUESTED).when(lambda e: e.reject(ASKER, "", APPROVES)).then(
        ExportRejected(occurred_at=APPROVES.at, note="")
    )


@pytest.mark.parametrize("over", [APPROVED, WITHDRAWN, ExportRejected(occurred_at=APPROVES.at)])
def test_what_was_decided_is_not_decided_again(over: Event) -> None:
    given(Export, REQUESTED, over).when(lambda e: e.approve(ASKER, APPROVES)).then_refused(ExportIsOver)
    given(Export, REQUESTED, over).when(lambda e: e.reject(ASKER, "", APPROVES)).then_refused(ExportIsOver)


def test_whoever_asked_takes_it_back_also_after_the_approval() -> None:
    given(Export, REQUESTED, APPROVED).when(lambda e: e.withdraw(ASKER, LATER)).then(WITHDRAWN)
    given(Export, REQUESTED).when(lambda e: e.withdraw(ASKER, APPROVES)).then_refused(ExportOfAnother)
    given(Export, REQUESTED, WITHDRAWN).when(lambda e: e.withdraw(ASKER, LATER)).then_refused(ExportIsOver)


def _may(*facts: Event, act: object = LATER) -> object:
    return given(Export, REQUESTED, *facts).when(lambda e: e.may_be_downloaded(ASKER, act))  # type: ignore[arg-type]


def test_it_is_downloaded_by_whoever_asked_within_the_day_and_three_times_at_most() -> None:
    _may(APPROVED).then()  # type: ignore[attr-defined]
    _may().then_refused(ExportNotApproved)  # type: ignore[attr-defined]
    _may(APPROVED, WITHDRAWN).then_refused(ExportNotApproved)  # type: ignore[attr-defined]
    _may(APPROVED, act=APPROVES).then_refused(ExportOfAnother)  # type: ignore[attr-defined]
    _may(APPROVED, act=at("2026-03-03T10:00")).then_refused(ExportHasExpired)  # type: ignore[attr-defined]
    _may(APPROVED, *[DELIVERED] * (MOST_DOWNLOADS - 1)).then()  # type: ignore[attr-defined]
    _may(APPROVED, *[DELIVERED] * MOST_DOWNLOADS).then_refused(ExportUsedUp)  # type: ignore[attr-defined]
    assert timedelta(hours=24) == VALID_FOR


def test_the_filters_are_those_of_the_follow_up_log() -> None:
    assert set(ExportFilters.model_fields) == set(LogFilters.model_fields) - {"order", "after"}


def test_neither_health_nor_informant_nor_the_group_of_hiv_can_be_asked_for() -> None:
    assert {part.value for part in ExportPart} == {"name", "references"}
    with pytest.raises(ValidationError):
        ExportFilters.model_validate({"group": "hiv"})


@pytest.mark.parametrize(
    "begins", ["=1+1", "+84", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "\r=1", "\u200b=1"]
)
def test_nothing_in_a_file_begins_like_a_formula(begins: str) -> None:
    assert harmless(begins) == f"'{begins}"


@pytest.mark.parametrize("plain", ["", "Lò Văn Ví Dụ", "2026-03-02 09:00", "HT.TN.0001.2026", "–"])
def test_other_text_stays_as_it_is(plain: str) -> None:
    assert harmless(plain) == plain
