"""The log's table in partitions: which rules of the log they would give up, and what they cost and bring."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg

from bench.measure import Row, alone, durable_server

ROWS, PARTS, STREAM, ASKED, ADDED = 300_000, 10, 10, 2000, 5000
_TABLES = f"""
CREATE SCHEMA tried;
CREATE TABLE tried.whole (LIKE es.events INCLUDING STORAGE, PRIMARY KEY (position), UNIQUE (stream_id, version));
CREATE TABLE tried.parts (LIKE es.events INCLUDING STORAGE, PRIMARY KEY (position)) PARTITION BY RANGE (position);
CREATE INDEX ON tried.parts (stream_id, version);
DO $$ BEGIN
    FOR part IN 0 .. {PARTS} LOOP
        EXECUTE format('CREATE TABLE tried.part_%s PARTITION OF tried.parts FOR VALUES FROM (%s) TO (%s)',
                       part, part * {ROWS // PARTS}, (part + 1) * {ROWS // PARTS});
    END LOOP;
END $$;
"""
_EVENTS = """
SELECT n, md5('stream' || n / %(stream)s)::uuid, n %% %(stream)s, 'case.noted.1', now(), NULL, now(), 'account:x',
       'counsellor', NULL, NULL, NULL, NULL, md5(n::text)::uuid, md5(n::text)::uuid, NULL, NULL, 'confidential',
       '2026-1', convert_to(repeat(md5(n::text), 6), 'UTF8'), convert_to(repeat(md5(n::text), 12), 'UTF8'),
       sha256(int4send(n))
  FROM generate_series(%(first)s::int, %(last)s::int) n
"""
_REFUSED = {
    "by position": "CREATE TABLE tried.a (LIKE es.events, UNIQUE (stream_id, version)) PARTITION BY RANGE (position)",
    "by year": "CREATE TABLE tried.b (LIKE es.events, PRIMARY KEY (position)) PARTITION BY RANGE (recorded_at)",
    "by stream": "CREATE TABLE tried.c (LIKE es.events, PRIMARY KEY (position)) PARTITION BY HASH (stream_id)",
}
_READ = """
DO $$ DECLARE began timestamptz := clock_timestamp(); found es.events; BEGIN
    FOR n IN 1 .. {asked} LOOP
        FOR found IN SELECT * FROM tried.{table}
            WHERE stream_id = md5('stream' || (n * 37 % {streams}))::uuid ORDER BY version LOOP END LOOP;
    END LOOP;
    PERFORM set_config('tried.took', (extract(epoch FROM clock_timestamp() - began) * 1000000 / {asked})::text, false);
END $$
"""
_ADD = """
DO $$ DECLARE began timestamptz := clock_timestamp(); BEGIN
    FOR n IN {first} .. {last} LOOP
        INSERT INTO tried.{table} SELECT made.* FROM tried.{table} e,
            LATERAL jsonb_populate_record(e, jsonb_build_object('position', n, 'version', n)) made WHERE e.position = 1;
    END LOOP;
    PERFORM set_config('tried.took', (extract(epoch FROM clock_timestamp() - began) * 1000000 / {added})::text, false);
END $$
"""


def rows() -> Iterator[Row]:
    """Yield what was found."""
    with (
        durable_server() as (_, database),
        psycopg.connect(database.owner_dsn, autocommit=True) as connection,
    ):
        connection.execute(_TABLES.encode())
        for name, statement in _REFUSED.items():
            yield alone(f"log in partitions {name}", _said(connection, statement))
        for table in ("whole", "parts"):
            values = {"stream": STREAM, "first": 1, "last": ROWS - 1}
            connection.execute(f"INSERT INTO tried.{table} {_EVENTS}".encode(), values)
            connection.execute(f"VACUUM ANALYZE tried.{table}".encode())
        words = {"whole": "one table", "parts": f"{PARTS} partitions by position"}
        for table, name in words.items():
            read = _READ.format(table=table, asked=ASKED, streams=ROWS // STREAM)
            took = _took(connection, read)
            yield alone(
                f"history of one record, {ROWS:,} events, {name}",
                f"{took:.0f} µs in the server",
            )
        for table, name in words.items():
            add = _ADD.format(table=table, first=ROWS, last=ROWS + ADDED - 1, added=ADDED)
            yield alone(f"one event added, {name}", f"{_took(connection, add):.0f} µs in the server")


def _said(connection: psycopg.Connection[tuple[object, ...]], statement: str) -> str:
    try:
        connection.execute(statement.encode())
    except psycopg.Error as refusal:
        return f"{refusal.diag.message_primary}; {refusal.diag.message_detail}"
    return "accepted"


def _took(connection: psycopg.Connection[tuple[object, ...]], block: str) -> float:
    connection.execute(block.encode())
    row = connection.execute("SELECT current_setting('tried.took')").fetchone()
    assert row is not None
    return float(str(row[0]))
