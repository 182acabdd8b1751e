"""The value lists of the house, by subject; import them from here.

A list that law defines cites it; the others are *quy ước nội bộ*, conventions of the association.
"""

from domain.lists.child import Known, PriorityTag, Sex, SubjectCategory
from domain.lists.counselling import ClientKind, ConsultationChannel, ConsultationKind, PartySide
from domain.lists.followup import (
    ConflictAnswer,
    ForwardChannel,
    LegalBasis,
    Outcome,
    ReferralTrigger,
    ReplyKind,
    TriageLevel,
)
from domain.lists.harm import (
    AbuseEnvironment,
    AbuseType,
    Allegation,
    CareReceived,
    DangerNow,
    InjuryCause,
    InjuryPlace,
    InjurySeverity,
    Relation,
)
from domain.lists.intake import Channel, LatenessReason, ReopenReason, SourceType
from domain.lists.people import MemberKind, UnitLevel
from domain.lists.special import SpecialGroup, SpecialLeaf

__all__ = [
    "AbuseEnvironment",
    "AbuseType",
    "Allegation",
    "CareReceived",
    "Channel",
    "ClientKind",
    "ConflictAnswer",
    "ConsultationChannel",
    "ConsultationKind",
    "DangerNow",
    "ForwardChannel",
    "InjuryCause",
    "InjuryPlace",
    "InjurySeverity",
    "Known",
    "LatenessReason",
    "LegalBasis",
    "MemberKind",
    "Outcome",
    "PartySide",
    "PriorityTag",
    "ReferralTrigger",
    "Relation",
    "ReopenReason",
    "ReplyKind",
    "Sex",
    "SourceType",
    "SpecialGroup",
    "SpecialLeaf",
    "SubjectCategory",
    "TriageLevel",
    "UnitLevel",
]
