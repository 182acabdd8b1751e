"""Imports of lists of members from their fact rows; people are known by keyed hashes alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from application.access import Action
from application.matches import MatchKind, Named, matches_of
from application.member_list.promises import Entered, ListImportRow, SamePerson
from application.scope import units_of
from domain.member_list.units import ListUnit
from infrastructure.matches import current_generation, hashed
from infrastructure.scope import of_units
from infrastructure.work import PgWork

LISTED = 200
"""The newest imports that a list shows."""
_ROWS = """
SELECT i.import_id, r.record_no, i.unit, i.begun_at, i.begun_by, i.rows, i.good, i.left_out, i.entered, i.finished_at
  FROM facts.member_lists i JOIN facts.records r ON r.record = i.import_id
 WHERE {where} ORDER BY r.record_no DESC LIMIT {most}
"""
_UNITS = """
SELECT u.unit, u.code, u.ended_on, coalesce(s.name, ''), u.name,
       (SELECT array_agg(DISTINCT d.value) FROM facts.unit_dated d WHERE d.unit = u.unit AND d.what = 'name')
  FROM facts.units u LEFT JOIN facts.units s ON s.unit = u.successor ORDER BY u.unit
"""
_ENTERED = """
SELECT x.row_key, m.unit, m.left_on FROM facts.member_list_rows x JOIN facts.members m ON m.member = x.member
 WHERE x.row_key = ANY(%s)
"""
_SAME = """
SELECT DISTINCT w.row_no, p.member, r.record_no, p.unit
  FROM unnest(%s::integer[], %s::text[], %s::bytea[]) AS w (row_no, kind, hash)
  JOIN facts.matches m ON m.hash = w.hash AND m.kind = w.kind AND m.generation = %s AND m.role = 'member'
  JOIN facts.members p ON p.member = m.record AND p.active JOIN facts.records r ON r.record = p.member
 ORDER BY w.row_no, r.record_no
"""
_ALONE_ENOUGH = (MatchKind.NAME_AND_BIRTH, MatchKind.IDENTITY_NUMBER)
"""A telephone makes nobody the same: a family has one."""


class PgMemberLists:
    """Keeps `application.member_list.promises.MemberLists`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def units(self) -> Sequence[ListUnit]:
        """Return every unit, those that ended too, with all names that it bore."""
        return [
            ListUnit(unit, code, (*(one for one in names or () if one != name), name), ended, successor)
            for unit, code, ended, successor, name, names in self._work.connection.execute(_UNITS)
        ]

    def entered(self, keys: Sequence[str]) -> Mapping[str, Sequence[Entered]]:
        """Return who was entered from these rows before, by key."""
        found: dict[str, list[Entered]] = {}
        for key, unit, left_on in self._work.connection.execute(_ENTERED, (list(keys),)):
            found.setdefault(key, []).append(Entered(unit, left_on))
        return found

    def same(self, people: Sequence[tuple[int, Named]]) -> Mapping[int, Sequence[SamePerson]]:
        """Return the members of today whom rows name, by row."""
        generation = current_generation(self._work.connection)
        wanted = [
            (row, match.kind.value, hashed(match, self._work.house.keys, generation))
            for row, one in people
            for match in matches_of((one,))
            if match.kind in _ALONE_ENOUGH
        ]
        found: dict[int, list[SamePerson]] = {}
        if wanted:
            columns = [list(column) for column in zip(*wanted, strict=True)]
            for row, *one in self._work.connection.execute(_SAME, [*columns, generation]):
                found.setdefault(row, []).append(SamePerson(*one))
        return found

    def unfinished(self, unit: UUID, digest: str) -> UUID | None:
        """Return the import of this file that was cut, if there is one."""
        row = self._work.connection.execute(
            "SELECT import_id FROM facts.member_lists WHERE unit = %s AND digest = %s AND finished_at IS NULL"
            " ORDER BY begun_at LIMIT 1",
            (unit, digest),
        ).fetchone()
        return row[0] if row else None

    def all(self) -> Sequence[ListImportRow]:
        """Return the imports of the reader's scope, the newest first."""
        where, values = of_units("i.unit", units_of(self._work.reader, Action.MANAGE_MEMBERS))
        return self._rows(where, values)

    def of(self, import_id: UUID) -> ListImportRow | None:
        """Return one of them."""
        return next(iter(self._rows("i.import_id = %s", [import_id])), None)

    def _rows(self, where: str, values: Sequence[object]) -> list[ListImportRow]:
        query = _ROWS.format(where=where, most=LISTED)
        return [ListImportRow(*row) for row in self._work.connection.execute(query, values)]
