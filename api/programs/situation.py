"""*Tình hình trẻ em* for programs: the same tables, and the events behind each cell."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.door import WorkDep, WorkRoute
from api.openapi import problem_responses
from api.programs.article92 import EventShown, Mark, Year, event_shown
from application.article92 import KnownOn
from application.situation import CutTable, OpenSituation, SeeSituation, open_situation, see_situation
from domain.kernel import Value
from domain.situation import Cut

router = APIRouter(
    prefix="/api/v1/situation", route_class=WorkRoute, tags=["situation"], responses=problem_responses()
)


class Tables(Value):
    """Which tables: a year, a unit, as of a mark of the log."""

    year: Year | None = None
    unit: UUID | None = None
    as_of: Mark = ""
    known_on: KnownOn = None


class Cell(Value):
    """Which cell."""

    cut: Cut
    code: Annotated[str, Field(max_length=40, pattern="^[a-z0-9_]+$")]
    year: Year
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    half: Annotated[int, Field(ge=1, le=2)] | None = None
    unit: UUID | None = None
    as_of: Mark = ""
    known_on: KnownOn = None
    page: Annotated[int, Field(ge=1, le=10_000)] = 1


class RowShown(BaseModel):
    """One row of a cut, and of which unit."""

    code: str
    unit: UUID | None = None
    count: int


class CutShown(BaseModel):
    """One cut; no rows where a cell is too small for you."""

    cut: str
    code_list: str
    """The list of its codes with its version."""
    adds_up: bool
    """Whether a child stands in one row only."""
    rows: list[RowShown]
    by_unit: list[RowShown]


class SituationShown(BaseModel):
    """The tables of a year; `mark` produces the same figures again."""

    year: int
    rule_version: str
    mark: str
    known_at: datetime
    cuts: list[CutShown]
    """None for those who open no figure."""
    releases: list[UUID] = []
    """What they read instead."""


class CellShown(BaseModel):
    """A cell and one page of the events behind it."""

    count: int
    rule_version: str
    mark: str
    known_at: datetime
    has_more: bool
    events: list[EventShown]
    difference: int
    """By how much the figure of today is more."""
    later: list[EventShown]
    """What makes the difference; at most one page."""


@router.get("")
def read_situation(asked: Annotated[Tables, Query()], work: WorkDep) -> SituationShown:
    """Read children's files of a year by group, abuse, environment, sex, age band and priority."""
    page = see_situation(SeeSituation(**dict(asked)), work)
    return SituationShown(
        year=page.year,
        rule_version=page.rule_version,
        mark=page.mark,
        known_at=page.known_at,
        cuts=[_cut(table) for table in page.tables],
        releases=[row.release for row in page.instead.releases] if page.instead else [],
    )


@router.get("/events")
def read_events(asked: Annotated[Cell, Query()], work: WorkDep) -> CellShown:
    """Read the events behind one cell."""
    figure = open_situation(OpenSituation(**dict(asked)), work)
    return CellShown(
        count=figure.count,
        rule_version=figure.rule_version,
        mark=figure.mark,
        known_at=figure.known_at,
        has_more=figure.has_more,
        events=[event_shown(event) for event in figure.events],
        difference=figure.difference,
        later=[event_shown(event, why) for why, event in figure.later],
    )


def _cut(table: CutTable) -> CutShown:
    return CutShown(
        cut=table.cut.coded,
        code_list=table.cut.list_version,
        adds_up=not table.cut.is_many,
        rows=[RowShown(code=code, count=count) for code, count in table.rows],
        by_unit=[RowShown(code=code, unit=unit, count=count) for unit, code, count in table.units],
    )
