"""Figures of Article 92 as signed facts by position: a figure as of a position is a sum up to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from application.ledger import Recorded
from domain.article92 import Measure
from domain.calendar import vietnam_day
from domain.child_case import CaseOpened, CasePassedOn
from domain.counselling import ConsultationLogged
from domain.follow_up_log import entered
from domain.referral.facts import OpinionApproved
from infrastructure.views.base import Connection, View
from infrastructure.views.copying import copy_rows

Signed = tuple[int, date, UUID | None, str, int, UUID]
"""Position, first day of the month, unit, measure, +1 or -1, stream."""
_COLUMNS = ("position", "month", "unit", "measure", "delta", "stream_id")


class Article92View(View):
    """`facts`: never changed, only added to."""

    NAME = "article92"
    VERSION = 1
    TABLES = ("facts",)
    DDL = """
        CREATE TABLE facts (
            position bigint NOT NULL, month date NOT NULL, unit uuid, measure text NOT NULL,
            delta smallint NOT NULL, stream_id uuid NOT NULL, PRIMARY KEY (position, measure))
    """
    INDEXES = """
        CREATE INDEX by_month ON facts (month, unit, measure) INCLUDE (position, delta);
        CREATE INDEX by_unit ON facts (unit, month, measure) INCLUDE (position, delta)
    """

    def fold(self, connection: Connection, batch: Sequence[Recorded]) -> None:
        """Add the signed facts of a batch."""
        copy_rows(connection, "facts", _COLUMNS, (row for recorded in batch for row in counted(recorded)))


def counted(recorded: Recorded) -> Iterator[Signed]:
    """Return what one fact adds to the figures."""
    fact, unit = recorded.fact, recorded.envelope.unit
    match fact:
        case CaseOpened():
            received_at = fact.received_at or fact.occurred_at
            yield _one(recorded, received_at, fact.unit, Measure.RECEIVED)
            if not entered(received_at, recorded.recorded_at).is_late:
                yield _one(recorded, received_at, fact.unit, Measure.IN_TIME)
        case CasePassedOn():
            yield _one(recorded, fact.occurred_at, unit, Measure.FORWARDED)
        case ConsultationLogged():
            yield _one(recorded, fact.occurred_at, unit, Measure.CONSULTATIONS)
        case OpinionApproved():
            yield _one(recorded, fact.occurred_at, unit, Measure.OPINIONS)
        case _:
            pass  # nothing of Article 92 is counted from it


def _one(recorded: Recorded, happened: datetime, unit: UUID | None, measure: Measure) -> Signed:
    month = vietnam_day(happened).replace(day=1)
    return recorded.position, month, unit, measure.value, 1, recorded.stream
