"""Imports of old logs from their fact rows; rows are known by keyed hashes alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from application.access import Action
from application.log_import.promises import Alike, ImportedEntry, ImportRow
from application.matches import Named, matches_of
from application.scope import units_of
from infrastructure.matches import current_generation, hashed
from infrastructure.scope import listed, of_units
from infrastructure.work import PgWork

LISTED = 200
"""The newest imports that a list shows."""
_ROWS = """
SELECT i.import_id, r.record_no, i.unit, i.begun_at, i.begun_by, i.rows, i.good, i.left_out, i.entered, i.finished_at,
       i.taken_back, i.taken_back_at
  FROM facts.imports i JOIN facts.records r ON r.record = i.import_id
 WHERE {where} ORDER BY r.record_no DESC LIMIT {most}
"""
_KNOWN = """
SELECT x.{column}, min(CASE WHEN {held} THEN r.code END) FROM facts.import_rows x
  JOIN facts.records r ON r.record = x.case_id
 WHERE x.unit = %s AND x.{column} = ANY(%s) AND NOT x.taken_back GROUP BY x.{column}
"""
_ALIKE = """
SELECT DISTINCT w.row_no, r.record_no, r.code
  FROM unnest(%s::integer[], %s::text[], %s::bytea[]) AS w (row_no, kind, hash)
  JOIN facts.matches m ON m.hash = w.hash AND m.kind = w.kind AND m.generation = %s AND m.role IN ('child', 'guardian')
  JOIN facts.records r ON r.record = m.record AND r.kind = 'case' AND r.state <> 'erased'
 WHERE {held} AND NOT (r.state = 'closed'
                        AND EXISTS (SELECT FROM facts.import_rows t WHERE t.case_id = r.record AND t.taken_back))
 ORDER BY w.row_no, r.record_no DESC
"""
_ENTRIES = """
SELECT x.case_id, r.record_no, r.code, x.row_no FROM facts.import_rows x JOIN facts.records r ON r.record = x.case_id
 WHERE x.import_id = %s AND NOT (x.taken_back AND r.state = 'closed')
   AND x.row_no > %s AND r.state <> 'erased' AND {held} ORDER BY x.row_no LIMIT %s
"""

_UNTOUCHED = """
SELECT x.case_id FROM facts.import_rows x JOIN facts.records r ON r.record = x.case_id
 WHERE x.import_id = %s AND NOT x.taken_back AND r.state <> 'erased' AND r.sensitivity = 'ordinary' AND {held}
   AND (%s::uuid[] IS NULL OR x.case_id = ANY(%s))
   AND NOT EXISTS (SELECT FROM es.events e WHERE e.stream_id = x.case_id AND e.actor <> 'import:' || x.import_id)
   AND NOT EXISTS (SELECT FROM facts.records o WHERE o.case_id = x.case_id AND o.record <> x.case_id)
   AND NOT EXISTS (SELECT FROM facts.holds h WHERE h.record = x.case_id AND h.active)
   AND NOT EXISTS (SELECT FROM facts.merges m WHERE m.into_case = x.case_id)
 ORDER BY x.row_no
"""
"""Entries that nobody has worked on since: no fact but those of the import, and nothing that hangs on them."""


class PgImports:
    """Keeps `application.log_import.promises.Imports`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def digest(self, content: bytes) -> str:
        """Return the keyed hash of a file."""
        return self._work.house.keys.keyed_hash("import-file", content).hex()

    def keys(self, unit: UUID, contents: Iterable[str]) -> list[str]:
        """Return the keyed hashes of rows in the register of a unit."""
        keyed = self._work.house.keys.keyed_hash
        return [keyed("import-row", f"{unit}|{text}").hex() if text else "" for text in contents]

    def there(self, unit: UUID, keys: Sequence[str]) -> Mapping[str, str]:
        """Return which rows stand there already."""
        return self._known("row_key", unit, keys)

    def numbers(self, unit: UUID, keys: Sequence[str]) -> Mapping[str, str]:
        """Return which old numbers stand there already."""
        return self._known("number_key", unit, keys)

    def _known(self, column: str, unit: UUID, keys: Sequence[str]) -> Mapping[str, str]:
        if not keys:
            return {}
        held, values = self._held()
        query = _KNOWN.format(column=column, held=held)
        rows = self._work.connection.execute(query, [*values, unit, list(keys)])
        return {key: code or "" for key, code in rows}

    def _held(self) -> tuple[str, list[object]]:
        return listed(self._work, Action.OPEN_CASE, "case", "r.record", "r.unit")

    def alike(self, people: Sequence[tuple[int, Named]]) -> Mapping[int, Sequence[Alike]]:
        """Return cases of the reader's lists that name the same person, by the row that names them."""
        generation = current_generation(self._work.connection)
        wanted = [
            (row, match.kind.value, hashed(match, self._work.house.keys, generation))
            for row, one in people
            for match in matches_of((one,))
        ]
        if not wanted:
            return {}
        held, values = self._held()
        columns = [list(column) for column in zip(*wanted, strict=True)]
        rows = self._work.connection.execute(_ALIKE.format(held=held), [*columns, generation, *values])
        found: dict[int, list[Alike]] = {}
        for row, record_no, code in rows:
            found.setdefault(row, []).append(Alike(record_no, code))
        return found

    def unfinished(self, unit: UUID, digest: str) -> UUID | None:
        """Return the import of this file that was cut, if there is one."""
        row = self._work.connection.execute(
            "SELECT import_id FROM facts.imports WHERE unit = %s AND digest = %s AND finished_at IS NULL"
            " ORDER BY begun_at LIMIT 1",
            (unit, digest),
        ).fetchone()
        return row[0] if row else None

    def all(self) -> Sequence[ImportRow]:
        """Return the imports of the reader's scope, the newest first."""
        where, values = of_units("i.unit", units_of(self._work.reader, Action.SEE_IMPORTS))
        return self._rows(where, values)

    def of(self, import_id: UUID) -> ImportRow | None:
        """Return one of them."""
        return next(iter(self._rows("i.import_id = %s", [import_id])), None)

    def _rows(self, where: str, values: Sequence[object]) -> list[ImportRow]:
        query = _ROWS.format(where=where, most=LISTED)
        return [ImportRow(*row) for row in self._work.connection.execute(query, values)]

    def entries(self, import_id: UUID, after: int, most: int) -> Sequence[ImportedEntry]:
        """Return the entries of an import that the reader may open, by row, after a row."""
        held, values = self._held()
        rows = self._work.connection.execute(_ENTRIES.format(held=held), [import_id, after, *values, most])
        return [ImportedEntry(*row) for row in rows]

    def untouched(self, import_id: UUID, among: Sequence[UUID] | None = None) -> Sequence[UUID]:
        """Return its entries that the reader may open and that nobody has worked on since, by row.

        Those that are named wait for what is done on them now; what is asked next is decided after this commit.
        """
        for case_id in sorted(among or ()):
            self._work.close_record(case_id)
        held, values = self._held()
        only = None if among is None else list(among)
        rows = self._work.connection.execute(_UNTOUCHED.format(held=held), [import_id, *values, only, only])
        return [case_id for (case_id,) in rows]
