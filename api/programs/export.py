"""Bulk exports for programs: the same commands and handlers as the pages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from api.screens.export import FormatForm, RejectionForm, file_answer
from application.export import (
    ApproveExport,
    DownloadExport,
    ExportRow,
    OpenExport,
    RejectExport,
    RequestExport,
    SeeExports,
    WithdrawExport,
    approve_export,
    download_export,
    open_export,
    reject_export,
    request_export,
    see_exports,
    withdraw_export,
)
from domain.export import ExportAsked

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["exports"], responses=problem_responses())
PATH = "/api/v1/exports"
_BYTES = {"schema": {"type": "string", "format": "binary"}}
FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file",
        "content": {
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _BYTES,
            "text/csv": _BYTES,
            "application/jsonl": _BYTES,
        },
    }
}


class ExportShown(BaseModel):
    """One request."""

    export: UUID
    unit: UUID
    purpose: str
    parts: list[str]
    stage: str
    requested_at: datetime
    until: datetime | None
    downloads: int

    @classmethod
    def of(cls, row: ExportRow) -> "ExportShown":
        """Return a row as programs get it."""
        return cls(
            export=row.export,
            unit=row.unit,
            purpose=row.purpose.coded,
            parts=[part.coded for part in row.parts],
            stage=row.stage.coded,
            requested_at=row.requested_at,
            until=row.until,
            downloads=row.downloads,
        )


class ExportsShown(BaseModel):
    """Requests, the newest first."""

    exports: list[ExportShown]


class ExportDetail(BaseModel):
    """One request with what was said."""

    export: ExportShown
    asked: ExportAsked


@router.get("/exports")
def list_exports(work: WorkDep) -> ExportsShown:
    """List the requests of one's scope."""
    return ExportsShown(exports=[ExportShown.of(row) for row in see_exports(SeeExports(), work)])


@router.post("/exports", status_code=201, response_model=None)
def create_export(body: ExportAsked, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Ask for an export of the follow-up log."""
    return receipt(f"{PATH}/{request_export(RequestExport(asked=body), work)}")


@router.get("/exports/{export}")
def show_export(export: UUID, work: WorkDep) -> ExportDetail:
    """Show one request."""
    page = open_export(OpenExport(export=export), work)
    return ExportDetail(export=ExportShown.of(page.row), asked=page.asked)


@router.post("/exports/{export}/approval", status_code=201, response_model=None)
def approve(export: UUID, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Agree as the second person."""
    approve_export(ApproveExport(export=export), work)
    return receipt(f"{PATH}/{export}")


@router.post("/exports/{export}/rejection", status_code=201, response_model=None)
def reject(export: UUID, body: RejectionForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Do not agree."""
    reject_export(RejectExport(export=export, note=body.note), work)
    return receipt(f"{PATH}/{export}")


@router.post("/exports/{export}/withdrawal", status_code=201, response_model=None)
def withdraw(export: UUID, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Take the request back."""
    withdraw_export(WithdrawExport(export=export), work)
    return receipt(f"{PATH}/{export}")


@router.post("/exports/{export}/file", status_code=200, response_model=None, responses=FILES)
def download(export: UUID, body: FormatForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Build the file and get it; a repeat under the same key is led to the request and builds nothing."""
    built = download_export(DownloadExport(export=export, format=body.format), work)
    return file_answer(built, f"{PATH}/{export}")
