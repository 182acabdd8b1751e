"""What pages of recommendations offer to enter and correct, under the names that stand in their addresses."""

from collections.abc import Mapping
from typing import Any

from application.recommendation.entries import (
    Escalation,
    Merging,
    NewAcknowledgement,
    NewClosing,
    NewConveyance,
    NewFeedback,
    NewReminder,
    NewReply,
    NewWithdrawal,
    RightCollected,
)
from domain.kernel import Event, Value
from domain.recommendation import facts as f

ENTRIES: Mapping[str, type[Value]] = {
    "chuyen": NewConveyance,
    "xac-nhan": NewAcknowledgement,
    "tra-loi": NewReply,
    "don-doc": NewReminder,
    "cap-tren": Escalation,
    "phan-hoi": NewFeedback,
    "ket-thuc": NewClosing,
    "rut": NewWithdrawal,
    "gop": Merging,
}
"""Last part of an address, and what it enters."""

_CORRECTED: Mapping[type[Event], tuple[str, type[Value], str]] = {
    f.RecommendationCollected: ("tiep-nhan", RightCollected, "collected"),
    f.RecommendationConveyed: ("chuyen", NewConveyance, "conveyance"),
    f.RecommendationEscalated: ("chuyen", NewConveyance, "conveyance"),
    f.RecommendationAcknowledged: ("xac-nhan", NewAcknowledgement, "acknowledgement"),
    f.RecommendationReplied: ("tra-loi", NewReply, "reply"),
    f.RecommendationFedBack: ("phan-hoi", NewFeedback, "feedback"),
}


def correctable(fact: Event) -> tuple[str, type[Value], Any] | None:
    """Return the form, the value it sends and what it says now; None for a fact that cannot be corrected."""
    found = _CORRECTED.get(type(fact))
    return (found[0], found[1], getattr(fact, found[2])) if found else None
