"""Tables of a report besides its measures: recommendations and replies, children's situation, closed periods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from application.documents.paper import Bar, Block, Chart, Grid, Words
from application.documents.report_tables import NOTHING, count, difference
from application.documents.wording import short_day
from domain.disclosure.rows import LOG, SituationRow
from domain.recommendation.figures import OpenAge
from domain.report.figures import PeriodLine, Recommended, ReleasedLine, Replies

NOT_APPLICABLE = "không áp dụng"


def recommendations(said: Recommended) -> Iterator[Block]:
    """Yield how many were conveyed and answered, by kind of body, and how old the open ones are."""
    yield Words(
        f"Tiếp nhận trong kỳ {count(said.collected)} kiến nghị, phát biểu chính kiến. Lượt chuyển là của kỳ; trả lời và"
        " việc còn mở như đã biết ở mốc của báo cáo, tuổi và quá hạn tính vào ngày cuối kỳ. Luật không đặt hạn trả"
        " lời kiến nghị; hạn nhắc là quy ước nội bộ."
    )
    yield Grid(
        (
            "Nơi nhận",
            "Lượt chuyển",
            "Đã trả lời",
            "Tỷ lệ trả lời",
            "Còn mở",
            "Tuổi ở giữa (ngày)",
            "Quá hạn nhắc",
        ),
        tuple(_row(one) for one in said.replies),
        (8, 4, 4, 4, 4, 4, 4),
        numbers=(1, 2, 3, 4, 5, 6),
    )
    if any(said.ages):
        most = max(said.ages)
        bars = (
            Bar(age.vi, number * 100 // most, count(number))
            for age, number in zip(OpenAge, said.ages, strict=True)
        )
        yield Chart("Kiến nghị còn mở, theo tuổi từ ngày tiếp nhận", tuple(bars))


def _row(one: Replies) -> tuple[str, ...]:
    share = NOT_APPLICABLE if one.reply_percent is None else f"{one.reply_percent} %"
    age = NOT_APPLICABLE if one.median_age is None else count(one.median_age)
    name = one.agency.vi if one.agency else "Tất cả"
    return name, count(one.conveyed), count(one.replied), share, count(one.open), age, count(one.overdue)


def situation(lines: Sequence[ReleasedLine]) -> Iterator[Block]:
    """Yield children's files by group, abuse, environment, sex, age and priority, as they were released."""
    rows = [(one.row, one.count) for one in lines if isinstance(one.row, SituationRow)]
    if not rows:
        yield Words("Chưa phát hành bảng tình hình trẻ em của đúng kỳ này, nên báo cáo chưa có.")
        return
    yield Words(
        "Mỗi hồ sơ trẻ em tính theo ngày tiếp nhận, như bảng đã phát hành; một trẻ có thể ở nhiều nhóm, nhiều hình"
        " thức, nên các dòng không cộng với nhau. Dòng không nêu là 0."
    )
    yield Grid(
        ("Bảng", "Dòng", "Số hồ sơ"),
        tuple((of.cut.vi, of.label(), count(number)) for of, number in rows if number != 0),
        (7, 9, 4),
        numbers=(2,),
    )


def follow_up_log(lines: Sequence[ReleasedLine]) -> Iterator[Block]:
    """Yield what was released of the follow-up log."""
    rows = [(one.row.label(), count(one.count)) for one in lines if one.row in LOG]
    if rows:
        yield Words("Sổ theo dõi, như bảng đã phát hành (đầy đủ, kịp thời là quy ước nội bộ):")
        yield Grid(("Việc được đếm", "Số"), tuple(rows), (12, 4), numbers=(1,))


def closed_periods(lines: Sequence[PeriodLine]) -> Iterator[Block]:
    """Yield the figures of closed periods that are known otherwise now: both readings, and the difference."""
    if not lines:
        yield Words(NOTHING)
        return
    yield Words(
        "Số đã khóa giữ nguyên; điều biết thêm hoặc đính chính sau khi khóa đứng cạnh. Không nêu số về trẻ em."
    )
    yield Grid(
        ("Kỳ", "Việc được đếm", "Khi khóa", "Nay biết", "Chênh"),
        tuple(
            (
                f"{short_day(one.first)} – {short_day(one.last)}",
                one.measure.vi,
                *(count(one.closed), count(one.now), difference(one.now - one.closed)),
            )
            for one in lines
        ),
        (7, 9, 4, 4, 3),
        numbers=(2, 3, 4),
    )
