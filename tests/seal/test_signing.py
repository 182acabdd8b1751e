"""Heads are signed over what is there, each an extension of the last; nothing is signed that is not."""

from __future__ import annotations

import stat
from datetime import UTC, datetime

import psycopg
import pytest
from psycopg import errors

from application.seal import SealedLog
from infrastructure.seal.keys import KEY_FILE, SignersFolder
from infrastructure.seal.signer import LONGEST_WAIT_SECONDS, MOST_WAITING, NotAPrefix, Signer
from infrastructure.verifier import notes
from infrastructure.verifier.__main__ import main
from tests.ledger.test_log import appended
from tests.seal.sealed import Sealed

EVENTS = SealedLog.EVENTS


def signed_sizes(house: Sealed, log: SealedLog = EVENTS) -> list[int]:
    query = "SELECT size FROM seal.checkpoints WHERE log = %s ORDER BY size"
    return [size for (size,) in house.town.ask(query, log)]


@pytest.mark.parametrize("name", ["so.jsonl", "so.jsonl.gz", "so.lachan", "so.lachan.gz"])
def test_an_export_of_signed_logs_verifies(house: Sealed, name: str) -> None:
    house.town.case()
    house.sign()
    house.town.case()
    house.sign()
    house.town.case()
    file = house.export(name)
    result = house.check(file)
    assert result.findings == []
    events = next(one for one in result.logs if one.log == "events")
    assert events.size == house.town.ask("SELECT count(*) FROM es.events")[0][0] > events.signed_size > 0
    assert events.heads == 2
    assert main([str(file)]) == 0


def test_a_head_is_a_note_signed_by_the_key_of_its_log(house: Sealed) -> None:
    head = house.sign()[EVENTS]
    assert head is not None
    parsed = notes.parse(head.note)
    key = house.signers_folder.public(parsed.origin)
    assert notes.is_signed(parsed, key) and notes.key_of(key.vkey()) == key
    assert parsed.note() == head.note
    assert stat.S_IMODE((house.signers_folder.folder / KEY_FILE).stat().st_mode) == 0o600


def test_a_head_waits_for_256_entries_or_a_minute(house: Sealed) -> None:
    with house.as_signer() as connection:

        def look(now: float, *, at_once: bool = False) -> bool:
            return house.signer.look(connection, EVENTS, now, at_once=at_once) is not None

        assert look(0.0), "the first head is signed at once"
        house.town.named()
        assert not look(1.0) and not look(LONGEST_WAIT_SECONDS)
        assert look(1.0 + LONGEST_WAIT_SECONDS)
        assert not look(10_000.0), "nothing new, no head"
        house.town.named()
        assert not look(10_001.0) and look(10_002.0, at_once=True)
        house.many(MOST_WAITING - 1)
        assert not look(10_003.0)
        house.town.named()
        assert look(10_003.0)
    assert len(signed_sizes(house)) == 4


def test_nothing_is_signed_once_what_was_signed_is_no_longer_there(house: Sealed) -> None:
    house.town.case()
    house.sign()
    with house.as_superuser(for_good=True) as root:
        root.execute("UPDATE es.events SET role = 'auditor', leaf = sha256('x') WHERE position = 3")
    house.town.case()
    before = signed_sizes(house)
    with house.as_signer() as connection:
        with pytest.raises(NotAPrefix):
            house.signer.verified(connection, EVENTS)
        house.signer.check(connection)
        assert house.signer.look(connection, EVENTS, 0.0, at_once=True) is None
        assert house.signer.look(connection, SealedLog.ACCESS, 0.0, at_once=True) is not None
    assert signed_sizes(house) == before


def test_a_shorter_log_and_one_with_a_gap_are_not_signed(house: Sealed) -> None:
    house.town.case()
    house.sign()
    house.town.case()
    top = house.town.ask("SELECT max(position) FROM es.events")[0][0]
    with house.as_superuser(for_good=True) as root:
        root.execute("UPDATE es.events SET position = position + 1 WHERE position = %s", (top,))
    with house.as_signer() as connection, pytest.raises(NotAPrefix):
        house.signer.sign(connection, EVENTS)
    with house.as_superuser(for_good=True) as root:
        root.execute("DELETE FROM es.events WHERE position >= %s - 1", (top,))
    with house.as_signer() as connection, pytest.raises(NotAPrefix):
        house.signer.sign(connection, EVENTS)


def test_a_head_that_the_database_missed_is_told_again(house: Sealed) -> None:
    """Killed between its own file and the database: the same head, never another of its size."""
    head = house.sign()[EVENTS]
    assert head is not None
    with house.as_superuser(for_good=True) as root:
        root.execute("DELETE FROM seal.checkpoints")
    again = Signer(house.database.signer_dsn, SignersFolder(house.signers_folder.folder))
    with house.as_signer() as connection:
        again.check(connection)
    assert house.town.ask("SELECT note FROM seal.checkpoints WHERE log = 'events'") == [(head.note,)]


def test_each_year_ends_with_a_head_of_its_own(house: Sealed) -> None:
    """Days are those of Viet Nam: 17:00 UTC of 31 December is the new year."""
    with house.as_superuser(for_good=True) as root:
        root.execute("DELETE FROM es.events")
    for moment in ("2024-12-31 16:59", "2024-12-31 17:01", "2025-06-01 00:00", "2026-02-01 00:00"):
        at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        appended(house.database, topic="installation.marked-fictional.1", simulated=at)
    house.sign()
    assert signed_sizes(house) == [1, 3, 4]
    assert house.town.ask("SELECT year, size FROM seal.volumes ORDER BY year") == [(2024, 1), (2025, 3)]


def test_heads_are_append_only_and_only_the_signer_writes_them(house: Sealed) -> None:
    house.sign()
    for dsn in (house.database.signer_dsn, house.database.app_dsn, house.database.owner_dsn):
        for change in (
            "UPDATE seal.checkpoints SET size = 1",
            "DELETE FROM seal.checkpoints",
            "TRUNCATE seal.logs CASCADE",
        ):
            with psycopg.connect(dsn) as connection, pytest.raises(errors.InsufficientPrivilege):
                connection.execute(change.encode())
    with psycopg.connect(house.database.app_dsn) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(
            "INSERT INTO seal.checkpoints SELECT log, size + 1, root, signed_at, note, frontier FROM seal.checkpoints"
        )
