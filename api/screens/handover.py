"""Pages of a hand-over (*bàn giao*): one form for a case, one for a consultation; nothing of either is shown."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from application.access import Action
from application.accounts import AccountList
from application.counselling import Counsellings
from application.handover import (
    AssignCase,
    AssignMatter,
    BeginHandOver,
    HandOverForm,
    NotACounsellor,
    assign_case,
    assign_matter,
    begin_case,
    begin_matter,
)
from domain.kernel import Line, Value

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


class AssignForm(Value):
    """To whom, and why."""

    counsellor: UUID
    reason: Line = ""


@router.get("/ho-so/{case_id}/ban-giao")
def case_form(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show the form of handing a case over."""
    return _case_page(request, work, case_id, blank())


@router.post("/ho-so/{case_id}/ban-giao")
def give_case(request: Request, case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Hand a case over."""
    bound = bind(AssignForm, typed)
    if bound.errors:
        return _case_page(request, work, case_id, bound)
    form = bound.value
    try:
        assign_case(AssignCase(case_id=case_id, counsellor=form.counsellor, reason=form.reason), work)
    except NotACounsellor as refusal:
        work.restart()
        return _case_page(request, work, case_id, bound.refused(refusal, "counsellor"), 409)
    return _after(work, f"/ho-so/{case_id}", case_id, Action.OPEN_CASE)


@router.get("/tu-van/{matter_id}/ban-giao")
def matter_form(request: Request, matter_id: UUID, work: WorkDep) -> Response:
    """Show the form of handing a consultation over."""
    return _matter_page(request, work, matter_id, blank())


@router.post("/tu-van/{matter_id}/ban-giao")
def give_matter(request: Request, matter_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Hand a consultation over."""
    bound = bind(AssignForm, typed)
    if bound.errors:
        return _matter_page(request, work, matter_id, bound)
    form = bound.value
    try:
        assign_matter(AssignMatter(matter_id=matter_id, counsellor=form.counsellor, reason=form.reason), work)
    except NotACounsellor as refusal:
        work.restart()
        return _matter_page(request, work, matter_id, bound.refused(refusal, "counsellor"), 409)
    return _after(work, f"/tu-van/{matter_id}", matter_id, Action.OPEN_CONSULTATION)


def _after(work: OpenWork, path: str, record: UUID, action: Action) -> Response:
    """Lead to the record, or back to the day's work where it is not open to whoever handed it over."""
    return RedirectResponse(path if work.may(action, record) else "/hom-nay", 303)


def _case_page(
    request: Request, work: OpenWork, case_id: UUID, form: Bound[AssignForm], status: int = 0
) -> Response:
    asked = begin_case(BeginHandOver(of=case_id), work)
    code = work.view(Counsellings).case_code(case_id)  # type: ignore[type-abstract]
    return _page(request, work, asked, form, status, path=f"/ho-so/{case_id}", code=code)


def _matter_page(
    request: Request, work: OpenWork, matter_id: UUID, form: Bound[AssignForm], status: int = 0
) -> Response:
    asked = begin_matter(BeginHandOver(of=matter_id), work)
    return _page(request, work, asked, form, status, path=f"/tu-van/{matter_id}", code="")


def _page(
    request: Request,
    work: OpenWork,
    asked: HandOverForm,
    form: Bound[AssignForm],
    status: int,
    *,
    path: str,
    code: str,
) -> Response:
    people = {row.account: row for row in work.view(AccountList).all()}  # type: ignore[type-abstract]
    chosen = [people[one] for one in asked.candidates if one in people]
    return render(
        frame_of(request, work),
        "handover.html",
        status=status or (422 if form.errors else 200),
        form=form,
        path=path,
        code=code,
        now=people[asked.now].name if asked.now in people else "",
        candidates=[(str(row.account), f"{row.name} – {row.unit_name}") for row in chosen],
    )
