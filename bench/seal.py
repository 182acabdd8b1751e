"""The seal: what a leaf costs an append, and how quickly the verifier goes through a large export."""

from __future__ import annotations

import json
import os
import random
import shutil
import struct
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.append import BODY, SECRET, ours
from bench.measure import Figure, in_turn, rate
from infrastructure.postgres import Database
from infrastructure.seal.tree import Frontier
from infrastructure.verifier import notes
from infrastructure.verifier.leaves import event_input
from infrastructure.verifier.reading import BLOCK, BLOCKS

ENTRIES = int(os.environ.get("LACHAN_BENCH_ENTRIES", "1000000"))
HEADS_EVERY, IN_BLOCK, SEED, FIRST = 256, 2_000, 7, 1_790_000_000_000_000
ORIGIN = "lachan/do-toc-do/events"


def appended(database: Database) -> dict[str, Figure]:
    """Return the rate of appends with the leaf and without it; the two take turns in one run."""
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        row = owner.execute("SELECT pg_get_functiondef('es.leaf'::regproc)").fetchone()
        real = str(row[0]) if row else ""
        nothing = real[: real.index("AS $")] + "AS $$ BEGIN RETURN ''::bytea; END $$"

        def measured(function: str) -> Callable[[], float]:
            def once() -> float:
                owner.execute(function.encode())
                return rate(ours(database))

            return once

        return in_turn({"with leaf": measured(real), "without leaf": measured(nothing)})


@dataclass(frozen=True)
class Verified:
    """One run of the verifier: seconds, and the most memory any of its processes had."""

    seconds: float
    processor_seconds: float
    megabytes: float
    bytes: int


def _export(file: Path, count: int) -> None:
    key, chance, frontier = Ed25519PrivateKey.generate(), random.Random(SEED), Frontier()
    public = notes.public_of(key, ORIGIN, notes.LOG_KIND)
    parts, heads = file.with_suffix(".part"), []
    with parts.open("wb") as out:
        for block in batched(_inputs(count, chance), IN_BLOCK):
            leaves = [sha256(one).digest() for one in block]
            for leaf in leaves:
                frontier = frontier.grown((leaf,))
                if frontier.size % HEADS_EVERY == 0 or frontier.size == count:
                    text = notes.text_of(ORIGIN, frontier.size, frontier.root())
                    heads.append(notes.signed(text, ORIGIN, key))
            body = b"".join([*leaves, struct.pack(f">{len(block)}I", *map(len, block)), *block])
            out.write(BLOCK.pack(len(block), len(body)) + body)
    with file.open("wb") as out, parts.open("rb") as blocks:
        before = [{"format": BLOCKS, "made_at": ""}, {"key": public.vkey()}]
        for said in (*before, *({"checkpoint": head} for head in heads), {"entries": "events"}):
            out.write(json.dumps(said, ensure_ascii=False).encode() + b"\n")
        shutil.copyfileobj(blocks, out)
        out.write(BLOCK.pack(0, 0) + b'{"entries":"access"}\n' + BLOCK.pack(0, 0) + b'{"end":{}}\n')
    parts.unlink()


def batched(inputs: Iterator[bytes], size: int) -> Iterator[list[bytes]]:
    """Yield so many at a time."""
    while block := list(islice(inputs, size)):
        yield block


def _inputs(count: int, chance: random.Random) -> Iterator[bytes]:
    body, actor = b64encode(BODY).decode(), "account:00000000-0000-4000-8000-0000000000c1"
    secret = b64encode(SECRET).decode()
    for position in range(1, count + 1):
        stream, request = UUID(int=chance.getrandbits(128)).hex, UUID(int=chance.getrandbits(128)).hex
        at = FIRST + position * 1_000_000
        entry = [position, stream, 0, "case.noted.1", at, None, at, actor, "counsellor", *[None] * 4]
        entry += [request, request, None, None, "confidential", "2026-1", body, secret]
        yield event_input(entry)


def verified(count: int = ENTRIES) -> Verified:
    """Verify an export of so many events in a process of its own.

    Raises:
        RuntimeError: The verifier found something wrong; the access log, which has no head, apart.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / "so.lachan"
        _export(file, count)
        said, began = Path(folder) / "said", time.monotonic()
        with said.open("wb") as out:
            running = subprocess.Popen(
                [sys.executable, "-m", "infrastructure.verifier", str(file)], stdout=out, stderr=out
            )
            _, status, used = os.wait4(running.pid, 0)  # of this process and its children, and of no other
        running.returncode, seconds = os.waitstatus_to_exitcode(status), time.monotonic() - began
        if f"1 to {count} are as they were signed" not in (told := said.read_text()):
            raise RuntimeError(told[:4000])
        return Verified(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, file.stat().st_size)
