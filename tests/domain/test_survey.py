"""Rules of a round of survey or inspection, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.activity.codes import WhyCancelled, WhyCorrected
from domain.duties import Duty
from domain.kernel import Act, Actor, Event
from domain.survey import Survey
from domain.survey.correcting import cancel, cancel_entry, correct
from domain.survey.facts import SurveyAnswered, SurveyChecklistSet
from domain.survey.parts import (
    MOST_QUESTIONS,
    Advice,
    Answers,
    Checklist,
    Coordination,
    Correctable,
    Ending,
    Finding,
    Part,
    Plan,
    Remedy,
    Site,
    SurveyKind,
)
from domain.survey.refusals import (
    AnswersDoNotFit,
    KindStays,
    NoChecklist,
    NoSuchFinding,
    NoSuchSite,
    NoSuchSurveyEntry,
    OpenedAgain,
    OthersRestOnIt,
    SurveyDayAhead,
    SurveyHasEnded,
    SurveyIsCancelled,
    TooManyQuestions,
)
from tests.spec import given

UNIT = UUID("5e0d2d7a-0000-4000-8000-000000000001")
ACT = Act(Actor.account(UUID(int=7, version=4)), datetime(2025, 10, 1, 3, 0, tzinfo=UTC))
PLAN = Plan.model_validate(
    {"kind": "article_92", "title": "Đợt kiểm tra", "first": "2025-10-01", "last": "2025-12-01"}
)
PLANNED = Survey.planned(UNIT, PLAN, ACT)
TWO_QUESTIONS = Checklist(questions="Có kế hoạch năm không?\n\nCó sổ theo dõi không?")
SITE = Site(name="Hội xã Sơn Động")
REMEDY: dict[str, Any] = {"finding": 1, "on": "2025-09-30", "what": "Đã lập sổ"}


def facts(*parts: Part) -> list[Event]:
    """The facts of a round in which these parts were entered."""
    state, entered = Survey.began(UNIT, PLANNED), []
    for part in parts:
        fact: Any = state.enter(part, ACT)
        entered.append(fact)
        state = state.apply(fact).but(version=state.version + 1)
    return [PLANNED, *entered]


def answers(*marks: str, site: int = 1) -> Answers:
    return Answers.model_validate({"site": site, "on": "2025-09-20", "marks": marks})


def finding(kind: str, site: int = 1) -> Finding:
    return Finding.model_validate({"site": site, "kind": kind, "what": "Chưa có sổ theo dõi"})


def test_a_checklist_is_written_anew_as_the_next_version_and_answers_name_theirs() -> None:
    given(Survey, *facts(TWO_QUESTIONS)).when(lambda one: one.enter(TWO_QUESTIONS, ACT)).then(
        SurveyChecklistSet(occurred_at=ACT.at, number=2, count=2, checklist=TWO_QUESTIONS)
    )
    said = answers("yes", "no")
    given(Survey, *facts(TWO_QUESTIONS, SITE)).when(lambda one: one.enter(said, ACT)).then(
        SurveyAnswered(occurred_at=ACT.at, checklist=1, answers=said)
    )
    longer = Checklist(questions="\n".join("Hỏi?" for _ in range(MOST_QUESTIONS + 1)))
    given(Survey, PLANNED).when(lambda one: one.enter(longer, ACT)).then_refused(TooManyQuestions)


@pytest.mark.parametrize(
    ("before", "part", "refusal"),
    [
        ((SITE,), answers("yes", "no"), NoChecklist),
        ((TWO_QUESTIONS,), answers("yes", "no"), NoSuchSite),
        ((TWO_QUESTIONS, SITE), answers("yes"), AnswersDoNotFit),
        ((SITE,), finding("shortcoming", site=2), NoSuchSite),
        ((SITE,), Remedy.model_validate(REMEDY), NoSuchFinding),
        ((SITE, finding("strength")), Remedy.model_validate(REMEDY), NoSuchFinding),
        ((SITE, finding("strength")), Advice(finding=1, to="Hội xã", what="Lập sổ"), NoSuchFinding),
        ((), Ending(on=date(2025, 10, 2), conclusion="Tốt"), SurveyDayAhead),
        (
            (),
            Coordination.model_validate({"partner": "front", "how": "asked", "on": "2025-10-02"}),
            SurveyDayAhead,
        ),
    ],
)
def test_a_part_is_about_something_that_is_there(
    before: tuple[Part, ...], part: Part, refusal: type[Exception]
) -> None:
    given(Survey, *facts(*before)).when(lambda one: one.enter(part, ACT)).then_refused(refusal)  # type: ignore[arg-type]


def test_what_is_wrong_stays_open_until_nothing_is_left_to_do() -> None:
    base = (SITE, finding("shortcoming"), finding("strength"), finding("violation"))
    begun = Remedy.model_validate(REMEDY)
    done = Remedy.model_validate(REMEDY | {"is_done": True})
    for parts, left in (((), (1, 3)), ((begun,), (1, 3)), ((done,), (3,)), ((done, begun), (1, 3))):
        assert given(Survey, *facts(*base, *parts)).state.open_findings == left


def test_a_round_ends_once_and_what_comes_later_is_added_all_the_same() -> None:
    ending = Ending(on=date(2025, 10, 1), conclusion="Hai đơn vị chưa có sổ")
    ended = facts(SITE, finding("shortcoming"), ending)
    given(Survey, *ended).when(lambda one: one.enter(ending, ACT)).then_refused(SurveyHasEnded)
    for part in (Remedy.model_validate(REMEDY), finding("violation"), SITE):
        assert given(Survey, *ended).state.enter(part, ACT).occurred_at == ACT.at


def test_days_of_a_plan_are_in_order_and_an_inspection_of_article_92_counts_for_clause_2() -> None:
    with pytest.raises(SurveyDayAhead):
        Survey.planned(UNIT, PLAN.model_copy(update={"last": date(2025, 9, 30)}), ACT)
    assert {kind: kind.duty for kind in SurveyKind} == {
        SurveyKind.SITUATION: Duty.IMPLEMENT,
        SurveyKind.CHARTER: Duty.INNER_WORK,
        SurveyKind.ARTICLE_92: Duty.IMPLEMENT,
        SurveyKind.BOTH: Duty.IMPLEMENT,
    }


BOTH_SAID = (TWO_QUESTIONS, SITE, answers("yes", "no"), finding("shortcoming"), Remedy.model_validate(REMEDY))
"""Entries 1 to 5 of a round."""


def test_an_entry_is_said_again_and_what_rests_on_it_goes_on() -> None:
    begun = facts(*BOTH_SAID)
    for entry, part in (
        (0, PLAN.model_copy(update={"title": "Đợt kiểm tra quý IV"})),
        (2, Site(name="Hội xã Tân Sơn")),
        (3, answers("yes", "partly")),
        (4, finding("violation")),
        (5, Remedy.model_validate(REMEDY | {"what": "Đã lập sổ mới"})),
    ):
        fact = correct(given(Survey, *begun).state, entry, part, WhyCorrected.SLIP, ACT)
        assert (fact.entry, fact.part) == (entry, part)
        after = given(Survey, *begun, fact).state
        assert (after.plan if entry == 0 else after.entries[entry].part) == part
    given(Survey, *begun).when(
        lambda one: correct(one, 3, answers("yes"), WhyCorrected.SLIP, ACT)
    ).then_refused(AnswersDoNotFit)


@pytest.mark.parametrize(
    ("entry", "part", "refusal"),
    [
        (1, SITE, NoSuchSurveyEntry),
        (9, SITE, NoSuchSurveyEntry),
        (2, finding("shortcoming"), NoSuchSurveyEntry),
        (4, finding("shortcoming", site=2), NoSuchSite),
        (4, finding("strength"), KindStays),
        (5, Remedy.model_validate(REMEDY | {"finding": 2}), KindStays),
        (5, Remedy.model_validate(REMEDY | {"is_done": True}), KindStays),
        (0, PLAN.model_copy(update={"kind": SurveyKind.CHARTER}), KindStays),
        (5, Remedy.model_validate(REMEDY | {"on": "2025-10-02"}), SurveyDayAhead),
        (0, PLAN.model_copy(update={"last": date(2025, 9, 30)}), SurveyDayAhead),
    ],
)
def test_what_is_right_is_of_the_same_kind_and_fits_as_at_first(
    entry: int, part: Correctable, refusal: type[Exception]
) -> None:
    given(Survey, *facts(*BOTH_SAID)).when(
        lambda one: correct(one, entry, part, WhyCorrected.SLIP, ACT)
    ).then_refused(refusal)  # type: ignore[arg-type]


def test_what_others_rest_on_is_cancelled_after_them_and_numbers_are_given_once() -> None:
    state = given(Survey, *facts(*BOTH_SAID)).state
    for entry in (2, 4):
        with pytest.raises(OthersRestOnIt):
            cancel_entry(state, entry, WhyCancelled.MISTAKE, "", ACT)
    for entry in (5, 4, 3, 2):
        fact = cancel_entry(state, entry, WhyCancelled.MISTAKE, "", ACT)
        state = state.apply(fact).but(version=state.version + 1)
    assert (state.sites, state.findings, state.answered) == ({}, {}, frozenset())
    chosen: Any = state.enter(SITE, ACT)
    assert chosen.number == 2


def test_a_round_whose_end_was_cancelled_goes_on_and_a_cancelled_round_does_not() -> None:
    ending = Ending(on=date(2025, 10, 1), conclusion="Hai đơn vị chưa có sổ")
    state = given(Survey, *facts(ending)).state
    assert state.ended and not state.apply(cancel_entry(state, 1, WhyCancelled.MISTAKE, "", ACT)).ended
    over = state.apply(cancel(state, WhyCancelled.NOT_HELD, "", ACT))
    with pytest.raises(SurveyIsCancelled):
        over.enter(SITE, ACT)
    with pytest.raises(SurveyIsCancelled):
        correct(over, 0, PLAN, WhyCorrected.SLIP, ACT)
    with pytest.raises(SurveyIsCancelled):
        cancel_entry(over, 1, WhyCancelled.TWICE, "", ACT)
    with pytest.raises(SurveyIsCancelled):
        cancel(over, WhyCancelled.TWICE, "", ACT)


def test_what_says_that_a_remedied_finding_is_open_is_answered_by_another_remedy() -> None:
    done, again = (Remedy.model_validate(REMEDY | {"is_done": said}) for said in (True, False))
    state = given(Survey, *facts(TWO_QUESTIONS, SITE, finding("shortcoming"), done, again)).state
    with pytest.raises(OpenedAgain):
        cancel_entry(state, 5, WhyCancelled.MISTAKE, "", ACT)
    first = state.apply(cancel_entry(state, 4, WhyCancelled.MISTAKE, "", ACT)).but(version=6)
    assert cancel_entry(first, 5, WhyCancelled.MISTAKE, "", ACT).entry == 5
