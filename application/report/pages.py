"""Reports as their pages show them: the list, one report with what was learned since, and its figures made again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

import structlog

from application.access import Action
from application.activities import Activities, ActivityRow, ActivityStanding, SeeActivities
from application.article92 import Article92Figures
from application.ledger import Recorded
from application.report.desk import MOST_REPORTS, Before, ReportRow, Reports, SeeReports
from application.report.figures import changes, figures_of, programme_of
from application.work import Question, Work
from domain.activity.codes import ActivityKind
from domain.article92 import Measure
from domain.calendar import vietnam_day
from domain.kernel import FieldClass, Unknown
from domain.report import Edition, Report, Writing
from domain.report.codes import ReportStage
from domain.report.figures import MEASURES_ALONE, RULE_VERSION, Changed, ReportFigures
from domain.report.terms import Term, term_of

log = structlog.get_logger()
FORUMS_OFFERED = 50
"""Forums to choose from, the latest."""


class OpenReport(Question):
    """Open one report."""

    ACTION: ClassVar[Action] = Action.SEE_REPORTS
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.NARRATIVE
    report: UUID

    def record(self) -> UUID | None:
        """The report."""
        return self.report


class RemakeReport(OpenReport):
    """Make the figures of a report again from the log, at the position it was written on."""


class OpenWriting(OpenReport):
    """Open the form of another writing."""

    ACTION: ClassVar[Action] = Action.DRAFT_REPORT


class BeginReport(Question):
    """Open the form of a new report."""

    ACTION: ClassVar[Action] = Action.DRAFT_REPORT


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One report with its facts, oldest first."""

    row: ReportRow
    state: Report
    history: tuple[Recorded, ...]
    term: Term
    mark: str
    """Of the position that the last writing was made on."""
    known_at: datetime
    later: tuple[Changed, ...]
    """What became known of its period since; it stands beside the report, never in it."""
    measures: Mapping[str, Measure]
    """What counts each indicator of the report, by code."""
    may_draft: bool
    may_approve: bool
    next_number: int | None
    """Offered where it can be issued."""

    @property
    def shown(self) -> Edition | None:
        """The edition that its papers show: what went out last, unless a further writing is under way."""
        issued = self.state.stage in {ReportStage.ISSUED, ReportStage.WITHDRAWN}
        return self.state.edition if issued else None


@dataclass(frozen=True, slots=True)
class Again:
    """Figures of a report made again."""

    report: Report
    writing: Writing
    figures: ReportFigures | None
    """None: not for this reader, whose view of the log has gaps (a part of the units, or a conflict of interest)."""
    mark: str

    @property
    def agrees(self) -> bool | None:
        """Whether the digest is the same; None where it cannot be said."""
        return None if self.figures is None else self.figures.digest == self.writing.figures.digest

    @property
    def other_rules(self) -> bool:
        """Whether the rules of counting have changed since."""
        return self.figures is not None and self.figures.rules != self.writing.figures.rules


def see_reports(question: SeeReports, work: Work) -> Sequence[ReportRow]:
    """Return the reports of the reader's scope, the latest first."""
    work.allow(question)
    rows = work.view(Reports).latest(question, MOST_REPORTS)  # type: ignore[type-abstract]
    work.showed(row.record_no for row in rows)
    return rows


def begin_report(question: BeginReport, work: Work) -> Sequence[ActivityRow]:
    """Return the forums that a report can be about."""
    work.allow(question)
    asking = SeeActivities(kind=ActivityKind.FORUM, standing=ActivityStanding.HELD)
    rows = work.view(Activities).page(asking, FORUMS_OFFERED).rows  # type: ignore[type-abstract]
    work.showed(row.record_no for row in rows)
    return rows


def open_report(question: OpenReport, work: Work) -> ReportPage:
    """Return one report."""
    work.allow(question)
    desk = work.view(Reports)  # type: ignore[type-abstract]
    row = desk.of(question.report)
    if row is None:
        raise Unknown
    state, history = work.read(Report, question.report), tuple(work.history(question.report))
    figures = work.view(Article92Figures)  # type: ignore[type-abstract]
    upto, asked = state.writing.figures.upto, state.asked
    may_draft = work.may(Action.DRAFT_REPORT, question.report)
    may_issue = may_draft and state.stage is ReportStage.APPROVED
    year = vietnam_day(work.now()).year
    log.info("report_opened", stream_id=str(question.report))
    return ReportPage(
        row=row,
        state=state,
        history=history,
        term=term_of(asked.kind, asked.last),
        mark=desk.mark(upto),
        known_at=figures.moment(upto),
        later=changes(asked.first, asked.last, upto, figures.position(""), asked.covers, work),
        measures=_measures(state, work) if state.writing.figures.indicators else {},
        may_draft=may_draft,
        may_approve=work.may(Action.APPROVE_REPORT, question.report),
        next_number=desk.next_number(state.unit, year) if may_issue else None,
    )


def _measures(state: Report, work: Work) -> Mapping[str, Measure]:
    figures = state.writing.figures
    programme = programme_of(figures.year, figures.upto, work)
    found = programme.indicators if programme else ()
    return {one.code: one.measure for one in found if one.measure is not None}


def remake_report(question: RemakeReport, work: Work) -> Again:
    """Make the figures again, by the rules of today, at the position of the last writing, and compare digests."""
    work.allow(question)
    state = work.read(Report, question.report)
    writing = state.edition.writing if state.edition else state.writing
    whole = work.reader.whole_scope and not work.reader.hidden
    again = None
    if whole:
        kept = writing.figures.earlier
        before = (
            Before(kept.report, kept.number, kept.issued_on, kept.first, kept.last, kept.upto)
            if kept
            else None
        )
        taken = writing.figures
        rules = next((one for one in taken.rules if one == MEASURES_ALONE), RULE_VERSION)
        again = figures_of(state.asked, taken.upto, before, taken.at, work, rules=rules)
    mark = work.view(Reports).mark(writing.figures.upto)  # type: ignore[type-abstract]
    log.info("report_remade", stream_id=str(question.report))
    return Again(report=state, writing=writing, figures=again, mark=mark)
