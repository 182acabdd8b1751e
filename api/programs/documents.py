"""Papers for programs: the same papers through the same handlers as the pages."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.door import WorkDep, WorkRoute
from api.openapi import problem_responses
from api.papers import FILES, paper_file
from application.documents.printing import (
    LetterChoice,
    PaperFormat,
    PrintIntakeForm,
    PrintLetter,
    PrintLog,
    PrintReception,
    print_intake_form,
    print_letter,
    print_log,
    print_reception,
)
from application.follow_up_log import LogFilters

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["documents"], responses=problem_responses())


@router.get("/cases/{case_id}/documents/cong-van.{kind}", response_model=None, responses=FILES)
def letter(
    case_id: UUID, kind: PaperFormat, choice: Annotated[LetterChoice, Query()], work: WorkDep
) -> Response:
    """Get the letter that passes a case's information on; codes only in the address."""
    return paper_file(print_letter(PrintLetter(case_id=case_id, choice=choice), work, kind), kind)


@router.get("/cases/{case_id}/documents/mau-01.{kind}", response_model=None, responses=FILES)
def reception(case_id: UUID, kind: PaperFormat, work: WorkDep) -> Response:
    """Get Mẫu 01 of a case."""
    return paper_file(print_reception(PrintReception(case_id=case_id), work, kind), kind)


@router.get("/follow-up-log/documents/trang-in.{kind}", response_model=None, responses=FILES)
def log_page(kind: PaperFormat, filters: Annotated[LogFilters, Query()], work: WorkDep) -> Response:
    """Get a page of the follow-up log as the list shows it to you."""
    return paper_file(print_log(PrintLog(**dict(filters)), work, kind), kind)


@router.get("/documents/phieu-tiep-nhan.{kind}", response_model=None, responses=FILES)
def intake(kind: PaperFormat, work: WorkDep) -> Response:
    """Get the empty intake form with the duty numbers of the day."""
    return paper_file(print_intake_form(PrintIntakeForm(), work, kind), kind)
