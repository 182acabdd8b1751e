"""The access log for programs of those who may read it: ids and codes only."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from api.door import WorkDep, WorkRoute
from api.openapi import problem_responses
from api.programs.history import look_shown
from application.looks import (
    SeeLooks,
    SeeReview,
    SeeTrail,
    TrailFilters,
    TrailLine,
    see_looks,
    see_review,
    see_trail,
)
from domain.identity import Day

router = APIRouter(
    prefix="/api/v1", route_class=WorkRoute, tags=["access-log"], responses=problem_responses()
)
Position = Annotated[int, Query(ge=0, le=2**62)]


@router.get("/cases/{case_id}/looks")
def looks(case_id: UUID, work: WorkDep, after: Position = 0, lists: bool = False) -> dict[str, Any]:
    """Read who looked at a case, oldest first; `next` is where the next page starts."""
    page = see_looks(SeeLooks(case_id=case_id, after=after, lists=lists), work)
    return {"looks": [look_shown(line) for line in page.looks], "next": page.next}


@router.get("/access-log")
def trail(filters: Annotated[TrailFilters, Query()], work: WorkDep) -> dict[str, Any]:
    """Read the access log, the latest first; `before` is where the next page starts."""
    page = see_trail(SeeTrail.model_validate(filters.model_dump()), work)
    return {"entries": [_line(line) for line in page.lines], "before": page.before}


@router.get("/access-log/review")
def review(work: WorkDep, day: Day | None = None) -> dict[str, Any]:
    """Read what is to be reviewed of the week that a day lies in; last week's by default."""
    found = see_review(SeeReview(day=day), work)
    return {
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "entries": [_line(one.line) | {"why": [why.coded for why in one.why]} for one in found.lines],
    }


def _line(line: TrailLine) -> dict[str, Any]:
    return look_shown(line.look) | {"record": str(line.record) if line.record else None, "code": line.code}
