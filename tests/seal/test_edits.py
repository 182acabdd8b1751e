"""What a superuser changes in the log is noticed by the verifier, every time, and named.

Whoever leaves the stored leaf alone is caught by it; whoever computes the leaves again is caught by the signed heads,
and named when the auditor has an earlier export.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from pathlib import Path

import pytest

from infrastructure.verifier import checking
from infrastructure.verifier.checking import Result
from tests.seal.edits import KINDS, Rewriter
from tests.seal.sealed import Connection, Sealed, kinds

SEED = 20261126
EDITS = int(os.environ.get("LACHAN_SEAL_EDITS", "3000"))


def prepared(house: Sealed, cases: int = 4) -> tuple[Path, int]:
    """Sign some heads; return an export that an auditor keeps, and how many events are signed."""
    for _ in range(cases):
        house.town.case()
        house.many(3)
        house.sign()
    with house.as_superuser(for_good=True) as root:
        root.execute("ALTER TABLE es.events DROP CONSTRAINT events_stream_id_version_key")
        root.execute(
            "UPDATE es.events SET stream_id = (SELECT stream_id FROM es.events WHERE position = 6), version = position"
            " WHERE position > 8 AND topic = 'installation.named.1'"
        )
        root.execute("UPDATE es.events e SET leaf = es.leaf(e)")
        root.execute("DELETE FROM seal.checkpoints")
    for head in house.signers_folder.folder.glob("*.head"):
        head.unlink()
    house.sign()
    house.many(4)
    house.sign()
    house.many(3)
    signed = house.town.ask("SELECT max(size) FROM seal.checkpoints WHERE log = 'events'")[0][0]
    return house.export("truoc.jsonl"), signed


def edited(
    house: Sealed, kind: str, chance: random.Random, kept: Path, signed: int, *, forges: bool
) -> Result:
    """Make one edit, verify what an auditor would be given afterwards, and undo it."""

    def edit(root: object) -> None:
        rewriter = Rewriter(root, chance, signed, forges)  # type: ignore[arg-type] # a connection
        KINDS[kind](rewriter)
        rewriter.finish()

    return house.check(house.after(edit), earlier=kept if forges else None)


def test_each_kind_of_edit_is_noticed_and_named(house: Sealed) -> None:
    kept, signed = prepared(house)
    chance = random.Random(SEED)
    for kind in KINDS:
        for forges in (False, True):
            found = kinds(edited(house, kind, chance, kept, signed, forges=forges))
            assert {one for one in found if one.startswith("edit")} == {f"edit {kind}"}, (kind, forges, found)


def test_the_access_log_is_held_to_its_heads_too(house: Sealed) -> None:
    for _ in range(3):
        house.town.case()
    house.sign()
    file = house.after(
        lambda root: root.execute("UPDATE trail.entries SET decision = 'deny' WHERE position = 3")
    )
    found = house.check(file).findings
    assert [(one.kind, one.log, one.position) for one in found] == [
        ("leaf", "access", 3),
        ("edit changed", "access", 3),
    ]


def test_control_an_edit_of_what_is_not_signed_yet_is_not_noticed(house: Sealed) -> None:
    """The window: the database alone protects what is newer than the last head. The report says how much that is."""
    kept, signed = prepared(house)
    for place, noticed in ((signed + 1, False), (signed, True)):

        def edit(root: Connection, at: int = place) -> None:
            root.execute("UPDATE es.events SET role = 'auditor' WHERE position = %s", (at,))
            root.execute("UPDATE es.events e SET leaf = es.leaf(e) WHERE position = %s", (at,))

        file = house.after(edit)
        assert bool(house.check(file).findings) is noticed
        assert ("edit changed" in kinds(house.check(file, earlier=kept))) is noticed


@pytest.mark.security
def test_three_thousand_edits(house: Sealed, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, signed = prepared(house, cases=60)
    chance, began = random.Random(SEED), time.monotonic()
    noticed, named = Counter[str](), Counter[str]()
    for turn in range(EDITS):
        kind = list(KINDS)[turn % len(KINDS)]
        found = kinds(edited(house, kind, chance, kept, signed, forges=turn // len(KINDS) % 2 == 1))
        noticed[kind] += bool(found)
        named[kind] += f"edit {kind}" in found
    seconds = time.monotonic() - began
    print(
        f"\nI-2: {EDITS:,} edits of {len(KINDS)} kinds on {signed} signed events: {sum(noticed.values()):,} noticed, "
        f"{sum(named.values()):,} with the kind named; {seconds / EDITS * 1000:.0f} ms each"
    )
    assert sum(noticed.values()) == sum(named.values()) == EDITS, named
    told = checking.Check._found
    monkeypatch.setattr(
        checking.Check, "_found", lambda self, kind, *at: None if kind == "leaf" else told(self, kind, *at)
    )
    monkeypatch.setattr(checking.Check, "_hold", lambda *_: None)
    missed = sum(not edited(house, "moved", chance, kept, signed, forges=False).findings for _ in range(10))
    print(f"control without leaves and heads: {missed} of 10 missed")
    assert missed == 10
