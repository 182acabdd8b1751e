"""The personal part: sealed to its place, opened by one key, gone with it."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from domain.child_case import CaseOpened, ChildCase
from domain.kernel import ERASED, FieldClass
from infrastructure.crypto import CiphertextRefused, Place, StreamKey, key_ids, only, parts, seal
from infrastructure.keys import KeyStore, KeyStoreDamaged
from infrastructure.ledger import Ledger, load
from tests.ledger.given import CHILD_NAME, STORY, Town

PLACE = Place(UUID("00000000-0000-4000-8000-000000000001"), 3, "case.noted.1")
KEY = StreamKey(uuid4(), os.urandom(32))
OLDER = (
    "01010200000000000000000000000000000007491a5042505092053549a9a034a0724cb01a5df745f11ec80e0d"
    "5bd50000003003a4bac64553f975c5645261c6cced919795c572aeb48e9588f71dc31e52d0cc9f2b07b06c6e23"
    "617ead6f47edced9f0"
)
PERSONAL = {
    FieldClass.NARRATIVE: {"note": "Cháu sợ về nhà."},
    FieldClass.IDENTITY: {"name": "Trần Văn Mẫu"},
    FieldClass.CONTACT: {"telephone": "0900 000 000"},
}


def sealed(place: Place = PLACE, key: StreamKey = KEY) -> bytes:
    stored = seal(PERSONAL, place, lambda _: key)
    assert stored is not None
    return stored


def opened(stored: bytes, place: Place = PLACE, key: StreamKey = KEY) -> dict[FieldClass, dict[str, object]]:
    return {part.field_class: part.open(key, place) for part in parts(stored)}


def test_what_was_sealed_opens_in_its_place() -> None:
    assert opened(sealed()) == PERSONAL


def test_what_was_sealed_under_a_key_for_its_whole_class_still_opens() -> None:
    """Bytes of format 1: written before each ciphertext had a key of its own."""
    place = Place(UUID("00000000-0000-4000-8000-000000000001"), 3, "case.noted.1")
    key = StreamKey(UUID(int=7), bytes(range(32)))
    stored = bytes.fromhex(OLDER)
    assert {part.field_class: part.open(key, place) for part in parts(stored)} == {
        FieldClass.NARRATIVE: {"note": "Cháu sợ về nhà."}
    }
    only_this = only(stored, FieldClass.NARRATIVE)
    assert only_this == stored


def test_the_key_of_one_ciphertext_opens_no_other() -> None:
    places = [PLACE, Place(PLACE.stream, PLACE.version + 1, PLACE.topic)]
    keys = [part.own_key(KEY, place) for place in places for part in parts(sealed(place))]
    assert len(set(keys)) == len(keys) == 6


def test_the_same_content_never_gives_the_same_bytes() -> None:
    assert sealed() != sealed()


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place(uuid4(), PLACE.version, PLACE.topic),
        Place(PLACE.stream, PLACE.version + 1, PLACE.topic),
        Place(PLACE.stream, PLACE.version, "case.noted.2"),
    ],
)
def test_a_moved_ciphertext_is_refused(elsewhere: Place) -> None:
    for part in parts(sealed()):
        with pytest.raises(CiphertextRefused):
            part.open(KEY, elsewhere)


def test_a_ciphertext_of_another_class_is_refused() -> None:
    narrative, identity, _ = parts(sealed())
    swapped = type(narrative)(
        identity.field_class, identity.key_id, narrative.nonce, identity.commitment, narrative.ciphertext
    )
    with pytest.raises(CiphertextRefused):
        swapped.open(KEY, PLACE)


def test_another_key_is_refused() -> None:
    for part in parts(sealed()):
        with pytest.raises(CiphertextRefused):
            part.open(StreamKey(KEY.id, os.urandom(32)), PLACE)


def test_every_single_flipped_bit_is_noticed() -> None:
    """All bytes but the key id, which only says which key to fetch: another key is then refused."""
    stored = sealed()
    unnoticed = [bit for bit in range(len(stored) * 8) if _is_unnoticed(stored, bit)]
    assert unnoticed == []


def _is_unnoticed(stored: bytes, bit: int) -> bool:
    changed = bytearray(stored)
    changed[bit // 8] ^= 1 << bit % 8
    try:
        found = parts(bytes(changed))
        if any(part.key_id != KEY.id for part in found):
            return False
        return {part.field_class: part.open(KEY, PLACE) for part in found} != {}
    except CiphertextRefused:
        return False


@pytest.mark.parametrize("cut", [0, 1, 2, 10, -1])
def test_cut_bytes_are_refused(cut: int) -> None:
    with pytest.raises(CiphertextRefused):
        opened(sealed()[:cut])


# -- keys ------------------------------------------------------------------------------------------------------------


def test_a_key_is_durable_before_it_is_used(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    keys = [store.spare() for _ in range(100)]
    again = KeyStore(tmp_path)
    assert [again.get(key.id) for key in keys] == keys
    assert len({key.id for key in keys}) == 100


def test_the_key_file_holds_no_key_in_the_clear(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    key = store.spare()
    store.close()
    assert all(key.secret not in file.read_bytes() for file in tmp_path.iterdir())


def test_a_key_store_without_its_root_key_does_not_open(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    key = store.spare()
    store.close()
    (tmp_path / "root.key").write_text("00" * 32)
    with pytest.raises(KeyStoreDamaged):
        KeyStore(tmp_path).get(key.id)
    (tmp_path / "root.key").unlink()
    with pytest.raises(KeyStoreDamaged):
        KeyStore(tmp_path)


def test_a_keyed_hash_lasts_and_differs_by_purpose(tmp_path: Path) -> None:
    first, second = KeyStore(tmp_path), KeyStore(tmp_path)
    assert first.keyed_hash("a", "x") == second.keyed_hash("a", "x") != second.keyed_hash("b", "x")


# -- in the ledger ---------------------------------------------------------------------------------------------------


def _destroy(town: Town, *ids: UUID) -> None:
    assert town.house.keys.destroy(ids) == len(set(ids))


def _fact(town: Town, case: UUID, ledger: Ledger | None = None) -> CaseOpened:
    with town.house.pool.connection() as connection:
        _, recorded = load(ledger or town.house.ledger, connection, ChildCase, case)
    assert isinstance(recorded[0].fact, CaseOpened)
    return recorded[0].fact


def test_a_destroyed_key_erases_and_leaves_the_rest_of_the_log_readable(town: Town) -> None:
    case, other = town.case(), town.case()
    with town.house.pool.connection() as connection:
        ids = load(town.house.ledger, connection, ChildCase, case)[1][0].key_ids
    _destroy(town, *ids.values())
    erased, kept = _fact(town, case), _fact(town, other)
    assert erased.situation.what is ERASED
    assert erased.details.child.name is ERASED
    assert erased.code
    assert (kept.situation.what, kept.details.child.name) == (STORY, CHILD_NAME)


def test_a_follower_without_keys_reads_codes_and_no_names(town: Town) -> None:
    fact = _fact(town, town.case(), Ledger(keys=None))
    assert fact.situation.what is ERASED
    assert fact.unit == town.commune


def test_a_ciphertext_put_into_another_event_is_refused_by_the_ledger(town: Town) -> None:
    first, second = town.case(), town.case()
    rows = dict(town.ask("SELECT stream_id, personal FROM es.events WHERE topic = 'case.opened.1'"))
    ledger = town.house.ledger
    with town.house.pool.connection() as connection:
        _, recorded = load(ledger, connection, ChildCase, first)
    moved = ledger.mapper.to_stored_event(recorded[0])
    with pytest.raises(CiphertextRefused):
        ledger.mapper.to_domain_event(type(moved)(**{**vars(moved), "personal": rows[second]}))


def test_which_keys_a_stored_part_is_under_is_read_without_opening_it() -> None:
    stored = sealed()
    assert list(key_ids(stored)) == [(part.field_class, part.key_id) for part in parts(stored)]
    assert list(key_ids(bytes.fromhex(OLDER))) == [(FieldClass.NARRATIVE, UUID(int=7))]
    assert list(key_ids(None)) == []


@pytest.mark.parametrize(
    "spoilt",
    [b"", b"\x07\x01", sealed()[:-1], sealed() + b"\x00", sealed()[:20]],
    ids=["nothing", "another format", "cut", "longer", "its head alone"],
)
def test_keys_of_spoilt_bytes_are_refused(spoilt: bytes) -> None:
    with pytest.raises(CiphertextRefused):
        list(key_ids(spoilt))
