"""The doctor tells how the seal stands, and finds a log that is no longer what was signed."""

from __future__ import annotations

import psycopg
import pytest

from application.seal import SealedLog
from infrastructure.checkup import seal as of_seal
from infrastructure.checkup.finding import Finding
from infrastructure.seal import witnesses
from infrastructure.verifier import notes
from infrastructure.verifier.witness import Witness, answer_file
from tests.seal.sealed import Sealed


def looked(house: Sealed, *, full: bool = False) -> list[Finding]:
    with psycopg.connect(house.database.auditor_dsn, autocommit=True) as connection:
        return list(of_seal.seal(connection, house.signers_folder, full=full))


def wrong(house: Sealed, *, full: bool = False) -> list[str]:
    return [one.en for one in looked(house, full=full) if one.is_wrong]


def test_a_sound_seal_is_told_in_notes(house: Sealed) -> None:
    assert "no signed head yet" in looked(house)[0].en and not wrong(house)
    house.sign()
    assert not wrong(house, full=True)
    assert "are under a signed head" in looked(house)[0].en and "no witness" in looked(house)[1].en


def test_a_signer_that_does_not_sign_is_found(house: Sealed, monkeypatch: pytest.MonkeyPatch) -> None:
    house.sign()
    house.town.named()
    assert not wrong(house)
    monkeypatch.setattr(of_seal, "LATE_SECONDS", 0.0)
    assert ["1 entries wait for a head" in one for one in wrong(house)] == [True]


def test_a_log_that_was_rewritten_is_found(house: Sealed) -> None:
    """Leaves computed again leave nothing to see in the log itself: the signer's own head does."""
    house.sign()
    with house.as_superuser(for_good=True) as root:
        root.execute("UPDATE es.events SET role = 'auditor' WHERE position = 3")
        root.execute("UPDATE es.events e SET leaf = es.leaf(e) WHERE position = 3")
    assert not wrong(house)
    assert ["no longer what was signed" in one for one in wrong(house, full=True)] == [True]
    with house.as_superuser(for_good=True) as root:
        root.execute("DELETE FROM es.events WHERE position > 4")
    assert ["no longer what was signed" in one for one in wrong(house)] == [True]


def test_a_witness_who_was_forgotten_is_found(house: Sealed) -> None:
    house.sign()
    laptop = Witness.made(
        house.folder / "laptop", "ban-kiem-tra", [notes.key_of(key) for key in house.vkeys()]
    )
    with house.as_signer() as connection:
        witnesses.introduce(connection, laptop.public().vkey())
        _, back = answer_file(laptop, witnesses.for_witness(connection, "ban-kiem-tra", {}), 1_700_000_000)
        list(witnesses.take_back(connection, back))
    assert ["last witnessed" in one for one in wrong(house)] == [True] * len(SealedLog)
