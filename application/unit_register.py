"""The register of units by day: the tree, who counts where, and one unit with all that is entered of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Protocol
from uuid import UUID

from application.access import Action
from application.scope import lists_hold
from application.work import Question, Work
from domain.calendar import vietnam_day
from domain.chapter_parts import AwardForm, BodyKind, Office, OfficeEnd, TaskEnd
from domain.kernel import FieldClass, Unknown
from domain.lists import MemberKind, UnitLevel


@dataclass(frozen=True, slots=True)
class UnitOnDay:
    """One unit as it was on a day, with counts; nobody is named."""

    unit: UUID
    level: UnitLevel
    code: str
    name: str
    parent: UUID | None
    founded_on: date
    ended_on: date | None
    successor: UUID | None
    areas: tuple[str, ...]
    """Keys of administrative units."""
    is_difficult: bool
    children: int | None
    """Of a club, as last counted; None: not counted yet."""
    kinds: Mapping[MemberKind, int] = field(default_factory=dict)

    @property
    def members(self) -> int:
        """How many count as members."""
        return sum(count for kind, count in self.kinds.items() if kind.counts_as_member)

    @property
    def helpers(self) -> int:
        """Collaborators and volunteers, who are no members."""
        return sum(count for kind, count in self.kinds.items() if not kind.counts_as_member)


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit in the tree with the units below it."""

    row: UnitOnDay
    below: tuple[Branch, ...]

    @property
    def members(self) -> int:
        """Members of the unit and of every unit below."""
        return self.row.members + sum(one.members for one in self.below)

    @property
    def helpers(self) -> int:
        """Collaborators and volunteers of the unit and of every unit below."""
        return self.row.helpers + sum(one.helpers for one in self.below)

    @property
    def children(self) -> int:
        """Children of the clubs in it, as counted."""
        return (self.row.children or 0) + sum(one.children for one in self.below)


@dataclass(frozen=True, slots=True)
class Tree:
    """The association on a day."""

    day: date
    top: tuple[Branch, ...]
    rows: Sequence[UnitOnDay]


@dataclass(frozen=True, slots=True)
class Held:
    """What was so of a unit from a day on."""

    what: str
    since: date
    value: str | None


@dataclass(frozen=True, slots=True)
class BodyRow:
    """One body."""

    body: UUID
    kind: BodyKind
    name: str
    formed_on: date
    term_until: date | None
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """One office and who holds it; the name only for whoever keeps the members."""

    officer: UUID
    member: UUID
    name: str
    office: Office
    body: UUID | None
    since: date
    term_until: date | None
    ended_on: date | None
    why: OfficeEnd | None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One assigned task; its words only for whoever keeps the members."""

    task: UUID
    what: str
    member: UUID | None
    name: str
    body: UUID | None
    assigned_on: date
    due_on: date
    from_unit: UUID | None
    how: TaskEnd | None
    ended_on: date | None

    def is_late(self, today: date) -> bool:
        """Whether it is open past its day."""
        return self.how is None and self.due_on < today


@dataclass(frozen=True, slots=True)
class AwardRow:
    """One award."""

    award: UUID
    form: AwardForm
    rule: str
    decision: str
    decided_on: date
    member: UUID | None
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the unit, by name, to choose from."""

    member: UUID
    record_no: int
    name: str
    kind: MemberKind


class UnitRegister(Protocol):
    """Units by day, straight from the fact rows; names opened only where asked for."""

    def on(self, day: date) -> Sequence[UnitOnDay]:
        """Return the units that existed on a day, in the order of the tree and of Vietnamese names."""

    def of(self, unit: UUID, day: date) -> UnitOnDay | None:
        """Return one unit as it was on a day; one that has ended, as it was last."""

    def held(self, unit: UUID) -> Sequence[Held]:
        """Return all that was ever so of a unit, the newest first."""

    def people(self, unit: UUID, day: date) -> Sequence[Person]:
        """Return everybody of a unit on a day by name."""

    def bodies(self, unit: UUID) -> Sequence[BodyRow]:
        """Return the bodies of a unit, those that go on first."""

    def officers(self, unit: UUID, names: bool) -> Sequence[OfficerRow]:
        """Return the officers of a unit, those in office first."""

    def tasks(self, unit: UUID, words: bool) -> Sequence[TaskRow]:
        """Return the tasks of a unit, open ones first, by due date."""

    def awards(self, unit: UUID, words: bool) -> Sequence[AwardRow]:
        """Return the awards of a unit and of its members, the newest first."""


class SeeTree(Question):
    """See the tree of units on a day."""

    ACTION: ClassVar[Action] = Action.SEE_UNITS
    day: date | None = None


class OpenUnit(Question):
    """Open one unit."""

    ACTION: ClassVar[Action] = Action.SEE_UNITS
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.IDENTITY
    unit: UUID
    day: date | None = None


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One unit with all that is entered of it."""

    day: date
    row: UnitOnDay
    held: Sequence[Held]
    bodies: Sequence[BodyRow]
    officers: Sequence[OfficerRow]
    tasks: Sequence[TaskRow]
    awards: Sequence[AwardRow]
    people: Sequence[Person]
    """Empty for whoever does not keep the unit's members."""
    may_keep: bool


def see_tree(question: SeeTree, work: Work) -> Tree:
    """Return the association on a day."""
    work.allow(question)
    day = question.day or vietnam_day(work.now())
    rows = work.view(UnitRegister).on(day)  # type: ignore[type-abstract]
    there = {row.unit for row in rows}
    below: dict[UUID | None, list[UnitOnDay]] = {}
    for row in rows:
        below.setdefault(row.parent if row.parent in there else None, []).append(row)

    def branch(row: UnitOnDay) -> Branch:
        return Branch(row, tuple(branch(one) for one in below.get(row.unit, ())))

    return Tree(day, tuple(branch(row) for row in below.get(None, ())), rows)


def open_unit(question: OpenUnit, work: Work) -> UnitPage:
    """Return one unit; names and words for whoever keeps its members, codes and counts for the others."""
    work.allow(question)
    units = work.view(UnitRegister)  # type: ignore[type-abstract]
    day = question.day or vietnam_day(work.now())
    row = units.of(question.unit, day)
    if row is None:
        raise Unknown
    keeps = work.may(Action.MANAGE_MEMBERS) and lists_hold(work.reader, row.unit, Action.MANAGE_MEMBERS)
    people = units.people(row.unit, day) if keeps else ()
    work.showed(one.record_no for one in people)
    return UnitPage(
        day=day,
        row=row,
        held=units.held(row.unit),
        bodies=units.bodies(row.unit),
        officers=units.officers(row.unit, keeps),
        tasks=units.tasks(row.unit, keeps),
        awards=units.awards(row.unit, keeps),
        people=people,
        may_keep=keeps,
    )
