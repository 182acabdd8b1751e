"""Errors of a database server as refusals to start: what happened, and what the operator can do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict

from infrastructure.refusal import CannotStart, disk_full

LEAST_FREE_BYTES = 1 << 20


def no_access(dsn: str, error: psycopg.OperationalError) -> CannotStart:
    """Return the refusal for a server that lets nobody in; never shows a password."""
    known = conninfo_to_dict(dsn)
    server = f"{known.get('host') or 'localhost'}:{known.get('port') or 5432}"
    said = str(error)
    if str(known.get("host")).startswith("/") and _is_full(Path(str(known["host"]))):
        return disk_full(known["host"])
    if "password authentication failed" in said or "no password supplied" in said:
        return CannotStart(
            f"Máy chủ {server} không nhận mật khẩu của vai trò {known.get('user')}: sửa DATABASE_URL rồi chạy lại.",
            f"The server {server} does not accept the password of role {known.get('user')}: correct DATABASE_URL.",
        )
    if "does not exist" in said and "database" in said:
        return CannotStart(
            f"Máy chủ {server} chưa có cơ sở dữ liệu {known.get('dbname')}: tạo nó "
            f"(CREATE DATABASE … OWNER {known.get('user')}) hoặc sửa DATABASE_URL.",
            f"The server {server} has no database {known.get('dbname')}: create it "
            f"(CREATE DATABASE … OWNER {known.get('user')}) or correct DATABASE_URL.",
        )
    return CannotStart(
        f"Không kết nối được tới máy chủ cơ sở dữ liệu {server}: kiểm tra DATABASE_URL, mạng và máy chủ rồi chạy lại.",
        f"The database server {server} cannot be reached: check DATABASE_URL, the network and the server.",
    )


def _is_full(folder: Path) -> bool:
    """Return whether the embedded server's disk has no room: it ends then, and its socket answers nobody."""
    return folder.exists() and shutil.disk_usage(folder).free < LEAST_FREE_BYTES


def no_right_to_make_roles(user: str) -> CannotStart:
    """Return the refusal for an owner that may not create roles."""
    return CannotStart(
        f"Vai trò {user} trong DATABASE_URL chưa được tạo vai trò khác: chạy ALTER ROLE {user} CREATEROLE.",
        f"The role {user} of DATABASE_URL may not create roles: run ALTER ROLE {user} CREATEROLE and start again.",
    )


def not_the_owner(user: str, database: str) -> CannotStart:
    """Return the refusal for a role that does not own the database."""
    return CannotStart(
        f"Vai trò {user} trong DATABASE_URL không sở hữu cơ sở dữ liệu {database}: "
        f"chạy ALTER DATABASE {database} OWNER TO {user} rồi chạy lại.",
        f"The role {user} of DATABASE_URL does not own the database {database}: "
        f"run ALTER DATABASE {database} OWNER TO {user} and start again.",
    )


def too_old(version: int) -> CannotStart:
    """Return the refusal for a server older than 15."""
    return CannotStart(
        f"Máy chủ trong DATABASE_URL là PostgreSQL {version // 10000}: cần bản 15 trở lên.",
        f"The server of DATABASE_URL is PostgreSQL {version // 10000}: version 15 or later is needed.",
    )


@contextmanager
def told_plainly(place: object) -> Iterator[None]:
    """Turn a full disk and a lost server into a refusal.

    Args:
        place: What the sentence names: the home of the embedded server, or the server of `DATABASE_URL`.
    """
    try:
        yield
    except errors.DiskFull:
        raise disk_full(place) from None
    except (errors.IoError, errors.SystemError) as error:
        if "No space left on device" in str(error):
            raise disk_full(place) from None
        raise
