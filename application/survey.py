"""Surveys and inspections: planned, filled in part by part, listed; for whoever enters and sees activities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.ledger import Recorded
from application.scope import lists_hold
from application.work import Command, Question, Work
from domain.kernel import Unknown
from domain.survey import Survey, questions_of
from domain.survey.facts import SurveyAnswered, SurveyChecklistSet
from domain.survey.parts import Mark, Part, Plan, SurveyKind

log = structlog.get_logger()

MOST_ROUNDS = 500
"""Rounds of one list, the latest. Source: quy ước nội bộ; a programme has a few a year."""


class PlanSurvey(Command):
    """Plan a round."""

    ACTION: ClassVar[Action] = Action.RECORD_ACTIVITY
    unit: UUID
    plan: Plan


class EnterInSurvey(Command):
    """Enter one part of a round."""

    ACTION: ClassVar[Action] = Action.RECORD_ACTIVITY
    survey: UUID
    part: Part

    def record(self) -> UUID | None:
        """The round."""
        return self.survey


class OpenSurvey(Question):
    """Open one round."""

    ACTION: ClassVar[Action] = Action.SEE_ACTIVITIES
    survey: UUID

    def record(self) -> UUID | None:
        """The round."""
        return self.survey


class SeeSurveys(Question):
    """See the rounds of one's scope."""

    ACTION: ClassVar[Action] = Action.SEE_ACTIVITIES


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """One round in a list."""

    survey: UUID
    record_no: int
    kind: SurveyKind
    unit: UUID
    first: date
    last: date
    sites: int
    answered: int
    open_findings: int
    ended: bool
    title: str
    """Opened for this list."""


class Surveys(Protocol):
    """Rounds of the reader's scope."""

    def latest(self, limit: int) -> Sequence[SurveyRow]:
        """Return rounds, the latest first."""


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """Answers to one version of the checklist: for each question how many sites gave each mark."""

    checklist: int
    questions: Sequence[str]
    counts: Sequence[Mapping[Mark, int]]
    by_site: Mapping[int, Sequence[Mark]]
    """The marks of each site that answered this version."""

    @property
    def sites(self) -> int:
        """How many sites answered this version."""
        return len(self.by_site)


@dataclass(frozen=True, slots=True)
class SurveyPage:
    """One round with its facts, oldest first, the questions of today, and the answers by version."""

    state: Survey
    history: Sequence[Recorded]
    questions: Sequence[str]
    tables: Sequence[AnswerTable]


def plan_survey(cmd: PlanSurvey, work: Work) -> UUID:
    """Plan a round and return its id.

    Raises:
        Unknown: The unit is not the reader's to report for.
    """
    work.allow(cmd)
    if not lists_hold(work.reader, cmd.unit, Action.RECORD_ACTIVITY):
        raise Unknown
    survey = work.new_id()
    work.open(survey, Survey.planned(cmd.unit, cmd.plan, work.act))
    log.info("survey_planned", stream_id=str(survey), kind=cmd.plan.kind.value)
    return survey


def enter_in_survey(cmd: EnterInSurvey, work: Work) -> None:
    """Enter one part of a round."""
    work.allow(cmd)
    survey = work.read(Survey, cmd.survey)
    work.append(survey, survey.enter(cmd.part, work.act))
    log.info("survey_entered", stream_id=str(cmd.survey), kind=type(cmd.part).__name__)


def open_survey(question: OpenSurvey, work: Work) -> SurveyPage:
    """Return one round."""
    work.allow(question)
    state = work.read(Survey, question.survey)
    history = work.history(question.survey)
    tables = answer_tables(history)
    return SurveyPage(state, history, tables[-1].questions if tables else (), tables)


def see_surveys(question: SeeSurveys, work: Work) -> Sequence[SurveyRow]:
    """Return the rounds of the reader's scope, the latest first."""
    work.allow(question)
    rows = work.view(Surveys).latest(MOST_ROUNDS)  # type: ignore[type-abstract]
    work.showed(row.record_no for row in rows)
    return rows


def answer_tables(history: Sequence[Recorded]) -> list[AnswerTable]:
    """Return the answers by version of the checklist; of each site the last answer to a version counts."""
    given: dict[int, dict[int, tuple[Mark, ...]]] = {}
    for one in history:
        if isinstance(one.fact, SurveyAnswered):
            given.setdefault(one.fact.checklist, {})[one.fact.answers.site] = one.fact.answers.marks
    return [
        _table(one.fact, given.get(one.fact.number, {}))
        for one in history
        if isinstance(one.fact, SurveyChecklistSet)
    ]


def _table(fact: SurveyChecklistSet, by_site: Mapping[int, tuple[Mark, ...]]) -> AnswerTable:
    counts = [
        {mark: sum(marks[index] is mark for marks in by_site.values()) for mark in Mark}
        for index in range(fact.count)
    ]
    return AnswerTable(fact.number, questions_of(fact.checklist), counts, by_site)
