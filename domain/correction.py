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


class Belonging(Code, name="belonging"):
    """What hangs on a case with a stream of its own, and can be tied elsewhere as a whole."""

    MATTER = "matter", "Vụ tư vấn", "Consultation matter"
    EMERGENCY = "emergency", "Tin khẩn cấp", "Emergency"


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


class NothingToAnswer(Refused):
    """An answer comes to a forwarding; the other file has none."""

    vi = "Hồ sơ đó chưa có lần chuyển thông tin nào để gắn trả lời này vào. Hãy ghi lần chuyển thông tin ở đó trước."
    en = "That file has no forwarding that this could be the answer to. Enter the forwarding there first."


class WhichForwarding(Refused):
    """The other file has several forwardings, and nobody said which one is answered."""

    vi = "Hồ sơ đó có nhiều lần chuyển thông tin; hãy chọn trả lời này thuộc về lần nào."
    en = "That file has several forwardings; choose which one this answers."
