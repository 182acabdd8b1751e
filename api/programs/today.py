"""The day's work for programs."""

from dataclasses import asdict
from datetime import date
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from api.door import WorkDep, WorkRoute
from api.openapi import problem_responses
from api.programs.follow_up_log import coded
from application.today import DueStep, SeeToday, see_today

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["today"], responses=problem_responses())

_LEFT_OUT = frozenset({"record_no"})
"""Positions of the log leak how much happens elsewhere (DESIGN, section 6)."""


class TodayShown(BaseModel):
    """What is due and what waits; a part that is not for your roles is null."""

    day: date
    overdue: list[dict[str, Any]]
    due_today: list[dict[str, Any]]
    soon: list[dict[str, Any]]
    emergencies: list[dict[str, Any]] | None
    to_forward: list[dict[str, Any]] | None
    referrals: list[dict[str, Any]] | None


@router.get("/today")
def read_today(work: WorkDep) -> TodayShown:
    """Read the day's work: overdue first."""
    today = see_today(SeeToday(), work)
    return TodayShown(
        day=today.day,
        overdue=[_step(step) for step in today.overdue],
        due_today=[_step(step) for step in today.due_today],
        soon=[_step(step) for step in today.soon],
        emergencies=_items(today.emergencies),
        to_forward=_items(today.to_forward),
        referrals=_items(today.referrals),
    )


def _step(step: DueStep) -> dict[str, Any]:
    return _item(step)


def _items(rows: tuple[Any, ...] | None) -> list[dict[str, Any]] | None:
    return None if rows is None else [_item(row) for row in rows]


def _item(row: Any) -> dict[str, Any]:
    return {name: coded(value) for name, value in asdict(row).items() if name not in _LEFT_OUT}
