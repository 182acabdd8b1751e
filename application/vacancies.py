"""Duties that belong to a role which nobody holds who can act on them (DESIGN, section 3, rule 9).

Requests of data subjects, erasures and breaches are the data-protection officers', requests for an opinion the chapter
head's, what is to be handed over the supervisor's. Where there is none, whoever can appoint one sees it at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from application.access import Action
from application.work import Work
from domain.account import Role


@dataclass(frozen=True, slots=True)
class Vacancies:
    """What waits for a role that nobody holds; units and counts, no record."""

    no_officer: bool = False
    """Whether no data-protection officer is left."""
    for_officer: int = 0
    """Requests, erasures and breaches that no officer can work on: none is left, or a conflict closes the case."""
    without_head: tuple[tuple[UUID, int], ...] = ()
    """Chapters with open requests that no head can work on."""
    without_supervisor: tuple[tuple[UUID, int], ...] = ()
    """Units with open cases, and no supervisor in them or above."""

    @property
    def any(self) -> bool:
        """Whether anything is vacant."""
        return bool(self.no_officer or self.for_officer or self.without_head or self.without_supervisor)


NOTHING_VACANT = Vacancies()


class Posts(Protocol):
    """Who holds which role, and what waits for it."""

    def vacant(self) -> Vacancies:
        """Return every duty that nobody can do."""

    def is_topmost(self, units: Sequence[UUID]) -> bool:
        """Return whether no supervisor stands above these units."""


def vacancies_for(work: Work) -> Vacancies:
    """Return what this reader is told: administrators everything, supervisors what lies in their units.

    That no officer is left is told to the topmost supervisors. Nothing is shown to others.
    """
    posts, reader = work.view(Posts), work.reader  # type: ignore[type-abstract]
    if work.may(Action.MANAGE_ACCOUNTS):
        return posts.vacant()
    if Role.SUPERVISOR not in reader.roles:
        return NOTHING_VACANT
    found, topmost = posts.vacant(), posts.is_topmost(sorted(reader.own_units))
    return Vacancies(
        no_officer=found.no_officer and topmost,
        for_officer=found.for_officer if topmost and found.no_officer else 0,
        without_head=tuple((unit, count) for unit, count in found.without_head if unit in reader.units),
    )
