"""A fact that was stored in a shape no longer written is read from the log in the present one, by everyone."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import cast
from uuid import uuid4

from application.ledger import Envelope, Recorded
from domain.kernel import ERASED, Event
from domain.referral.facts import OpinionDrafted
from domain.referral.former import OpinionInOneText
from infrastructure.keys import KeyStore
from infrastructure.ledger import Ledger, PartsMapper

AT = datetime(2026, 1, 2, tzinfo=UTC)
TEXT = "Theo Điều 84 Luật Hôn nhân và gia đình, ông bà có quyền yêu cầu."


def _stored(fact: Event) -> Recorded:
    envelope = Envelope(
        topic=fact.TOPIC,
        occurred_at=AT,
        received_at=None,
        actor="system:test",
        role="system",
        unit=None,
        request_id=uuid4(),
        correlation_id=uuid4(),
        position=1,
        recorded_at=AT,
    )
    return Recorded(uuid4(), 3, envelope, fact)


def test_an_opinion_in_one_text_is_an_answer_and_without_its_key_it_is_erased() -> None:
    folder = Path(tempfile.mkdtemp(prefix="lachan-keys-"))
    keys = KeyStore(folder)
    try:
        mapper = Ledger(keys).mapper
        stored = mapper.to_stored_event(_stored(OpinionInOneText(occurred_at=AT, opinion=TEXT)))
        assert stored.topic == "referral.opinion-drafted.1"
        read = cast(Recorded, mapper.to_domain_event(stored))
        assert isinstance(read.fact, OpinionDrafted)
        assert read.fact.opinion
        assert (read.fact.opinion.answer, read.fact.opinion.law, read.fact.opinion.steps) == (TEXT, (), ())
        assert read.envelope.topic == "referral.opinion-drafted.1"
        blind = cast(Recorded, PartsMapper(None).to_domain_event(stored))
        assert blind.fact == OpinionDrafted.model_validate(
            {"occurred_at": AT, "received_at": None, "opinion": ERASED}, context={"stored": True}
        )
        skimmed = PartsMapper(keys, frozenset({OpinionDrafted})).to_domain_event(stored)
        assert type(cast(Recorded, skimmed).fact) is OpinionDrafted
    finally:
        keys.close()
        shutil.rmtree(folder)
