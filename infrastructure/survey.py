"""Rounds of survey and inspection from their view; titles from the ledger, opened for the list."""

from __future__ import annotations

from collections.abc import Sequence

from application.access import Action
from application.survey import SurveyRow
from domain.kernel import Erased
from domain.survey.facts import SurveyEntryCorrected, SurveyPlanned
from domain.survey.parts import Plan, SurveyKind
from infrastructure.scope import listed
from infrastructure.work import PgWork

_COUNTED = """
SELECT count(*) FILTER (WHERE what = 'site') AS sites,
       count(DISTINCT about) FILTER (WHERE what = 'answers') AS answered,
       count(*) FILTER (WHERE what = 'finding' AND flag AND NOT coalesce((
           SELECT last.flag FROM v_survey.parts last
            WHERE last.survey = s.survey AND last.what = 'remedy' AND last.about = parts.number
            ORDER BY last.version DESC LIMIT 1), false)) AS open,
       count(*) FILTER (WHERE what = 'ending') > 0 AS ended
  FROM v_survey.parts WHERE parts.survey = s.survey
"""
"""Of one round; a finding is open until its last remedy says that nothing is left to do."""


class PgSurveys:
    """Keeps `application.survey.Surveys`."""

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def latest(self, limit: int) -> Sequence[SurveyRow]:
        """Return rounds, the latest first."""
        held, values = listed(self._work, Action.SEE_ACTIVITIES, "survey", "s.survey", "s.unit")
        query = (
            "SELECT s.survey, r.record_no, s.kind, s.unit, s.first, s.last, p.sites, p.answered, p.open, p.ended,"  # noqa: S608
            " s.cancelled, s.position"
            " FROM v_survey.rounds s JOIN facts.records r ON r.record = s.survey"
            f" CROSS JOIN LATERAL ({_COUNTED}) p"
            f" WHERE {held} ORDER BY s.first DESC, s.survey LIMIT %s"
        )
        rows = self._work.connection.execute(query, [*values, limit]).fetchall()
        plans = {
            one.stream: one.fact.plan.title
            for one in self._work.at([row[-1] for row in rows])
            if isinstance(one.fact, SurveyPlanned | SurveyEntryCorrected) and isinstance(one.fact.plan, Plan)
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
                cancelled=row[10],
                title=titles.get(row[0], ""),
            )
            for row in rows
        ]
