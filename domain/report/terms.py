"""Until when a report goes out, and what says so; where no law sets a day, that is said and none is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from domain.activity.forum import REPORT_DAYS
from domain.referral.figures import Quarter
from domain.report.codes import ReportKind


@dataclass(frozen=True, slots=True)
class Term:
    """The last day, if a text sets one, and the text."""

    on: date | None
    vi: str
    en: str

    def source(self, language: str) -> str:
        """Return what sets it, or that nothing does."""
        return self.en if language == "en" else self.vi


_ASSOCIATIONS = (
    "Nghị định 45/2010/NĐ-CP, Điều 24 khoản 7 từng định trước ngày 01/12; Nghị định này đã được thay bằng Nghị định "
    "126/2024/NĐ-CP, thời hạn mới chưa đối chiếu được nên không tính hạn.",
    "Decree 45/2010/NĐ-CP, art. 24(7), once set 1 December; it was replaced by Decree 126/2024/NĐ-CP, whose day could "
    "not be compared, so none is shown.",
)
_NO_TERM = (
    "Không có thời hạn luật định; theo chương trình năm và quy ước nội bộ.",
    "No law sets a term; by the year's programme and internal convention.",
)


def term_of(kind: ReportKind, last: date) -> Term:
    """Return the term of a report.

    Args:
        last: The last day of its period; of a forum, the last day on which it was held.

    Source:
        Circular 28/2019/TT-BLĐTBXH, art. 5 (organisations: before 31 July); Circular 29/2019/TT-BLĐTBXH, art. 13(2)
        (15 days after); LAW 4.2 for the rest.
    """
    match kind:
        case ReportKind.MONTH_OF_ACTION:
            before = date(last.year, 7, 31) - timedelta(days=1)
            return Term(
                before,
                "Thông tư 28/2019/TT-BLĐTBXH, Điều 5: tổ chức báo cáo trước ngày 31/7.",
                "Circular 28/2019/TT-BLĐTBXH, art. 5: organisations report before 31 July.",
            )
        case ReportKind.FORUM:
            return Term(
                last + timedelta(days=REPORT_DAYS),
                "Thông tư 29/2019/TT-BLĐTBXH, Điều 13 khoản 2: 15 ngày sau diễn đàn, gửi Ủy ban nhân dân cùng cấp.",
                "Circular 29/2019/TT-BLĐTBXH, art. 13(2): 15 days after the forum, to the People's Committee.",
            )
        case ReportKind.YEAR_END:
            return Term(None, *_ASSOCIATIONS)
        case _:
            return Term(None, *_NO_TERM)


def usual_period(kind: ReportKind, today: date) -> tuple[date, date]:
    """Return the period that a report begun today is usually about; a form offers it, and it can be changed.

    >>> usual_period(ReportKind.MID_YEAR, date(2025, 7, 2)), usual_period(ReportKind.CHAPTER_QUARTER, date(2025, 1, 9))
    ((datetime.date(2025, 1, 1), datetime.date(2025, 6, 30)), (datetime.date(2024, 10, 1), datetime.date(2024, 12, 31)))
    """
    midsummer = today.year if today.month >= 6 else today.year - 1
    ending = today.year if today.month >= 11 else today.year - 1
    match kind:
        case ReportKind.MID_YEAR:
            return date(midsummer, 1, 1), date(midsummer, 6, 30)
        case ReportKind.MONTH_OF_ACTION:
            return date(midsummer, 6, 1), date(midsummer, 6, 30)
        case ReportKind.CHAPTER_QUARTER:
            quarter = Quarter.of(Quarter.of(today).first - timedelta(days=1))
            return quarter.first, quarter.last
        case ReportKind.FORUM:
            return today, today
        case _:
            return date(ending, 1, 1), date(ending, 12, 31)
