"""What is taken in about a child: four fields open an entry, everything of Mẫu 01 may follow, none of it mandatory.

Source: Decree 56/2017/NĐ-CP, Mẫu số 01 and its note 5 (written only if known); DESIGN, section 3, rule 7.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Self, TypedDict

from pydantic import Field, ValidationInfo, model_validator

from domain.identity import (
    AgeBand,
    BirthSpan,
    DateWarning,
    MaybeDate,
    PartialDate,
    age_band,
    born_between,
    warnings_of_birth,
)
from domain.kernel import (
    Contact,
    Erased,
    Evidence,
    Health,
    Identity,
    Instant,
    Line,
    Narrative,
    ReporterIdentity,
    Said,
    Text,
    Value,
)
from domain.lists import (
    AbuseEnvironment,
    AbuseType,
    Allegation,
    CareReceived,
    Channel,
    DangerNow,
    InjuryCause,
    InjuryPlace,
    InjurySeverity,
    Known,
    LatenessReason,
    PriorityTag,
    Relation,
    Sex,
    SourceType,
    SpecialGroup,
    SpecialLeaf,
    SubjectCategory,
)
from domain.units import Place


class Situation(Value):
    """The four fields that open an entry: what, where, when, danger now."""

    what: Narrative[Said]
    where: Place = Place()
    when: Narrative[Line] = ""
    """When it happened, as it was said ("tối qua")."""
    danger_now: DangerNow = DangerNow.UNKNOWN


class Reception(Value):
    """How and when the information arrived; the time of receipt stands apart from the time of entry."""

    channel: Channel = Channel.PHONE
    source: SourceType = SourceType.OTHER
    received_at: Instant | None = None
    """None means: just now."""
    lateness: LatenessReason | None = None
    """Why it is entered later than it was received."""


class Child(Value):
    """Who the child is, as far as known; nothing is mandatory (Mẫu 01, note 5)."""

    name: Identity[Line] = ""
    name_known: Known = Known.NOT_ASKED
    birth: Identity[MaybeDate] = None
    estimated_age: Identity[int | None] = Field(default=None, ge=0, le=25)
    sex: Sex = Sex.UNKNOWN
    ethnicity: Identity[Line] = ""
    school: Identity[Line] = ""
    residence: Place = Place()
    telephone: Contact[Line] = ""
    address: Contact[Line] = ""
    identity_number: Identity[Line] = ""


class Circumstances(Value):
    """Abuse or risk, the groups of article 10, accident or injury and priority tags: separate fields.

    The group of children with HIV/AIDS and all leaf categories are health data and never stay in the clear.
    """

    allegation: Allegation = Allegation.NOT_KNOWN_YET
    abuse_types: tuple[AbuseType, ...] = ()
    environment: AbuseEnvironment | None = None
    harmed_on: MaybeDate = None
    """The day of the harm, or the part of it that is known; for the age on that day (LAW 4.1). Its words stay in
    `Situation.when`; nobody is asked again for it."""
    category: SubjectCategory | None = None
    groups: tuple[SpecialGroup, ...] = ()
    leaves: Health[tuple[SpecialLeaf, ...]] = ()
    priority: tuple[PriorityTag, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _hiv_is_health(cls, given: Any, info: ValidationInfo) -> Any:
        stored = isinstance(info.context, Mapping) and info.context.get("stored")
        if stored or not isinstance(given, Mapping):
            return given
        groups = given.get("groups") or ()
        groups = (groups,) if isinstance(groups, str) else tuple(groups)
        hidden = [g for g in groups if str(g).rsplit("/", 1)[-1] == SpecialGroup.HIV.value]
        if not hidden:
            return given
        leaf = next(leaf for leaf in SpecialLeaf if leaf.group is SpecialGroup.HIV)
        leaves = given.get("leaves") or ()
        leaves = (leaves,) if isinstance(leaves, str) else tuple(leaves)
        kept = tuple(g for g in groups if g not in hidden)
        return {**given, "groups": kept, "leaves": tuple(dict.fromkeys((*leaves, leaf.value)))}


class Accident(Value):
    """An accident or injury: cause, place, severity, care received. Not one of the 14 groups (LAW 2.3)."""

    cause: InjuryCause | None = None
    place: InjuryPlace | None = None
    severity: InjurySeverity | None = None
    care: CareReceived | None = None


class Parent(Value):
    """Father or mother: name, age, job (Mẫu 01); a birth date where it is known, to find the same person elsewhere."""

    name: Identity[Line] = ""
    birth: Identity[MaybeDate] = None
    age: Identity[Line] = ""
    job: Identity[Line] = ""


class Family(Value):
    """Family circumstances and who cares for the child now."""

    father: Parent = Parent()
    mother: Parent = Parent()
    caregiver: Identity[Line] = ""
    caregiver_birth: Identity[MaybeDate] = None
    circumstances: Narrative[Text] = ""


class Informant(Value):
    """Who gave the information, only if they agreed (Mẫu 01, part 3)."""

    agreed: bool = False
    name: ReporterIdentity[Line] = ""
    telephone: ReporterIdentity[Line] = ""
    address: ReporterIdentity[Line] = ""
    note: ReporterIdentity[Line] = ""

    @model_validator(mode="after")
    def _only_with_agreement(self, info: ValidationInfo) -> Self:
        stored = isinstance(info.context, Mapping) and info.context.get("stored")
        if not stored and not self.agreed and any((self.name, self.telephone, self.address, self.note)):
            raise ValueError("informant_not_agreed")
        return self


class Suspected(Value):
    """The person suspected of having done harm (*người bị nghi xâm hại*), in a protected field."""

    name: Evidence[Line] = ""
    birth: Evidence[MaybeDate] = None
    telephone: Evidence[Line] = ""
    identity_number: Evidence[Line] = ""
    description: Evidence[Text] = ""
    relation: Relation | None = None


class Details(Value):
    """All of Mẫu 01 beyond the four fields; every part may stay empty."""

    child: Child = Child()
    circumstances: Circumstances = Circumstances()
    accident: Accident = Accident()
    own_words: Narrative[Text] = ""
    """The child's own words, as said."""
    present_condition: Narrative[Text] = ""
    presumed_consequences: Narrative[Text] = ""
    prior_actions: Narrative[Text] = ""
    health_note: Health[Text] = ""
    family: Family = Family()
    informant: Informant = Informant()
    suspected: Suspected = Suspected()


class SafeContact(Value):
    """How the child or family may be reached without danger; asked before any number is used."""

    person: Contact[Line] = ""
    telephone: Contact[Line] = ""
    hours: Contact[Line] = ""
    must_not_know: Contact[Line] = ""
    """"Không để … biết"."""
    no_messages: bool = False
    """"Không nhắn tin"."""
    relation: Relation | None = None


def born(child: Child, estimated_on: date) -> BirthSpan | None:
    """Return when the child may have been born; an estimated age counts from the day it was said."""
    return born_between(*_said_of_age(child), estimated_on)


class Bands(TypedDict):
    """The child's age in bands, as the facts of a case carry it in codes."""

    age_band: AgeBand
    """On the day of receipt."""
    harm_band: AgeBand | None
    """On the day of the harm; None where that day was not told."""


def bands(details: Details, received_on: date) -> Bands:
    """Return the child's age on the two days that figures ask for (LAW 4.1).

    Where only a part of the day of the harm is known, the younger band (quy ước nội bộ).
    """
    birth, harmed_on = born(details.child, received_on), details.circumstances.harmed_on
    return {
        "age_band": age_band(birth, received_on),
        "harm_band": age_band(birth, harmed_on.span.earliest) if harmed_on else None,
    }


def told_warnings(details: Details, day: date) -> tuple[DateWarning, ...]:
    """Return what looks wrong with the child's age and the day of the harm on a day; it is kept all the same.

    Source: DESIGN, section 3, rule 7.
    """
    of_birth = warnings_of_birth(*_said_of_age(details.child), day)
    return tuple(dict.fromkeys((*of_birth, *_harm_warnings(details, day))))


def _harm_warnings(details: Details, day: date) -> Iterator[DateWarning]:
    harmed_on, birth = details.circumstances.harmed_on, born(details.child, day)
    if harmed_on is None:
        return
    if harmed_on.span.earliest > day:
        yield DateWarning.IN_FUTURE
    if birth is not None and harmed_on.span.latest < birth.earliest:
        yield DateWarning.BEFORE_BIRTH


def _said_of_age(child: Child) -> tuple[PartialDate | None, int | None]:
    birth = None if isinstance(child.birth, Erased) else child.birth
    estimated = None if isinstance(child.estimated_age, Erased) else child.estimated_age
    return birth, estimated
