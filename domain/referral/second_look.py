"""A second look: another reviewer reads the opinion that waits for approval, and may hold otherwise.

The head asks; the same check runs before anybody is asked, and the same sheet is declared before anything opens. They
write nothing but a dissenting note, which stops nothing. The look ends with the approval, or when the opinion is sent
back. Source: LAW 6.2 (conflict first, four eyes); that another reviewer is asked is quy ước nội bộ, decision 0095.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from domain.kernel import Event, Legal, Text, Value
from domain.lists import ConflictAnswer
from domain.referral.conflict_sheet import Declaration

if TYPE_CHECKING:
    from domain.referral import Referral


class SecondLookAsked(Event):
    """The head asked another reviewer to look at the opinion; the conflict sheet comes first."""

    TOPIC: ClassVar[str] = "referral.second-look-asked.1"
    reader: UUID


class SecondLookOpened(Event):
    """They saw the names and declared no conflict of interest; request and opinion open to them."""

    TOPIC: ClassVar[str] = "referral.second-look-opened.1"
    reader: UUID
    declaration: Legal[Declaration]
    promises: bool = False
    """Whether a juror promised not to sit."""


class SecondLookRecused(Event):
    """They declared a conflict; final for this matter. Which and why: for auditors only."""

    TOPIC: ClassVar[str] = "referral.second-look-recused.1"
    reader: UUID
    answer: Legal[ConflictAnswer]
    reason: Legal[Text] = ""
    declaration: Legal[Declaration]


class SecondLook(Value):
    """Who was asked and has not declared, and to whom it opened."""

    asked: UUID | None = None
    readers: frozenset[UUID] = frozenset()

    def concerns(self, account: UUID | None) -> bool:
        """Whether this account declares on a second look, not on a review."""
        return account is not None and (account == self.asked or account in self.readers)


def after_second_look(
    referral: Referral, fact: SecondLookAsked | SecondLookOpened | SecondLookRecused
) -> Referral:
    """Return the request after a fact of a second look; its stage stays."""
    look = referral.second_look
    match fact:
        case SecondLookAsked():
            return referral.but(second_look=SecondLook(asked=fact.reader, readers=look.readers))
        case SecondLookOpened():
            opened = SecondLook(readers=look.readers | {fact.reader})
            return referral.but(second_look=opened, reviewed=referral.reviewed | {fact.reader})
        case SecondLookRecused():
            asked = None if look.asked == fact.reader else look.asked
            left = SecondLook(asked=asked, readers=look.readers - {fact.reader})
            return referral.but(second_look=left, recused=referral.recused | {fact.reader})
