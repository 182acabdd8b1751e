"""Noughts in doubt: what readers of a table that hides noughts must think possible wherever it hides something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from domain.article92 import Measure
from domain.disclosure.parts import Counted, Mark
from domain.disclosure.released import Cut
from domain.disclosure.rows import CASES, Row, SituationRow, universe_of, wholes_of
from domain.situation import UNKNOWN
from domain.situation import Cut as Of

_DAY = timedelta(days=1)
_ALLEGED = frozenset({Of.ABUSE, Of.ENVIRONMENT, Of.HARM_AGE})
"""Cuts of the files with abuse or a risk of it alleged; every file is in some row of each of the others."""


def doubted(
    cuts: Sequence[Cut], hiding: Iterable[tuple[Cut, int]], counted: Sequence[Counted]
) -> Iterator[Counted]:
    """Yield that nothing is counted, wherever a table tells it apart, without readers knowing it.

    What a table shows holds these parts where they are: only where a nought is hidden may something be thought there,
    and only from this table on, because those before it showed theirs.

    Args:
        cuts: All tables of one universe.
        hiding: Those of them that hide noughts, with the stage up to which each knew.
        counted: What is counted; where nothing ever is, no table has a row.
    """
    edges = {edge for cut in cuts for days in cut.spans for edge in (days.first, days.last + _DAY)}
    seen = {(mark.unit, mark.place) for of in counted for _, marks in of.history for mark in marks}
    wheres = sorted(seen, key=lambda where: (str(where[0]), where[1] or ""))
    for cut, stage in hiding:
        days = sorted(day for day in edges if any(one.first <= day <= one.last for one in cut.spans))
        for row in cut.rows:
            alike = {*wholes_of(universe_of(row)), row, *_beside(row)}
            for day in days:
                for unit, place in wheres:
                    marks = frozenset(Mark(one, day, unit, place) for one in alike)
                    yield Counted(0, ((stage, marks),), is_thought=True)


def _beside(row: Row) -> Iterator[Row]:
    """Yield the rows in which a file of a row stands besides: readers know that no cut loses a child."""
    if universe_of(row) is not Measure.RECEIVED:
        return
    mine = row.cut if isinstance(row, SituationRow) and row != CASES else None
    for cut in Of:
        if cut not in (Of.CASES, mine) and (cut not in _ALLEGED or mine in _ALLEGED):
            yield SituationRow(cut, UNKNOWN)
