"""What a form offers to choose from: units of a day, bodies of a day, people of one's unit."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from api.door import OpenWork
from api.pages import unit_groups
from application.accounts import AccountList
from application.units import Units
from domain.directory import recipients_on
from domain.units import AdminLevel, register

Options = tuple[tuple[str, str], ...]


@lru_cache(maxsize=8)
def units_on(day: date) -> dict[str, list[tuple[str, str]]]:
    """Return groups of administrative units of a day: title, then (key, name)."""
    return unit_groups(register().options_on(day, AdminLevel.COMMUNE))


@lru_cache(maxsize=8)
def places_on(day: date) -> dict[str, list[tuple[str, str]]]:
    """Return what a duty number can be of: the provinces of a day, then its communes by the unit they lie in."""
    provinces = register().options_on(day, AdminLevel.PROVINCE)
    return {"": [(unit.key, unit.name) for unit in provinces], **units_on(day)}


def bodies(days: Iterable[date], language: str) -> Options:
    """Return the bodies that existed on one of these days: today's, and those of the day of receipt."""
    kinds = dict.fromkeys(kind for day in sorted(set(days), reverse=True) for kind in recipients_on(day))
    return tuple((kind.value, kind.label(language)) for kind in kinds)


def people_of(work: OpenWork) -> Options:
    """Return the active colleagues of the reader's unit, by name, as (account, name)."""
    people = work.view(AccountList).all()  # type: ignore[type-abstract]
    return tuple(
        (str(row.account), row.name) for row in people if row.unit in work.reader.own_units and not row.closed
    )


def everyone(work: OpenWork) -> Options:
    """Return everybody with an account, closed ones too, as (account, name with unit); for whoever inspects all."""
    units = {row.unit: row.name for row in work.view(Units).all()}  # type: ignore[type-abstract]
    people = work.view(AccountList).all()  # type: ignore[type-abstract]
    return tuple((str(row.account), f"{row.name} · {units.get(row.unit, '')}") for row in people)
