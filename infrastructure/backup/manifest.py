"""The manifest of a backup: readable by anyone, signed with the seal's key; it names no person.

It says which bytes belong to the backup, which version made them, how far both logs went, the newest signed and
witnessed heads, and the ids of keys that were destroyed, so that an older backup of keys brings none of them back.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infrastructure.backup.refusals import BackupDamaged, BackupOfAnotherFormat, ManifestOfAnother
from infrastructure.verifier import notes

FORMAT = "lachan-backup/1"
MANIFEST, RECORDS = "manifest.json", "records.age"


@dataclass(frozen=True)
class Part:
    """A file of the backup: its size in bytes and its SHA-256, as encrypted."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    made_at: datetime
    program: str
    migration: int
    """Number of the last migration that had been run."""
    database: str
    sizes: dict[str, int]
    """Last position of each log."""
    heads: tuple[str, ...]
    """The newest signed head of each log."""
    witnessed: tuple[str, ...]
    """The newest head of each log that a witness has cosigned, with the cosignatures."""
    log_keys: tuple[str, ...]
    witness_keys: tuple[str, ...]
    destroyed: tuple[UUID, ...]
    records: Part

    def keys(self) -> tuple[notes.Key, ...]:
        """Return the public keys of logs and witnesses."""
        return tuple(notes.key_of(line) for line in (*self.log_keys, *self.witness_keys))


def written(manifest: Manifest, private: Ed25519PrivateKey) -> str:
    """Return the file: a JSON object on one line, then a signature over it."""
    said = {
        "format": FORMAT,
        "made_at": manifest.made_at.isoformat(),
        "program": manifest.program,
        "migration": manifest.migration,
        "database": manifest.database,
        "sizes": manifest.sizes,
        "heads": manifest.heads,
        "witnessed": manifest.witnessed,
        "log_keys": manifest.log_keys,
        "witness_keys": manifest.witness_keys,
        "destroyed": [str(one) for one in manifest.destroyed],
        "records": {"size": manifest.records.size, "sha256": manifest.records.sha256},
    }
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return f"{body}\n{base64.b64encode(private.sign(_signed_text(body))).decode()}\n"


def _signed_text(body: str) -> bytes:
    return f"{FORMAT}\n{body}\n".encode()


def read(content: bytes, expected: Sequence[notes.Key] = ()) -> Manifest:
    """Return what a manifest says, if its signature fits.

    Args:
        expected: Public keys of the logs that the operator noted before; without any, those of the manifest count.

    Raises:
        BackupDamaged: It was changed or cut off.
        BackupOfAnotherFormat: Another version's.
        ManifestOfAnother: Signed by another key than was expected.
    """
    try:
        body, signature, end = content.decode().split("\n")
        said = json.loads(body)
        if said["format"] != FORMAT:
            raise BackupOfAnotherFormat(wanted=FORMAT)
        manifest = _of(said)
        key = notes.key_of(manifest.log_keys[0])
        raw = base64.b64decode(signature, validate=True)
        if end or base64.b64encode(raw).decode() != signature:
            raise ValueError("end")
        notes.verify(key, raw, _signed_text(body))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, notes.Forged):
        raise BackupDamaged(part=MANIFEST) from None
    if expected and key not in expected:
        raise ManifestOfAnother
    return manifest


def _of(said: dict[str, object]) -> Manifest:
    def texts(name: str) -> tuple[str, ...]:
        found = said[name]
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            raise ValueError(name)
        return tuple(found)

    sizes, records = said["sizes"], said["records"]
    if not isinstance(sizes, dict) or not isinstance(records, dict):
        raise TypeError("sizes")
    return Manifest(
        made_at=datetime.fromisoformat(str(said["made_at"])),
        program=str(said["program"]),
        migration=int(str(said["migration"])),
        database=str(said["database"]),
        sizes={str(log): int(size) for log, size in sizes.items()},
        heads=texts("heads"),
        witnessed=texts("witnessed"),
        log_keys=texts("log_keys"),
        witness_keys=texts("witness_keys"),
        destroyed=tuple(UUID(one) for one in texts("destroyed")),
        records=Part(int(records["size"]), str(records["sha256"])),
    )
