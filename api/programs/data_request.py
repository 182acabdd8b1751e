"""Requests of data subjects for programs: the same commands and handlers as the pages."""

from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from api.screens.data_request import AnswerForm, ExtensionForm, PlaceForm, RefusalForm, VerdictForm
from application.access import Action
from application.data_request import (
    AcknowledgeDataRequest,
    AnswerDataRequest,
    DataRequestRow,
    ExtendDataRequest,
    JudgeRequester,
    OpenDataRequest,
    PlaceDataRequest,
    ReceiveDataRequest,
    RefuseDataRequest,
    SeeDataRequests,
    acknowledge_data_request,
    answer_data_request,
    extend_data_request,
    judge_requester,
    open_data_request,
    place_data_request,
    receive_data_request,
    refuse_data_request,
    see_data_requests,
)
from domain.calendar import vietnam_day
from domain.data_request import Asked

router = APIRouter(
    prefix="/api/v1", route_class=WorkRoute, tags=["data requests"], responses=problem_responses()
)
PATH = "/api/v1/data-requests"


class DataRequestShown(BaseModel):
    """One request with its clocks: codes and days."""

    request: UUID
    code: str
    kind: str
    who: str
    stage: str
    likeness: str
    verdict: str
    ground: str
    received_at: datetime
    acknowledge_by: date
    acknowledged: bool
    due_on: date
    extended: bool
    overdue: bool
    source: str

    @classmethod
    def of(cls, row: DataRequestRow, today: date) -> "DataRequestShown":
        """Return a row as programs get it."""
        return cls(
            request=row.request,
            code=row.code,
            kind=row.kind.value,
            who=row.who.value,
            stage=row.stage.value,
            likeness=row.likeness.value if row.likeness else "",
            verdict=row.verdict.value if row.verdict else "",
            ground=row.ground.value if row.ground else "",
            received_at=row.received_at,
            acknowledge_by=row.clocks.acknowledge_by,
            acknowledged=row.is_acknowledged,
            due_on=row.due_on,
            extended=row.is_extended,
            overdue=row.is_overdue(today),
            source=row.clocks.source,
        )


class DataRequestsShown(BaseModel):
    """Requests, open ones first."""

    requests: list[DataRequestShown]


class DataRequestDetail(BaseModel):
    """One request with what was asked."""

    request: DataRequestShown
    asked: Asked


@router.get("/data-requests")
def list_data_requests(work: WorkDep) -> DataRequestsShown:
    """List requests with their clocks."""
    today = vietnam_day(work.now())
    rows = see_data_requests(SeeDataRequests(), work)
    return DataRequestsShown(requests=[DataRequestShown.of(row, today) for row in rows])


@router.post("/data-requests", status_code=201, response_model=None)
def create_data_request(body: Asked, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Enter that a request came in; for everyone signed in."""
    made = receive_data_request(ReceiveDataRequest(asked=body), work)
    return receipt(f"{PATH}/{made}" if work.may(Action.HANDLE_DATA_REQUESTS) else PATH)


@router.get("/data-requests/{request_id}")
def show_data_request(request_id: UUID, work: WorkDep) -> DataRequestDetail:
    """Show one request."""
    page = open_data_request(OpenDataRequest(request=request_id), work)
    shown = DataRequestShown.of(page.row, vietnam_day(work.now()))
    return DataRequestDetail(request=shown, asked=page.state.asked)


@router.post("/data-requests/{request_id}/acknowledgement", status_code=201, response_model=None)
def acknowledge(request_id: UUID, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Note that the requester was told."""
    acknowledge_data_request(AcknowledgeDataRequest(request=request_id), work)
    return _done(request_id)


@router.post("/data-requests/{request_id}/case", status_code=201, response_model=None)
def place(request_id: UUID, body: PlaceForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Say which case it is about."""
    place_data_request(PlaceDataRequest(request=request_id, code=body.code), work)
    return _done(request_id)


@router.post("/data-requests/{request_id}/verdict", status_code=201, response_model=None)
def judge(request_id: UUID, body: VerdictForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Answer the warning about who asks."""
    judge_requester(JudgeRequester(request=request_id, verdict=body.verdict, reason=body.how_known), work)
    return _done(request_id)


@router.post("/data-requests/{request_id}/extension", status_code=201, response_model=None)
def extend(request_id: UUID, body: ExtensionForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Take more time, once."""
    extend_data_request(ExtendDataRequest(request=request_id, reason=body.reason), work)
    return _done(request_id)


@router.post("/data-requests/{request_id}/answer", status_code=201, response_model=None)
def answer(request_id: UUID, body: AnswerForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Meet the request."""
    answer_data_request(
        AnswerDataRequest(request=request_id, identity=body.identity, answer=body.answer), work
    )
    return _done(request_id)


@router.post("/data-requests/{request_id}/refusal", status_code=201, response_model=None)
def refuse(request_id: UUID, body: RefusalForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Say no, with the article."""
    refuse_data_request(RefuseDataRequest(request=request_id, ground=body.ground, note=body.note), work)
    return _done(request_id)


def _done(request_id: UUID) -> Response:
    return receipt(f"{PATH}/{request_id}")
