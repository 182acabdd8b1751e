"""The proof of one case: checked anywhere, silent about what is personal or hidden, false after any change."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from typing import Any

import pytest

from domain.kernel import FieldClass
from infrastructure.crypto import parts
from infrastructure.refusal import CannotStart
from infrastructure.seal.prove import Opening, proof_of
from infrastructure.verifier.__main__ import main
from infrastructure.verifier.opening import DoesNotOpen, opened_of
from infrastructure.verifier.proof import check_proof
from tests.ledger.given import CHILD_NAME, STORY
from tests.seal.sealed import Sealed, kinds


def proven(house: Sealed) -> dict[str, Any]:
    case = house.town.case()
    house.town.case()
    house.sign()
    ((code,),) = house.town.ask("SELECT code FROM facts.records WHERE record = %s", case)
    with house.town.work(system="test") as work:
        said: dict[str, Any] = json.loads(proof_of(work.connection, code, house.vkeys()))
    return said


def test_the_proof_of_a_case_verifies_and_holds_nothing_personal(house: Sealed) -> None:
    said = proven(house)
    file = house.folder / "ho-so.json"
    file.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    assert main([str(file)]) == 0
    text = file.read_text(encoding="utf-8")
    assert said["events"] and CHILD_NAME not in text and STORY not in text


def test_each_change_of_a_proof_is_found(house: Sealed) -> None:
    said = proven(house)

    def found(change: Any) -> set[str]:
        other = json.loads(json.dumps(said))
        change(other)
        return kinds(check_proof(other, ()))

    assert found(lambda one: None) == set()
    assert found(lambda one: one["events"][0]["entry"].__setitem__(8, "auditor")) == {"leaf"}
    assert found(lambda one: one["events"][0].update(leaf="00" * 32)) == {"leaf", "not included"}
    assert found(lambda one: one["events"][0]["path"].pop()) == {"not included"}
    assert found(lambda one: one.update(head=one["head"].replace("/events\n1", "/events\n2"))) == {
        "forged",
        "not included",
    }
    assert found(lambda one: one.update(keys=[])) == {"unsigned"}
    assert found(lambda one: one["events"][0]["entry"].__setitem__(2, 4)) == {"leaf", "incomplete"}


def opened(house: Sealed, *classes: FieldClass) -> dict[str, Any]:
    case = house.town.case()
    house.sign()
    ((code,),) = house.town.ask("SELECT code FROM facts.records WHERE record = %s", case)
    with house.town.work(system="test") as work:
        opening = Opening(frozenset(classes), house.town.house.keys.get)
        said: dict[str, Any] = json.loads(proof_of(work.connection, code, house.vkeys(), opening))
    return said


def test_an_opened_class_is_decrypted_from_the_sealed_bytes_and_the_others_stay_shut(
    house: Sealed, capsys: pytest.CaptureFixture[str]
) -> None:
    said = opened(house, FieldClass.IDENTITY)
    file, page = house.folder / "ho-so.json", house.folder / "ket-qua.html"
    file.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    assert main([str(file), "--page", str(page)]) == 0
    out = capsys.readouterr().out
    assert CHILD_NAME in out and STORY not in out and CHILD_NAME in page.read_text(encoding="utf-8")
    keys = {name: key for event in said["events"] for name, key in event.get("opened", {}).items()}
    assert set(keys) == {"identity"} and CHILD_NAME not in file.read_text(encoding="utf-8")
    others = [
        other for event in said["events"] if event["entry"] for other in _with_key(event, keys["identity"])
    ]
    assert others, "the control: there are other classes that the key could open"
    for other in others:
        with pytest.raises(DoesNotOpen):
            list(opened_of(other))


def _with_key(event: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The entry with the key handed out for each class it was not given for."""
    held = [one.field_class.value for one in parts(b64decode(event["entry"][20] or "") or None)]
    return [{**event, "opened": {name: key}} for name in held if name not in event.get("opened", {})]


def test_a_changed_key_or_a_changed_text_proves_nothing(house: Sealed) -> None:
    said = opened(house, FieldClass.IDENTITY, FieldClass.NARRATIVE)
    result = check_proof(said, ())
    assert not result.findings and {one.field_class for one in result.opened} == {"identity", "narrative"}
    event = next(one for one in said["events"] if one.get("opened"))
    key = bytearray(b64decode(event["opened"]["identity"]))
    key[0] ^= 1
    event["opened"]["identity"] = b64encode(key).decode()
    assert kinds(check_proof(said, ())) == {"not opened"}
    event["opened"] = {"health": b64encode(key).decode()}
    assert kinds(check_proof(said, ())) == {"not opened"}


def test_what_was_erased_or_hidden_is_not_opened(house: Sealed) -> None:
    case = house.town.case()
    house.sign()
    ((code,),) = house.town.ask("SELECT code FROM facts.records WHERE record = %s", case)
    with house.town.work(system="test") as work:
        gone = json.loads(proof_of(work.connection, code, [], Opening(frozenset(FieldClass))))
        covered = frozenset(event["position"] for event in gone["events"])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("infrastructure.seal.prove.hidden_positions", lambda *_: covered)
            opening = Opening(frozenset(FieldClass), house.town.house.keys.get)
            hidden = json.loads(proof_of(work.connection, code, [], opening))
    assert {why for event in gone["events"] for why in event.get("shut", {}).values()} == {"erased"}
    assert not any("opened" in event for event in (*gone["events"], *hidden["events"]))


def test_an_entry_with_a_hidden_value_is_covered_and_still_proven(house: Sealed) -> None:
    case = house.town.case()
    house.sign()
    ((code, position),) = house.town.ask(
        "SELECT r.code, e.position FROM facts.records r JOIN es.events e ON e.stream_id = r.record WHERE r.record = %s",
        case,
    )
    with house.town.work(system="test") as work, pytest.MonkeyPatch.context() as patch:
        patch.setattr("infrastructure.seal.prove.hidden_positions", lambda *_: frozenset({position}))
        said = json.loads(proof_of(work.connection, code, house.vkeys()))
    assert [event["entry"] for event in said["events"] if event["position"] == position] == [None]
    assert kinds(check_proof(said, ())) == set()


def test_a_case_that_is_not_signed_yet_or_not_there_has_no_proof(house: Sealed) -> None:
    case = house.town.case()
    ((code,),) = house.town.ask("SELECT code FROM facts.records WHERE record = %s", case)
    with house.town.work(system="test") as work:
        with pytest.raises(CannotStart, match="not signed yet"):
            proof_of(work.connection, code, [])
        with pytest.raises(CannotStart, match="No case"):
            proof_of(work.connection, "KHONG.CO", [])
