"""Ties between processes: a child ends when its parent is gone, however it went."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time

_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def signal_on_parents_death(number: int) -> None:
    """Ask the kernel (Linux only) to send us this signal when the thread that started us ends.

    Source:
        prctl(2), PR_SET_PDEATHSIG; cleared by a change of user, so a child that drops rights calls it after.
    """
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)


def end_with_parent(parent: int) -> None:
    """End this process when `parent` is gone: by the kernel where it can, by a watching thread elsewhere."""
    signal_on_parents_death(signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    if _LIBC is None:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def begin_as_child(name: str, parent: int) -> None:
    """Begin life as a copy of `parent`: with its end as our end, our own session, name and signals, and no input.

    A session of its own keeps Ctrl-C at a terminal for the parent alone. The name (`lachan-web-1`) is what `ps -A`
    and `top` show where the kernel takes one (Linux).
    """
    end_with_parent(parent)
    os.setsid()
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_NAME, f"lachan-{name}".encode()[:15], 0, 0, 0)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
