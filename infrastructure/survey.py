"""Rounds of survey and inspection from their view; titles from the ledger, opened for the list."""

from __future__ import annotations

from collections.abc import Sequence

from application.access import Action
from application.survey import SurveyRow
from domain.kernel import Erased
from domain.survey.facts import SurveyPlanned
from domain.survey.parts import SurveyKind
from infrastructure.scope import listed
from infrastructure.work import PgWork


class PgSurveys:
    """Keeps `application.survey.Surveys`."""

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def latest(self, limit: int) -> Sequence[SurveyRow]:
        """Return rounds, the latest first."""
        held, values = listed(self._work, Action.SEE_ACTIVITIES, "survey", "s.survey", "s.unit")
        query = (
            "SELECT s.survey, r.record_no, s.kind, s.unit, s.first, s.last, s.sites, cardinality(s.answered),"  # noqa: S608
            " cardinality(s.open), s.ended, s.position"
            " FROM v_survey.rounds s JOIN facts.records r ON r.record = s.survey"
            f" WHERE {held} ORDER BY s.first DESC, s.survey LIMIT %s"
        )
        rows = self._work.connection.execute(query, [*values, limit]).fetchall()
        plans = {
            one.stream: one.fact.plan.title
            for one in self._work.at([row[-1] for row in rows])
            if isinstance(one.fact, SurveyPlanned)
        }
        titles = {stream: "" if isinstance(title, Erased) else title for stream, title in plans.items()}
        return [
            SurveyRow(
                survey=row[0],
                record_no=row[1],
                kind=SurveyKind(row[2]),
                unit=row[3],
                first=row[4],
                last=row[5],
                sites=row[6],
                answered=row[7],
                open_findings=row[8],
                ended=row[9],
                title=titles.get(row[0], ""),
            )
            for row in rows
        ]
