"""Backups of the key store for age recipients, and the root key as shares of which three of five restore it.

A backup holds wrapped keys only, and is encrypted once more to the recipients' public keys; the server holds no
private one. It expires after 30 days, so that a destroyed key dies with the last backup made before.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pyrage
import shamir_mnemonic

from domain.kernel import Refused
from infrastructure.keys.root import KeyStoreDamaged, RootFile, root_id, write_root
from infrastructure.keys.shelf import Contents, Shelf, Wrapped
from infrastructure.refusal import CannotStart, from_os_error

FORMAT = "lachan-keys/1"
EXPIRES_AFTER = timedelta(days=30)
"""After this a backup must not exist any more, unless a rule in force says sooner. Source: DESIGN, section 7."""
SHARES, NEEDED = 5, 3
"""The root key is cut into so many shares, of which so many restore it (SLIP-39). Source: DESIGN, section 7."""


class RecipientUnknown(Refused):
    """A recipient is no age public key, or none was named."""

    vi = "Hãy nêu ít nhất một người nhận bằng khoá công khai age (age1…)."
    en = "Name at least one recipient by an age public key (age1…)."


class RotationUnfinished(Refused):
    """The root key is being replaced; a backup now would need both."""

    vi = "Việc thay khoá gốc chưa xong: chạy lại lachan keys rotate, rồi sao lưu."
    en = "The root key is being replaced: run lachan keys rotate again, then back up."


class BackupNotOpened(Refused):
    """The file is no backup of a key store, is damaged, or is for another recipient."""

    vi = "Không mở được bản sao lưu khoá: tệp hỏng, không phải bản sao lưu khoá, hoặc dành cho người nhận khác."
    en = "The key backup does not open: it is damaged, is no key backup, or is for another recipient."


class BackupExpired(Refused):
    """The backup is older than it may be (30 days at most) and may hold keys that were destroyed since."""

    vi = (
        "Bản sao lưu khoá đã quá thời hạn lưu ({days} ngày tuổi): nó có thể còn khoá đã huỷ. "
        "Nếu không còn bản nào mới hơn, chạy lại với --stale-because và lý do."
    )
    en = (
        "The key backup is past its period of storage ({days} days old) and may hold destroyed keys. "
        "If there is no newer one, run again with --stale-because and the reason."
    )
    source = "Quy ước nội bộ"


class SharesDoNotFit(Refused):
    """The shares do not give the root key of this backup."""

    vi = "Các mảnh khoá không ghép thành khoá gốc của bản sao lưu này: cần ba mảnh đúng, của cùng một lần chia."
    en = "The shares do not give the root key of this backup: three right ones of the same cut are needed."


class KeyStoreNotEmpty(Refused):
    """There is a key store here already; a restore never writes over one."""

    vi = "Ở đây đã có kho khoá: chỉ phục hồi vào nơi trống. Hãy chuyển thư mục keys sang chỗ khác trước."
    en = "There is a key store here already: restore only into an empty place. Move the keys folder aside first."


@dataclass(frozen=True)
class Backup:
    """What a backup file held."""

    made_at: datetime
    contents: Contents
    kept_for: timedelta = EXPIRES_AFTER

    def days_old(self, now: datetime) -> int:
        """Return the age in full days."""
        return (now - self.made_at).days

    def is_expired(self, now: datetime) -> bool:
        """Whether it should not exist any more."""
        return now - self.made_at > min(self.kept_for, EXPIRES_AFTER)


def backed_up(
    shelf: Shelf, recipients: Sequence[str], now: datetime, kept_for: timedelta = EXPIRES_AFTER
) -> bytes:
    """Return a backup of everything on the shelf, encrypted to age recipients; it says when it is too old.

    Raises:
        RecipientUnknown: One of them is no age public key, or there is none.
        RotationUnfinished: Some keys are still under the former root key.
    """
    try:
        keys = [pyrage.x25519.Recipient.from_str(one) for one in recipients]
    except pyrage.RecipientError:
        raise RecipientUnknown from None
    if not keys:
        raise RecipientUnknown
    contents = shelf.contents()
    if contents.links:
        raise RotationUnfinished
    return bytes(pyrage.encrypt(_written(contents, now, kept_for), keys))


def opened(file: bytes, identity: str) -> Backup:
    """Return what a backup holds.

    Args:
        file: As `backed_up` made it.
        identity: The recipient's private key (`AGE-SECRET-KEY-…`), with or without age's comment lines.

    Raises:
        BackupNotOpened: Damaged, no backup, or for another recipient.
    """
    try:
        line = next(x.strip() for x in identity.splitlines() if x.strip().startswith("AGE-SECRET-KEY-"))
        return _read(pyrage.decrypt(file, [pyrage.x25519.Identity.from_str(line)]))
    except (StopIteration, pyrage.DecryptError, pyrage.IdentityError, ValueError, KeyError, TypeError):
        raise BackupNotOpened from None


def shares_of(secret: bytes) -> list[str]:
    """Return five shares of the root key, 33 words each; any three give it back, two say nothing."""
    return list(shamir_mnemonic.generate_mnemonics(1, [(NEEDED, SHARES)], secret)[0])


def root_of(shares: Sequence[str]) -> bytes:
    """Return the root key of three shares.

    Raises:
        SharesDoNotFit: Too few, misspelt, or of different cuts.
    """
    spelt = list(dict.fromkeys(" ".join(share.split()).casefold() for share in shares))
    try:
        return bytes(shamir_mnemonic.combine_mnemonics(spelt[:NEEDED]))
    except (shamir_mnemonic.MnemonicError, ValueError):
        raise SharesDoNotFit from None


def restore(
    backup: Backup, secret: bytes, shelf: Shelf, root: RootFile, now: datetime, because: str = ""
) -> None:
    """Fill an empty shelf from a backup, and put the root key in its place; may be run again after a kill.

    Args:
        because: Why a backup older than 30 days is used all the same.

    Raises:
        BackupExpired: It is too old and no reason was given.
        SharesDoNotFit: The root key is not that of the backup.
        KeyStoreNotEmpty: There is a key store here already.
    """
    if backup.is_expired(now) and not because.strip():
        raise BackupExpired(days=backup.days_old(now))
    if backup.contents.root != root_id(secret):
        raise SharesDoNotFit
    if shelf.root() is not None or _another_root(root, secret):
        raise KeyStoreNotEmpty
    write_root(root.path, secret)
    shelf.fill(backup.contents)
    shelf.set_note(
        "restored", f"{now.isoformat(timespec='seconds')} {backup.made_at.isoformat(timespec='seconds')}"
    )
    if backup.is_expired(now):
        shelf.set_note("restored-stale-because", because.strip())


def _another_root(root: RootFile, secret: bytes) -> bool:
    try:
        return root.read() != secret
    except KeyStoreDamaged:
        return root.path.exists()


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only this user may read, durably; never over another one.

    Raises:
        CannotStart: There is a file of that name already, or the folder cannot be written.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise CannotStart(
            f"Đã có tệp {path}: chọn tên khác.", f"There is a file {path} already: choose another name."
        ) from None
    except OSError as error:
        raise from_os_error(error, path.parent) from None


def _written(contents: Contents, now: datetime, kept_for: timedelta) -> bytes:
    def row(key: Wrapped) -> list[object]:
        return [str(key.name), key.root.hex(), key.wrapped.hex(), key.made_at]

    return json.dumps(
        {
            "format": FORMAT,
            "made_at": now.isoformat(),
            "kept_hours": int(kept_for.total_seconds()) // 3600,
            "root": contents.root.hex(),
            "keys": [row(key) for key in contents.keys],
            "purposes": [row(key) for key in contents.purposes],
        }
    ).encode()


def _read(content: bytes) -> Backup:
    said = json.loads(content)
    if said["format"] != FORMAT:
        raise ValueError("format")

    def key(name: UUID | str, row: Sequence[str]) -> Wrapped:
        return Wrapped(name, bytes.fromhex(row[1]), bytes.fromhex(row[2]), float(row[3]))

    return Backup(
        datetime.fromisoformat(said["made_at"]).astimezone(UTC),
        Contents(
            bytes.fromhex(said["root"]),
            tuple(key(UUID(row[0]), row) for row in said["keys"]),
            tuple(key(row[0], row) for row in said["purposes"]),
            links=(),
        ),
        timedelta(hours=said["kept_hours"]) if "kept_hours" in said else EXPIRES_AFTER,
    )
