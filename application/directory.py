"""The directory of duty numbers: listed, withdrawn, and shown where a child may be in danger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.work import Command, Question, Work
from domain.directory import EmergencyNumber
from domain.duty_numbers import DutyBody, DutyNumber, DutyNumbers, Listing, stream_of
from domain.identity import Day
from domain.kernel import FieldClass, Unknown
from domain.units import AdminLevel, AdminUnit, register

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class DutyBook:
    """Every duty number, and the administrative units that each unit of the association serves; held in memory."""

    listings: tuple[Listing, ...] = ()
    areas: Mapping[UUID, tuple[AdminUnit, ...]] = field(default_factory=dict)
    top: tuple[UUID, ...] = ()
    """Units of the association that answer to none."""

    def of(self, places: Iterable[AdminUnit | None], day: date) -> tuple[EmergencyNumber, ...]:
        """Return the numbers of these places on a day, a commune followed through 1 July 2025."""
        keys = [_keys(place) for place in places if place is not None]
        near = [one for these in keys for one in self._on(day) if one.listed.unit.key in these]
        return tuple(one.to_call(with_note=True) for one in dict.fromkeys(near))

    def banner(self, unit: UUID | None, day: date) -> tuple[EmergencyNumber, ...]:
        """Return the numbers that every page of a reader's unit shows; of a stranger (None) only public ones.

        Those of the commune that the unit serves come first, then those listed for the province itself.
        """
        serving = (unit,) if unit is not None else self.top
        keys = {key for one in serving for place in self.areas.get(one, ()) for key in _keys(place)}
        there = [one for one in self._on(day) if unit is not None or not one.listed.is_private]
        near = [one for one in there if one.listed.unit.key in keys]
        province = [one for one in there if _level(one) is AdminLevel.PROVINCE]
        return tuple(one.to_call(with_note=unit is not None) for one in dict.fromkeys((*near, *province)))

    def public(self) -> DutyBook:
        """Return the book without private numbers and notes on who answers: what a paper that lies about may hold."""
        there = (one for one in self.listings if not one.listed.is_private)
        unnoted = (
            one.model_copy(update={"listed": one.listed.model_copy(update={"note": ""})}) for one in there
        )
        return replace(self, listings=tuple(unnoted))

    def _on(self, day: date) -> list[Listing]:
        there = [one for one in self.listings if one.valid_on(day) and one.digits]
        return sorted(there, key=lambda one: (list(DutyBody).index(one.listed.body), one.listed.valid_from))


def _level(listing: Listing) -> AdminLevel | None:
    unit = listing.listed.unit.unit
    return unit.level if unit is not None else None


def _keys(place: AdminUnit) -> frozenset[str]:
    unit = place.unit
    if unit is None or unit.level is not AdminLevel.COMMUNE:
        return frozenset({place.key})
    return register().lineage(unit)


class DutyDirectory(Protocol):
    """The directory, straight from the log."""

    def book(self) -> DutyBook:
        """Return everything that is in it."""

    def places_of(self, case_id: UUID) -> Sequence[AdminUnit]:
        """Return the communes of incident and of residence of a case; opens no personal field."""


class ListNumber(Command):
    """Put a number into the directory."""

    ACTION: ClassVar[Action] = Action.MANAGE_DIRECTORY
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.CONTACT
    number: DutyNumber


class WithdrawNumber(Command):
    """Say that a number no longer answers."""

    ACTION: ClassVar[Action] = Action.MANAGE_DIRECTORY
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.CONTACT
    unit: AdminUnit
    entry: UUID
    last_day: Day


class SeeDirectory(Question):
    """See the directory."""

    ACTION: ClassVar[Action] = Action.SEE_DIRECTORY
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.CONTACT


def list_number(cmd: ListNumber, work: Work) -> UUID:
    """List a number and return its id."""
    work.allow(cmd)
    stream, entry = stream_of(cmd.number.unit), work.new_id()
    try:
        numbers = work.read(DutyNumbers, stream)
    except Unknown:
        work.open(stream, DutyNumbers.first(entry, cmd.number, work.act))
    else:
        work.append(numbers, numbers.add(entry, cmd.number, work.act))
    log.info("duty_number_listed", entry_id=str(entry))
    return entry


def withdraw_number(cmd: WithdrawNumber, work: Work) -> None:
    """Withdraw a number.

    Raises:
        Unknown: The unit has no numbers.
    """
    work.allow(cmd)
    numbers = work.read(DutyNumbers, stream_of(cmd.unit))
    work.append(numbers, numbers.withdraw(cmd.entry, cmd.last_day, work.act))
    log.info("duty_number_withdrawn", entry_id=str(cmd.entry))


def see_directory(work: Work) -> DutyBook:
    """Return the directory as it is now."""
    work.allow(SeeDirectory())
    return work.view(DutyDirectory).book()  # type: ignore[type-abstract]
