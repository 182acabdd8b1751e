"""What is counted of the follow-up log by unit: entries, what is late or missing, open files, overdue steps.

Of units, never of a person, and in no order of lateness (DESIGN, section 3, rule 7). No law gives these numbers: *đầy
đủ, kịp thời* of the programme of 2024 is without one (LAW 4.4), so all of it is *quy ước nội bộ*.
"""

from __future__ import annotations

from domain.codes import Code

RULE_VERSION = "2026-1"
"""Version of the counting rules of this file; a figure carries it."""


class LateBand(Code, name="late-band"):
    """How long the next step of a file is overdue, in days. Source: quy ước nội bộ (internal convention)."""

    WEEK = "week", "Quá hạn 1–7 ngày", "1–7 days late"
    MONTH = "month", "Quá hạn 8–30 ngày", "8–30 days late"
    LONGER = "longer", "Quá hạn trên 30 ngày", "More than 30 days late"

    @property
    def days(self) -> tuple[int, int | None]:
        """Least and most days late, both included; None: without end."""
        return {LateBand.WEEK: (1, 7), LateBand.MONTH: (8, 30), LateBand.LONGER: (31, None)}[self]

    @classmethod
    def of(cls, days: int) -> LateBand:
        """Return the band of so many days late, at least one."""
        return next(band for band in cls if band.days[1] is None or days <= band.days[1])


class LogCount(Code, name="log-count"):
    """What of the log is counted and opened."""

    ENTRIES = "entries", "Mục đã vào sổ", "Entries"
    LATE = "late", "Mục vào sổ không kịp thời", "Entries not in time"
    INCOMPLETE = "incomplete", "Mục còn thiếu", "Entries with something missing"
    OPEN = "open", "Hồ sơ đang theo dõi", "Files being followed"
    DUE = "due", "Hồ sơ có việc quá hạn", "Files with an overdue step"
    FILLED = "filled", "Câu trả lời đã có", "Answers that are there"
    REQUIRED = "required", "Câu trả lời cần có", "Answers asked for"
    IN_TIME = "in_time", "Mục vào sổ kịp thời", "Entries in time"
    TIMED = "timed", "Mục tính được kịp thời hay không", "Entries that can be in time"

    @property
    def whole(self) -> LogCount | None:
        """What it is a share of: completeness is answers of answers, timeliness entries of entries."""
        return {LogCount.FILLED: LogCount.REQUIRED, LogCount.IN_TIME: LogCount.TIMED}.get(self)

    @property
    def rule(self) -> tuple[str, str]:
        """How it is counted, in Vietnamese and English."""
        return _RULES[self]


_RULES: dict[LogCount, tuple[str, str]] = {
    LogCount.ENTRIES: (
        "Mỗi hồ sơ tính một, theo ngày tiếp nhận, cho đơn vị có hồ sơ; hồ sơ trùng đã gộp và mục nhập nhầm không tính.",
        "Each file counts once, on its day of receipt, for the unit that has it; merged duplicates and entries "
        "imported by mistake do not count.",
    ),
    LogCount.LATE: (
        "Vào sổ sau 24 giờ kể từ khi tiếp nhận, hoặc giờ tiếp nhận ghi sau giờ vào sổ; không tính mục nhập từ sổ cũ "
        "(quy ước nội bộ).",
        "Entered more than 24 hours after receipt, or with a receipt noted after the entry; entries imported from an "
        "old log are left out (internal convention).",
    ),
    LogCount.INCOMPLETE: (
        "Còn thiếu ít nhất một câu trả lời mà tình trạng hiện tại cần; “không biết”, “chưa hỏi” là đã trả lời (quy ước "
        "nội bộ).",
        "Lacks at least one answer that its present state asks for; “not known” and “not asked” are answers (internal "
        "convention).",
    ),
    LogCount.OPEN: (
        "Hồ sơ chưa kết thúc theo dõi, tiếp nhận năm nào cũng tính, cho đơn vị có hồ sơ.",
        "Files whose follow-up has not ended, of whatever year, for the unit that has them.",
    ),
    LogCount.DUE: (
        "Hồ sơ đang theo dõi có việc tiếp theo đã qua ngày hẹn; số ngày quá hạn tính từ ngày hẹn sớm nhất (quy ước nội "
        "bộ). Vụ tư vấn không gắn hồ sơ không nằm ở đây.",
        "Files being followed whose next step is past its day; days late from the earliest day agreed (internal "
        "convention). Consultations without a file are not in it.",
    ),
    LogCount.FILLED: (
        "Số câu trả lời đã có, trong số câu mà tình trạng hiện tại của hồ sơ cần; “không biết”, “chưa hỏi” là đã trả "
        "lời, và những câu có ở mọi mục ngay khi vào sổ cũng tính (quy ước nội bộ).",
        "Answers that are there, of those that the present state of the file asks for; “not known” and “not asked” are "
        "answers, and those that every entry has from the start count too (internal convention).",
    ),
    LogCount.REQUIRED: (
        "Số câu trả lời mà tình trạng hiện tại của hồ sơ cần, kể cả những câu có ở mọi mục ngay khi vào sổ (quy ước "
        "nội bộ).",
        "Answers that the present state of the file asks for, with those that every entry has from the start (internal "
        "convention).",
    ),
    LogCount.IN_TIME: (
        "Vào sổ trong 24 giờ kể từ khi tiếp nhận; không tính mục nhập từ sổ cũ (quy ước nội bộ).",
        "Entered within 24 hours of receipt; entries imported from an old log are left out (internal convention).",
    ),
    LogCount.TIMED: (
        "Mục đã vào sổ, trừ mục nhập từ sổ cũ, vì sổ cũ không nói lúc nào đã vào sổ.",
        "Entries but for those imported from an old log, which does not tell when they were entered.",
    ),
}
