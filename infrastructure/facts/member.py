"""Fact rows of members: their unit, what they bring, the account with which they sign in, and all of it by day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from application.ledger import Recorded
from domain.calendar import vietnam_day
from domain.courts import JurorCourt
from domain.member import (
    JurorCourtSet,
    MemberAdmitted,
    MemberChanged,
    MemberLeft,
    MemberMoved,
    member_code,
)
from infrastructure.facts import Statement, record, rows_of, state


def _dated(recorded: Recorded, what: str, since: date, value: object) -> Statement:
    """Return one row; a fact that was appended under whatever version is next learns it from the log."""
    return (
        "INSERT INTO facts.member_dated (member, what, since, version, value) VALUES (%s, %s, %s,"
        " coalesce(%s, (SELECT max(version) FROM es.events WHERE stream_id = %s)), %s)",
        (
            recorded.stream,
            what,
            since,
            recorded.version,
            recorded.stream,
            str(value),
        ),
    )


def _court(recorded: Recorded, court: JurorCourt) -> Statement:
    what = "court" if court.code else "court_said"
    return _dated(recorded, what, court.since, court.code or court.said)


@rows_of.register
def _admitted(fact: MemberAdmitted, recorded: Recorded) -> Iterator[Statement]:
    since = fact.admitted_on or vietnam_day(fact.occurred_at)
    yield record(recorded, "member", fact.unit, "open", code=member_code(recorded.stream))
    yield (
        "INSERT INTO facts.members (member, unit, kind, account, admitted_on) VALUES (%s, %s, %s, %s, %s)",
        (recorded.stream, fact.unit, fact.kind.value, fact.account, since),
    )
    yield _dated(recorded, "unit", since, fact.unit)
    yield _dated(recorded, "kind", since, fact.kind.value)
    if fact.court is not None:
        yield _court(recorded, fact.court)


@rows_of.register
def _changed(fact: MemberChanged, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "UPDATE facts.members SET kind = %s, account = %s WHERE member = %s",
        (fact.kind.value, fact.account, recorded.stream),
    )
    yield _dated(recorded, "kind", vietnam_day(fact.occurred_at), fact.kind.value)


@rows_of.register
def _moved(fact: MemberMoved, recorded: Recorded) -> Iterator[Statement]:
    yield "UPDATE facts.members SET unit = %s WHERE member = %s", (fact.unit, recorded.stream)
    yield "UPDATE facts.records SET unit = %s WHERE record = %s", (fact.unit, recorded.stream)
    yield _dated(recorded, "unit", fact.moved_on, fact.unit)


@rows_of.register
def _court_set(fact: JurorCourtSet, recorded: Recorded) -> Iterator[Statement]:
    yield _court(recorded, fact.court)


@rows_of.register
def _left(fact: MemberLeft, recorded: Recorded) -> Iterator[Statement]:
    yield state(recorded, "closed")
    yield (
        "UPDATE facts.members SET active = false, left_on = %s WHERE member = %s",
        (fact.left_on or vietnam_day(fact.occurred_at), recorded.stream),
    )
