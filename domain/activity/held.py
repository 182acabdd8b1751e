"""What is said of an activity: day, place, theme, how many people, what it came to; never who a child is."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field

from domain.activity.codes import (
    ActivityKind,
    BenefitForm,
    ConferenceOf,
    DeclineReason,
    DonorKind,
    GuidanceTo,
    HeldLevel,
    InspectionOf,
    Medium,
    ModelStep,
    Occasion,
    PlanServed,
    PreparationOf,
    StatementOn,
    Theme,
    Valuation,
    WhyCancelled,
)
from domain.identity import Day
from domain.kernel import Identity, Line, Named, Summary, Text, Value
from domain.text import none_if_blank
from domain.units import MaybeUnit

MOST_PEOPLE = 10_000_000
MOST_DONG = 10**14
"""Beyond it a number was mistyped. Source: quy ước nội bộ."""
_GROUPED = re.compile(r"\d{1,3}([., \u00a0]\d{3})+")


def ungrouped(value: object) -> object:
    """Return what was typed in groups of three (`5.000.000`) as digits.

    >>> ungrouped("5.000.000 đ"), ungrouped("12,5"), ungrouped(7)
    ('5000000', '12,5', 7)
    """
    if not isinstance(value, str):
        return value
    said = value.strip().removesuffix("đồng").removesuffix("đ").strip()
    return re.sub(r"\D", "", said) if _GROUPED.fullmatch(said) else none_if_blank(said)


MaybeDay = Annotated[Day | None, BeforeValidator(none_if_blank)]
Count = Annotated[int | None, Field(ge=0, le=MOST_PEOPLE), BeforeValidator(ungrouped)]
"""How many; None: not counted."""
Dong = Annotated[int | None, Field(ge=0, le=MOST_DONG), BeforeValidator(ungrouped)]
"""Đồng, whole; None: not said."""
YesNo = Annotated[bool | None, BeforeValidator(none_if_blank)]


class Participants(Value):
    """How many took part, by kind; children are counted, never named (DESIGN, section 4)."""

    children: Count = None
    members: Count = None
    """Officers and members of the association."""
    families: Count = None
    teachers: Count = None
    officials: Count = None
    """Of authorities and organisations."""
    collaborators: Count = None
    """Collaborators and volunteers, who are no members."""
    supervisors: Count = None
    """Adults who looked after the children of a forum."""
    guests: Count = None
    others: Count = None

    @property
    def all(self) -> int:
        """Everybody who was counted."""
        return sum(getattr(self, name) or 0 for name in type(self).model_fields)


class Worth(Value):
    """Money and goods in đồng."""

    money_vnd: Dong = None
    goods_vnd: Dong = None
    valuation: Annotated[Valuation | None, BeforeValidator(none_if_blank)] = None
    goods: Summary[Line] = ""
    """What it was, and the source of a market price."""

    @property
    def total_vnd(self) -> int:
        """Money and valued goods together, in đồng."""
        return (self.money_vnd or 0) + (self.goods_vnd or 0)


class Detail(Value):
    """What only some kinds ask for (`domain.activity.kinds`)."""

    level: Annotated[HeldLevel | None, BeforeValidator(none_if_blank)] = None
    occasion: Annotated[Occasion | None, BeforeValidator(none_if_blank)] = None
    sites: Count = None
    """Places or units that a survey or inspection went to."""
    in_scope: Count = None
    """Units that could have been chosen."""
    answers: Count = None
    """Answers to a survey."""
    findings: Count = None
    inspection: Annotated[InspectionOf | None, BeforeValidator(none_if_blank)] = None
    conference: Annotated[ConferenceOf | None, BeforeValidator(none_if_blank)] = None
    preparation: Annotated[PreparationOf | None, BeforeValidator(none_if_blank)] = None
    guidance: Annotated[GuidanceTo | None, BeforeValidator(none_if_blank)] = None
    statement: Annotated[StatementOn | None, BeforeValidator(none_if_blank)] = None
    medium: Annotated[Medium | None, BeforeValidator(none_if_blank)] = None
    pieces: Count = None
    step: Annotated[ModelStep | None, BeforeValidator(none_if_blank)] = None
    benefit: Annotated[BenefitForm | None, BeforeValidator(none_if_blank)] = None
    instances: Count = None
    """*Lượt*: one benefit given to one child once; never the number of children (LAW 8)."""
    donor_kind: Annotated[DonorKind | None, BeforeValidator(none_if_blank)] = None
    donor: Identity[Line] = ""
    addressee: Summary[Line] = ""
    """Body to which a position was stated."""
    delegation: Summary[Line] = ""
    """Paper by which a service was delegated or supported."""
    parental_consent: YesNo = None
    """Of a forum: parents or guardians agreed in writing."""
    reported_on: MaybeDay = None
    """Of a forum: when its result was reported to the People's Committee of the level."""


class Held(Value):
    """An activity that was held, as a whole; a correction says the whole again."""

    kind: ActivityKind
    held_on: Day
    until: MaybeDay = None
    """Last day, where it took several."""
    topic: Summary[Named]
    themes: tuple[Theme, ...] = ()
    serves: tuple[PlanServed, ...] = ()
    reference: Summary[Line] = ""
    """Number and day of the plan, decision or paper it goes back to."""
    place: MaybeUnit = None
    """Administrative unit as of that day: code, first day of validity and name as written."""
    venue: Summary[Line] = ""
    in_difficult_area: YesNo = None
    """Especially difficult area on that day; left open on the way in, it is that of the unit on that day."""
    participants: Participants = Participants()
    detail: Detail = Detail()
    worth: Worth = Worth()
    note: Summary[Text] = ""

    @property
    def last_day(self) -> date:
        """The last day on which it was held."""
        return self.until or self.held_on


class Invitation(Value):
    """An invitation to take part in a supervision or a course."""

    kind: ActivityKind
    topic: Summary[Named]
    inviter: Summary[Named]
    """Which body invited; a body, no person."""
    invited_on: Day
    for_day: Day
    reference: Summary[Line] = ""


class Declining(Value):
    """That an invitation was declined, and why."""

    because: DeclineReason
    note: Summary[Line] = ""


class Cancelling(Value):
    """Why something that was entered counts no more."""

    because: WhyCancelled
    note: Summary[Line] = ""
