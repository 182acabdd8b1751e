"""Fact rows of cases and emergencies."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.child_case import CaseClosed, CaseOpened, CaseReopened
from domain.emergency import EmergencyNoted, EmergencyTakenUp
from infrastructure.facts import Statement, assigned, record, rows_of, state


@rows_of.register
def _opened(fact: CaseOpened, recorded: Recorded) -> Iterator[Statement]:
    yield record(recorded, "case", fact.unit, "open", case_id=recorded.stream, code=fact.code)
    if fact.counsellor is not None:
        yield assigned(recorded, fact.counsellor, "counsellor")


@rows_of.register
def _closed(fact: CaseClosed, recorded: Recorded) -> Iterator[Statement]:
    yield state(recorded, "closed")


@rows_of.register
def _reopened(fact: CaseReopened, recorded: Recorded) -> Iterator[Statement]:
    yield state(recorded, "open")


@rows_of.register
def _emergency(fact: EmergencyNoted, recorded: Recorded) -> Iterator[Statement]:
    yield record(recorded, "emergency", fact.unit, "open", case_id=fact.case_id)
    if (
        fact.case_id is not None
    ):  # the unit that has the case answers for it, wherever the person who saw it works
        yield (
            "UPDATE facts.records SET unit = c.unit FROM facts.records c"
            " WHERE facts.records.record = %s AND c.record = %s",
            (recorded.stream, fact.case_id),
        )


@rows_of.register
def _taken_up(fact: EmergencyTakenUp, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "UPDATE facts.records SET state = 'taken-up', case_id = %s WHERE record = %s AND state <> 'erased'",
        (fact.case_id, recorded.stream),
    )
