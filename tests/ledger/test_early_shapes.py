"""Every shape that a topic number ever stood for is read from the log, with keys and without."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import orjson
import pytest

from application.ledger import Recorded
from domain.kernel import FieldClass, join
from infrastructure.catalogue import CATALOGUE, FORMER, kind_stored, present
from infrastructure.crypto import Place, seal
from infrastructure.keys import KeyStore
from infrastructure.ledger import Ledger, LedgerEvent
from tests.ledger.test_roundtrip import recorded
from tests.samples.made import FOLDER, file_of

SAMPLES = sorted([*FOLDER.glob("*.json"), *(FOLDER / "early").glob("*.json")], key=str)
BY_FILE = [str(path.relative_to(FOLDER)) for path in SAMPLES]


@pytest.fixture(scope="module")
def keys() -> Iterator[KeyStore]:
    folder = Path(tempfile.mkdtemp(prefix="lachan-keys-"))
    opened = KeyStore(folder)
    yield opened
    opened.close()
    shutil.rmtree(folder)


def stored(kept: dict[str, Any], topic: str, keys: KeyStore) -> LedgerEvent:
    """Return a sample as the log holds it."""
    occurred = kept["coded"].pop("occurred_at")
    kept["coded"].pop("received_at")
    occurred = datetime.fromisoformat(occurred)
    some = cast(Any, kind_stored(topic)).model_construct(occurred_at=occurred, received_at=None)
    envelope = recorded(some).envelope
    one = recorded(some)
    personal = {FieldClass(name): part for name, part in kept["personal"].items()}
    key = keys.spare()
    sealed = seal(personal, Place(one.stream, 0, topic), lambda _: key) if personal else None
    return LedgerEvent(one.stream, 0, topic, orjson.dumps(kept["coded"]), envelope=envelope, personal=sealed)


@pytest.mark.parametrize("name", BY_FILE)
def test_a_stored_sample_of_every_shape_is_read_as_what_its_topic_is_today(name: str, keys: KeyStore) -> None:
    path = FOLDER / name
    topic = path.stem
    event = stored(json.loads(path.read_text()), topic, keys)
    for ledger in (Ledger(keys), Ledger(None)):
        fact = cast(Recorded, ledger.mapper.to_domain_event(event)).fact
        assert type(fact) is present(kind_stored(topic))


def test_there_is_a_sample_of_every_topic_ever_written() -> None:
    assert [topic for topic in (*CATALOGUE, *FORMER) if not file_of(topic).exists()] == []


def test_an_early_shape_says_the_same_as_far_as_it_went(keys: KeyStore) -> None:
    """What is mended is added or left out by name; every other code that was stored is read."""
    kept = json.loads((FOLDER / "early" / "report.drafted.1.json").read_text())
    event = stored(kept, "report.drafted.1", keys)
    fact = cast(Any, Ledger(None).mapper.to_domain_event(event)).fact
    assert fact.figures.at == fact.occurred_at
    with pytest.raises(ValueError, match="figures"):
        join(kind_stored("report.drafted.1"), kept["coded"] | {"occurred_at": fact.occurred_at}, {})
