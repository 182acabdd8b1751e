"""LACHAN_HOME: the folder that holds the embedded database, keys and passwords of one installation."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infrastructure.refusal import CannotStart, from_os_error

RESTORING = "restoring"
"""Below the home from the first change of a restore until its last comparison has gone well and its keys are there."""
WITHOUT_KEYS = "keys\n"
"""What the mark holds when only the key store is missing: served now, the house would make itself new keys."""


def made_home(home: Path) -> Path:
    """Return the home, made where it is missing.

    Made by root, others may pass through it (not look into it): the database server runs as another user.
    """
    try:
        if not home.is_dir():
            home.mkdir(parents=True)
            home.chmod(0o711 if os.geteuid() == 0 else 0o700)
    except OSError as error:
        raise from_os_error(error, home) from None
    return home


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold the home for one `serve`; the kernel lets go of it if this process dies.

    Raises:
        CannotStart: Another one runs here, or the home cannot be written.
    """
    try:
        lock = (made_home(home) / "serve.lock").open("a+")
    except OSError as error:
        raise from_os_error(error, home) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(
                f"Lá Chắn đang chạy với {home}: dừng tiến trình đó (Ctrl-C) hoặc đặt LACHAN_HOME khác.",
                f"Lá Chắn is already running with {home}: stop it (Ctrl-C), or set another LACHAN_HOME.",
            ) from None
        os.register_at_fork(after_in_child=lock.close)  # it is held by this process, not by its children
        yield


def refuse_half_restored(home: Path) -> None:
    """Keep every command away from records that were not shown to be what was signed.

    Raises:
        CannotStart: A restore has not ended well here.
    """
    mark = home / RESTORING
    if not mark.exists():
        return
    if mark.read_text(encoding="utf-8") == WITHOUT_KEYS:
        raise CannotStart(
            f"Hồ sơ ở {home} đã phục hồi nhưng chưa có kho khoá: chạy lachan keys restore.",
            f"The records in {home} are restored, their keys are not: run lachan keys restore.",
        )
    raise CannotStart(
        f"Việc phục hồi vào {home} chưa xong hoặc đã bị từ chối: chạy lại lachan restore, "
        "với bản sao lưu khác nếu cần.",
        f"A restore into {home} has not finished, or was refused: run lachan restore again, "
        "if need be with another backup.",
    )


def keys_are_back(home: Path) -> None:
    """Let the records be served, where only their keys were missing."""
    mark = home / RESTORING
    if mark.exists() and mark.read_text(encoding="utf-8") == WITHOUT_KEYS:
        mark.unlink()
