"""How the seal stands is told in numbers, to whoever may see the history."""

from __future__ import annotations

from application.seal import SealedLog, SeeSeal, see_seal
from domain.account import Role
from tests.ledger.given import Town
from tests.seal.sealed import Sealed


def test_before_the_first_head_everything_is_unsigned_and_unwitnessed(town: Town) -> None:
    with town.work(Role.AUDITOR) as work:
        page = see_seal(SeeSeal(), work)
    events, access = page.logs
    assert (page.heads, page.cosigned) == ((), ())
    assert (events.log, access.log) == (SealedLog.EVENTS, SealedLog.ACCESS)
    assert (
        events.size
        == town.ask("SELECT count(*) FROM es.events")[0][0]
        == events.unsigned
        == events.unwitnessed
    )
    assert access.size == town.ask("SELECT count(*) FROM trail.entries")[0][0]
    assert events.origin.startswith("lachan/") and events.origin.endswith("/events")


def test_after_a_head_what_is_newer_is_unsigned(house: Sealed) -> None:
    house.sign()
    house.town.named()
    with house.town.work(Role.AUDITOR) as work:
        page = see_seal(SeeSeal(), work)
    events, access = page.logs
    assert [one.size for one in page.heads] == [events.signed_size, access.signed_size]
    assert page.heads[0].note.startswith(f"{events.origin}\n{events.signed_size}\n")
    assert (events.unsigned, events.signed_size) == (1, events.size - 1)
    assert events.signed_at is not None and access.signed_size > 0
