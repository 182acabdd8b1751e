"""The day's work for programs."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from api.door import WorkDep, WorkRoute
from api.openapi import problem_responses
from api.programs.follow_up_log import coded
from application.due_work import Whose
from application.report.reminding import ReportReminder
from application.today import Part, SeeToday, WaitingReferrals, see_today

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
    emergencies_total: int
    emergencies_next: UUID | None
    """Ask for the part `emergencies` after this one to see more."""
    to_forward: list[dict[str, Any]] | None
    to_forward_total: int
    hand_over: list[dict[str, Any]] | None
    hand_over_total: int
    overdue_total: int
    due_today_total: int
    soon_total: int
    asked: list[dict[str, Any]]
    """What authorities wait for: requests for cooperation, case meetings, tasks."""
    asked_total: int
    referrals: list[dict[str, Any]] | None
    """Each with what it waits for (`step`)."""
    notices: dict[str, int]
    """How much waits at each desk that you work at."""
    moves: list[dict[str, Any]]
    """Moves of work that wait for your answer, that you can take back, or that you look at as a supervisor."""
    more: list[dict[str, Any]]
    """Other kinds of work that are overdue, due or due soon."""
    reports: list[dict[str, Any]]
    """Reports of ended periods that did not go out: an internal reminder; `by` is null where no text sets a day."""
    lifts: list[dict[str, Any]]
    """Restricted cases that wait for you as the second person to lift it: id and file code."""


@router.get("/today")
def read_today(
    work: WorkDep, part: Part | None = None, after: UUID | None = None, whose: Whose | None = None
) -> TodayShown:
    """Read the day's work; each part is cut, its total is not. Ask for one part to have all its rows.

    `whose` is `mine` or `unit`; without it steps are your own, and for a supervisor those of the scope.
    """
    today = see_today(SeeToday(part=part, after=after, whose=whose), work)
    emergencies = today.emergencies
    return TodayShown(
        day=today.day,
        overdue=[_item(step) for step in today.overdue.rows],
        overdue_total=today.overdue.total,
        due_today=[_item(step) for step in today.due_today.rows],
        due_today_total=today.due_today.total,
        soon=[_item(step) for step in today.soon.rows],
        soon_total=today.soon.total,
        emergencies=_items(emergencies.rows) if emergencies else None,
        emergencies_total=emergencies.total if emergencies else 0,
        emergencies_next=emergencies.next if emergencies else None,
        to_forward=_items(today.to_forward),
        to_forward_total=today.to_forward_total,
        hand_over=_items(today.hand_over.rows) if today.hand_over else None,
        hand_over_total=today.hand_over.total if today.hand_over else 0,
        asked=[_item(ask) for ask in today.asked.rows],
        asked_total=today.asked.total,
        referrals=_referrals(today.referrals),
        notices=asdict(today.notices) | {"lifts": len(today.notices.lifts)},
        moves=[_item(row) for row in today.moves.rows],
        more=[_item(one) for one in today.more],
        reports=[_report(one) for one in today.reports],
        lifts=[{"case_id": one.case_id, "code": one.code} for one in today.notices.lifts],
    )


def _report(one: ReportReminder) -> dict[str, Any]:
    due = one.due
    return {
        "kind": due.kind.coded,
        "first": due.first,
        "last": due.last,
        "covers": one.covers,
        "by": due.term.on,
    }


def _referrals(groups: tuple[WaitingReferrals, ...] | None) -> list[dict[str, Any]] | None:
    if groups is None:
        return None
    return [
        {
            **_item(one.row),
            "step": group.step.coded,
            "due_on": coded(one.term.due_on) if one.term else None,
            "days_late": one.days_late,
        }
        for group in groups
        for one in group.rows
    ]


def _items(rows: tuple[Any, ...] | None) -> list[dict[str, Any]] | None:
    return None if rows is None else [_item(row) for row in rows]


def _item(row: Any) -> dict[str, Any]:
    return {name: coded(value) for name, value in asdict(row).items() if name not in _LEFT_OUT}
