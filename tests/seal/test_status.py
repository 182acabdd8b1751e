"""How the seal stands is told in numbers, to whoever may see the history."""

from __future__ import annotations

from application.seal import SealedLog, Seals, SeeSeal, see_seal
from domain.account import Role
from tests.ledger.conftest import town
from tests.ledger.given import Town

__all__ = ["town"]


def test_before_the_first_head_everything_is_unsigned_and_unwitnessed(town: Town) -> None:
    with town.work(Role.AUDITOR) as work:
        events, access = see_seal(SeeSeal(), work)
        assert work.view(Seals).cosigned(10) == []  # type: ignore[type-abstract]
    assert (events.log, access.log) == (SealedLog.EVENTS, SealedLog.ACCESS)
    assert (
        events.size
        == town.ask("SELECT count(*) FROM es.events")[0][0]
        == events.unsigned
        == events.unwitnessed
    )
    assert access.size == town.ask("SELECT count(*) FROM trail.entries")[0][0]
    assert events.origin.startswith("lachan/") and events.origin.endswith("/events")
