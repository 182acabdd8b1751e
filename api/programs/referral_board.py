"""The chapter head's board and quarterly figure for programs: the same handlers as the pages."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.door import WorkDep, WorkRoute
from api.openapi import problem_responses
from application.referral.board import (
    BoardRow,
    OpenQuarterFigure,
    QuarterPage,
    SeeBoard,
    SeeQuarter,
    open_quarter_figure,
    see_board,
    see_quarter,
)
from domain.referral.figures import RULE_VERSION, ChapterMeasure

router = APIRouter(
    prefix="/api/v1/referral-board", route_class=WorkRoute, tags=["referrals"], responses=problem_responses()
)


@router.get("")
def board(work: WorkDep) -> dict[str, Any]:
    """Read the board of your chapters and the work of each reviewer."""
    page = see_board(SeeBoard(), work)
    return {
        "day": page.day,
        "overdue": page.overdue,
        "open": [_row(row) for _, rows in page.columns for row in rows],
        "reviewers": [
            {
                "reviewer": str(one.reviewer),
                "in_hand": one.in_hand,
                "overdue": one.overdue,
                "oldest": one.oldest,
            }
            for one in page.loads
        ],
    }


def _row(row: BoardRow) -> dict[str, Any]:
    return {
        "id": str(row.row.referral_id),
        "stage": row.row.stage.coded,
        "is_urgent": row.row.is_urgent,
        "age": row.age,
        "term": row.term.kind.coded if row.term else None,
        "due_on": row.term.due_on if row.term else None,
        "terms_version": row.term.version if row.term else None,
        "days_late": row.days_late,
        "reviewer": str(row.reviewer) if row.reviewer else None,
    }


@router.get("/quarter")
def quarter(asked: Annotated[SeeQuarter, Query()], work: WorkDep) -> dict[str, Any]:
    """Read the figure of a quarter, as of a position of the log."""
    return _quarter(see_quarter(asked, work))


@router.get("/quarter/events")
def quarter_events(asked: Annotated[OpenQuarterFigure, Query()], work: WorkDep) -> dict[str, Any]:
    """Read the events behind one number of it."""
    found = open_quarter_figure(asked, work)
    events = [
        {
            "position": one.mark,
            "request": str(one.counted.referral),
            "what": one.counted.mark.kept.coded,
            "at": one.counted.mark.at,
            "days": one.counted.days,
            "due_on": one.counted.due_on,
        }
        for one in found.events
    ]
    return {**_quarter(found.page), "measure": found.measure.coded, "events": events}


def _quarter(page: QuarterPage) -> dict[str, Any]:
    return {
        "year": page.quarter.year,
        "quarter": page.quarter.number,
        "counts": {measure.value: page.figures[measure] for measure in ChapterMeasure},
        "median_days": page.figures.median,
        "ninetieth_percentile_days": page.figures.ninetieth,
        "as_of": page.mark,
        "computed_at": page.computed_at,
        "rule_version": RULE_VERSION,
    }
