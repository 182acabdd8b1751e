"""The mirror of what authorities do, for programs: the same commands and handlers as the pages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.door import WorkDep, WorkRoute, receipt
from api.mirror_words import observed
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from api.programs.follow_up_log import coded
from application.child_case import OpenCase, open_case
from application.mirror import (
    AnswerRequest,
    AnswerTask,
    FinishTask,
    RecordAttendance,
    RecordInvitation,
    RecordReport,
    RecordRequest,
    RecordTask,
    answer_request,
    answer_task,
    finish_task,
    record_attendance,
    record_invitation,
    record_report,
    record_request,
    record_task,
)
from application.two_lines import Ask, Line, two_lines
from domain.kernel import Value
from domain.mirror.asks import (
    Attendance,
    CooperationAnswer,
    CooperationRequest,
    Invitation,
    Task,
    TaskAnswer,
    TaskResult,
)
from domain.mirror.clocks import Observation
from domain.mirror.report import Report

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["mirror"], responses=problem_responses())


class Attended(Value):
    """Who went to a meeting, and which invitation it answers, if one was recorded."""

    attendance: Attendance
    invitation: int | None = None


class ClockShown(BaseModel):
    """One clock as an observation, never a finding of fault."""

    clock: str
    rule: str
    source: str
    start_stated: bool
    """Whether the text says from when it runs."""
    observed_from: str
    since: datetime
    until: datetime
    standing: str
    elapsed: int
    unit: str
    words: str
    years_unannounced: list[int]


class LineShown(BaseModel):
    """One fact in one of the two lines."""

    line: str
    """`association` or `authorities`."""
    topic: str
    version: int | None
    at: datetime
    informed_at: datetime | None
    recorded_at: datetime
    remarks: list[str]
    figures_differ: bool
    fact: dict[str, Any]


class TwoLinesShown(BaseModel):
    """Both lines of a case in time, oldest first."""

    mirror_state: str
    closed: bool
    """Of the association's own follow-up."""
    lines: list[LineShown]
    clocks: list[ClockShown]
    asks: list[dict[str, Any]]


@router.get("/cases/{case_id}/two-lines")
def read_two_lines(case_id: UUID, work: WorkDep) -> TwoLinesShown:
    """Read the association's work and what authorities reported, side by side in time."""
    page = open_case(OpenCase(case_id=case_id), work)
    both = two_lines(page, work.now())
    language = work.reader.language
    return TwoLinesShown(
        mirror_state=both.state.coded,
        closed=page.case.closed,
        lines=[_line(line) for line in both.lines],
        clocks=[_clock(seen, language) for seen in both.clocks],
        asks=[_ask(ask) for ask in both.asks],
    )


def _line(line: Line) -> LineShown:
    return LineShown(
        line="association" if line.is_ours else "authorities",
        topic=line.recorded.envelope.topic,
        version=line.recorded.version,
        at=line.at,
        informed_at=line.informed_at,
        recorded_at=line.recorded.recorded_at,
        remarks=[one.coded for one in line.remarks],
        figures_differ=line.figures_differ,
        fact=line.recorded.fact.model_dump(mode="json"),
    )


def _clock(seen: Observation, language: str) -> ClockShown:
    return ClockShown(
        clock=seen.rule.clock.coded,
        rule=seen.rule.version,
        source=seen.rule.source[1 if language == "en" else 0],
        start_stated=seen.rule.start_stated,
        observed_from=seen.start.coded,
        since=seen.since,
        until=seen.until,
        standing=seen.standing.coded,
        elapsed=seen.elapsed,
        unit=seen.rule.unit.coded,
        words=observed(seen, language),
        years_unannounced=list(seen.unannounced),
    )


def _ask(ask: Ask) -> dict[str, Any]:
    return {
        "kind": ask.kind.coded,
        "version": ask.version,
        "what": ask.what,
        "by": ask.by,
        "asked_at": ask.asked_at.isoformat(),
        "due_on": coded(ask.due_on),
        "responsible": coded(ask.responsible),
        "accepted": ask.accepted,
        "open": ask.is_open,
        "settled": ask.settled,
    }


def _at(case_id: UUID) -> str:
    return f"/api/v1/cases/{case_id}/two-lines"


@router.post("/cases/{case_id}/authority-reports", status_code=201, response_model=None)
def report(case_id: UUID, body: Report, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Record what an authority reported about a step of its own; in any order."""
    record_report(RecordReport(case_id=case_id, report=body), work)
    return receipt(_at(case_id))


@router.post("/cases/{case_id}/cooperation-requests", status_code=201, response_model=None)
def request_cooperation(
    case_id: UUID, body: CooperationRequest, work: WorkDep, key: IdempotencyKey = None
) -> Response:
    """Record that an authority asks for information or help."""
    record_request(RecordRequest(case_id=case_id, request=body), work)
    return receipt(_at(case_id))


@router.post("/cases/{case_id}/cooperation-requests/{asked}/answer", status_code=201, response_model=None)
def answer_cooperation(
    case_id: UUID, asked: int, body: CooperationAnswer, work: WorkDep, key: IdempotencyKey = None
) -> Response:
    """Record what was answered: what was given, to whom, on which basis."""
    answer_request(AnswerRequest(case_id=case_id, request=asked, answer=body), work)
    return receipt(_at(case_id))


@router.post("/cases/{case_id}/case-meetings", status_code=201, response_model=None)
def invite(case_id: UUID, body: Invitation, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Record an invitation to a case meeting."""
    record_invitation(RecordInvitation(case_id=case_id, invitation=body), work)
    return receipt(_at(case_id))


@router.post("/cases/{case_id}/attendances", status_code=201, response_model=None)
def attend(case_id: UUID, body: Attended, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Record who went to a case meeting, or why nobody did."""
    record_attendance(
        RecordAttendance(case_id=case_id, invitation=body.invitation, attendance=body.attendance), work
    )
    return receipt(_at(case_id))


@router.post("/cases/{case_id}/plan-tasks", status_code=201, response_model=None)
def assign(case_id: UUID, body: Task, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Record a task that a plan gives to the association."""
    record_task(RecordTask(case_id=case_id, task=body), work)
    return receipt(_at(case_id))


@router.post("/cases/{case_id}/plan-tasks/{asked}/answer", status_code=201, response_model=None)
def reply(case_id: UUID, asked: int, body: TaskAnswer, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Take a task, or say why not."""
    answer_task(AnswerTask(case_id=case_id, task=asked, answer=body), work)
    return receipt(_at(case_id))


@router.post("/cases/{case_id}/plan-tasks/{asked}/result", status_code=201, response_model=None)
def finish(
    case_id: UUID, asked: int, body: TaskResult, work: WorkDep, key: IdempotencyKey = None
) -> Response:
    """Record that a task was done."""
    finish_task(FinishTask(case_id=case_id, task=asked, result=body), work)
    return receipt(_at(case_id))
