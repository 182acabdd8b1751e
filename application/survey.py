"""Surveys and inspections: planned, filled in part by part, listed; for whoever enters and sees activities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.ledger import Recorded
from application.scope import lists_hold
from application.work import Command, Question, Work
from domain.activity.codes import WhyCancelled, WhyCorrected
from domain.covering import covered
from domain.kernel import Line, Summary, Unknown
from domain.survey import Survey, questions_of
from domain.survey.correcting import PLAN, cancel, cancel_entry, correct
from domain.survey.facts import SurveyChecklistSet, SurveyEntryCorrected
from domain.survey.parts import Correctable, Mark, Part, Plan, SurveyKind

log = structlog.get_logger()

MOST_ROUNDS = 500
"""Rounds of one list, the latest. Source: quy ước nội bộ; a programme has a few a year."""


class PlanSurvey(Command):
    """Plan a round."""

    ACTION: ClassVar[Action] = Action.RECORD_ACTIVITY
    unit: UUID
    plan: Plan


class AboutSurvey(Command):
    """A command about one round."""

    survey: UUID

    def record(self) -> UUID | None:
        """The round."""
        return self.survey


class EnterInSurvey(AboutSurvey):
    """Enter one part of a round."""

    ACTION: ClassVar[Action] = Action.RECORD_ACTIVITY
    part: Part


class CorrectInSurvey(AboutSurvey):
    """Say an entry again, as it is right."""

    ACTION: ClassVar[Action] = Action.RECORD_ACTIVITY
    entry: int
    """Version of the fact that said it first; 0: the plan."""
    part: Correctable
    because: WhyCorrected
    version: int | None = None
    """At which the form was opened; None asks nothing."""


class CancelInSurvey(AboutSurvey):
    """Let an entry count no more; with the plan, the whole round."""

    ACTION: ClassVar[Action] = Action.RECORD_ACTIVITY
    entry: int
    because: WhyCancelled
    note: Summary[Line] = ""


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
    cancelled: bool
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


def correct_in_survey(cmd: CorrectInSurvey, work: Work) -> None:
    """Put what is right in the place of an entry.

    Raises:
        Stale: Somebody else corrected something since the form was opened.
    """
    work.allow(cmd)
    survey = work.read(Survey, cmd.survey)
    work.unchanged_since(survey, cmd.version, among=(SurveyEntryCorrected,))
    work.append(survey, correct(survey, cmd.entry, cmd.part, cmd.because, work.act))
    log.info("survey_corrected", stream_id=str(cmd.survey), kind=type(cmd.part).__name__)


def cancel_in_survey(cmd: CancelInSurvey, work: Work) -> None:
    """Let an entry, or the whole round, count no more."""
    work.allow(cmd)
    survey, note = work.read(Survey, cmd.survey), cmd.note or ""
    if cmd.entry == PLAN:
        work.append(survey, cancel(survey, cmd.because, note, work.act))
    else:
        work.append(survey, cancel_entry(survey, cmd.entry, cmd.because, note, work.act))
    log.info("survey_cancelled", stream_id=str(cmd.survey), version=cmd.entry)


def open_survey(question: OpenSurvey, work: Work) -> SurveyPage:
    """Return one round."""
    work.allow(question)
    state = work.read(Survey, question.survey)
    history = list(_without_exposing(work.history(question.survey)))
    tables = answer_tables(state, history)
    return SurveyPage(state, history, tables[-1].questions if tables else (), tables)


def _without_exposing(history: Sequence[Recorded]) -> Iterator[Recorded]:
    """Yield facts without the words that a later correction of the same entry took away because they exposed somebody.

    Source: DESIGN, section 3, rule 8.
    """
    last = {
        one.fact.entry: one.version or 0
        for one in history
        if isinstance(one.fact, SurveyEntryCorrected) and one.fact.because is WhyCorrected.EXPOSES
    }
    for one in history:
        entry = one.fact.entry if isinstance(one.fact, SurveyEntryCorrected) else one.version or 0
        taken_away = (one.version or 0) < last.get(entry, 0)
        yield replace(one, fact=covered(one.fact)) if taken_away else one


def see_surveys(question: SeeSurveys, work: Work) -> Sequence[SurveyRow]:
    """Return the rounds of the reader's scope, the latest first."""
    work.allow(question)
    rows = work.view(Surveys).latest(MOST_ROUNDS)  # type: ignore[type-abstract]
    work.showed(row.record_no for row in rows)
    return rows


def answer_tables(state: Survey, history: Sequence[Recorded]) -> list[AnswerTable]:
    """Return the answers by version of the checklist, as they are right now."""
    return [_table(state, one.fact) for one in history if isinstance(one.fact, SurveyChecklistSet)]


def _table(state: Survey, fact: SurveyChecklistSet) -> AnswerTable:
    by_site = {site: answers.marks for site, answers in state.answers(fact.number).items()}
    counts = [
        {mark: sum(marks[index] is mark for marks in by_site.values()) for mark in Mark}
        for index in range(fact.count)
    ]
    return AnswerTable(fact.number, questions_of(fact.checklist), counts, by_site)
