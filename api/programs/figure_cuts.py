"""Figures of one duty in one cut, for programs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from api.door import WorkDep, WorkRoute
from api.openapi import problem_responses
from api.programs.article92 import Mark, Year
from application.article92 import KnownOn
from application.figure_cuts import SeeCut, see_cut
from domain.article92 import Measure
from domain.duties import Duty
from domain.figure_cuts import Cut
from domain.kernel import Value

router = APIRouter(
    prefix="/api/v1/article-92", route_class=WorkRoute, tags=["article-92"], responses=problem_responses()
)


class CutAsked(Value):
    """Which duty, cut and year, as of a mark of the log or a day."""

    duty: Duty = Duty.MOBILISE
    by: Cut = Cut.DISTRICT
    year: Year | None = None
    as_of: Mark = ""
    known_on: KnownOn = None


class CutRowShown(BaseModel):
    """One row; a figure about children that is not shown to you is null."""

    row: str
    name: str
    counts: dict[str, int | None]


class CutShown(BaseModel):
    """One cut; rows add up to the total."""

    year: int
    duty: str
    by: str
    rule_version: str
    mark: str
    known_at: datetime
    rows: list[CutRowShown]
    total: dict[str, int | None]


@router.get("/cuts")
def read_cut(asked: Annotated[CutAsked, Query()], work: WorkDep) -> CutShown:
    """Read the figures of one duty by month, unit, former district or commune."""
    table = see_cut(SeeCut(**dict(asked)), work)
    language = work.reader.language

    def shown(counts: Mapping[Measure, int]) -> dict[str, int | None]:
        return {
            measure.value: None if measure in table.kept else counts.get(measure, 0)
            for measure in table.measures
        }

    return CutShown(
        year=table.year,
        duty=table.duty.value,
        by=table.by.value,
        rule_version=table.rule_version,
        mark=table.mark,
        known_at=table.known_at,
        rows=[
            CutRowShown(row=row.key, name=row.label(language), counts=shown(row.counts)) for row in table.rows
        ],
        total=shown(table.total),
    )
