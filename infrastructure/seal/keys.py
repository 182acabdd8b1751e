"""The signer's own folder: its key, and the last head it signed. Nobody else writes there, no database role reads it.

The head is in this file before it is anywhere else, so the signer never signs two heads of one size; and it trusts this
file, not the database, when it is asked to sign the next one.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from application.seal import SealedLog
from infrastructure.postgres.secrets import private_folder, write_private
from infrastructure.refusal import CannotStart
from infrastructure.seal.tree import Frontier
from infrastructure.settings import Settings
from infrastructure.verifier import notes

KEY_FILE = "signer.key"


@dataclass(frozen=True, slots=True)
class Signed:
    """The last head that was signed for one log."""

    origin: str
    frontier: Frontier
    signed_at: str
    note: str


@dataclass(frozen=True)
class SignersFolder:
    """`LACHAN_HOME/seal`."""

    folder: Path

    @classmethod
    def of(cls, settings: Settings) -> SignersFolder:
        """Return the signer's folder of an installation."""
        return cls(settings.home / "seal")

    def made(self) -> Ed25519PrivateKey:
        """Return the key, made at the first start (mode 0600, on the disk before it is used)."""
        file = private_folder(self.folder) / KEY_FILE
        if not file.exists():
            secret = Ed25519PrivateKey.generate().private_bytes_raw()
            write_private(file, base64.b64encode(secret).decode() + "\n")
        return self.key()

    def key(self) -> Ed25519PrivateKey:
        """Return the key.

        Raises:
            CannotStart: There is none here, or it is not one.
        """
        file = self.folder / KEY_FILE
        try:
            secret = base64.b64decode(file.read_text().strip(), validate=True)
            return Ed25519PrivateKey.from_private_bytes(secret)
        except (OSError, ValueError):
            raise CannotStart(
                f"Không đọc được khoá niêm phong {file}: chạy lachan serve để tạo, hoặc chép lại từ bản sao lưu.",
                f"The signer's key {file} cannot be read: run lachan serve to make it, or restore it from a backup.",
            ) from None

    def public(self, origin: str) -> notes.Key:
        """Return the public key of a log."""
        return notes.public_of(self.key(), origin, notes.LOG_KIND)

    def last(self, log: SealedLog) -> Signed | None:
        """Return the last head that was signed for a log."""
        file = self.folder / f"{log}.head"
        if not file.exists():
            return None
        kept = json.loads(file.read_text(encoding="utf-8"))
        nodes = tuple(base64.b64decode(node) for node in kept["frontier"])
        return Signed(kept["origin"], Frontier(kept["size"], nodes), kept["signed_at"], kept["note"])

    def keep(self, log: SealedLog, head: Signed) -> None:
        """Keep a head, on the disk, before anybody else is told of it."""
        kept = {
            "origin": head.origin,
            "size": head.frontier.size,
            "frontier": [base64.b64encode(node).decode() for node in head.frontier.nodes],
            "signed_at": head.signed_at,
            "note": head.note,
        }
        write_private(self.folder / f"{log}.head", json.dumps(kept, ensure_ascii=False, indent=1))
