"""Reports: who approves, what an issue keeps, what a further edition leaves, and the terms with what sets them."""

from __future__ import annotations

from datetime import date
from functools import partial
from uuid import UUID

import pytest

from domain.article92 import Measure
from domain.programme import Comparison
from domain.progress import Standing
from domain.report import Report, check, number_of
from domain.report import facts as f
from domain.report.codes import ReportKind, ReportLevel, ReportStage
from domain.report.figures import Annex, Counted, IndicatorLine, ReportFigures, digest_of
from domain.report.refusals import (
    DaysOutOfOrder,
    ForumNeeded,
    NotIssuedYet,
    QuarterNeeded,
    ReportIsElsewhere,
)
from domain.report.terms import term_of
from domain.second_person import SecondPersonNeeded
from tests.spec import UNIT, Given, at, given, when

OFFICE, LEADER, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)
JULY = at("2025-07-10", by=OFFICE, role="office")
BY_LEADER = at("2025-07-11", by=LEADER, role="supervisor")
HALF = f.Asked(kind=ReportKind.MID_YEAR, first=date(2025, 1, 1), last=date(2025, 6, 30))
HEADING = f.Heading(
    level=ReportLevel.ADDRESSEES,
    provided_to="Nơi nhận",
    addressee="Ủy ban nhân dân tỉnh",
    place="Bắc Giang",
    signs_as="CHỦ TỊCH",
)
DRAFT = f.Draft(heading=HEADING, parts=f.Parts(assessment="Hoạt động đều."))
FIGURES = ReportFigures(
    upto=40,
    at=JULY.at,
    rules=("dieu-92/2026-4", "report/1"),
    year=2025,
    passed=49,
    counts=(Counted(measure=Measure.RECEIVED, count=12),),
    annex=Annex(activities=0, recommendations=0, digest=digest_of([])),
)
DRAFTED = f.ReportDrafted(
    occurred_at=JULY.at, unit=UNIT, asked=HALF, draft=DRAFT, figures=FIGURES, drafted_by=OFFICE
)
APPROVED = f.ReportApproved(occurred_at=BY_LEADER.at, drafted=0, digest=FIGURES.digest)
ISSUE = f.Issue(number=7, issued_on=date(2025, 7, 12))
LATER = at("2025-07-12", by=OFFICE, role="office")
ISSUED = f.ReportIssued(
    occurred_at=LATER.at, drafted=0, issue=ISSUE, upto=40, rules=FIGURES.rules, digest=FIGURES.digest
)
ANEW = FIGURES.model_copy(update={"upto": 55})
REVISED = f.ReportRevised(
    occurred_at=LATER.at, reason="Sót một xã", draft=DRAFT, figures=ANEW, drafted_by=THIRD
)


def report(*facts: f.Further) -> Given[Report]:
    return given(Report, DRAFTED, *facts)


def test_a_report_is_begun_with_its_figures() -> None:
    when(lambda: Report.begin(UNIT, HALF, DRAFT, FIGURES, "", OFFICE, JULY)).then(DRAFTED)


def test_whoever_wrote_on_it_does_not_approve_it() -> None:
    report().when(lambda one: one.approve(BY_LEADER)).then(APPROVED)
    report().when(lambda one: one.approve(JULY)).then_refused(SecondPersonNeeded)
    anew = f.ReportRedrafted(occurred_at=JULY.at, draft=DRAFT, figures=FIGURES, drafted_by=LEADER)
    report(anew).when(lambda one: one.approve(JULY)).then_refused(SecondPersonNeeded)
    report(anew).when(lambda one: one.approve(BY_LEADER)).then_refused(SecondPersonNeeded)
    third = at("2025-07-11", by=THIRD, role="supervisor")
    report(anew).when(lambda one: one.approve(third)).then(
        f.ReportApproved(occurred_at=third.at, drafted=1, digest=FIGURES.digest)
    )


def test_an_approved_report_is_issued_with_the_figures_that_were_read() -> None:
    report(APPROVED).when(lambda one: one.issue(ISSUE, LATER)).then(ISSUED)
    report().when(lambda one: one.issue(ISSUE, LATER)).then_refused(ReportIsElsewhere)
    for day in (date(2025, 6, 29), date(2025, 7, 13)):
        wrong = f.Issue(number=7, issued_on=day)
        report(APPROVED).when(partial(lambda one, issue: one.issue(issue, LATER), issue=wrong)).then_refused(
            NotIssuedYet
        )


def test_a_writing_after_the_approval_is_approved_again() -> None:
    anew = f.ReportRedrafted(occurred_at=LATER.at, draft=DRAFT, figures=ANEW, drafted_by=OFFICE)
    report(APPROVED).when(lambda one: one.redraft(DRAFT, ANEW, OFFICE, LATER)).then(anew)
    report(APPROVED, anew).when(lambda one: one.issue(ISSUE, LATER)).then_refused(ReportIsElsewhere)


def test_what_is_sent_back_is_written_anew_before_it_is_approved() -> None:
    back = f.ReportSentBack(occurred_at=BY_LEADER.at, drafted=0, comment="Thiếu nguyên nhân")
    report().when(lambda one: one.send_back("Thiếu nguyên nhân", BY_LEADER)).then(back)
    report(back).when(lambda one: one.approve(BY_LEADER)).then_refused(ReportIsElsewhere)
    report(back).then_state(lambda one: one.stage is ReportStage.SENT_BACK and one.comment)


def test_a_revision_leaves_the_edition_before_as_it_went_out() -> None:
    report(APPROVED, ISSUED).when(lambda one: one.revise("Sót một xã", DRAFT, ANEW, THIRD, LATER)).then(
        REVISED
    )
    report().when(lambda one: one.revise("Sót", DRAFT, ANEW, THIRD, LATER)).then_refused(ReportIsElsewhere)
    again = report(APPROVED, ISSUED, REVISED)
    again.then_state(lambda one: [(e.version, e.writing.figures) for e in one.editions] == [(2, FIGURES)])
    again.then_state(lambda one: one.writing.figures == ANEW and one.stage is ReportStage.DRAFTED)
    again.then_state(lambda one: one.drafters == (THIRD,))


def test_a_report_is_withdrawn_once() -> None:
    gone = f.ReportWithdrawn(occurred_at=LATER.at, reason="Sai kỳ")
    report(APPROVED, ISSUED).when(lambda one: one.withdraw("Sai kỳ", LATER)).then(gone)
    report(gone).when(lambda one: one.withdraw("Sai kỳ", LATER)).then_refused(ReportIsElsewhere)
    report(APPROVED, ISSUED, gone).then_state(lambda one: one.edition is not None)


@pytest.mark.parametrize(
    ("kind", "first", "last", "forum", "refusal"),
    [
        (ReportKind.MID_YEAR, "2025-01-01", "2024-12-31", None, DaysOutOfOrder),
        (ReportKind.YEAR_END, "2024-10-01", "2025-09-30", None, DaysOutOfOrder),
        (ReportKind.CHAPTER_QUARTER, "2025-01-01", "2025-03-30", None, QuarterNeeded),
        (ReportKind.CHAPTER_QUARTER, "2025-02-01", "2025-04-30", None, QuarterNeeded),
        (ReportKind.FORUM, "2025-01-01", "2025-01-01", None, ForumNeeded),
        (ReportKind.MID_YEAR, "2025-01-01", "2025-06-30", UUID(int=9), ForumNeeded),
    ],
)
def test_a_period_or_forum_that_does_not_fit_is_refused(
    kind: ReportKind, first: str, last: str, forum: UUID | None, refusal: type[Exception]
) -> None:
    asked = f.Asked(kind=kind, first=date.fromisoformat(first), last=date.fromisoformat(last), forum=forum)
    with pytest.raises(refusal):
        check(asked)


def test_terms_stand_where_a_text_sets_them_and_nowhere_else() -> None:
    june = term_of(ReportKind.MONTH_OF_ACTION, date(2025, 6, 30))
    assert june.on == date(2025, 7, 30) and "28/2019" in june.vi and "before 31 July" in june.en
    forum = term_of(ReportKind.FORUM, date(2025, 6, 20))
    assert forum.on == date(2025, 7, 5) and "29/2019" in forum.vi
    for kind in (ReportKind.MID_YEAR, ReportKind.ARTICLE_92, ReportKind.CHAPTER_QUARTER):
        assert term_of(kind, date(2025, 6, 30)).on is None
    year = term_of(ReportKind.YEAR_END, date(2025, 12, 31))
    assert year.on is None and "126/2024" in year.vi


def test_the_digest_is_of_the_figures_alone_and_moves_with_each_of_them() -> None:
    assert FIGURES.digest == FIGURES.model_copy().digest != ANEW.digest
    masked = FIGURES.model_copy(update={"counts": (Counted(measure=Measure.RECEIVED, count=None),)})
    assert masked.digest != FIGURES.digest
    again = ReportFigures.model_validate_json(FIGURES.model_dump_json())
    assert again == FIGURES and again.digest == FIGURES.digest


def test_only_what_missed_a_milestone_or_its_last_day_is_behind() -> None:
    line = IndicatorLine(
        code="a",
        name="Cuộc",
        comparison=Comparison.AT_LEAST,
        target=50,
        unit="cuộc",
        result=10,
        most=50,
        standing=Standing.OPEN,
    )
    assert line.percent == 20 and not line.is_behind
    assert line.model_copy(update={"standing": Standing.LATE}).is_behind
    assert not line.model_copy(update={"standing": None, "result": None}).is_behind


def test_numbers_below_ten_take_a_zero() -> None:
    assert number_of(ISSUE) == "07/BC-HBVQTE"
    assert number_of(f.Issue(number=123, issued_on=date(2025, 7, 1))) == "123/BC-HBVQTE"
