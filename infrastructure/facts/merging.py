"""Fact rows of merged files: which hangs on which."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.child_case.merging import CaseGivenBack, CaseMergedAway
from infrastructure.facts import Statement, rows_of


@rows_of.register
def _away(fact: CaseMergedAway, recorded: Recorded) -> Iterator[Statement]:
    yield "INSERT INTO facts.merges VALUES (%s, %s)", (recorded.stream, fact.into)


@rows_of.register
def _back(fact: CaseGivenBack, recorded: Recorded) -> Iterator[Statement]:
    yield "DELETE FROM facts.merges WHERE case_id = %s", (recorded.stream,)
