"""What happens to children in the fictional year: kinds of story with their codes, seasons and shares."""

from __future__ import annotations

from dataclasses import dataclass

from domain.lists import (
    AbuseEnvironment,
    AbuseType,
    Allegation,
    InjuryCause,
    InjuryPlace,
    PriorityTag,
    Relation,
    SpecialGroup,
    SubjectCategory,
)

_SCHOOL_YEAR = (1.2, 1.2, 1.3, 1.3, 1.2, 0.4, 0.2, 0.3, 1.2, 1.4, 1.4, 1.2)
_SUMMER = (0.2, 0.2, 0.5, 0.9, 1.8, 2.6, 2.6, 2.0, 0.9, 0.4, 0.2, 0.1)
_WINTER = (1.8, 1.6, 1.0, 0.7, 0.6, 0.6, 0.6, 0.6, 0.7, 0.9, 1.3, 1.8)
_AFTER_TET = (0.8, 2.0, 2.0, 1.0, 0.8, 0.8, 0.8, 1.4, 2.2, 1.2, 0.8, 0.6)
_SCHOOL_START = (0.5, 0.6, 0.7, 0.8, 1.0, 1.2, 1.6, 2.4, 2.2, 1.0, 0.8, 0.7)
_EVEN = (1.0,) * 12


@dataclass(frozen=True, slots=True)
class Theme:
    """One kind of story; its sentences are in texts/<name>.txt."""

    name: str
    share: float
    season: tuple[float, ...] = _EVEN
    ages: tuple[int, int] = (4, 15)
    allegation: Allegation = Allegation.NONE
    abuse: tuple[AbuseType, ...] = ()
    environment: AbuseEnvironment | None = None
    relations: tuple[Relation, ...] = ()
    category: SubjectCategory | None = None
    groups: tuple[SpecialGroup, ...] = ()
    priority: tuple[PriorityTag, ...] = ()
    causes: tuple[tuple[InjuryCause, InjuryPlace], ...] = ()
    girls: float = 0.5
    minority: float = 1.0
    """How much more often children of ethnic minorities are concerned."""
    legal: float = 0.4
    """Share of legal advice among its consultations."""
    psychological: float = 0.2

    @property
    def calls_for_forwarding(self) -> bool:
        """Whether information must be passed on."""
        return self.allegation.calls_for_forwarding


THEMES = (
    Theme(
        "violence_home", 4.0, ages=(3, 16), allegation=Allegation.ABUSE, abuse=(AbuseType.VIOLENCE,),
        environment=AbuseEnvironment.FAMILY, category=SubjectCategory.ABUSED, priority=(PriorityTag.ABUSE,),
        relations=(Relation.PARENT, Relation.PARENT, Relation.STEP_PARENT, Relation.RELATIVE, Relation.CAREGIVER),
        groups=(SpecialGroup.VIOLENCE_SERIOUS_HARM,), legal=0.4, psychological=0.45,
    ),
    Theme(
        "neglect", 3.0, ages=(1, 12), allegation=Allegation.ABUSE, abuse=(AbuseType.ABANDONMENT_NEGLECT,),
        environment=AbuseEnvironment.FAMILY, category=SubjectCategory.RISK_OF_ABANDONMENT,
        relations=(Relation.PARENT, Relation.CAREGIVER), groups=(SpecialGroup.NO_SUPPORT, SpecialGroup.ABANDONED),
        priority=(PriorityTag.HARDSHIP,), legal=0.4, psychological=0.2,
    ),
    Theme(
        "bullying", 3.0, season=_SCHOOL_YEAR, ages=(8, 16), allegation=Allegation.RISK, abuse=(AbuseType.VIOLENCE,),
        environment=AbuseEnvironment.SCHOOL, relations=(Relation.FRIEND,), category=SubjectCategory.RISK_OF_VIOLENCE,
        legal=0.3, psychological=0.6,
    ),
    Theme(
        "online", 2.5, season=(1.0, 1.0, 1.0, 1.0, 1.0, 1.5, 1.6, 1.4, 1.0, 1.0, 1.0, 1.0), ages=(10, 16),
        allegation=Allegation.RISK, abuse=(AbuseType.SEXUAL_ABUSE,), environment=AbuseEnvironment.ONLINE,
        relations=(Relation.ONLINE, Relation.STRANGER), priority=(PriorityTag.ABUSE,), girls=0.8,
        legal=0.4, psychological=0.5,
    ),
    Theme(
        "harassment", 1.5, ages=(6, 15), allegation=Allegation.ABUSE, abuse=(AbuseType.SEXUAL_ABUSE,),
        environment=AbuseEnvironment.COMMUNITY, relations=(Relation.NEIGHBOUR, Relation.RELATIVE, Relation.OTHER),
        category=SubjectCategory.ABUSED, priority=(PriorityTag.ABUSE,), girls=0.85, legal=0.5, psychological=0.45,
    ),
    Theme(
        "drowning", 1.6, season=_SUMMER, ages=(4, 14), priority=(PriorityTag.ACCIDENT_INJURY,), girls=0.35,
        causes=((InjuryCause.DROWNING, InjuryPlace.WATER),), legal=0.1, psychological=0.4,
    ),
    Theme(
        "road", 1.6, ages=(6, 16), priority=(PriorityTag.ACCIDENT_INJURY,), girls=0.4,
        causes=((InjuryCause.ROAD_TRAFFIC, InjuryPlace.ROAD),), legal=0.5, psychological=0.15,
    ),
    Theme(
        "injury", 1.6, season=_WINTER, ages=(1, 12), priority=(PriorityTag.ACCIDENT_INJURY,), girls=0.45,
        causes=(
            (InjuryCause.BURN, InjuryPlace.HOME), (InjuryCause.FALL, InjuryPlace.HOME),
            (InjuryCause.ELECTRIC, InjuryPlace.HOME), (InjuryCause.POISONING, InjuryPlace.HOME),
            (InjuryCause.FALL, InjuryPlace.SCHOOL), (InjuryCause.ANIMAL, InjuryPlace.PUBLIC_PLACE),
        ), legal=0.1, psychological=0.1,
    ),
    Theme(
        "dropout", 2.4, season=_AFTER_TET, ages=(11, 15), category=SubjectCategory.SPECIAL_CIRCUMSTANCES,
        groups=(SpecialGroup.DROPOUT_WORKING,), priority=(PriorityTag.HARDSHIP,), minority=2.0, legal=0.15,
    ),
    Theme(
        "labour", 1.4, ages=(12, 15), allegation=Allegation.ABUSE, abuse=(AbuseType.EXPLOITATION,),
        environment=AbuseEnvironment.WORKPLACE, relations=(Relation.OTHER, Relation.STRANGER),
        category=SubjectCategory.RISK_OF_EXPLOITATION, groups=(SpecialGroup.EXPLOITED,), minority=1.6, legal=0.6,
    ),
    Theme("custody", 3.0, ages=(1, 14), legal=0.85, psychological=0.1),
    Theme("birth_registration", 2.0, ages=(0, 8), priority=(PriorityTag.HARDSHIP,), minority=1.4, legal=0.6),
    Theme(
        "support", 3.6, season=_SCHOOL_START, ages=(5, 15), category=SubjectCategory.SPECIAL_CIRCUMSTANCES,
        groups=(SpecialGroup.ORPHAN_BOTH, SpecialGroup.ILL_POOR, SpecialGroup.NO_SUPPORT, SpecialGroup.DISABILITY),
        priority=(PriorityTag.HARDSHIP,), legal=0.05, psychological=0.1,
    ),
    Theme(
        "early_marriage", 1.2, season=_WINTER, ages=(13, 16), allegation=Allegation.RISK,
        abuse=(AbuseType.OTHER_HARM,), environment=AbuseEnvironment.FAMILY, relations=(Relation.PARENT,),
        priority=(PriorityTag.ETHNIC_MINORITY,), girls=0.85, minority=8.0, legal=0.6, psychological=0.2,
    ),
    Theme("runaway", 1.4, ages=(11, 16), allegation=Allegation.RISK, girls=0.55, legal=0.3, psychological=0.5),
)  # fmt: skip


def theme_weights(month: int, *, minority: bool) -> dict[Theme, float]:
    """Return how often each kind of story comes in a month."""
    return {t: t.share * t.season[month - 1] * (t.minority if minority else 1.0) for t in THEMES}
