"""A witness cosigns what continues the last head it saw, and nothing else (https://c2sp.org/tlog-witness)."""

from __future__ import annotations

import json
import random
import time
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infrastructure.seal import tree, witnesses
from infrastructure.seal.status import status_of
from infrastructure.verifier import notes, witnessing
from infrastructure.verifier.witness import Witness, answer_file, request_of
from tests.seal.sealed import Sealed

ORIGIN, NOW = "lachan/thu/events", 1_790_000_000


@dataclass
class Forger:
    """Whoever holds the log's key: signs any history, and any proof of it."""

    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    leaves: list[bytes] = field(default_factory=lambda: [sha256(bytes([n])).digest() for n in range(60)])

    def note(self, leaves: list[bytes], key: Ed25519PrivateKey | None = None, origin: str = ORIGIN) -> str:
        text = notes.text_of(origin, len(leaves), tree.root_of(leaves))
        return notes.signed(text, origin, key or self.key)

    def request(self, old: int, leaves: list[bytes]) -> str:
        levels = tree.Levels(b"".join(leaves))
        path = tree.consistency_proof(old, len(leaves), levels.subtree) if 0 < old < len(leaves) else []
        return request_of(old, path, self.note(leaves))

    def witness(self, folder: Path) -> Witness:
        return Witness.made(folder, "ban-kiem-tra", [notes.public_of(self.key, ORIGIN, notes.LOG_KIND)])


def test_heads_that_continue_each_other_are_cosigned(tmp_path: Path) -> None:
    forger = Forger()
    witness = forger.witness(tmp_path)
    for old, size in ((0, 5), (5, 5), (5, 17), (17, 60)):
        note = forger.note(forger.leaves[:size])
        answer = witness.add_checkpoint(forger.request(old, forger.leaves[:size]), NOW)
        assert answer.status == 200
        assert notes.cosigned_at(notes.parse(note + answer.body), witness.public()) == NOW
    kept = witness.last(ORIGIN)
    assert kept is not None and kept.size == 60
    assert ((tmp_path / "witness.key").stat().st_mode & 0o777) == 0o600


def wrong_requests(forger: Forger, chance: random.Random) -> list[tuple[str, str, int]]:
    """One request of each kind with what it is and how it is answered; the witness saw 40 entries last."""
    leaves, place = forger.leaves, chance.randrange(40)
    forked = [*leaves[:place], sha256(chance.randbytes(8)).digest(), *leaves[place + 1 :]]
    size = chance.randrange(41, 61)
    honest = forger.request(40, leaves[:size])
    head, _, note = honest.partition("\n\n")
    lines = head.split("\n")
    shorter = chance.randrange(1, 40)
    other = Ed25519PrivateKey.generate()
    return [
        ("forged by another key", request_of(40, [], forger.note(leaves[:size], other)), 403),
        (
            "signature altered",
            honest.replace(note[:90], note[:90]).replace(f"\n{size}\n", f"\n{size + 1}\n"),
            403,
        ),
        ("another log", request_of(40, [], forger.note(leaves[:size], origin="lachan/khac/events")), 404),
        ("forked", forger.request(40, forked[:size]), 422),
        ("forked at the same size", request_of(40, [], forger.note(forked[:40])), 409),
        ("stale", forger.request(shorter, leaves[:40]), 409),
        ("replayed", forger.request(0, leaves[:shorter]), 409),
        ("backwards", request_of(40, [], forger.note(leaves[:shorter])), 400),
        ("proof cut", "\n".join(lines[:-1]) + "\n\n" + note, 422),
        ("no proof at all", "old 40\n\n" + note, 422),
    ]


@pytest.mark.bar
def test_a_thousand_wrong_heads_are_not_cosigned(tmp_path: Path) -> None:
    forger, chance, began = Forger(), random.Random(20261126), time.monotonic()
    witness = forger.witness(tmp_path)
    assert witness.add_checkpoint(forger.request(0, forger.leaves[:40]), NOW).status == 200
    before = (witness.last(ORIGIN), witness.public())
    cosigned, reported = 0, 0
    for _ in range(100):
        for what, request, status in wrong_requests(forger, chance):
            answer = witness.add_checkpoint(request, NOW)
            assert answer.status == status, what
            cosigned += answer.body.startswith("—")
            if what.startswith("forked"):
                assert len(answer.fork) == 2 and before[0] is not None and answer.fork[0] == before[0].note()
                reported += 1
    assert (cosigned, reported) == (0, 200)
    assert (witness.last(ORIGIN), witness.public()) == before
    print(
        f"\nI-4: 1,000 forged, forked, stale, replayed heads: {cosigned} cosigned, both heads in each of {reported} "
        f"fork reports, {time.monotonic() - began:.1f} s"
    )


def test_control_a_witness_that_skips_the_proof_cosigns_forks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infrastructure.verifier.witness.is_consistent", lambda *_: True)
    forger = Forger()
    witness = forger.witness(tmp_path)
    witness.add_checkpoint(forger.request(0, forger.leaves[:40]), NOW)
    asked = {what: request for what, request, _ in wrong_requests(forger, random.Random(1))}
    assert witness.add_checkpoint(asked["forked"], NOW).status == 200


def test_from_the_service_to_the_laptop_and_back(house: Sealed, tmp_path: Path) -> None:
    house.sign()
    laptop = Witness.made(tmp_path / "laptop", "ban-kiem-tra", [notes.key_of(key) for key in house.vkeys()])
    with house.as_signer() as connection:
        witnesses.introduce(connection, laptop.public().vkey())
        for _ in range(2):
            house.town.case()
            house.sign()
            file = witnesses.for_witness(connection, "ban-kiem-tra", {})
            answers, back = answer_file(laptop, file, int(time.time()))
            assert [answer.status for answer in answers] == [200, 200]
            assert len(list(witnesses.take_back(connection, back))) == 2
        events, access = status_of(connection)
    assert events.unwitnessed == access.unwitnessed == 0 and events.witness == "ban-kiem-tra"
    result = house.check(house.export())
    assert result.findings == [] and all(one.witness == "ban-kiem-tra" for one in result.logs)


def test_a_rewritten_log_is_refused_with_both_heads_printed(
    house: Sealed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The key of the log is stolen too: history is rewritten and signed anew. The laptop alone notices."""
    house.town.case()
    first = house.sign()
    laptop = Witness.made(tmp_path / "laptop", "ban-kiem-tra", [notes.key_of(key) for key in house.vkeys()])
    with house.as_signer() as connection:
        answer_file(laptop, witnesses.for_witness(connection, "ban-kiem-tra", {}), NOW)
    with house.as_superuser(for_good=True) as root:
        root.execute("UPDATE es.events SET role = 'auditor' WHERE position = 3")
        root.execute("UPDATE es.events e SET leaf = es.leaf(e) WHERE position = 3")
        root.execute("DELETE FROM seal.checkpoints")
    for file in house.signers_folder.folder.glob("*.head"):
        file.unlink()
    house.town.case()
    again = house.sign()
    with house.as_signer() as connection:
        sizes = {log: head.frontier.size for log, head in first.items() if head is not None}
        content = witnesses.for_witness(connection, "ban-kiem-tra", sizes)
    file = tmp_path / "cho-lam-chung.json"
    file.write_text(content, encoding="utf-8")
    assert witnessing.main(["cosign", str(file), "--folder", str(tmp_path / "laptop")]) == 1
    printed = capsys.readouterr().out
    for heads in (first, again):
        note = next(head.note for log, head in heads.items() if head is not None and log == "events")
        assert note.splitlines()[2] in printed
    assert (
        "422" in printed and json.loads(file.with_name("cho-lam-chung.tra-loi.json").read_text())["answers"]
    )
