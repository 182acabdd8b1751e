"""The key store: its two files are there, only we may read them, its keys open, and those the log needs are in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

from infrastructure.checkup.finding import Finding
from infrastructure.crypto import CiphertextRefused, parts
from infrastructure.erasing import destroyed_ids

NEWEST = 2_000
"""Events whose keys are looked for."""


def keys(connection: psycopg.Connection[Any], folder: Path) -> Iterator[Finding]:
    """Look at the key store beside the log; nothing is written, no key is shown."""
    root, store = folder / "root.key", folder / "keys.sqlite"
    for file in (root, store):
        if not file.is_file():
            yield Finding.bad(
                f"Thiếu {file}: không có nó thì không đọc được tên và nội dung. Khôi phục từ bản sao lưu khoá.",
                f"{file} is missing: without it no name and no narrative can be read. Restore it from the key backup.",
            )
            return
        if file.stat().st_mode & 0o077:
            yield Finding.bad(
                f"Người khác đọc được {file}: chmod 600.", f"Others may read {file}: chmod 600."
            )
    try:
        yield from _opened(connection, bytes.fromhex(root.read_text().strip()), store)
    except (OSError, ValueError, sqlite3.Error, InvalidUnwrap):
        yield Finding.bad(
            f"Kho khoá {store} không mở được bằng khoá gốc {root}: khôi phục cả hai từ cùng một bản sao lưu.",
            f"The key store {store} does not open with the root key {root}: restore both from one backup.",
        )


def _opened(connection: psycopg.Connection[Any], root: bytes, store: Path) -> Iterator[Finding]:
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=5)) as file:
        held = {row[0] for row in file.execute("SELECT key_id FROM keys")}
        for (wrapped,) in file.execute("SELECT wrapped FROM keys ORDER BY made_at DESC LIMIT 10"):
            aes_key_unwrap(root, wrapped)
    yield Finding(f"Kho khoá: {len(held)} khoá.", f"Key store: {len(held)} keys.")
    query = (
        "SELECT position, personal FROM es.events WHERE personal IS NOT NULL ORDER BY position DESC LIMIT %s"
    )
    missing = unreadable = 0
    held |= {key_id.bytes for key_id in destroyed_ids(connection)}
    for _, personal in connection.execute(query, (NEWEST,)).fetchall():
        try:
            missing += any(part.key_id.bytes not in held for part in parts(personal))
        except CiphertextRefused:
            unreadable += 1
    if missing or unreadable:
        yield Finding.bad(
            f"{missing} sự kiện cần khoá không còn trong kho, {unreadable} sự kiện hỏng phần mã hoá: kho khoá và "
            "cơ sở dữ liệu thuộc hai bản sao lưu khác nhau.",
            f"{missing} events need a key that is not in the store, {unreadable} have a damaged sealed part: the key "
            "store and the database come from different backups.",
        )
