"""The chapter's opinions: each fact, each no, and how far a request comes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from domain.chapter import Chapter, Founding, UnitEnded, UnitHasEnded
from domain.covering import covered
from domain.kernel import Act, Event, split
from domain.lists import ConflictAnswer, LegalBasis, UnitLevel
from domain.referral import Referral
from domain.referral.choosing import KnownOfPeople
from domain.referral.conflict_sheet import Declaration, SheetAnswer
from domain.referral.facts import (
    NoConflictDeclared,
    OpinionApproved,
    OpinionDrafted,
    OpinionRead,
    OpinionSentBack,
    ReferralDeclined,
    ReferralSentToLegalAid,
    ReferralSubmitted,
    ReferralWithdrawn,
    ReviewerProposed,
    ReviewerRecused,
)
from domain.referral.opinion import CitedArticle, Opinion, ReliedOn
from domain.referral.refusals import (
    NotALegalChapter,
    NotAReviewerThere,
    NotTheReviewer,
    NotWhoAsked,
    OwnOpinion,
    ReferralIsElsewhere,
    ReviewerIsInvolved,
    ReviewerIsRecused,
)
from domain.referral.request import Party, PartyRole, ReferralRequest, ReferralStage
from tests.spec import COUNSELLOR, UNIT, at, given, when

LAWYER = UUID("00000000-0000-4000-8000-0000000000a1")
JUROR = UUID("00000000-0000-4000-8000-0000000000a2")
HEAD = UUID("00000000-0000-4000-8000-0000000000a3")
CASE = UUID("00000000-0000-4000-8000-0000000000b1")
MONDAY = at("2024-06-03")
HEADS = at("2024-06-04", by=HEAD, role="chapter_head")
LAWYERS = at("2024-06-05", by=LAWYER, role="reviewer")
JURORS = at("2024-06-05", by=JUROR, role="reviewer")
NOBODY: frozenset[UUID] = frozenset()
REVIEWERS = frozenset({LAWYER, JUROR})
REQUEST = ReferralRequest(
    question="Ai có quyền yêu cầu thay đổi người nuôi con?",
    facts="Cha mẹ ly hôn, cháu ở với bố; bố đi làm xa.",
    parties=(Party(name="Nguyễn Thị Bưởi", role=PartyRole.CHILD),),
)


def chapter(level: UnitLevel = UnitLevel.LEGAL_CHAPTER, *further: UnitEnded) -> Chapter:
    founding = Founding(level=level, code="CHLS", name="Chi hội luật sư", founded_on=date(2015, 1, 1))
    state = Chapter.began(UNIT, Chapter.found(founding, MONDAY))
    for fact in further:
        state = state.apply(fact)
    return state


submitted = ReferralSubmitted(
    occurred_at=MONDAY.at, chapter=UNIT, case_id=CASE, referrer=COUNSELLOR, is_urgent=False, request=REQUEST
)
proposed = ReviewerProposed(occurred_at=HEADS.at, reviewer=LAWYER)
CLEAN = Declaration.clean()
RELATED = CLEAN.model_copy(update={"related": SheetAnswer.YES, "reason": "Anh em họ với bố cháu."})
clear = NoConflictDeclared(occurred_at=LAWYERS.at, reviewer=LAWYER, declaration=CLEAN)
recused = ReviewerRecused(
    occurred_at=LAWYERS.at,
    reviewer=LAWYER,
    answer=ConflictAnswer.RELATED,
    reason="Anh em họ với bố cháu.",
    declaration=RELATED,
)
OPINION = Opinion(
    question="Ai có quyền yêu cầu?",
    facts=(ReliedOn(what="Cha mẹ đã ly hôn.", source=0),),
    law=(CitedArticle(law="Luật Hôn nhân và gia đình", article="84", clause="1"),),
    answer="Người thân thích có quyền yêu cầu.",
)
drafted = OpinionDrafted(occurred_at=LAWYERS.at, opinion=OPINION)
approved = OpinionApproved(occurred_at=HEADS.at, drafted=3)
sent_back = OpinionSentBack(occurred_at=HEADS.at, comment="Nêu rõ khoản.")
read = OpinionRead(occurred_at=MONDAY.at)
ASSIGNED = (submitted, proposed, clear)
DRAFTED = (*ASSIGNED, drafted)
APPROVED = (*DRAFTED, approved)


def propose(
    reviewer: UUID, act: Act = HEADS, *, involved: frozenset[UUID] = NOBODY, recused: frozenset[UUID] = NOBODY
) -> Callable[[Referral], Event]:
    known = KnownOfPeople(reviewers=REVIEWERS, involved=involved, recused=recused)
    return lambda referral: referral.propose(reviewer, act, known)


def test_a_counsellor_asks_the_chapter() -> None:
    when(lambda: Referral.submit(REQUEST, chapter(), CASE, MONDAY)).then(submitted)


def test_what_cannot_wait_is_marked() -> None:
    urgent = REQUEST.model_copy(update={"urgent": "Phiên tòa ngày 10/6"})
    fact = when(lambda: Referral.submit(urgent, chapter(), CASE, MONDAY)).then_fact(ReferralSubmitted)
    assert fact.is_urgent


def test_only_a_legal_chapter_is_asked() -> None:
    commune = chapter(UnitLevel.COMMUNE)
    when(lambda: Referral.submit(REQUEST, commune, CASE, MONDAY)).then_refused(NotALegalChapter)


def test_a_chapter_that_has_ended_is_not_asked() -> None:
    ended = chapter(
        UnitLevel.LEGAL_CHAPTER, UnitEnded(occurred_at=MONDAY.at, ended_on=date(2024, 1, 1), successor=UNIT)
    )
    when(lambda: Referral.submit(REQUEST, ended, CASE, MONDAY)).then_refused(UnitHasEnded)


def test_a_request_without_a_name_for_the_conflict_sheet_is_not_complete() -> None:
    with pytest.raises(ValueError, match="required"):
        ReferralRequest(question="?", facts="…", parties=())


def test_the_disclosure_carries_its_legal_basis() -> None:
    coded, _ = split(submitted)
    assert coded["request"]["legal_basis"] == LegalBasis.SAME_ORGANISATION.coded


def test_names_questions_and_reasons_stay_out_of_the_coded_part() -> None:
    for fact in (submitted, recused, drafted, sent_back):
        coded, personal = split(fact)
        assert personal
        assert not any(
            word in str(coded) for word in ("Bưởi", "nuôi con", "Anh em", "Điều 84", "related", "khoản")
        )


def test_the_head_proposes_a_reviewer() -> None:
    given(Referral, submitted).when(propose(LAWYER)).then(proposed)


def test_whoever_asked_does_not_review() -> None:
    given(Referral, submitted).when(propose(COUNSELLOR)).then_refused(ReviewerIsInvolved)


def test_whoever_works_on_the_case_does_not_review() -> None:
    given(Referral, submitted).when(propose(JUROR, involved=frozenset({JUROR}))).then_refused(
        ReviewerIsInvolved
    )


def test_only_reviewers_of_the_chapter_review() -> None:
    given(Referral, submitted).when(propose(HEAD)).then_refused(NotAReviewerThere)


def test_a_recusal_is_final() -> None:
    given(Referral, submitted, proposed, recused).when(propose(LAWYER)).then_refused(ReviewerIsRecused)


def test_a_recusal_holds_for_every_request_about_the_case() -> None:
    given(Referral, submitted).when(propose(LAWYER, recused=frozenset({LAWYER}))).then_refused(
        ReviewerIsRecused
    )


def test_another_reviewer_takes_the_place_of_a_recused_one() -> None:
    other = ReviewerProposed(occurred_at=HEADS.at, reviewer=JUROR)
    given(Referral, submitted, proposed, recused).when(propose(JUROR)).then(other)


def test_no_reviewer_is_chosen_once_an_opinion_waits() -> None:
    given(Referral, *DRAFTED).when(propose(JUROR)).then_refused(ReferralIsElsewhere)


def test_the_reviewer_declares_no_conflict() -> None:
    given(Referral, submitted, proposed).when(lambda r: r.declare(CLEAN, LAWYERS)).then(clear)


def test_the_reviewer_declares_a_conflict() -> None:
    given(Referral, submitted, proposed).when(lambda r: r.declare(RELATED, LAWYERS)).then(recused)


def test_a_conflict_found_later_recuses_too() -> None:
    given(Referral, *DRAFTED).when(lambda r: r.declare(RELATED, LAWYERS)).then(recused)


def test_nobody_else_declares() -> None:
    given(Referral, submitted, proposed).when(lambda r: r.declare(CLEAN, JURORS)).then_refused(NotTheReviewer)


def test_a_clean_declaration_is_made_once() -> None:
    given(Referral, *ASSIGNED).when(lambda r: r.declare(CLEAN, LAWYERS)).then_refused(ReferralIsElsewhere)


def test_no_opinion_before_the_declaration() -> None:
    given(Referral, submitted, proposed).when(lambda r: r.draft(OPINION, LAWYERS)).then_refused(
        ReferralIsElsewhere
    )


def test_the_reviewer_writes_the_opinion() -> None:
    given(Referral, *ASSIGNED).when(lambda r: r.draft(OPINION, LAWYERS)).then(drafted)


def test_another_reviewer_does_not_write_it() -> None:
    given(Referral, *ASSIGNED).when(lambda r: r.draft(OPINION, JURORS)).then_refused(NotTheReviewer)


def test_the_head_approves_the_draft() -> None:
    given(Referral, *DRAFTED).when(lambda r: r.approve(HEADS)).then(approved)


def test_nobody_approves_an_opinion_of_their_own() -> None:
    given(Referral, *DRAFTED).when(lambda r: r.approve(LAWYERS)).then_refused(OwnOpinion)


def test_without_a_draft_nothing_is_approved() -> None:
    given(Referral, *ASSIGNED).when(lambda r: r.approve(HEADS)).then_refused(ReferralIsElsewhere)


def test_the_head_sends_an_opinion_back_and_the_reviewer_writes_it_anew() -> None:
    given(Referral, *DRAFTED).when(lambda r: r.send_back("Nêu rõ khoản.", HEADS)).then(sent_back)
    given(Referral, *DRAFTED, sent_back).when(lambda r: r.draft(OPINION, LAWYERS)).then(drafted)


def test_an_approved_opinion_is_not_written_anew() -> None:
    given(Referral, *APPROVED).when(lambda r: r.draft(OPINION, LAWYERS)).then_refused(ReferralIsElsewhere)


def test_whoever_asked_reads_it_and_the_second_time_nothing_happens() -> None:
    given(Referral, *APPROVED).when(lambda r: r.read(MONDAY)).then(read)
    given(Referral, *APPROVED, read).when(lambda r: r.read(MONDAY)).then_nothing()


def test_nobody_else_reads_it_for_them() -> None:
    given(Referral, *APPROVED).when(lambda r: r.read(HEADS)).then_refused(NotWhoAsked)


def test_an_opinion_is_read_only_once_approved() -> None:
    given(Referral, *DRAFTED).when(lambda r: r.read(MONDAY)).then_refused(ReferralIsElsewhere)


def test_the_chapter_declines_with_a_reason() -> None:
    declined = ReferralDeclined(occurred_at=HEADS.at, reason="Tòa án đang thụ lý.")
    given(Referral, submitted).when(lambda r: r.decline("Tòa án đang thụ lý.", HEADS)).then(declined)
    given(Referral, submitted, declined).when(propose(LAWYER)).then_refused(ReferralIsElsewhere)


def test_the_matter_goes_to_legal_aid() -> None:
    sent = ReferralSentToLegalAid(occurred_at=HEADS.at, reference="12/TGPL", sent_on=date(2024, 6, 4))
    given(Referral, submitted).when(lambda r: r.send_to_legal_aid("12/TGPL", date(2024, 6, 4), HEADS)).then(
        sent
    )


def test_whoever_asked_takes_it_back_and_nobody_else() -> None:
    given(Referral, submitted).when(lambda r: r.withdraw("", MONDAY)).then(
        ReferralWithdrawn(occurred_at=MONDAY.at, reason="")
    )
    given(Referral, submitted).when(lambda r: r.withdraw("", HEADS)).then_refused(NotWhoAsked)


def test_what_is_approved_is_neither_declined_nor_withdrawn() -> None:
    given(Referral, *APPROVED).when(lambda r: r.decline("…", HEADS)).then_refused(ReferralIsElsewhere)
    given(Referral, *APPROVED).when(lambda r: r.withdraw("", MONDAY)).then_refused(ReferralIsElsewhere)


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        ((submitted,), ReferralStage.SUBMITTED),
        ((submitted, proposed), ReferralStage.CONFLICT_CHECK),
        ((submitted, proposed, recused), ReferralStage.RECUSED),
        (ASSIGNED, ReferralStage.ASSIGNED),
        (DRAFTED, ReferralStage.OPINION_DRAFTED),
        ((*DRAFTED, sent_back), ReferralStage.IN_REVIEW),
        (APPROVED, ReferralStage.OPINION_APPROVED),
        ((*APPROVED, read), ReferralStage.RETURNED),
    ],
)
def test_how_far_a_request_comes(facts: tuple[Event, ...], stage: ReferralStage) -> None:
    given(Referral, *facts).then_state(lambda referral: referral.stage is stage)


def test_a_recusal_leaves_no_draft_behind() -> None:
    given(Referral, *DRAFTED, recused).then_state(lambda r: r.opinion is None and r.reviewer is None)


def test_a_covered_fact_says_that_it_happened_and_nothing_else() -> None:
    hidden = covered(recused)
    assert hidden.reviewer == LAWYER
    assert not hidden.answer and not hidden.reason and not covered(submitted).request.parties
