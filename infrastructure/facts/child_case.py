"""Fact rows of cases and emergencies."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from application.ledger import Recorded
from domain.child_case import CaseAssigned, CaseClosed, CaseOpened, CaseReopened
from domain.emergency import EmergencyNoted, EmergencyRelinked, EmergencyTakenUp
from infrastructure.facts import Statement, assigned, handed_over, of_case, record, rows_of, state
from infrastructure.facts.correction import retied


@rows_of.register
def _opened(fact: CaseOpened, recorded: Recorded) -> Iterator[Statement]:
    yield record(recorded, "case", fact.unit, "open", case_id=recorded.stream, code=fact.code)
    if fact.counsellor is not None:
        yield assigned(recorded, fact.counsellor, "counsellor", recorded.envelope.unit or fact.unit)


@rows_of.register
def _assigned(fact: CaseAssigned, recorded: Recorded) -> Iterator[Statement]:
    """The case, and those of its consultations that a relieved counsellor had, go to the new one."""
    given = fact.handover
    yield from handed_over(given, recorded)
    relieved = [one for one in given.relieved if one != given.counsellor]
    of_the_case = (
        "FROM facts.records m WHERE m.record = a.record AND m.case_id = %s AND m.kind = 'counselling'"
    )
    yield (
        "INSERT INTO facts.assignments (record, account, relation, active, unit)"  # noqa: S608 - constants
        " SELECT DISTINCT a.record, %s::uuid, 'counsellor', true, %s::uuid FROM facts.assignments a"
        f" WHERE a.relation = 'counsellor' AND a.active AND a.account = ANY(%s) AND EXISTS (SELECT {of_the_case})"
        " ON CONFLICT (record, account, relation) DO UPDATE SET active = true, unit = excluded.unit",
        (given.counsellor, given.unit, relieved, recorded.stream),
    )
    yield (
        "UPDATE facts.assignments a SET active = false"  # noqa: S608 - constants
        f" WHERE a.relation = 'counsellor' AND a.account = ANY(%s) AND EXISTS (SELECT {of_the_case})",
        (relieved, recorded.stream),
    )


@rows_of.register
def _closed(fact: CaseClosed, recorded: Recorded) -> Iterator[Statement]:
    yield state(recorded, "closed")


@rows_of.register
def _reopened(fact: CaseReopened, recorded: Recorded) -> Iterator[Statement]:
    yield state(recorded, "open")


@rows_of.register
def _emergency(fact: EmergencyNoted, recorded: Recorded) -> Iterator[Statement]:
    yield record(recorded, "emergency", fact.unit, "open", case_id=fact.case_id)
    if fact.case_id is not None:
        yield _answered_for(recorded, fact.case_id)


def _answered_for(recorded: Recorded, case_id: UUID) -> Statement:
    """Return that the unit that has the case answers for the emergency, wherever the person who saw it works."""
    return (
        "UPDATE facts.records SET unit = c.unit FROM facts.records c"
        " WHERE facts.records.record = %s AND c.record = %s",
        (recorded.stream, case_id),
    )


@rows_of.register
def _taken_up(fact: EmergencyTakenUp, recorded: Recorded) -> Iterator[Statement]:
    yield of_case(recorded, fact.case_id)
    yield state(recorded, "taken-up")


@rows_of.register
def _relinked(fact: EmergencyRelinked, recorded: Recorded) -> Iterator[Statement]:
    """It waits again, for whoever answers in the right case."""
    yield of_case(recorded, fact.case_id)
    yield _answered_for(recorded, fact.case_id)
    yield state(recorded, "open")
    yield retied(recorded)
