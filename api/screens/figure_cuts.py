"""Figures of one duty cut by month, by unit, by former district, by commune; each cell opens its events."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.door import OpenWork, WorkDep, WorkRoute
from api.forms import bind
from api.frame import frame_of
from api.pages import render
from api.screens.article92 import PATH, asked_of, figure_address
from application.access import Action
from application.article92 import NoSuchPosition, OpenFigure
from application.figure_cuts import CutTable, SeeCut, see_cut
from domain.article92 import Measure
from domain.duties import Block, Duty
from domain.figure_cuts import Cut

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


@router.get(f"{PATH}/bang")
def cut_page(request: Request, work: WorkDep) -> Response:
    """Show one cut of a year."""
    form = bind(SeeCut, asked_of(request))
    question = form.value if form.is_valid else SeeCut()
    try:
        table = see_cut(question, work)
    except NoSuchPosition as refusal:
        form = form.refused(refusal)
        table = see_cut(question.model_copy(update={"as_of": ""}), work)
    return render(
        frame_of(request, work),
        "figure_cut.html",
        status=422 if form.errors else 200,
        form=form,
        asked=question,
        table=table,
        cell=_opener(table) if work.may(Action.OPEN_FIGURE) else None,
        duties=[(duty.value, _named(duty, work)) for duty in Duty if any(m.duty is duty for m in Measure)],
        cuts=Cut,
        years=[(str(year), str(year)) for year in table.years],
        is_of_association=table.duty.block is Block.ASSOCIATION,
    )


def _named(duty: Duty, work: OpenWork) -> str:
    label = duty.label(work.reader.language)
    is_of_article = duty.block is Block.ARTICLE_92
    return (
        f"{duty.source}: {label}" if is_of_article else f"{duty.block.label(work.reader.language)}: {label}"
    )


def _opener(table: CutTable) -> object:
    """Return how a template writes the address of the events behind a cell; no row: of the whole."""

    def address(measure: Measure, row: str = "", month: int | None = None, of_no_unit: object = False) -> str:
        asked = OpenFigure(measure=measure, year=table.year, month=month, of_no_unit=bool(of_no_unit))
        by = {} if not row else {table.by.value: row}
        return figure_address(asked, table.mark, **by)

    return address
