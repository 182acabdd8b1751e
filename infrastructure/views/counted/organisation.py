"""What units and members count in: founded and admitted in the year; who left stands beside, taken from nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from application.ledger import Recorded
from domain.article92 import Measure
from domain.calendar import vietnam_day
from domain.chapter import DifficultAreaNoted, UnitFounded
from domain.lists import UnitLevel
from domain.member import MemberAdmitted, MemberChanged, MemberLeft, MemberMoved
from infrastructure.views.counted import (
    Before,
    Counted,
    Place,
    Recount,
    counted_of,
    feeds,
    placed_of,
    recount_of,
)

feeds(
    Measure.UNITS_FOUNDED,
    Measure.UNITS_DIFFICULT,
    Measure.NETWORKS,
    Measure.CLUBS,
    Measure.MEMBERS,
    Measure.MEMBERS_LEFT,
)


@placed_of.register
def _founded_unit(fact: UnitFounded, recorded: Recorded) -> Place:
    return Place(recorded.stream)


@placed_of.register(MemberAdmitted)
@placed_of.register(MemberChanged)
def _member(fact: MemberAdmitted | MemberChanged, recorded: Recorded) -> Place:
    return Place(fact.unit, fact.kind.counts_as_member)


@placed_of.register
def _moved(fact: MemberMoved, recorded: Recorded) -> Place:
    return Place(fact.unit)


@counted_of.register
def _founded(fact: UnitFounded, recorded: Recorded, place: Place) -> Iterator[Counted]:
    founding = fact.founding
    if founding.level is UnitLevel.COMMUNE:
        yield Counted(Measure.UNITS_FOUNDED, founding.founded_on)
        if founding.in_difficult_area:
            yield Counted(Measure.UNITS_DIFFICULT, founding.founded_on)
    elif founding.level is UnitLevel.LINK_NETWORK:
        yield Counted(Measure.NETWORKS, founding.founded_on)
    elif founding.level is UnitLevel.CLUB:
        yield Counted(Measure.CLUBS, founding.founded_on)


@counted_of.register
def _admitted(fact: MemberAdmitted, recorded: Recorded, place: Place) -> Iterator[Counted]:
    if fact.kind.counts_as_member:
        day = fact.admitted_on or vietnam_day(fact.occurred_at)
        yield Counted(Measure.MEMBERS, day, unit=fact.unit)


@recount_of.register
def _difficult(fact: DifficultAreaNoted) -> Recount:
    return Recount(0, lambda before: _difficult_then(fact, before))


def _difficult_then(fact: DifficultAreaNoted, before: Before) -> Iterable[Counted] | None:
    """Return what the founding counts in, when the note is about the day of it or earlier."""
    founded = before.counts.get(Measure.UNITS_FOUNDED)
    if founded is None or fact.effective_on > founded.day:
        return None
    more = [Counted(Measure.UNITS_DIFFICULT, founded.day)] if fact.is_difficult else []
    return [founded, *more]


@recount_of.register
def _changed(fact: MemberChanged) -> Recount:
    return Recount(0, lambda before: _kind_changed(fact, before))


def _kind_changed(fact: MemberChanged, before: Before) -> Iterable[Counted] | None:
    """Return what the admission counts in: a helper who became a member was admitted on that day."""
    if not fact.kind.counts_as_member:
        return ()
    return (
        None if before.counts else [Counted(Measure.MEMBERS, vietnam_day(fact.occurred_at), unit=fact.unit)]
    )


@counted_of.register
def _left(fact: MemberLeft, recorded: Recorded, place: Place) -> Iterator[Counted]:
    if place.marked:
        yield Counted(Measure.MEMBERS_LEFT, fact.left_on or vietnam_day(fact.occurred_at))
