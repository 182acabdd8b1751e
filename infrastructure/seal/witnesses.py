"""What goes to witnesses and comes back: requests with proofs in one file, cosignatures in another."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import psycopg

from application.seal import SealedLog
from infrastructure.refusal import CannotStart
from infrastructure.seal.signer import frontier_at, leaves_of
from infrastructure.seal.tree import Frontier, after, consistency_proof
from infrastructure.verifier import notes
from infrastructure.verifier.witness import ANSWERS, OK, REQUESTS, request_of

Connection = psycopg.Connection[Any]
_NEWEST = "SELECT size, note FROM seal.checkpoints WHERE log = %s ORDER BY size DESC LIMIT 1"
_SEEN = "SELECT coalesce(max(size), 0) FROM seal.cosignatures WHERE log = %s AND witness = %s"


def introduce(connection: Connection, vkey: str) -> notes.Key:
    """Enter a witness; a name is entered once.

    Raises:
        CannotStart: It is no key of a witness, or the name is taken by another key.
    """
    try:
        key = notes.key_of(vkey)
    except notes.Malformed:
        key = None
    if key is None or key.kind != notes.WITNESS_KIND:
        raise CannotStart("Đây không phải khoá của người làm chứng.", "This is no key of a witness.")
    connection.execute(
        "INSERT INTO seal.witnesses (name, vkey) VALUES (%s, %s) ON CONFLICT DO NOTHING", (key.name, vkey)
    )
    if connection.execute(
        "SELECT 1 FROM seal.witnesses WHERE name = %s AND vkey = %s", (key.name, vkey)
    ).fetchone():
        return key
    raise CannotStart(
        f"Tên {key.name} đã dùng cho khoá khác.", f"The name {key.name} is taken by another key."
    )


def for_witness(connection: Connection, witness: str, begin: Mapping[SealedLog, int]) -> str:
    """Return the file for a witness: the newest head of each log, with the proof that it continues what was seen last.

    Args:
        connection: Of the signer's or auditor's role.
        witness: Its name.
        begin: Sizes that it says it has seen last, where they are not those that came back here.
    """
    asked = []
    for log in SealedLog:
        row = connection.execute(_NEWEST, (log,)).fetchone()
        if row is None:
            continue
        seen = connection.execute(_SEEN, (log, witness)).fetchone()
        old = begin.get(log, seen[0] if seen else 0)
        asked.append(request_of(old, proof(connection, log, old, row[0]), row[1]))
    return json.dumps({"format": REQUESTS, "requests": asked}, ensure_ascii=False, indent=1) + "\n"


def proof(connection: Connection, log: SealedLog, old: int, size: int) -> list[bytes]:
    """Return the proof that the tree of `old` entries is a prefix of that of `size`; empty where there is none."""
    if not 0 < old < size:
        return []
    row = connection.execute(
        "SELECT frontier FROM seal.checkpoints WHERE log = %s AND size = %s", (log, old)
    ).fetchone()
    frontier = Frontier(old, tuple(row[0])) if row else frontier_at(connection, log, old)
    leaves = [leaf for _, leaf, _ in leaves_of(connection, log, old, size)]
    return consistency_proof(old, size, after(frontier, leaves))


def take_back(connection: Connection, content: str) -> Iterator[str]:
    """Keep the cosignatures that came back, each verified first; yield what was done in sentences.

    Raises:
        CannotStart: The file is of another format.
    """
    try:
        said = json.loads(content)
        answers = said["answers"] if said["format"] == ANSWERS else None
    except (ValueError, KeyError, TypeError):
        answers = None
    if answers is None:
        raise CannotStart("Tệp trả lời sai dạng.", "The file of answers is of another format.")
    logs = {origin: SealedLog(log) for log, origin in connection.execute("SELECT log, origin FROM seal.logs")}
    for answer in answers:
        log = logs.get(answer["origin"])
        if log is None or answer["status"] != OK:
            yield f"✗ {answer['origin']}: {answer['status']} {answer['body'].strip()}"
        else:
            yield from _kept(connection, log, str(answer["body"]))


def _kept(connection: Connection, log: SealedLog, lines: str) -> Iterator[str]:
    keys = [notes.key_of(vkey) for (vkey,) in connection.execute("SELECT vkey FROM seal.witnesses")]
    known = connection.execute(
        "SELECT size, note FROM seal.checkpoints WHERE log = %s ORDER BY size DESC", (log,)
    )
    for size, note in known.fetchall():
        try:
            head = notes.parse(note + lines)
            found = [(key, notes.cosigned_at(head, key)) for key in keys]
        except (notes.Malformed, notes.Forged):
            continue
        for key, moment in found:
            if moment is not None:
                line = next(
                    notes.line_of(n, raw) for n, raw in head.signatures if (n, raw[:4]) == (key.name, key.id)
                )
                values = (log, size, key.name, datetime.fromtimestamp(moment, UTC), line)
                connection.execute(
                    "INSERT INTO seal.cosignatures (log, size, witness, cosigned_at, line)"
                    " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                    values,
                )
                yield f"✓ {log}: {key.name}, {size}"
                return
    yield f"✗ {log}: chữ ký làm chứng không hợp với bản ký nào / the cosignature fits no head"
