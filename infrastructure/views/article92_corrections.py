"""What corrections and merges change in the figures of Article 92: a minus and a plus line at their position.

A figure as of an earlier position does not change.
"""

from __future__ import annotations

from application.ledger import Recorded
from domain.article92 import Measure
from domain.child_case.facts import CaseReopened
from domain.child_case.merging import CaseGivenBack, CaseMergedAway
from domain.counselling import CounsellingRelinked
from domain.imported import CaseTakenBack
from infrastructure.views.article92_lines import add, keep, settle
from infrastructure.views.base import Connection
from infrastructure.views.counted import OF_STREAM, Before, Counted, Place, Recount, placed_of, recount_of

CORRECTING = (CounsellingRelinked, CaseMergedAway, CaseGivenBack, CaseTakenBack, CaseReopened)
"""Facts that move or take away what whole streams count; corrections of one fact are `recount_of`."""
OF_THE_ENTRY = (Measure.RECEIVED.value, Measure.IN_TIME.value, Measure.IMPORTED.value)
"""What counts a child's coming in; a file that was merged away counts none of it until it is given back."""
_OF_FACT = (
    "SELECT measure, day, value, unit, area, once, recorded_at, active FROM counted WHERE stream_id = %s"
)
_SESSIONS = (
    "SELECT day, count(*) FROM counted WHERE stream_id = %s AND measure = 'consultations'"
    " GROUP BY day ORDER BY day"
)
_UNITS = "SELECT stream_id, unit FROM streams WHERE stream_id = ANY(%s::uuid[])"
_UNIT = "SELECT unit, merged FROM streams WHERE stream_id = %s"
_PLACE = (
    "INSERT INTO streams (stream_id, unit, marked) VALUES (%s, %s, %s) ON CONFLICT (stream_id) DO UPDATE"
    " SET unit = coalesce(excluded.unit, streams.unit), marked = coalesce(excluded.marked, streams.marked)"
)
_MERGED = "UPDATE streams SET merged = %s WHERE stream_id = %s RETURNING unit, taken_back"
_TAKEN_BACK = (
    "UPDATE streams SET taken_back = %s WHERE stream_id = %s AND taken_back <> %s RETURNING unit, merged"
)
_ALL = "SELECT measure, day, sum(value) FROM counted WHERE stream_id = %s GROUP BY 1, 2 ORDER BY 1, 2"
_ENTRY = "SELECT measure, day FROM counted WHERE stream_id = %s AND measure = ANY(%s) ORDER BY measure"


def correct(connection: Connection, recorded: Recorded) -> None:
    """Add what one correction changes."""
    fact = recorded.fact
    said = placed_of(fact, recorded)
    if said != Place():
        connection.execute(_PLACE, (recorded.stream, said.unit, said.marked))
    if isinstance(fact, CounsellingRelinked):
        _relink(connection, recorded, fact)
    elif isinstance(fact, CaseMergedAway | CaseGivenBack):
        _merge(connection, recorded, merged=isinstance(fact, CaseMergedAway))
    elif isinstance(fact, CaseTakenBack | CaseReopened):
        _take_back(connection, recorded, taken=isinstance(fact, CaseTakenBack))
    elif (recount := recount_of(fact)) is not None:
        _count_anew(connection, recorded, recount)


def _merge(connection: Connection, recorded: Recorded, *, merged: bool) -> None:
    """Take the entry of a file away, or give it again, on the days and in the unit in which it counts now."""
    row = connection.execute(_MERGED, (merged, recorded.stream)).fetchone()
    unit, taken_back = row or (recorded.envelope.unit, False)
    if taken_back:
        return
    for measure, day in connection.execute(_ENTRY, (recorded.stream, list(OF_THE_ENTRY))).fetchall():
        add(connection, recorded, unit, measure, day, -1 if merged else 1)


def _take_back(connection: Connection, recorded: Recorded, *, taken: bool) -> None:
    """Take away all that an entry imported by mistake counts, or give it again when somebody takes the entry up."""
    row = connection.execute(_TAKEN_BACK, (taken, recorded.stream, taken)).fetchone()
    if row is None:
        return
    unit, merged = row
    for measure, day, value in connection.execute(_ALL, (recorded.stream,)).fetchall():
        if not (merged and measure in OF_THE_ENTRY):
            add(connection, recorded, unit, measure, day, int(-value if taken else value))


def _count_anew(connection: Connection, recorded: Recorded, recount: Recount) -> None:
    which, version = _which(recorded, recount)
    rows = connection.execute(
        f"{_OF_FACT}{which[0]} ORDER BY measure, active, version", (recorded.stream, *which[1])
    ).fetchall()
    was = {Measure(row[0]): Counted(Measure(row[0]), *row[1:6]) for row in rows}
    active = {Measure(row[0]) for row in rows if row[7]}
    entered_at = rows[0][6] if rows else recorded.recorded_at
    counts = recount.now(Before(was, entered_at))
    if counts is None:
        return
    now = {one.measure: one.within(recorded.stream) for one in counts}
    row = connection.execute(_UNIT, (recorded.stream,)).fetchone()
    unit, merged = row or (recorded.envelope.unit, False)
    changed = [measure for measure in sorted({*was, *now}) if was.get(measure) != now.get(measure)]
    for measure in changed:
        if merged and measure.value in OF_THE_ENTRY:
            continue
        new = now.get(measure)
        for row in rows:
            if row[0] == measure.value and row[7]:
                old = Counted(measure, *row[1:6])
                add(connection, recorded, old.unit or unit, measure, old.day, -old.value, old.area)
        if new is not None and not new.once:
            add(connection, recorded, new.unit or unit, measure, new.day, new.value, new.area)
    connection.execute(f"DELETE FROM counted WHERE stream_id = %s{which[0]}", (recorded.stream, *which[1]))  # noqa: S608
    for measure, one in now.items():
        stays = measure in active and measure not in changed
        keep(connection, recorded.stream, version, one, entered_at, active=stays or not one.once)
    for measure in changed:
        words = {row[5] for row in rows if row[0] == measure.value} | {
            now[measure].once if measure in now else ""
        }
        for word in words - {""}:
            settle(connection, recorded, measure, word)


def _which(recorded: Recorded, recount: Recount) -> tuple[tuple[str, tuple[object, ...]], int | None]:
    """Return the condition of what is counted anew, and the version under which it is kept."""
    if recount.once:
        once = str(recorded.stream) + recount.once.removeprefix(OF_STREAM)
        return (" AND once = %s", (once,)), recorded.version
    if recount.version is None:
        return ("", ()), recorded.version
    return (" AND version = %s", (recount.version,)), recount.version


def _relink(connection: Connection, recorded: Recorded, fact: CounsellingRelinked) -> None:
    """Take the sessions of a matter from the unit of the wrong case and give them to that of the right one."""
    units = dict(
        connection.execute(_UNITS, ([one for one in (recorded.stream, fact.case_id) if one],)).fetchall()
    )
    before, unit = units.get(recorded.stream), units.get(fact.case_id) if fact.case_id else None
    if before is None or unit is None or before == unit:
        return
    connection.execute("UPDATE streams SET unit = %s WHERE stream_id = %s", (unit, recorded.stream))
    for day, count in connection.execute(_SESSIONS, (recorded.stream,)).fetchall():
        for of, delta in ((before, -count), (unit, count)):
            add(connection, recorded, of, Measure.CONSULTATIONS.value, day, delta)
