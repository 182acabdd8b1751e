"""Bar D-11: every damage to a part of a backup is refused before anything can be served."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from infrastructure.backup.manifest import MANIFEST, RECORDS
from tests.backup.given import Kept, running, told
from tests.faults.report import report
from tests.startup.running import lachan

Damage = Callable[[Path, random.Random], None]


def flipped(file: Path, chance: random.Random) -> None:
    content = bytearray(file.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    file.write_bytes(content)


def cut(file: Path, chance: random.Random) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: chance.randrange(len(content))])


def zeroed(file: Path, chance: random.Random) -> None:
    content = bytearray(file.read_bytes())
    begin = chance.randrange(len(content))
    many = min(4096, len(content) - begin)
    content[begin : begin + many] = bytes(many)
    file.write_bytes(content)


def longer(file: Path, chance: random.Random) -> None:
    file.write_bytes(file.read_bytes() + chance.randbytes(1 + chance.randrange(500)))


def gone(file: Path, chance: random.Random) -> None:
    file.unlink()


def mixed(file: Path, chance: random.Random) -> None:
    """Two pieces change places."""
    content = file.read_bytes()
    half = len(content) // 2
    file.write_bytes(content[half:] + content[:half])


DAMAGES: tuple[Damage, ...] = (flipped, cut, zeroed, longer, gone, mixed)


def refused(outside: Kept, folder: Path, home: Path, seed: int) -> bool:
    """Damage one part of a copy, and say whether the restore was refused with nothing left to serve."""
    chance = random.Random(seed)
    records = Path(shutil.copytree(outside.records(1), folder / f"records-{seed}"))
    keys = Path(shutil.copytree(outside.keys, folder / f"keys-{seed}"))
    parts = (records / MANIFEST, records / RECORDS, keys / "keys.age", keys / "signer.age")
    damage, part = DAMAGES[seed % len(DAMAGES)], parts[chance.randrange(3 if seed % len(DAMAGES) == 4 else 4)]
    damage(part, chance)
    given = outside.with_keys()
    given[1] = str(keys)
    done = outside.restored(records, home, *given)
    return done.returncode == 1 and done.stdout == "" and not (home / "postgres.made").exists()


def test_damages_are_refused(outside: Kept, tmp_path: Path, home: Path) -> None:
    assert [seed for seed in range(6) if not refused(outside, tmp_path, home, seed)] == []


def test_another_s_key_and_another_signer_s_backup_are_refused(
    outside: Kept, tmp_path: Path, home: Path
) -> None:
    import pyrage

    (tmp_path / "other.txt").write_text(str(pyrage.x25519.Identity.generate()))
    records = str(outside.records(1))
    done = lachan("restore", records, "--identity", str(tmp_path / "other.txt"), home=home)
    assert done.returncode == 1
    assert "not that of a recipient" in done.stderr
    stranger = outside.witness.public().vkey().replace("ban-kiem-tra", "khac")
    assert lachan("restore", records, "--identity", str(outside.identity), "--public-key", stranger,
                  home=home).returncode == 2  # fmt: skip


@pytest.mark.faults
def test_a_hundred_random_damages_are_refused(outside: Kept, tmp_path: Path, home: Path) -> None:
    seeds = range(1000, 1100)
    served = [seed for seed in seeds if not refused(outside, tmp_path, home, seed)]
    whole = outside.restored(outside.records(1), home, *outside.with_keys())
    report(
        "Damaged backups (D-11)",
        {
            "parts damaged": "manifest, records, keys, signer's key",
            "kinds of damage": ", ".join(damage.__name__ for damage in DAMAGES),
            "damages": len(seeds),
            "refused before serving": len(seeds) - len(served),
            "control: the same backup undamaged": "restored" if whole.returncode == 0 else "refused",
        },
    )
    assert served == []
    assert whole.returncode == 0, whole.stderr


@pytest.mark.faults
@pytest.mark.parametrize("table", ["es.events", "trail.entries"])
def test_a_log_rewritten_before_the_backup_is_refused_by_its_tree(
    outside: Kept, home: Path, tmp_path: Path, table: str
) -> None:
    """Stored leaves are left as they were, so signer and backup notice nothing; the restore computes them again."""
    made = tmp_path / "made"
    told(outside.restored(outside.records(1), home, *outside.with_keys()))
    with running(home) as (database, _):
        assert database.server is not None
        with psycopg.connect(database.server.root_dsn(), dbname=database.name) as root:
            root.execute("SET session_replication_role = replica")
            root.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL".encode())
            edit = "occurred_at = occurred_at - interval '1 day'" if table == "es.events" else "action = 'x'"
            root.execute(f"UPDATE {table} SET {edit} WHERE position = 5".encode())
            root.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL".encode())
        place = ["backup", str(made), "--recipient", str(outside.folder / "me.pub")]
        told(lachan(*place, home=home))
    other = home.with_name("second")
    done = outside.restored(next(made.iterdir()), other, *outside.with_keys())
    assert done.returncode == 1
    assert "not what was signed" in done.stderr
    assert "leaf" in done.stderr
    assert lachan("migrate", home=other).returncode == 2
