"""The conflict sheet: six lines with their law, what they come to, and the juror's promise."""

from __future__ import annotations

from datetime import date
from itertools import product
from uuid import UUID

import pytest
from pydantic import ValidationError

from domain.lists import ConflictAnswer
from domain.referral import Referral
from domain.referral.choosing import KnownOfPeople
from domain.referral.conflict_sheet import (
    Declaration,
    JurorOfThatCourt,
    PromiseIsMissing,
    ReviewerIsTied,
    SheetAnswer,
    SheetLine,
    SheetOutcome,
)
from domain.referral.court import Court, Pending, PendingStanding
from domain.referral.facts import DeclaredUnsure, NoConflictDeclared, ReviewerProposed, ReviewerRecused
from tests.domain.test_referral import CLEAN, HEADS, LAWYER, LAWYERS, REVIEWERS, proposed, submitted
from tests.spec import at, given

COURT, ELSEWHERE = Court(code="region-2-bac-ninh"), Court(code="region-5-bac-ninh")
DAY, BEFORE = date(2025, 7, 1), date(2025, 6, 30)
UNKNOWN = Pending()
PENDING = Pending(standing=PendingStanding.YES, court=COURT)
NO, YES, UNSURE = SheetAnswer.NO, SheetAnswer.YES, SheetAnswer.UNSURE
NOBODY: frozenset[UUID] = frozenset()
JUROR = CLEAN.model_copy(update={"juror": YES, "pending_there": NO, "court": ELSEWHERE, "promises": True})
asked_of_a_court = submitted.model_copy(
    update={"request": submitted.request.model_copy(update={"pending": PENDING})}
)


def but(**changes: object) -> Declaration:
    return CLEAN.model_copy(update=changes)


def test_every_line_has_a_letter_and_its_law() -> None:
    assert [line.letter for line in SheetLine] == list("abcdef")
    assert all("Điều" in line.law for line in SheetLine)


@pytest.mark.parametrize("line", [line for line in SheetLine if line is not SheetLine.JUROR])
def test_one_yes_is_a_conflict_and_one_not_sure_leaves_it_open(line: SheetLine) -> None:
    assert but(**{line.value: YES}).outcome(UNKNOWN, DAY) is SheetOutcome.CONFLICT
    assert but(**{line.value: UNSURE}).outcome(UNKNOWN, DAY) is SheetOutcome.UNSURE


def test_only_no_to_every_line_or_a_promise_opens_the_file() -> None:
    """All 3^6 sheets, with and without a promise: what is clear has no yes but a juror's, and nothing unsure."""
    for said in product(SheetAnswer, repeat=6):
        for promises in (False, True):
            lines = dict(zip([line.value for line in SheetLine], said, strict=True))
            sheet = Declaration.model_validate(lines | {"promises": promises, "pending_there": NO})
            try:
                clear = sheet.outcome(UNKNOWN, DAY) is SheetOutcome.CLEAR
            except PromiseIsMissing:
                clear = False
            others = [sheet.said(line) for line in SheetLine if line is not SheetLine.JUROR]
            juror_may = sheet.juror is NO or (sheet.juror is YES and promises)
            assert clear == (set(others) == {NO} and juror_may), sheet


def test_a_juror_promises_or_stands_aside() -> None:
    assert JUROR.outcome(UNKNOWN, DAY) is SheetOutcome.CLEAR
    with pytest.raises(PromiseIsMissing):
        JUROR.model_copy(update={"promises": False}).outcome(UNKNOWN, DAY)


def test_no_promise_helps_a_juror_of_the_court_where_it_is_pending() -> None:
    there = JUROR.model_copy(update={"court": Court(name="TAND Khu vực 2")})
    assert there.outcome(PENDING, DAY) is SheetOutcome.CONFLICT
    assert there.answered(PENDING, DAY) is ConflictAnswer.SITS_IN_COURT
    assert JUROR.model_copy(update={"pending_there": YES}).outcome(UNKNOWN, DAY) is SheetOutcome.CONFLICT


def test_a_juror_who_names_the_court_and_says_no_to_the_line_is_found_all_the_same() -> None:
    assert but(court=COURT).outcome(PENDING, DAY) is SheetOutcome.CONFLICT


@pytest.mark.parametrize(
    "changes", [{"pending_there": UNSURE}, {"pending_there": None}, {"juror": UNSURE}, {"court": Court()}]
)
def test_a_juror_who_does_not_know_leaves_it_open(changes: dict[str, object]) -> None:
    assert JUROR.model_copy(update=changes).outcome(PENDING, DAY) is SheetOutcome.UNSURE


@pytest.mark.parametrize(
    ("one", "other", "day", "same"),
    [
        (COURT, Court(name="TAND  khu vực 2"), DAY, True),
        (COURT, Court(name="tòa án nhân dân khu vực 2 - Bắc Ninh"), DAY, True),
        (Court(name="TAND huyện Hiệp Hòa"), COURT, DAY, True),
        (Court(code="district-223"), Court(code="district-222"), DAY, True),
        (Court(code="district-223"), Court(code="district-222"), BEFORE, False),
        (Court(name="Tòa án quân sự X"), Court(name="TA quân sự x"), DAY, True),
        (COURT, ELSEWHERE, DAY, False),
        (Court(), Court(), DAY, False),
    ],
)
def test_courts_are_the_same_on_a_day_by_code_or_in_words(
    one: Court, other: Court, day: date, *, same: bool
) -> None:
    assert one.is_same(other, day) is same and other.is_same(one, day) is same


def test_a_court_that_the_data_does_not_have_is_written_in_words() -> None:
    with pytest.raises(ValidationError):
        Court(code="region-10-bac-ninh")
    assert Court(code="region-2-bac-ninh").shown() == "Tòa án nhân dân khu vực 2 - Bắc Ninh"


def test_a_juror_by_the_data_of_members_is_recused_whatever_they_say() -> None:
    since_july = at("2025-07-02", by=LAWYER, role="reviewer")
    fact = given(Referral, asked_of_a_court, proposed).when(
        lambda r: r.declare(CLEAN, since_july, juror_of=(Court(code="district-223"),))
    )
    then = fact.then_fact(ReviewerRecused)
    assert then.answer is ConflictAnswer.SITS_IN_COURT


FREE = KnownOfPeople(reviewers=REVIEWERS, involved=NOBODY, recused=NOBODY)


def test_whom_the_keyed_check_finds_is_not_proposed() -> None:
    given(Referral, submitted).when(
        lambda r: r.propose(LAWYER, HEADS, FREE.model_copy(update={"tied": frozenset({LAWYER})}))
    ).then_refused(ReviewerIsTied)


@pytest.mark.parametrize(("court", "refused"), [(COURT, True), (ELSEWHERE, False), (Court(), False)])
def test_a_juror_of_the_court_where_it_is_pending_is_never_assigned(court: Court, refused: bool) -> None:
    then = given(Referral, asked_of_a_court).when(
        lambda r: r.propose(LAWYER, HEADS, FREE.model_copy(update={"juror_of": (ELSEWHERE, court)}))
    )
    if refused:
        then.then_refused(JurorOfThatCourt)
    else:
        then.then_fact(ReviewerProposed)


def test_not_sure_leaves_the_file_shut_and_may_be_declared_again() -> None:
    unsure = but(related=UNSURE)
    left_open = given(Referral, submitted, proposed).when(lambda r: r.declare(unsure, LAWYERS))
    fact = left_open.then_fact(DeclaredUnsure)
    given(Referral, submitted, proposed, fact).then_state(lambda r: r.is_unsure and r.stage.is_open)
    given(Referral, submitted, proposed, fact).when(lambda r: r.declare(CLEAN, LAWYERS)).then_fact(
        NoConflictDeclared
    )


def test_a_promise_is_on_the_record() -> None:
    fact = given(Referral, submitted, proposed).when(lambda r: r.declare(JUROR, LAWYERS))
    assert fact.then_fact(NoConflictDeclared).promises


def test_a_juror_of_that_court_is_recused_for_good() -> None:
    there = JUROR.model_copy(update={"court": COURT})
    fact = given(Referral, asked_of_a_court, proposed).when(lambda r: r.declare(there, LAWYERS))
    assert fact.then_fact(ReviewerRecused).answer is ConflictAnswer.SITS_IN_COURT
