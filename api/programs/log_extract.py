"""Extracts of the two logs for programs: the same commands and handlers as the pages."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from api.programs.export import FILES
from api.screens.export import FormatForm, RejectionForm, file_answer
from application.log_extract import (
    ApproveExtract,
    DownloadExtract,
    ExtractRow,
    ReadExtract,
    RejectExtract,
    RequestExtract,
    SeeExtracts,
    approve_extract,
    download_extract,
    read_extract,
    reject_extract,
    request_extract,
    see_extracts,
)
from domain.export import ExportStage
from domain.log_extract import ExtractAsked, WhichLog

router = APIRouter(
    prefix="/api/v1/log-extracts", route_class=WorkRoute, tags=["event-log"], responses=problem_responses()
)
PATH = "/api/v1/log-extracts"


class ExtractShown(BaseModel):
    """One request as a list shows it."""

    extract: UUID
    log: WhichLog
    stage: ExportStage
    requested_at: datetime
    requested_by: UUID | None
    approved_by: UUID | None
    until: datetime | None
    downloads: int

    @classmethod
    def of(cls, row: ExtractRow) -> "ExtractShown":
        """Return a row as programs get it."""
        return cls(
            extract=row.extract,
            log=row.log,
            stage=row.stage,
            requested_at=row.requested_at,
            requested_by=row.requested_by,
            approved_by=row.approved_by,
            until=row.until,
            downloads=row.downloads,
        )


class ExtractsShown(BaseModel):
    """Requests, the newest first."""

    extracts: list[ExtractShown]


class ExtractDetail(BaseModel):
    """One request with what was asked for."""

    extract: ExtractShown
    asked: ExtractAsked


@router.get("")
def list_extracts(work: WorkDep) -> ExtractsShown:
    """List the requests for extracts of the two logs."""
    return ExtractsShown(extracts=[ExtractShown.of(row) for row in see_extracts(SeeExtracts(), work)])


@router.post("", status_code=201, response_model=None)
def create_extract(body: ExtractAsked, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Ask for an extract of what a search finds."""
    return receipt(f"{PATH}/{request_extract(RequestExtract(asked=body), work)}")


@router.get("/{extract}")
def show_extract(extract: UUID, work: WorkDep) -> ExtractDetail:
    """Show one request."""
    page = read_extract(ReadExtract(extract=extract), work)
    return ExtractDetail(extract=ExtractShown.of(page.row), asked=page.asked)


@router.post("/{extract}/approval", status_code=201, response_model=None)
def approve(extract: UUID, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Agree as the second person."""
    approve_extract(ApproveExtract(extract=extract), work)
    return receipt(f"{PATH}/{extract}")


@router.post("/{extract}/rejection", status_code=201, response_model=None)
def reject(extract: UUID, body: RejectionForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Do not agree."""
    reject_extract(RejectExtract(extract=extract, note=body.note), work)
    return receipt(f"{PATH}/{extract}")


@router.post("/{extract}/file", status_code=200, response_model=None, responses=FILES)
def download(extract: UUID, body: FormatForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Build the file and get it; a repeat under the same key is led to the request and builds nothing."""
    built = download_extract(DownloadExtract(extract=extract, format=body.format), work)
    return file_answer(built, f"{PATH}/{extract}")
