"""Rows of a live table without an equal in the one folded anew, counted and named by their keys, never by content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import psycopg
from psycopg import sql

from application.view_differences import DifferingRow, Side

Connection = psycopg.Connection[Any]

NAMED = 100
"""Rows of one table that are named; whoever sees so many rebuilds the view, and needs no more names."""
_KEYS = """
SELECT array_agg(a.attname::text ORDER BY array_position(i.indkey::int2[], a.attnum))
  FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey::int2[])
 WHERE i.indrelid = %s::regclass AND i.indisprimary
"""
_PLAIN = """
SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute
 WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
   AND atttypid IN ('uuid'::regtype, 'bigint'::regtype, 'integer'::regtype, 'date'::regtype)
"""
"""Columns by which a row without a key is named: ids, positions, counts and days; no text, and no ciphertext."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How many rows of one table are only in the live view, or only in the one folded anew, and which."""

    table: str
    only_live: int
    only_rebuilt: int
    rows: int
    named: tuple[DifferingRow, ...] = ()


def difference(connection: Connection, live: str, rebuilt: str, table: str) -> Difference:
    """Compare one table of two schemas."""
    query = sql.SQL(
        "SELECT (SELECT count(*) FROM (TABLE {a} EXCEPT ALL TABLE {b}) x),"
        " (SELECT count(*) FROM (TABLE {b} EXCEPT ALL TABLE {a}) y), (SELECT count(*) FROM {a})"
    ).format(a=sql.Identifier(live, table), b=sql.Identifier(rebuilt, table))
    only_live, only_rebuilt, rows = cast("tuple[int, int, int]", connection.execute(query).fetchone())
    name = f"{live}.{table}"
    named = tuple(_named(connection, name, live, rebuilt, table)) if only_live or only_rebuilt else ()
    return Difference(name, only_live, only_rebuilt, rows, named)


def _named(connection: Connection, name: str, live: str, rebuilt: str, table: str) -> Iterator[DifferingRow]:
    keys, is_unique = _keys_of(connection, rebuilt, table)
    here = _without_equal(connection, (live, table), (rebuilt, table), keys)
    there = _without_equal(connection, (rebuilt, table), (live, table), keys)
    if not is_unique:
        yield from (DifferingRow(name, _key(row, keys), Side.LIVE) for row in here)
        yield from (DifferingRow(name, _key(row, keys), Side.LOG) for row in there)
        return
    said, shown = ({_key(row, keys): row for row in rows} for rows in (there, here))
    for key in sorted({*said, *shown}):
        side = Side.BOTH if key in said and key in shown else Side.LIVE if key in shown else Side.LOG
        changed = _changed(said[key], shown[key]) if side is Side.BOTH else ()
        yield DifferingRow(name, key, side, changed)


def _keys_of(connection: Connection, schema: str, table: str) -> tuple[Sequence[str], bool]:
    """Return the columns by which rows are named, and whether they name one row only."""
    place = sql.Identifier(schema, table).as_string(connection)
    for query, is_unique in ((_KEYS, True), (_PLAIN, False)):
        row = connection.execute(query, (place,)).fetchone()
        if row is not None and row[0]:
            return row[0], is_unique
    return (), False


def _without_equal(
    connection: Connection, table: tuple[str, str], other: tuple[str, str], keys: Sequence[str]
) -> list[Mapping[str, Any]]:
    order = sql.SQL(", ").join(map(sql.Identifier, keys)) if keys else sql.SQL("1")
    query = sql.SQL(
        "SELECT to_jsonb(x) FROM (TABLE {a} EXCEPT ALL TABLE {b} ORDER BY {order} LIMIT {most}) x"
    ).format(a=sql.Identifier(*table), b=sql.Identifier(*other), order=order, most=sql.Literal(NAMED))
    return [row[0] for row in connection.execute(query)]


def _key(row: Mapping[str, Any], keys: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, "" if row[name] is None else str(row[name])) for name in keys)


def _changed(left: Mapping[str, Any], right: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(name for name in left if left[name] != right.get(name)))
