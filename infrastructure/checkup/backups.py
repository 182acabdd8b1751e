"""Backups: whether one was made lately, whether a restore was left half done, and how much write-ahead log waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from domain.calendar import vietnam_time
from infrastructure.backup.last import last_made
from infrastructure.checkup.finding import Finding
from infrastructure.home import RESTORING

BACKUP_DAYS = 2
"""Backups are daily; one that is older was forgotten, or the timer does not run (quy ước nội bộ)."""
MOST_WAL_BYTES = 4 << 30
"""Four times what PostgreSQL keeps by itself: an archive or a replica that does not keep up (quy ước nội bộ)."""
_MADE = "SELECT min(applied_at) FROM public.schema_migrations"


def backups(connection: psycopg.Connection[Any], home: Path) -> Iterator[Finding]:
    """Look at the age of the last backup made here; a new database has two days for its first."""
    made, now = last_made(home), datetime.now(UTC)
    if made is not None:
        when = vietnam_time(made).strftime("%d/%m/%Y %H:%M")
        if now - made > timedelta(days=BACKUP_DAYS):
            yield Finding.bad(
                f"Bản sao lưu cuối {when}, quá {BACKUP_DAYS} ngày: lachan backup.",
                f"The last backup is of {when}, more than {BACKUP_DAYS} days ago: lachan backup.",
            )
        else:
            yield Finding(f"Bản sao lưu cuối {when}.", f"The last backup is of {when}.")
        return
    row = connection.execute(_MADE).fetchone()
    never = ("Chưa sao lưu lần nào: lachan backup.", "No backup was ever made here: lachan backup.")
    is_new = row is None or row[0] is None or now - row[0] <= timedelta(days=BACKUP_DAYS)
    yield Finding(*never) if is_new else Finding.bad(*never)


def half_restored(home: Path) -> Iterator[Finding]:
    """Look for a restore that did not end well."""
    if (home / RESTORING).exists():
        yield Finding.bad(
            "Việc phục hồi chưa xong hoặc bị từ chối: chạy lại lachan restore.",
            "A restore has not finished, or was refused: run lachan restore again.",
        )


def write_ahead(folder: Path) -> Iterator[Finding]:
    """Look at how much write-ahead log lies in the embedded server's folder."""
    size = wal_bytes(folder)
    if size is None:
        return
    vi, en = f"Nhật ký ghi trước (WAL): {size >> 20} MB.", f"Write-ahead log: {size >> 20} MB."
    if size > MOST_WAL_BYTES:
        yield Finding.bad(
            f"{vi} Nơi lưu WAL hay máy bản sao không theo kịp.", f"{en} Archive or replica lags."
        )
    else:
        yield Finding(vi, en)


def wal_bytes(folder: Path) -> int | None:
    """Return the bytes of write-ahead log of a cluster; None where this user may not look, or none is here."""
    try:
        return sum(file.stat().st_size for file in (folder / "data" / "pg_wal").iterdir() if file.is_file())
    except OSError:
        return None
