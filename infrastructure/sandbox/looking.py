"""The program itself: limits first, then one file in, one answer out."""

from __future__ import annotations

import json
import os
import resource
import struct
import sys

from infrastructure.sandbox.archives import archive
from infrastructure.sandbox.calls import filter_calls
from infrastructure.sandbox.found import Found, No
from infrastructure.sandbox.images import image
from infrastructure.sandbox.pdf import pdf
from infrastructure.sandbox.sound import sound

MEMORY_BYTES = 640 << 20
"""Of address space, libraries included."""
CPU_SECONDS = 20
OPEN_FILES = 16


def confine() -> None:
    """Take from this process what looking at a file does not need; what it starts with is all it ever has."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(what, (most, most))
    filter_calls()


def looked(content: bytes) -> Found:
    """Return what the content is.

    Raises:
        No: It is not taken.
    """
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or content[8:12] == b"WEBP":
        return image(content)
    if content.startswith(b"%PDF-"):
        return pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return archive(content)
    return sound(content)


def answer(content: bytes) -> bytes:
    """Return the answer as bytes: the length of a short description, the description, and what is to be kept."""
    try:
        found = looked(content)
    except No as no:
        return _framed({"refused": str(no)})
    except (MemoryError, RecursionError, OverflowError):
        return _framed({"refused": "TookTooLong"})
    parts = [found.content or b"", *found.previews]
    told = {
        "format": found.format,
        "same": found.content is None,
        "sizes": [len(one) for one in parts],
        "pages": found.pages,
    }
    return _framed(told) + b"".join(parts)


def _framed(told: dict[str, object]) -> bytes:
    words = json.dumps(told).encode()
    return struct.pack(">I", len(words)) + words


def main() -> None:
    """Look at what comes in, and say what it is."""
    confine()
    out = memoryview(answer(sys.stdin.buffer.read()))
    while out:
        out = out[os.write(1, out) :]
