"""Time travel for programs: a case at a moment, what changed until another, one event, and what made each cell."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse

from api.door import WorkDep, WorkRoute, etag
from api.openapi import problem_responses
from application.ledger import Recorded
from application.time_travel import (
    OpenCells,
    OpenPast,
    SeeCells,
    SeePast,
    Span,
    When,
    see_cells,
    see_past,
)
from application.time_travel.event import SeeEvent, see_event
from application.time_travel.log import SeePastFiles, SeePastLog, see_past_log
from application.time_travel.past import CellChange, Past, PastLine, cells
from domain.kernel import Erased
from domain.units import Place

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["history"], responses=problem_responses())
Asked = Annotated[Span, Query()]
AskedOnce = Annotated[When, Query()]


@router.get("/histories/{case_id}/past")
def past(case_id: UUID, asked: Asked, work: WorkDep) -> Response:
    """Read a case at a moment without what is personal, who could see it then and who did; `ETag` is the position."""
    return _past(SeePast(case_id=case_id, **asked.model_dump()), work)


@router.get("/cases/{case_id}/past")
def open_past(case_id: UUID, asked: Asked, work: WorkDep) -> Response:
    """Read a case at a moment, as far as it is open to the reader; `ETag` is the position."""
    return _past(OpenPast(case_id=case_id, **asked.model_dump()), work)


def _past(question: SeePast | OpenPast, work: WorkDep) -> Response:
    page = see_past(question, work)
    shown: dict[str, Any] = {"case_id": page.case.case_id, "code": page.case.code, **_moment(page.past)}
    if page.until is not None:
        shown["until"] = _moment(page.until) | {
            "changes": _changes(page.changes),
            "between": _lines(page.between),
        }
    if not page.is_open:
        shown["could_see"] = [
            {"account": one.account, "role": one.role, "unit": one.unit, "basis": one.basis}
            | {"actions": [action.value for action in one.actions]}
            for one in page.could
        ]
        shown["looked"] = [
            {"position": one.position, "recorded_at": one.recorded_at, "account": one.account}
            | {"action": one.action, "decision": one.decision, "is_list": one.is_list}
            for one in page.looks
        ]
    return _answer(
        shown,
        page.past.moment.position,
        page.past.state.version if page.past.state else 0,
        is_open=page.is_open,
    )


def _answer(shown: dict[str, Any], position: int, version: int, *, is_open: bool) -> Response:
    """Return an answer; positions of the log are for roles of the whole scope alone, others get the version."""
    content = jsonable_encoder(shown)
    return JSONResponse(
        _without_positions(content) if is_open else content, headers=etag(version if is_open else position)
    )


def _without_positions(content: Any) -> Any:
    if isinstance(content, list):
        return [_without_positions(one) for one in content]
    if isinstance(content, dict):
        return {name: _without_positions(one) for name, one in content.items() if name != "position"}
    return content


def _moment(past: Past) -> dict[str, Any]:
    moment = past.moment
    return {
        "by": moment.by,
        "position": moment.position,
        "at": moment.at,
        "version": past.state.version if past.state else None,
        "state": _cells(cells(past.state)),
        "events": _lines(past.lines),
    }


def _lines(lines: Iterable[PastLine]) -> list[dict[str, Any]]:
    return [_event(one.recorded) | {"marks": [mark.value for mark in one.marks]} for one in lines]


def _event(one: Recorded) -> dict[str, Any]:
    envelope = one.envelope
    return {
        "position": one.position,
        "stream": one.stream,
        "version": one.version,
        "topic": envelope.topic,
        "occurred_at": envelope.occurred_at,
        "recorded_at": one.recorded_at,
        "actor": envelope.actor,
        "role": envelope.role,
        "unit": envelope.unit,
        "rule_version": envelope.rule_version,
        "legal_basis": envelope.legal_basis,
    }


def _cells(found: dict[str, object]) -> dict[str, Any]:
    return {path: _value(value) for path, value in found.items()}


def _value(value: object) -> Any:
    """Return a value as programs get it; what is covered says so and no more."""
    if isinstance(value, Erased):
        return {"covered": True}
    if isinstance(value, Place):
        return value.shown() or None
    if isinstance(value, tuple):
        return [_value(one) for one in value]
    return {name: _value(one) for name, one in value} if hasattr(value, "model_dump") else value  # type: ignore[attr-defined]


def _changes(changes: Iterable[CellChange]) -> list[dict[str, Any]]:
    return [{"path": one.path, "before": _value(one.before), "after": _value(one.after)} for one in changes]


@router.get("/histories/{case_id}/cells")
def explained_cells(case_id: UUID, asked: AskedOnce, work: WorkDep) -> Response:
    """Read which event made each cell of a case, without what is personal."""
    return _explained(SeeCells(case_id=case_id, **asked.model_dump()), work)


@router.get("/cases/{case_id}/cells")
def open_cells(case_id: UUID, asked: AskedOnce, work: WorkDep) -> Response:
    """Read which event made each cell of a case, as far as it is open to the reader."""
    return _explained(OpenCells(case_id=case_id, **asked.model_dump()), work)


def _explained(question: SeeCells | OpenCells, work: WorkDep) -> Response:
    page = see_cells(question, work)
    shown: dict[str, Any] = {
        "case_id": page.case.case_id,
        "position": page.moment.position,
        "cells": [
            {"path": one.path, "value": _value(one.value), "made_by": _event(one.made_by)}
            | ({"perhaps": [*map(_event, one.perhaps)]} if one.perhaps else {})
            for one in page.cells
        ],
        "row": [{"column": one.column, "value": one.value, "position": one.position} for one in page.row],
    }
    version = max((one.made_by.version or 0 for one in page.cells), default=0)
    return _answer(shown, page.moment.position, version, is_open=page.is_open)


@router.get("/histories/{case_id}/events/{position}")
def event(case_id: UUID, position: int, work: WorkDep) -> Response:
    """Read one event of a case with the state that its rule read, and the decision that permitted it."""
    page = see_event(SeeEvent(case_id=case_id, position=position), work)
    shown = _event(page.event) | {
        "seen_version": page.seen_version,
        "seen": _cells(cells(page.seen)) if page.seen else dict(page.seen_otherwise),
        "changes": _changes(page.changes),
        "decided": page.decided,
        "same_request": [one.position for one in page.caused],
    }
    return JSONResponse(jsonable_encoder(shown), headers=etag(page.event.version or 0))


@router.get("/follow-up-log/past")
def past_log(asked: Annotated[SeePastLog, Query()], work: WorkDep) -> Response:
    """Read the follow-up log of one's scope as it was at the end of a day; `next` is where the next page starts."""
    return _log(asked, work)


@router.get("/past-log")
def past_files(asked: Annotated[SeePastFiles, Query()], work: WorkDep) -> Response:
    """Read which files the whole log held at the end of a day; `next` is where the next page starts."""
    return _log(asked, work)


def _log(question: SeePastLog | SeePastFiles, work: WorkDep) -> Response:
    page = see_past_log(question, work)
    is_own = isinstance(question, SeePastLog)
    entries = [
        {name: value for name, value in asdict(one).items() if name not in {"record_no", "mark"}}
        for one in page.rows
    ]
    shown = {"at": page.moment.at, "position": page.moment.position, "entries": entries, "next": page.next}
    content = jsonable_encoder(shown)
    if is_own:
        return JSONResponse(_without_positions(content))
    return JSONResponse(content, headers=etag(page.moment.position))
