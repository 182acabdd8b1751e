"""Pages that compare two files of one child, merge them, and take the merge back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from api.timeline import changes_between
from application.child_case import CasePage
from application.merging import (
    CompareCases,
    MergeCases,
    UnmergeCase,
    compare_cases,
    find_case,
    merge_cases,
    unmerge_case,
)
from domain.child_case import CaseDetailsSet
from domain.child_case.merging import MergeGround, Merging
from domain.kernel import DomainError, Erased, Line, Narrative, Refused, Said, Unknown, Value

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


class FindForm(Value):
    """The code of the other file."""

    code: Line


class MergeForm(Value):
    """Which of the two carries the follow-up, how one knows that it is one child, and why."""

    other: UUID
    main: UUID
    known_by: MergeGround
    reason: Narrative[Said]


class UnmergeForm(Value):
    """Why the merge is taken back."""

    reason: Narrative[Said]


@router.get("/ho-so/{case_id}/gop")
def merging_page(request: Request, case_id: UUID, work: WorkDep, voi: UUID | None = None) -> Response:
    """Ask for the other file, or show both side by side before they are merged."""
    return _page(request, work, case_id, voi, blank())


@router.post("/ho-so/{case_id}/gop/tim")
def find(request: Request, case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Find the other file by its code; not there and not yours look the same."""
    bound = bind(FindForm, typed)
    if bound.errors:
        return _page(request, work, case_id, None, bound)
    try:
        other = find_case(CompareCases(case_id=case_id), bound.value.code, work)
    except Unknown as refusal:
        work.restart()
        return _page(request, work, case_id, None, bound, refusal)
    return RedirectResponse(f"/ho-so/{case_id}/gop?voi={other}", 303)


@router.post("/ho-so/{case_id}/gop")
def merging(request: Request, case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Merge the two files."""
    bound = bind(MergeForm, typed)
    other = _other(typed)
    if bound.errors:
        return _page(request, work, case_id, other, bound)
    form = bound.value
    main, duplicate = (form.other, case_id) if form.main == form.other else (case_id, form.other)
    said = Merging(known_by=form.known_by, reason=form.reason)
    try:
        merge_cases(MergeCases(case_id=main, duplicate=duplicate, merging=said), work)
    except Refused as refusal:
        work.restart()
        return _page(request, work, case_id, form.other, bound, refusal)
    return RedirectResponse(f"/ho-so/{main}", 303)


@router.get("/ho-so/{case_id}/bo-gop")
def unmerging_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show the form that takes a merge back."""
    return _unmerge_page(request, work, case_id, blank())


@router.post("/ho-so/{case_id}/bo-gop")
def unmerging(request: Request, case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Take the merge back."""
    bound = bind(UnmergeForm, typed)
    if bound.errors:
        return _unmerge_page(request, work, case_id, bound)
    try:
        unmerge_case(UnmergeCase(case_id=case_id, reason=bound.value.reason), work)
    except Refused as refusal:
        work.restart()
        return _unmerge_page(request, work, case_id, bound, refusal)
    return RedirectResponse(f"/ho-so/{case_id}", 303)


def _other(typed: TypedForm) -> UUID | None:
    try:
        return UUID(typed.get("other", [""])[0])
    except ValueError:
        return None


def _page(
    request: Request,
    work: OpenWork,
    case_id: UUID,
    other: UUID | None,
    form: Bound[Any],
    refusal: DomainError | None = None,
) -> Response:
    found = compare_cases(CompareCases(case_id=case_id), other, work)
    language = work.reader.language
    return render(
        frame_of(request, work),
        "case_merge.html",
        status=409 if isinstance(refusal, Refused) else 422 if form.errors or refusal else 200,
        form=form,
        refusal=refusal,
        case=found.one.case,
        other=found.other.case if found.other else None,
        differing=_differs(found.one, found.other, language) if found.other else (),
        files=[(str(page.case.id), _named(page)) for page in (found.one, found.other) if page],
        sizes=(len(found.one.history), len(found.other.history) if found.other else 0),
        grounds=MergeGround,
    )


def _named(page: CasePage) -> str:
    name = page.case.details.child.name
    return page.case.code if isinstance(name, Erased) or not name else f"{page.case.code} · {name}"


def _differs(one: CasePage, other: CasePage, language: str) -> Sequence[tuple[str, str, str]]:
    """Return the fields in which the two files differ, as far as the reader may see them."""
    first, second = (
        CaseDetailsSet.model_construct(
            occurred_at=page.history[0].fact.occurred_at,
            situation=page.case.situation,
            details=page.case.details,
            age_band=page.case.age_band,
        )
        for page in (one, other)
    )
    return [(one.field, one.before, one.after) for one in changes_between(first, second, language)]


def _unmerge_page(
    request: Request, work: OpenWork, case_id: UUID, form: Bound[Any], refusal: DomainError | None = None
) -> Response:
    found = compare_cases(CompareCases(case_id=case_id), None, work)
    return render(
        frame_of(request, work),
        "case_unmerge.html",
        status=409 if refusal else 422 if form.errors else 200,
        form=form,
        refusal=refusal,
        case=found.one.case,
    )
