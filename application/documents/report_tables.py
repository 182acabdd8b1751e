"""Tables and charts of a report, made of the figures that were kept; each number as papers write it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from application.documents.paper import Bar, Block, Chart, Grid, Section, Words
from application.documents.wording import short_day
from application.report.annex import Lists
from domain.disclosure.grid import SMALLEST_SHOWN
from domain.duties import Block as DutyBlock
from domain.duties import Duty
from domain.programme import Comparison
from domain.report.codes import ReportKind
from domain.report.figures import ChapterLine, Counted, ForumLine, IndicatorLine, ReportFigures, Shown, Trend
from domain.report.terms import term_of

KEPT_BACK = "giữ kín"
"""Stands for a number about children that its release hides: small, or telling of a small one."""
UNRELEASED = "chưa phát hành"
"""Stands for a number about children of days that no release tells of."""
NOTHING = "Kỳ này chưa có."


def difference(number: int) -> str:
    """Return a difference with its sign."""
    return f"{number:+d}"


def count(number: Shown) -> str:
    """Return a count as papers write it.

    >>> count(5000000000), count(None)
    ('5.000.000.000', 'giữ kín')
    """
    return KEPT_BACK if number is None else f"{number:,}".replace(",", ".")


def by_duty(figures: ReportFigures) -> Iterator[Block]:
    """Yield a table for each block; blocks are never added up. What is 0 is said, so that nobody has to guess."""
    for block in DutyBlock:
        rows = [one for one in figures.counts if one.measure.block is block]
        if rows:
            duties = list(Duty)
            rows.sort(key=lambda one: duties.index(one.measure.duty))
            yield Words(f"{block.vi}:")
            yield Grid(
                ("Việc được đếm", "Nhiệm vụ, căn cứ", "Số"),
                tuple((one.measure.vi, _duty(one.measure.duty), _counted(one, figures)) for one in rows),
                (9, 8, 4),
                numbers=(2,),
            )


def _counted(one: Counted, figures: ReportFigures) -> str:
    is_unreleased = one.count is None and one.measure.is_of_children and figures.release is None
    return UNRELEASED if is_unreleased else count(one.count)


def _duty(duty: Duty) -> str:
    return f"{duty.vi} ({duty.source})" if duty.source else duty.vi


def by_month(trend: Trend) -> Block:
    """Return the bars of one measure, the longest month as wide as the paper allows."""
    most = max((one or 0 for one in trend.months), default=0) or 1
    bars = (
        Bar(f"Tháng {month}", (number or 0) * 100 // most, count(number))
        for month, number in enumerate(trend.months, 1)
    )
    return Chart(f"{trend.measure.vi}, theo tháng", tuple(bars))


def programme(figures: ReportFigures) -> Iterator[Block]:
    """Yield the table of targets and its chart."""
    yield Words(
        f"Đã qua {figures.passed} % thời gian năm. Kết quả tính từ đầu năm đến hết kỳ báo cáo; “chậm” chỉ nói khi"
        " không kịp mốc mà có người đã đặt."
    )
    yield Grid(
        ("Chỉ tiêu", "Yêu cầu", "Kết quả", "%", "Tình trạng"),
        tuple(
            (one.name, _target(one), _result(one), _percent(one), _standing(one))
            for one in figures.indicators
        ),
        (8, 5, 4, 3, 4),
        numbers=(2, 3),
    )
    drawn = [one for one in figures.indicators if one.percent is not None]
    if drawn:
        bars = (Bar(one.name, one.percent or 0, f"{one.percent} %") for one in drawn)
        yield Chart("Kết quả so với mục tiêu, phần trăm (hết khung là 100 %)", tuple(bars))


def _target(one: IndicatorLine) -> str:
    if one.target is None:
        return one.unit or one.comparison.vi
    least = "ít nhất " if one.comparison is Comparison.AT_LEAST else ""
    return f"{least}{count(one.target)} {one.unit}".strip()


def _result(one: IndicatorLine) -> str:
    if one.is_withheld:
        return KEPT_BACK
    return "–" if one.result is None else count(one.result)


def _percent(one: IndicatorLine) -> str:
    return "–" if one.percent is None else count(one.percent)


def _standing(one: IndicatorLine) -> str:
    return one.standing.vi if one.standing else KEPT_BACK


def behind(figures: ReportFigures) -> Iterator[Block]:
    """Yield what missed a milestone that somebody entered, or its own last day."""
    found = [one for one in figures.indicators if one.is_behind]
    if not found:
        yield Words("Không có chỉ tiêu nào chậm so với mốc đã đặt.")
        return
    rows = ((one.name, _mark(one), _result(one), _standing(one)) for one in found)
    yield Grid(("Chỉ tiêu", "Mốc", "Kết quả", "Tình trạng"), tuple(rows), (8, 6, 3, 5), numbers=(2,))


def _mark(one: IndicatorLine) -> str:
    if one.mark is None or one.mark_amount is None:
        return "hết hạn của chương trình"
    return f"{count(one.mark_amount)} đến hết {short_day(one.mark)}"


# -- forum and chapter -------------------------------------------------------------------------------------------------


def forum(held: ForumLine, topic: str) -> Iterator[Block]:
    """Yield what was entered of a held."""
    term = term_of(ReportKind.FORUM, held.last)
    days = short_day(held.first)
    until = f" – {short_day(held.last)}" if held.last != held.first else ""
    rows = [
        ("Chủ đề, nơi tổ chức", topic or "–"),
        ("Thời gian", f"{days}{until}"),
        ("Cấp tổ chức", held.level.vi if held.level else "–"),
        ("Địa bàn", held.area or "–"),
        ("Trẻ em tham gia", count(held.children)),
        ("Người giám sát", count(held.supervisors)),
        ("Tình nguyện viên, cộng tác viên", count(held.volunteers)),
        ("Khách mời", count(held.guests)),
        ("Hạn báo cáo", f"{_day(term.on)} ({term.vi})"),
        ("Ngày báo cáo đã ghi", _day(held.reported_on)),
    ]
    yield Grid(("Nội dung", "Đã ghi"), tuple(rows), (6, 10))


def _day(day: date | None) -> str:
    return short_day(day) if day else "–"


def chapter(figures: ReportFigures) -> Iterator[Block]:
    """Yield the numbers of the chapter's quarter."""
    rows = [(one.measure.vi, _number(one)) for one in figures.chapter]
    twice = figures.twice_median_days
    median = "–" if twice is None else f"{twice / 2:g}".replace(".", ",")
    rows.append(("Số ngày cho ý kiến (trung vị)", median))
    yield Grid(("Việc được đếm (quy ước nội bộ)", "Số"), tuple(rows), (12, 4), numbers=(1,))


def _number(one: ChapterLine) -> str:
    return count(one.count)


# -- the annexes -------------------------------------------------------------------------------------------------------


def _few(people: int) -> str:
    """Return how many people or benefits a line says; a handful could point to a child."""
    return count(None if 0 < people < SMALLEST_SHOWN else people)


def annexes(lists: Lists, units: Mapping[UUID, str]) -> Iterator[Block]:
    """Yield both lists; a list without a line says so."""
    yield Section("PHỤ LỤC 1. HOẠT ĐỘNG TRONG KỲ")
    if not lists.activities:
        yield Words(NOTHING)
    else:
        yield Grid(
            ("STT", "Ngày", "Loại", "Đơn vị", "Địa bàn", "Người dự", "Trẻ em", "Lượt", "Giá trị (đồng)"),
            tuple(
                (
                    *(
                        str(number),
                        short_day(one.day),
                        one.kind.vi,
                        units.get(one.unit, "–"),
                        one.area or "–",
                    ),
                    *(_few(one.people), _few(one.children), _few(one.instances), count(one.worth_vnd)),
                )
                for number, one in enumerate(lists.activities, 1)
            ),
            (4, 8, 7, 8, 6, 5, 4, 4, 8),
            numbers=(0, 5, 6, 7, 8),
        )
    yield Section("PHỤ LỤC 2. KIẾN NGHỊ THU THẬP TRONG KỲ")
    yield Words("Không liệt kê kiến nghị gắn với hồ sơ theo dõi của một trẻ em; chúng vẫn được đếm.")
    if not lists.recommendations:
        yield Words(NOTHING)
    else:
        yield Grid(
            ("STT", "Mã", "Ngày", "Loại", "Nguồn", "Về việc", "Bước"),
            tuple(
                (
                    *(str(number), one.code, short_day(one.day), one.kind.vi),
                    *(one.origin.vi, one.subject.vi, one.stage.vi),
                )
                for number, one in enumerate(lists.recommendations, 1)
            ),
            (4, 12, 8, 6, 7, 8, 7),
            numbers=(0,),
        )
