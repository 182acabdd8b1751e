"""Ten million entries of the access log over twelve months, and how long each search of the auditor's desk takes.

`python -m bench desk`; the entries are written by the owner in one statement, with invented ids and an empty leaf.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg

from application.looks import SeeTrail, TrailPage, see_trail
from bench.measure import milliseconds, times
from domain.account import Role
from tests.ledger.given import Town

LOOKS = int(os.environ.get("LACHAN_BENCH_LOOKS", "10000000"))
CALLS, APPENDS = 40, 2000
ACCOUNTS, CASES, UNITS = 500, 20_000, 120
_CASES = """
INSERT INTO facts.records (record, record_no, kind, unit, state, case_id, code, sensitivity)
SELECT x.id, 1000000 + x.n, 'case', md5('unit' || mod(x.n, %(units)s))::uuid, 'open', x.id,
       'BN.T.' || x.n || '.2026', 'ordinary'
  FROM (SELECT n, md5('case' || n)::uuid AS id FROM generate_series(1, %(cases)s) n) x
"""
_LOOKS = """
INSERT INTO trail.entries (position, recorded_at, request_id, account, role, unit, action, record, field_class, records,
                           basis, decision, reason, policy_version, leaf)
SELECT %(last)s + n, clock_timestamp() - interval '360 days' + n * (interval '360 days' / %(looks)s),
       md5(n::text)::uuid,
       md5('account' || x.who)::uuid, CASE WHEN x.who < 3 THEN 'auditor' ELSE 'counsellor' END,
       md5('unit' || mod(x.who, %(units)s))::uuid,
       CASE WHEN x.list THEN 'log.see' ELSE (ARRAY['case.open','case.open','case.open','case.add','counselling.open',
           'counselling.log','today.see','case.forward','case.print','trail.see'])[1 + mod(n, 10)] END,
       CASE WHEN NOT x.list AND mod(n, 10) <> 6 THEN md5('case' || 1 + mod(n::bigint * 7919, %(cases)s))::uuid END,
       'narrative',
       CASE WHEN x.list THEN ARRAY(SELECT 1000001 + mod(n::bigint * 31 + k * 997, %(cases)s)
                                     FROM generate_series(1, 20) k)::int[] ELSE '{}' END,
       CASE WHEN x.deny THEN '' ELSE (ARRAY['assigned','assigned','unit','supervising','role'])[1 + mod(n, 5)] END,
       CASE WHEN x.deny THEN 'deny' ELSE 'permit' END, CASE WHEN x.deny THEN 'scope' ELSE '' END, 'bench', ''
  FROM generate_series(1, %(looks)s) n, LATERAL (
       SELECT (power(mod(n * 2654435761, 1000003) / 1000003.0, 2) * %(accounts)s)::int AS who,
              mod(n, 20) = 3 AS list, mod(n, 101) = 5 AS deny) x
"""
"""A few accounts read much and many read little; one entry in twenty is a list of twenty, one in a hundred a denial."""
_APPEND = """
SELECT count(trail.append(gen_random_uuid(), NULL, md5('account7')::uuid, 'counsellor', md5('unit7')::uuid, 'case.open',
                          md5('case' || n)::uuid, 'narrative', '{}', NULL, NULL, 'assigned', 'permit', '', 'bench',
                          NULL))
  FROM generate_series(1, %s) n
"""
_SEARCH_INDEXES = """
SELECT format('DROP INDEX trail.%%I', c.relname), pg_get_indexdef(c.oid)
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
 WHERE i.indrelid = 'trail.entries'::regclass AND c.relname LIKE ANY (ARRAY['entries_by_%%', 'entries_denied',
       'entries_of_inspectors', 'entries_of_record',
       'entries_that_listed'])
"""


def load(town: Town) -> dict[str, float]:
    """Write the entries; return how many seconds that took."""
    began = time.perf_counter()
    with psycopg.connect(town.database.owner_dsn) as connection:
        connection.execute("SELECT trail.make_partitions(%s, 14)", (date.today() - timedelta(days=400),))
        row = connection.execute("SELECT coalesce(max(position), 0) FROM trail.entries").fetchone()
        values: dict[str, Any] = {"last": row[0] if row else 0, "looks": LOOKS}
        values |= {"accounts": ACCOUNTS, "cases": CASES, "units": UNITS}
        connection.execute("SET maintenance_work_mem = '512MB'")
        indexes = _dropped(connection)
        connection.execute(_CASES, values)
        connection.execute(_LOOKS, values)
        written = time.perf_counter()
        for make in indexes:
            connection.execute(make)
    loaded = time.perf_counter()
    with psycopg.connect(town.database.owner_dsn, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE trail.entries")
        connection.execute("ANALYZE facts.records")
    return {"written": written - began, "indexed": loaded - written, "analysed": time.perf_counter() - loaded}


def _dropped(connection: psycopg.Connection[Any]) -> list[str]:
    """Drop the indexes of the searches; return what makes them again."""
    found = connection.execute(_SEARCH_INDEXES, {}).fetchall()
    for drop, _ in found:
        connection.execute(drop)
    return [make.replace(" ON ONLY ", " ON ") for _, make in found]  # of the partitions too


def searches(town: Town) -> Mapping[str, dict[str, Any]]:
    """What is asked, by its name."""
    busy, rare = _one(town, "account", 40), _one(town, "account", 490)
    case, unit = _one(town, "case", 77), _one(town, "unit", 7)
    month = {"since": date(2026, 5, 4), "until": date(2026, 5, 10)}
    return {
        "latest": {},
        "one person, busy": {"account": busy},
        "one person, rare": {"account": rare},
        "one person, one week": {"account": busy, **month},
        "one case": {"case": case},
        "one case, lists too": {"case": case, "lists": True},
        "one person on one case": {"account": busy, "case": case},
        "one unit": {"unit": unit},
        "one action": {"action": "case.print"},
        "denials": {"decision": "deny"},
        "denials of one person": {"decision": "deny", "account": rare},
        "denials of one week": {"decision": "deny", **month},
        "one basis": {"basis": "supervising"},
        "one basis, one person": {"basis": "supervising", "account": rare},
        "one reason of denials, one unit": {"basis": "scope", "unit": unit},
        "one day half a year ago": {"since": date(2026, 3, 3), "until": date(2026, 3, 3)},
        "inspectors' own reads": {"inspectors": True},
        "nobody's": {"account": UUID(int=0)},
    }


def _one(town: Town, kind: str, number: int) -> UUID:
    return UUID(str(town.ask("SELECT md5(%s || %s)::uuid", kind, str(number))[0][0]))


def measured(town: Town) -> Iterator[tuple[str, list[float]]]:
    """Yield how long the first page of each search took, and the tenth page of some."""

    def page(asked: dict[str, Any]) -> TrailPage:
        with town.work(Role.AUDITOR) as work:
            found = see_trail(SeeTrail.model_validate(asked), work)
            work.commit()
        return found

    for name, asked in searches(town).items():
        first = page(asked)
        yield f"{name} ({len(first.lines)} entries)", times(lambda asked=asked: page(asked), CALLS)  # type: ignore[misc]
        before = first.before
        for _ in range(8):
            before = page({**asked, "before": before}).before if before else None
        if before and name in {"one person, busy", "denials", "one case", "latest"}:
            tenth = {**asked, "before": before}
            yield f"{name}, tenth page", times(lambda tenth=tenth: page(tenth), CALLS)  # type: ignore[misc]


def append_cost(town: Town) -> dict[str, float]:
    """Return microseconds of one append in the server, with the indexes of the searches and without."""
    found = {}
    with psycopg.connect(town.database.owner_dsn) as connection:
        for name in ("with the indexes of the searches", "without them"):
            if name.startswith("without"):
                _dropped(connection)
            connection.execute(_APPEND, (200,))
            began = time.perf_counter()
            connection.execute(_APPEND, (APPENDS,))
            found[name] = (time.perf_counter() - began) / APPENDS * 1_000_000
        connection.rollback()
    return found


def rows(town: Town) -> Iterator[tuple[str, ...]]:
    """Yield the rows of docs/benchmarks.md."""
    took = load(town)
    size = f"{LOOKS:,} entries of the access log"
    yield (
        f"load {size}",
        ", ".join(f"{name} {seconds:,.0f} s" for name, seconds in took.items()),
        "",
        "",
        "",
    )
    for name, taken in measured(town):
        yield f"search of {size}: {name}", milliseconds(taken), "", "", ""
    for name, cost in append_cost(town).items():
        yield f"one entry appended to {size}, {name}", f"{cost:,.0f} µs in the server", "", "", ""
