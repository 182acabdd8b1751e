"""Tables about children given out, for programs: the same commands and handlers as the pages."""

from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from application.release import (
    OpenRelease,
    ReleaseYear,
    SeeReleases,
    SetSmallest,
    open_release,
    release_year,
    see_releases,
    set_threshold,
)
from application.released import ReleaseRow
from domain.disclosure.rows import code_of
from domain.release import TableKind

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["figures"], responses=problem_responses())
PATH = "/api/v1/releases"


class ReleaseListed(BaseModel):
    """A table that was given out; `digest` is the SHA-256 of its CSV file."""

    release: UUID
    kind: TableKind
    title: str
    first: date
    last: date
    cut_off: date
    digest: str
    hidden: int
    released_at: datetime


class FigureGiven(BaseModel):
    """One figure; `count` is null where it is hidden.

    `measure` is the code of a measure, of a row of the children's situation (`situation.<cut>.<code>`) or of the
    follow-up log (`log.<count>`); `place` a row of a cut by place, else nothing.
    """

    measure: str
    first: date
    last: date
    unit: UUID | None
    place: str
    unit_name: str
    count: int | None


class ReleaseShown(BaseModel):
    """A table with its figures and the rules under which it was given out."""

    release: ReleaseListed
    rules: str
    method: str
    narrowest: int | None
    figures: list[FigureGiven]


@router.get("/releases")
def list_releases(work: WorkDep) -> list[ReleaseListed]:
    """List what was given out, the latest cut-off first."""
    return [_listed(row) for row in see_releases(SeeReleases(), work).rows]


@router.post("/releases", status_code=201, response_model=None)
def create_release(body: ReleaseYear, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Give out a fixed table of a year, as known at the end of a past month or at a closed period's cut-off."""
    return receipt(f"{PATH}/{release_year(body, work)}")


@router.post("/releases/thresholds", status_code=201, response_model=None)
def create_threshold(body: SetSmallest, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Change from which count on figures are shown, for what is given out from now on."""
    set_threshold(body, work)
    return receipt(PATH)


@router.get("/releases/{release}")
def read_release(release: UUID, work: WorkDep) -> ReleaseShown:
    """Read one table as it was given out."""
    listed, given = open_release(OpenRelease(release=release), work)
    return ReleaseShown(
        release=_listed(listed),
        rules=given.rules,
        method=given.method,
        narrowest=given.narrowest,
        figures=[
            FigureGiven(
                measure=code_of(row),
                first=days.first,
                last=days.last,
                unit=area.unit,
                place=area.place,
                unit_name=area.name,
                count=count,
            )
            for (row, days, area), count in given.table.figures()
        ],
    )


def _listed(row: ReleaseRow) -> ReleaseListed:
    return ReleaseListed(
        release=row.release,
        kind=row.kind,
        title=row.title,
        first=row.first,
        last=row.last,
        cut_off=row.cut_off,
        digest=row.digest,
        hidden=row.hidden,
        released_at=row.released_at,
    )
