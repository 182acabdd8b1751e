"""*Theo dõi thực hiện Điều 92*: what is counted, from which facts, under which version of the rule.

Source: Law 102/2016/QH13, art. 92; the decomposition into duties is LAW 1.2.
"""

from __future__ import annotations

from domain.codes import Code

RULE_VERSION = "2026-2"
"""Version of the counting rules of this file; a figure carries it."""


class Measure(Code, name="article92-measure"):
    """One thing counted; a count is the sum of signed facts up to a position of the log."""

    RECEIVED = "received", "Thông tin đã tiếp nhận, vào sổ", "Information received and entered"
    IN_TIME = "in_time", "trong đó vào sổ kịp thời", "of which entered in time"
    FORWARDED = "forwarded", "Lượt chuyển thông tin", "Forwardings"
    CONSULTATIONS = "consultations", "Lượt tư vấn, tham vấn", "Consultations"
    OPINIONS = "opinions", "Ý kiến của Chi hội luật sư, hội thẩm", "Opinions of the chapter"

    @property
    def rule(self) -> tuple[str, str]:
        """How it is counted, in Vietnamese and English."""
        return _RULES[self]


_RULES: dict[Measure, tuple[str, str]] = {
    Measure.RECEIVED: (
        "Mỗi lần vào sổ tính một, theo tháng tiếp nhận và đơn vị vào sổ (Điều 92 khoản 2).",
        "Each entry counts once, in its month of receipt, for the unit that entered it (art. 92(2)).",
    ),
    Measure.IN_TIME: (
        "Vào sổ trong 24 giờ kể từ khi tiếp nhận; thời điểm tiếp nhận ghi sau khi vào sổ thì không tính là kịp thời "
        "(quy ước nội bộ).",
        "Entered within 24 hours of receipt; a receipt noted after the entry does not count as in time "
        "(internal convention).",
    ),
    Measure.FORWARDED: (
        "Mỗi lần chuyển tính một, theo tháng chuyển và đơn vị chuyển (Điều 92 khoản 2: phản ánh).",
        "Each forwarding counts once, in its month, for the unit that forwarded (art. 92(2): reflect).",
    ),
    Measure.CONSULTATIONS: (
        "Mỗi lượt tính một, theo tháng thực hiện và đơn vị thực hiện (Điều 92 khoản 2: tư vấn).",
        "Each session counts once, in its month, for the unit that held it (art. 92(2): advise).",
    ),
    Measure.OPINIONS: (
        "Mỗi ý kiến được duyệt tính một, theo tháng duyệt và đơn vị duyệt.",
        "Each approved opinion counts once, in its month, for the unit that approved it.",
    ),
}
