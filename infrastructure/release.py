"""Tables given out, from the fact rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from application.released import ReleaseRow
from domain.disclosure.parts import Counted
from domain.release import TableKind
from infrastructure.caught_up import caught_up
from infrastructure.release_parts import counted
from infrastructure.work import PgWork

_ROWS = (
    "SELECT release, kind, title, first, last, cut_off, upto, digest, hidden, released_at FROM facts.releases"
    " ORDER BY cut_off DESC, released_at DESC, release"
)


class PgReleases:
    """Keeps `application.released.Releases`."""

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def all(self) -> Sequence[ReleaseRow]:
        """Return all tables that were given out, the latest cut-off first."""
        rows = self._work.connection.execute(_ROWS, prepare=True)
        return [ReleaseRow(release, TableKind(kind), *more) for release, kind, *more in rows]

    def settle(self) -> None:
        """Wait for other releases, so that each knows the one before, and for the views."""
        self._work.connection.execute("LOCK TABLE facts.releases IN SHARE ROW EXCLUSIVE MODE")
        caught_up(self._work)

    def counted(
        self, first: date, last: date, positions: Sequence[int], *, by_place: bool
    ) -> Sequence[Counted]:
        """Return what is counted about children on these days, by the stages that end at these positions."""
        return counted(self._work, first, last, sorted(positions), by_place=by_place)
