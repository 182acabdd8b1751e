"""Searching what is kept for what must not be readable in it: every form in which a name could have slipped through."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

from psycopg.conninfo import conninfo_to_dict, make_conninfo

import domain
from application.ledger import Recorded
from domain.courts import courts
from domain.identity import phone_numbers
from domain.kernel import split
from domain.text import fold
from infrastructure.postgres.binaries import find_programs, user_to_run_as

PROGRAMME = Path(domain.__file__).parent / "reference" / "programme-2024.json"
SHORTEST = 6
"""Shorter strings occur by chance in megabytes of ciphertext."""
SHORTEST_NUMBER = 9
"""Digits of the shortest telephone number; those of a day in an old log, 3.7.2024, are none and occur by chance."""
_CODE_OR_DATE = re.compile(r"[a-z_-]+/[0-9]+/[a-z0-9_]+|[0-9]{4}-[0-9]{2}-[0-9]{2}.*|[0-9a-f-]{36}")
_HEX = re.compile(rb"\\\\x([0-9a-f]+)")
_EMPTY = re.compile(rb"\0{9,}")
"""Room that the database has not filled yet."""
_OCTAL = re.compile(rb"\\\\([0-7]{3})")


def strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for part in value.values():
                yield from strings(part)
        case list() | tuple():
            for part in value:
                yield from strings(part)
        case _:
            pass


def personal_strings(recorded: Iterable[Recorded]) -> set[str]:
    """Each personal string, each line and sentence of a longer one, and each telephone number as digits.

    Codes of courts are left out: which court a juror sits at stands in the clear, so a code tells nothing of a matter.
    So are words of the programme, a public document that stands in the clear: titles of activities are often its own.
    """
    found: set[str] = set()
    for one in recorded:
        for part in split(one.fact)[1].values():
            for text in strings(part):
                numbers = (number for number in phone_numbers(text) if len(number) >= SHORTEST_NUMBER)
                found.update((text, *re.split(r"\n|(?<=[.:;?]) ", text), *numbers))
    told = {text for text in found if len(text) >= SHORTEST and not _CODE_OR_DATE.fullmatch(text)}
    public = fold(json.dumps(json.loads(PROGRAMME.read_text("utf-8")), ensure_ascii=False))
    return {text for text in told - courts().keys() if fold(text) not in public}


def forms(text: str) -> set[bytes]:
    """The string in every form that a careless hand could have kept it in."""
    composed = unicodedata.normalize("NFC", text)
    written = {composed, unicodedata.normalize("NFD", composed), fold(composed), composed.casefold()}
    out = {one.encode() for one in written}
    out |= {one.encode(coding) for one in written for coding in ("utf-16-le", "utf-16-be")}
    out |= {quoted(one).encode() for one in written for quoted in (quote, quote_plus)}
    out |= {json.dumps(one)[1:-1].encode() for one in written}
    out |= {one.encode().hex().encode() for one in written}
    return out | {coded for one in written for coded in _base64(one.encode())}


def _base64(raw: bytes) -> Iterator[bytes]:
    """The part of the base64 that does not depend on what stands before and after, for each of three alignments."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + raw)
        begin, end = (0, 2, 3)[before], len(coded) - 4 * bool((before + len(raw)) % 3)
        if end - begin >= 8:
            yield coded[begin:end]


def leaked(needles: Iterable[str], held: bytes) -> set[str]:
    """Those of the strings that are there in some form."""
    dense = _EMPTY.sub(b"\0" * 8, held)
    wanted: dict[bytes, list[tuple[bytes, str]]] = {}
    for text in needles:
        for raw in forms(text):
            wanted.setdefault(raw[:SHORTEST], []).append((raw, text))
    return {text for part in (dense, dense.lower()) for text in _found(wanted, part)}


def _found(wanted: dict[bytes, list[tuple[bytes, str]]], held: bytes) -> Iterator[str]:
    """Look at each place once: thousands of strings times twenty forms would read the bytes as often."""
    places = (at for at in range(len(held)) if held[at : at + SHORTEST] in wanted)
    for at in places:
        for raw, text in wanted[held[at : at + SHORTEST]]:
            if held.startswith(raw, at):
                yield text


def dumped(dsn: str) -> bytes:
    """A plain `pg_dump`, and after it the insides of its byte columns: written as hex, or escaped."""
    known = conninfo_to_dict(dsn)
    password = str(known.pop("password"))
    done = subprocess.run(
        [find_programs(user_to_run_as()) / "pg_dump", "--format=plain", "--dbname", make_conninfo(**known)],  # type: ignore[arg-type] # texts
        capture_output=True,
        check=False,
        env={"PGPASSWORD": password, "LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stderr.decode()
    return opened(done.stdout)


def opened(dump: bytes) -> bytes:
    """The dump with what its byte columns hold, as bytes."""
    insides = b"\n".join(bytes.fromhex(found[1].decode()) for found in _HEX.finditer(dump))
    escaped = _OCTAL.sub(lambda found: bytes([int(found[1], 8)]), dump)
    return b"\n".join((dump, insides, escaped if escaped != dump else b""))


def files_below(folder: Path) -> bytes:
    """Every byte of every file below a folder."""
    return b"\n".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())
