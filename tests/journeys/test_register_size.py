"""A year's book out of thirty thousand entries is closed and opened: what that costs."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

import psycopg
import pytest

from domain.calendar import Period, PeriodKind
from infrastructure.postgres import Database
from tests.journeys.acts import taken_in
from tests.journeys.test_register import TODAY, book, closed, path_of, within
from tests.journeys.world import World

ENTRIES = 30_000
MOST_SECONDS = 10
"""The limit of an answer."""
YEAR = Period.of(date(TODAY.year - 1, 6, 1), PeriodKind.YEAR)
_COPIES = """
INSERT INTO facts.records SELECT gen_random_uuid(), -n, kind, unit, state, sensitivity, NULL, 'X-' || n
  FROM facts.records, generate_series(1, %(many)s) n WHERE record = %(case)s;
INSERT INTO v_follow_up_log.entries SELECT (jsonb_populate_record(e, jsonb_build_object('case_id', r.record,
  'record_no', r.record_no, 'valid_from', r.record_no,
  'received_at', e.received_at + r.record_no %% 20 * interval '1 year',
  'number', -r.record_no %% 30000,
  'year', 2000 - r.record_no / 30000, 'code', r.code))).*
  FROM v_follow_up_log.entries e, facts.records r
 WHERE e.case_id = %(case)s AND e.valid_to IS NULL AND r.code LIKE 'X-%%'
"""


@pytest.mark.long
def test_a_year_out_of_thirty_thousand_entries_is_closed_and_opened(world: World, database: Database) -> None:
    case = taken_in(world, "Lò Văn Ví Dụ", received_at=within(YEAR))
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        for statement in _COPIES.split(";\n"):
            owner.execute(statement, {"many": ENTRIES, "case": case})
        owner.execute("ANALYZE v_follow_up_log.entries, facts.records")
    browser = world.sign_in("supervisor")
    acts: tuple[tuple[str, Callable[[], object]], ...] = (
        ("closed", lambda: closed(world, YEAR)),
        ("read", lambda: book(world, YEAR)),
        ("opened", lambda: browser.get(path_of(world, YEAR))),
    )
    took = {what: _seconds(act) for what, act in acts}
    print("\n" + "; ".join(f"{what} {seconds:.1f} s" for what, seconds in took.items()))
    assert browser.page is not None and "Khớp với lúc kết sổ" in browser.page.text
    assert took["read"] < MOST_SECONDS


def _seconds(act: Callable[[], object]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began
