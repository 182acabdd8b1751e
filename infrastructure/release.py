"""Tables given out, from the fact rows, and the counts that a new one is made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from application.released import ReleaseRow
from domain.article92 import OF_CHILDREN, Measure
from domain.disclosure.overlap import Counted
from infrastructure.caught_up import caught_up
from infrastructure.decoy import streams_of_decoys
from infrastructure.work import PgWork

_ROWS = (
    "SELECT release, title, first, last, cut_off, upto, digest, hidden, released_at FROM facts.releases"
    " ORDER BY cut_off DESC, released_at DESC, release"
)
_COUNTED = """
SELECT f.measure, f.unit, f.day, width_bucket(f.position, %s::bigint[]), sum(f.delta)
  FROM v_article92.facts f
 WHERE f.measure = ANY(%s) AND f.month BETWEEN %s AND %s AND f.day BETWEEN %s AND %s AND f.position <= %s
   AND f.stream_id <> ALL(%s::uuid[])
 GROUP BY 1, 2, 3, 4 HAVING sum(f.delta) <> 0 ORDER BY 1, 2, 3, 4
"""


class PgReleases:
    """Keeps `application.release.Releases`."""

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def all(self) -> Sequence[ReleaseRow]:
        """Return all tables that were given out, the latest cut-off first."""
        return [ReleaseRow(*row) for row in self._work.connection.execute(_ROWS, prepare=True)]

    def settle(self) -> None:
        """Wait for other releases, so that each knows the one before, and for the views."""
        self._work.connection.execute("LOCK TABLE facts.releases IN SHARE ROW EXCLUSIVE MODE")
        caught_up(self._work)

    def counted(self, first: date, last: date, positions: Sequence[int]) -> Sequence[Counted]:
        """Return what is counted about children on these days, by the stages that end at these positions."""
        stages = sorted(positions)
        rows = self._work.connection.execute(
            _COUNTED,
            (
                [position + 1 for position in stages],
                [measure.value for measure in Measure if measure in OF_CHILDREN],
                first.replace(day=1),
                last.replace(day=1),
                first,
                last,
                stages[-1],
                streams_of_decoys(self._work),
            ),
        )
        return [Counted(Measure(row[0]), row[1], row[2], int(row[3]), int(row[4])) for row in rows]
