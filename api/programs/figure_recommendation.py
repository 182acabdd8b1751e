"""Figures of recommendations for programs: the same tables, as known on any day, and the events behind each figure."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.door import WorkDep, WorkRoute
from api.openapi import problem_responses
from api.programs.article92 import EventShown, Mark, Year, event_shown
from application.article92 import KnownOn
from application.recommendation.figures import (
    OpenRecommendationFigure,
    Part,
    SeeRecommendationFigures,
    open_recommendation_figure,
    see_recommendation_figures,
)
from domain.duties import Duty
from domain.kernel import Value
from domain.recommendation.codes import AgencyKind, Verdict
from domain.recommendation.figures import OpenAge, RecommendationCount

router = APIRouter(
    prefix="/api/v1/recommendations/figures",
    route_class=WorkRoute,
    tags=["recommendations"],
    responses=problem_responses(),
)


class Tables(Value):
    """Which tables: a year, a unit, as of a mark of the log, age and delay on a day."""

    year: Year | None = None
    unit: UUID | None = None
    as_of: Mark = ""
    known_on: KnownOn = None


class Figure(Value):
    """Which figure."""

    count: RecommendationCount
    year: Year | None = None
    unit: UUID | None = None
    agency: AgencyKind | None = None
    duty: Duty | None = None
    verdict: Verdict | None = None
    age: OpenAge | None = None
    as_of: Mark = ""
    known_on: KnownOn = None
    page: Annotated[int, Field(ge=1, le=10_000)] = 1


class PartShown(BaseModel):
    """One row of the figures in parts: of one kind of body, one unit or one duty of article 92."""

    key: str
    conveyed: int
    replied: int
    reply_percent: int | None
    open: int
    median_age_days: int | None
    overdue: int

    @classmethod
    def of(cls, key: str, part: Part) -> Self:
        """Return a row as it is answered."""
        return cls(
            key=key,
            conveyed=part.conveyed,
            replied=part.replied,
            reply_percent=part.reply_percent,
            open=len(part.ages),
            median_age_days=part.median_age,
            overdue=part.overdue,
        )


class FiguresShown(BaseModel):
    """Counts and rates of a year, what is open and overdue on a day; a rate is null where it does not apply."""

    year: int
    day: date
    rule_version: str
    mark: str
    known_at: datetime
    collected: int
    from_children: int
    conveyed: int
    replied: int
    reply_percent: int | None
    fed_back: int
    feedback_percent: int | None
    verdicts: dict[str, int]
    open: int
    open_ages: dict[str, int]
    """How many open ones are of which age."""
    median_age_days: int | None
    overdue: int
    """Conveyances whose reply is overdue, by our own convention."""
    by_agency: list[PartShown]
    by_unit: list[PartShown]
    by_duty: list[PartShown]


class FigureShown(BaseModel):
    """A figure and one page of the events behind it."""

    count: int
    day: date
    rule_version: str
    mark: str
    known_at: datetime
    has_more: bool
    events: list[EventShown]
    difference: int
    """By how much the figure of today is more, age and delay measured on the same day."""
    later: list[EventShown]
    """What makes the difference; at most one page."""


@router.get("")
def figures(asked: Annotated[Tables, Query()], work: WorkDep) -> FiguresShown:
    """Read the counts of a year."""
    found = see_recommendation_figures(SeeRecommendationFigures(**dict(asked)), work)
    total = found.total
    return FiguresShown(
        year=found.year,
        day=found.day,
        rule_version=found.rule_version,
        mark=found.mark,
        known_at=found.known_at,
        collected=found.collected,
        from_children=found.from_children,
        conveyed=total.conveyed,
        replied=total.replied,
        reply_percent=total.reply_percent,
        fed_back=found.fed_back,
        feedback_percent=found.feedback_percent,
        verdicts={verdict.value: count for verdict, count in found.verdicts},
        open=len(total.ages),
        open_ages={age.value: total.aged(age) for age in OpenAge},
        median_age_days=total.median_age,
        overdue=total.overdue,
        by_agency=[PartShown.of(key.value, part) for key, part in found.agencies],
        by_unit=[PartShown.of(str(key), part) for key, part in found.units],
        by_duty=[PartShown.of(key.value, part) for key, part in found.duties],
    )


@router.get("/events")
def events(asked: Annotated[Figure, Query()], work: WorkDep) -> FigureShown:
    """Read the events behind one figure."""
    figure = open_recommendation_figure(OpenRecommendationFigure(**dict(asked)), work)
    return FigureShown(
        count=figure.count,
        day=figure.day,
        rule_version=figure.rule_version,
        mark=figure.mark,
        known_at=figure.known_at,
        has_more=figure.has_more,
        events=[event_shown(event) for event in figure.events],
        difference=figure.difference,
        later=[event_shown(event, why) for why, event in figure.later],
    )
