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
from application.decoy import (
    ConfirmDecoy,
    ProposeDecoy,
    RejectDecoy,
    ReviewTouches,
    SeeDecoys,
    WithdrawDecoy,
    confirm_decoy,
    propose_decoy,
    reject_decoy,
    review_touches,
    see_decoys,
    withdraw_decoy,
)
from application.same_person import accounts_of_reader
from domain.decoy import MOST, DecoyStage
from domain.kernel import Instant, Named, Refused, Unknown, Value

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/ho-so-moi"


class DecoyForm(Value):
    """Which file is proposed."""

    code: Named


class ReviewForm(Value):
    """The latest touch that was shown."""

    until: Instant


@router.get(PATH)
def decoys_page(request: Request, work: WorkDep) -> Response:
    """Show the decoys and who touched them."""
    return _decoys(request, work, blank())


@router.post(PATH)
def proposing(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Propose to mark a file."""
    bound = bind(DecoyForm, typed)
    if bound.errors:
        return _decoys(request, work, bound)
    try:
        propose_decoy(ProposeDecoy(code=bound.value.code), work)
    except (Refused, Unknown) as refusal:
        if not work.may(Action.PROPOSE_DECOY):
            raise
        work.restart()
        return _decoys(request, work, bound.refused(refusal, "code"))
    return RedirectResponse(PATH, 303)


@router.post(f"{PATH}/{{decoy_id}}/xac-nhan")
def confirming(decoy_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Agree as the second person."""
    confirm_decoy(ConfirmDecoy(decoy_id=decoy_id), work)
    return RedirectResponse(PATH, 303)


@router.post(f"{PATH}/{{decoy_id}}/khong-dong-y")
def rejecting(decoy_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Do not agree."""
    reject_decoy(RejectDecoy(decoy_id=decoy_id), work)
    return RedirectResponse(PATH, 303)


@router.post(f"{PATH}/{{decoy_id}}/da-xem-xet")
def reviewing(request: Request, decoy_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Say that one looked into what was shown."""
    bound = bind(ReviewForm, typed)
    if bound.errors:
        return _decoys(request, work, bound)
    review_touches(ReviewTouches(decoy_id=decoy_id, until=bound.value.until), work)
    return RedirectResponse(PATH, 303)


@router.post(f"{PATH}/{{decoy_id}}/bo")
def withdrawing(decoy_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Take a proposal back, or make a decoy an ordinary file again."""
    withdraw_decoy(WithdrawDecoy(decoy_id=decoy_id), work)
    return RedirectResponse(PATH, 303)


def _decoys(request: Request, work: OpenWork, form: Bound[Any]) -> Response:
    page = see_decoys(SeeDecoys(), work)
    names, language = work.view(AccountList), work.reader.language  # type: ignore[type-abstract]
    mine = accounts_of_reader(work)
    touches = [touch for row in page.rows for touch in row.touches]
    shown = {touch.account for touch in touches} | {
        who for row in page.rows for who in (row.proposed_by, row.decided_by) if who is not None
    }
    return render(
        frame_of(request, work),
        "decoys.html",
        status=422 if form.errors else 200,
        form=form,
        page=page,
        most=MOST,
        stages=DecoyStage,
        may_propose=work.may(Action.PROPOSE_DECOY),
        to_review={row.stream: row.to_review(mine) for row in page.rows},
        may_confirm={row.stream for row in page.rows if row.awaits(mine)},
        people={account: names.name_of(account) for account in shown},
        actions={touch.action: worded(SEEN, touch.action, language) for touch in touches},
    )
