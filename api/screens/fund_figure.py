"""What makes a figure of a fund: definition, position, and the lines of the book with their events."""

from collections.abc import Callable, Mapping
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.door import OpenWork, Typed, WorkDep, WorkRoute
from api.forms import bind
from api.frame import frame_of
from api.pages import render
from api.screens.article92 import asked_of, unit_names_of
from api.texts import N_, translated
from application.fund.figures import OpenFundFigure, open_fund_figure
from domain.fund.figures import FundFigure
from domain.kernel import Unknown

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH, OF_ALL = "/quy/{fund}/mo", "/quy/so-lieu/mo"
KEPT = ("what", "first", "last", "purpose", "with_purpose")
"""What stays in the address when the same figure is asked for as known on another day."""
BEHIND: Mapping[str, str] = {
    "fund.entered.1": N_("Ghi phiếu"),
    "fund.approved.1": N_("Duyệt phiếu"),
    "fund.corrected.1": N_("Sửa phiếu: đảo và ghi lại"),
    "fund.cancelled.1": N_("Hủy phiếu"),
}
"""What an event behind a line of a book is called."""


@router.get(OF_ALL)
def sum_page(request: Request, work: WorkDep) -> Response:
    """Show what makes one figure of all funds of the reader's scope."""
    return _page(request, {**asked_of(request), "fund": []}, work)


@router.get(PATH)
def figure_page(request: Request, fund: UUID, work: WorkDep) -> Response:
    """Show what makes one figure of a fund."""
    return _page(request, {**asked_of(request), "fund": [str(fund)]}, work)


def _page(request: Request, typed: Typed, work: OpenWork) -> Response:
    form = bind(OpenFundFigure, typed)
    if not form.is_valid:
        raise Unknown
    figure = open_fund_figure(form.value, work)
    asked = figure.asked
    given = {**asked.model_dump(), "known_on": None, "page": None, "as_of": figure.mark}
    return render(
        frame_of(request, work),
        "fund_figure.html",
        figure=figure,
        asked=asked,
        form=form,
        path=_path(asked.fund),
        kept=[(name, value) for name in KEPT if (value := form.last(name))],
        unit_names=unit_names_of(work),
        topics={topic: translated(label, work.reader.language) for topic, label in BEHIND.items()},
        next=_address(given | {"page": asked.page + 1}) if figure.has_more else "",
        first=_address(given) if asked.page > 1 else "",
    )


def opener(fund: UUID | None) -> Callable[..., str]:
    """Return how a template writes the address of what makes a figure of a fund, or of all of them."""

    def address(what: FundFigure, last: date, first: date | None = None, **more: object) -> str:
        return _address({"fund": fund, "what": what, "first": first, "last": last, **more})

    return address


def _address(given: Mapping[str, object]) -> str:
    said = {name: getattr(value, "value", value) for name, value in given.items() if name != "fund"}
    query = urlencode({name: str(value) for name, value in said.items() if value not in (None, "")})
    return f"{_path(given['fund'])}?{query}"


def _path(fund: object) -> str:
    return PATH.format(fund=fund) if fund else OF_ALL
