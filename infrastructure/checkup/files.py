"""Files: bytes without a fact that tells of them, and facts whose bytes are gone though no key was destroyed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import orjson
import psycopg

from domain.files import KeptPart
from infrastructure.checkup.finding import Finding
from infrastructure.erasing import destroyed_ids
from infrastructure.files.examining import filters_calls

Connection = psycopg.Connection[Any]

_ATTACHED = "SELECT position, coded FROM es.events WHERE topic LIKE '%.file-attached.1' ORDER BY position"
_PARTS = "SELECT part, count(*), sum(octet_length(bytes)) FROM files.pieces WHERE file = %s GROUP BY part"
_PIECES = "SELECT bytes FROM files.pieces WHERE file = %s AND part = %s ORDER BY piece"


def looking() -> Finding:
    """Tell whether the process that looks at a stranger's file is kept from calls that it does not need."""
    if filters_calls():
        return Finding(
            "Tiến trình xem tệp: đã lọc lời gọi hệ thống (không mở tệp, không mạng).",
            "The process that looks at files: system calls are filtered (nothing opened, no network).",
        )
    return Finding(
        "Tiến trình xem tệp: hệ thống này không lọc lời gọi hệ thống; chỉ có giới hạn thời gian và bộ nhớ.",
        "The process that looks at files: this system filters no calls; limits of time and memory alone hold.",
    )


def files(connection: Connection, *, full: bool) -> Iterator[Finding]:
    """Compare the facts with the bytes; `full` also computes the digest of every ciphertext again."""
    gone = set(destroyed_ids(connection))
    kept = {
        row[0]: (row[1], row[2])
        for row in connection.execute("SELECT file, record_key, file_key FROM files.stored")
    }
    told: set[UUID] = set()
    damaged: list[int] = []
    for position, coded in connection.execute(_ATTACHED).fetchall():
        fact = orjson.loads(bytes(coded))["kept"]
        file = UUID(fact["file"])
        told.add(file)
        keys = kept.get(file)
        if UUID(fact["key"]) in gone or (keys is not None and gone & set(keys)):
            continue
        if not _is_whole(connection, file, [fact["content"], *fact["previews"]], full=full):
            damaged.append(position)
    orphans = len(kept.keys() - told)
    left = sum(bool(gone & set(keys)) for keys in kept.values())
    if damaged:
        places = ", ".join(map(str, damaged[:5]))
        yield Finding.bad(
            f"{len(damaged)} tệp thiếu hoặc sai dữ liệu (sự kiện {places}): giữ nguyên, lấy lại từ bản sao lưu.",
            f"{len(damaged)} files lack bytes or hold others (events {places}): leave them, restore a backup.",
        )
    if orphans or left:
        yield Finding.bad(
            f"{orphans} tệp không có sự kiện, {left} tệp còn dữ liệu dù khóa đã hủy: báo người phụ trách.",
            f"{orphans} files without a fact, {left} with bytes under destroyed keys: tell whoever answers.",
        )
    if not (damaged or orphans or left):
        yield Finding(f"Tệp đính kèm: {len(kept)}, đủ dữ liệu.", f"Attached files: {len(kept)}, all there.")


def _is_whole(connection: Connection, file: UUID, parts: list[dict[str, Any]], *, full: bool) -> bool:
    there = {row[0]: (row[1], row[2]) for row in connection.execute(_PARTS, (file,))}
    for number, told in enumerate(parts):
        part = KeptPart.model_validate(told)
        count, size = there.get(number, (0, 0))
        if (count, size) != (part.pieces, part.size + 28 * part.pieces):
            return False
        if full and _digest(connection, file, number) != part.digest:
            return False
    return True


def _digest(connection: Connection, file: UUID, part: int) -> str:
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for (piece,) in cursor.stream(_PIECES, (file, part)):
            digest.update(piece)
    return digest.hexdigest()
