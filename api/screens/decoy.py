"""Page of the decoys, for inspectors: which files are watched, and who touched them."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from api.trail_words import SEEN, worded
from application.access import Action
from application.accounts import AccountList
from application.decoy import PlaceDecoy, SeeDecoys, WithdrawDecoy, place_decoy, see_decoys, withdraw_decoy
from domain.decoy import MOST
from domain.kernel import Named, Refused, Unknown, Value

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


class DecoyForm(Value):
    """Which file is marked."""

    code: Named


@router.get("/ho-so-moi")
def decoys_page(request: Request, work: WorkDep) -> Response:
    """Show the decoys and who touched them."""
    return _decoys(request, work, blank())


@router.post("/ho-so-moi")
def placing(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Mark a file."""
    bound = bind(DecoyForm, typed)
    if bound.errors:
        return _decoys(request, work, bound)
    try:
        place_decoy(PlaceDecoy(code=bound.value.code), work)
    except (Refused, Unknown) as refusal:
        if not work.may(Action.PLACE_DECOY):
            raise
        work.restart()
        return _decoys(request, work, bound.refused(refusal, "code"))
    return RedirectResponse("/ho-so-moi", 303)


@router.post("/ho-so-moi/{decoy_id}/bo")
def withdrawing(decoy_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Make it an ordinary file again."""
    withdraw_decoy(WithdrawDecoy(decoy_id=decoy_id), work)
    return RedirectResponse("/ho-so-moi", 303)


def _decoys(request: Request, work: OpenWork, form: Bound[Any]) -> Response:
    rows = see_decoys(SeeDecoys(), work)
    names, language = work.view(AccountList), work.reader.language  # type: ignore[type-abstract]
    return render(
        frame_of(request, work),
        "decoys.html",
        status=422 if form.errors else 200,
        form=form,
        rows=rows,
        most=MOST,
        may_place=work.may(Action.PLACE_DECOY),
        people={touch.account: names.name_of(touch.account) for row in rows for touch in row.touches},
        actions={touch.action: worded(SEEN, touch.action, language) for row in rows for touch in row.touches},
    )
