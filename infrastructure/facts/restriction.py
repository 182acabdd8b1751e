"""Fact rows of restricted cases: how closely they are held, and which unit answers for them."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.restriction import RestrictionLiftAsked, RestrictionLifted, RestrictionPlaced
from infrastructure.facts import Statement, rows_of

_RESTRICTED = "UPDATE facts.records SET sensitivity = 'restricted' WHERE record = %s OR case_id = %s"


@rows_of.register
def _placed(fact: RestrictionPlaced, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "INSERT INTO facts.restrictions VALUES (%s, %s, %s, true, NULL)"
        " ON CONFLICT (stream) DO UPDATE SET ground = excluded.ground, active = true, asked_by = NULL",
        (recorded.stream, fact.case_id, fact.placing.ground.value),
    )
    yield _RESTRICTED, (fact.case_id, fact.case_id)
    if fact.placing.answers is not None:
        yield (
            "UPDATE facts.records SET unit = %s WHERE record = %s OR (case_id = %s AND kind <> 'referral')",
            (fact.placing.answers, fact.case_id, fact.case_id),
        )


@rows_of.register
def _asked(fact: RestrictionLiftAsked, recorded: Recorded) -> Iterator[Statement]:
    yield "UPDATE facts.restrictions SET asked_by = %s WHERE stream = %s", (fact.asked_by, recorded.stream)


@rows_of.register
def _lifted(fact: RestrictionLifted, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "UPDATE facts.restrictions SET active = false, asked_by = NULL WHERE stream = %s",
        (recorded.stream,),
    )
    yield (
        "UPDATE facts.records SET sensitivity = 'ordinary' FROM facts.restrictions x"
        " WHERE x.stream = %s AND x.case_id IN (facts.records.record, facts.records.case_id)",
        (recorded.stream,),
    )
