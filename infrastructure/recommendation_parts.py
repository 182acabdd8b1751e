"""Reply rate and age of recommendations in parts, from their fact rows: codes and days, no word is opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from application.recommendation.parts import OpenOne, Sent
from domain.recommendation.clause import duty_of
from domain.recommendation.codes import AgencyKind, Origin, RecommendationKind, RecommendationStage
from infrastructure.recommendation import OPEN_STAGES, PgRecommendations

_SENT_IN = """
SELECT s.agency, q.unit, q.kind, q.origin, count(*), count(a.recommendation) FROM facts.recommendations_sent s
  JOIN facts.recommendations q USING (recommendation)
  LEFT JOIN LATERAL (SELECT x.recommendation FROM facts.recommendations_answered x
        WHERE x.recommendation = s.recommendation AND x.conveyed = s.version LIMIT 1) a ON true
 WHERE s.conveyed_on BETWEEN %s AND %s AND {where} GROUP BY s.agency, q.unit, q.kind, q.origin
 ORDER BY q.unit
"""
_OPEN = """
SELECT q.recommendation, q.unit, q.kind, q.origin, q.stage, q.collected_on
  FROM facts.recommendations q JOIN facts.records r ON r.record = q.recommendation
 WHERE r.state <> 'erased' AND q.stage = ANY(%s) AND {where} ORDER BY q.unit, q.collected_on
"""


class PgRecommendationsApart(PgRecommendations):
    """Keeps `application.recommendation.parts.RecommendationsApart`."""

    def sent_in(self, year: int, unit: UUID | None) -> Sequence[Sent]:
        """Return the conveyances of a year."""
        where, values = self._held(unit)
        given = [date(year, 1, 1), date(year, 12, 31), *values]
        rows = self._work.connection.execute(_SENT_IN.format(where=where), given).fetchall()
        return [
            Sent(
                AgencyKind(agency),
                of,
                duty_of(RecommendationKind(kind), Origin(origin)),
                conveyed,
                replied,
            )
            for agency, of, kind, origin, conveyed, replied in rows
        ]

    def open_ones(self, unit: UUID | None) -> Sequence[OpenOne]:
        """Return the recommendations that are open today."""
        where, values = self._held(unit)
        query = _OPEN.format(where=where)
        rows = self._work.connection.execute(query, [OPEN_STAGES, *values]).fetchall()
        sent = self._sent([row[0] for row in rows])
        return [
            OpenOne(
                unit=of,
                kind=RecommendationKind(kind),
                origin=Origin(origin),
                stage=RecommendationStage(stage),
                collected_on=collected_on,
                sent=sent.get(one, ()),
            )
            for one, of, kind, origin, stage, collected_on in rows
        ]
