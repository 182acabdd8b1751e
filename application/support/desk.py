"""Needs and lists as they are read: codes, days and đồng, straight from the fact rows; no word of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Protocol
from uuid import UUID

from pydantic import BeforeValidator

from application.access import Action
from application.work import Question, Work
from domain.support.codes import BroadAge, NeedKind, SupportStage, Urgency
from domain.support.listing import Introduced
from domain.text import none_if_blank

MOST_NEEDS = 500
"""Needs of one list, the latest. Source: quy ước nội bộ."""


class SeeSupport(Question):
    """See the needs of one's scope, all or narrowed."""

    ACTION: ClassVar[Action] = Action.SEE_SUPPORT
    stage: Annotated[SupportStage | None, BeforeValidator(none_if_blank)] = None
    kind: Annotated[NeedKind | None, BeforeValidator(none_if_blank)] = None
    unit: Annotated[UUID | None, BeforeValidator(none_if_blank)] = None

    @property
    def is_narrowed(self) -> bool:
        """Whether not all of them are asked for."""
        return any((self.stage, self.kind, self.unit))


@dataclass(frozen=True, slots=True)
class SupportRow:
    """One need in a list."""

    need: UUID
    record_no: int
    code: str
    unit: UUID
    kind: NeedKind
    amount_vnd: int
    delivered_vnd: int
    until: date | None
    urgency: Urgency
    area: str | None
    age: BroadAge
    stage: SupportStage
    entered_on: date
    has_case: bool

    @property
    def lacking_vnd(self) -> int:
        """What is still lacking, in đồng."""
        return max(0, self.amount_vnd - self.delivered_vnd)


@dataclass(frozen=True, slots=True)
class ListRow:
    """One list that was given to a partner."""

    given: UUID
    record_no: int
    code: str
    given_on: date
    lines: int


class SupportNeeds(Protocol):
    """Needs and lists, straight from the fact rows."""

    def rows(self, question: SeeSupport, limit: int) -> Sequence[SupportRow]:
        """Return needs of the reader's scope, the latest first."""

    def of_case(self, case_id: UUID) -> Sequence[SupportRow]:
        """Return the needs of a case that the reader sees."""

    def introduced(self) -> Sequence[Introduced]:
        """Return every need that is introduced and not met, whatever its unit, but for those hidden from the reader."""

    def shown_on(self, need: UUID) -> Sequence[ListRow]:
        """Return the lists on which a need stood: who may have seen it."""

    def lists(self, limit: int) -> Sequence[ListRow]:
        """Return the lists that were given, the latest first."""

    def told(self, cases: Collection[UUID]) -> Sequence[int]:
        """Return the positions of the facts by which donors were told who the child of these cases is."""


def see_support(question: SeeSupport, work: Work) -> Sequence[SupportRow]:
    """Return the needs of the reader's scope, the latest first."""
    work.allow(question)
    rows = work.view(SupportNeeds).rows(question, MOST_NEEDS)  # type: ignore[type-abstract]
    work.showed(row.record_no for row in rows)
    return rows
