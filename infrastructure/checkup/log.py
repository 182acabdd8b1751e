"""The log itself: dense positions, and leaves computed again outside the database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import psycopg

from infrastructure.checkup.finding import Finding
from infrastructure.ledger import COLUMNS, event_of
from infrastructure.sealing import leaf_of

Connection = psycopg.Connection[Any]

NEWEST = 10_000
"""Leaves that are computed again without `--full`: about a second."""
AT_ONCE = 2_000
_INTERFERED = (
    "có người đã can thiệp vào cơ sở dữ liệu. Giữ nguyên hiện trạng, lấy bản sao lưu gần nhất ra so",
    "someone interfered with the database. Leave everything as it is and compare with the latest backup",
)


def positions(connection: Connection) -> Iterator[Finding]:
    """Look that the positions of both logs are 1 to n without a gap, and that time never runs backwards."""
    for table, vi, en in (
        ("es.events", "Sổ sự kiện", "The log of events"),
        ("trail.entries", "Nhật ký truy cập", "The access log"),
    ):
        query = f"SELECT count(*), coalesce(min(position), 1), coalesce(max(position), 0) FROM {table}"  # noqa: S608
        count, first, last = cast("tuple[int, int, int]", connection.execute(query.encode()).fetchone())
        if (first, last) != (1, count):
            yield Finding.bad(
                f"{vi} có {count} dòng nhưng vị trí từ {first} đến {last}: {_INTERFERED[0]}.",
                f"{en} holds {count} rows but positions {first} to {last}: {_INTERFERED[1]}.",
            )
        else:
            yield Finding(f"{vi}: {count} dòng, liền nhau.", f"{en}: {count} rows, no gap.")


def leaves(connection: Connection, *, full: bool) -> Iterator[Finding]:
    """Compute leaves again from the columns and compare them with those stored."""
    last = cast(
        "tuple[int]", connection.execute("SELECT coalesce(max(position), 0) FROM es.events").fetchone()
    )[0]
    begin = 0 if full else max(0, last - NEWEST)
    wrong, backwards, seen = [], [], 0
    before = None
    for position, recorded_at, stored, computed in _leaves(connection, begin, last):
        seen += 1
        if bytes(stored) != computed:
            wrong.append(position)
        if before is not None and recorded_at < before:
            backwards.append(position)
        before = recorded_at
    if wrong:
        yield Finding.bad(
            f"{len(wrong)} sự kiện không khớp lá đã lưu, đầu tiên ở vị trí {wrong[0]}: {_INTERFERED[0]}.",
            f"{len(wrong)} events do not fit their stored leaf, the first at position {wrong[0]}: {_INTERFERED[1]}.",
        )
    if backwards:
        yield Finding.bad(
            f"Giờ ghi chạy lùi ở {len(backwards)} chỗ, đầu tiên ở vị trí {backwards[0]}: {_INTERFERED[0]}.",
            f"The time of recording runs backwards {len(backwards)} times, first at {backwards[0]}: {_INTERFERED[1]}.",
        )
    if not wrong and not backwards:
        yield Finding(
            f"Đã tính lại lá của {seen} sự kiện trên {last}: khớp.",
            f"Leaves of {seen} of {last} events computed again: they fit.",
        )


def _leaves(connection: Connection, begin: int, last: int) -> Iterator[tuple[int, Any, bytes, bytes]]:
    query = f"SELECT {COLUMNS}, leaf FROM es.events WHERE position > %s AND position <= %s ORDER BY position"  # noqa: S608
    for start in range(begin, last, AT_ONCE):
        for row in connection.execute(query.encode(), (start, min(start + AT_ONCE, last))):
            event = event_of(row[:-1])
            yield row[0], event.envelope.recorded_at, row[-1], leaf_of(event)
