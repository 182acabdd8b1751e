"""*Theo dõi thực hiện Điều 92* for programs: the same figures, and the events behind each."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.door import WorkDep, WorkRoute
from api.openapi import problem_responses
from application.article92 import (
    Figures,
    OpenFigure,
    SeeArticle92,
    open_figure,
    see_article_92,
)
from domain.article92 import Measure
from domain.kernel import Value

router = APIRouter(
    prefix="/api/v1/article-92", route_class=WorkRoute, tags=["article-92"], responses=problem_responses()
)

Mark = Annotated[str, Field(max_length=64)]
Year = Annotated[int, Field(ge=2000, le=2200)]


class Table(Value):
    """Which table: a year, a unit, as of a mark of the log."""

    year: Year | None = None
    unit: UUID | None = None
    as_of: Mark = ""


class Figure(Value):
    """Which figure."""

    measure: Measure
    year: Year
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    unit: UUID | None = None
    as_of: Mark = ""
    page: Annotated[int, Field(ge=1, le=10_000)] = 1


class FiguresShown(BaseModel):
    """Counts of one row; `in_time_percent` is null where nothing was received (not applicable)."""

    month: int | None = None
    unit: UUID | None = None
    received: int
    in_time: int
    imported: int
    forwarded: int
    consultations: int
    opinions: int
    in_time_percent: int | None


class TableShown(BaseModel):
    """The figures of a year; `mark` produces the same figures again."""

    year: int
    rule_version: str
    mark: str
    computed_at: datetime
    months: list[FiguresShown]
    units: list[FiguresShown]
    total: FiguresShown


class EventShown(BaseModel):
    """One event behind a figure; the case only for those who may open it."""

    mark: str
    topic: str
    occurred_at: datetime
    recorded_at: datetime
    unit: UUID | None
    delta: int
    case_id: UUID | None


class FigureShown(BaseModel):
    """A figure and one page of the events behind it."""

    count: int
    rule_version: str
    mark: str
    has_more: bool
    events: list[EventShown]


@router.get("")
def read_table(asked: Annotated[Table, Query()], work: WorkDep) -> TableShown:
    """Read the figures of a year, by month and by unit."""
    table = see_article_92(SeeArticle92(**dict(asked)), work)
    return TableShown(
        year=table.year,
        rule_version=table.rule_version,
        mark=table.mark,
        computed_at=table.computed_at,
        months=[_row(figures, month=month) for month, figures in table.months],
        units=[_row(figures, unit=unit) for unit, figures in table.units],
        total=_row(table.total),
    )


@router.get("/events")
def read_events(asked: Annotated[Figure, Query()], work: WorkDep) -> FigureShown:
    """Read the events behind one figure."""
    figure = open_figure(OpenFigure(**dict(asked)), work)
    return FigureShown(
        count=figure.count,
        rule_version=figure.rule_version,
        mark=figure.mark,
        has_more=figure.has_more,
        events=[
            EventShown(
                mark=event.mark,
                topic=event.topic,
                occurred_at=event.occurred_at,
                recorded_at=event.recorded_at,
                unit=event.unit,
                delta=event.delta,
                case_id=event.case_id,
            )
            for event in figure.events
        ],
    )


def _row(figures: Figures, *, month: int | None = None, unit: UUID | None = None) -> FiguresShown:
    return FiguresShown(
        month=month,
        unit=unit,
        in_time_percent=figures.in_time_percent,
        received=figures[Measure.RECEIVED],
        in_time=figures[Measure.IN_TIME],
        imported=figures[Measure.IMPORTED],
        forwarded=figures[Measure.FORWARDED],
        consultations=figures[Measure.CONSULTATIONS],
        opinions=figures[Measure.OPINIONS],
    )
