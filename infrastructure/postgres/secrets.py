"""Passwords of database roles: random, one file each, readable by the operator's user only."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from infrastructure.refusal import CannotStart, from_os_error


def private_folder(folder: Path) -> Path:
    """Return the folder, made with mode 0700 where it was missing."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise from_os_error(error, folder) from None
    return folder


def write_private(file: Path, content: str) -> None:
    """Write a new file with mode 0600 that is complete and durable, or not there."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        beside.rename(file)
        folder = os.open(file.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    except OSError as error:
        raise from_os_error(error, file) from None


@dataclass(frozen=True)
class Secrets:
    """The passwords of the roles of one database."""

    folder: Path

    @classmethod
    def of_embedded(cls, home: Path) -> Secrets:
        """Return the passwords of the embedded server."""
        return cls(home / "secrets" / "embedded")

    @classmethod
    def of_server(cls, home: Path, url: str) -> Secrets:
        """Return the passwords made for the database of `DATABASE_URL`, apart from those of any other."""
        known = conninfo_to_dict(url)
        place = f"{known.get('host') or ''}:{known.get('port') or 5432}/{known.get('dbname') or ''}"
        return cls(home / "secrets" / hashlib.sha256(place.encode()).hexdigest()[:16])

    def has(self, role: str) -> bool:
        """Return whether there is a password for this role."""
        return (self.folder / role).exists()

    def password(self, role: str) -> str:
        """Return the password of a role.

        Raises:
            CannotStart: There is none here.
        """
        try:
            return (self.folder / role).read_text().strip()
        except FileNotFoundError:
            raise self._lost(role) from None
        except OSError as error:
            raise from_os_error(error, self.folder / role) from None

    def make(self, role: str) -> str:
        """Return a new random password of a role, kept durably before it is used anywhere."""
        private_folder(self.folder.parent)
        private_folder(self.folder)
        password = secrets.token_urlsafe(24)
        write_private(self.folder / role, password)
        return password

    def _lost(self, role: str) -> CannotStart:
        return CannotStart(
            f"Thiếu mật khẩu của vai trò {role} trong {self.folder}: chép lại thư mục này từ máy đã tạo hoặc từ bản "
            "sao lưu, hoặc cấp mật khẩu mới bằng «lachan migrate --new-passwords» (các máy khác phải chép lại).",
            f"The password of role {role} is missing from {self.folder}: copy this folder from the machine that made "
            "it or from a backup, or make new ones with 'lachan migrate --new-passwords' (other machines copy again).",
        )
