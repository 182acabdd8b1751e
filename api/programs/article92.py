"""*Theo dõi thực hiện Điều 92* for programs: the same figures, and the events behind each."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.door import WorkDep, WorkRoute
from api.openapi import problem_responses
from application.article92 import (
    Article92,
    FigureEvent,
    Figures,
    KnownOn,
    Later,
    OpenFigure,
    PlaceRow,
    SeeArticle92,
    open_figure,
    see_article_92,
    shares_of,
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
    known_on: KnownOn = None


class Figure(Value):
    """Which figure."""

    measure: Measure
    year: Year
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    unit: UUID | None = None
    below: bool = False
    """With what stands below the unit."""
    of_no_unit: bool = False
    first: date | None = None
    last: date | None = None
    as_of: Mark = ""
    district: PlaceRow = ""
    commune: PlaceRow = ""
    of: Measure | None = None
    """Only of what is counted in this measure in the year: the part of a share."""
    known_on: KnownOn = None
    after: Annotated[str, Field(max_length=120)] = ""
    """`next` of the page before."""
    to: Mark = ""
    """Mark of the moment up to which the difference is told; nothing means now."""
    later: Annotated[str, Field(max_length=120)] = ""
    """`later_next` of the page before."""


class FiguresShown(BaseModel):
    """Counts of one row; null where they are too small for you; `in_time_percent` also where nothing was received."""

    month: int | None = None
    unit: UUID | None = None
    received: int | None
    in_time: int | None
    imported: int | None
    forwarded: int | None
    consultations: int | None
    opinions: int | None
    in_time_percent: int | None


class MeasureShown(BaseModel):
    """One measure of the year with its duty; `count` is null where nothing is recorded, or it is too small for you."""

    measure: str
    block: str
    duty: str
    source: str
    count: int | None
    is_recorded: bool
    is_withheld: bool


class ShareShown(BaseModel):
    """One share of the year: how many of the whole have the part too; `percent` is null where there is no whole."""

    part: str
    whole: str
    part_count: int
    whole_count: int
    percent: int | None


class TableShown(BaseModel):
    """The figures of a year; `mark` produces the same figures again."""

    year: int
    rule_version: str
    mark: str
    computed_at: datetime
    known_at: datetime
    measures: list[MeasureShown]
    months: list[FiguresShown]
    units: list[FiguresShown]
    total: FiguresShown
    shares: list[ShareShown]
    release: UUID | None
    """What figures about children are taken from, for whoever opens no figure; null: nothing was given out."""
    cut_off: date | None
    """Up to when that knows."""


class EventShown(BaseModel):
    """One event behind a figure; the case only for those who may open it; `why` where it came later."""

    mark: str
    topic: str
    day: date
    why: str | None = None
    occurred_at: datetime
    recorded_at: datetime
    unit: UUID | None
    delta: int
    case_id: UUID | None
    record: UUID | None
    """The activity, round or recommendation, for those who may open it."""


class FigureShown(BaseModel):
    """A figure and one page of the events behind it."""

    count: int
    rule_version: str
    mark: str
    known_at: datetime
    next: str
    """What `after` asks for to read on; empty on the last page."""
    events: list[EventShown]
    difference: int
    """By how much the figure of today is more."""
    later: list[EventShown]
    """What makes the difference; one page."""
    later_next: str
    """What `later` asks for to read on; empty on the last page."""


@router.get("")
def read_table(asked: Annotated[Table, Query()], work: WorkDep) -> TableShown:
    """Read the figures of a year, by month and by unit."""
    table = see_article_92(SeeArticle92(**dict(asked)), work)
    return TableShown(
        year=table.year,
        rule_version=table.rule_version,
        mark=table.mark,
        computed_at=table.computed_at,
        known_at=table.known_at,
        measures=[_measure(measure, table) for measure in Measure],
        months=[_row(figures, table, month=month) for month, figures in table.months],
        units=[_row(figures, table, unit=unit) for unit, figures in table.units],
        total=_row(table.total, table),
        shares=[
            ShareShown(
                part=share.rate.part.coded,
                whole=share.rate.whole.coded,
                part_count=share.part,
                whole_count=share.whole,
                percent=share.percent,
            )
            for share in shares_of(table, work)
        ],
        release=table.released.release if table.released else None,
        cut_off=table.released.cut_off if table.released else None,
    )


@router.get("/events")
def read_events(asked: Annotated[Figure, Query()], work: WorkDep) -> FigureShown:
    """Read the events behind one figure."""
    figure = open_figure(OpenFigure(**dict(asked)), work)
    return FigureShown(
        count=figure.count,
        rule_version=figure.rule_version,
        mark=figure.mark,
        known_at=figure.known_at,
        next=figure.next,
        events=[event_shown(event) for event in figure.events],
        difference=figure.difference,
        later=[event_shown(event, why) for why, event in figure.later],
        later_next=figure.later_next,
    )


def event_shown(event: FigureEvent, why: Later | None = None) -> EventShown:
    """Return an event behind a figure as a program is shown it."""
    return EventShown(
        mark=event.mark,
        topic=event.topic,
        day=event.day,
        why=why.coded if why else None,
        occurred_at=event.occurred_at,
        recorded_at=event.recorded_at,
        unit=event.unit,
        delta=event.delta,
        case_id=event.case_id,
        record=event.record,
    )


def _measure(measure: Measure, table: Article92) -> MeasureShown:
    is_recorded, is_withheld = measure in table.fed, table.hides(measure)
    return MeasureShown(
        measure=measure.value,
        block=measure.block.value,
        duty=measure.duty.value,
        source=measure.duty.source,
        count=table.total[measure] if is_recorded and not is_withheld else None,
        is_recorded=is_recorded,
        is_withheld=is_withheld,
    )


def _row(
    figures: Figures, table: Article92, *, month: int | None = None, unit: UUID | None = None
) -> FiguresShown:
    def shown(measure: Measure) -> int | None:
        hides = table.is_unreleased(measure) or measure in figures.hidden
        return None if hides else figures[measure]

    return FiguresShown(
        month=month,
        unit=unit,
        in_time_percent=None if table.is_unreleased(Measure.RECEIVED) else figures.in_time_percent,
        received=shown(Measure.RECEIVED),
        in_time=shown(Measure.IN_TIME),
        imported=shown(Measure.IMPORTED),
        forwarded=shown(Measure.FORWARDED),
        consultations=shown(Measure.CONSULTATIONS),
        opinions=shown(Measure.OPINIONS),
    )
