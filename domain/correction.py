"""What a correction is: of its own kind, and what it may hide.

An ordinary correction shows old and new with who and why. *Ghi nhầm chỗ / lộ thông tin* hides the old value from all
but an auditor's break-glass (DESIGN, section 3, rule 8).
"""

from __future__ import annotations

from domain.codes import Code
from domain.kernel import Event, Refused, Unknown


class CorrectionKind(Code, name="correction-kind"):
    """Why an entry is corrected, and so whether the old value stays to be seen."""

    ORDINARY = "ordinary", "Sửa nội dung (giữ cả cũ và mới)", "Ordinary correction (old and new stay)"
    MISPLACED = (
        "misplaced",
        "Ghi nhầm chỗ / lộ thông tin (che nội dung cũ)",
        "Entered in the wrong place, or exposing (the old value is hidden)",
    )


class Hiding(Event):
    """Values of one entry are hidden, each under the version of its fact. Codes only: nothing is retyped."""

    entry: int
    """Version of the fact that made the entry."""
    versions: tuple[int, ...]
    """Versions of the facts whose values are hidden: the entry and its corrections so far."""
    instead: int | None = None
    """Version of the fact whose value stands there now; None: nothing does."""


class NoSuchEntry(Unknown):
    """The file has no such entry, or it is hidden or moved already."""

    vi = "Không có mục này trong hồ sơ, hoặc mục này đã được che hay chuyển đi."
    en = "There is no such entry in this file, or it was hidden or moved already."


class StandsForItself(Refused):
    """What opened or closed the file cannot be taken away without a value in its place."""

    vi = "Mục này không bỏ hẳn được; hãy ghi nội dung đúng vào chỗ của nó."
    en = "This entry cannot be taken away; write the right value in its place."


class ReasonMissing(Refused):
    """An ordinary correction says why."""

    vi = "Hãy ghi vì sao sửa."
    en = "Say why it is corrected."
    source = "Quy ước nội bộ (sửa một mục thì nói vì sao)"


class SameFile(Refused):
    """An entry is moved to another file."""

    vi = "Mục này đang ở chính hồ sơ đó."
    en = "This entry is in that file already."


class FollowsItsForwarding(Refused):
    """An answer is moved with the forwarding that it answers."""

    vi = "Trả lời của cơ quan đi cùng lần chuyển thông tin; hãy chuyển lần chuyển thông tin đó."
    en = "An answer goes with the forwarding that it answers; move that forwarding."
