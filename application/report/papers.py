"""A report as a paper: page, DOCX, PDF, workbook, all from one source; an issued one is the same for ever."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from hashlib import sha256

import structlog

from application.documents.paper import Paper, as_text
from application.documents.printing import PaperFormat, Printed, Printers, setting_of
from application.documents.report import Sources, report_paper
from application.report.annex import lists_of
from application.report.desk import Reports
from application.report.pages import OpenReport
from application.units import Units
from application.work import Work
from domain.kernel import Unknown
from domain.report import Report, Writing, number_of, report_code
from domain.report.codes import ReportStage
from domain.report.facts import Issue

log = structlog.get_logger()


class ReportFormat(StrEnum):
    """How a report is written as a file."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    TXT = "txt"


class PrintReport(OpenReport):
    """Have a report on paper."""

    edition: int | None = None
    """Version by which it went out; None: what stands, or the draft."""


def print_report(question: PrintReport, work: Work, kind: ReportFormat | None = None) -> Printed:
    """Return a report as a paper, and as a file where one is asked for.

    An issued edition carries the moment at which it went out, so the same edition gives the same bytes next year.

    Raises:
        Unknown: It never went out by that version.
    """
    work.allow(question)
    report = work.read(Report, question.report)
    writing, issue, at = _edition(report, question.edition, work)
    upto, desk = writing.figures.upto, work.view(Reports)  # type: ignore[type-abstract]
    units = {row.unit: row.name for row in work.view(Units).all()}  # type: ignore[type-abstract]
    lists = lists_of(report.asked, upto, work)
    setting = setting_of(report.unit, work)
    paper = report_paper(report, writing, issue, Sources(setting, units, lists, desk.mark(upto)))
    name = number_of(issue).partition("/")[0] if issue else "du-thao"
    return _printed(paper, kind, f"{report_code(report.id)}-{name}", at, work)


def _edition(report: Report, version: int | None, work: Work) -> tuple[Writing, Issue | None, datetime]:
    history = {one.version: one for one in work.history(report.id)}
    standing = report.edition if report.stage in {ReportStage.ISSUED, ReportStage.WITHDRAWN} else None
    edition = standing if version is None else report.edition_at(version)
    if edition is None:
        if version is not None:
            raise Unknown
        return report.writing, None, work.now()
    return edition.writing, edition.issue, history[edition.version].fact.occurred_at


def _printed(paper: Paper, kind: ReportFormat | None, name: str, at: datetime, work: Work) -> Printed:
    content = b""
    if kind is not None:
        printers = work.view(Printers)  # type: ignore[type-abstract]
        is_book = kind is ReportFormat.XLSX
        content = (
            printers.workbook(paper, at) if is_book else printers.written(paper, PaperFormat(kind.value), at)
        )
    work.gave_out((), sha256(content or as_text(paper).encode()).digest(), paper.closest)
    log.info("paper_made", kind=paper.code, measure=kind.value if kind else "page")
    return Printed(paper, f"bao-cao-{name}.{kind.value if kind else 'html'}", content)
