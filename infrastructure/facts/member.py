"""Fact rows of members: their unit, what they bring, and the account with which they sign in."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.member import MemberAdmitted, MemberChanged, MemberLeft, member_code
from infrastructure.facts import Statement, record, rows_of, state


@rows_of.register
def _admitted(fact: MemberAdmitted, recorded: Recorded) -> Iterator[Statement]:
    yield record(recorded, "member", fact.unit, "open", code=member_code(recorded.stream))
    yield (
        "INSERT INTO facts.members (member, unit, kind, account) VALUES (%s, %s, %s, %s)",
        (recorded.stream, fact.unit, fact.kind.value, fact.account),
    )


@rows_of.register
def _changed(fact: MemberChanged, recorded: Recorded) -> Iterator[Statement]:
    yield (
        "UPDATE facts.members SET kind = %s, account = %s WHERE member = %s",
        (fact.kind.value, fact.account, recorded.stream),
    )


@rows_of.register
def _left(fact: MemberLeft, recorded: Recorded) -> Iterator[Statement]:
    yield state(recorded, "closed")
    yield "UPDATE facts.members SET active = false WHERE member = %s", (recorded.stream,)
