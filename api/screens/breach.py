"""Pages of breaches of personal data: the form for everyone, list and record for the data-protection officer."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from api.timeline import timeline
from application.access import Action
from application.breach import (
    BeginBreach,
    CloseBreach,
    NoteBreach,
    NotifyBreach,
    OpenBreach,
    SeeBreaches,
    close_breach,
    note_breach,
    notify_breach,
    open_breach,
    see_breaches,
)
from domain.breach import ARTICLE, Breach, DataHit, Notice
from domain.kernel import Line, Said, Value

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/vi-pham-du-lieu"


class ClosingForm(Value):
    """What was done, and why nobody was notified where nobody was."""

    done: Said
    why_not_notified: Line = ""


@router.get(PATH)
def breaches_page(request: Request, work: WorkDep, moi: bool = False) -> Response:
    """Show the form, and to the officer the list with its clocks."""
    return _list(request, work, saved=moi)


@router.post(PATH)
def noting(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Enter a breach."""
    bound = bind(Breach, typed)
    if bound.errors:
        return _list(request, work, form=bound)
    made = note_breach(NoteBreach(noted=bound.value), work)
    handles = work.may(Action.HANDLE_BREACHES)
    return RedirectResponse(f"{PATH}/{made}" if handles else f"{PATH}?moi=1", 303)


@router.get(f"{PATH}/{{one}}")
def breach_page(request: Request, one: UUID, work: WorkDep) -> Response:
    """Show one breach."""
    return _page(request, work, one)


@router.post(f"{PATH}/{{one}}/thong-bao")
def notifying(request: Request, one: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Note a notice."""
    bound = bind(Notice, typed)
    if bound.errors:
        return _page(request, work, one, notice=bound)
    notify_breach(NotifyBreach(breach=one, notice=bound.value), work)
    return RedirectResponse(f"{PATH}/{one}", 303)


@router.post(f"{PATH}/{{one}}/ket-thuc")
def closing(request: Request, one: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """End the handling."""
    bound = bind(ClosingForm, typed)
    if bound.errors:
        return _page(request, work, one, ending=bound)
    form = bound.value
    close_breach(CloseBreach(breach=one, done=form.done, why_not_notified=form.why_not_notified), work)
    return RedirectResponse(f"{PATH}/{one}", 303)


def _list(
    request: Request, work: OpenWork, form: Bound[Any] | None = None, *, saved: bool = False
) -> Response:
    work.allow(BeginBreach())
    handles = work.may(Action.HANDLE_BREACHES)
    return render(
        frame_of(request, work),
        "breaches.html",
        status=422 if form else 200,
        form=form or blank(),
        saved=saved,
        handles=handles,
        rows=see_breaches(SeeBreaches(), work) if handles else (),
        now=work.now(),
        hits=DataHit,
        article=ARTICLE,
    )


def _page(request: Request, work: OpenWork, one: UUID, **forms: Bound[Any]) -> Response:
    page = open_breach(OpenBreach(breach=one), work)
    empty = {name: blank() for name in ("notice", "ending")}
    return render(
        frame_of(request, work),
        "breach.html",
        status=422 if forms else 200,
        row=page.row,
        timeline=timeline(page.history, work),
        now=work.now(),
        article=ARTICLE,
        **(empty | forms),
    )
