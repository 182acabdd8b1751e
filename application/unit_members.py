"""Who belongs to a unit on a day, and at which court a juror sits: what a check of conflicts asks, and nothing more.

No name is opened here. A juror's court that ended counts as the court that took its work over (LAW 6.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from domain.courts import court_on
from domain.lists import MemberKind


@dataclass(frozen=True, slots=True)
class MemberOnDay:
    """One member as the rows hold them on a day."""

    member: UUID
    unit: UUID
    kind: MemberKind
    account: UUID | None
    court: str = ""
    """Code of a juror's court as entered for that day (domain.courts)."""
    court_said: str = ""
    """The court in words, where it is not in the data: nothing can be compared with it."""

    def court_code_on(self, day: date) -> str | None:
        """Return the code of the court at which the juror sits on a day; None where it is not known."""
        found = court_on(self.court, day) if self.court else None
        return found.code if found else None


class UnitMembers(Protocol):
    """Members by day, straight from the fact rows."""

    def of_unit(self, unit: UUID, day: date) -> Sequence[MemberOnDay]:
        """Return everybody of a unit on a day, collaborators and volunteers included."""

    def by_account(self, account: UUID, day: date) -> Sequence[MemberOnDay]:
        """Return what is entered of the person of an account, in every unit."""

    def still_in(self, unit: UUID) -> Sequence[UUID]:
        """Return everybody who is in a unit now and has not left."""
