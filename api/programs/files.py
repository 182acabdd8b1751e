"""Files of a record for programs: the same commands and handlers as the pages, the same for each that holds files."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, TypeAdapter

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute, receipt
from api.file_answers import MEDIA_TYPES, download, picture
from api.file_places import PROGRAMS
from api.forms import bind
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from api.uploads import Upload, content_of
from application.file_holders import HOLDERS, Holder, OpenFile
from application.files import FileLine, attach_file, fingerprint, give_out, look_at, preview, withdraw_file
from application.held_files import files_of
from application.work import NotSignedIn
from domain.codes import Code
from domain.files import Appears, FilePurpose, FileSaid, FileSubject, FileWithdrawal
from domain.kernel import Erased
from domain.lists import LegalBasis

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["files"], responses=problem_responses())


def _code_of(kind: type[Code]) -> dict[str, Any]:
    """Return how a code of a list is described."""
    return TypeAdapter(kind).json_schema()


_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["subject", "description", "purpose", "basis", "file"],
                    "properties": {
                        "subject": _code_of(FileSubject),
                        "description": {"type": "string"},
                        "purpose": _code_of(FilePurpose),
                        "basis": _code_of(LegalBasis),
                        "consent": {"type": "integer", "description": "Version of the consent."},
                        "appears": {"type": "array", "items": _code_of(Appears)},
                        "taken_on": {"type": "string", "format": "date"},
                        "entry": {"type": "integer", "description": "Entry of the record that it shows."},
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
    entry: int | None
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
            entry=said.entry,
            attached_at=line.attached.recorded_at,
            withdrawn_because=end.withdrawal.because.coded if end else None,
            destroyed=end is not None and end.destroyed is not None,
        )


class FilesShown(BaseModel):
    """Files of a record, oldest first."""

    files: list[FileShown]


def _question(holder: Holder, record: UUID, version: int) -> OpenFile:
    return HOLDERS[holder].opens(holder=holder, record_id=record, attached=version)


def _register(holder: Holder) -> None:
    """Add the routes of files of one kind of record."""
    at, named = f"{PROGRAMS[holder].template}/files", Path(alias=PROGRAMS[holder].key)

    @router.get(at)
    def list_files(work: WorkDep, record: Annotated[UUID, named]) -> FilesShown:
        """List the files of a record."""
        return FilesShown(files=[FileShown.of(line) for line in files_of(holder, record, work).files])

    @router.post(at, status_code=201, response_model=None, openapi_extra=_BODY)
    def attach(
        request: Request,
        typed: TypedForm,
        work: WorkDep,
        record: Annotated[UUID, named],
        key: IdempotencyKey = None,
    ) -> Response:
        """Add a file: `multipart/form-data`, the file in the field `file`."""
        return _attach(request, work, typed, holder, record)

    @router.get(f"{at}/{{version}}")
    def show_file(version: int, work: WorkDep, record: Annotated[UUID, named]) -> FileShown:
        """Show one file."""
        return FileShown.of(look_at(_question(holder, record, version), work))

    _register_one(holder, f"{at}/{{version}}", named)


def _register_one(holder: Holder, at: str, named: Any) -> None:
    @router.get(f"{at}/content", response_model=None, responses=_BYTES)
    def download_file(version: int, work: WorkDep, record: Annotated[UUID, named]) -> Response:
        """Get the file."""
        return download(give_out(_question(holder, record, version), work))

    @router.get(f"{at}/pages/{{page}}", response_model=None, responses=_PICTURE)
    def file_page(version: int, page: int, work: WorkDep, record: Annotated[UUID, named]) -> Response:
        """Get a picture of one of the first pages."""
        return picture(preview(_question(holder, record, version), page, work))

    @router.post(f"{at}/withdrawal", status_code=201, response_model=None)
    def withdraw(
        version: int,
        body: FileWithdrawal,
        work: WorkDep,
        record: Annotated[UUID, named],
        key: IdempotencyKey = None,
    ) -> Response:
        """Take a file out of sight."""
        kind = HOLDERS[holder].withdraws
        withdraw_file(kind(holder=holder, record_id=record, attached=version, withdrawal=body), work)
        return receipt(_location(holder, record))


for _holder in Holder:
    _register(_holder)


def _location(holder: Holder, record: UUID) -> str:
    return f"/api/v1{PROGRAMS[holder].of(record)}/files"


def _attach(
    request: Request, work: OpenWork, typed: dict[str, list[str]], holder: Holder, record: UUID
) -> Response:
    if work.reader_or_none is None:  # of whom no file was read
        raise NotSignedIn
    bound = bind(FileSaid, typed)
    if bound.errors:
        raise RequestValidationError(
            [{"type": one.code, "loc": ("body", *one.path.split("."))} for one in bound.errors]
        )
    upload: Upload | None = getattr(request.state, "upload", None)
    content = content_of(upload)
    cmd = HOLDERS[holder].attaches(
        holder=holder,
        record_id=record,
        said=bound.value,
        name=upload.name if upload else "",
        fingerprint=fingerprint(content),
    )
    attach_file(cmd, content, work)
    return receipt(_location(holder, record))
