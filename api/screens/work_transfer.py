"""Pages of all work in one move: what somebody has open, the offer, its answers, and taking work back."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from application.accounts import AccountList
from application.transfer_desk import (
    OpenRecord,
    SeeOpenWork,
    SeeTransfer,
    SeeTransfers,
    see_open_work,
    see_transfer,
    see_transfers,
)
from application.work_transfer import (
    AcceptWork,
    CallWorkBack,
    DeclineWork,
    OfferWork,
    PutToTheHead,
    TakeWorkBack,
    accept_work,
    call_work_back,
    decline_work,
    offer_work,
    put_to_the_head,
    take_work_back,
)
from domain.identity import Day
from domain.kernel import Line, Refused, Said, Text, Value
from domain.work_transfer import Absence, Given, NothingToHandOver, TransferKind

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
NOBODY = "-"
"""What a choice says for a record that is not offered."""


class OfferForm(Value):
    """To whom, why, and what goes elsewhere: `record account`, or `record -`."""

    receiver: UUID
    kind: TransferKind
    first: Day | None = None
    last: Day | None = None
    reason: Line = ""
    note: Text = ""
    to: tuple[Line, ...] = ()

    def chosen(self) -> tuple[tuple[Given, ...], tuple[UUID, ...]]:
        """Return what goes to somebody else, and what is not offered."""
        pairs = [pair for pair in (one.split() for one in self.to) if len(pair) == 2]
        others = [Given(record=UUID(record), receiver=UUID(to)) for record, to in pairs if to != NOBODY]
        return tuple(others), tuple(UUID(record) for record, to in pairs if to == NOBODY)


class AnswerForm(Value):
    """Which records; none ticked means all of them."""

    records: tuple[UUID, ...] = ()


class DeclineForm(AnswerForm):
    """Which records, and why not."""

    reason: Said


@router.get("/ban-giao")
def transfers_page(request: Request, work: WorkDep) -> Response:
    """Show the moves that concern the reader, and whose work they may hand over."""
    page = see_transfers(SeeTransfers(), work)
    lists = (page.waiting, page.to_take_back, page.to_look_at, page.latest)
    rows = [row for rows in lists for row in rows]
    names = _names(work, {one for row in rows for one in (row.of, row.offered_by) if one} | set(page.people))
    return render(
        frame_of(request, work),
        "transfers.html",
        page=page,
        names=names,
        me=work.reader.account,
        others=[(one, names[one]) for one in page.people if one != work.reader.account],
    )


@router.get("/ban-giao/cua/{account}")
def offer_form(request: Request, account: UUID, work: WorkDep) -> Response:
    """Show what one person has open, and the form that offers it."""
    return _offer_page(request, work, account, blank())


@router.post("/ban-giao/cua/{account}")
def offering(request: Request, account: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Offer one person's work."""
    bound = bind(OfferForm, typed)
    if bound.errors:
        return _offer_page(request, work, account, bound)
    form = bound.value
    others, left = form.chosen()
    wish = OfferWork(
        of=account,
        kind=form.kind,
        absence=Absence(first=form.first, last=form.last),
        receiver=form.receiver,
        others=others,
        left=left,
        reason=form.reason,
        note=form.note,
    )
    try:
        move = offer_work(wish, work)
    except Refused as refusal:
        work.restart()
        return _offer_page(request, work, account, bound.refused(refusal, "receiver"), 409)
    return RedirectResponse(f"/ban-giao/{move}", 303)


@router.post("/ban-giao/cua/{account}/phan-cong-lai")
def to_the_head(request: Request, account: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Put the reviews of one person onto the head's list."""
    try:
        put_to_the_head(PutToTheHead(of=account), work)
    except NothingToHandOver as refusal:
        work.restart()
        return _offer_page(request, work, account, bind(AnswerForm, typed).refused(refusal), 409)
    return RedirectResponse(f"/ban-giao/cua/{account}", 303)


@router.get("/ban-giao/{transfer}")
def transfer_page(request: Request, transfer: UUID, work: WorkDep) -> Response:
    """Show one move."""
    return _page(request, work, transfer, blank())


@router.post("/ban-giao/{transfer}/nhan")
def accepting(request: Request, transfer: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Accept all of it, or what was ticked."""
    bound = bind(AnswerForm, typed)
    if bound.errors:
        return _page(request, work, transfer, bound)
    return _answered(
        request, work, transfer, bound, lambda: accept_work(_of(AcceptWork, transfer, bound), work)
    )


@router.post("/ban-giao/{transfer}/tu-choi")
def declining(request: Request, transfer: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Decline all of it, or what was ticked, with a reason."""
    bound = bind(DeclineForm, typed)
    if bound.errors:
        return _page(request, work, transfer, bound)
    wish = DeclineWork(transfer=transfer, records=bound.value.records, reason=bound.value.reason)
    return _answered(request, work, transfer, bound, lambda: decline_work(wish, work))


@router.post("/ban-giao/{transfer}/rut")
def calling_back(request: Request, transfer: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Offer no longer what nobody accepted."""
    bound = bind(AnswerForm, typed)
    wish = CallWorkBack(transfer=transfer)
    return _answered(request, work, transfer, bound, lambda: call_work_back(wish, work))


@router.post("/ban-giao/{transfer}/nhan-lai")
def taking_back(request: Request, transfer: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Take one's work back."""
    bound = bind(AnswerForm, typed)
    if bound.errors:
        return _page(request, work, transfer, bound)
    return _answered(
        request, work, transfer, bound, lambda: take_work_back(_of(TakeWorkBack, transfer, bound), work)
    )


def _of(wish: Any, transfer: UUID, bound: Bound[AnswerForm]) -> Any:
    return wish(transfer=transfer, records=bound.value.records)


def _answered(request: Request, work: OpenWork, transfer: UUID, bound: Bound[Any], act: Any) -> Response:
    try:
        act()
    except Refused as refusal:
        work.restart()
        return _page(request, work, transfer, bound.refused(refusal), 409)
    return RedirectResponse(f"/ban-giao/{transfer}", 303)


def _offer_page(
    request: Request, work: OpenWork, account: UUID, form: Bound[Any], status: int = 0
) -> Response:
    page = see_open_work(SeeOpenWork(of=account), work)
    people = {row.account: row for row in work.view(AccountList).all()}  # type: ignore[type-abstract]
    near = [people[one] for one in page.candidates if one in people]
    kinds = [TransferKind.AWAY] if page.is_own else list(TransferKind)
    return render(
        frame_of(request, work),
        "transfer_offer.html",
        status=status or (422 if form.errors else 200),
        form=form,
        page=page,
        name=people[account].name if account in people else "",
        kinds=kinds,
        waiting=[one for one in page.records if one.is_offered],
        free=[one for one in page.records if not one.is_offered],
        candidates=[(str(row.account), f"{row.name} – {row.unit_name}") for row in near],
        opens=_opens(work, page.records),
        to_reassign=[one for one in page.reviews if one.is_to_reassign],
    )


def _page(request: Request, work: OpenWork, transfer: UUID, form: Bound[Any], status: int = 0) -> Response:
    page = see_transfer(SeeTransfer(transfer=transfer), work)
    accounts = {page.row.of, *(one.receiver for one in page.items)}
    accounts |= {page.row.offered_by} if page.row.offered_by else set()
    return render(
        frame_of(request, work),
        "transfer.html",
        status=status or (422 if form.errors else 200),
        form=form,
        page=page,
        row=page.row,
        names=_names(work, accounts),
        me=work.reader.account,
        opens=_opens(work, [one.record for one in page.items]),
    )


def _names(work: OpenWork, accounts: Iterable[UUID]) -> dict[UUID, str]:
    names = work.view(AccountList)  # type: ignore[type-abstract]
    return {one: names.name_of(one) for one in accounts}


def _opens(work: OpenWork, records: Iterable[OpenRecord]) -> frozenset[UUID]:
    """Return the records that the reader may open by a link."""
    return frozenset(one.record for one in records if work.may(one.opened_by, one.record))
