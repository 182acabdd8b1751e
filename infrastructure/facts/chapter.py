"""Fact rows of units: the tree of today, and what held of each unit on any day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from application.ledger import Recorded
from domain.calendar import vietnam_day
from domain.chapter import (
    AreaServed,
    AwardGiven,
    BodyEnded,
    BodyFormed,
    ChildrenCounted,
    DifficultAreaNoted,
    OfficerLeftOffice,
    OfficerTookOffice,
    UnitEnded,
    UnitFounded,
    UnitMoved,
    UnitRenamed,
    UnitTaskAssigned,
    UnitTaskEnded,
)
from domain.units import AdminUnit
from infrastructure.facts import Statement, rows_of


def _dated(recorded: Recorded, what: str, since: date, value: object) -> Statement:
    """Return one row; a fact that was appended under whatever version is next learns it from the log."""
    return (
        "INSERT INTO facts.unit_dated (unit, what, since, version, value) VALUES (%s, %s, %s,"
        " coalesce(%s, (SELECT max(version) FROM es.events WHERE stream_id = %s)), %s)",
        (
            recorded.stream,
            what,
            since,
            recorded.version,
            recorded.stream,
            None if value is None else str(value),
        ),
    )


def _now(recorded: Recorded, column: str, what: str) -> Statement:
    """Return the change of the unit as it is now: what began last."""
    return (
        f"UPDATE facts.units SET {column} = (SELECT d.value{'::uuid' if column == 'parent' else ''}"  # noqa: S608
        " FROM facts.unit_dated d WHERE d.unit = %s AND d.what = %s ORDER BY d.since DESC, d.version DESC LIMIT 1)"
        " WHERE unit = %s",
        (recorded.stream, what, recorded.stream),
    )


def _keys(areas: tuple[AdminUnit, ...]) -> str:
    return ",".join(one.key for one in areas)


@rows_of.register
def _unit_founded(fact: UnitFounded, recorded: Recorded) -> Iterator[Statement]:
    founding = fact.founding
    yield (
        "INSERT INTO facts.units (unit, level, code, name, parent, founded_on) VALUES (%s, %s, %s, %s, %s, %s)",
        (
            recorded.stream,
            founding.level.value,
            founding.code,
            founding.name,
            founding.parent,
            founding.founded_on,
        ),
    )
    yield _dated(recorded, "name", founding.founded_on, founding.name)
    yield _dated(recorded, "parent", founding.founded_on, founding.parent)
    yield _dated(recorded, "areas", founding.founded_on, _keys(founding.areas))
    yield _dated(recorded, "difficult", founding.founded_on, int(founding.in_difficult_area))


@rows_of.register
def _unit_moved(fact: UnitMoved, recorded: Recorded) -> Iterator[Statement]:
    yield _dated(recorded, "parent", fact.effective_on, fact.parent)
    yield _now(recorded, "parent", "parent")


@rows_of.register
def _unit_ended(fact: UnitEnded, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "UPDATE facts.units SET ended_on = %s, successor = %s WHERE unit = %s",
        (fact.ended_on, fact.successor, recorded.stream),
    )


@rows_of.register
def _renamed(fact: UnitRenamed, recorded: Recorded) -> Iterator[Statement]:
    yield _dated(recorded, "name", fact.effective_on, fact.name)
    yield _now(recorded, "name", "name")


@rows_of.register
def _area(fact: AreaServed, recorded: Recorded) -> Iterator[Statement]:
    yield _dated(recorded, "areas", fact.effective_on, _keys(fact.areas))


@rows_of.register
def _difficult(fact: DifficultAreaNoted, recorded: Recorded) -> Iterator[Statement]:
    yield _dated(recorded, "difficult", fact.effective_on, int(fact.is_difficult))


@rows_of.register
def _children(fact: ChildrenCounted, recorded: Recorded) -> Iterator[Statement]:
    yield _dated(recorded, "children", fact.on, fact.count)


@rows_of.register
def _body_formed(fact: BodyFormed, recorded: Recorded) -> Iterator[Statement]:
    body = fact.body
    yield (
        "INSERT INTO facts.unit_bodies (body_id, unit, kind, name, formed_on, term_until)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        (fact.body_id, recorded.stream, body.kind.value, body.name, body.formed_on, body.term_until),
    )


@rows_of.register
def _body_ended(fact: BodyEnded, recorded: Recorded) -> Iterator[Statement]:
    yield "UPDATE facts.unit_bodies SET ended_on = %s WHERE body_id = %s", (fact.ended_on, fact.body_id)


@rows_of.register
def _took_office(fact: OfficerTookOffice, recorded: Recorded) -> Iterator[Statement]:
    held = fact.held
    yield (
        "INSERT INTO facts.unit_officers (officer_id, unit, member, office, body_id, since, term_until)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (
            fact.officer_id,
            recorded.stream,
            held.member,
            held.office.value,
            held.body,
            held.since,
            held.term_until,
        ),
    )


@rows_of.register
def _left_office(fact: OfficerLeftOffice, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "UPDATE facts.unit_officers SET ended_on = %s, why = %s WHERE officer_id = %s",
        (fact.ended_on, fact.why.value, fact.officer_id),
    )


@rows_of.register
def _task(fact: UnitTaskAssigned, recorded: Recorded) -> Iterator[Statement]:
    task = fact.task
    yield (
        "INSERT INTO facts.unit_tasks (task_id, unit, version, member, body_id, assigned_on, due_on, from_unit)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        (
            fact.task_id,
            recorded.stream,
            recorded.version,
            task.member,
            task.body,
            vietnam_day(fact.occurred_at),
            task.due_on,
            task.from_unit,
        ),
    )


@rows_of.register
def _task_ended(fact: UnitTaskEnded, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "UPDATE facts.unit_tasks SET how = %s, ended_on = %s WHERE task_id = %s",
        (fact.how.value, fact.ended_on, fact.task_id),
    )


@rows_of.register
def _award(fact: AwardGiven, recorded: Recorded) -> Iterator[Statement]:
    award = fact.award
    yield (
        "INSERT INTO facts.unit_awards (award_id, unit, version, form, rule, decision, decided_on, member)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        (
            fact.award_id,
            recorded.stream,
            recorded.version,
            award.form.value,
            award.rule,
            award.decision,
            award.decided_on,
            award.member,
        ),
    )
