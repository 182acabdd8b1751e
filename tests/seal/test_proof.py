"""The proof of one case: checked anywhere, silent about what is personal or hidden, false after any change."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infrastructure.refusal import CannotStart
from infrastructure.seal.prove import proof_of
from infrastructure.verifier.__main__ import main
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
