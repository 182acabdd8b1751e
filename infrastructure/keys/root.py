"""The root key: 256 bits in a file of its own, as 64 hexadecimal digits. It wraps every other key.

It lies at `LACHAN_HOME/keys/root.key` unless `LACHAN_ROOT_KEY_FILE` names another file, or the service manager
hands it over as the credential `lachan-root-key` (systemd's `CREDENTIALS_DIRECTORY`).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from infrastructure.refusal import CannotStart, from_os_error

FILE_NAME = "root.key"
CREDENTIAL = "lachan-root-key"
KEY_BYTES = 32


class KeyStoreDamaged(CannotStart):
    """The root key does not open the key store, or one of the two is missing."""

    def __init__(self, place: object = "root.key") -> None:
        super().__init__(
            f"Khoá gốc {place} bị thiếu hoặc không mở được kho khoá: khôi phục đúng tệp khoá gốc của kho này, "
            "hoặc chạy lachan keys restore với ba mảnh khoá và bản sao lưu.",
            f"The root key {place} is missing or does not open the key store: bring back the root key of this "
            "store, or run lachan keys restore with three shares and the backup.",
        )


def root_id(secret: bytes) -> bytes:
    """Return the 8 bytes by which the key store names a root key; they say nothing about it."""
    return hmac.digest(secret, b"lachan/root-key-id", hashlib.sha256)[:8]


@dataclass(frozen=True)
class RootFile:
    """Where the root key lies, and whether it may be made there."""

    path: Path
    is_ours: bool
    """Whether it is the default file below the home, which is made at the first start."""

    def read(self) -> bytes:
        """Return the root key.

        Raises:
            KeyStoreDamaged: The file is missing or holds no root key.
        """
        try:
            secret = bytes.fromhex(self.path.read_text(encoding="ascii").strip())
        except (OSError, ValueError):
            raise KeyStoreDamaged(self.path) from None
        if len(secret) != KEY_BYTES:
            raise KeyStoreDamaged(self.path)
        return secret

    def made(self) -> bytes:
        """Return the root key, made when there is none; of several processes one makes it."""
        if not self.path.exists() and self.is_ours:
            write_root(self.path, os.urandom(KEY_BYTES))
        return self.read()


def root_file(folder: Path, named: Path | None = None) -> RootFile:
    """Return where the root key lies: as named, else the service manager's credential, else below the home."""
    if named is not None:
        return RootFile(named, is_ours=False)
    handed = os.environ.get("CREDENTIALS_DIRECTORY")
    if handed and (Path(handed) / CREDENTIAL).is_file():
        return RootFile(Path(handed) / CREDENTIAL, is_ours=False)
    return RootFile(folder / FILE_NAME, is_ours=True)


def write_root(path: Path, secret: bytes) -> None:
    """Write a root key durably, readable by this user only; never over another one.

    Raises:
        CannotStart: The folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".root-")  # made with mode 0600
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secret.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(name, path)
        except FileExistsError:
            pass
        finally:
            os.unlink(name)
        sync_folder(path.parent)
    except OSError as error:
        raise from_os_error(error, path.parent) from None


def sync_folder(folder: Path) -> None:
    """Make what was linked, renamed or removed in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
