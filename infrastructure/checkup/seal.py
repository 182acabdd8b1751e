"""The seal: whether heads are signed, whether they still fit the logs, and what no witness has seen yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from application.seal import SealedLog, SealStatus
from domain.calendar import vietnam_time
from infrastructure.checkup.finding import Finding
from infrastructure.seal.keys import SignersFolder
from infrastructure.seal.signer import NotAPrefix, frontier_at
from infrastructure.seal.status import status_of, waited_seconds

Connection = psycopg.Connection[Any]

LATE_SECONDS = 300.0
"""An entry that waits longer than this for a head says that the signer is stuck or not there (quy ước nội bộ)."""
WITNESS_DAYS = 35
"""Minutes are monthly: a witness who has seen nothing for longer has been forgotten (quy ước nội bộ)."""
NAMES = {
    SealedLog.EVENTS: ("Sổ sự kiện", "The log of events"),
    SealedLog.ACCESS: ("Nhật ký truy cập", "The access log"),
}


def seal(connection: Connection, folder: SignersFolder, *, full: bool) -> Iterator[Finding]:
    """Look at both logs; `full` computes the trees again and compares them with what was signed last."""
    for status in status_of(connection):
        yield from _kept(connection, folder, status, full=full)
        yield _signed(connection, status)
        yield _witnessed(status)


def _signed(connection: Connection, status: SealStatus) -> Finding:
    vi, en = NAMES[status.log]
    if status.signed_at is None:
        return Finding(
            f"{vi}: chưa có bản ký; lachan serve ký bản đầu tiên.",
            f"{en}: no signed head yet; lachan serve signs the first.",
        )
    waited = waited_seconds(connection, status)
    if waited > LATE_SECONDS and datetime.now(UTC) - status.signed_at > timedelta(seconds=LATE_SECONDS):
        return Finding.bad(
            f"{vi}: {status.unsigned} mục chưa được ký, lâu nhất {waited:.0f} giây: xem nhật ký của lachan sign.",
            f"{en}: {status.unsigned} entries wait for a head, the oldest {waited:.0f} s: see the log of lachan sign.",
        )
    return Finding(
        f"{vi}: đã ký {status.signed_size} trên {status.size} mục.",
        f"{en}: {status.signed_size} of {status.size} entries are under a signed head.",
    )


def _witnessed(status: SealStatus) -> Finding:
    vi, en = NAMES[status.log]
    if status.witnessed_at is None:
        return Finding(
            f"{vi}: chưa có người làm chứng bên ngoài (docs/auditor.md).",
            f"{en}: no witness outside has seen it yet (docs/auditor.md).",
        )
    when = vietnam_time(status.witnessed_at).strftime("%d/%m/%Y %H:%M")
    if datetime.now(UTC) - status.witnessed_at > timedelta(days=WITNESS_DAYS):
        return Finding.bad(
            f"{vi}: làm chứng lần cuối {when}, quá {WITNESS_DAYS} ngày: mời Ban kiểm tra làm chứng.",
            f"{en}: last witnessed {when}, more than {WITNESS_DAYS} days ago: ask the inspection board.",
        )
    return Finding(
        f"{vi}: {status.witness} đã thấy {status.witnessed_size} mục lúc {when}; {status.unwitnessed} mục mới hơn.",
        f"{en}: {status.witness} saw {status.witnessed_size} entries at {when}; {status.unwitnessed} are newer.",
    )


def _kept(
    connection: Connection, folder: SignersFolder, status: SealStatus, *, full: bool
) -> Iterator[Finding]:
    """Hold the signer's own last head against the database."""
    last = folder.last(status.log)
    if last is None:
        return
    known = connection.execute(
        "SELECT root FROM seal.checkpoints WHERE log = %s AND size = %s", (status.log, last.frontier.size)
    ).fetchone()
    fits = status.size >= last.frontier.size and last.origin == status.origin
    fits = fits and (known is None or bytes(known[0]) == last.frontier.root())
    if fits and full:
        try:
            fits = frontier_at(connection, status.log, last.frontier.size) == last.frontier
        except NotAPrefix:
            fits = False
    if not fits:
        vi, en = NAMES[status.log]
        yield Finding.bad(
            f"{vi} không còn là sổ đã được ký ({last.frontier.size} mục): có người đã viết lại, "
            "hoặc đã khôi phục bản sao lưu. Giữ nguyên hiện trạng, xuất sổ và chạy lachan-verify.",
            f"{en} is no longer what was signed ({last.frontier.size} entries): someone rewrote it, or a backup was "
            "restored. Leave everything as it is, export the logs and run lachan-verify.",
        )
