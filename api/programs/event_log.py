"""The event log, one person's doings and conflicts found later, for auditors' programs: ids and codes only."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from api.door import WorkDep, WorkRoute
from api.openapi import problem_responses
from api.programs.history import event_shown, look_shown
from application.event_log import (
    EventFilters,
    FoundLater,
    LoggedEvent,
    SeeEvents,
    SeeFoundLater,
    SeePerson,
    SeeTouched,
    see_events,
    see_found_later,
    see_person,
    see_touched,
)

router = APIRouter(
    prefix="/api/v1/event-log", route_class=WorkRoute, tags=["event-log"], responses=problem_responses()
)


@router.get("")
def events(filters: Annotated[EventFilters, Query()], work: WorkDep) -> dict[str, Any]:
    """Read the event log, the latest first; `before` is where the next page starts."""
    page = see_events(SeeEvents.model_validate(filters.model_dump()), work)
    return {"events": [_event(one) for one in page.events], "before": page.before}


@router.get("/people/{account}")
def person(account: UUID, work: WorkDep) -> dict[str, Any]:
    """Read the latest of what one person did and looked at."""
    page = see_person(SeePerson(account=account), work)
    return {
        "events": [_event(one) for one in page.events],
        "looks": [look_shown(one.look) for one in page.looks],
    }


@router.get("/conflicts")
def conflicts(work: WorkDep) -> dict[str, Any]:
    """Read the conflicts of interest with how much their people had touched before they were known."""
    return {"conflicts": [_found(one) for one in see_found_later(SeeFoundLater(), work)]}


@router.get("/conflicts/{conflict}")
def touched(conflict: UUID, work: WorkDep) -> dict[str, Any]:
    """Read what a person with a conflict of interest did and looked at in the file, the latest first."""
    page = see_touched(SeeTouched(conflict=conflict), work)
    return {
        "conflict": _found(page.found),
        "events": [_event(one) for one in page.events],
        "looks": [look_shown(one.look) for one in page.looks],
        "whole": page.is_whole,
    }


def _event(one: LoggedEvent) -> dict[str, Any]:
    """Return the envelope alone: a coded part may name a record that the search itself leaves out."""
    envelope = {name: said for name, said in event_shown(one.line).items() if name != "coded"}
    return envelope | {"case_id": str(one.case_id) if one.case_id else None, "code": one.code}


def _found(one: FoundLater) -> dict[str, Any]:
    return {
        "conflict": str(one.conflict),
        "account": str(one.account),
        "case_id": str(one.case.case_id),
        "code": one.case.code,
        "standing": one.standing.coded,
        "found_at": one.found_at.isoformat(),
        "looks_before": one.looks_before,
        "events_before": one.events_before,
    }
