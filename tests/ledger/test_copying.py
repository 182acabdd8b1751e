"""Rows that are copied come back as they were, whatever stands in them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest

from infrastructure.postgres import Database
from infrastructure.views.copying import Json, copy_rows

AT = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
ID = UUID("00000000-0000-4000-8000-0000000000c1")
COLUMNS = ("said", "count", "flag", "id", "at", "day", "raw", "codes", "steps")
TABLE = """CREATE TEMPORARY TABLE copied (said text, count bigint, flag boolean, id uuid, at timestamptz, day date,
    raw bytea, codes text[], steps jsonb)"""


@pytest.mark.parametrize(
    "said",
    ["", "Nguyễn Thị Mẫu", "a\tb\nc\rd", "\\", "\\N", "\\.", '{"x", null}', "x\u2028y\u200b", "NULL"],
)
def test_what_is_copied_comes_back_equal(database: Database, said: str) -> None:
    rows: list[tuple[Any, ...]] = [
        (said, 2**62, True, ID, AT, date(2026, 1, 2), said.encode(), [said, "b"], Json([{"due": said}])),
        (None, -1, False, None, None, None, b"", [], Json([])),
    ]
    with psycopg.connect(database.follower_dsn) as connection:
        connection.execute(TABLE)
        copy_rows(connection, "copied", COLUMNS, rows)
        copy_rows(connection, "copied", COLUMNS, [])
        back = connection.execute("SELECT * FROM copied").fetchall()
    assert back == [(*row[:8], list(row[8])) for row in rows]
