"""Any fact of any subject: fact → stored bytes → fact, and a state folded in two goes equals one folded at once."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from application.ledger import Envelope, Recorded
from domain.covering import covered
from domain.kernel import STORED, Event, FieldClass, State, fold, join, split
from infrastructure import blind
from infrastructure.catalogue import CATALOGUE
from infrastructure.keys import KeyStore
from infrastructure.ledger import Ledger, LedgerEvent
from tests.ledger.invented import facts_of, streams_of
from tests.spec import STREAM

TIMES = int(os.environ.get("LACHAN_TRIALS", "8"))
"""Invented facts for each topic and test; `make test-fuzz` takes a hundred."""
TRIALS = settings(
    max_examples=TIMES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.data_too_large,
    ],
)


@pytest.fixture(scope="module")
def ledger() -> Iterator[Ledger]:
    folder = Path(tempfile.mkdtemp(prefix="lachan-keys-"))
    keys = KeyStore(folder)
    yield Ledger(keys)
    keys.close()
    shutil.rmtree(folder)


def recorded(fact: Event) -> Recorded:
    envelope = Envelope(
        topic=fact.TOPIC,
        occurred_at=fact.occurred_at,
        received_at=fact.received_at,
        actor="system:test",
        role="system",
        unit=None,
        request_id=uuid4(),
        correlation_id=uuid4(),
        position=1,
        recorded_at=datetime(2026, 1, 2, tzinfo=UTC),
    )
    return Recorded(uuid4(), 0, envelope, fact)


@pytest.mark.parametrize("topic", sorted(CATALOGUE))
@TRIALS
@given(data=st.data())
def test_a_fact_comes_back_equal_from_its_bytes(topic: str, ledger: Ledger, data: st.DataObject) -> None:
    fact = data.draw(facts_of(CATALOGUE[topic]))
    before = recorded(fact)
    stored = ledger.mapper.to_stored_event(before)
    assert isinstance(stored, LedgerEvent)
    after = cast(Recorded, ledger.mapper.to_domain_event(stored))
    assert after.fact == fact
    assert type(after.fact) is type(fact)
    assert replace(after, personal=None) == before


@pytest.mark.parametrize("topic", sorted(CATALOGUE))
@TRIALS
@given(data=st.data())
def test_whoever_holds_no_keys_reads_every_code_and_nothing_personal(
    topic: str, ledger: Ledger, data: st.DataObject
) -> None:
    fact = data.draw(facts_of(CATALOGUE[topic]))
    stored = ledger.mapper.to_stored_event(recorded(fact))
    read = cast(Recorded, Ledger(keys=None).mapper.to_domain_event(stored)).fact
    assert type(read) is type(fact)
    assert read.model_dump() == covered(fact).model_dump()


@pytest.mark.parametrize("topic", sorted(CATALOGUE))
@TRIALS
@given(data=st.data())
def test_without_keys_a_fact_still_reads_and_says_nothing_personal(
    topic: str, ledger: Ledger, data: st.DataObject
) -> None:
    fact = data.draw(facts_of(CATALOGUE[topic]))
    coded, personal = split(fact)
    erased = join(type(fact), coded, {}, frozenset(FieldClass))
    again, hidden = split(erased)
    assert again == coded
    assert set(hidden) == set(personal)


@pytest.mark.parametrize("topic", sorted(CATALOGUE))
@TRIALS
@given(data=st.data())
def test_no_form_can_bring_an_erased_field(topic: str, data: st.DataObject) -> None:
    fact = data.draw(facts_of(CATALOGUE[topic]))
    coded, personal = split(fact)
    if personal:
        erased = join(type(fact), coded, {}, frozenset(FieldClass)).model_dump()
        with pytest.raises(ValidationError):
            type(fact).model_validate(erased)


@pytest.mark.parametrize("state", sorted(streams_of(), key=str), ids=str)
@TRIALS
@given(data=st.data())
def test_a_prefix_and_then_the_rest_fold_to_the_whole(
    state: type[State[Any, Any]], data: st.DataObject
) -> None:
    facts: Sequence[Event] = data.draw(streams_of()[state])
    cut = data.draw(st.integers(min_value=0, max_value=len(facts)))
    whole = fold(state, STREAM, facts)
    assert fold(state, STREAM, facts[cut:], onto=fold(state, STREAM, facts[:cut])) == whole
    assert whole is not None
    assert whole.version == len(facts) - 1
    assert type(whole).model_validate(whole.model_dump(), context=STORED) == whole


@pytest.mark.parametrize("state", sorted(streams_of(), key=str), ids=str)
@TRIALS
@given(data=st.data())
def test_no_rule_asks_for_what_a_state_only_skims(state: type[State[Any, Any]], data: st.DataObject) -> None:
    facts: Sequence[Event] = data.draw(streams_of()[state])
    skimmed = [
        blind.read(type(fact), split(fact)[0]) if type(fact) in state.SKIMS else fact for fact in facts
    ]
    assert fold(state, STREAM, skimmed) == fold(state, STREAM, facts)
