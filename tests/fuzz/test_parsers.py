"""Every reader of ours of what others write: spoilt inputs, tens of thousands each, and only the named refusals.

What the inputs reached is measured in lines, so that a run that goes nowhere fails. Source: SECURITY, bar F-3.
"""

from __future__ import annotations

import copy
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any, Final

import coverage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from domain import text
from domain.kernel import FieldClass, join
from domain.log_import import cells, columns, rows, table
from domain.log_import.rows import check
from domain.log_import.table import Sheet, table_of
from infrastructure.catalogue import CATALOGUE, FORMER, as_today, kind_stored
from infrastructure.verifier import notes, proof, reading, witness
from tests.fuzz.bad_values import EDGES, TEXTS, changed
from tests.fuzz.lines import lines_inside
from tests.samples.made import file_of, stored_sample
from tests.seal.conftest import house, town
from tests.seal.sealed import Sealed
from tests.seal.test_proof import proven

__all__ = ["house", "town"]
pytestmark = pytest.mark.fuzz
MANY: Final = int(os.environ.get("LACHAN_FUZZ_INPUTS", "20000"))
SEED: Final = int(os.environ.get("LACHAN_FUZZ_SEED", "1"))
NOW: Final = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
HEADS: Final = tuple(heads[0] for heads in (columns.heads_of(field) for field in columns.columns()) if heads)
CELLS: Final[tuple[Any, ...]] = (
    *(
        "27.3.2024",
        "3/2024",
        "7 giờ 30",
        "14h05",
        "0912 345 678",
        "012345678901",
        "11 tuổi",
        "không rõ",
        "Tổng cộng",
    ),
    *(
        "Lò Văn Ví Dụ",
        "nam",
        "xã Sơn Động",
        "xâm hại tình dục",
        "bạo lực",
        "Công an xã",
        "Hỏi thủ tục",
        "1",
        "x;y, z",
    ),
    *(45378, 45378.5, 0.25, -1, 1e300, float("nan"), True, None, NOW, NOW.date(), NOW.time()),
    *EDGES,
)


@dataclass(frozen=True)
class Reader:
    """What reads, of which modules the lines are counted, and how it may refuse."""

    modules: tuple[ModuleType, ...]
    read: Callable[[Any], object]
    refuses: tuple[type[Exception], ...]
    at_least: float


@contextmanager
def traced(reader: Reader) -> Iterator[None]:
    """Count the lines that run; what importing a module ran is not counted as reached."""
    files = [str(Path(str(module.__file__))) for module in reader.modules]
    tracing = coverage.Coverage(data_file=None, include=files)
    tracing.start()
    try:
        yield
    finally:
        tracing.stop()
    reached = lines = 0
    for file in files:
        ran = set(tracing.get_data().lines(file) or ())
        ours = lines_inside(Path(file), tracing)
        print(f"\n{Path(file).name}: not reached {sorted(ours - ran)}")
        reached, lines = reached + len(ours & ran), lines + len(ours)
    print(f"{reached} of {lines} lines ({reached / lines:.0%})")
    assert reached >= reader.at_least * lines


def ask(reader: Reader, inputs: Iterator[Any]) -> None:
    """Read every input; anything but the named refusals fails with what it was."""
    with traced(reader):
        for one in inputs:
            try:
                reader.read(one)
            except reader.refuses:
                continue
            except Exception as failure:
                raise AssertionError(f"{type(failure).__name__}: {failure}: {one!r:.800}") from failure


def spoilt(seeds: Sequence[str], draw: Random) -> Iterator[str]:
    """Texts near the right ones: pieces cut out, doubled, swapped with another's, letters replaced."""
    for _ in range(MANY):
        said = draw.choice(seeds)
        for _ in range(draw.choice((0, 1, 1, 2, 4))):
            start = draw.randrange(len(said) + 1)
            end = min(len(said), start + draw.choice((0, 1, 1, 3, 20, 200)))
            other = draw.choice(seeds)
            put = draw.choice(
                ("", draw.choice(TEXTS), said[start:end] * 2, other[start:end], "\n", " ", "+", "9" * 5000)
            )
            said = said[:start] + put + said[end:]
        yield said


def test_a_signed_note(house: Sealed) -> None:
    key = notes.public_of(Ed25519PrivateKey.generate(), "hoi/events", notes.LOG_KIND)
    seeds = [proven(house)["head"], key.vkey()]

    def read(said: str) -> None:
        for reads in (notes.key_of, lambda one: notes.is_signed(notes.parse(one), key)):
            try:
                reads(said)
            except (notes.Malformed, notes.Forged):
                continue

    ask(Reader((notes,), read, (), 0.5), spoilt(seeds, Random(SEED)))


def test_a_request_to_a_witness(house: Sealed, tmp_path: Path) -> None:
    head = proven(house)["head"]
    seeds = [witness.request_of(0, [], head), witness.request_of(3, [bytes(32)] * 2, head)]
    reader = Reader((witness,), lambda said: witness.asked_by(said), (notes.Malformed,), 0.1)
    ask(reader, spoilt(seeds, Random(SEED)))


def test_a_proof_of_a_case(house: Sealed) -> None:
    right, draw = proven(house), Random(SEED)
    reader = Reader((proof,), lambda said: proof.check_proof(said, ()), (reading.NotAnExport,), 0.6)
    ask(reader, (changed(right, draw.choice((0, 1, 1, 2, 3)), draw, ()) for _ in range(MANY // 10)))


def test_an_export(house: Sealed) -> None:
    seeds = [
        one for one in house.export().read_text().split('{"entries"')[0].splitlines(keepends=True) if one
    ]
    whole = "".join(seeds) + '{"entries":"events"}\n'

    def read(said: str) -> None:
        reading.begun(iter(said.encode("utf-8", "replace").splitlines(keepends=True)))

    ask(Reader((reading,), read, (reading.NotAnExport,), 0.3), spoilt([whole, *seeds], Random(SEED)))


def test_an_old_log() -> None:
    draw = Random(SEED)

    def sheet() -> Sheet:
        wide = draw.sample(HEADS, draw.randrange(2, min(14, len(HEADS))))
        below = [
            tuple(draw.choice(CELLS) for _ in range(draw.choice((len(wide), len(wide), 1, 20))))
            for _ in range(3)
        ]
        return Sheet("1", (*([("SỔ THEO DÕI",)] * draw.randrange(2)), tuple(wide), *below))

    def read(one: Sheet) -> None:
        found = table_of(one)
        if found is not None:
            list(check(found, NOW, draw.choice((None, 2024))))

    ask(Reader((rows, cells, columns, table), read, (), 0.8), (sheet() for _ in range(MANY // 10)))


def test_a_search_and_a_name() -> None:
    def read(said: str) -> None:
        half = len(said) // 2
        text.matches(said[:half], said[half:])
        text.name_key(said)
        text.sort_key(text.fold(said))

    seeds = ["Nguyễn Thị Ánh Tuyết", "tuyet anh", "Đặng  Quốc-Bảo", "NGUYÊN THI ANH TUYÊT", *TEXTS]
    ask(Reader((text,), read, (), 0.95), spoilt(seeds, Random(SEED)))


def test_stored_facts_of_every_shape() -> None:
    """What is stored is ours; spoilt, it is refused by its shape and never half read."""
    draw = Random(SEED)
    samples = {
        topic: stored_sample(topic) for topic in sorted({*CATALOGUE, *FORMER}) if file_of(topic).exists()
    }

    def inputs() -> Iterator[tuple[str, dict[str, Any]]]:
        for _ in range(MANY):
            topic = draw.choice(sorted(FORMER if draw.random() < 0.5 else samples))
            kept = copy.deepcopy(samples[topic])
            part = draw.choice(["coded", *(f"personal.{name}" for name in kept["personal"])])
            holder, name = (kept["personal"], part[9:]) if part != "coded" else (kept, part)
            said = changed(holder[name], draw.choice((0, 1, 1, 2)), draw, ())
            holder[name] = said if isinstance(said, dict) else {}
            yield topic, kept

    def read(one: tuple[str, dict[str, Any]]) -> None:
        topic, kept = one
        personal = {FieldClass(name): part for name, part in kept["personal"].items()}
        fact = as_today(join(kind_stored(topic), kept["coded"], personal))
        assert fact.TOPIC in CATALOGUE

    written = {sys.modules[kind.__module__] for kind in FORMER.values()}
    ask(Reader(tuple(written), read, (ValidationError,), 0.5), inputs())
