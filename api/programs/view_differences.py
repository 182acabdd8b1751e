"""Comparisons of the views with the log, for programs that watch: rows by key, columns by name, no content."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from api.door import WorkDep, WorkRoute, etag
from api.openapi import problem_responses
from application.view_differences import Comparison, SeeComparisons, see_comparisons

router = APIRouter(
    prefix="/api/v1", route_class=WorkRoute, tags=["access-log"], responses=problem_responses()
)


@router.get("/view-comparisons")
def comparisons(work: WorkDep, number: Annotated[int | None, Query(ge=1, le=2**62)] = None) -> Response:
    """Read the latest comparisons, and what differs in one of them; its `ETag` is the number of the latest."""
    page = see_comparisons(SeeComparisons(number=number), work)
    shown: dict[str, Any] = {
        "runs": [_run(one) for one in page.runs],
        "chosen": page.chosen.number if page.chosen else None,
        "tables": [asdict(one) for one in page.tables],
        "rows": [
            {"table": row.table, "key": dict(row.key), "side": row.side, "columns": list(row.columns)}
            for row in page.rows
        ],
    }
    return JSONResponse(shown, headers=etag(page.runs[0].number if page.runs else 0))


def _run(one: Comparison) -> dict[str, Any]:
    return asdict(one) | {"begun_at": one.begun_at.isoformat(), "ended_at": one.ended_at.isoformat()}
