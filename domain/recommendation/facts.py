"""Facts of a recommendation. Each says how far it then is; those that count for Article 92 say for what they count."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BeforeValidator, Field

from domain.duties import Duty
from domain.files import FileAttached, FileWithdrawn
from domain.identity import Day
from domain.kernel import Event, Legal, Line, Named, Narrative, ReporterIdentity, Said, Summary, Text, Value
from domain.lists import ForwardChannel
from domain.recommendation.codes import (
    AgencyKind,
    Agreement,
    Ending,
    FeedbackWay,
    Origin,
    RecommendationKind,
    RecommendationStage,
    Subject,
    Verdict,
    WithdrawnWhy,
)
from domain.referral.opinion import CitedArticle
from domain.text import none_if_blank
from domain.units import MaybeUnit

MaybeAge = Annotated[Annotated[int, Field(ge=0, le=17)] | None, BeforeValidator(none_if_blank)]
"""Full years; None when not known."""


class ChildVoice(Value):
    """What a child said, in its own words, and who agrees that they are passed on.

    Words are kept under a key of their own, so that they can be destroyed while the recommendation goes on.
    """

    words: ReporterIdentity[Text] = ""
    age: MaybeAge = None
    explained: bool = False
    """Whether it was explained to the child, in words that fit its age, what becomes of what it says."""
    child: Agreement = Agreement.NOT_ASKED
    guardian: Agreement = Agreement.NOT_ASKED


class Collected(Value):
    """What came in: from whom, about what, what is asked."""

    kind: RecommendationKind = RecommendationKind.RECOMMENDATION
    origin: Origin
    subject: Subject
    title: Summary[Named]
    content: Narrative[Said]
    proposer: ReporterIdentity[Line] = ""
    """Who proposed it, when that is to be known."""
    area: MaybeUnit = None
    """Of which commune or district it tells."""
    collected_on: Day
    voice: ChildVoice = ChildVoice()


class Letter(Value):
    """The letter of a recommendation, or the text of a position statement, as it is to be signed."""

    addressee: Named
    subject: Named
    body: Said
    asks: Said
    """What is recommended."""
    law: tuple[CitedArticle, ...] = ()
    quotes_child: bool = False
    """Whether the child's own words stand in it."""


class Agency(Value):
    """A body that a recommendation goes to. The name is personal: that of a school may point to a child."""

    kind: AgencyKind
    unit: MaybeUnit = None
    name: Summary[Line] = ""

    def shown(self, language: str = "vi") -> str:
        """Return the body in words."""
        if self.name:
            return self.name
        parts = (self.kind.label(language), self.unit.name_as_written if self.unit else "")
        return " – ".join(part for part in parts if part)


class Conveyance(Value):
    """To whom it went, when, how, under which reference."""

    agency: Agency
    on: Day
    how: ForwardChannel = ForwardChannel.OFFICIAL_DISPATCH
    reference: Legal[Line] = ""


class Acknowledgement(Value):
    """A body said that it received it."""

    conveyed: int
    """Version of the fact that conveyed it there."""
    on: Day
    reference: Legal[Line] = ""


class Reply(Value):
    """What a body answered."""

    conveyed: int
    on: Day
    verdict: Verdict
    content: Narrative[Text] = ""
    """What it says or will do; of a refusal, why."""
    reference: Legal[Line] = ""


class Reminder(Value):
    """A body was asked again; when to do so is quy ước nội bộ."""

    conveyed: int
    on: Day
    how: ForwardChannel = ForwardChannel.OFFICIAL_DISPATCH
    reference: Legal[Line] = ""


class Feedback(Value):
    """The child, or whoever proposed it, was told what became of it, or it is said why not."""

    on: Day
    way: FeedbackWay
    told: Narrative[Text] = ""


class Closing(Value):
    """How it is over."""

    how: Ending
    note: Narrative[Text] = ""


class Withdrawal(Value):
    """Why it is not followed any more."""

    why: WithdrawnWhy
    note: Narrative[Text] = ""


Entry = Collected | Conveyance | Acknowledgement | Reply | Feedback
"""What can be corrected."""


class Counted(Value):
    """What something done counts for: in which unit, on which day, in which area, under which clauses (LAW 1.2)."""

    unit: UUID
    on: date
    clauses: tuple[Duty, ...]
    area: MaybeUnit = None


class RecommendationCollected(Event):
    """A recommendation, or what is to become one, came in."""

    TOPIC: ClassVar[str] = "recommendation.collected.1"
    code: str
    """Unit, KN for *kiến nghị*, number and year: `BG.KN.0001.2026`."""
    unit: UUID
    collected: Collected
    counted: Counted
    case_id: UUID | None = None
    """The case it comes from; who may not see that case sees nothing of this either."""
    referral_id: UUID | None = None
    step: int | None = None
    """Place of the recommended step among those of that opinion."""


class Followed(Event):
    """A further fact of a recommendation."""

    stage: RecommendationStage
    """How far the recommendation is with it."""


class RecommendationDrafted(Followed):
    """The letter is written; it may be written anew until it is conveyed."""

    TOPIC: ClassVar[str] = "recommendation.drafted.1"
    letter: Legal[Letter]
    drafted_by: UUID


class RecommendationSentBack(Followed):
    """The letter is to be looked at again."""

    TOPIC: ClassVar[str] = "recommendation.sent-back.1"
    drafted: int
    comment: Legal[Said]


class RecommendationApproved(Followed):
    """Somebody else than whoever wrote it agrees with the letter."""

    TOPIC: ClassVar[str] = "recommendation.approved.1"
    drafted: int
    """Version of the draft that was read."""


class RecommendationConveyed(Followed):
    """It went to a body."""

    TOPIC: ClassVar[str] = "recommendation.conveyed.1"
    conveyance: Conveyance
    counted: Counted


class RecommendationEscalated(Followed):
    """It went to a higher body, because another did not answer, or not enough."""

    TOPIC: ClassVar[str] = "recommendation.escalated.1"
    over: int
    """Version of the fact that conveyed it to the body that did not."""
    conveyance: Conveyance
    counted: Counted
    why: Narrative[Said]


class RecommendationAcknowledged(Followed):
    """A body confirmed receipt."""

    TOPIC: ClassVar[str] = "recommendation.acknowledged.1"
    acknowledgement: Acknowledgement


class RecommendationReplied(Followed):
    """A body answered. One that was closed goes on."""

    TOPIC: ClassVar[str] = "recommendation.replied.1"
    reply: Reply
    counted: Counted


class RecommendationReminded(Followed):
    """A body was asked again."""

    TOPIC: ClassVar[str] = "recommendation.reminded.1"
    reminder: Reminder


class RecommendationFedBack(Followed):
    """The child, or whoever proposed it, was told."""

    TOPIC: ClassVar[str] = "recommendation.fed-back.1"
    feedback: Feedback
    counted: Counted


class RecommendationClosed(Followed):
    """It is over; a reply that comes later opens it again."""

    TOPIC: ClassVar[str] = "recommendation.closed.1"
    closing: Closing


class RecommendationWithdrawn(Followed):
    """It is not followed any more."""

    TOPIC: ClassVar[str] = "recommendation.withdrawn.1"
    withdrawal: Withdrawal


class RecommendationMerged(Followed):
    """It is followed with another one that asks the same."""

    TOPIC: ClassVar[str] = "recommendation.merged.1"
    into: UUID
    reason: Narrative[Said]


class RecommendationJoined(Followed):
    """Another one that asks the same is followed with this one."""

    TOPIC: ClassVar[str] = "recommendation.joined.1"
    other: UUID


class RecommendationCorrected(Followed):
    """What was entered is wrong; the new value stands for the old one from here on."""

    TOPIC: ClassVar[str] = "recommendation.corrected.1"
    entry: int
    """Version of the fact that it corrects."""
    reason: Narrative[Said]
    collected: Collected | None = None
    conveyance: Conveyance | None = None
    acknowledgement: Acknowledgement | None = None
    reply: Reply | None = None
    feedback: Feedback | None = None
    counted: Counted | None = None
    """What the corrected fact counts for now."""


class RecommendationCancelled(Followed):
    """What was entered never happened; it counts for nothing from here on."""

    TOPIC: ClassVar[str] = "recommendation.cancelled.1"
    entry: int
    reason: Narrative[Said]


class RecommendationFileAttached(FileAttached):
    """A file was added: what it rests on, the paper that went out, the reply."""

    TOPIC: ClassVar[str] = "recommendation.file-attached.1"


class RecommendationFileWithdrawn(FileWithdrawn):
    """A file of a recommendation was taken out of sight."""

    TOPIC: ClassVar[str] = "recommendation.file-withdrawn.1"


Further = (
    RecommendationDrafted
    | RecommendationSentBack
    | RecommendationApproved
    | RecommendationConveyed
    | RecommendationEscalated
    | RecommendationAcknowledged
    | RecommendationReplied
    | RecommendationReminded
    | RecommendationFedBack
    | RecommendationClosed
    | RecommendationWithdrawn
    | RecommendationMerged
    | RecommendationJoined
    | RecommendationCorrected
    | RecommendationCancelled
    | RecommendationFileAttached
    | RecommendationFileWithdrawn
)
