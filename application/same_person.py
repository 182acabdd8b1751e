"""Two accounts of one person count as one wherever a second person is needed.

Known from match rows: what staff declare of themselves, and what is entered of a member who has the account. Nothing
here stands before an emergency or a request passed on: no rule of two people does.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Protocol
from uuid import UUID

from application.work import Work


class SamePeople(Protocol):
    """Which accounts are known to be of the same person, straight from the match rows."""

    def accounts_of(self, account: UUID) -> Set[UUID]:
        """Return the other accounts of the person of this account, closed ones as well."""

    def pairs(self) -> Sequence[tuple[UUID, UUID]]:
        """Return the accounts of which two are of one person, each pair once."""

    def is_of(self, member: UUID, account: UUID) -> bool:
        """Return whether what is entered of a member meets this account's person or their relatives."""


def as_one(first: UUID | None, second: UUID, work: Work) -> UUID | None:
    """Return the account that a rule of two people compares with the second: the second itself for the same person."""
    if first is None or first == second:
        return first
    same = work.view(SamePeople)  # type: ignore[type-abstract]
    return second if first in same.accounts_of(second) else first


def accounts_of_reader(work: Work) -> frozenset[UUID]:
    """Return the reader's account with the others that are known to be of the same person."""
    same = work.view(SamePeople)  # type: ignore[type-abstract]
    return frozenset({work.reader.account, *same.accounts_of(work.reader.account)})
