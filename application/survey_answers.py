"""What makes a number of a round's answers: which events gave, changed or took away that answer, as of any position."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import structlog
from pydantic import Field

from application.access import Action
from application.article92 import Article92Figures, FigureEvent, KnownOn, Later, day_of, position_of
from application.ledger import Recorded
from application.work import Question, Work
from domain.calendar import vietnam_day
from domain.kernel import Unknown, fold
from domain.survey import Survey
from domain.survey.facts import SurveyEntryCancelled, SurveyEntryCorrected
from domain.survey.parts import Mark

log = structlog.get_logger()
RULE_VERSION = "survey-answers/1"
"""Version of the rule: one for each site whose standing answer is this mark; a cancelled entry counts no more."""
_CORRECTING = (SurveyEntryCorrected, SurveyEntryCancelled)


class OpenAnswers(Question):
    """See the events behind one number of the answers."""

    ACTION: ClassVar[Action] = Action.SEE_ACTIVITIES
    survey: UUID
    checklist: int = Field(ge=0)
    """Which version of the list of questions."""
    question: int = Field(ge=0, le=1000)
    """Which of its questions, from 0."""
    answer: Mark
    as_of: str = ""
    """Mark of a moment of the log; nothing means now."""
    known_on: KnownOn = None

    def record(self) -> UUID | None:
        """The round."""
        return self.survey


@dataclass(frozen=True, slots=True)
class OpenedAnswers:
    """A number of answers and the events behind it."""

    asked: OpenAnswers
    count: int
    events: tuple[FigureEvent, ...]
    later: tuple[tuple[Later, FigureEvent], ...]
    """What came since, event by event."""
    mark: str
    known_at: datetime
    rule_version: str = RULE_VERSION

    @property
    def difference(self) -> int:
        """By how much the number of today is more."""
        return sum(event.delta for _, event in self.later)


def open_answers(question: OpenAnswers, work: Work) -> OpenedAnswers:
    """Return what makes a number of the answers.

    Raises:
        NoSuchPosition: The mark is not one of ours.
        Unknown: The list has no such question.
    """
    work.allow(question)
    work.read(Survey, question.survey)
    figures = work.view(Article92Figures)  # type: ignore[type-abstract]
    upto = position_of(question, figures)
    asked_on = day_of(question, figures, upto, work)
    changing = _changing(question, work.history(question.survey))
    told = [(one, _event(one, delta, figures, question.survey)) for one, delta in changing]
    log.info("survey_answers_opened", stream_id=str(question.survey), measure=question.answer.value)
    return OpenedAnswers(
        asked=question,
        count=sum(delta for one, delta in changing if one.position <= upto),
        events=tuple(event for one, event in told if one.position <= upto),
        later=tuple((_why(one, asked_on), event) for one, event in told if one.position > upto),
        mark=figures.mark(upto),
        known_at=figures.moment(upto),
    )


def _changing(question: OpenAnswers, history: Sequence[Recorded]) -> list[tuple[Recorded, int]]:
    """Return the facts that change the number, each with by how much."""
    state, count, found = None, 0, list[tuple[Recorded, int]]()
    for one in history:
        state = fold(Survey, question.survey, [one.fact], onto=state)
        if state is None:
            raise Unknown
        now = _count(question, state)
        if now != count:
            found.append((one, now - count))
        count = now
    return found


def _count(question: OpenAnswers, state: Survey) -> int:
    answers = state.answers(question.checklist).values()
    return sum(
        len(one.marks) > question.question and one.marks[question.question] is question.answer
        for one in answers
    )


def _event(one: Recorded, delta: int, figures: Article92Figures, survey: UUID) -> FigureEvent:
    return FigureEvent(
        mark=figures.mark(one.position),
        record_no=None,
        topic=one.envelope.topic,
        day=vietnam_day(one.envelope.occurred_at),
        occurred_at=one.envelope.occurred_at,
        recorded_at=one.envelope.recorded_at or one.envelope.occurred_at,
        unit=one.envelope.unit,
        delta=delta,
        case_id=None,
        kind="survey",
        record=survey,
    )


def _why(one: Recorded, asked_on: date) -> Later:
    if isinstance(one.fact, _CORRECTING):
        return Later.CORRECTED
    return Later.by_day(vietnam_day(one.envelope.occurred_at), asked_on)
