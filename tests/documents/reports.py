"""Reports to be written, from nothing at all to an annex of thousands of lines; everything is invented."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from application.documents.paper import Paper
from application.documents.report import Sources, report_paper
from application.documents.wording import Setting
from application.report.annex import ActivityLine, Lists, RecommendationLine
from domain.activity.codes import ActivityKind, HeldLevel
from domain.activity.forum import ForumWarning
from domain.article92 import Measure
from domain.disclosure.rows import SituationRow
from domain.log_figures import LogCount
from domain.programme import known_programme
from domain.progress import Counts, progress_of
from domain.recommendation.codes import AgencyKind, Origin, RecommendationKind, RecommendationStage, Subject
from domain.referral.figures import ChapterMeasure
from domain.report import Report, Writing
from domain.report.codes import ReportKind, ReportLevel
from domain.report.facts import Asked, Draft, Heading, Issue, Parts
from domain.report.figures import (
    ChapterLine,
    Counted,
    ForumLine,
    IndicatorLine,
    PeriodLine,
    Recommended,
    ReleasedLine,
    Replies,
    ReportFigures,
    Trend,
)
from domain.situation import Cut

AT = datetime(2024, 7, 10, 3, tzinfo=UTC)
UNIT, REPORT = UUID(int=2), UUID("0123abcd-0000-4000-8000-000000000001")
NAMES = {UNIT: "Hội Bảo vệ quyền trẻ em tỉnh Bắc Giang"}
ISSUE = Issue(number=7, issued_on=date(2024, 7, 10))
DAYS = {
    ReportKind.MID_YEAR: (date(2024, 1, 1), date(2024, 6, 30)),
    ReportKind.MONTH_OF_ACTION: (date(2024, 6, 1), date(2024, 6, 30)),
    ReportKind.FORUM: (date(2024, 6, 20), date(2024, 6, 21)),
    ReportKind.CHAPTER_QUARTER: (date(2024, 4, 1), date(2024, 6, 30)),
}
WORDS = (
    "Hội đã phối hợp với các ngành, đoàn thể triển khai chương trình công tác năm theo đúng kế hoạch đề ra."
)


def lists(lines: int) -> Lists:
    """Activities and recommendations, so many of each."""
    activities = tuple(
        ActivityLine(
            code=f"HD-{number:04}",
            day=date(2024, 1, 2) + timedelta(days=number % 180),
            kind=list(ActivityKind)[number % len(ActivityKind)],
            unit=UNIT,
            area="Xã Sơn Động",
            people=number % 300,
            children=number % 200,
            instances=number % 50,
            worth_vnd=(number % 7) * 1_500_000,
        )
        for number in range(lines)
    )
    asks = tuple(
        RecommendationLine(
            code=f"BG.KN.{number:04}.2024",
            day=date(2024, 2, 1) + timedelta(days=number % 90),
            kind=RecommendationKind.RECOMMENDATION,
            origin=list(Origin)[number % len(Origin)],
            subject=list(Subject)[number % len(Subject)],
            stage=RecommendationStage.CONVEYED,
        )
        for number in range(min(lines, 40))
    )
    return Lists(activities, asks)


def indicators() -> tuple[IndicatorLine, ...]:
    """The programme of 2024 with results of every kind: reached, late, kept back, nothing recorded, in words."""
    counts = {measure: number * 3 for number, measure in enumerate(Measure)}
    fed = set(list(Measure)[:30])
    lines = []
    for number, one in enumerate(known_programme(2024).indicators):
        found = progress_of(one, Counts(counts, fed), (), 2024, date(2024, 6, 30))
        small = number == 3
        lines.append(
            IndicatorLine(
                code=one.code,
                name=one.name,
                comparison=one.comparison,
                target=one.target,
                unit=one.unit or one.words,
                result=None if small else found.result,
                most=found.most,
                standing=None if small else found.standing,
                is_withheld=small,
            )
        )
    return tuple(lines)


def figures(kind: ReportKind, kept: Lists, *, empty: bool = False) -> ReportFigures:
    """Figures of a report; empty: an installation in which nothing was recorded."""
    counted = kind.has_lists
    forum = ForumLine(
        activity=UUID(int=5),
        first=date(2024, 6, 20),
        last=date(2024, 6, 21),
        level=HeldLevel.PROVINCE,
        area="Tỉnh Bắc Giang",
        children=60,
        supervisors=8,
        volunteers=4,
        guests=10,
        reported_on=None,
        warnings=(ForumWarning.FEW_SUPERVISORS, ForumWarning.NOT_REPORTED),
    )
    return ReportFigures(
        upto=0 if empty else 1234,
        at=AT,
        rules=("dieu-92/2026-4", "report/2"),
        year=2024,
        passed=49,
        counts=tuple(
            Counted(measure=one, count=0 if empty else None if number == 4 else number * 1234)
            for number, one in enumerate(Measure)
        )
        if counted
        else (),
        trends=(Trend(measure=Measure.RECEIVED, months=(12, 9, 30, 22, 17, 41)),)
        if counted and not empty
        else (),
        indicators=indicators() if kind.is_of_programme and not empty else (),
        late_entries=None if empty else 12,
        chapter=tuple(ChapterLine(measure=one, count=7) for one in ChapterMeasure)
        if kind is ReportKind.CHAPTER_QUARTER
        else (),
        twice_median_days=9 if kind is ReportKind.CHAPTER_QUARTER else None,
        forum=forum if kind is ReportKind.FORUM else None,
        annex=kept.kept,
        recommended=recommended(empty=empty) if counted else None,
        released=()
        if empty or not counted
        else (
            ReleasedLine(row=SituationRow(Cut.SEX, "female"), count=31),
            ReleasedLine(row=SituationRow(Cut.GROUP, "sexually_abused"), count=None),
            ReleasedLine(row=SituationRow(Cut.GROUP, "trafficked"), count=0),
            ReleasedLine(row=LogCount.LATE, count=12),
        ),
        periods=(
            PeriodLine(
                first=date(2024, 1, 1), last=date(2024, 3, 31), measure=Measure.OUTREACH, closed=11, now=9
            ),
        )
        if counted and not empty
        else (),
    )


def recommended(*, empty: bool) -> Recommended:
    """Recommendations of a period: of all, and of two kinds of body."""
    nothing = Replies(agency=None, conveyed=0, replied=0, open=0, overdue=0, median_age=None)
    if empty:
        return Recommended(collected=0, replies=(nothing,), ages=(0, 0, 0, 0))
    total = Replies(agency=None, conveyed=9, replied=6, open=4, overdue=1, median_age=45)
    parts = (
        Replies(agency=AgencyKind.SCHOOL, conveyed=2, replied=2, open=0, overdue=0, median_age=None),
        Replies(agency=AgencyKind.POLICE, conveyed=7, replied=4, open=4, overdue=1, median_age=45),
    )
    return Recommended(collected=11, replies=(total, *parts), ages=(1, 2, 0, 1))


def paper(kind: ReportKind, lines: int = 12, *, empty: bool = False, words: str = WORDS) -> Paper:
    """Return a report that went out."""
    first, last = DAYS.get(kind, (date(2024, 1, 1), date(2024, 12, 31)))
    issue = Issue(number=7, issued_on=max(last, date(2024, 7, 10)))
    kept = lists(0 if empty else lines)
    heading = Heading(
        level=ReportLevel.ADDRESSEES,
        provided_to="Các cơ quan, tổ chức có tên ở nơi nhận",
        addressee="Ủy ban nhân dân tỉnh Bắc Giang",
        copies="Như trên\nỦy ban Mặt trận Tổ quốc tỉnh\nBan kiểm tra Hội",
        place="Bắc Giang",
        signs_as="TM. BAN THƯỜNG VỤ, CHỦ TỊCH",
        signatory="Nguyễn Văn Mẫu",
    )
    parts = (
        Parts()
        if empty
        else Parts(assessment=words, difficulties=words, causes=words, direction=f"{words}\n{words}")
    )
    draft, made = Draft(heading=heading, parts=parts), figures(kind, kept, empty=empty)
    forum = UUID(int=5) if kind is ReportKind.FORUM else None
    state = Report(
        id=REPORT,
        version=2,
        unit=UNIT,
        asked=Asked(kind=kind, first=first, last=last, forum=forum),
        topic="An toàn trên môi trường mạng; Cung Văn hóa thiếu nhi" if forum else "",
        writings=(Writing(0, draft, made),),
    )
    setting = Setting(NAMES[UNIT], NAMES[UNIT], AT)
    return report_paper(state, state.writing, issue, Sources(setting, NAMES, kept, "q1w2e3r4"))
