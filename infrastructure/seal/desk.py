"""What an operator does with the seal by hand: sign now, print the line for the minutes, hand out keys."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import psycopg

from application.seal import SealedLog
from domain.calendar import vietnam_time
from infrastructure.postgres import Database
from infrastructure.refusal import CannotStart
from infrastructure.seal.keys import SignersFolder
from infrastructure.seal.signer import ASKED, SIGNER_LOCK, NotAPrefix, Signer, origin_of
from infrastructure.seal.status import status_of
from infrastructure.settings import Settings
from infrastructure.verifier import notes

ANSWER_SECONDS = 10.0
Connection = psycopg.Connection[Any]
NAMES = {SealedLog.EVENTS: "Sổ sự kiện", SealedLog.ACCESS: "Nhật ký truy cập"}


def public_keys(database: Database, settings: Settings) -> list[str]:
    """Return the public keys of both logs."""
    folder = SignersFolder.of(settings)
    folder.made()
    with psycopg.connect(database.auditor_dsn) as connection:
        return [folder.public(origin_of(connection, log)).vkey() for log in SealedLog]


def sign_now(database: Database, settings: Settings) -> Iterator[str]:
    """Sign what is new, through the signer that is at work or in its place; yield lines for the minutes.

    Raises:
        CannotStart: The log is not what was signed last, or the signer does not answer.
    """
    folder = SignersFolder.of(settings)
    with psycopg.connect(database.signer_dsn, autocommit=True) as connection:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (SIGNER_LOCK,)).fetchone()
        if row is not None and row[0]:
            _sign_here(connection, Signer(database.signer_dsn, folder))
        else:
            _ask(connection)
        yield from lines_for_minutes(connection)


def _sign_here(connection: Connection, signer: Signer) -> None:
    try:
        for log in SealedLog:
            signer.verified(connection, log)
            signer.sign(connection, log)
    except NotAPrefix:
        raise CannotStart(
            "Không ký: sổ trong cơ sở dữ liệu không còn nối tiếp bản đã ký lần trước. Giữ nguyên hiện trạng.",
            "Not signed: the log no longer continues what was signed last. Leave everything as it is.",
        ) from None


def _ask(connection: Connection) -> None:
    wanted = {status.log: status.size for status in status_of(connection)}
    connection.execute(f"NOTIFY {ASKED}")
    end = time.monotonic() + ANSWER_SECONDS
    while any(status.signed_size < wanted[status.log] for status in status_of(connection)):
        if time.monotonic() > end:
            raise CannotStart(
                "Tiến trình ký không ký: xem nhật ký của lachan sign.",
                "The signer does not sign: look at the log of lachan sign.",
            )
        time.sleep(0.1)


def lines_for_minutes(connection: Connection) -> Iterator[str]:
    """Yield, for each log, the line that the monthly minutes keep: size, root, time, key; no content of any record."""
    newest = "SELECT note FROM seal.checkpoints WHERE log = %s ORDER BY size DESC LIMIT 1"
    for status in status_of(connection):
        row = connection.execute(newest, (status.log,)).fetchone()
        if row is None or status.signed_at is None:
            yield f"{NAMES[status.log]}: chưa có bản ký / no head yet"
            continue
        head = notes.parse(row[0])
        when = vietnam_time(status.signed_at).strftime("%d/%m/%Y %H:%M")
        yield (
            f"{NAMES[status.log]}: {head.size} mục, ký {when}, khoá {head.signatures[0][1][:4].hex()}, "
            f"mã gốc {head.root.hex()} ({head.origin})"
        )
