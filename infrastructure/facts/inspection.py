"""Fact rows of the inspection board's findings."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.inspection import (
    FindingAnswered,
    FindingClosed,
    FindingOpened,
    FindingStage,
    FindingVerified,
    RemedyReported,
    stage_after,
)
from infrastructure.facts import Statement, record, rows_of


@rows_of.register
def _opened(fact: FindingOpened, recorded: Recorded) -> Iterator[Statement]:
    about = fact.about
    yield record(recorded, "finding", about.unit, "open", case_id=about.case_id)
    yield (
        "INSERT INTO facts.findings (finding, kind, unit, account, case_id, stage, due_on, opened_at)"
        " VALUES (%s, %s, %s, %s, %s, 'open', %s, %s)",
        (
            recorded.stream,
            fact.said.kind.value,
            about.unit,
            about.account,
            about.case_id,
            fact.said.due_on,
            fact.occurred_at,
        ),
    )


@rows_of.register
def _answered(fact: FindingAnswered, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "UPDATE facts.findings SET stage = 'answered' WHERE finding = %s AND stage = 'open'",
        (recorded.stream,),
    )


@rows_of.register
def _reported(fact: RemedyReported, recorded: Recorded) -> Iterator[Statement]:
    yield _stands(recorded, FindingStage.REPORTED)


@rows_of.register
def _verified(fact: FindingVerified, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "UPDATE facts.findings SET stage = %s, due_on = coalesce(%s, due_on) WHERE finding = %s",
        (stage_after(fact.check).value, fact.check.due_on, recorded.stream),
    )


@rows_of.register
def _closed(fact: FindingClosed, recorded: Recorded) -> Iterator[Statement]:
    yield _stands(recorded, FindingStage.CLOSED)


def _stands(recorded: Recorded, stage: FindingStage) -> Statement:
    return "UPDATE facts.findings SET stage = %s WHERE finding = %s", (stage.value, recorded.stream)
