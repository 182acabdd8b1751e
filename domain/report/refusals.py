"""What a report says no to."""

from __future__ import annotations

from domain.kernel import Refused
from domain.report.codes import ReportStage


class ReportIsElsewhere(Refused):
    """At this stage it does not go."""

    vi = "Báo cáo đang ở bước “{stage_vi}” nên chưa (hoặc không còn) làm được việc này."
    en = "The report is at the step “{stage_en}”, where this cannot be done."

    def __init__(self, stage: ReportStage) -> None:
        super().__init__(stage_vi=stage.vi, stage_en=stage.en)


class DaysOutOfOrder(Refused):
    """Its last day is before its first, or it goes over two years."""

    vi = "Kỳ báo cáo phải nằm trong một năm, ngày cuối không trước ngày đầu."
    en = "The period lies in one year, and its last day is not before the first."


class QuarterNeeded(Refused):
    """The chapter reports by quarters of the calendar."""

    vi = "Báo cáo của Chi hội lấy đúng một quý, từ ngày đầu đến ngày cuối của quý."
    en = "The chapter's report takes one quarter, from its first to its last day."
    source = "Quy ước nội bộ"


class ChapterNeeded(Refused):
    """A chapter reports of itself, and it is not said which."""

    vi = "Báo cáo quý là của một Chi hội luật sư, hội thẩm: hãy chọn Chi hội nào."
    en = "The quarterly report is of one lawyers-and-jurors chapter: choose which."
    source = "Quy ước nội bộ"


class ForumNeeded(Refused):
    """A forum's report is about one forum that was held, and no other report is."""

    vi = "Hãy chọn đúng một diễn đàn trẻ em đã tổ chức và còn được tính; báo cáo loại khác thì để trống mục này."
    en = "Choose one children's forum that was held and counts; for other reports leave this empty."


class NotIssuedYet(Refused):
    """The day of issue has not come, or lies before the end of the period."""

    vi = "Ngày ban hành không được trước ngày cuối của kỳ báo cáo, cũng không được sau hôm nay."
    en = "A report is issued neither before the last day of its period nor after today."


class NumberIsTaken(Refused):
    """Another report of the unit and year has this number."""

    vi = "Số này đã dùng cho báo cáo khác của đơn vị trong năm. Số tiếp theo: {next}."
    en = "This number was given to another report of the unit and year. The next one: {next}."
    source = "Quy ước nội bộ"
