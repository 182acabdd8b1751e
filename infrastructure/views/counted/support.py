"""What support needed counts in: needs that were introduced to partners; what was given counts as an activity."""

from __future__ import annotations

from collections.abc import Iterator

from application.ledger import Recorded
from domain.article92 import Measure
from domain.calendar import vietnam_day
from domain.support.facts import SupportEntered, SupportIntroduced, SupportTakenBack
from infrastructure.views.counted import (
    OF_STREAM,
    Counted,
    Place,
    Recount,
    counted_of,
    feeds,
    placed_of,
    recount_of,
)

feeds(Measure.ADDRESSES)


@placed_of.register
def _entered(fact: SupportEntered, recorded: Recorded) -> Place:
    return Place(fact.unit)


@counted_of.register
def _introduced(fact: SupportIntroduced, recorded: Recorded, place: Place) -> Iterator[Counted]:
    yield Counted(Measure.ADDRESSES, vietnam_day(fact.occurred_at), once=f"{OF_STREAM}/introduced")


@recount_of.register
def _taken_back(fact: SupportTakenBack) -> Recount:
    return Recount(None, lambda before: ())
