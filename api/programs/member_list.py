"""Import of a list of members for programs: the same handlers as the pages."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field
from starlette.background import BackgroundTask

from api.door import WorkDep, WorkRoute, receipt
from api.importing import LISTED_FOR_PROGRAMS, ImportProgress, RowRemark, faults_first
from api.member_files import begin_entering_members, checked_list
from api.member_list_words import said_of
from api.old_files import unpacked
from api.openapi import problem_responses
from api.papers import TABLES
from api.programs.child_case import IdempotencyKey
from api.screens.member_list import empty_list
from application.member_list import ImportMembers, OpenList, SeeLists, import_members, open_list, see_lists
from application.member_list.checking import CheckMembers, WouldBe
from domain.kernel import Line, Value

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["members"], responses=problem_responses())
PATH = "/api/v1/member-lists"


class MemberListFile(Value):
    """A list of members as .xlsx, .xls, .ods or .csv, and the unit of rows that name none."""

    file: Annotated[str, Field(max_length=4_000_000)]
    """The bytes in base64."""
    unit: UUID | None = None
    sheet: Line = ""

    def asked(self) -> CheckMembers:
        """Return the question."""
        return CheckMembers(unit=self.unit, sheet=self.sheet)


class MembersToImport(MemberListFile):
    """The same, to be entered."""

    accept_good: bool = False


class MemberListReport(BaseModel):
    """What a check found: what would become of each row, by its number, and how many of each."""

    sheet: str
    counts: Mapping[WouldBe, int]
    rows: Mapping[int, WouldBe]
    unknown_columns: list[str]
    kinds: Mapping[str, int]
    remarks: list[RowRemark]


class MemberListImport(ImportProgress):
    """One import of a list."""


class MemberListImports(BaseModel):
    """Imports of lists, the newest first."""

    imports: list[MemberListImport]


@router.post("/member-lists/check")
def check_member_list(body: MemberListFile, work: WorkDep) -> MemberListReport:
    """Check a list; nobody is entered."""
    found = checked_list(body.asked(), unpacked(body.file), work)
    return MemberListReport(
        sheet=found.table.sheet,
        counts={what: found.count(what) for what in WouldBe},
        rows=found.would_be,
        unknown_columns=list(found.table.unknown),
        kinds=found.kinds,
        remarks=[
            RowRemark(
                row=one.row,
                column=one.column,
                code=one.code,
                detail=said_of(one, work.reader.language),
                is_fault=one.is_fault,
            )
            for one in faults_first(found.rows)[:LISTED_FOR_PROGRAMS]
        ],
    )


@router.get("/member-lists/template", response_model=None, responses=TABLES)
def read_template(work: WorkDep) -> Response:
    """Get the workbook to be filled in."""
    return empty_list(work)


@router.post("/member-lists", status_code=201, response_model=None)
def create_member_list(
    body: MembersToImport, request: Request, work: WorkDep, key: IdempotencyKey = None
) -> Response:
    """Begin to enter the rows of a list; how far it is stands at the address of the answer."""
    content = unpacked(body.file)
    found = checked_list(body.asked(), content, work)
    wish = ImportMembers(unit=body.unit, accept_good=body.accept_good, digest=sha256(content).hexdigest())
    import_id = import_members(wish, found, work)
    answer = receipt(f"{PATH}/{import_id}")
    answer.background = BackgroundTask(begin_entering_members(request, import_id, found.new))
    return answer


@router.get("/member-lists")
def list_member_lists(work: WorkDep) -> MemberListImports:
    """List the imports of one's scope."""
    return MemberListImports(imports=[MemberListImport.of(row) for row in see_lists(SeeLists(), work)])


@router.get("/member-lists/{import_id}")
def read_member_list(import_id: UUID, work: WorkDep) -> MemberListImport:
    """Read how far one import is."""
    return MemberListImport.of(open_list(OpenList(import_id=import_id), work))
