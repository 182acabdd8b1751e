"""Figures of recommendations: replies, feedback, what is open and overdue, in parts; and the events behind each."""

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from api.door import WorkDep, WorkRoute
from api.forms import bind
from api.frame import frame_of
from api.pages import render
from api.screens.article92 import RECORDS, SIGNED, asked_of, unit_names_of
from api.screens.situation import TELLING, shown
from api.texts import N_, translated
from application.article92 import EVENTS_PAGE
from application.recommendation.figures import (
    OpenRecommendationFigure,
    RecommendationFigures,
    SeeRecommendationFigures,
    open_recommendation_figure,
    see_recommendation_figures,
)
from domain.recommendation.figures import OpenAge, RecommendationCount

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/kien-nghi/so-lieu"
BEHIND: Mapping[str, str] = {
    **TELLING,
    "recommendation.withdrawn.1": N_("Rút kiến nghị"),
    "recommendation.merged.1": N_("Gộp kiến nghị vào kiến nghị khác"),
}
"""What an event behind a figure is called; a test looks each counted topic up."""


@router.get(PATH)
def figures_page(request: Request, work: WorkDep) -> Response:
    """Show how many were conveyed and answered, and how old the open ones are, as known on any day."""
    form, question, page = shown(request, work, SeeRecommendationFigures, see_recommendation_figures)

    def opens(count: RecommendationCount, **more: object) -> str:
        year = page.year if count.is_of_year else None
        return _address({"count": count, "year": year, "unit": page.unit, **more}, page)

    return render(
        frame_of(request, work),
        "recommendation_figures.html",
        status=422 if form.errors else 200,
        form=form,
        asked=question,
        page=page,
        counts=RecommendationCount,
        ages=tuple(OpenAge),
        years=[(str(year), str(year)) for year in sorted({*page.years, page.year}, reverse=True)],
        opens=opens,
        unit_names=(names := unit_names_of(work)),
        units=[(str(unit), names.get(unit, "–")) for unit, _ in page.units],
    )


@router.get(f"{PATH}/mo")
def figure_page(request: Request, work: WorkDep) -> Response:
    """Show the events behind one figure."""
    form = bind(OpenRecommendationFigure, asked_of(request))
    if not form.is_valid:
        year = see_recommendation_figures(SeeRecommendationFigures(), work).year
        return render(frame_of(request, work), "article92_wrong.html", status=422, form=form, year=year)
    figure = open_recommendation_figure(form.value, work)
    asked, language = figure.asked, work.reader.language
    given = {**asked.model_dump(), "page": None, "known_on": figure.day, "as_of": figure.mark}
    return render(
        frame_of(request, work),
        "recommendation_figure.html",
        figure=figure,
        asked=asked,
        behind=[(None, event) for event in figure.events],
        signed=SIGNED,
        records=RECORDS,
        unit_names=unit_names_of(work),
        topics={topic: translated(label, language) for topic, label in BEHIND.items()},
        next=written(given | {"page": asked.page + 1}) if figure.has_more else "",
        first=written(given) if asked.page > 1 else "",
        page_size=EVENTS_PAGE,
    )


def _address(given: Mapping[str, object], page: RecommendationFigures) -> str:
    return written({**given, "known_on": page.day, "as_of": page.mark})


def written(given: Mapping[str, object]) -> str:
    """Return the address of what makes one figure."""
    said = {name: getattr(value, "value", value) for name, value in given.items()}
    return f"{PATH}/mo?" + urlencode({name: str(value) for name, value in said.items() if value})
