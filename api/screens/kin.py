"""The page on which staff declare themselves and their relatives."""

import re
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, filled
from api.frame import frame_of
from api.pages import render
from application.kin import DeclareKin, SeeOwnKin, declare_kin, see_own_kin
from domain.kin import Kin, Kinship

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
EMPTY_ROWS = 2
"""Rows for relatives offered below those declared before."""
_ROW = re.compile(r"relatives\.([0-9]{1,2})\.")


@router.get("/ke-khai")
def kin_page(request: Request, work: WorkDep, xong: bool = False) -> Response:
    """Show what was declared, to complete or correct it."""
    return _page(request, work, filled(see_own_kin(SeeOwnKin(), work)), done=xong)


@router.post("/ke-khai")
def declare(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Keep what was declared."""
    bound = bind(Kin, typed)
    if bound.errors:
        return _page(request, work, bound, done=False)
    declare_kin(DeclareKin(kin=bound.value), work)
    return RedirectResponse("/ke-khai?xong=true", 303)


def _page(request: Request, work: OpenWork, form: Bound[Any], *, done: bool) -> Response:
    shown = {int(found[1]) for name in form.typed if (found := _ROW.match(name))}
    return render(
        frame_of(request, work),
        "kin.html",
        status=422 if form.errors else 200,
        form=form,
        rows=range(max(shown, default=-1) + 1 + EMPTY_ROWS),
        kinships=Kinship,
        done=done,
    )
