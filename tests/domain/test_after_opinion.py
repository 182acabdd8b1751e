"""After the opinion: who may hold otherwise, and what becomes of recommended steps, each once."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from domain.directory import RecipientKind
from domain.referral import Referral
from domain.referral.after import dissent, take_up
from domain.referral.facts import DissentNoted, OpinionDrafted, StepTakenUp
from domain.referral.opinion import CitedArticle, Opinion, RecommendedStep, ReliedOn, StepKind
from domain.referral.refusals import NoSuchStep, NotHandedOver, NotWhoAsked, OpinionNotRead, OwnOpinion
from domain.referral.refusals import ReferralIsElsewhere as Elsewhere
from tests.domain.test_referral import ASSIGNED, HEADS, JURORS, LAWYERS, MONDAY, OPINION, approved, read
from tests.spec import given

STEP = RecommendedStep(what="Gửi văn bản", kind=StepKind.LETTER, due_on=date(2024, 7, 1))
DRAFT = OpinionDrafted(occurred_at=LAWYERS.at, opinion=OPINION.model_copy(update={"steps": (STEP,)}))
DRAFTED = (*ASSIGNED, DRAFT)
READ = (*DRAFTED, approved, read)
TAKEN = StepTakenUp(
    occurred_at=MONDAY.at, step=0, became=StepKind.LETTER, on=date(2024, 6, 10), reference="17/CV"
)


def test_the_head_or_another_member_holds_otherwise_and_the_opinion_stays() -> None:
    noted = DissentNoted(occurred_at=HEADS.at, drafted=3, note="Còn Điều 85.")
    given(Referral, *DRAFTED).when(lambda r: dissent(r, "Còn Điều 85.", HEADS)).then(noted)
    given(Referral, *READ).when(lambda r: dissent(r, "Còn Điều 85.", JURORS)).then(
        noted.model_copy(update={"occurred_at": JURORS.at})
    )
    given(Referral, *DRAFTED, noted).then_state(lambda r: r.opinion == DRAFT.opinion and r.drafted == 3)


def test_nobody_holds_otherwise_than_themselves_nor_than_what_is_not_written() -> None:
    given(Referral, *DRAFTED).when(lambda r: dissent(r, "Khác.", LAWYERS)).then_refused(OwnOpinion)
    given(Referral, *ASSIGNED).when(lambda r: dissent(r, "Khác.", HEADS)).then_refused(Elsewhere)


def test_a_step_is_taken_up_once_by_whoever_asked_after_reading() -> None:
    def take(state: Referral) -> StepTakenUp:
        return take_up(state, 0, MONDAY, on=date(2024, 6, 10), reference="17/CV")

    given(Referral, *READ).when(take).then(TAKEN)
    given(Referral, *READ, TAKEN).when(take).then_refused(NoSuchStep)
    given(Referral, *DRAFTED, approved).when(take).then_refused(OpinionNotRead)
    given(Referral, *READ).when(lambda r: take_up(r, 1, MONDAY, on=MONDAY.at.date())).then_refused(NoSuchStep)
    given(Referral, *READ).when(lambda r: take_up(r, -1, MONDAY, on=MONDAY.at.date())).then_refused(
        NoSuchStep
    )
    given(Referral, *READ).when(lambda r: take_up(r, 0, HEADS, on=HEADS.at.date())).then_refused(NotWhoAsked)


def test_an_opinion_rests_on_what_was_handed_over_alone() -> None:
    elsewhere = OPINION.model_copy(update={"facts": (ReliedOn(what="Nghe nói.", source=2),)})
    given(Referral, *ASSIGNED).when(lambda r: r.draft(elsewhere, LAWYERS)).then_refused(NotHandedOver)


@pytest.mark.parametrize("missing", ["question", "facts", "law", "answer"])
def test_an_opinion_has_every_part(missing: str) -> None:
    whole = OPINION.model_dump()
    blank = {"question": "", "answer": "", "facts": (), "law": ()}
    with pytest.raises(ValidationError):
        Opinion.model_validate(whole | {missing: blank[missing]})


def test_articles_and_bodies_are_written_as_papers_write_them() -> None:
    assert CitedArticle(law="Luật Trẻ em", article="51", clause="1").shown() == "khoản 1 Điều 51 Luật Trẻ em"
    assert CitedArticle(law="Luật Trẻ em", article="51", clause="1").shown("en") == "Luật Trẻ em, art. 51(1)"
    assert CitedArticle(law="Luật Trẻ em").shown() == "Luật Trẻ em"
    assert STEP.responsible() == "Hội" and STEP.responsible("en") == "The association"
    named = STEP.model_copy(update={"body": RecipientKind.SCHOOL, "body_name": "THCS Sơn Động"})
    assert named.responsible() == "Nhà trường, cơ sở giáo dục: THCS Sơn Động"
