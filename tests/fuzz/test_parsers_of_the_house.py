"""The readers of what proves that nobody rewrote the log, and of what is stored; only the named refusals.

Source: SECURITY, bar F-3; how it is measured: `guided.py`.
"""

from __future__ import annotations

import copy
import json
import struct
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from domain.kernel import FieldClass, join
from infrastructure.backup import manifest
from infrastructure.backup.refusals import BackupDamaged, BackupOfAnotherFormat
from infrastructure.catalogue import CATALOGUE, FORMER, as_today, kind_stored
from infrastructure.verifier import checking, dump, notes, proof, reading, tree, witness
from tests.fuzz.bad_values import changed
from tests.fuzz.guided import MANY, SEED, Reader, ask, spoilt_bytes, spoilt_text
from tests.samples.made import file_of, stored_sample
from tests.seal.conftest import house, town
from tests.seal.sealed import Sealed
from tests.seal.test_proof import proven

__all__ = ["house", "town"]
pytestmark = pytest.mark.fuzz
NOW: Final = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def test_a_signed_note() -> None:
    log, seen = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    key = notes.public_of(log, "hoi/events", notes.LOG_KIND)
    watcher = notes.public_of(seen, "nhan-chung", notes.WITNESS_KIND)
    words = notes.text_of("hoi/events", 7, bytes(32))
    note = notes.signed(words, "hoi/events", log)
    seeds = [
        note,
        note + notes.cosigned(words, "nhan-chung", seen, 1_700_000_000),
        key.vkey(),
        watcher.vkey(),
    ]

    def read(said: str) -> None:
        for reads in (
            notes.key_of,
            lambda one: notes.is_signed(notes.parse(one), key),
            lambda one: notes.cosigned_at(notes.parse(one), watcher),
        ):
            try:
                reads(said)
            except (notes.Malformed, notes.Forged):
                continue

    reads = (notes.key_of, notes.parse, notes.size_of, notes.is_signed, notes.cosigned_at, notes.verify)
    ask(Reader(read, (), dict.fromkeys(reads, 0.9)), seeds, spoilt_text, MANY, SEED)


def test_a_request_to_a_witness(house: Sealed, tmp_path: Path) -> None:
    said = proven(house)
    log = notes.key_of(said["keys"][0])
    one = witness.Witness.made(tmp_path / "witness", "nhan-chung", [log])
    seeds = [witness.request_of(0, [], said["head"]), witness.request_of(3, [bytes(32)] * 2, said["head"])]
    ask(Reader(witness.asked_by, (notes.Malformed,), {witness.asked_by: 0.9}), seeds, spoilt_text, MANY, SEED)
    files = [json.dumps({"format": witness.REQUESTS, "requests": seeds[:n]}) for n in (0, 1, 2)]

    def read(content: str) -> None:
        witness.answer_file(one, content, 1_700_000_000)

    floors = {witness.answer_file: 1.0, witness.Witness: 0.6}
    ask(Reader(read, (notes.Malformed,), floors), files, spoilt_text, MANY // 20, SEED)


def test_a_proof_of_a_case(house: Sealed) -> None:
    floors = {
        proof.check_proof: 1.0,
        proof._of_event: 1.0,
        proof._gaps: 1.0,
        tree.is_included: 1.0,
    }
    reader = Reader[Any](lambda said: proof.check_proof(said, ()), (reading.NotAnExport,), floors)
    ask(reader, [proven(house)], _json, MANY // 10, SEED)


def _json(said: Any, others: Sequence[Any], draw: Random) -> Any:
    return changed(said, draw.choice((1, 1, 2, 3)), draw, ())


def test_an_export_and_a_dump(house: Sealed, tmp_path: Path) -> None:
    """Whole files, through the whole check: what is damaged is a finding or no export, and never half read."""
    proven(house)
    export = house.export().read_bytes()
    begin, _, entries = export.partition(b'{"entries": "events"}')
    lines = [begin, export, *export.splitlines(keepends=True)[:6], entries]
    rows_of = _dumped(export)
    file, keys = tmp_path / "file", tuple(notes.key_of(line) for line in house.vkeys())

    def read(content: bytes) -> None:
        file.write_bytes(content)
        checking.Check(file, checking.Trusted(keys)).run()

    floors: dict[Any, float] = {reading: 0.55, reading.begun: 0.9, dump.Dump: 0.7}
    ask(Reader(read, (reading.NotAnExport,), floors), [*lines, *rows_of], spoilt_bytes, MANY // 4, SEED)


def _dumped(export: bytes) -> list[bytes]:
    columns_of = b"position, recorded_at, stream_id, leaf"
    row = b"1\t2026-01-01 00:00:00+00\t00000000-0000-4000-8000-000000000001\t\\\\x00\n"
    table_of_events = b"\nCOPY es.events (" + columns_of + b") FROM stdin;\n" + row + b"\\.\n"
    heads = b"\nCOPY seal.checkpoints (log, size, note) FROM stdin;\nevents\t1\ta\\nb\n\\.\n"
    end = b"-- PostgreSQL database dump complete\n"
    return [dump.BEGINNING + table_of_events + heads + end, dump.BEGINNING + heads + end]


# -- what lies in the house --------------------------------------------------------------------------------------------


def test_a_manifest_of_a_backup() -> None:
    private = Ed25519PrivateKey.generate()
    key = notes.public_of(private, "hoi/events", notes.LOG_KIND).vkey()
    one = manifest.Manifest(
        *(NOW, "0.1.0", 145, "PostgreSQL 18", {"events": 7}, (), (), (key,), (), ()),
        manifest.Part(3, "0" * 64),
    )
    seeds = [manifest.written(one, private).encode()]
    refuses = (BackupDamaged, BackupOfAnotherFormat)
    ask(
        Reader(manifest.read, refuses, {manifest.read: 0.9, manifest._of: 0.8}),
        seeds,
        _manifest,
        MANY // 4,
        SEED,
    )


def _manifest(said: bytes, others: Sequence[bytes], draw: Random) -> bytes:
    """Bytes spoilt, or the words spoilt and signed anew by nobody in particular."""
    if draw.random() < 0.5:
        return spoilt_bytes(said, others, draw)
    body, _, rest = said.partition(b"\n")
    try:
        words = changed(json.loads(body), 1, draw, ())
    except ValueError:
        return said
    return json.dumps(words).encode() + b"\n" + rest


def test_stored_facts_of_every_shape() -> None:
    """What is stored is ours; spoilt, it is refused by its shape and never half read."""
    samples = {t: stored_sample(t) for t in sorted({*CATALOGUE, *FORMER}) if file_of(t).exists()}

    def spoil(one: tuple[str, Any], others: Any, draw: Random) -> tuple[str, Any]:
        topic = draw.choice(sorted(FORMER if draw.random() < 0.5 else samples))
        kept = copy.deepcopy(samples[topic])
        part = draw.choice(["coded", *(f"personal.{name}" for name in kept["personal"])])
        holder, name = (kept["personal"], part[9:]) if part != "coded" else (kept, part)
        said = changed(holder[name], draw.choice((0, 1, 1, 2)), draw, ())
        holder[name] = said if isinstance(said, dict) else {}
        return topic, kept

    def read(one: tuple[str, dict[str, Any]]) -> None:
        topic, kept = one
        personal = {FieldClass(name): part for name, part in kept["personal"].items()}
        fact = as_today(join(kind_stored(topic), kept["coded"], personal))
        assert fact.TOPIC in CATALOGUE

    written: set[ModuleType] = {sys.modules[kind.__module__] for kind in FORMER.values()}
    seeds = [(topic, kept) for topic, kept in samples.items()]
    ask(Reader(read, (ValidationError, struct.error), dict.fromkeys(written, 0.8)), seeds, spoil, MANY, SEED)
