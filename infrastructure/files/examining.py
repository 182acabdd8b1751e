"""Looking at a file in a process of its own, ended when it takes too long, answers too much, or dies.

Parsers are what strangers attack: neither keys nor the database are within reach of the process that runs them.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import threading
from pathlib import Path

import structlog

import infrastructure
from application.files import Examined
from domain.files import refusals
from domain.files.kinds import MIB, FileFormat, FileLimits, family_of, is_apple_still
from domain.files.refusals import (
    FileIsEmpty,
    FileRefused,
    FileTooLarge,
    FormatNotTaken,
    HeicNotTaken,
    MarkupNotTaken,
    TookTooLong,
)

log = structlog.get_logger()

WALL_SECONDS = 25.0
MOST_ANSWERED = 110 * MIB
"""A picture made anew may be larger than it came."""
AT_ONCE = threading.BoundedSemaphore(2)
"""Looks of one web process at the same time: each may use a core and some 200 MB."""
MEGAPIXELS = 26
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); from infrastructure.sandbox.looking import main; main()"
)
_ROOT = str(Path(infrastructure.__file__).parent.parent)


def filters_calls() -> bool:
    """Return whether this system lets the program that looks at files do without most of its calls."""
    asked = (
        "import sys; sys.path.insert(0, sys.argv[1]); from infrastructure.sandbox.calls import filter_calls;"
        " sys.exit(not filter_calls())"
    )
    run = [sys.executable, "-I", "-c", asked, _ROOT]
    return subprocess.run(run, env={}, capture_output=True, check=False).returncode == 0  # noqa: S603 - our own


def examined(content: bytes, limits: FileLimits) -> Examined:
    """Return what a file is, safe to keep.

    Raises:
        FileRefused: It is not taken.
    """
    refuse_at_sight(content, limits)
    told, parts = _asked(content)
    if "refused" in told:
        raise refusal_named(str(told["refused"]))
    whole = content if told["same"] else parts[0]
    return Examined(FileFormat(str(told["format"])), whole, tuple(parts[1:]), int(str(told["pages"])))


def refuse_at_sight(content: bytes, limits: FileLimits) -> None:
    """Refuse what the first bytes and the length already tell; nothing is parsed."""
    head = bytes(content[:64])
    if not head:
        raise FileIsEmpty
    family = family_of(head)
    if family is None:
        raise _untaken(head)
    if len(content) > limits.of(family):
        raise FileTooLarge(mb=limits.of(family) // MIB)


def _untaken(head: bytes) -> FileRefused:
    if is_apple_still(head):
        return HeicNotTaken()
    text = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip()
    return MarkupNotTaken() if text.startswith((b"<", b"\xff\xfe<", b"\xfe\xff<")) else FormatNotTaken()


def refusal_named(name: str) -> FileRefused:
    """Return the refusal that the other process named; an unknown name is a process that was taken over."""
    kind = getattr(refusals, name, None)
    if not (isinstance(kind, type) and issubclass(kind, FileRefused)):
        return TookTooLong()
    return kind(megapixels=MEGAPIXELS)


def _asked(content: bytes) -> tuple[dict[str, object], list[bytes]]:
    with AT_ONCE:
        answer = _answer(content)
    try:
        (length,) = struct.unpack_from(">I", answer)
        told = json.loads(answer[4 : 4 + length])
        at, parts = 4 + length, []
        for size in told.get("sizes", ()):
            parts.append(answer[at : at + size])
            at += size
        if at != len(answer):
            raise ValueError("length")
        return told, parts
    except (struct.error, ValueError, AttributeError, TypeError):
        log.warning("file_look_failed", code="answer")
        raise TookTooLong from None


def _answer(content: bytes) -> bytes:
    """Run the program once; whatever does not end well is a refusal."""
    child = subprocess.Popen(  # noqa: S603 - this interpreter with a program of our own
        [sys.executable, "-I", "-c", _PROGRAM, _ROOT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        close_fds=True,
    )
    assert child.stdin is not None and child.stdout is not None  # noqa: S101 - asked for above
    timer = threading.Timer(WALL_SECONDS, child.kill)
    feeding = threading.Thread(target=_feed, args=(child, content), daemon=True)
    timer.start()
    feeding.start()
    try:
        answer = child.stdout.read(MOST_ANSWERED + 1)
        if len(answer) > MOST_ANSWERED:
            child.kill()
        if child.wait() != 0 or len(answer) > MOST_ANSWERED:
            log.warning("file_look_failed", code=str(child.returncode))
            raise TookTooLong
        return answer
    finally:
        timer.cancel()
        if child.poll() is None:
            child.kill()
            child.wait()
        feeding.join(5)
        child.stdout.close()


def _feed(child: subprocess.Popen[bytes], content: bytes) -> None:
    if child.stdin is None:
        return
    try:
        child.stdin.write(content)
        child.stdin.close()
    except OSError:
        pass  # it ended before it read everything; its answer, or that there is none, says so
