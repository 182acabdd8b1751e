"""A second look at an opinion: whom the head may ask, what they declare first, and the one thing they may write."""

from __future__ import annotations

import pytest

from domain.kernel import Event, fold
from domain.referral import Referral
from domain.referral.choosing import KnownOfPeople
from domain.referral.conflict_sheet import ReviewerIsTied, SheetAnswer
from domain.referral.facts import DeclaredUnsure, DissentNoted, OpinionSentBack
from domain.referral.refusals import (
    NotAReviewerThere,
    NotTheReviewer,
    ReferralIsElsewhere,
    ReviewerIsInvolved,
    ReviewerIsRecused,
)
from domain.referral.second_look import SecondLookAsked, SecondLookOpened, SecondLookRecused
from domain.referral.second_reader import ask_second_look, declare_second, dissent_of_reader
from domain.referral.tie import find_tie
from tests.domain.test_referral import (
    APPROVED,
    ASSIGNED,
    CLEAN,
    DRAFTED,
    HEADS,
    JUROR,
    JURORS,
    LAWYER,
    LAWYERS,
    NOBODY,
    OPINION,
    RELATED,
    REVIEWERS,
)
from tests.spec import STREAM, given

KNOWN = KnownOfPeople(reviewers=REVIEWERS, involved=NOBODY, recused=NOBODY)
ASKED = SecondLookAsked(occurred_at=HEADS.at, reader=JUROR)
OPENED = SecondLookOpened(occurred_at=JURORS.at, reader=JUROR, declaration=CLEAN)
LOOKING = (*DRAFTED, ASKED, OPENED)
UNSURE = CLEAN.model_copy(update={"related": SheetAnswer.UNSURE})
NOTE = "Phải áp dụng cả Điều 85."


def test_asked_declared_and_a_dissent_noted_while_opinion_and_stage_stay() -> None:
    given(Referral, *DRAFTED).when(lambda r: ask_second_look(r, JUROR, HEADS, KNOWN)).then(ASKED)
    given(Referral, *DRAFTED, ASKED).when(lambda r: declare_second(r, CLEAN, JURORS)).then(OPENED)
    noted = DissentNoted(occurred_at=JURORS.at, drafted=3, note=NOTE)
    given(Referral, *LOOKING).when(lambda r: dissent_of_reader(r, NOTE, JURORS)).then(noted)
    given(Referral, *LOOKING, noted).then_state(lambda r: r.opinion == OPINION and r.reviewer == LAWYER)
    given(Referral, *LOOKING).when(lambda r: r.approve(HEADS)).then(APPROVED[-1])


@pytest.mark.parametrize("facts", [ASSIGNED, APPROVED])
def test_there_is_a_second_look_only_at_an_opinion_that_waits(facts: tuple[Event, ...]) -> None:
    given(Referral, *facts).when(lambda r: ask_second_look(r, JUROR, HEADS, KNOWN)).then_refused(
        ReferralIsElsewhere
    )


def test_the_same_people_are_kept_out_as_from_a_review() -> None:
    def asked(**more: object) -> object:
        return lambda r: ask_second_look(r, JUROR, HEADS, KNOWN.model_copy(update=more))

    only = frozenset({JUROR})
    for more, refusal in (
        ({"involved": only}, ReviewerIsInvolved),
        ({"recused": only}, ReviewerIsRecused),
        ({"tied": only}, ReviewerIsTied),
        ({"reviewers": frozenset({LAWYER})}, NotAReviewerThere),
    ):
        given(Referral, *DRAFTED).when(asked(**more)).then_refused(refusal)  # type: ignore[arg-type]
    given(Referral, *DRAFTED).when(lambda r: ask_second_look(r, LAWYER, HEADS, KNOWN)).then_refused(
        ReviewerIsInvolved
    )
    given(Referral, *LOOKING).when(lambda r: ask_second_look(r, JUROR, HEADS, KNOWN)).then_refused(
        ReviewerIsInvolved
    )


def test_nothing_opens_without_a_clean_declaration() -> None:
    given(Referral, *DRAFTED, ASKED).when(lambda r: dissent_of_reader(r, NOTE, JURORS)).then_refused(
        NotTheReviewer
    )
    unsure = DeclaredUnsure(occurred_at=JURORS.at, reviewer=JUROR, declaration=UNSURE)
    given(Referral, *DRAFTED, ASKED).when(lambda r: declare_second(r, UNSURE, JURORS)).then(unsure)
    given(Referral, *DRAFTED, ASKED, unsure).then_state(
        lambda r: not r.is_unsure and r.second_look.asked == JUROR and not r.second_look.readers
    )


def test_a_conflict_is_final_and_takes_nothing_from_the_opinion() -> None:
    recused = given(Referral, *LOOKING).when(lambda r: declare_second(r, RELATED, JURORS))
    fact = recused.then_fact(SecondLookRecused)
    given(Referral, *LOOKING, fact).then_state(
        lambda r: JUROR in r.recused and not r.second_look.readers and r.opinion == OPINION
    )
    given(Referral, *LOOKING, fact).when(lambda r: ask_second_look(r, JUROR, HEADS, KNOWN)).then_refused(
        ReviewerIsRecused
    )


def test_whoever_looks_writes_no_opinion_and_whoever_wrote_it_declares_as_reviewer() -> None:
    given(Referral, *LOOKING).when(lambda r: r.draft(OPINION, JURORS)).then_refused(NotTheReviewer)
    given(Referral, *LOOKING).when(lambda r: dissent_of_reader(r, NOTE, LAWYERS)).then_refused(NotTheReviewer)
    given(Referral, *LOOKING).when(lambda r: declare_second(r, CLEAN, LAWYERS)).then_refused(NotTheReviewer)


def test_the_look_ends_when_the_opinion_is_approved_or_sent_back() -> None:
    back = OpinionSentBack(occurred_at=HEADS.at, comment="Nêu rõ khoản.")
    for fact in (back, APPROVED[-1]):
        given(Referral, *LOOKING, fact).then_state(lambda r: not r.second_look.readers)


def test_a_tie_of_whoever_looked_ends_the_look_and_leaves_the_opinion() -> None:
    found = find_tie(_state(), JUROR, "Anh em họ", HEADS, approvers=NOBODY)
    given(Referral, *LOOKING, found).then_state(
        lambda r: JUROR in r.recused and not r.second_look.readers and r.opinion == OPINION and not r.is_anew
    )


def _state() -> Referral:
    found = fold(Referral, STREAM, LOOKING)
    assert found is not None
    return found
