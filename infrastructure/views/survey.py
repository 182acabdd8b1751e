"""Rounds of survey and inspection as their list shows them: codes, days and numbers; no words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from application.ledger import Recorded
from domain.survey.facts import (
    SurveyAnswered,
    SurveyCancelled,
    SurveyEnded,
    SurveyEntryCancelled,
    SurveyEntryCorrected,
    SurveyFindingNoted,
    SurveyPlanned,
    SurveyRemedied,
    SurveySiteChosen,
)
from domain.survey.parts import Answers, Correctable, Finding, FindingKind, Plan, Remedy
from infrastructure.views.base import Scoped, Statement, View

_PLAN = "INSERT INTO rounds (survey, position, unit, kind, first, last) VALUES (%s, %s, %s, %s, %s, %s)"
_PLAN_ANEW = "UPDATE rounds SET position = %s, kind = %s, first = %s, last = %s WHERE survey = %s"
_PART = "INSERT INTO parts (survey, version, what, number, about, flag) VALUES (%s, %s, %s, %s, %s, %s)"
_PART_ANEW = "UPDATE parts SET about = %s, flag = %s WHERE survey = %s AND version = %s"


class SurveyView(View):
    """`rounds`: one row a round; `parts`: its sites, answers, findings, remedies and end as they are right now.

    Of a part: `about` names the site or finding it is about; `flag` says of a finding that something is wrong, of a
    remedy that nothing is left to do.
    """

    NAME = "survey"
    VERSION = 2
    TABLES = ("rounds", "parts")
    READERS: ClassVar[Mapping[str, Scoped]] = {
        "rounds": Scoped("survey", "unit", figures=True),
        "parts": Scoped("survey", figures=True),
    }
    DDL = """
        CREATE TABLE rounds (
            survey uuid PRIMARY KEY, position bigint NOT NULL, unit uuid NOT NULL, kind text NOT NULL,
            first date NOT NULL, last date NOT NULL, cancelled boolean NOT NULL DEFAULT false);
        CREATE TABLE parts (
            survey uuid NOT NULL, version integer NOT NULL, what text NOT NULL, number integer NOT NULL,
            about integer NOT NULL, flag boolean NOT NULL, PRIMARY KEY (survey, version))
    """
    INDEXES = "CREATE INDEX ON rounds (first DESC, survey)"
    TOPICS = ("survey.",)

    def statements(self, recorded: Recorded) -> Iterator[Statement]:
        """Return what one fact changes."""
        stream, version = recorded.stream, recorded.version
        match recorded.fact:
            case SurveyPlanned(unit=unit, plan=plan):
                yield _PLAN, (stream, recorded.position, unit, plan.kind.value, plan.first, plan.last)
            case SurveySiteChosen(number=number):
                yield _PART, (stream, version, "site", number, 0, False)
            case SurveyAnswered(answers=answers):
                yield _PART, (stream, version, "answers", 0, *_about(answers))
            case SurveyFindingNoted(number=number, finding=found):
                yield _PART, (stream, version, "finding", number, *_about(found))
            case SurveyRemedied(remedy=remedy):
                yield _PART, (stream, version, "remedy", 0, *_about(remedy))
            case SurveyEnded():
                yield _PART, (stream, version, "ending", 0, 0, False)
            case SurveyEntryCorrected(plan=Plan() as plan):
                yield _PLAN_ANEW, (recorded.position, plan.kind.value, plan.first, plan.last, stream)
            case SurveyEntryCorrected() as fact:
                yield _PART_ANEW, (*_about(fact.part), stream, fact.entry)
            case SurveyEntryCancelled(entry=entry):
                yield "DELETE FROM parts WHERE survey = %s AND version = %s", (stream, entry)
            case SurveyCancelled():
                yield "UPDATE rounds SET cancelled = true WHERE survey = %s", (stream,)
            case _:
                pass  # checklists, coordination and advice stand on the round's own page


def _about(part: Correctable | None) -> tuple[int, bool]:
    match part:
        case Answers():
            return part.site, False
        case Finding():
            return part.site, part.kind is not FindingKind.STRENGTH
        case Remedy():
            return part.finding, part.is_done
        case _:
            return 0, False
