"""Bar D-10: backed up, destroyed, restored and served again; the seconds stand in docs/faults.md (bar: 60)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time

import psycopg
import pytest

from tests.backup.given import Kept, kept, rows_of, running, seen, told
from tests.faults.counts import FULL, times
from tests.faults.report import report
from tests.startup.running import ROOT, Serving, environment

pytestmark = pytest.mark.faults
EVENTS = times("LACHAN_FAULTS_RESTORED", 50_000, 200_000)
APPEND = """SELECT count(es.append(gen_random_uuid(), 0, 'installation.named.1', now(), NULL, 'system:test',
    'system', NULL, NULL, NULL, NULL, gen_random_uuid(), gen_random_uuid(), NULL, NULL, 'c', 'r',
    convert_to('{"occurred_at":"2026-01-01T00:00:00Z","name":"' || repeat(md5(n::text), 12) || '"}', 'UTF8'), NULL))
    FROM generate_series(1, %s) n"""
LOOK = """SELECT count(trail.append(gen_random_uuid(), NULL, NULL, 'system', NULL, 'case.read', gen_random_uuid(),
    'summary', '{}', NULL, NULL, 'test', 'permit', 'ok', 'p')) FROM generate_series(1, %s)"""


def grown(outside: Kept) -> int:
    """Let the log hold so many events, a few thousand at a time, and as many looks."""
    with psycopg.connect(outside.town.database.app_dsn, autocommit=True) as connection:
        for _ in range(EVENTS // 5000):
            connection.execute(APPEND, (5000,))
            connection.execute(LOOK, (5000,))
    outside.town.followed()
    return int(outside.town.ask("SELECT max(position) FROM es.events")[0][0])


def test_backed_up_destroyed_restored_and_served() -> None:
    with kept() as outside:
        top = grown(outside)
        before, folder = rows_of(outside.town.database), outside.folder
        began = time.monotonic()
        public = str(folder / "me.pub")
        told(patiently(outside, "backup", str(folder / "records"), "--recipient", public))
        made = time.monotonic()
        seen(outside.town, outside.witness)
        server = outside.town.database.server
        assert server is not None
        outside.town.house.pool.close()
        server.stop()
        shutil.rmtree(folder / "var")
        destroyed = time.monotonic()
        said = told(
            outside.restored(outside.records(2), folder / "var", *outside.heads(), *outside.with_keys())
        )
        restored = time.monotonic()
        with Serving(folder / "var") as serving:
            assert serving.is_healthy()
            served = time.monotonic()
        with running(folder / "var") as (database, _):
            after = rows_of(database)
        size = sum(one.stat().st_size for one in outside.records(2).iterdir())
        control = damaged_behind_the_leaves(outside)
    figures = {
        "events": top,
        "entries of the access log": int(str(before["trail.entries"]).strip("(").split(",")[0]),
        "seconds to back up": round(made - began, 1),
        "bytes of the backup": size,
        "seconds to restore, trees rebuilt and compared": round(restored - destroyed, 1),
        "seconds until it is served again": round(served - restored, 1),
        "others at work on this machine (load over 1 minute)": round(os.getloadavg()[0], 1),
        "seconds to back up and restore (bar: 60)": round(restored - destroyed + made - began, 1),
        "seconds, with serving it again": round(served - destroyed + made - began, 1),
        "rows of the log that differ": int(after["es.events"] != before["es.events"]),
        "control: the same with one stored row changed": control,
    }
    report("Backed up, destroyed, restored (D-10)", figures, is_kept=FULL)
    assert said.count("witnessed") == 2
    assert after["es.events"] == before["es.events"]
    assert [table for table in before if table.startswith("facts.") and after[table] != before[table]] == []
    assert top >= EVENTS
    assert control == "refused"


def patiently(outside: Kept, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command for as long as it takes."""
    given = environment(outside.folder / "var")
    ours = [sys.executable, "-m", "api.cli", *command]
    return subprocess.run(ours, cwd=ROOT, env=given, capture_output=True, text=True, check=False)


def damaged_behind_the_leaves(outside: Kept) -> str:
    """Change one row of the restored log, leave its leaf, back that up, and try to restore it."""
    with running(outside.folder / "var") as (database, _):
        assert database.server is not None
        with psycopg.connect(database.server.root_dsn(), dbname=database.name) as root:
            root.execute("SET session_replication_role = replica")
            root.execute("ALTER TABLE es.events DISABLE TRIGGER ALL")
            root.execute("UPDATE es.events SET actor = 'system:other' WHERE position = 7")
            root.execute("ALTER TABLE es.events ENABLE TRIGGER ALL")
        told(patiently(outside, "backup", str(outside.folder / "records"), "--recipient",
                       str(outside.folder / "me.pub")))  # fmt: skip
    (outside.folder / "var").rename(outside.folder / "first")
    done = patiently(outside, "restore", str(outside.records(3)), "--identity", str(outside.identity))
    return "refused" if done.returncode == 1 and "leaf" in done.stderr else "restored"
