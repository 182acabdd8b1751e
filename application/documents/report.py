"""A report (*báo cáo*) of the association as a paper: figures as they were kept, words as they were typed.

Source: Decree 30/2020/NĐ-CP, annex I (layout); Decree 56/2017/NĐ-CP, art. 24(3) (confidentiality and scope).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from application.documents.paper import (
    SHORT_BLANK,
    Bar,
    Block,
    Chart,
    Grid,
    Head,
    Paper,
    Section,
    Signature,
    Words,
)
from application.documents.wording import Setting, official_day, said, short_day
from application.report.annex import Lists
from domain.article92 import SMALLEST_SHOWN
from domain.duties import Block as DutyBlock
from domain.duties import Duty
from domain.kernel import FieldClass
from domain.programme import Comparison
from domain.report import SYMBOL, Report, Writing, number_of, report_code
from domain.report.codes import ReportKind, ReportStage
from domain.report.facts import Issue
from domain.report.figures import ChapterLine, ForumLine, IndicatorLine, ReportFigures, Shown, Trend
from domain.report.terms import term_of

KEPT_BACK = f"dưới {SMALLEST_SHOWN} hoặc ẩn"
"""Stands for a number about children that is too small to show. Source: quy ước nội bộ (LAW 1.2, rule c)."""
NOTHING = "Kỳ này chưa có."
_TITLES: Mapping[ReportKind, str] = {
    ReportKind.MID_YEAR: "Sơ kết công tác 6 tháng",
    ReportKind.YEAR_END: "Tổng kết công tác năm",
    ReportKind.ARTICLE_92: "Kết quả thực hiện Điều 92 Luật Trẻ em",
    ReportKind.MONTH_OF_ACTION: "Kết quả thực hiện Tháng hành động vì trẻ em",
    ReportKind.FORUM: "Kết quả tổ chức diễn đàn trẻ em",
    ReportKind.CHAPTER_QUARTER: "Kết quả hoạt động quý của Chi hội luật sư, hội thẩm",
}
_GROUNDS: Mapping[ReportKind, str] = {
    ReportKind.MONTH_OF_ACTION: "; Điều 5 Thông tư số 28/2019/TT-BLĐTBXH",
    ReportKind.FORUM: "; khoản 2 Điều 13 Thông tư số 29/2019/TT-BLĐTBXH",
}


@dataclass(frozen=True, slots=True)
class Sources:
    """What a report's paper needs besides the report itself."""

    setting: Setting
    units: Mapping[UUID, str]
    lists: Lists
    mark: str
    """Of the position of its figures: the same whoever prints it."""


@dataclass(frozen=True, slots=True)
class _Made:
    report: Report
    writing: Writing
    issue: Issue | None
    sources: Sources

    @property
    def figures(self) -> ReportFigures:
        return self.writing.figures


def report_paper(report: Report, writing: Writing, issue: Issue | None, sources: Sources) -> Paper:
    """Return a report; without an issue it says that it is a draft.

    Args:
        writing: Which of its writings.
        issue: Number and day of the edition.
    """
    made, heading = _Made(report, writing, issue, sources), writing.draft.heading
    return Paper(
        code="bao-cao",
        head=_head(made),
        footer=_footer(made),
        title="BÁO CÁO" if issue else "BÁO CÁO (DỰ THẢO)",
        about=_about(made),
        addressee=said(heading.addressee),
        level=heading.level.vi,
        scope=said(heading.provided_to),
        blocks=tuple(_numbered(_parts(made))),
        annexes=tuple(_annexes(made)),
        signatures=(
            Signature(said(heading.signs_as), "(Ký, ghi rõ họ tên, đóng dấu)", said(heading.signatory)),
        ),
        copies=tuple(_copies(made)),
        notes=tuple(_notes(made)),
        shows=FieldClass.NARRATIVE,
    )


def _head(made: _Made) -> Head:
    setting, place = made.sources.setting, said(made.writing.draft.heading.place)
    number = number_of(made.issue) if made.issue else f"{SHORT_BLANK}/{SYMBOL}"
    head = setting.head(number)
    day = official_day(made.issue.issued_on) if made.issue else f"ngày {SHORT_BLANK} tháng {SHORT_BLANK} năm"
    return Head(head.above, head.writer, head.number, "", f"{place}, {day}")


def _about(made: _Made) -> str:
    asked = made.report.asked
    of_unit = f" của {made.sources.units.get(asked.covers, '')}" if asked.covers else ""
    days = f"(từ {official_day(asked.first)} đến {official_day(asked.last)})"
    return f"{_TITLES[asked.kind]}{of_unit}\n{days}"


def _footer(made: _Made) -> str:
    figures = made.figures
    return (
        f"{report_code(made.report.id)}, bản ghi {made.writing.version} · mốc sổ sự kiện {made.sources.mark}"
        f" · quy tắc {', '.join(figures.rules)} · mã kiểm {figures.digest[:16]}"
    )


def _copies(made: _Made) -> Iterator[str]:
    lines = [line.strip(" -;.") for line in said(made.writing.draft.heading.copies).splitlines()]
    yield from (f"- {line};" for line in lines if line)
    yield f"- Lưu: VT, {report_code(made.report.id)}."


def _notes(made: _Made) -> Iterator[str]:
    if made.report.stage is ReportStage.WITHDRAWN:
        yield "Báo cáo này đã bị thu hồi; không dùng làm căn cứ."
    yield (
        f"Số về trẻ em dưới {SMALLEST_SHOWN} không nêu (quy ước nội bộ). Số liệu như đã biết ở mốc ghi dưới chân trang;"
        f" mã kiểm đầy đủ: {made.figures.digest}."
    )


# -- the text ----------------------------------------------------------------------------------------------------------

Part = tuple[str, list[Block]]
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


def _numbered(parts: Iterator[Part]) -> Iterator[Block]:
    """Yield the parts under Roman numbers, those that hold something alone."""
    started = False
    for number, (name, blocks) in enumerate(parts, -1):
        if started:
            yield Section(f"{_ROMAN[number]}. {name}")
        started = True
        yield from blocks


def _parts(made: _Made) -> Iterator[Part]:
    figures, words = made.figures, made.writing.draft.parts
    yield "", [_opening(made)]
    if said(words.assessment):
        yield "ĐÁNH GIÁ CHUNG", list(_paragraphs(said(words.assessment)))
    yield "KẾT QUẢ BẰNG SỐ", list(_results(made))
    if figures.indicators:
        yield f"TIẾN ĐỘ CHƯƠNG TRÌNH NĂM {figures.year}", list(_programme(figures))
        yield "CHỈ TIÊU CHẬM SO VỚI MỐC ĐÃ ĐẶT", list(_behind(figures))
    yield "VIỆC CẦN GIẢI TRÌNH", list(_to_explain(made))
    for name, text in (
        ("KHÓ KHĂN, VƯỚNG MẮC", words.difficulties),
        ("NGUYÊN NHÂN", words.causes),
        ("PHƯƠNG HƯỚNG, NHIỆM VỤ", words.direction),
    ):
        if said(text):
            yield name, list(_paragraphs(said(text)))


def _opening(made: _Made) -> Block:
    kind, setting = made.report.asked.kind, made.sources.setting
    article = "" if kind is ReportKind.FORUM else "Điều 92 "
    law = f"{article}Luật Trẻ em số 102/2016/QH13{_GROUNDS.get(kind, '')}"
    return Words(f"Căn cứ {law}, {setting.unit} báo cáo như sau:")


def _paragraphs(text: str) -> Iterator[Words]:
    yield from (Words(line) for line in text.splitlines() if line.strip())


def _results(made: _Made) -> Iterator[Block]:
    figures = made.figures
    if figures.forum is not None:
        yield from _forum(figures.forum, said(made.report.topic))
    if figures.chapter:
        yield from _chapter(figures)
    if figures.counts:
        yield from _by_duty(figures)
        for trend in figures.trends:
            yield _by_month(trend)
    if not (figures.forum or figures.chapter or any(one.count != 0 for one in figures.counts)):
        yield Words(f"{NOTHING} Không có việc nào được ghi vào sổ trong kỳ, tính đến mốc của báo cáo.")


def _by_duty(figures: ReportFigures) -> Iterator[Block]:
    """Yield a table for each block; blocks are never added up. What is 0 is said, so that nobody has to guess."""
    for block in DutyBlock:
        rows = [one for one in figures.counts if one.measure.block is block]
        if rows:
            duties = list(Duty)
            rows.sort(key=lambda one: duties.index(one.measure.duty))
            yield Words(f"{block.vi}:")
            yield Grid(
                ("Việc được đếm", "Nhiệm vụ, căn cứ", "Số"),
                tuple((one.measure.vi, _duty(one.measure.duty), count(one.count)) for one in rows),
                (9, 8, 4),
            )


def _duty(duty: Duty) -> str:
    return f"{duty.vi} ({duty.source})" if duty.source else duty.vi


def _by_month(trend: Trend) -> Block:
    most = max((one or 0 for one in trend.months), default=0) or 1
    bars = (
        Bar(f"Tháng {month}", (number or 0) * 100 // most, count(number))
        for month, number in enumerate(trend.months, 1)
    )
    return Chart(f"{trend.measure.vi}, theo tháng", tuple(bars))


def _programme(figures: ReportFigures) -> Iterator[Block]:
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
        (8, 5, 4, 2, 4),
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
    return "–" if one.percent is None else str(one.percent)


def _standing(one: IndicatorLine) -> str:
    return one.standing.vi if one.standing else KEPT_BACK


def _behind(figures: ReportFigures) -> Iterator[Block]:
    behind = [one for one in figures.indicators if one.is_behind]
    if not behind:
        yield Words("Không có chỉ tiêu nào chậm so với mốc đã đặt.")
        return
    rows = ((one.name, _mark(one), _result(one), _standing(one)) for one in behind)
    yield Grid(("Chỉ tiêu", "Mốc", "Kết quả", "Tình trạng"), tuple(rows), (8, 6, 3, 5))


def _mark(one: IndicatorLine) -> str:
    if one.mark is None or one.mark_amount is None:
        return "hết hạn của chương trình"
    return f"{count(one.mark_amount)} đến hết {short_day(one.mark)}"


def _to_explain(made: _Made) -> Iterator[Block]:
    found = list(_explained(made))
    yield from found or [Words("Không có việc nào cần giải trình theo số liệu của kỳ.")]


def _explained(made: _Made) -> Iterator[Block]:
    figures, asked = made.figures, made.report.asked
    behind = [one for one in figures.indicators if one.is_behind]
    if behind:
        yield Words(f"- {len(behind)} chỉ tiêu chậm hoặc không đạt (mục trên).")
    if figures.late_entries:
        yield Words(
            f"- {count(figures.late_entries)} thông tin vào sổ muộn so với hạn nội bộ (quy ước nội bộ)."
        )
    if figures.forum is not None:
        for warning in figures.forum.warnings:
            yield Words(f"- {warning.vi} (Thông tư số 29/2019/TT-BLĐTBXH).")
    term = term_of(asked.kind, asked.last)
    if term.on is not None and made.issue is not None and made.issue.issued_on > term.on:
        yield Words(f"- Báo cáo gửi sau thời hạn {short_day(term.on)}. {term.vi}")
    earlier = figures.earlier
    if earlier is not None and earlier.changed:
        went_out = Issue(number=earlier.number, issued_on=earlier.issued_on)
        yield Words(
            f"- Số liệu của kỳ trước ({short_day(earlier.first)} – {short_day(earlier.last)}, báo cáo số"
            f" {number_of(went_out)} {official_day(went_out.issued_on)}) có điều biết thêm hoặc đính chính sau khi"
            " báo cáo:"
        )
        rows = ((one.measure.vi, difference(one.difference)) for one in earlier.changed)
        yield Grid(("Việc được đếm", "Chênh"), tuple(rows), (12, 4))


def difference(number: int | None) -> str:
    """Return a difference with its sign; what is too small about children is said without its number."""
    return f"có thay đổi dưới {SMALLEST_SHOWN}" if number is None else f"{number:+d}"


def count(number: Shown) -> str:
    """Return a count as papers write it.

    >>> count(5000000000), count(None)
    ('5.000.000.000', 'dưới 5 hoặc ẩn')
    """
    return KEPT_BACK if number is None else f"{number:,}".replace(",", ".")


# -- forum and chapter -------------------------------------------------------------------------------------------------


def _forum(forum: ForumLine, topic: str) -> Iterator[Block]:
    term = term_of(ReportKind.FORUM, forum.last)
    days = short_day(forum.first)
    until = f" – {short_day(forum.last)}" if forum.last != forum.first else ""
    rows = [
        ("Chủ đề, nơi tổ chức", topic or "–"),
        ("Thời gian", f"{days}{until}"),
        ("Cấp tổ chức", forum.level.vi if forum.level else "–"),
        ("Địa bàn", forum.area or "–"),
        ("Trẻ em tham gia", count(forum.children)),
        ("Người giám sát", count(forum.supervisors)),
        ("Tình nguyện viên, cộng tác viên", count(forum.volunteers)),
        ("Khách mời", count(forum.guests)),
        ("Hạn báo cáo", f"{_day(term.on)} ({term.vi})"),
        ("Ngày báo cáo đã ghi", _day(forum.reported_on)),
    ]
    yield Grid(("Nội dung", "Đã ghi"), tuple(rows), (6, 10))


def _day(day: date | None) -> str:
    return short_day(day) if day else "–"


def _chapter(figures: ReportFigures) -> Iterator[Block]:
    rows = [(one.measure.vi, _number(one)) for one in figures.chapter]
    twice = figures.twice_median_days
    median = "–" if twice is None else f"{twice / 2:g}".replace(".", ",")
    rows.append(("Số ngày cho ý kiến (trung vị)", median))
    yield Grid(("Việc được đếm (quy ước nội bộ)", "Số"), tuple(rows), (12, 4))


def _number(one: ChapterLine) -> str:
    return count(one.count)


# -- the annexes -------------------------------------------------------------------------------------------------------


def _annexes(made: _Made) -> Iterator[Block]:
    lists, units = made.sources.lists, made.sources.units
    if made.report.asked.kind in {ReportKind.FORUM, ReportKind.CHAPTER_QUARTER}:
        return
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
                    *(count(one.people), count(one.children), count(one.instances), count(one.worth_vnd)),
                )
                for number, one in enumerate(lists.activities, 1)
            ),
            (3, 5, 7, 7, 6, 4, 4, 4, 6),
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
            (3, 7, 5, 6, 6, 7, 6),
        )
