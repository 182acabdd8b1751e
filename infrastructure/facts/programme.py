"""Fact rows of programmes."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.programme import ProgrammeEntered
from infrastructure.facts import Statement, rows_of


@rows_of.register
def _entered(fact: ProgrammeEntered, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "INSERT INTO facts.programmes (programme, year) VALUES (%s, %s)",
        (recorded.stream, fact.year),
    )
