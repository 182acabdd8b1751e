"""What is said of a need, and of what becomes of it. Codes, days and đồng are clear; words are under the need's key.

A partner never sees the words: the list is made of codes alone (`domain.support.listing`).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from domain.activity.codes import DonorKind
from domain.activity.held import MOST_DONG, MaybeDay, Worth, ungrouped
from domain.identity import Day
from domain.kernel import Contact, Identity, Line, Named, Summary, Text, Value
from domain.lists import Allegation
from domain.support.codes import (
    BroadAge,
    NeedKind,
    ReleasePart,
    ReportBack,
    SupportCounting,
    SupportOutcome,
    Urgency,
    WhyTakenBack,
)
from domain.units import MaybeUnit

Amount = Annotated[int, Field(ge=1, le=MOST_DONG), BeforeValidator(ungrouped)]
"""Đồng, whole, at least 1."""
Entry = Annotated[int, Field(ge=1, le=10_000)]
"""Number of an entry within its need, from 1."""


class Need(Value):
    """What a child needs."""

    kind: NeedKind
    amount_vnd: Amount
    until: MaybeDay = None
    urgency: Urgency = Urgency.USUAL
    area: MaybeUnit = None
    """Commune or old district, never a village; partners see a coarser place."""
    age: BroadAge = BroadAge.UNKNOWN
    """Of a child with a case it is worked out from the case."""
    allegation: Allegation = Allegation.NOT_KNOWN_YET
    """Of a child without a case: whether abuse or a risk of it is spoken of. A case says it itself."""
    child: Identity[Line] = ""
    """Of a child without a case. Of one with a case the name stays in the case."""
    contact: Contact[Line] = ""
    words: Summary[Text] = ""
    """What exactly is needed and why; for those who work on it."""


class Correction(Need):
    """The whole of a need again, and why."""

    reason: Summary[Named]


class Tie(Value):
    """The child has a case now; what the case says holds for the need from here on."""

    code: Summary[Named]
    """Number of the case (*số hồ sơ*)."""


class Check(Value):
    """A second person looked at the need and agrees."""


class Introduction(Value):
    """Partners may see it from now on, without identity."""


class TakingBack(Value):
    """Partners see it no longer."""

    because: WhyTakenBack


class Pledge(Value):
    """Somebody means to help."""

    donor_kind: DonorKind
    donor: Identity[Named]
    amount_vnd: Amount
    on: Day
    by: MaybeDay = None
    """Until when it is promised."""


class PledgeEnd(Value):
    """A pledge is not kept, or was given to another need."""

    pledge: Entry
    reason: Summary[Named]


class Delivery(Value):
    """Something was handed over through the unit; a fact, entered whatever stands of the need."""

    on: Day
    worth: Worth
    paper: Summary[Named]
    """Number of the receipt (*biên nhận*)."""
    pledge: Annotated[Entry | None, BeforeValidator(ungrouped)] = None
    counting: SupportCounting = SupportCounting.BENEFIT
    donor_kind: Annotated[DonorKind | None, BeforeValidator(ungrouped)] = None
    """Asked where it counts as a contribution and no pledge says it."""

    @property
    def lacks_valuation(self) -> bool:
        """Whether goods have a value and nobody says how it was found."""
        return bool(self.worth.goods_vnd) and self.worth.valuation is None


class DeliveryCancel(Value):
    """A delivery was entered by mistake; what was counted for it counts no more."""

    delivery: Entry
    reason: Summary[Named]


class Report(Value):
    """The donor was told what became of the help; never who the child is, unless that was agreed to."""

    on: Day
    how: ReportBack
    note: Summary[Line] = ""


class Release(Value):
    """Who a child is was told to one donor, on a consent that stands."""

    to: Identity[Named]
    parts: Annotated[tuple[ReleasePart, ...], Field(min_length=1)]
    on: Day


class Closing(Value):
    """The need is over."""

    outcome: SupportOutcome
    not_reported: Summary[Line] = ""
    """Why no donor was told, where something was delivered."""


class Withdrawing(Value):
    """The need is given up."""

    reason: Summary[Named]


Part = (
    Correction | TakingBack | Pledge | PledgeEnd | Delivery | DeliveryCancel | Report | Closing | Withdrawing
)
"""What is entered in the course of the work; checking, introducing and releasing ask for more."""
