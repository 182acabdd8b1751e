"""What corrections and merges change in the figures of Article 92: a minus and a plus line at their position.

A figure as of an earlier position does not change.
"""

from __future__ import annotations

from datetime import datetime

from application.ledger import Recorded
from domain.article92 import Measure
from domain.calendar import vietnam_day
from domain.child_case.entries import EntryCorrected, EntryMovedOut, ValuesHidden
from domain.child_case.facts import CaseReopened
from domain.child_case.merging import CaseGivenBack, CaseMergedAway
from domain.correction import Hiding
from domain.counselling import CounsellingRelinked, SessionCorrected, SessionHidden, SessionMovedOut
from domain.follow_up_log import is_in_time
from domain.imported import CaseTakenBack
from infrastructure.views.base import Connection

COUNTED = ("stream_id", "version", "measure", "month", "recorded_at")
CORRECTING = (
    EntryCorrected,
    ValuesHidden,
    EntryMovedOut,
    SessionCorrected,
    SessionHidden,
    SessionMovedOut,
    CounsellingRelinked,
    CaseMergedAway,
    CaseGivenBack,
    CaseTakenBack,
    CaseReopened,
)
OF_THE_ENTRY = (Measure.RECEIVED.value, Measure.IN_TIME.value, Measure.IMPORTED.value)
"""What counts a child's coming in; a file that was merged away counts none of it until it is given back."""
_ADD = (
    "INSERT INTO facts (position, month, unit, measure, delta, stream_id) VALUES (%s, %s, %s, %s, %s, %s)"
    " ON CONFLICT (position, measure, month, delta) DO NOTHING"
)
_OF_ENTRY = (
    "SELECT measure, month, recorded_at FROM counted WHERE stream_id = %s AND version = %s ORDER BY measure"
)
_COUNT = "INSERT INTO counted (stream_id, version, measure, month, recorded_at) VALUES (%s, %s, %s, %s, %s)"
_SESSIONS = (
    "SELECT month, count(*) FROM counted WHERE stream_id = %s AND measure = 'consultations'"
    " GROUP BY month ORDER BY month"
)
_UNITS = "SELECT stream_id, unit FROM streams WHERE stream_id = ANY(%s::uuid[])"
_UNIT = "SELECT unit, merged FROM streams WHERE stream_id = %s"
_MERGED = "UPDATE streams SET merged = %s WHERE stream_id = %s RETURNING unit, taken_back"
_TAKEN_BACK = (
    "UPDATE streams SET taken_back = %s WHERE stream_id = %s AND taken_back <> %s RETURNING unit, merged"
)
_ALL = "SELECT measure, month, count(*) FROM counted WHERE stream_id = %s GROUP BY 1, 2 ORDER BY 1, 2"
_ENTRY = "SELECT measure, month FROM counted WHERE stream_id = %s AND measure = ANY(%s) ORDER BY measure"


def correct(connection: Connection, recorded: Recorded) -> None:
    """Add what one correction changes."""
    fact = recorded.fact
    if isinstance(fact, CounsellingRelinked):
        _relink(connection, recorded, fact)
    elif isinstance(fact, CaseMergedAway | CaseGivenBack):
        _merge(connection, recorded, merged=isinstance(fact, CaseMergedAway))
    elif isinstance(fact, CaseTakenBack | CaseReopened):
        _take_back(connection, recorded, taken=isinstance(fact, CaseTakenBack))
    elif isinstance(fact, EntryCorrected | SessionCorrected) or (
        isinstance(fact, Hiding) and fact.instead is None
    ):
        _count_anew(connection, recorded, fact)


def _merge(connection: Connection, recorded: Recorded, *, merged: bool) -> None:
    """Take the entry of a file away, or give it again, in the months and the unit in which it counts now."""
    row = connection.execute(_MERGED, (merged, recorded.stream)).fetchone()
    unit, taken_back = row or (recorded.envelope.unit, False)
    if taken_back:
        return
    for measure, month in connection.execute(_ENTRY, (recorded.stream, list(OF_THE_ENTRY))).fetchall():
        delta = -1 if merged else 1
        connection.execute(_ADD, (recorded.position, month, unit, measure, delta, recorded.stream))


def _take_back(connection: Connection, recorded: Recorded, *, taken: bool) -> None:
    """Take away all that an entry imported by mistake counts, or give it again when somebody takes the entry up."""
    row = connection.execute(_TAKEN_BACK, (taken, recorded.stream, taken)).fetchone()
    if row is None:
        return
    unit, merged = row
    for measure, month, count in connection.execute(_ALL, (recorded.stream,)).fetchall():
        if not (merged and measure in OF_THE_ENTRY):
            delta = -count if taken else count
            connection.execute(_ADD, (recorded.position, month, unit, measure, delta, recorded.stream))


def _count_anew(
    connection: Connection, recorded: Recorded, fact: EntryCorrected | SessionCorrected | Hiding
) -> None:
    before = connection.execute(_OF_ENTRY, (recorded.stream, fact.entry)).fetchall()
    now = _moments(fact, before[0][2]) if before else None
    if now is None:
        return
    was = {measure: month for measure, month, _ in before}
    months = {measure: vietnam_day(at).replace(day=1) for measure, at in now.items()}
    row = connection.execute(_UNIT, (recorded.stream,)).fetchone()
    unit, merged = row or (recorded.envelope.unit, False)
    for measure in sorted({*was, *months}):
        old, new = was.get(measure), months.get(measure)
        if old == new or (merged and measure in OF_THE_ENTRY):
            continue
        for month, delta in ((old, -1), (new, 1)):
            if month is not None:
                connection.execute(_ADD, (recorded.position, month, unit, measure, delta, recorded.stream))
    connection.execute(
        "DELETE FROM counted WHERE stream_id = %s AND version = %s", (recorded.stream, fact.entry)
    )
    for measure, month in months.items():
        connection.execute(_COUNT, (recorded.stream, fact.entry, measure, month, before[0][2]))


def _moments(
    fact: EntryCorrected | SessionCorrected | Hiding, entered_at: datetime
) -> dict[str, datetime] | None:
    """Return the moments that an entry counts at now, by measure; None when its time was not corrected."""
    match fact:
        case SessionCorrected(consultation=said):
            return {Measure.CONSULTATIONS.value: said.held_at} if said.held_at else None
        case EntryCorrected(value=value) if value.forwarding is not None:
            return {Measure.FORWARDED.value: value.forwarding.at} if value.forwarding.at else None
        case EntryCorrected(value=value) if value.reception is not None:
            at = value.reception.received_at
            if at is None:
                return None
            in_time = {Measure.IN_TIME.value: at} if is_in_time(at, entered_at) else {}
            return {Measure.RECEIVED.value: at, **in_time}
        case Hiding():
            return {}
        case _:
            return None


def _relink(connection: Connection, recorded: Recorded, fact: CounsellingRelinked) -> None:
    """Take the sessions of a matter from the unit of the wrong case and give them to that of the right one."""
    units = dict(
        connection.execute(_UNITS, ([one for one in (recorded.stream, fact.case_id) if one],)).fetchall()
    )
    before, unit = units.get(recorded.stream), units.get(fact.case_id) if fact.case_id else None
    if before is None or unit is None or before == unit:
        return
    connection.execute("UPDATE streams SET unit = %s WHERE stream_id = %s", (unit, recorded.stream))
    for month, count in connection.execute(_SESSIONS, (recorded.stream,)).fetchall():
        for of, delta in ((before, -count), (unit, count)):
            measure = Measure.CONSULTATIONS.value
            connection.execute(_ADD, (recorded.position, month, of, measure, delta, recorded.stream))
