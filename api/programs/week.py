"""The weekly sheet for programs: codes and days, and names only when they are asked for."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.door import WorkDep, WorkRoute
from api.openapi import problem_responses
from api.programs.follow_up_log import coded
from application.week import PrintWeek, SeeWeek, Week, WeekFilters, see_week

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["today"], responses=problem_responses())
_LEFT_OUT = frozenset({"record_no", "name", "covered"})


@router.get("/week")
def read_week(filters: Annotated[WeekFilters, Query()], work: WorkDep) -> dict[str, Any]:
    """Read what is due in a week and overdue, by person and code; no name."""
    return _week(see_week(SeeWeek.model_validate(filters.model_dump()), work))


@router.get("/week/with-names")
def read_week_with_names(filters: Annotated[WeekFilters, Query()], work: WorkDep) -> dict[str, Any]:
    """Read the same with the names of the children; the access log keeps it as a print."""
    return _week(see_week(PrintWeek.model_validate(filters.model_dump()), work))


def _week(week: Week) -> dict[str, Any]:
    left_out = _LEFT_OUT - {"name"} if week.with_names else _LEFT_OUT
    sheets = [
        {
            "person": sheet.person,
            "rows": [
                {name: coded(value) for name, value in asdict(row).items() if name not in left_out}
                | {"days_late": week.late(row)}
                for row in sheet.rows
            ],
        }
        for sheet in week.sheets
    ]
    return {"first": week.first, "last": week.last, "whose": week.whose, "sheets": sheets}
