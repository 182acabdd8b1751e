"""Fact rows of imports of old logs, and of the rows that they entered."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.imported import CaseImported, CaseTakenBack
from domain.log_import import ImportBegun, ImportFinished, ImportTakenBack
from infrastructure.facts import Statement, account_of, record, rows_of, state


@rows_of.register
def _begun(fact: ImportBegun, recorded: Recorded) -> Iterator[Statement]:
    yield record(recorded, "import", fact.unit, "open")
    yield (
        "INSERT INTO facts.imports (import_id, unit, digest, rows, good, left_out, begun_at, begun_by)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        (
            recorded.stream,
            fact.unit,
            fact.digest,
            fact.rows,
            fact.good,
            fact.left_out,
            fact.occurred_at,
            account_of(recorded),
        ),
    )


@rows_of.register
def _row(fact: CaseImported, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "INSERT INTO facts.import_rows (unit, row_key, number_key, import_id, case_id, row_no)"
        " SELECT i.unit, %s, %s, i.import_id, %s, %s FROM facts.imports i WHERE i.import_id = %s",
        (fact.row_key, fact.number_key, recorded.stream, fact.row, fact.import_id),
    )
    yield "UPDATE facts.imports SET entered = entered + 1 WHERE import_id = %s", (fact.import_id,)


@rows_of.register
def _finished(fact: ImportFinished, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "UPDATE facts.imports SET finished_at = %s WHERE import_id = %s",
        (fact.occurred_at, recorded.stream),
    )
    yield state(recorded, "closed")


@rows_of.register
def _taken_back(fact: ImportTakenBack, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "UPDATE facts.imports SET taken_back_at = %s, finished_at = coalesce(finished_at, %s) WHERE import_id = %s",
        (fact.occurred_at, fact.occurred_at, recorded.stream),
    )
    yield state(recorded, "closed")


@rows_of.register
def _entry_back(fact: CaseTakenBack, recorded: Recorded) -> Iterator[Statement]:
    yield "UPDATE facts.import_rows SET taken_back = true WHERE case_id = %s", (recorded.stream,)
    yield "UPDATE facts.imports SET taken_back = taken_back + 1 WHERE import_id = %s", (fact.import_id,)
    yield state(recorded, "closed")
