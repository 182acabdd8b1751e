"""What happened to requests, read from its view, within the chapters of the reader's scope."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from application.access import Action
from domain.calendar import end_of_day, start_of_day
from domain.referral.deadlines import Kept, Life, Mark
from infrastructure.article92 import PgArticle92Figures
from infrastructure.scope import listed
from infrastructure.work import PgWork

LONGEST_TERM = timedelta(days=120)
"""How long before a quarter something may have begun whose term ends within it; with the longest holidays to spare."""
_MARKS = "SELECT m.referral, m.position, m.kept, m.at, m.reviewer, m.urgent FROM v_chapter_work.marks m"


class PgChapterWork:
    """Keeps `application.referral.board.ChapterWork`."""

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def lives(self, referrals: Collection[UUID]) -> Mapping[UUID, Life]:
        """Return what happened to each of these requests."""
        if not referrals:
            return {}
        rows = self._work.connection.execute(
            f"{_MARKS} WHERE m.referral = ANY(%s) ORDER BY m.position",
            (list(referrals),),
            prepare=True,
        )
        return _lives(rows.fetchall())

    def in_span(
        self, action: Action, first: date, last: date, upto: int, chapter: UUID | None = None
    ) -> Mapping[UUID, Life]:
        """Return what happened, up to a position, to the requests on which the reader may do this in a span."""
        scope, values = listed(self._work, action, "referral", "m.referral", "m.chapter")
        since, until = start_of_day(first) - LONGEST_TERM, end_of_day(last)
        rows = self._work.connection.execute(
            f"{_MARKS} WHERE m.position <= %s AND {scope} AND (%s::uuid IS NULL OR m.chapter = %s) AND m.referral IN"  # noqa: S608 - constants
            " (SELECT n.referral FROM v_chapter_work.marks n WHERE n.at >= %s AND n.at < %s AND n.position <= %s)"
            " ORDER BY m.position",
            [upto, *values, chapter, chapter, since, until, upto],
        )
        return _lives(rows.fetchall())

    def position(self, mark: str) -> int:
        """Return the position of a mark; the present one for no mark."""
        return PgArticle92Figures(self._work).position(mark)

    def mark(self, position: int) -> str:
        """Return the mark of a position."""
        return PgArticle92Figures(self._work).mark(position)

    def moment(self, position: int) -> datetime:
        """Return when the log stood at a position."""
        query = "SELECT recorded_at FROM es.events WHERE position = %s"
        row = self._work.connection.execute(query, (position,)).fetchone()
        return row[0].astimezone(UTC) if row else self._work.now()

    def record_numbers(self, referrals: Collection[UUID]) -> Mapping[UUID, int]:
        """Return the numbers of these records in the access log."""
        query = "SELECT record, record_no FROM facts.records WHERE record = ANY(%s)"
        return dict(self._work.connection.execute(query, (list(referrals),), prepare=True).fetchall())


def _lives(rows: Sequence[Sequence[Any]]) -> dict[UUID, Life]:
    found: dict[UUID, list[Mark]] = {}
    for referral, position, kept, at, reviewer, urgent in rows:
        found.setdefault(referral, []).append(Mark(position, Kept(kept), at, reviewer, urgent))
    return {referral: tuple(marks) for referral, marks in found.items()}
