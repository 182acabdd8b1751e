"""A list that was given to a partner: whom, what stood on it, and the digest of the paper."""

from __future__ import annotations

from typing import NoReturn
from uuid import UUID

from domain.kernel import State
from domain.support.facts import SupportListGiven


class SupportList(State[SupportListGiven, NoReturn]):
    """A list that was given to a partner; nothing about it changes."""

    unit: UUID
    code: str
    given: SupportListGiven

    @classmethod
    def began(cls, stream: UUID, fact: SupportListGiven) -> SupportList:
        """Return the state after the first fact."""
        return cls(id=stream, version=0, unit=fact.unit, code=fact.code, given=fact)
