"""*Tình hình trẻ em*: children's files by group, abuse, environment, sex, age and priority, and what is behind each."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.door import OpenWork, WorkDep, WorkRoute
from api.forms import Bound, bind
from api.frame import frame_of
from api.pages import render
from api.screens.article92 import SIGNED, TOPICS, asked_of, unit_names_of
from api.texts import N_, translated
from application.article92 import EVENTS_PAGE, NoSuchPosition
from application.situation import OpenSituation, SeeSituation, open_situation, see_situation
from application.work import Question
from domain.situation import Cut

router = APIRouter(route_class=WorkRoute, include_in_schema=False)

PATH = "/dieu-92/tinh-hinh"
TELLING = {
    **TOPICS,
    "case.details-set.1": N_("Ghi thêm, sửa điều đã biết"),
    "erasure.key-destroyed.1": N_("Xóa dữ liệu"),
}
"""What an event behind a cell is called; a test looks each counted topic up."""


Q = TypeVar("Q", bound=Question)
P = TypeVar("P")


def shown(
    request: Request, work: OpenWork, kind: type[Q], see: Callable[[Q, OpenWork], P]
) -> tuple[Bound[Q], Q, P]:
    """Return the form of an address, what is asked by it, and its answer; a wrong mark asks for what is known now."""
    form = bind(kind, asked_of(request))
    question = form.value if form.is_valid else kind()
    try:
        return form, question, see(question, work)
    except NoSuchPosition as refusal:
        now = question.model_copy(update={"as_of": ""})
        return form.refused(refusal), now, see(now, work)


@router.get(PATH)
def situation_page(request: Request, work: WorkDep) -> Response:
    """Show the tables of a year."""
    form, question, page = shown(request, work, SeeSituation, see_situation)

    def opens(cut: Cut, code: str, unit: UUID | None = None) -> str:
        asked = OpenSituation(cut=cut, code=code, year=page.year, unit=unit or page.unit)
        return cell_address(asked, page.mark)

    return render(
        frame_of(request, work),
        "situation_page.html",
        status=422 if form.errors else 200,
        form=form,
        asked=question,
        page=page,
        unit_names=unit_names_of(work),
        units=[(str(row.unit), row.name) for row in page.scope],
        years=[(str(year), str(year)) for year in page.years],
        opens=opens,
    )


@router.get(f"{PATH}/mo")
def cell_page(request: Request, work: WorkDep) -> Response:
    """Show the events behind one cell: what, when, by which unit."""
    form = bind(OpenSituation, asked_of(request))
    if not form.is_valid:
        page = see_situation(SeeSituation(), work)
        return render(frame_of(request, work), "article92_wrong.html", status=422, form=form, year=page.year)
    figure = open_situation(form.value, work)
    asked, names, language = figure.asked, unit_names_of(work), work.reader.language
    return render(
        frame_of(request, work),
        "situation_cell.html",
        figure=figure,
        asked=asked,
        behind=[(None, event) for event in figure.events],
        signed=SIGNED,
        months=[
            (f"{month:02d}/{asked.year}", count, cell_address(asked, figure.mark, month=month))
            for month, count in figure.months
        ],
        units=[
            (names.get(unit, "–") if unit else "–", count, cell_address(asked, figure.mark, unit=unit))
            for unit, count in figure.units
        ],
        unit_names=names,
        topics={topic: translated(label, language) for topic, label in TELLING.items()},
        next=cell_address(asked, figure.mark, page=asked.page + 1) if figure.has_more else "",
        first=cell_address(asked, figure.mark) if asked.page > 1 else "",
        page_size=EVENTS_PAGE,
    )


def cell_address(asked: OpenSituation, mark: str, **more: object) -> str:
    """Return the address of the events behind a cell, at a mark of the log."""
    given = {**asked.model_dump(), "known_on": None, "page": None, "as_of": mark, **more}
    return f"{PATH}/mo?" + urlencode({name: str(value) for name, value in given.items() if value})
