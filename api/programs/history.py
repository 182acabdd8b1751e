"""The history of a case for an auditor's programs: envelopes and coded parts, nothing personal."""

import json
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from api.door import WorkDep, WorkRoute
from api.openapi import problem_responses
from application.history import (
    EventLine,
    FindHistory,
    LookLine,
    NoSuchCase,
    SeeHistory,
    find_history,
    see_history,
)

router = APIRouter(
    prefix="/api/v1/histories", route_class=WorkRoute, tags=["history"], responses=problem_responses()
)
Position = Annotated[int, Query(ge=0, le=2**62)]


@router.get("")
def find(code: Annotated[str, Query(max_length=100)], work: WorkDep) -> dict[str, Any]:
    """Find a case by its file code."""
    case_id = find_history(FindHistory(code=code), work)
    if case_id is None:
        work.commit()
        raise NoSuchCase
    return {"case_id": str(case_id), "location": f"/api/v1/histories/{case_id}"}


@router.get("/{case_id}")
def read_history(
    case_id: UUID,
    work: WorkDep,
    events_after: Position = 0,
    looks_after: Position = 0,
    lists: bool = False,
) -> dict[str, Any]:
    """Read events and looks after the given positions; `next_*` is where the next page starts."""
    question = SeeHistory(case_id=case_id, events_after=events_after, looks_after=looks_after, lists=lists)
    page = see_history(question, work)
    return {
        "case_id": str(page.case.case_id),
        "code": page.case.code,
        "events": [event_shown(line) for line in page.events],
        "next_event": page.next_event,
        "looks": [look_shown(line) for line in page.looks],
        "next_look": page.next_look,
    }


def event_shown(line: EventLine) -> dict[str, Any]:
    """Return an event as programs get it."""
    envelope = line.recorded.envelope
    return {
        "position": line.recorded.position,
        "stream": str(line.recorded.stream),
        "version": line.recorded.version,
        "topic": envelope.topic,
        "occurred_at": envelope.occurred_at.isoformat(),
        "received_at": envelope.received_at.isoformat() if envelope.received_at else None,
        "recorded_at": line.recorded.recorded_at.isoformat(),
        "actor": envelope.actor,
        "role": envelope.role,
        "unit": str(envelope.unit) if envelope.unit else None,
        "purpose": envelope.purpose,
        "legal_basis": envelope.legal_basis,
        "request_id": str(envelope.request_id),
        "coded": json.loads(line.coded),
        "hidden": line.is_hidden,
        "covered": [field_class.value for field_class in line.covered],
        "leaf": line.leaf.hex(),
    }


def look_shown(line: LookLine) -> dict[str, Any]:
    """Return an entry of the access log as programs get it."""
    return {
        "position": line.position,
        "recorded_at": line.recorded_at.isoformat(),
        "account": str(line.account) if line.account else None,
        "role": line.role,
        "unit": str(line.unit) if line.unit else None,
        "action": line.action,
        "field_class": line.field_class,
        "purpose": line.purpose,
        "basis": line.basis,
        "decision": line.decision,
        "reason": line.reason,
        "is_list": line.is_list,
    }
