"""Import of an old log for programs of a person's session: the same handlers as the pages. A token imports nothing."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field
from starlette.background import BackgroundTask

from api.door import WorkDep, WorkRoute, receipt
from api.import_words import said_of
from api.importing import LISTED_FOR_PROGRAMS, ImportProgress, RowRemark, faults_first
from api.old_files import begin_entering, begin_taking_back, checked, unpacked
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from application.log_import import (
    CheckLog,
    ImportLog,
    OpenImport,
    SeeImports,
    import_log,
    open_import,
    see_imports,
)
from application.log_import.taking_back import TakeImportBack, take_import_back
from domain.kernel import Line, Said, Value

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["imports"], responses=problem_responses())
PATH = "/api/v1/imports"


class LogFile(Value):
    """A file of an old log, and what is said beside it."""

    file: Annotated[str, Field(max_length=4_000_000)]
    """The bytes in base64."""
    unit: UUID | None = None
    year: int | None = Field(default=None, ge=1990, le=2199)
    sheet: Line = ""
    columns: dict[Line, Line] = Field(default_factory=dict, max_length=200)
    """Fields by the heads that were named by hand."""

    def asked(self) -> CheckLog:
        """Return the question."""
        return CheckLog(unit=self.unit, year=self.year, sheet=self.sheet, columns=tuple(self.columns.items()))


class LogToImport(LogFile):
    """The same, to be entered."""

    accept_good: bool = False


class RemarkShown(RowRemark):
    """One remark, and the file that the row is about where there is one."""

    case: str


class ReportShown(BaseModel):
    """What a check found."""

    sheet: str
    rows: int
    new: int
    there_already: int
    repeated: int
    faulty: int
    unknown_columns: list[str]
    kinds: Mapping[str, int]
    remarks: list[RemarkShown]


class ImportShown(ImportProgress):
    """One import."""

    taken_back: int
    taken_back_at: datetime | None


class ImportsShown(BaseModel):
    """Imports, the newest first."""

    imports: list[ImportShown]


class EntryShown(BaseModel):
    """An entry that an import made."""

    case_id: UUID
    code: str
    row: int


class ImportDetail(BaseModel):
    """One import with a page of its entries."""

    made: ImportShown
    entries: list[EntryShown]
    next: int | None


@router.post("/imports/check")
def check_file(body: LogFile, work: WorkDep) -> ReportShown:
    """Check a file; nothing is entered."""
    found = checked(body.asked(), unpacked(body.file), work)
    return ReportShown(
        sheet=found.table.sheet,
        rows=len(found.rows),
        new=len(found.new),
        there_already=len(found.there),
        repeated=found.repeated,
        faulty=found.faulty,
        unknown_columns=list(found.table.unknown),
        kinds=found.kinds,
        remarks=[
            RemarkShown(
                row=one.row,
                column=one.column,
                code=one.code,
                detail=said_of(one, work.reader.language),
                is_fault=one.is_fault,
                case=one.case,
            )
            for one in faults_first(found.rows)[:LISTED_FOR_PROGRAMS]
        ],
    )


@router.post("/imports", status_code=201, response_model=None)
def create_import(body: LogToImport, request: Request, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Begin to enter the rows of a file; how far it is stands at the address of the answer."""
    content = unpacked(body.file)
    found = checked(body.asked(), content, work)
    wish = ImportLog(unit=body.unit, accept_good=body.accept_good, digest=sha256(content).hexdigest())
    import_id = import_log(wish, found, work)
    answer = receipt(f"{PATH}/{import_id}")
    answer.background = BackgroundTask(begin_entering(request, import_id, found.new))
    return answer


class ReasonGiven(Value):
    """Why an import is taken back."""

    reason: Said


@router.post("/imports/{import_id}/taking-back", status_code=201, response_model=None)
def take_back(import_id: UUID, body: ReasonGiven, request: Request, work: WorkDep) -> Response:
    """Take an import back: each entry that nobody has worked on since; how far it is stands at the address."""
    cases = take_import_back(TakeImportBack(import_id=import_id, reason=body.reason), work)
    answer = receipt(f"{PATH}/{import_id}")
    answer.background = BackgroundTask(begin_taking_back(request, import_id, body.reason, cases))
    return answer


@router.get("/imports")
def list_imports(work: WorkDep) -> ImportsShown:
    """List the imports of one's scope."""
    return ImportsShown(imports=[ImportShown.of(row) for row in see_imports(SeeImports(), work)])


@router.get("/imports/{import_id}")
def show_import(
    import_id: UUID, work: WorkDep, after: Annotated[int, Field(ge=0, le=100_000)] = 0
) -> ImportDetail:
    """Show one import with its entries."""
    page = open_import(OpenImport(import_id=import_id, after=after), work)
    entries = [EntryShown(case_id=one.case_id, code=one.code, row=one.row) for one in page.entries]
    return ImportDetail(made=ImportShown.of(page.row), entries=entries, next=page.next)
