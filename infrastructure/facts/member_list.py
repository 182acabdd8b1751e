"""Fact rows of imports of lists of members, and of the rows that they entered."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.member import MemberImported
from domain.member_list import ListImportBegun, ListImportFinished
from infrastructure.facts import Statement, account_of, record, rows_of, state


@rows_of.register
def _begun(fact: ListImportBegun, recorded: Recorded) -> Iterator[Statement]:
    yield record(recorded, "member-list", fact.unit, "open")
    yield (
        "INSERT INTO facts.member_lists (import_id, unit, digest, rows, good, left_out, begun_at, begun_by)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        (
            *(recorded.stream, fact.unit, fact.digest, fact.rows, fact.good, fact.left_out),
            *(fact.occurred_at, account_of(recorded)),
        ),
    )


@rows_of.register
def _row(fact: MemberImported, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "INSERT INTO facts.member_list_rows (member, row_key, admitted_on, import_id, row_no)"
        " VALUES (%s, %s, %s, %s, %s)",
        (recorded.stream, fact.row_key, fact.admitted_on, fact.import_id, fact.row),
    )
    yield "UPDATE facts.member_lists SET entered = entered + 1 WHERE import_id = %s", (fact.import_id,)


@rows_of.register
def _finished(fact: ListImportFinished, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "UPDATE facts.member_lists SET finished_at = %s WHERE import_id = %s",
        (fact.occurred_at, recorded.stream),
    )
    yield state(recorded, "closed")
