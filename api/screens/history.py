"""The auditor's pages: find a case by its file code, and its history."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from api.telling import Telling
from application.access import Action
from application.history import (
    FindHistory,
    NoSuchCase,
    SearchHistory,
    SeeHistory,
    find_history,
    search_history,
    see_history,
)
from domain.kernel import Named, Value

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
Position = Annotated[int, Query(ge=0, le=2**62)]


class CodeForm(Value):
    """The file code of a case."""

    code: Named


@router.get("/lich-su")
def search_page(request: Request, work: WorkDep) -> Response:
    """Show the box for a file code."""
    search_history(SearchHistory(), work)
    return _search(request, work, blank())


@router.post("/lich-su")
def search(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Find the case; the code travels in the body, never in an address."""
    bound = bind(CodeForm, typed)
    if bound.errors:
        return _search(request, work, bound)
    case_id = find_history(FindHistory(code=bound.value.code), work)
    if case_id is None:
        return _search(request, work, bound.refused(NoSuchCase(), "code"))
    return RedirectResponse(f"/lich-su/{case_id}", 303)


def _search(request: Request, work: OpenWork, form: Bound[Any]) -> Response:
    status = 422 if form.errors else 200
    return render(frame_of(request, work), "history_search.html", status=status, form=form)


@router.get("/lich-su/{case_id}")
def history_page(
    request: Request,
    case_id: UUID,
    work: WorkDep,
    su_kien_sau: Position = 0,
    luot_sau: Position = 0,
    danh_sach: bool = False,
) -> Response:
    """Show every event of the case as it is stored, with what is personal covered, and who looked at it."""
    question = SeeHistory(case_id=case_id, events_after=su_kien_sau, looks_after=luot_sau, lists=danh_sach)
    page = see_history(question, work)
    telling = Telling(work)
    return render(
        frame_of(request, work),
        "history_page.html",
        page=page,
        unit=telling.unit(page.case.unit),
        events=[telling.event(line) for line in page.events],
        looks=[telling.look(line) for line in page.looks],
        lists=danh_sach,
        may_see_hidden=work.may(Action.SEE_HIDDEN, case_id),
        events_after=su_kien_sau,
        looks_after=luot_sau,
    )
