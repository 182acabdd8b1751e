"""Fact rows of activities: the record on which access is decided."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.activity import activity_code
from domain.activity.facts import ActivityCancelled, ActivityInvited, ActivityRecorded
from infrastructure.facts import Statement, record, rows_of, state


@rows_of.register
def _recorded(fact: ActivityRecorded, recorded: Recorded) -> Iterator[Statement]:
    yield record(recorded, "activity", fact.unit, "open", code=activity_code(recorded.stream))


@rows_of.register
def _invited(fact: ActivityInvited, recorded: Recorded) -> Iterator[Statement]:
    yield record(recorded, "activity", fact.unit, "open", code=activity_code(recorded.stream))


@rows_of.register
def _cancelled(fact: ActivityCancelled, recorded: Recorded) -> Iterator[Statement]:
    yield state(recorded, "closed")
