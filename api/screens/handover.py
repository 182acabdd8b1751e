"""Pages of a hand-over (*bàn giao*): one form for a case, one for a consultation; nothing of either is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, Typed, TypedForm, WorkDep, WorkRoute
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


@dataclass(frozen=True, slots=True)
class _Kind:
    """What differs between handing over a case and a consultation."""

    path: str
    opens: Action
    begin: Callable[[BeginHandOver, OpenWork], HandOverForm]
    give: Callable[[UUID, AssignForm, OpenWork], None]


def _give_case(case_id: UUID, form: AssignForm, work: OpenWork) -> None:
    assign_case(AssignCase(case_id=case_id, counsellor=form.counsellor, reason=form.reason), work)


def _give_matter(matter_id: UUID, form: AssignForm, work: OpenWork) -> None:
    assign_matter(AssignMatter(matter_id=matter_id, counsellor=form.counsellor, reason=form.reason), work)


_CASE = _Kind("/ho-so", Action.OPEN_CASE, begin_case, _give_case)
_MATTER = _Kind("/tu-van", Action.OPEN_CONSULTATION, begin_matter, _give_matter)


@router.get("/ho-so/{record}/ban-giao")
def case_form(request: Request, record: UUID, work: WorkDep) -> Response:
    """Show the form of handing a case over."""
    return _page(request, work, _CASE, record, blank())


@router.post("/ho-so/{record}/ban-giao")
def give_case(request: Request, record: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Hand a case over."""
    return _given(request, work, _CASE, record, typed)


@router.get("/tu-van/{record}/ban-giao")
def matter_form(request: Request, record: UUID, work: WorkDep) -> Response:
    """Show the form of handing a consultation over."""
    return _page(request, work, _MATTER, record, blank())


@router.post("/tu-van/{record}/ban-giao")
def give_matter(request: Request, record: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Hand a consultation over."""
    return _given(request, work, _MATTER, record, typed)


def _given(request: Request, work: OpenWork, kind: _Kind, record: UUID, typed: Typed) -> Response:
    """Hand over, then lead to the record, or to the day's work where it is not open to whoever handed it over."""
    bound = bind(AssignForm, typed)
    if bound.errors:
        return _page(request, work, kind, record, bound)
    try:
        kind.give(record, bound.value, work)
    except NotACounsellor as refusal:
        work.restart()
        return _page(request, work, kind, record, bound.refused(refusal, "counsellor"), 409)
    return RedirectResponse(f"{kind.path}/{record}" if work.may(kind.opens, record) else "/hom-nay", 303)


def _page(
    request: Request, work: OpenWork, kind: _Kind, record: UUID, form: Bound[AssignForm], status: int = 0
) -> Response:
    asked = kind.begin(BeginHandOver(of=record), work)
    code = work.view(Counsellings).case_code(record) if kind is _CASE else ""  # type: ignore[type-abstract]
    people = {row.account: row for row in work.view(AccountList).all()}  # type: ignore[type-abstract]
    chosen = [people[one] for one in asked.candidates if one in people]
    return render(
        frame_of(request, work),
        "handover.html",
        status=status or (422 if form.errors else 200),
        form=form,
        path=f"{kind.path}/{record}",
        code=code,
        now=people[asked.now].name if asked.now in people else "",
        candidates=[(str(row.account), f"{row.name} – {row.unit_name}") for row in chosen],
    )
