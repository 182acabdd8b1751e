"""What is entered in a recommendation, each with the name under which a form or program sends it."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field

from domain.identity import Day
from domain.kernel import Act, Event, Legal, Line, Named, Narrative, Said, Value
from domain.lists import ForwardChannel
from domain.recommendation import Recommendation
from domain.recommendation import facts as f


class NewConveyance(f.Conveyance):
    """It went to a body."""

    what: Literal["conveyance"] = "conveyance"


class NewAcknowledgement(f.Acknowledgement):
    """A body confirmed receipt."""

    what: Literal["acknowledgement"] = "acknowledgement"


class NewReply(f.Reply):
    """A body answered."""

    what: Literal["reply"] = "reply"


class NewReminder(f.Reminder):
    """A body was asked again."""

    what: Literal["reminder"] = "reminder"


class Escalation(Value):
    """It went to a higher body."""

    what: Literal["escalation"] = "escalation"
    conveyed: int
    """Version of the fact that conveyed it to the body that did not answer, or not enough."""
    agency: f.Agency
    on: Day
    how: ForwardChannel = ForwardChannel.OFFICIAL_DISPATCH
    reference: Legal[Line] = ""
    why: Narrative[Said]


class NewFeedback(f.Feedback):
    """The child or the proposer was told."""

    what: Literal["feedback"] = "feedback"


class NewClosing(f.Closing):
    """It is over."""

    what: Literal["closing"] = "closing"


class NewWithdrawal(f.Withdrawal):
    """It is not followed any more."""

    what: Literal["withdrawal"] = "withdrawal"


class Merging(Value):
    """It is followed with another one, named by its code."""

    what: Literal["merging"] = "merging"
    into: Named
    reason: Narrative[Said]


Entry = Annotated[
    NewConveyance
    | NewAcknowledgement
    | NewReply
    | NewReminder
    | Escalation
    | NewFeedback
    | NewClosing
    | NewWithdrawal
    | Merging,
    Field(discriminator="what"),
]


class RightCollected(f.Collected):
    """What came in, put right."""

    what: Literal["collected"] = "collected"


Correction = Annotated[
    RightCollected | NewConveyance | NewAcknowledgement | NewReply | NewFeedback,
    Field(discriminator="what"),
]

V = TypeVar("V", bound=Value)


def plain(kind: type[V], given: Value) -> V:
    """Return a value without the name it was sent under."""
    return kind(**{name: getattr(given, name) for name in kind.model_fields})


def entered(one: Recommendation, entry: Any, act: Act) -> Event:
    """Return the fact of what is entered; a merge concerns two recommendations and is no such entry."""
    match entry:
        case NewConveyance():
            return one.convey(plain(f.Conveyance, entry), act)
        case NewAcknowledgement():
            return one.acknowledge(plain(f.Acknowledgement, entry), act)
        case NewReply():
            return one.reply(plain(f.Reply, entry), act)
        case NewReminder():
            return one.remind(plain(f.Reminder, entry), act)
        case Escalation():
            return one.escalate(entry.conveyed, plain(f.Conveyance, entry), entry.why or "", act)
        case NewFeedback():
            return one.feed_back(plain(f.Feedback, entry), act)
        case NewClosing():
            return one.close(plain(f.Closing, entry), act)
        case NewWithdrawal():
            return one.withdraw(plain(f.Withdrawal, entry), act)
        case _:
            raise TypeError(type(entry))


def corrected_value(value: Any) -> f.Entry:
    """Return the value of a correction as the facts keep it."""
    match value:
        case RightCollected():
            return plain(f.Collected, value)
        case NewConveyance():
            return plain(f.Conveyance, value)
        case NewAcknowledgement():
            return plain(f.Acknowledgement, value)
        case NewReply():
            return plain(f.Reply, value)
        case NewFeedback():
            return plain(f.Feedback, value)
        case _:
            raise TypeError(type(value))
