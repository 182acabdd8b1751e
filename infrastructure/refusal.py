"""The refusal to start: one plain sentence what to do, in both languages, and exit code 2."""

from __future__ import annotations

import errno


class CannotStart(Exception):
    """The service cannot start here; the sentence says what the operator can do about it."""

    def __init__(self, vi: str, en: str, *, is_full: bool = False) -> None:
        super().__init__("cannot start")
        self.vi, self.en, self.is_full = vi, en, is_full

    def __str__(self) -> str:
        return f"{self.vi}\n{self.en}"


def disk_full(place: object) -> CannotStart:
    """Return the refusal for a file system without room."""
    return CannotStart(
        f"Ổ đĩa chứa {place} đã đầy: giải phóng ít nhất 500 MB rồi chạy lại. Dữ liệu đã lưu vẫn còn nguyên.",
        f"The disk that holds {place} is full: free at least 500 MB and start again. What was saved is intact.",
        is_full=True,
    )


def unwritable(place: object) -> CannotStart:
    """Return the refusal for a folder that may not be written."""
    return CannotStart(
        f"Không ghi được vào {place}: cấp quyền ghi cho người dùng này, hoặc đặt LACHAN_HOME sang thư mục khác.",
        f"{place} cannot be written: give this user the right to write there, or set LACHAN_HOME to another folder.",
    )


def from_os_error(error: OSError, place: object) -> CannotStart:
    """Return the refusal for an error of the file system at this place."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return disk_full(place)
    return unwritable(place)
