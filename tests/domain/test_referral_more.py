"""More information asked, and ties found later: each no by its type, and where the request goes on."""

from __future__ import annotations

from uuid import UUID

from domain.referral import Referral
from domain.referral.conflict_sheet import ReviewerIsTied
from domain.referral.facts import ReferralWithdrawn
from domain.referral.questions import (
    InformationAsked,
    InformationGiven,
    NobodyToAsk,
    NothingIsAsked,
    answer_question,
    ask_for_more,
)
from domain.referral.refusals import NotTheReviewer, NotWhoAsked, ReferralIsElsewhere
from domain.referral.request import ReferralStage
from domain.referral.tie import OwnTie, TieFound, TieIsNoted, TiePart, TookNoPart, find_tie
from tests.domain.test_referral import (
    APPROVED,
    ASSIGNED,
    DRAFTED,
    HEAD,
    HEADS,
    JUROR,
    JURORS,
    LAWYER,
    LAWYERS,
    MONDAY,
    drafted,
    proposed,
    submitted,
)
from tests.spec import at, given

SECOND = UUID("00000000-0000-4000-8000-0000000000a9")
SECONDS = at("2024-06-07", by=SECOND, role="chapter_head")
asked = InformationAsked(occurred_at=LAWYERS.at, by_head=False, question="Ai nuôi cháu?")
answered = InformationGiven(occurred_at=MONDAY.at, asked=3, answer="Ông bà nội.")
HEADS_TOO = frozenset({HEAD})
of_reviewer = TieFound(
    occurred_at=HEADS.at,
    account=LAWYER,
    part=TiePart.REVIEWER,
    back_to=ReferralStage.RECUSED,
    reason="Anh em họ",
)
of_head = TieFound(
    occurred_at=SECONDS.at,
    account=HEAD,
    part=TiePart.APPROVER,
    back_to=ReferralStage.OPINION_DRAFTED,
    reviewer=LAWYER,
    reason="Anh em họ",
)


def test_the_reviewer_asks_and_whoever_asked_answers() -> None:
    given(Referral, *ASSIGNED).when(lambda r: ask_for_more(r, "Ai nuôi cháu?", LAWYERS, as_head=False)).then(
        asked
    )
    given(Referral, *ASSIGNED, asked).when(lambda r: answer_question(r, 3, "Ông bà nội.", MONDAY)).then(
        answered
    )
    given(Referral, *ASSIGNED, asked, answered).then_state(lambda r: r.questions == ())


def test_nobody_else_asks_as_the_reviewer() -> None:
    given(Referral, *ASSIGNED).when(lambda r: ask_for_more(r, "?", JURORS, as_head=False)).then_refused(
        NotTheReviewer
    )


def test_the_reviewer_asks_nothing_before_the_declaration() -> None:
    given(Referral, submitted, proposed).when(
        lambda r: ask_for_more(r, "?", LAWYERS, as_head=False)
    ).then_refused(ReferralIsElsewhere)


def test_what_the_chapter_wrote_in_has_nobody_to_ask() -> None:
    own = submitted.model_copy(update={"referrer": None, "written_by": HEAD})
    given(Referral, own).when(lambda r: ask_for_more(r, "?", HEADS, as_head=True)).then_refused(NobodyToAsk)


def test_a_question_is_answered_once_by_whoever_asked_while_it_is_open() -> None:
    given(Referral, *ASSIGNED, asked).when(lambda r: answer_question(r, 3, "…", HEADS)).then_refused(
        NotWhoAsked
    )
    given(Referral, *ASSIGNED, asked, answered).when(
        lambda r: answer_question(r, 3, "…", MONDAY)
    ).then_refused(NothingIsAsked)
    over = ReferralWithdrawn(occurred_at=MONDAY.at)
    given(Referral, *ASSIGNED, asked, over).when(lambda r: answer_question(r, 3, "…", MONDAY)).then_refused(
        ReferralIsElsewhere
    )


def test_a_tie_of_the_reviewer_sets_the_opinion_aside_for_good() -> None:
    then = given(Referral, *APPROVED).when(
        lambda r: find_tie(r, LAWYER, "Anh em họ", HEADS, approvers=HEADS_TOO)
    )
    then.then(of_reviewer)
    given(Referral, *APPROVED, of_reviewer).then_state(
        lambda r: r.opinion is None and r.reviewer is None and LAWYER in r.recused and r.is_anew
    )


def test_a_tie_of_the_head_asks_for_another_approval_and_never_theirs() -> None:
    given(Referral, *APPROVED).when(
        lambda r: find_tie(r, HEAD, "Anh em họ", SECONDS, approvers=HEADS_TOO)
    ).then(of_head)
    given(Referral, *APPROVED, of_head).when(lambda r: r.approve(HEADS)).then_refused(ReviewerIsTied)
    given(Referral, *APPROVED, of_head).then_state(
        lambda r: r.stage is ReferralStage.OPINION_DRAFTED and r.opinion == drafted.opinion
    )


def test_a_tie_of_a_reviewer_who_was_replaced_moves_nothing() -> None:
    replaced = proposed.model_copy(update={"reviewer": JUROR})
    fact = given(Referral, *ASSIGNED, replaced).when(
        lambda r: find_tie(r, LAWYER, "Anh em họ", HEADS, approvers=frozenset())
    )
    assert fact.then_fact(TieFound).back_to is ReferralStage.CONFLICT_CHECK


def test_who_cannot_have_a_tie_noted() -> None:
    given(Referral, *APPROVED).when(
        lambda r: find_tie(r, HEAD, "…", HEADS, approvers=HEADS_TOO)
    ).then_refused(OwnTie)
    given(Referral, *APPROVED, of_reviewer).when(
        lambda r: find_tie(r, LAWYER, "…", HEADS, approvers=HEADS_TOO)
    ).then_refused(TieIsNoted)
    given(Referral, *DRAFTED).when(
        lambda r: find_tie(r, JUROR, "…", HEADS, approvers=frozenset())
    ).then_refused(TookNoPart)
