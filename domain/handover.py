"""Handing over (*bàn giao*): who answers for a case or a consultation from now on, and whom that relieves.

Losing access never orphans a child (DESIGN, section 3, rule 9): whoever left has their work handed to somebody.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from domain.kernel import Event, Line, Narrative, Value


class HandOver(Value):
    """Who answers from now on, in which unit they work, and whom it relieves."""

    counsellor: UUID
    unit: UUID
    """In which the new counsellor works; who leaves it later hands over again."""
    before: UUID | None = None
    released: tuple[UUID, ...] = ()
    """Others who no longer work here and had a step to do: their open steps go along."""
    reason: Narrative[Line] = ""

    @property
    def relieved(self) -> tuple[UUID, ...]:
        """Everyone whose open steps here go to the new counsellor."""
        return tuple(dict.fromkeys(one for one in (self.before, *self.released) if one is not None))

    def instead_of(self, before: UUID | None) -> HandOver:
        """Return the same with who answered until now."""
        others = tuple(one for one in self.released if one not in (before, self.counsellor))
        return self.model_copy(update={"before": before, "released": others})


class StepsGiven(Value):
    """Open steps of one person, in a record that somebody else answers for, go to another person."""

    of: UUID
    to: UUID


class CaseStepsGiven(Event):
    """Steps of a case that somebody was to do were given to another; who answers for the case stays."""

    TOPIC: ClassVar[str] = "case.steps-given.1"
    given: StepsGiven


class CounsellingStepsGiven(Event):
    """The same, of a consultation matter."""

    TOPIC: ClassVar[str] = "counselling.steps-given.1"
    given: StepsGiven
