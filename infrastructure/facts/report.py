"""Fact rows of reports: the record on which access is decided, how far each is, and the numbers given out."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.report import facts as f
from domain.report import report_code
from domain.report.codes import ReportStage
from infrastructure.facts import Statement, record, rows_of, state


def _at(recorded: Recorded, stage: ReportStage) -> Iterator[Statement]:
    yield state(recorded, stage.value)
    yield "UPDATE facts.reports SET stage = %s WHERE report = %s", (stage.value, recorded.stream)


@rows_of.register
def _drafted(fact: f.ReportDrafted, recorded: Recorded) -> Iterator[Statement]:
    stage, asked = ReportStage.DRAFTED.value, fact.asked
    yield record(recorded, "report", fact.unit, stage, code=report_code(recorded.stream))
    yield (
        "INSERT INTO facts.reports (report, unit, kind, covers, first, last, stage)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (recorded.stream, fact.unit, asked.kind.value, asked.covers, asked.first, asked.last, stage),
    )


@rows_of.register
def _written(fact: f.ReportRedrafted | f.ReportRevised, recorded: Recorded) -> Iterator[Statement]:
    yield from _at(recorded, ReportStage.DRAFTED)


@rows_of.register
def _sent_back(fact: f.ReportSentBack, recorded: Recorded) -> Iterator[Statement]:
    yield from _at(recorded, ReportStage.SENT_BACK)


@rows_of.register
def _approved(fact: f.ReportApproved, recorded: Recorded) -> Iterator[Statement]:
    yield from _at(recorded, ReportStage.APPROVED)


@rows_of.register
def _issued(fact: f.ReportIssued, recorded: Recorded) -> Iterator[Statement]:
    yield from _at(recorded, ReportStage.ISSUED)
    issue = fact.issue
    yield (
        "UPDATE facts.reports SET number = %s, issued_on = %s, upto = %s WHERE report = %s",
        (issue.number, issue.issued_on, fact.upto, recorded.stream),
    )
    yield (
        "INSERT INTO facts.report_numbers (unit, year, number, report, version)"
        " SELECT unit, %s, %s, report, %s FROM facts.reports WHERE report = %s"
        " ON CONFLICT (unit, year, number) DO NOTHING",
        (issue.issued_on.year, issue.number, recorded.version, recorded.stream),
    )


@rows_of.register
def _withdrawn(fact: f.ReportWithdrawn, recorded: Recorded) -> Iterator[Statement]:
    yield from _at(recorded, ReportStage.WITHDRAWN)
