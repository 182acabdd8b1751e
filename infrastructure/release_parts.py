"""What a table to be given out is made of: lines of events, and files with all rows in which each counts at each stage.

Files come from three views (Article 92, children's situation, follow-up log) and are put together by their stream, so
that a child who stands in several tables is one child.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from domain.article92 import Measure
from domain.disclosure.parts import Counted, Mark
from domain.disclosure.rows import EVENTS, OF_FILES, SituationRow
from domain.log_figures import LogCount
from domain.situation import Cut
from infrastructure.decoy import streams_of_decoys
from infrastructure.work import PgWork

Placed = Callable[[UUID | None, str | None, date, int], str | None]
"""The place of a line by its unit, its own place, its day and the position up to which areas are known."""
_LINES = """
SELECT f.measure, f.unit, f.day, f.area, width_bucket(f.position, %(stages)s::bigint[]), sum(f.delta)
  FROM v_article92.facts f
 WHERE f.measure = ANY(%(measures)s) AND f.month BETWEEN %(months)s AND %(last)s
   AND f.day BETWEEN %(first)s AND %(last)s AND f.position <= %(upto)s AND f.stream_id <> ALL(%(decoys)s::uuid[])
 GROUP BY 1, 2, 3, 4, 5 HAVING sum(f.delta) <> 0 ORDER BY 1, 2, 3, 4, 5
"""
_FILES = """
SELECT f.stream_id, f.unit, f.day, f.area, f.measure, width_bucket(f.position, %(stages)s::bigint[]), sum(f.delta)
  FROM v_article92.facts f
 WHERE f.measure = ANY(%(measures)s) AND f.month BETWEEN %(months)s AND %(last)s
   AND f.day BETWEEN %(first)s AND %(last)s AND f.position <= %(upto)s AND f.stream_id <> ALL(%(decoys)s::uuid[])
 GROUP BY 1, 2, 3, 4, 5, 6
"""
_SITUATION = """
SELECT f.stream_id, f.unit, f.day, p, width_bucket(f.position, %(stages)s::bigint[]), sum(f.delta)
  FROM v_situation.facts f CROSS JOIN LATERAL unnest(f.pairs) AS p
 WHERE f.day BETWEEN %(first)s AND %(last)s AND f.position <= %(upto)s AND f.stream_id <> ALL(%(decoys)s::uuid[])
 GROUP BY 1, 2, 3, 4, 5
"""
_LOG = """
SELECT f.stream_id, f.unit, f.day, width_bucket(f.position, %(stages)s::bigint[]),
       sum(f.entries), sum(f.entries - f.in_time - f.imported), sum(f.incomplete)
  FROM v_follow_up_log.figures f
 WHERE f.day BETWEEN %(first)s AND %(last)s AND f.position <= %(upto)s AND f.stream_id <> ALL(%(decoys)s::uuid[])
 GROUP BY 1, 2, 3, 4
"""
_AREAS = """
SELECT d.unit, d.since, e.position, d.value FROM facts.unit_dated d
  JOIN es.events e ON e.stream_id = d.unit AND e.version = d.version
 WHERE d.what = 'areas' ORDER BY d.unit, d.since DESC, d.version DESC
"""


def counted(
    work: PgWork, first: date, last: date, positions: Sequence[int], *, by_place: bool
) -> Sequence[Counted]:
    """Return what is counted about children on some days, by the stages that end at these positions in order."""
    asked: dict[str, object] = {
        "stages": [position + 1 for position in positions],
        "months": first.replace(day=1),
        "first": first,
        "last": last,
        "upto": positions[-1],
        "decoys": streams_of_decoys(work),
    }
    placed = _areas(work) if by_place else _nowhere
    return [*_lines(work, asked, positions, placed), *_files(work, asked, positions, placed)]


def _lines(
    work: PgWork, asked: Mapping[str, object], positions: Sequence[int], placed: Placed
) -> Iterator[Counted]:
    """Yield the lines of events; a line stands where its unit was said to be by each stage."""
    rows = work.connection.execute(_LINES, {**asked, "measures": [one.value for one in EVENTS]})
    for measure, unit, day, area, stage, count in rows:
        places = [placed(unit, area, day, upto) for upto in positions[stage:]]
        for one in Counted.lines(Mark(Measure(measure), day, unit, places[0]), stage, int(count)):
            yield _moved(one, stage, places)


def _moved(one: Counted, stage: int, places: Sequence[str | None]) -> Counted:
    """Return lines whose place is another at a later stage."""
    if len(set(places)) == 1:
        return one
    [(_, marks)] = one.history
    return Counted(
        one.count,
        tuple(
            (stage + number, frozenset(mark._replace(place=place) for mark in marks))
            for number, place in enumerate(places)
        ),
    )


def _files(
    work: PgWork, asked: Mapping[str, object], positions: Sequence[int], placed: Placed
) -> Iterator[Counted]:
    """Yield files, those that count in the same rows at every stage together."""
    added: dict[UUID, list[Counter[tuple[Mark, str | None]]]] = defaultdict(
        lambda: [Counter() for _ in positions]
    )
    for stream, mark, area, stage, delta in _signed(work, asked):
        added[stream][stage][mark, area] += delta
    found: Counter[tuple[tuple[int, frozenset[Mark]], ...]] = Counter()
    for stages in added.values():
        known: Counter[tuple[Mark, str | None]] = Counter()
        history: list[tuple[int, frozenset[Mark]]] = []
        for stage, more in enumerate(stages):
            known.update(more)
            marks = frozenset(
                mark._replace(place=placed(mark.unit, area, mark.day, positions[stage]))
                for (mark, area), count in known.items()
                if count > 0
            )
            if marks != (history[-1][1] if history else frozenset()):
                history.append((stage, marks))
        if history:
            found[tuple(history)] += 1
    for alike, count in found.items():
        yield Counted(count, alike)


def _signed(work: PgWork, asked: Mapping[str, object]) -> Iterator[tuple[UUID, Mark, str | None, int, int]]:
    """Yield stream, mark, own place, stage and signed count."""
    run = work.connection.execute
    entries = run(_FILES, {**asked, "measures": [one.value for one in OF_FILES]})
    for stream, unit, day, area, measure, stage, delta in entries:
        yield stream, Mark(Measure(measure), day, unit), area, stage, int(delta)
    for stream, unit, day, pair, stage, delta in run(_SITUATION, asked):
        cut, _, code = pair.partition(":")
        yield stream, Mark(SituationRow(Cut(cut), code), day, unit), None, stage, int(delta)
    for stream, unit, day, stage, *counts in run(_LOG, asked):
        for row, delta in zip((LogCount.ENTRIES, LogCount.LATE, LogCount.INCOMPLETE), counts, strict=True):
            if delta:
                yield stream, Mark(row, day, unit), None, stage, int(delta)


def _nowhere(unit: UUID | None, area: str | None, day: date, upto: int) -> str | None:
    return None


def _areas(work: PgWork) -> Placed:
    """Return where a line stands: its own place, and else the area of its unit on that day, as known at a position."""
    dated: dict[UUID, list[tuple[date, int, str | None]]] = defaultdict(list)
    for unit, since, position, value in work.connection.execute(_AREAS):
        dated[unit].append((since, position, value))

    def placed(unit: UUID | None, area: str | None, day: date, upto: int) -> str | None:
        if area is not None or unit is None:
            return area
        known = (value for since, position, value in dated.get(unit, ()) if since <= day and position <= upto)
        return next(known, None)

    return placed
