"""A hundred thousand entries go out as a file: what that costs in memory and time, for each format."""

from __future__ import annotations

import gc
import re
import time
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from application.export import DownloadExport, download_export
from domain.export import ExportFormat
from infrastructure.postgres import Database
from tests.journeys.acts import acting, proved, taken_in
from tests.journeys.test_export import approved
from tests.journeys.world import World

ENTRIES = 100_000
SMALL = 1_000
MOST_MEGABYTES = 40
"""While a file is made; most of it are opened names, which lists keep for five minutes too (`CACHED_NAMES`, 25 MB)."""
_COPIES = """
INSERT INTO facts.records SELECT gen_random_uuid(), 1000000 + n, kind, unit, state, sensitivity, NULL, 'X-' || n
  FROM facts.records, generate_series(1, %(many)s) n WHERE record = %(case)s;
INSERT INTO v_follow_up_log.entries SELECT (jsonb_populate_record(e, jsonb_build_object('case_id', r.record,
  'record_no', r.record_no, 'number', (r.record_no - 1000000) %% 30000,
  'year', 2000 + (r.record_no - 1000000) / 30000, 'code', r.code))).*
  FROM v_follow_up_log.entries e, facts.records r
 WHERE e.case_id = %(case)s AND e.valid_to IS NULL AND r.code LIKE 'X-%%';
"""


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="memory is read from Linux")
def test_a_hundred_thousand_entries_are_written_in_constant_memory(world: World, database: Database) -> None:
    case = taken_in(world, "Lò Văn Ví Dụ")
    small = _exported(world, _grown(database, case, SMALL), ExportFormat.JSONL)
    _grown(database, case, ENTRIES - SMALL)
    said, sizes = [small[0]], list[float]()
    for kind in ExportFormat:
        line, peak, size = _exported(world, ENTRIES, kind)
        said.append(line)
        assert peak < MOST_MEGABYTES, line
        sizes.append(size)
    print("\n" + "\n".join(said))
    assert max(sizes) > MOST_MEGABYTES, "a file that is larger than the memory it took"


def _grown(database: Database, case: UUID, by: int) -> int:
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        owner.execute("DELETE FROM facts.records WHERE code LIKE 'X-%'")
        owner.execute("DELETE FROM v_follow_up_log.entries WHERE code LIKE 'X-%'")
        for statement in _COPIES.split(";\n")[:2]:
            owner.execute(statement, {"many": by, "case": case})
        owner.execute("ANALYZE v_follow_up_log.entries, facts.records")
    return by + 1


def _exported(world: World, entries: int, kind: ExportFormat) -> tuple[str, float, float]:
    """Download by the handler itself: the test's own client would keep the whole answer in memory."""
    export = UUID(approved(world, parts=["name"]).rsplit("/", 1)[1])
    proved(world, "supervisor")
    before = _megabytes(highest_from_now=True)
    began = time.perf_counter()
    with acting(world, "supervisor") as work:
        built = download_export(DownloadExport(export=export, format=kind), work)
        work.commit()
    size = sum(map(len, built.content))
    seconds = time.perf_counter() - began
    grown = _megabytes() - before
    assert size == built.content.size
    how = f"{size / 1e6:.1f} MB in {seconds:.1f} s, {grown:.1f} MB more memory at most"
    return f"{kind.value}: {entries:,} entries, {how}", grown, size / 1e6


def _megabytes(*, highest_from_now: bool = False) -> float:
    """Return the most memory that this process has held, or holds from now on."""
    if highest_from_now:
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5")
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) / 1e3
