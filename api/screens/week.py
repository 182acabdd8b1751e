"""The weekly sheet, to print: codes, days and kinds of work; names only when they are asked for."""

from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.door import OpenWork, WorkDep, WorkRoute, id_or_none
from api.frame import frame_of
from api.pages import render
from application.accounts import AccountList
from application.due_work import Whose
from application.follow_up_log import NamedDay
from application.week import DAYS, PrintWeek, SeeWeek, Week, WeekFilters, see_week
from domain.text import name_key

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


@router.get("/hom-nay/phieu-tuan")
def week_page(
    request: Request,
    work: WorkDep,
    tuan: NamedDay | None = None,
    cua: str = "",
    nguoi: str = "",
    ten: bool = False,
) -> Response:
    """Show the sheet of a week; with names it is another question, which the access log keeps as a print."""
    filters = WeekFilters(day=tuan, whose=Whose(cua) if cua in set(Whose) else None, person=id_or_none(nguoi))
    asked = (PrintWeek if ten else SeeWeek).model_validate(filters.model_dump())
    week = see_week(asked, work)
    names = _people(week, work)
    return render(
        frame_of(request, work),
        "week.html",
        week=week,
        sheets=sorted(week.sheets, key=lambda one: name_key(names.get(one.person, "~"))),
        names=names,
        person=nguoi,
        one_week=timedelta(days=DAYS),
        address=lambda day: _address(filters, day, ten=ten),
    )


def _people(week: Week, work: OpenWork) -> dict[UUID | None, str]:
    names = work.view(AccountList)  # type: ignore[type-abstract]
    return {one.person: names.name_of(one.person) for one in week.sheets if one.person is not None}


def _address(filters: WeekFilters, day: object, *, ten: bool) -> str:
    query = {"tuan": str(day), "cua": filters.whose, "nguoi": filters.person, "ten": "true" if ten else None}
    return "/hom-nay/phieu-tuan?" + urlencode({name: value for name, value in query.items() if value})
