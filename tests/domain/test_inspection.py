"""Findings of the inspection board: opened, answered, remedied, verified, closed; nobody judges their own matter."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.inspection import (
    DueBeforeToday,
    FindingAbout,
    FindingAnswer,
    FindingAnswered,
    FindingCheck,
    FindingClosed,
    FindingKind,
    FindingOnOneself,
    FindingOpened,
    FindingRemedy,
    FindingSaid,
    FindingStage,
    FindingStance,
    FindingVerdict,
    FindingVerified,
    InspectionFinding,
    NeverAnswered,
    NotTheTurn,
    RemedyInFuture,
    RemedyReported,
)
from tests.spec import UNIT, at, given

AUDITOR, KEEPER, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
MONDAY = at("2026-03-02", by=AUDITOR, role="auditor")
LATER = at("2026-03-09", by=AUDITOR, role="auditor")
ABOUT = FindingAbout(unit=UNIT, account=KEEPER)
SAID = FindingSaid(kind=FindingKind.ACCESS, found="Mở hồ sơ.", recommended="Nhắc.", due_on=date(2026, 3, 20))
REMEDY = FindingRemedy(done_on=date(2026, 3, 6), words="Đã họp.")
SEEN = FindingCheck(verdict=FindingVerdict.REMEDIED, words="Đã xem biên bản.")
LEFT = FindingCheck(verdict=FindingVerdict.NOT_REMEDIED, words="Chưa thấy.", due_on=date(2026, 4, 1))

opened = FindingOpened(occurred_at=MONDAY.at, about=ABOUT, said=SAID)
reported = RemedyReported(occurred_at=LATER.at, remedy=REMEDY)
verified = FindingVerified(occurred_at=LATER.at, check=SEEN)
left = FindingVerified(occurred_at=LATER.at, check=LEFT)
closed = FindingClosed(occurred_at=LATER.at)


def answered(stance: FindingStance) -> FindingAnswered:
    return FindingAnswered(occurred_at=LATER.at, answer=FindingAnswer(stance=stance, words="Ý kiến."))


def test_nobody_opens_one_about_oneself_nor_with_a_term_that_is_over() -> None:
    assert InspectionFinding.open(ABOUT, SAID, {AUDITOR}, MONDAY) == opened
    for own, said, no in (
        ({AUDITOR, KEEPER}, SAID, FindingOnOneself),
        ({AUDITOR}, SAID.model_copy(update={"due_on": date(2026, 3, 1)}), DueBeforeToday),
    ):
        try:
            InspectionFinding.open(ABOUT, said, own, MONDAY)
        except no:
            continue
        raise AssertionError(no)


def test_the_unit_answers_and_reports_the_remedy_once() -> None:
    story = given(InspectionFinding, opened)
    said = answered(FindingStance.ACCEPTED)
    story.when(lambda one: one.answer(said.answer, LATER)).then(said)
    story.when(lambda one: one.report(REMEDY, LATER)).then(reported)
    ahead = REMEDY.model_copy(update={"done_on": date(2026, 3, 10)})
    story.when(lambda one: one.report(ahead, LATER)).then_refused(RemedyInFuture)
    twice = given(InspectionFinding, opened, reported)
    twice.when(lambda one: one.report(REMEDY, LATER)).then_refused(NotTheTurn)


def test_the_board_looks_again_and_nobody_verifies_their_own_remedy() -> None:
    story = given(InspectionFinding, opened, reported)
    story.when(lambda one: one.verify(SEEN, {AUDITOR}, OTHER, LATER)).then(verified)
    story.when(lambda one: one.verify(SEEN, {AUDITOR}, AUDITOR, LATER)).then_refused(FindingOnOneself)
    story.when(lambda one: one.verify(SEEN, {KEEPER}, OTHER, LATER)).then_refused(FindingOnOneself)
    no_term = LEFT.model_copy(update={"due_on": None})
    story.when(lambda one: one.verify(no_term, {AUDITOR}, OTHER, LATER)).then_refused(DueBeforeToday)
    given(InspectionFinding, opened).when(lambda one: one.verify(SEEN, {AUDITOR}, OTHER, LATER)).then_refused(
        NotTheTurn
    )


def test_what_is_not_remedied_goes_back_to_the_unit_with_a_new_term() -> None:
    story = given(InspectionFinding, opened, reported, left)
    story.then_state(lambda one: one.stage is FindingStage.ANSWERED and one.due_on == date(2026, 4, 1))
    story.when(lambda one: one.report(REMEDY, LATER)).then(reported)


def test_it_is_closed_once_remedied_or_explained_and_never_unheard() -> None:
    for facts in (
        (opened, reported, verified),
        (opened, answered(FindingStance.EXPLAINED)),
    ):
        given(InspectionFinding, *facts).when(lambda one: one.close("", {AUDITOR}, LATER)).then(closed)
    for unheard in ((opened,), (opened, answered(FindingStance.ACCEPTED)), (opened, reported)):
        given(InspectionFinding, *unheard).when(lambda one: one.close("", {AUDITOR}, LATER)).then_refused(
            NeverAnswered
        )
    over = given(InspectionFinding, opened, reported, verified, closed)
    over.when(lambda one: one.close("", {AUDITOR}, LATER)).then_refused(NotTheTurn)
    done = given(InspectionFinding, opened, reported, verified)
    done.when(lambda one: one.close("", {KEEPER}, LATER)).then_refused(FindingOnOneself)
