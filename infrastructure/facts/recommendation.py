"""Fact rows of recommendations. One that comes from a case belongs to it and is held as closely."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.calendar import vietnam_day
from domain.recommendation import facts as f
from domain.recommendation.codes import RecommendationStage
from infrastructure.facts import Statement, record, rows_of, state


def _set(recorded: Recorded, change: str, *values: object) -> Statement:
    query = f"UPDATE facts.recommendations SET {change} WHERE recommendation = %s"  # noqa: S608 - constants
    return query, (*values, recorded.stream)


def _at(recorded: Recorded, stage: RecommendationStage) -> Iterator[Statement]:
    """Yield how far it is; the day of its end is that of the fact that ended it."""
    yield state(recorded, stage.value)
    over_on = None if stage.is_open else vietnam_day(recorded.fact.occurred_at)
    yield _set(
        recorded,
        "stage = %s, over_on = CASE WHEN %s::date IS NULL THEN NULL WHEN stage = %s THEN over_on ELSE %s END",
        stage.value,
        over_on,
        stage.value,
        over_on,
    )


@rows_of.register
def _collected(fact: f.RecommendationCollected, recorded: Recorded) -> Iterator[Statement]:
    stage = RecommendationStage.COLLECTED.value
    yield record(recorded, "recommendation", fact.unit, stage, case_id=fact.case_id, code=fact.code)
    said = fact.collected
    yield (
        "INSERT INTO facts.recommendations (recommendation, code, unit, kind, origin, subject, area, case_id, referral,"
        " step, collected_on, stage) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            *(recorded.stream, fact.code, fact.unit, said.kind.value, said.origin.value, said.subject.value),
            *(said.area.key if said.area else None, fact.case_id, fact.referral_id, fact.step),
            *(said.collected_on, stage),
        ),
    )


@rows_of.register
def _drafted(fact: f.RecommendationDrafted, recorded: Recorded) -> Iterator[Statement]:
    yield _set(recorded, "drafted_by = %s", fact.drafted_by)
    yield from _at(recorded, fact.stage)


@rows_of.register
def _conveyed(fact: f.RecommendationConveyed, recorded: Recorded) -> Iterator[Statement]:
    yield from _went(fact.conveyance, None, recorded)
    yield from _at(recorded, fact.stage)


@rows_of.register
def _escalated(fact: f.RecommendationEscalated, recorded: Recorded) -> Iterator[Statement]:
    yield from _went(fact.conveyance, fact.over, recorded)
    yield from _at(recorded, fact.stage)


def _went(conveyance: f.Conveyance, over: int | None, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "INSERT INTO facts.recommendations_sent (recommendation, version, agency, conveyed_on, over)"
        " VALUES (%s, %s, %s, %s, %s)",
        (recorded.stream, recorded.version, conveyance.agency.kind.value, conveyance.on, over),
    )


@rows_of.register
def _acknowledged(fact: f.RecommendationAcknowledged, recorded: Recorded) -> Iterator[Statement]:
    given = fact.acknowledgement
    yield (
        "UPDATE facts.recommendations_sent SET acknowledged = %s, acknowledged_on = %s"
        " WHERE recommendation = %s AND version = %s",
        (recorded.version, given.on, recorded.stream, given.conveyed),
    )
    yield from _at(recorded, fact.stage)


@rows_of.register
def _replied(fact: f.RecommendationReplied, recorded: Recorded) -> Iterator[Statement]:
    given = fact.reply
    yield (
        "INSERT INTO facts.recommendations_answered (recommendation, version, conveyed, replied_on, verdict)"
        " VALUES (%s, %s, %s, %s, %s)",
        (recorded.stream, recorded.version, given.conveyed, given.on, given.verdict.value),
    )
    yield from _at(recorded, fact.stage)


@rows_of.register
def _reminded(fact: f.RecommendationReminded, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "UPDATE facts.recommendations_sent SET reminders = array_append(reminders, %s)"
        " WHERE recommendation = %s AND version = %s",
        (recorded.version, recorded.stream, fact.reminder.conveyed),
    )
    yield from _at(recorded, fact.stage)


@rows_of.register
def _fed_back(fact: f.RecommendationFedBack, recorded: Recorded) -> Iterator[Statement]:
    yield _set(recorded, "fed_back = fed_back + 1")
    yield from _at(recorded, fact.stage)


@rows_of.register
def _merged(fact: f.RecommendationMerged, recorded: Recorded) -> Iterator[Statement]:
    yield _set(recorded, "merged_into = %s", fact.into)
    yield from _at(recorded, fact.stage)


@rows_of.register
def _corrected(fact: f.RecommendationCorrected, recorded: Recorded) -> Iterator[Statement]:
    said, conveyance, receipt, reply = (
        fact.collected,
        fact.conveyance,
        fact.acknowledgement,
        fact.reply,
    )
    if said is not None:
        yield _set(
            recorded,
            "kind = %s, origin = %s, subject = %s, area = %s, collected_on = %s, titled_at = %s",
            *(said.kind.value, said.origin.value, said.subject.value, said.area.key if said.area else None),
            *(said.collected_on, recorded.version),
        )
    if conveyance is not None:
        yield (
            "UPDATE facts.recommendations_sent SET agency = %s, conveyed_on = %s"
            " WHERE recommendation = %s AND version = %s",
            (conveyance.agency.kind.value, conveyance.on, recorded.stream, fact.entry),
        )
    if receipt is not None:
        yield (
            "UPDATE facts.recommendations_sent SET acknowledged_on = %s WHERE recommendation = %s AND version = %s",
            (receipt.on, recorded.stream, receipt.conveyed),
        )
    if reply is not None:
        yield (
            "UPDATE facts.recommendations_answered SET replied_on = %s, verdict = %s"
            " WHERE recommendation = %s AND version = %s",
            (reply.on, reply.verdict.value, recorded.stream, fact.entry),
        )
    yield from _at(recorded, fact.stage)


@rows_of.register
def _cancelled(fact: f.RecommendationCancelled, recorded: Recorded) -> Iterator[Statement]:
    """Take the entry away, whatever it was; a version is that of one entry alone."""
    this = (recorded.stream, fact.entry)
    yield "DELETE FROM facts.recommendations_sent WHERE recommendation = %s AND version = %s", this
    yield "DELETE FROM facts.recommendations_answered WHERE recommendation = %s AND version = %s", this
    yield (
        "UPDATE facts.recommendations_sent SET reminders = array_remove(reminders, %s),"
        " acknowledged_on = CASE WHEN acknowledged = %s THEN NULL ELSE acknowledged_on END,"
        " acknowledged = nullif(acknowledged, %s) WHERE recommendation = %s",
        (fact.entry, fact.entry, fact.entry, recorded.stream),
    )
    yield (
        "UPDATE facts.recommendations SET fed_back = fed_back - 1 WHERE recommendation = %s"
        " AND EXISTS (SELECT FROM es.events WHERE stream_id = %s AND version = %s AND topic = %s)",
        (recorded.stream, *this, f.RecommendationFedBack.TOPIC),
    )
    yield from _at(recorded, fact.stage)


@rows_of.register
def _further(
    fact: (
        f.RecommendationSentBack
        | f.RecommendationApproved
        | f.RecommendationClosed
        | f.RecommendationWithdrawn
        | f.RecommendationJoined
    ),
    recorded: Recorded,
) -> Iterator[Statement]:
    yield from _at(recorded, fact.stage)
