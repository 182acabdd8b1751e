"""Fact rows of funds: the record on which access is decided, and which fund a unit has."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.fund.facts import FundOpened
from infrastructure.facts import Statement, record, rows_of


@rows_of.register
def _opened(fact: FundOpened, recorded: Recorded) -> Iterator[Statement]:
    yield record(recorded, "fund", fact.unit, "open", code=fact.code)
    yield "INSERT INTO facts.funds (fund, unit) VALUES (%s, %s)", (recorded.stream, fact.unit)
