"""Which records a list may show (`application.scope`), as one condition for SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from application.access import Action, Assignment, Sensitivity, StepUp
from application.scope import permits, scope_of, units_of
from infrastructure.work import PgWork

Condition = tuple[str, list[object]]
RESTRICTED = "EXISTS (SELECT FROM facts.records x WHERE x.record = {record} AND x.sensitivity <> 'ordinary')"
"""The condition that a record is held closely."""


def of_units(column: str, units: frozenset[UUID] | None, only: UUID | None = None) -> Condition:
    """Return the condition that a column holds one of these units (None: any), and the one asked for, if any.

    One unit is compared with `=`, so that an index which begins with the unit also gives the order.
    """
    if only is not None:
        allowed = units is None or only in units
        return (f"{column} = %s", [only]) if allowed else ("false", [])
    if units is None:
        return "true", []
    if len(units) == 1:
        return f"{column} = %s", list(units)
    return f"{column} = ANY(%s)", [sorted(units)]


@dataclass(frozen=True, slots=True)
class Tied:
    """Records for which the reader's tie to them makes the difference."""

    open: dict[UUID, UUID]
    """Records that a tie opens, with their units: in other units, or restricted."""
    closed: frozenset[UUID]
    """Records of the reader's units that a tie closes."""


_TIED = """
SELECT r.record, r.unit, r.sensitivity, min(a.relation)
  FROM facts.assignments a JOIN facts.records r ON r.record = a.record
 WHERE a.account = %s AND a.active AND r.kind = %s GROUP BY r.record
HAVING r.sensitivity <> 'ordinary' OR min(a.relation) <> 'counsellor' OR NOT {plain}
"""
"""Leaves out what is most: a counsellor's ordinary cases of the own unit, which the unit opens anyway."""


def tied(work: PgWork, action: Action, kind: str) -> Tied:
    """Return the records of a kind (`facts.records`) whose tie to the reader decides; asked once a work."""
    known = work.asked.get((action, kind))
    if isinstance(known, Tied):
        return known
    reader = work.reader
    plain, values = of_units("r.unit", units_of(reader, action))
    rows = work.connection.execute(_TIED.format(plain=plain), [reader.account, kind, *values]).fetchall()
    opened: dict[UUID, UUID] = {}
    closed: set[UUID] = set()
    for record, unit, sensitivity, relation in rows:
        may = permits(reader, action, scope_of(reader, unit), Assignment(relation), Sensitivity(sensitivity))
        if may:
            opened[record] = unit
        else:
            closed.add(record)
    found = work.asked[(action, kind)] = Tied(opened, frozenset(closed))
    return found


def listed(
    work: PgWork, action: Action, kind: str, record: str, unit: str, only: UUID | None = None
) -> Condition:
    """Return the condition that the reader may do this on the record of a row; `only` asks for one unit as well."""
    ties, reader = tied(work, action, kind), work.reader
    condition, values = of_units(unit, units_of(reader, action), only)
    if units_of(reader, action) != units_of(reader, action, Sensitivity.RESTRICTED):
        restricted = RESTRICTED.format(record=record)
        closely, more = of_units(unit, units_of(reader, action, Sensitivity.RESTRICTED))
        condition, values = f"{condition} AND (NOT {restricted} OR {closely})", [*values, *more]
    if ties.closed:
        condition, values = f"{condition} AND {record} <> ALL(%s)", [*values, sorted(ties.closed)]
    opened = sorted(one for one, lies_in in ties.open.items() if only in (None, lies_in))
    if opened:
        condition, values = f"({condition} OR {record} = ANY(%s))", [*values, opened]
    if reader.hidden:
        condition, values = f"({condition}) AND {record} <> ALL(%s)", [*values, sorted(reader.hidden)]
    return f"({condition})", values


def covered(work: PgWork, records: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of these records whose words wait for a fresh proof: restricted ones, as on their own pages."""
    if work.step_up is StepUp.FRESH:
        return frozenset()
    query = "SELECT record FROM facts.records WHERE record = ANY(%s) AND sensitivity <> 'ordinary'"
    rows = work.connection.execute(query, (list(records),), prepare=True)
    return frozenset(row[0] for row in rows)


def units_listed(work: PgWork, action: Action, kind: str) -> frozenset[UUID] | None:
    """Return the units that a list of this kind can hold records of; None means every unit."""
    units = units_of(work.reader, action)
    return None if units is None else units | frozenset(tied(work, action, kind).open.values())


_CLOSELY_HELD = "SELECT record, case_id, unit FROM facts.records WHERE sensitivity <> 'ordinary'"


def unseen(work: PgWork, action: Action) -> list[UUID]:
    """Return the records that a count leaves out, so that it betrays none of them; whole-scope roles count all.

    They are few: conflicts of interest, and what is held closely and not open to the reader.
    """
    reader = work.reader
    if units_of(reader, action) is None:
        return []
    ties = tied(work, Action.OPEN_CASE, "case").open
    answered = units_of(reader, Action.OPEN_CASE, Sensitivity.RESTRICTED)
    closed = (
        record
        for record, case_id, unit in work.connection.execute(_CLOSELY_HELD, prepare=True)
        if case_id not in ties and answered is not None and unit not in answered
    )
    return sorted({*closed, *reader.hidden})
