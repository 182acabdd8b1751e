"""The page of duty numbers: read by everyone signed in, kept by supervisors and administrators."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.choices import places_on
from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.duty import kept
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from application.access import Action
from application.directory import (
    ListNumber,
    WithdrawNumber,
    list_number,
    see_directory,
    withdraw_number,
)
from domain.calendar import vietnam_day
from domain.duty_numbers import DutyBody, DutyNumber, Listing
from domain.identity import Day
from domain.kernel import Value
from domain.text import sort_key
from domain.units import AdminUnit

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


class WithdrawForm(Value):
    """The form that withdraws a number."""

    unit: AdminUnit
    last_day: Day


@router.get("/danh-ba")
def directory_page(request: Request, work: WorkDep) -> Response:
    """Show every number, those that answer first."""
    return _page(request, work, blank(valid_from=str(vietnam_day(work.now()))))


@router.post("/danh-ba")
def new_number(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """List a number."""
    bound = bind(DutyNumber, typed)
    if bound.errors:
        return _page(request, work, bound)
    list_number(ListNumber(number=bound.value), work)
    return RedirectResponse("/danh-ba", 303)


@router.post("/danh-ba/{entry}/thoi")
def withdrawing(request: Request, entry: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Withdraw a number."""
    bound = bind(WithdrawForm, typed)
    if bound.errors:
        return _page(request, work, bound)
    form = bound.value
    withdraw_number(WithdrawNumber(unit=form.unit, entry=entry, last_day=form.last_day), work)
    return RedirectResponse("/danh-ba", 303)


def _page(request: Request, work: OpenWork, form: Bound[Any]) -> Response:
    book, today = see_directory(work), vietnam_day(work.now())
    held = kept(request)
    if held is not None:
        held.keep(book)
    listed = sorted(book.listings, key=_place_and_body)
    return render(
        frame_of(request, work),
        "directory.html",
        status=422 if form.errors else 200,
        form=form,
        going_on=[one for one in listed if one.last_day is None or one.last_day >= today],
        over=[one for one in listed if one.last_day is not None and one.last_day < today],
        places=places_on(today),
        bodies=DutyBody,
        today=today,
        may_manage=work.may(Action.MANAGE_DIRECTORY),
    )


def _place_and_body(one: Listing) -> tuple[object, ...]:
    listed = one.listed
    return sort_key(listed.unit.name_as_written), list(DutyBody).index(listed.body), listed.valid_from
