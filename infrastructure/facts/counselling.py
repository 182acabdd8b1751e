"""Fact rows of consultation matters."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.counselling import CounsellingAssigned, CounsellingLinked, CounsellingOpened, CounsellingRelinked
from infrastructure.facts import Statement, assigned, handed_over, of_case, record, rows_of
from infrastructure.facts.correction import retied
from infrastructure.facts.referral import of_matter


@rows_of.register
def _opened(fact: CounsellingOpened, recorded: Recorded) -> Iterator[Statement]:
    yield record(recorded, "counselling", fact.unit, "open", case_id=fact.case_id)
    if fact.counsellor is not None:
        yield assigned(recorded, fact.counsellor, "counsellor", recorded.envelope.unit or fact.unit)


@rows_of.register
def _assigned(fact: CounsellingAssigned, recorded: Recorded) -> Iterator[Statement]:
    yield from handed_over(fact.handover, recorded)


@rows_of.register
def _linked(fact: CounsellingLinked, recorded: Recorded) -> Iterator[Statement]:
    yield of_case(recorded, fact.case_id)
    yield of_matter(recorded, fact.case_id)


@rows_of.register
def _relinked(fact: CounsellingRelinked, recorded: Recorded) -> Iterator[Statement]:
    yield of_case(recorded, fact.case_id)
    yield retied(recorded)
    yield of_matter(recorded, fact.case_id)
