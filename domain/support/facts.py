"""Facts of a need of support. Each further fact says the stage it leads to, so lists need no second reading."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from domain.kernel import Event, Named, Summary, Value
from domain.support.codes import (
    BroadAge,
    NeedKind,
    SupportStage,
    Urgency,
    WhyReleaseEnded,
    WhyTakenBack,
)
from domain.support.parts import Closing, Delivery, Need, Pledge, Release, Report


class SupportEntered(Event):
    """A need was entered."""

    TOPIC: ClassVar[str] = "support.entered.1"
    unit: UUID
    code: str
    case_id: UUID | None = None
    need: Need
    entered_by: UUID | None = None


class SupportCorrected(Event):
    """The whole of it was said again; it is to be checked again."""

    TOPIC: ClassVar[str] = "support.corrected.1"
    need: Need
    reason: Summary[Named]
    entered_by: UUID | None = None
    stage: SupportStage


class SupportTied(Event):
    """The need was tied to the child's case."""

    TOPIC: ClassVar[str] = "support.tied.1"
    case_id: UUID
    age: BroadAge


class SupportChecked(Event):
    """A second person agreed."""

    TOPIC: ClassVar[str] = "support.checked.1"
    stage: SupportStage


class SupportIntroduced(Event):
    """Partners may see it, without identity."""

    TOPIC: ClassVar[str] = "support.introduced.1"
    stage: SupportStage


class SupportTakenBack(Event):
    """Partners see it no longer."""

    TOPIC: ClassVar[str] = "support.taken-back.1"
    because: WhyTakenBack
    stage: SupportStage


class SupportPledged(Event):
    """Somebody means to help."""

    TOPIC: ClassVar[str] = "support.pledged.1"
    number: int
    pledge: Pledge
    stage: SupportStage


class SupportPledgeEnded(Event):
    """A pledge is not kept."""

    TOPIC: ClassVar[str] = "support.pledge-ended.1"
    pledge: int
    reason: Summary[Named]
    stage: SupportStage


class SupportDelivered(Event):
    """Something was handed over through the unit."""

    TOPIC: ClassVar[str] = "support.delivered.1"
    number: int
    delivery: Delivery
    benefit: UUID | None = None
    """The activity as which it counts as *lượt*, entered by the same act."""
    contribution: UUID | None = None
    """The activity as which it counts as a contribution, entered by the same act."""
    stage: SupportStage


class SupportDeliveryCancelled(Event):
    """A delivery counts no more, nor do its activities."""

    TOPIC: ClassVar[str] = "support.delivery-cancelled.1"
    delivery: int
    reason: Summary[Named]
    stage: SupportStage


class SupportReported(Event):
    """The donor was told."""

    TOPIC: ClassVar[str] = "support.reported.1"
    report: Report
    stage: SupportStage


class SupportReleased(Event):
    """Who the child is was told to one donor."""

    TOPIC: ClassVar[str] = "support.released.1"
    number: int
    release: Release
    case_id: UUID
    consent: int
    """Version of the fact of the case that gave the consent."""


class SupportReleaseEnded(Event):
    """Donors are told no more about the child."""

    TOPIC: ClassVar[str] = "support.release-ended.1"
    releases: tuple[int, ...]
    because: WhyReleaseEnded


class SupportClosed(Event):
    """The need is over."""

    TOPIC: ClassVar[str] = "support.closed.1"
    closing: Closing
    stage: SupportStage


class SupportWithdrawn(Event):
    """The need was given up."""

    TOPIC: ClassVar[str] = "support.withdrawn.1"
    reason: Summary[Named]
    stage: SupportStage


class PublicLine(Value):
    """One need as a partner sees it: nothing in it tells who the child is."""

    need: UUID
    """Not shown; it says later who saw the need."""
    code: str
    kind: NeedKind
    place: str
    """Old district, group of districts or province: as coarse as the threshold asks."""
    age: BroadAge
    amount_vnd: int
    """What is still lacking."""
    urgency: Urgency
    stage: SupportStage


class SupportListGiven(Event):
    """A list was given to a partner."""

    TOPIC: ClassVar[str] = "support.list-given.1"
    unit: UUID
    code: str
    to: Summary[Named]
    """Whom; an organisation, or a person who gives for themselves."""
    lines: tuple[PublicLine, ...]
    threshold: int
    digest: str
    """SHA-256 of the words of the paper, in hexadecimal digits."""
