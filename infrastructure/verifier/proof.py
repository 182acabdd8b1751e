"""Checks the proof file of a case: every entry computed again, every path followed to the signed head."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from infrastructure.verifier import notes
from infrastructure.verifier.checking import Finding, LogResult, Result
from infrastructure.verifier.leaves import POSITION, STREAM, VERSION, event_leaf
from infrastructure.verifier.opening import DoesNotOpen, opened_of
from infrastructure.verifier.reading import NotAnExport
from infrastructure.verifier.tree import is_included

FORMAT = "lachan/proof/1"
LOG = "events"
BEGINNING = 200
"""Bytes within which a file says what it is."""


def said_in(file: Path) -> dict[str, Any] | None:
    """Return what a proof file says, or None when the file is of another format."""
    try:
        with file.open("rb") as raw:
            if FORMAT.encode() not in raw.read(BEGINNING):  # an export may be larger than memory
                return None
        said = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return said if isinstance(said, dict) and said.get("format") == FORMAT else None


def check_proof(said: dict[str, Any], trusted: Sequence[notes.Key]) -> Result:
    """Check a proof file.

    Raises:
        NotAnExport: It is damaged.
    """
    try:
        return _checked(said, trusted)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError):
        raise NotAnExport("proof") from None


def _checked(said: dict[str, Any], trusted: Sequence[notes.Key]) -> Result:
    keys = list(trusted) or [notes.key_of(line) for line in (*said["keys"], *said["witnesses"])]
    result = Result(str(said["made_at"]), str(said["code"]), not trusted, keys)
    head = notes.parse(said["head"])
    seen = LogResult(LOG, head.origin, size=len(said["events"]), heads=1, claimed_size=head.size)
    result.logs.append(seen)
    result.findings += _of_head(head, keys, seen)
    for event in said["events"]:
        result.findings += _of_event(event, head)
        _open(event, result)
    result.findings += _gaps([e["entry"] for e in said["events"]])
    seen.signed_size = len(said["events"]) if not result.findings else 0
    return result


def _of_head(head: notes.Head, keys: Sequence[notes.Key], seen: LogResult) -> Iterator[Finding]:
    try:
        if not head.origin.endswith(f"/{LOG}") or not any(
            [notes.is_signed(head, key) for key in keys if key.name == head.origin]
        ):
            yield Finding("unsigned", LOG, head.size, (head.note(),))
        for key in keys:
            moment = notes.cosigned_at(head, key)
            if moment is not None:
                seen.witness, seen.witnessed_at, seen.witnessed_size = key.name, moment, head.size
    except notes.Forged:
        yield Finding("forged", LOG, head.size, (head.note(),))


def _of_event(event: dict[str, Any], head: notes.Head) -> Iterator[Finding]:
    position, leaf, entry = int(event["position"]), bytes.fromhex(event["leaf"]), event["entry"]
    if entry is not None and (entry[POSITION] != position or event_leaf(entry) != leaf):
        yield Finding("leaf", LOG, position)
    path = [base64.b64decode(node, validate=True) for node in event["path"]]
    if not is_included(leaf, position - 1, head.size, path, head.root):
        yield Finding("not included", LOG, position)


def _open(event: dict[str, Any], result: Result) -> None:
    """Decrypt what the file hands keys for."""
    try:
        result.opened += opened_of(event)
    except (DoesNotOpen, struct.error):
        result.findings.append(Finding("not opened", LOG, int(event["position"])))


def _gaps(entries: Sequence[list[Any] | None]) -> Iterator[Finding]:
    """Find a version that is missing among those of one file; what is covered may be any of them."""
    versions: dict[str, list[int]] = {}
    for entry in entries:
        if entry is not None:
            versions.setdefault(entry[STREAM], []).append(entry[VERSION])
    covered = sum(entry is None for entry in entries)
    missing = sum(max(found) + 1 - len(set(found)) for found in versions.values())
    if missing > covered:
        yield Finding("incomplete", LOG, None, (str(missing - covered),))
