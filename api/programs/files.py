"""Files of a case, a consultation or an activity for programs: the same commands and handlers as the pages."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute, receipt
from api.file_answers import MEDIA_TYPES, download, picture
from api.forms import bind
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from api.uploads import Upload, content_of
from application.activity import OpenActivity, open_activity
from application.child_case import OpenCase, open_case
from application.counselling import OpenMatter, open_matter
from application.files import (
    AttachActivityFile,
    AttachFile,
    FileLine,
    Holder,
    OpenActivityFile,
    OpenFile,
    WithdrawActivityFile,
    WithdrawFile,
    attach_file,
    fingerprint,
    give_out,
    lines,
    look_at,
    preview,
    shown_to,
    withdraw_file,
)
from domain.files import FileSaid, FileWithdrawal
from domain.kernel import Erased

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["files"], responses=problem_responses())

_CODES = {"type": "string", "description": "A code of the list, short or whole."}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["subject", "description", "purpose", "basis", "file"],
                    "properties": {
                        "subject": _CODES,
                        "description": {"type": "string"},
                        "purpose": _CODES,
                        "basis": _CODES,
                        "consent": {"type": "integer", "description": "Version of the consent."},
                        "appears": {"type": "array", "items": _CODES},
                        "taken_on": {"type": "string", "format": "date"},
                        "file": {"type": "string", "format": "binary"},
                    },
                }
            }
        },
    }
}
_BYTES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file",
        "content": {kind: {} for kind in sorted(set(MEDIA_TYPES.values()))},
    }
}
_PICTURE: dict[int | str, dict[str, Any]] = {200: {"description": "The page", "content": {"image/jpeg": {}}}}


class FileShown(BaseModel):
    """One file of a record."""

    version: int
    number: int
    format: str
    size: int
    pages: int
    previews: int
    subject: str
    description: str
    purpose: str
    basis: str
    consent: int | None
    appears: list[str]
    taken_on: date | None
    attached_at: datetime
    withdrawn_because: str | None
    destroyed: bool

    @classmethod
    def of(cls, line: FileLine) -> "FileShown":
        """Return a file as programs get it."""
        said, kept = line.fact.said, line.fact.kept
        end = line.withdrawn
        return cls(
            version=line.version,
            number=line.fact.number,
            format=kept.format.coded,
            size=kept.content.size,
            pages=kept.pages,
            previews=len(kept.previews),
            subject=said.subject.coded,
            description="" if isinstance(said.description, Erased) or end else said.description,
            purpose=said.purpose.coded,
            basis=said.basis.coded,
            consent=said.consent,
            appears=[one.coded for one in said.appears],
            taken_on=said.taken_on,
            attached_at=line.attached.recorded_at,
            withdrawn_because=end.withdrawal.because.coded if end else None,
            destroyed=end is not None and end.destroyed is not None,
        )


class FilesShown(BaseModel):
    """Files of a record, oldest first."""

    files: list[FileShown]


@router.get("/cases/{case_id}/files")
def list_case_files(case_id: UUID, work: WorkDep) -> FilesShown:
    """List the files of a case."""
    page = open_case(OpenCase(case_id=case_id), work)
    own = [one for one in page.history if one.stream == case_id]
    return FilesShown(files=[FileShown.of(line) for line in lines(own)])


@router.post("/cases/{case_id}/files", status_code=201, response_model=None, openapi_extra=_BODY)
def attach_to_case(
    request: Request, case_id: UUID, typed: TypedForm, work: WorkDep, key: IdempotencyKey = None
) -> Response:
    """Add a file to a case: `multipart/form-data`, the file in the field `file`."""
    return _attach(request, work, typed, AttachFile, Holder.CASE, case_id, f"/api/v1/cases/{case_id}/files")


@router.get("/cases/{case_id}/files/{version}")
def show_case_file(case_id: UUID, version: int, work: WorkDep) -> FileShown:
    """Show one file of a case."""
    return FileShown.of(look_at(OpenFile(holder=Holder.CASE, record_id=case_id, attached=version), work))


@router.get("/cases/{case_id}/files/{version}/content", response_model=None, responses=_BYTES)
def download_of_case(case_id: UUID, version: int, work: WorkDep) -> Response:
    """Get the file."""
    return download(give_out(OpenFile(holder=Holder.CASE, record_id=case_id, attached=version), work))


@router.get("/cases/{case_id}/files/{version}/pages/{page}", response_model=None, responses=_PICTURE)
def page_of_case_file(case_id: UUID, version: int, page: int, work: WorkDep) -> Response:
    """Get a picture of one of the first pages."""
    return picture(preview(OpenFile(holder=Holder.CASE, record_id=case_id, attached=version), page, work))


@router.post("/cases/{case_id}/files/{version}/withdrawal", status_code=201, response_model=None)
def withdraw_from_case(
    case_id: UUID, version: int, body: FileWithdrawal, work: WorkDep, key: IdempotencyKey = None
) -> Response:
    """Take a file of a case out of sight."""
    cmd = WithdrawFile(holder=Holder.CASE, record_id=case_id, attached=version, withdrawal=body)
    withdraw_file(cmd, work)
    return receipt(f"/api/v1/cases/{case_id}/files")


@router.get("/consultations/{matter_id}/files")
def list_matter_files(matter_id: UUID, work: WorkDep) -> FilesShown:
    """List the files of a consultation."""
    matter = open_matter(OpenMatter(matter_id=matter_id), work)
    return FilesShown(files=[FileShown.of(line) for line in shown_to(matter_id, matter.history, work)])


@router.post("/consultations/{matter_id}/files", status_code=201, response_model=None, openapi_extra=_BODY)
def attach_to_matter(
    request: Request, matter_id: UUID, typed: TypedForm, work: WorkDep, key: IdempotencyKey = None
) -> Response:
    """Add a file to a consultation: `multipart/form-data`, the file in the field `file`."""
    return _attach(
        request, work, typed, AttachFile, Holder.MATTER, matter_id, f"/api/v1/consultations/{matter_id}/files"
    )


@router.get("/consultations/{matter_id}/files/{version}")
def show_matter_file(matter_id: UUID, version: int, work: WorkDep) -> FileShown:
    """Show one file of a consultation."""
    return FileShown.of(look_at(OpenFile(holder=Holder.MATTER, record_id=matter_id, attached=version), work))


@router.get("/consultations/{matter_id}/files/{version}/content", response_model=None, responses=_BYTES)
def download_of_matter(matter_id: UUID, version: int, work: WorkDep) -> Response:
    """Get the file."""
    return download(give_out(OpenFile(holder=Holder.MATTER, record_id=matter_id, attached=version), work))


@router.get(
    "/consultations/{matter_id}/files/{version}/pages/{page}", response_model=None, responses=_PICTURE
)
def page_of_matter_file(matter_id: UUID, version: int, page: int, work: WorkDep) -> Response:
    """Get a picture of one of the first pages."""
    return picture(preview(OpenFile(holder=Holder.MATTER, record_id=matter_id, attached=version), page, work))


@router.post("/consultations/{matter_id}/files/{version}/withdrawal", status_code=201, response_model=None)
def withdraw_from_matter(
    matter_id: UUID, version: int, body: FileWithdrawal, work: WorkDep, key: IdempotencyKey = None
) -> Response:
    """Take a file of a consultation out of sight."""
    cmd = WithdrawFile(holder=Holder.MATTER, record_id=matter_id, attached=version, withdrawal=body)
    withdraw_file(cmd, work)
    return receipt(f"/api/v1/consultations/{matter_id}/files")


@router.get("/activities/{activity}/files")
def list_activity_files(activity: UUID, work: WorkDep) -> FilesShown:
    """List the files of an activity."""
    page = open_activity(OpenActivity(activity=activity), work)
    return FilesShown(files=[FileShown.of(line) for line in page.files])


@router.post("/activities/{activity}/files", status_code=201, response_model=None, openapi_extra=_BODY)
def attach_to_activity(
    request: Request, activity: UUID, typed: TypedForm, work: WorkDep, key: IdempotencyKey = None
) -> Response:
    """Add a file to an activity: `multipart/form-data`, the file in the field `file`."""
    return _attach(
        request,
        work,
        typed,
        AttachActivityFile,
        Holder.ACTIVITY,
        activity,
        f"/api/v1/activities/{activity}/files",
    )


@router.get("/activities/{activity}/files/{version}")
def show_activity_file(activity: UUID, version: int, work: WorkDep) -> FileShown:
    """Show one file of an activity."""
    question = OpenActivityFile(holder=Holder.ACTIVITY, record_id=activity, attached=version)
    return FileShown.of(look_at(question, work))


@router.get("/activities/{activity}/files/{version}/content", response_model=None, responses=_BYTES)
def download_of_activity(activity: UUID, version: int, work: WorkDep) -> Response:
    """Get the file."""
    question = OpenActivityFile(holder=Holder.ACTIVITY, record_id=activity, attached=version)
    return download(give_out(question, work))


@router.get("/activities/{activity}/files/{version}/pages/{page}", response_model=None, responses=_PICTURE)
def page_of_activity_file(activity: UUID, version: int, page: int, work: WorkDep) -> Response:
    """Get a picture of one of the first pages."""
    question = OpenActivityFile(holder=Holder.ACTIVITY, record_id=activity, attached=version)
    return picture(preview(question, page, work))


@router.post("/activities/{activity}/files/{version}/withdrawal", status_code=201, response_model=None)
def withdraw_from_activity(
    activity: UUID, version: int, body: FileWithdrawal, work: WorkDep, key: IdempotencyKey = None
) -> Response:
    """Take a file of an activity out of sight."""
    cmd = WithdrawActivityFile(holder=Holder.ACTIVITY, record_id=activity, attached=version, withdrawal=body)
    withdraw_file(cmd, work)
    return receipt(f"/api/v1/activities/{activity}/files")


def _attach(
    request: Request,
    work: OpenWork,
    typed: dict[str, list[str]],
    kind: type[AttachFile],
    holder: Holder,
    record: UUID,
    location: str,
) -> Response:
    bound = bind(FileSaid, typed)
    if bound.errors:
        raise RequestValidationError(
            [{"type": one.code, "loc": ("body", *one.path.split("."))} for one in bound.errors]
        )
    upload: Upload | None = getattr(request.state, "upload", None)
    content = content_of(upload)
    cmd = kind(
        holder=holder,
        record_id=record,
        said=bound.value,
        name=upload.name if upload else "",
        fingerprint=fingerprint(content),
    )
    attach_file(cmd, content, work)
    return receipt(location)
