"""Units by day from their fact rows; names and words from the ledger, opened only for whoever keeps the members."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from application.unit_register import (
    AwardRow,
    BodyRow,
    Held,
    OfficerRow,
    Person,
    TaskRow,
    UnitOnDay,
)
from domain.chapter import AwardGiven, UnitTaskAssigned
from domain.chapter_parts import AwardForm, BodyKind, Office, OfficeEnd, TaskEnd
from domain.kernel import Erased
from domain.lists import MemberKind, UnitLevel
from domain.member import MemberAdmitted, MemberChanged
from domain.text import name_key, sort_key
from infrastructure.unit_members import ON_DAY
from infrastructure.work import PgWork

_UNITS = """
SELECT u.unit, u.level, u.code, u.founded_on, u.ended_on, u.successor, d.what, d.value
  FROM facts.units u
  LEFT JOIN LATERAL (SELECT DISTINCT ON (x.what) x.what, x.value FROM facts.unit_dated x
       WHERE x.unit = u.unit AND x.since <= greatest(%(day)s, u.founded_on)
       ORDER BY x.what, x.since DESC, x.version DESC) d ON true
 WHERE {where}
"""
_THERE = "u.founded_on <= %(day)s AND (u.ended_on IS NULL OR u.ended_on >= %(day)s)"
_COUNTS = f"SELECT d.unit, d.kind, count(*) FROM ({ON_DAY}) d GROUP BY d.unit, d.kind"  # noqa: S608 - constants
_PEOPLE = f"""
SELECT d.member, r.record_no, d.kind FROM ({ON_DAY}) d JOIN facts.records r ON r.record = d.member
 WHERE d.unit = %(unit)s AND r.state <> 'erased'
"""  # noqa: S608 - constants
_OPENED = """
SELECT max(e.position) FROM es.events e WHERE e.stream_id = ANY(%s) AND e.personal IS NOT NULL
   AND e.topic IN ('member.admitted.1', 'member.changed.1') GROUP BY e.stream_id
"""


class PgUnitRegister:
    """Keeps `application.unit_register.UnitRegister`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def on(self, day: date) -> Sequence[UnitOnDay]:
        """Return the units that existed on a day."""
        return self._units(_THERE, {"day": day})

    def of(self, unit: UUID, day: date) -> UnitOnDay | None:
        """Return one unit as it was on a day."""
        return next(iter(self._units("u.unit = %(unit)s", {"day": day, "unit": unit})), None)

    def _units(self, where: str, values: dict[str, object]) -> list[UnitOnDay]:
        said: dict[UUID, dict[str, str | None]] = {}
        plain: dict[UUID, Sequence[Any]] = {}
        for unit, *more, what, value in self._work.connection.execute(_UNITS.format(where=where), values):
            plain[unit] = more
            said.setdefault(unit, {})[what] = value
        counts: dict[UUID, dict[MemberKind, int]] = {}
        for unit, kind, count in self._work.connection.execute(_COUNTS, values):
            counts.setdefault(unit, {})[MemberKind(kind)] = count
        rows = [_on_day(unit, one, said[unit], counts.get(unit, {})) for unit, one in plain.items()]
        return sorted(rows, key=lambda row: (list(UnitLevel).index(row.level), sort_key(row.name)))

    def held(self, unit: UUID) -> Sequence[Held]:
        """Return all that was ever so of a unit, the newest first."""
        rows = self._work.connection.execute(
            "SELECT what, since, value FROM facts.unit_dated WHERE unit = %s ORDER BY since DESC, version DESC",
            (unit,),
        )
        return [Held(*row) for row in rows]

    def people(self, unit: UUID, day: date) -> Sequence[Person]:
        """Return everybody of a unit on a day by name."""
        rows = self._work.connection.execute(_PEOPLE, {"day": day, "unit": unit}).fetchall()
        names = self._names([row[0] for row in rows])
        people = [
            Person(member, number, names.get(member, ""), MemberKind(kind)) for member, number, kind in rows
        ]
        return sorted(people, key=lambda one: name_key(one.name))

    def bodies(self, unit: UUID) -> Sequence[BodyRow]:
        """Return the bodies of a unit, those that go on first."""
        rows = self._work.connection.execute(
            "SELECT body_id, kind, name, formed_on, term_until, ended_on FROM facts.unit_bodies WHERE unit = %s"
            " ORDER BY ended_on DESC NULLS FIRST, formed_on, body_id",
            (unit,),
        )
        return [BodyRow(body, BodyKind(kind), *more) for body, kind, *more in rows]

    def officers(self, unit: UUID, names: bool) -> Sequence[OfficerRow]:
        """Return the officers of a unit, those in office first."""
        rows = self._work.connection.execute(
            "SELECT officer_id, member, office, body_id, since, term_until, ended_on, why FROM facts.unit_officers"
            " WHERE unit = %s ORDER BY ended_on DESC NULLS FIRST, since, officer_id",
            (unit,),
        ).fetchall()
        known = self._names({row[1] for row in rows}) if names else {}
        return [
            OfficerRow(
                officer=row[0],
                member=row[1],
                name=known.get(row[1], ""),
                office=Office(row[2]),
                body=row[3],
                since=row[4],
                term_until=row[5],
                ended_on=row[6],
                why=OfficeEnd(row[7]) if row[7] else None,
            )
            for row in rows
        ]

    def tasks(self, unit: UUID, words: bool) -> Sequence[TaskRow]:
        """Return the tasks of a unit, open ones first, by due date."""
        rows = self._work.connection.execute(
            "SELECT task_id, version, member, body_id, assigned_on, due_on, from_unit, how, ended_on"
            " FROM facts.unit_tasks WHERE unit = %s ORDER BY ended_on DESC NULLS FIRST, due_on, task_id",
            (unit,),
        ).fetchall()
        said = self._facts(unit, [row[1] for row in rows]) if words else {}
        known = self._names({row[2] for row in rows if row[2]}) if words else {}
        return [
            TaskRow(
                task=row[0],
                what=_what(said.get(row[1])),
                member=row[2],
                name=known.get(row[2], ""),
                body=row[3],
                assigned_on=row[4],
                due_on=row[5],
                from_unit=row[6],
                how=TaskEnd(row[7]) if row[7] else None,
                ended_on=row[8],
            )
            for row in rows
        ]

    def awards(self, unit: UUID, words: bool) -> Sequence[AwardRow]:
        """Return the awards of a unit and of its members, the newest first."""
        rows = self._work.connection.execute(
            "SELECT award_id, version, form, rule, decision, decided_on, member FROM facts.unit_awards"
            " WHERE unit = %s ORDER BY decided_on DESC, award_id",
            (unit,),
        ).fetchall()
        said = self._facts(unit, [row[1] for row in rows]) if words else {}
        known = self._names({row[6] for row in rows if row[6]}) if words else {}
        return [
            AwardRow(
                award=row[0],
                form=AwardForm(row[2]),
                rule=row[3],
                decision=row[4],
                decided_on=row[5],
                member=row[6],
                name=known.get(row[6], ""),
                why=_why(said.get(row[1])),
            )
            for row in rows
        ]

    def _facts(self, unit: UUID, versions: Sequence[int]) -> dict[int | None, object]:
        rows = self._work.connection.execute(
            "SELECT position FROM es.events WHERE stream_id = %s AND version = ANY(%s)",
            (unit, list(versions)),
        ).fetchall()
        return {one.version: one.fact for one in self._work.at([row[0] for row in rows])}

    def _names(self, members: Iterable[UUID]) -> dict[UUID, str]:
        rows = self._work.connection.execute(_OPENED, (list(members),)).fetchall()
        found: dict[UUID, str] = {}
        for one in self._work.at([row[0] for row in rows]):
            if isinstance(one.fact, MemberAdmitted | MemberChanged) and not isinstance(
                one.fact.person, Erased
            ):
                found[one.stream] = one.fact.person.name
        return found


def _what(fact: object) -> str:
    return str(fact.task.what or "") if isinstance(fact, UnitTaskAssigned) else ""


def _why(fact: object) -> str:
    return str(fact.award.why or "") if isinstance(fact, AwardGiven) else ""


def _on_day(
    unit: UUID, plain: Sequence[Any], said: dict[str, str | None], kinds: dict[MemberKind, int]
) -> UnitOnDay:
    level, code, founded_on, ended_on, successor = plain
    parent, children = said.get("parent"), said.get("children")
    return UnitOnDay(
        unit=unit,
        level=UnitLevel(level),
        code=code,
        name=said.get("name") or "",
        parent=UUID(parent) if parent else None,
        founded_on=founded_on,
        ended_on=ended_on,
        successor=successor,
        areas=tuple(key for key in (said.get("areas") or "").split(",") if key),
        is_difficult=said.get("difficult") == "1",
        children=int(children) if children is not None else None,
        kinds=kinds,
    )
