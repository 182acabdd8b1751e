"""The witness: keeps the last head of each log, and cosigns the next one only when it is shown to continue it.

It runs on a machine that nobody of the service administers. Answers are those of https://c2sp.org/tlog-witness;
requests come in a file instead of over HTTP, so the laptop needs no network.
"""

from __future__ import annotations

import base64
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infrastructure.verifier import notes
from infrastructure.verifier.tree import EMPTY, is_consistent

REQUESTS, ANSWERS = "lachan/for-witness/1", "lachan/cosigned/1"
MOST_HASHES = 63
BUSY_SECONDS = 5.0
OK, BAD, UNTRUSTED, UNKNOWN, CONFLICT, INCONSISTENT = 200, 400, 403, 404, 409, 422


@dataclass(frozen=True)
class Answer:
    """What the witness says to one request; `fork` holds both signed heads when they contradict each other."""

    status: int
    origin: str = ""
    body: str = ""
    fork: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """One request: the size that the proof begins at, the proof, the new head."""

    old: int
    path: tuple[bytes, ...]
    head: notes.Head


def asked_by(text: str) -> Asked:
    """Read a request to add a checkpoint.

    Raises:
        Malformed: It is none.
    """
    first, parted, note = text.partition("\n\n")
    lines = first.split("\n")
    word, _, size = lines[0].partition(" ")
    if not parted or word != "old":
        raise notes.Malformed("old size")
    if len(lines) - 1 > MOST_HASHES:
        raise notes.Malformed("proof")
    try:
        path = tuple(base64.b64decode(line, validate=True) for line in lines[1:])
    except ValueError:
        raise notes.Malformed("proof") from None
    if any(len(node) != 32 for node in path):
        raise notes.Malformed("proof")
    return Asked(notes.size_of(size), path, notes.parse(note))


def request_of(old: int, path: list[bytes], note: str) -> str:
    """Return a request to add a checkpoint."""
    return "".join((f"old {old}\n", *(f"{base64.b64encode(node).decode()}\n" for node in path), "\n", note))


class Witness:
    """One witness with its key, the logs it trusts and their last heads, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def made(cls, folder: Path, name: str, logs: list[notes.Key]) -> Witness:
        """Make a witness under a name, for these logs.

        Raises:
            FileExistsError: There is one in this folder.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        notes.key_of(notes.Key(name, notes.WITNESS_KIND, bytes(32)).vkey())
        secret = base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()
        with os.fdopen(
            os.open(folder / "witness.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w"
        ) as out:
            out.write(f"{name}\n{secret}\n")
        witness = cls(folder)
        witness.trust(logs)
        return witness

    def trust(self, logs: list[notes.Key]) -> None:
        """Trust these keys of logs; others that were trusted stay."""
        every = sorted({key.vkey() for key in (*self.logs(), *logs)})
        self._write("logs.txt", "".join(f"{line}\n" for line in every))

    def logs(self) -> list[notes.Key]:
        """Return the keys of the logs that are trusted."""
        file = self.folder / "logs.txt"
        return [notes.key_of(line) for line in file.read_text().splitlines()] if file.exists() else []

    def _key(self) -> tuple[str, Ed25519PrivateKey]:
        name, secret = (self.folder / "witness.key").read_text(encoding="utf-8").splitlines()
        return name, Ed25519PrivateKey.from_private_bytes(base64.b64decode(secret))

    def public(self) -> notes.Key:
        """Return the witness's public key."""
        name, private = self._key()
        return notes.public_of(private, name, notes.WITNESS_KIND)

    def last(self, origin: str) -> notes.Head | None:
        """Return the last head that was cosigned for a log."""
        file = self.folder / _file_of(origin)
        return notes.parse(file.read_text(encoding="utf-8")) if file.exists() else None

    def add_checkpoint(self, text: str, now: int) -> Answer:
        """Check one request; cosign its head when it continues the last one, and keep it before the answer leaves."""
        try:
            asked = asked_by(text)
        except notes.Malformed as failure:
            return Answer(BAD, body=f"{failure}\n")
        with self._alone():
            answer = self._judged(asked)
            if answer is not None:
                return answer
            name, private = self._key()
            line = notes.cosigned(asked.head.text, name, private, now)
            self._write(_file_of(asked.head.origin), asked.head.note() + line)
        return Answer(OK, asked.head.origin, line)

    def _judged(self, asked: Asked) -> Answer | None:
        """Return the refusal, or None when the head may be cosigned."""
        head, origin = asked.head, asked.head.origin
        keys = [key for key in self.logs() if key.name == origin]
        if not keys:
            return Answer(UNKNOWN, origin)
        try:
            if not any([notes.is_signed(head, key) for key in keys]):
                return Answer(UNTRUSTED, origin)
        except notes.Forged:
            return Answer(UNTRUSTED, origin)
        if asked.old > head.size:
            return Answer(BAD, origin, "old size\n")
        last = self.last(origin)
        size, root = (last.size, last.root) if last is not None else (0, EMPTY)
        if asked.old != size:
            return Answer(CONFLICT, origin, f"{size}\n")
        if size == head.size and last is not None:
            return None if root == head.root else self._fork(CONFLICT, last, head)
        if not is_consistent(size, head.size, root, head.root, asked.path):
            return self._fork(INCONSISTENT, last, head)
        return None

    def _fork(self, status: int, last: notes.Head | None, head: notes.Head) -> Answer:
        """Keep both heads as evidence: the log signed them, and one does not continue the other as far as was shown."""
        heads = tuple(one.note() for one in (last, head) if one is not None)
        self._write(f"refused-{head.size}-{head.root.hex()[:12]}.txt", "\n".join(heads))
        return Answer(status, head.origin, fork=heads)

    def _write(self, name: str, content: str) -> None:
        beside = self.folder / f".{name}"
        with beside.open("w", encoding="utf-8") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(beside, self.folder / name)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Check and keep as one step, whoever else asks at the same moment; on every system alike.

        Raises:
            FileExistsError: Another one is at work, or was cut off: then this file is removed by hand.
        """
        busy, end = self.folder / "busy", time.monotonic() + BUSY_SECONDS
        while True:
            try:
                os.close(os.open(busy, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
                break
            except FileExistsError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
        try:
            yield
        finally:
            busy.unlink()


def _file_of(origin: str) -> str:
    return f"{sha256(origin.encode()).hexdigest()[:16]}.head"


def answer_file(witness: Witness, content: str, now: int) -> tuple[list[Answer], str]:
    """Answer every request of a file; return the answers, and the file to hand back.

    Raises:
        Malformed: It is no file for a witness.
    """
    try:
        said = json.loads(content)
        requests = [str(one) for one in said["requests"]] if said["format"] == REQUESTS else None
    except (ValueError, KeyError, TypeError):
        requests = None
    if requests is None:
        raise notes.Malformed(REQUESTS)
    answers = [witness.add_checkpoint(request, now) for request in requests]
    back = [{"origin": a.origin, "status": a.status, "body": a.body} for a in answers]
    return answers, json.dumps({"format": ANSWERS, "answers": back}, ensure_ascii=False, indent=1) + "\n"
