"""Merging two files of one child, and taking it back, for programs: the same commands as the pages."""

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from application.merging import (
    CompareCases,
    MergeCases,
    UnmergeCase,
    merge_cases,
    see_merged,
    unmerge_case,
)
from domain.child_case.merging import Merging
from domain.kernel import Narrative, Said, Value

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["merges"], responses=problem_responses())


class MergeAsked(Value):
    """The file that hangs on this one from here on, how one knows that it is one child, and why."""

    duplicate: UUID
    merging: Merging


class UnmergeAsked(Value):
    """Why the merge is taken back."""

    reason: Narrative[Said]


class FileShown(BaseModel):
    """A file by id and code."""

    case_id: UUID
    code: str


class MergedShown(BaseModel):
    """The files that a file hangs on, the main file last, and those that hang on it."""

    above: list[FileShown]
    below: list[FileShown]


@router.get("/cases/{case_id}/merges")
def show_merges(case_id: UUID, work: WorkDep) -> MergedShown:
    """Return what hangs together with a case."""
    above, below = see_merged(CompareCases(case_id=case_id), work)
    return MergedShown(
        above=[FileShown(case_id=one.case_id, code=one.code) for one in above],
        below=[FileShown(case_id=one.case_id, code=one.code) for one in below],
    )


@router.post("/cases/{case_id}/merges", status_code=201, response_model=None)
def merge(case_id: UUID, body: MergeAsked, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Merge a duplicate into this case."""
    merge_cases(MergeCases(case_id=case_id, duplicate=body.duplicate, merging=body.merging), work)
    return receipt(f"/api/v1/cases/{case_id}/merges")


@router.post("/cases/{case_id}/unmerging", status_code=201, response_model=None)
def unmerge(case_id: UUID, body: UnmergeAsked, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Take the merge of this duplicate back."""
    unmerge_case(UnmergeCase(case_id=case_id, reason=body.reason), work)
    return receipt(f"/api/v1/cases/{case_id}/merges")
