"""*Kỳ số liệu*: periods of figures with their cut-off, closed and read twice."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from application.access import Action
from application.figure_period import (
    FreezePeriod,
    OpenPeriod,
    PeriodRow,
    SeePeriods,
    SetPeriod,
    freeze_period,
    open_period,
    see_periods,
    set_period,
)
from domain.article92 import SMALLEST_SHOWN, Measure
from domain.duties import Block
from domain.figure_period import Span
from domain.kernel import Refused

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/ky-so-lieu"


@router.get(PATH)
def periods_page(request: Request, work: WorkDep) -> Response:
    """Show the periods, and the form for another one."""
    return _list(request, work)


@router.post(PATH)
def setting(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Enter a period."""
    bound = bind(Span, typed)
    if bound.errors:
        return _list(request, work, bound)
    try:
        period = set_period(SetPeriod(span=bound.value), work)
    except Refused as refusal:
        work.restart()
        return _list(request, work, bound.refused(refusal, ""), status=409)
    return RedirectResponse(f"{PATH}/{period}", 303)


@router.get(f"{PATH}/{{period}}")
def period_page(request: Request, period: UUID, work: WorkDep) -> Response:
    """Show one period, as closed and as known today."""
    page = open_period(OpenPeriod(period=period), work)
    opens = work.may(Action.OPEN_FIGURE)

    def address(measure: Measure, row: PeriodRow, mark: str, to: str = "") -> str:
        given = {"measure": measure.value, "year": row.first.year, "first": row.first, "last": row.last}
        return "/dieu-92/mo?" + urlencode({**given, "as_of": mark} | ({"to": to} if to else {}))

    return render(
        frame_of(request, work),
        "figure_period.html",
        page=page,
        blocks=Block,
        address=address if opens else None,
        smallest=SMALLEST_SHOWN,
        may_manage=work.may(Action.MANAGE_PROGRAMME),
    )


@router.post(f"{PATH}/{{period}}/khoa")
def freezing(request: Request, period: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Close a period."""
    freeze_period(FreezePeriod(period=period), work)
    return RedirectResponse(f"{PATH}/{period}", 303)


def _list(request: Request, work: OpenWork, form: Bound[Any] | None = None, status: int = 422) -> Response:
    return render(
        frame_of(request, work),
        "figure_periods.html",
        status=status if form else 200,
        form=form or blank(),
        rows=see_periods(SeePeriods(), work),
        may_manage=work.may(Action.MANAGE_PROGRAMME),
    )
