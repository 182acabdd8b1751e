"""Codes of reports: which kind, how far one is, how closely it is held.

Source of kinds and days: LAW 4.2; Circulars 28/2019 and 29/2019/TT-BLĐTBXH. Levels of confidentiality are named
because Decree 56/2017/NĐ-CP, art. 24(3), asks for one; the levels themselves are quy ước nội bộ, and none is a state
secret.
"""

from __future__ import annotations

from domain.codes import Code


class ReportKind(Code, name="report-kind"):
    """Which report."""

    MID_YEAR = "mid_year", "Báo cáo sơ kết 6 tháng", "Six-month review"
    YEAR_END = "year_end", "Báo cáo tổng kết năm", "Annual review"
    ARTICLE_92 = "article_92", "Báo cáo thực hiện Điều 92 Luật Trẻ em", "Article 92 report"
    MONTH_OF_ACTION = (
        "month_of_action",
        "Báo cáo Tháng hành động vì trẻ em",
        "Month of Action for Children report",
    )
    FORUM = "forum", "Báo cáo kết quả diễn đàn trẻ em", "Children's forum report"
    CHAPTER_QUARTER = (
        "chapter_quarter",
        "Báo cáo quý của Chi hội luật sư, hội thẩm",
        "Quarterly report of the lawyers-and-jurors chapter",
    )

    @property
    def is_of_programme(self) -> bool:
        """Whether the indicators of the year's programme stand in it."""
        return self in {ReportKind.MID_YEAR, ReportKind.YEAR_END, ReportKind.ARTICLE_92}

    @property
    def has_lists(self) -> bool:
        """Whether it counts what was done, and ends with lists of activities and recommendations."""
        return self not in {ReportKind.FORUM, ReportKind.CHAPTER_QUARTER}


class ReportStage(Code, name="report-stage"):
    """How far a report is."""

    DRAFTED = "drafted", "Dự thảo", "Draft"
    SENT_BACK = "sent_back", "Trả lại để sửa", "Sent back"
    APPROVED = "approved", "Đã duyệt", "Approved"
    ISSUED = "issued", "Đã ban hành", "Issued"
    WITHDRAWN = "withdrawn", "Đã thu hồi", "Withdrawn"

    @property
    def is_being_written(self) -> bool:
        """Whether it may be written anew."""
        return self in {ReportStage.DRAFTED, ReportStage.SENT_BACK}


class ReportLevel(Code, name="report-level"):
    """How closely a report is held. Source: quy ước nội bộ, named by Decree 56/2017/NĐ-CP, art. 24(3)."""

    PUBLIC = "public", "Được cung cấp công khai", "May be made public"
    ADDRESSEES = "addressees", "Chỉ cung cấp cho nơi nhận", "For the addressees alone"
    INTERNAL = "internal", "Lưu hành nội bộ Hội", "Within the association"
