"""How large things are, on the fictional year grown and on an access log: the arithmetic of docs/scale.md rests on it.

`python -m bench size`; `LACHAN_BENCH_HOME` names a grown installation that nobody serves, `LACHAN_BENCH_LOOKS` says how
many entries of the access log are written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from bench import desk
from bench.measure import Row, alone, durable_server
from bench.people import grown
from infrastructure.house import key_folder
from infrastructure.keys.store import FILE_NAME
from infrastructure.postgres import Database, open_database
from infrastructure.settings import Settings
from tests.ledger.given import found_town, house_of

_STREAMS = """
SELECT kind, count(*), sum(events), round(avg(events), 2), max(events)
  FROM (SELECT stream_id, split_part(min(topic), '.', 1) AS kind, count(*) AS events FROM es.events GROUP BY 1) s
 GROUP BY 1 ORDER BY 3 DESC LIMIT 8
"""
_TOPICS = "SELECT topic, count(*) FROM es.events GROUP BY 1 ORDER BY 2 DESC LIMIT 12"
_EVENTS = """
SELECT count(*), pg_relation_size('es.events') + pg_relation_size(c.reltoastrelid), pg_indexes_size('es.events'),
       avg(octet_length(coded)), avg(octet_length(personal)) FILTER (WHERE personal IS NOT NULL)
  FROM es.events, pg_class c WHERE c.oid = 'es.events'::regclass GROUP BY c.reltoastrelid
"""
_SCHEMAS = """
SELECT n.nspname::text, sum(pg_total_relation_size(c.oid))
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'm') AND n.nspname <> 'pg_catalog' GROUP BY 1 ORDER BY 2 DESC
"""
_LOOKS = """
SELECT sum(pg_total_relation_size(p.partition)), sum(pg_indexes_size(p.partition)), (SELECT count(*) FROM trail.entries)
  FROM trail.partitions p
"""


def rows() -> Iterator[Row]:
    """Yield the figures."""
    with grown() as home:
        settings = Settings(home=home)
        database = open_database(settings)
        try:
            yield from _installation(database)
        finally:
            database.stop()
        yield alone("keys", _keys(key_folder(settings) / FILE_NAME))
    with durable_server() as (_, database), house_of(database) as house:
        desk.load(found_town(database, house))
        size, indexes, count = _asked(database, _LOOKS)[0]
        said = f"{float(size) / count:,.0f} bytes each, {float(indexes) / count:,.0f} of them indexes"
        yield alone(f"entries of the access log: {count:,}", said)


def _installation(database: Database) -> Iterator[Row]:
    count, heap, indexes, coded, personal = _asked(database, _EVENTS)[0]
    parts = f"coded {coded:,.0f}, personal {personal:,.0f} where there is one"
    each = f"{heap / count:,.0f} bytes each and {indexes / count:,.0f} of indexes; {parts}"
    yield alone(f"the log: {count:,} events", each)
    for kind, streams, events, each, most in _asked(database, _STREAMS):
        yield alone(
            f"streams that begin with {kind}",
            f"{streams:,} with {events:,} events: {each} each, {most} at most",
        )
    for topic, times in _asked(database, _TOPICS):
        yield alone(f"topic {topic}", f"{times:,}, {times / count:.1%}")
    together = 0
    for schema, size in _asked(database, _SCHEMAS):
        together += int(size)
        yield alone(
            f"schema {schema}",
            f"{int(size) / 1e6:,.1f} MB, {int(size) / count:,.0f} bytes for each event",
        )
    yield alone("all schemas", f"{together / 1e6:,.1f} MB, {together / count:,.0f} bytes for each event")


def _keys(file: Path) -> str:
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
        (count,) = connection.execute("SELECT count(*) FROM keys").fetchone()
    return f"{count:,} in {file.stat().st_size / 1e6:,.1f} MB, {file.stat().st_size / count:,.0f} bytes each"


def _asked(database: Database, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.owner_dsn) as connection:
        return connection.execute(query.encode()).fetchall()
