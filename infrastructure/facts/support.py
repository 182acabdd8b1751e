"""Fact rows of needs of support. One of a child with a case belongs to the case and is held as closely."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.calendar import vietnam_day
from domain.support import facts as f
from domain.support.codes import SupportStage
from infrastructure.facts import Statement, of_case, record, rows_of, state


def _set(recorded: Recorded, change: str, *values: object) -> Statement:
    query = f"UPDATE facts.support_needs SET {change} WHERE need = %s"  # noqa: S608 - constants
    return query, (*values, recorded.stream)


def _at(recorded: Recorded, stage: SupportStage) -> Iterator[Statement]:
    yield state(recorded, stage.value)
    yield _set(recorded, "stage = %s, introduced = introduced AND %s", stage.value, stage.is_open)


@rows_of.register
def _entered(fact: f.SupportEntered, recorded: Recorded) -> Iterator[Statement]:
    stage, said = SupportStage.ENTERED.value, fact.need
    yield record(recorded, "support", fact.unit, stage, case_id=fact.case_id, code=fact.code)
    yield (
        "INSERT INTO facts.support_needs (need, code, unit, case_id, kind, amount_vnd, until, urgency, area, age,"
        " stage, entered_on) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            *(recorded.stream, fact.code, fact.unit, fact.case_id, said.kind.value, said.amount_vnd),
            *(said.until, said.urgency.value, said.area.key if said.area else None, said.age.value),
            *(stage, vietnam_day(fact.occurred_at)),
        ),
    )


@rows_of.register
def _corrected(fact: f.SupportCorrected, recorded: Recorded) -> Iterator[Statement]:
    said = fact.need
    yield _set(
        recorded,
        "kind = %s, amount_vnd = %s, until = %s, urgency = %s, area = %s, age = %s, introduced = false",
        *(said.kind.value, said.amount_vnd, said.until, said.urgency.value),
        *(said.area.key if said.area else None, said.age.value),
    )
    yield from _at(recorded, fact.stage)


@rows_of.register
def _tied(fact: f.SupportTied, recorded: Recorded) -> Iterator[Statement]:
    yield of_case(recorded, fact.case_id)
    yield _set(recorded, "case_id = %s, age = %s", fact.case_id, fact.age.value)


@rows_of.register
def _introduced(fact: f.SupportIntroduced, recorded: Recorded) -> Iterator[Statement]:
    yield _set(recorded, "introduced = true")
    yield from _at(recorded, fact.stage)


@rows_of.register
def _taken_back(fact: f.SupportTakenBack, recorded: Recorded) -> Iterator[Statement]:
    yield _set(recorded, "introduced = false")
    yield from _at(recorded, fact.stage)


@rows_of.register
def _delivered(fact: f.SupportDelivered, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "INSERT INTO facts.support_deliveries (need, number, value_vnd) VALUES (%s, %s, %s)",
        (recorded.stream, fact.number, fact.delivery.worth.total_vnd),
    )
    yield from _summed(recorded)
    yield from _at(recorded, fact.stage)


@rows_of.register
def _delivery_cancelled(fact: f.SupportDeliveryCancelled, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "DELETE FROM facts.support_deliveries WHERE need = %s AND number = %s",
        (recorded.stream, fact.delivery),
    )
    yield from _summed(recorded)
    yield from _at(recorded, fact.stage)


def _summed(recorded: Recorded) -> Iterator[Statement]:
    total = "(SELECT coalesce(sum(d.value_vnd), 0) FROM facts.support_deliveries d WHERE d.need = %s)"
    yield _set(recorded, f"delivered_vnd = {total}", recorded.stream)


@rows_of.register
def _released(fact: f.SupportReleased, recorded: Recorded) -> Iterator[Statement]:
    yield _set(recorded, "released = array_append(released, %s)", fact.number)


@rows_of.register
def _release_ended(fact: f.SupportReleaseEnded, recorded: Recorded) -> Iterator[Statement]:
    left = "ARRAY(SELECT n FROM unnest(released) n WHERE NOT n = ANY(%s))"
    yield _set(recorded, f"released = {left}", list(fact.releases))


@rows_of.register
def _moved_on(
    fact: f.SupportChecked
    | f.SupportPledged
    | f.SupportPledgeEnded
    | f.SupportReported
    | f.SupportClosed
    | f.SupportWithdrawn,
    recorded: Recorded,
) -> Iterator[Statement]:
    yield from _at(recorded, fact.stage)


@rows_of.register
def _given(fact: f.SupportListGiven, recorded: Recorded) -> Iterator[Statement]:
    yield record(recorded, "support_list", fact.unit, "given", code=fact.code)
    yield (
        "INSERT INTO facts.support_lists (list, unit, code, given_on, needs) VALUES (%s, %s, %s, %s, %s)",
        (
            *(recorded.stream, fact.unit, fact.code, vietnam_day(fact.occurred_at)),
            list(dict.fromkeys(line.need for line in fact.lines)),
        ),
    )
