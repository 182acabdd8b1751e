"""Units and members of the fictional year: what they are, what they do, and how the merger of July carries it on."""

from __future__ import annotations

from collections import Counter
from datetime import date
from uuid import UUID

from domain.chapter import (
    AreaServed,
    AwardGiven,
    BodyFormed,
    Chapter,
    ChildrenCounted,
    DifficultAreaNoted,
    OfficerTookOffice,
    UnitEnded,
    UnitFounded,
    UnitMoved,
    UnitRenamed,
    UnitTaskAssigned,
    UnitTaskEnded,
)
from domain.chapter_parts import BodyKind, EndKind, Office, TaskEnd
from domain.kernel import Event
from domain.lists import MemberKind, UnitLevel
from domain.member import JurorCourtSet, MemberAdmitted, MemberLeft, MemberMoved
from domain.units import TWO_TIERS_SINCE
from tests.demo.conftest import Played

LAST_OF_JUNE = date(2025, 6, 30)


def units_of(played: Played) -> dict[UUID, Chapter]:
    """Each unit as it stands when the year ends."""
    found: dict[UUID, Chapter] = {}
    for one in played.recorded:
        if isinstance(one.fact, UnitFounded):
            found[one.stream] = Chapter.began(one.stream, one.fact)
        elif one.stream in found:
            found[one.stream] = found[one.stream].apply(one.fact)  # type: ignore[arg-type] # of its stream
    return found


def facts(played: Played, kind: type[Event]) -> list[Event]:
    return [one.fact for one in played.recorded if isinstance(one.fact, kind)]


def test_there_are_units_of_every_level_and_members_of_every_kind(played: Played) -> None:
    units = units_of(played)
    assert {one.founding.level for one in units.values()} == set(UnitLevel)
    admitted = [one.fact for one in played.recorded if isinstance(one.fact, MemberAdmitted)]
    assert {one.kind for one in admitted} == set(MemberKind)
    assert all(one.admitted_on is not None and one.admitted_on <= one.occurred_at.date() for one in admitted)
    assert facts(played, MemberLeft)
    assert any(one.court for one in admitted)
    assert facts(played, JurorCourtSet)


def test_the_districts_ended_with_june_and_what_was_open_went_on_by_events(played: Played) -> None:
    units = units_of(played)
    ends = {one.stream: one.fact for one in played.recorded if isinstance(one.fact, UnitEnded)}
    districts = {unit for unit, one in units.items() if one.founding.level is UnitLevel.DISTRICT}
    assert districts <= set(ends)
    assert {one.ended_on for one in ends.values()} == {LAST_OF_JUNE}
    assert {one.how for one in ends.values()} == set(EndKind)
    assert all(units[one.successor].ended_on is None for one in ends.values())
    moved = [one.fact for one in played.recorded if isinstance(one.fact, MemberMoved)]
    assert moved
    assert {one.moved_on for one in moved} == {TWO_TIERS_SINCE}
    assert {one.unit for one in moved} <= {one.successor for one in ends.values()}
    below = [one.fact for one in played.recorded if isinstance(one.fact, UnitMoved)]
    assert {one.parent for one in below} <= {one.successor for one in ends.values()}
    passed = Counter(one.fact.how for one in played.recorded if isinstance(one.fact, UnitTaskEnded))
    taken = [
        one.stream
        for one in played.recorded
        if isinstance(one.fact, UnitTaskAssigned) and one.fact.task.from_unit is not None
    ]
    assert len(taken) == passed[TaskEnd.PASSED_ON] > 0
    assert passed[TaskEnd.DONE]
    assert passed[TaskEnd.CANCELLED]
    assert not any(units[unit].officers or units[unit].tasks for unit in ends)


def test_bodies_offices_awards_children_and_overdue_tasks(played: Played) -> None:
    bodies = [one.fact.body.kind for one in played.recorded if isinstance(one.fact, BodyFormed)]
    assert set(bodies) == set(BodyKind)
    held = [one.fact.held for one in played.recorded if isinstance(one.fact, OfficerTookOffice)]
    assert {Office.PRESIDENT, Office.HEAD, Office.COORDINATOR} <= {one.office for one in held}
    assert all(one.term_until for one in held)
    awards = [one.fact.award for one in played.recorded if isinstance(one.fact, AwardGiven)]
    assert {one.member is None for one in awards} == {True, False}
    counted = {one.stream for one in played.recorded if isinstance(one.fact, ChildrenCounted)}
    clubs = {unit for unit, one in units_of(played).items() if one.founding.level is UnitLevel.CLUB}
    assert counted == clubs
    overdue = [
        task
        for unit in units_of(played).values()
        for task in unit.tasks.values()
        if task.due_on < date(2025, 12, 31)
    ]
    assert overdue


def test_names_and_areas_hold_from_a_day_on(played: Played) -> None:
    renamed = [one.fact for one in played.recorded if isinstance(one.fact, UnitRenamed)]
    assert [one.effective_on for one in renamed] == [TWO_TIERS_SINCE]
    served = [one.fact for one in played.recorded if isinstance(one.fact, AreaServed)]
    assert all(
        area.unit is not None and area.unit.valid_on(TWO_TIERS_SINCE) for one in served for area in one.areas
    )
    assert any(len(one.areas) > 1 for one in served)
    noted = [one.fact for one in played.recorded if isinstance(one.fact, DifficultAreaNoted)]
    assert {one.is_difficult for one in noted} == {True, False}
    assert min(one.effective_on for one in noted) < TWO_TIERS_SINCE <= max(one.effective_on for one in noted)
