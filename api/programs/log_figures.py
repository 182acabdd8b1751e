"""The follow-up log in figures for programs: quality by unit and month, caseload by unit, the files behind a number."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.door import WorkDep, WorkRoute
from api.openapi import problem_responses
from api.programs.article92 import EventShown, Mark, Year, event_shown
from application.article92 import KnownOn
from application.log_figures import (
    OpenLogCount,
    QualityRow,
    SeeCaseload,
    SeeLogQuality,
    UnitLoad,
    open_log_count,
    see_caseload,
    see_log_quality,
)
from domain.kernel import Value
from domain.log_figures import LateBand, LogCount

router = APIRouter(
    prefix="/api/v1/log-figures", route_class=WorkRoute, tags=["log-figures"], responses=problem_responses()
)


class OfYear(Value):
    """Which year and unit, as of a mark of the log."""

    year: Year | None = None
    unit: UUID | None = None
    as_of: Mark = ""
    known_on: KnownOn = None


class OnDay(Value):
    """As known at a mark of the log, late on a day."""

    as_of: Mark = ""
    known_on: KnownOn = None


class Counted(Value):
    """Which number."""

    count: LogCount
    year: Year | None = None
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    unit: UUID | None = None
    first: date | None = None
    last: date | None = None
    """With `first`: received on these days, instead of the year or month."""
    below: bool = False
    """With what stands below the unit."""
    late: LateBand | None = None
    as_of: Mark = ""
    known_on: KnownOn = None
    page: Annotated[int, Field(ge=1, le=10_000)] = 1
    """Of the events."""
    files: Annotated[int, Field(ge=1, le=10_000)] = 1
    """Page of the files."""


class QualityShown(BaseModel):
    """Entries of one unit and month; shares are null where nothing was entered."""

    unit: UUID | None
    month: date | None
    entries: int
    complete_percent: int | None
    incomplete: int
    in_time_percent: int | None
    late: int


class LogQualityShown(BaseModel):
    """Completeness and timeliness of a year."""

    year: int
    rule_version: str
    mark: str
    known_at: datetime
    total: QualityShown | None
    """Nothing, and no cells, for those who open no figure."""
    cells: list[QualityShown]
    releases: list[UUID] = []
    """What they read instead."""


class LoadShown(BaseModel):
    """Open files of a unit, and of how many the next step is late, by how long."""

    unit: UUID
    open: int
    overdue: int
    late: dict[str, int]


class CaseloadShown(BaseModel):
    """Open files by unit in the order of the tree; none for those who open no figure."""

    day: date
    rule_version: str
    mark: str
    known_at: datetime
    units: list[LoadShown]


class FileShown(BaseModel):
    """One file behind a number; named only for those who may open it."""

    case_id: UUID | None
    code: str
    unit: UUID
    received_on: date | None
    due_on: date | None
    complete_percent: int | None
    in_time: bool | None


class FilesShown(BaseModel):
    """A number, one page of the events that make it, and one of the files that it counts."""

    count: int
    whole: int | None
    """What it is a share of."""
    rule: str
    """How it is counted."""
    events: list[EventShown]
    has_more_events: bool
    day: date
    rule_version: str
    mark: str
    has_more: bool
    files: list[FileShown]
    difference: int
    """By how much the number of today is more, lateness measured on the same day."""
    later: list[EventShown]
    """What makes the difference; at most one page."""


@router.get("/quality")
def read_quality(asked: Annotated[OfYear, Query()], work: WorkDep) -> LogQualityShown:
    """Read completeness and timeliness of a year, by unit and month."""
    page = see_log_quality(SeeLogQuality(**dict(asked)), work)
    return LogQualityShown(
        year=page.year,
        rule_version=page.rule_version,
        mark=page.mark,
        known_at=page.known_at,
        total=None if page.instead else _quality(page.total, page.unit, None),
        releases=[row.release for row in page.instead.releases] if page.instead else [],
        cells=[_quality(QualityRow.sum([cell]), cell.unit, cell.month) for cell in page.cells],
    )


@router.get("/caseload")
def read_caseload(asked: Annotated[OnDay, Query()], work: WorkDep) -> CaseloadShown:
    """Read open files and late steps, by unit."""
    page = see_caseload(SeeCaseload(**dict(asked)), work)
    return CaseloadShown(
        day=page.day,
        rule_version=page.rule_version,
        mark=page.mark,
        known_at=page.known_at,
        units=[_load(one) for one in page.units],
    )


@router.get("/files")
def read_files(asked: Annotated[Counted, Query()], work: WorkDep) -> FilesShown:
    """Read the events and the files behind one number."""
    figure = open_log_count(OpenLogCount(**dict(asked)), work)
    return FilesShown(
        count=figure.count,
        whole=figure.whole,
        rule=figure.asked.count.rule[work.reader.language == "en"],
        events=[event_shown(event) for event in figure.events],
        has_more_events=figure.has_more_events,
        day=figure.day,
        rule_version=figure.rule_version,
        mark=figure.mark,
        has_more=figure.has_more,
        files=[
            FileShown(
                case_id=entry.case_id,
                code=entry.code,
                unit=entry.unit,
                received_on=entry.received_on,
                due_on=entry.due_on,
                complete_percent=entry.complete_percent,
                in_time=entry.in_time,
            )
            for entry in figure.entries
        ],
        difference=figure.difference,
        later=[event_shown(event, why) for why, event in figure.later],
    )


def _quality(row: QualityRow, unit: UUID | None, month: date | None) -> QualityShown:
    return QualityShown(
        unit=unit,
        month=month,
        entries=row.quality.entries,
        complete_percent=row.quality.complete_percent,
        incomplete=row.incomplete,
        in_time_percent=row.quality.in_time_percent,
        late=row.late,
    )


def _load(one: UnitLoad) -> LoadShown:
    late = {band.value: one.due.get(band, 0) for band in LateBand}
    return LoadShown(unit=one.unit, open=one.open, overdue=one.overdue, late=late)
