"""Rounds of survey and inspection as their list shows them: codes, days and numbers; no words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from application.ledger import Recorded
from domain.survey.facts import (
    SurveyAnswered,
    SurveyEnded,
    SurveyFindingNoted,
    SurveyPlanned,
    SurveyRemedied,
    SurveySiteChosen,
)
from domain.survey.parts import FindingKind
from infrastructure.views.base import Scoped, Statement, View

_PLAN = "INSERT INTO rounds (survey, position, unit, kind, first, last) VALUES (%s, %s, %s, %s, %s, %s)"
_ANSWER = "UPDATE rounds SET answered = array_append(array_remove(answered, %s), %s) WHERE survey = %s"
_OPEN = "UPDATE rounds SET open = array_append(array_remove(open, %s), %s) WHERE survey = %s"
_SHUT = "UPDATE rounds SET open = array_remove(open, %s) WHERE survey = %s"


class SurveyView(View):
    """`rounds`: one row a round; `answered` are its sites that answered, `open` its findings without a remedy."""

    NAME = "survey"
    VERSION = 1
    TABLES = ("rounds",)
    READERS: ClassVar[Mapping[str, Scoped]] = {"rounds": Scoped("survey", "unit", figures=True)}
    DDL = """
        CREATE TABLE rounds (
            survey uuid PRIMARY KEY, position bigint NOT NULL, unit uuid NOT NULL, kind text NOT NULL,
            first date NOT NULL, last date NOT NULL, sites integer NOT NULL DEFAULT 0,
            answered integer[] NOT NULL DEFAULT '{}', open integer[] NOT NULL DEFAULT '{}',
            ended boolean NOT NULL DEFAULT false)
    """
    INDEXES = "CREATE INDEX ON rounds (first DESC, survey)"
    TOPICS = ("survey.",)

    def statements(self, recorded: Recorded) -> Iterator[Statement]:
        """Return what one fact changes."""
        stream = recorded.stream
        match recorded.fact:
            case SurveyPlanned(unit=unit, plan=plan):
                yield _PLAN, (stream, recorded.position, unit, plan.kind.value, plan.first, plan.last)
            case SurveySiteChosen():
                yield "UPDATE rounds SET sites = sites + 1 WHERE survey = %s", (stream,)
            case SurveyAnswered(answers=answers):
                yield _ANSWER, (answers.site, answers.site, stream)
            case SurveyFindingNoted(number=number, finding=found):
                if found.kind is not FindingKind.STRENGTH:
                    yield _OPEN, (number, number, stream)
            case SurveyRemedied(remedy=remedy):
                if remedy.is_done:
                    yield _SHUT, (remedy.finding, stream)
                else:
                    yield _OPEN, (remedy.finding, remedy.finding, stream)
            case SurveyEnded():
                yield "UPDATE rounds SET ended = true WHERE survey = %s", (stream,)
            case _:
                pass  # checklists, coordination and advice stand on the round's own page
