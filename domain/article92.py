"""*Theo dõi thực hiện Điều 92*: what is counted, from which facts, for which unit, under which version of the rule.

For which unit (quy ước nội bộ, since rule 2026-2): everything about a case counts for the unit in whose register the
case stands, whoever acted: the entry, forwardings, sessions, opinions asked for it. A consultation that stands alone
counts for the unit in which the matter was opened; when it is tied to a case of another unit later, its sessions are
taken from the one unit and given to the other in the months in which they were held, by signed facts at the position
of the tie, so that a figure as of an earlier position stays what it was.

One child counts once (since rule 2026-3): while a file is merged into another as its duplicate, its entry is taken away
by a signed fact at the position of the merge, in its own month and unit, and given again when the merge is taken back.
Forwardings, sessions and opinions happened and stay counted, for the unit of the file that holds them.

Source: Law 102/2016/QH13, art. 92; the decomposition into duties is LAW 1.2.
"""

from __future__ import annotations

from domain.codes import Code

RULE_VERSION = "2026-3"
"""Version of the counting rules of this file; a figure carries it."""
FOR_WHICH_UNIT = (
    "Mọi việc của một hồ sơ tính cho đơn vị có hồ sơ trong sổ, dù ai thực hiện. Tư vấn không gắn hồ sơ tính cho đơn vị "
    "mở vụ tư vấn; khi được gắn vào hồ sơ của đơn vị khác thì các lượt đã tính được chuyển sang đơn vị đó, "
    "bằng dòng trừ và dòng cộng (quy ước nội bộ).",
    "Everything about a case counts for the unit in whose register the case stands, whoever acted. A consultation that "
    "stands alone counts for the unit that opened the matter; when it is tied to a case of another unit, the sessions "
    "counted so far move to that unit, by one line that takes and one that gives (internal convention).",
)
"""For which unit something counts, in Vietnamese and English."""


class Measure(Code, name="article92-measure"):
    """One thing counted; a count is the sum of signed facts up to a position of the log."""

    RECEIVED = "received", "Thông tin đã tiếp nhận, vào sổ", "Information received and entered"
    IN_TIME = "in_time", "trong đó vào sổ kịp thời", "of which entered in time"
    IMPORTED = "imported", "trong đó nhập từ sổ cũ", "of which imported from an old log"
    FORWARDED = "forwarded", "Lượt chuyển thông tin", "Forwardings"
    CONSULTATIONS = "consultations", "Lượt tư vấn, tham vấn", "Consultations"
    OPINIONS = "opinions", "Ý kiến của Chi hội luật sư, hội thẩm", "Opinions of the chapter"

    @property
    def rule(self) -> tuple[str, str]:
        """How it is counted, in Vietnamese and English."""
        return _RULES[self]


_RULES: dict[Measure, tuple[str, str]] = {
    Measure.RECEIVED: (
        "Mỗi lần vào sổ tính một, theo tháng tiếp nhận, cho đơn vị vào sổ (Điều 92 khoản 2); hồ sơ trùng đã gộp "
        "được trừ từ lúc gộp, cộng lại khi bỏ gộp (quy ước nội bộ).",
        "Each entry counts once, in its month of receipt, for the unit that entered it (art. 92(2)); a duplicate is "
        "taken away from its merge on, and given again when the merge is taken back (internal convention).",
    ),
    Measure.IN_TIME: (
        "Vào sổ trong 24 giờ kể từ khi tiếp nhận; thời điểm tiếp nhận ghi sau khi vào sổ thì không tính là kịp thời "
        "(quy ước nội bộ).",
        "Entered within 24 hours of receipt; a receipt noted after the entry does not count as in time "
        "(internal convention).",
    ),
    Measure.IMPORTED: (
        "Chép từ tệp sổ cũ và vì thế vào sổ sau 24 giờ, theo tháng tiếp nhận; không tính vào tỷ lệ kịp thời "
        "(quy ước nội bộ, từ quy tắc 2026-3).",
        "Copied from a file of an old log and so entered after 24 hours, in the month of receipt; it counts in no "
        "share of timeliness (internal convention, since rule 2026-3).",
    ),
    Measure.FORWARDED: (
        "Mỗi lần chuyển tính một, theo tháng chuyển, cho đơn vị có hồ sơ (Điều 92 khoản 2: phản ánh).",
        "Each forwarding counts once, in its month, for the unit that has the case (art. 92(2): reflect).",
    ),
    Measure.CONSULTATIONS: (
        "Mỗi lượt tính một, theo tháng thực hiện, cho đơn vị có hồ sơ hoặc có vụ tư vấn (Điều 92 khoản 2: tư vấn).",
        "Each session counts once, in its month, for the unit that has the case or the matter (art. 92(2): advise).",
    ),
    Measure.OPINIONS: (
        "Mỗi ý kiến được duyệt tính một, theo tháng duyệt, cho đơn vị có hồ sơ đã đề nghị (quy ước nội bộ).",
        "Each approved opinion counts once, in its month, for the unit of the case that asked (internal convention).",
    ),
}
