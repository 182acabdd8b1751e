"""A report (*báo cáo*) of the association as a paper: figures as they were kept, words as they were typed.

Source: Decree 30/2020/NĐ-CP, annex I (layout); Decree 56/2017/NĐ-CP, art. 24(3) (confidentiality and scope).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from application.documents.paper import (
    SHORT_BLANK,
    Block,
    Grid,
    Head,
    Paper,
    Section,
    Signature,
    Words,
)
from application.documents.report_more import closed_periods, follow_up_log, recommendations, situation
from application.documents.report_tables import (
    annexes,
    behind,
    by_duty,
    by_month,
    chapter,
    count,
    difference,
    forum,
    programme,
)
from application.documents.wording import Setting, official_day, said, short_day
from application.report.annex import Lists
from domain.activity.forum import ForumWarning
from domain.kernel import FieldClass
from domain.report import SYMBOL, Report, Writing, number_of, report_code
from domain.report.codes import ReportKind, ReportStage
from domain.report.facts import Issue
from domain.report.figures import ReportFigures
from domain.report.terms import term_of

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
        blocks=(_opening(made), *_numbered(_parts(made))),
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
        "Số về trẻ em là số đã phát hành; số nhỏ được giữ kín (quy ước nội bộ). Số liệu theo mốc ghi dưới chân trang;"
        f" mã kiểm đầy đủ: {made.figures.digest}."
    )


# -- the text ----------------------------------------------------------------------------------------------------------

Part = tuple[str, list[Block]]
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI")


def _numbered(parts: Iterator[Part]) -> Iterator[Block]:
    """Yield the parts under Roman numbers, those that hold something alone."""
    for number, (name, blocks) in zip(_ROMAN, parts, strict=False):  # there are never more parts
        yield Section(f"{number}. {name}")
        yield from blocks


def _parts(made: _Made) -> Iterator[Part]:
    figures, words = made.figures, made.writing.draft.parts
    if said(words.assessment):
        yield "ĐÁNH GIÁ CHUNG", list(_paragraphs(said(words.assessment)))
    yield "KẾT QUẢ BẰNG SỐ", list(_results(made))
    if figures.recommended is not None:
        yield "KIẾN NGHỊ VÀ TRẢ LỜI", list(recommendations(figures.recommended))
        if made.report.asked.kind.is_of_programme:
            yield (
                "TÌNH HÌNH TRẺ EM THEO NHÓM",
                [*situation(figures.released), *follow_up_log(figures.released)],
            )
    if figures.indicators:
        yield f"TIẾN ĐỘ CHƯƠNG TRÌNH NĂM {figures.year}", list(programme(figures))
        yield "CHỈ TIÊU CHẬM SO VỚI MỐC ĐÃ ĐẶT", list(behind(figures))
    yield "VIỆC CẦN GIẢI TRÌNH", list(_to_explain(made))
    if figures.recommended is not None:
        yield "ĐÍNH CHÍNH CỦA CÁC KỲ ĐÃ KHÓA", list(closed_periods(figures.periods))
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
    if made.report.asked.kind.has_lists and all(one.count == 0 for one in figures.counts):
        yield Words("Trong kỳ không có việc nào được ghi vào sổ, tính đến mốc của báo cáo.")
    if figures.forum is not None:
        yield from forum(figures.forum, said(made.report.topic))
    if figures.chapter:
        yield from chapter(figures)
    if figures.counts:
        yield from by_duty(figures)
        for trend in figures.trends:
            yield by_month(trend)


def _to_explain(made: _Made) -> Iterator[Block]:
    found = list(_explained(made))
    yield from found or [Words("Không có việc nào cần giải trình theo số liệu của kỳ.")]


def _explained(made: _Made) -> Iterator[Block]:
    figures, asked = made.figures, made.report.asked
    late = [one for one in figures.indicators if one.is_behind]
    if late:
        yield Words(f"- {len(late)} chỉ tiêu chậm hoặc không đạt (mục trên).")
    if figures.late_entries:
        yield Words(
            f"- {count(figures.late_entries)} thông tin vào sổ muộn so với hạn nội bộ (quy ước nội bộ)."
        )
    if figures.forum is not None:
        for warning in figures.forum.warnings:
            if warning is ForumWarning.NOT_REPORTED:
                continue  # this is that report
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
        yield Grid(("Việc được đếm", "Chênh"), tuple(rows), (12, 4), numbers=(1,))


def _annexes(made: _Made) -> Iterator[Block]:
    if made.report.asked.kind.has_lists:
        yield from annexes(made.sources.lists, made.sources.units)
