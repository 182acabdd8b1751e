"""The chapter head's board, the work of each reviewer, and the figure of a quarter with the events behind it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.door import OpenWork, WorkDep, WorkRoute
from api.forms import bind, blank
from api.frame import frame_of
from api.pages import render
from api.screens.article92 import asked_of
from application.access import Action
from application.accounts import AccountList
from application.article92 import NoSuchPosition
from application.referral.board import (
    OpenQuarterFigure,
    QuarterPage,
    SeeBoard,
    SeeQuarter,
    chapters_of,
    open_quarter_figure,
    see_board,
    see_quarter,
)
from domain.referral.deadlines import terms_on
from domain.referral.figures import RULE_VERSION, ChapterMeasure

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
BOARD, QUARTER = "/bang-chi-hoi", "/bang-chi-hoi/quy"


@router.get(BOARD)
def board_page(request: Request, work: WorkDep) -> Response:
    """Show the board."""
    board = see_board(SeeBoard(), work)
    reviewers = {row.reviewer for _, rows in board.columns for row in rows}
    return render(
        frame_of(request, work),
        "referral_board.html",
        form=blank(),
        board=board,
        terms=terms_on(board.day),
        names=_names(reviewers, work),
    )


def _names(accounts: set[UUID | None], work: OpenWork) -> Mapping[UUID, str]:
    names = work.view(AccountList)  # type: ignore[type-abstract]
    return {one: names.name_of(one) for one in accounts if one is not None}


@router.get(QUARTER)
def quarter_page(request: Request, work: WorkDep) -> Response:
    """Show the figure of a quarter."""
    form = bind(SeeQuarter, asked_of(request))
    question = form.value if form.is_valid else SeeQuarter()
    try:
        page = see_quarter(question, work)
    except NoSuchPosition as refusal:
        form = form.refused(refusal)
        page = see_quarter(question.model_copy(update={"as_of": ""}), work)
    return render(
        frame_of(request, work),
        "referral_quarter.html",
        status=422 if form.errors else 200,
        form=form,
        page=page,
        measures=ChapterMeasure,
        opens=lambda measure: _address(page, measure),
        earlier=_other(page, -1),
        later=_other(page, 1),
        chapters=_chapters(page, work),
        rule_version=RULE_VERSION,
    )


def _chapters(page: QuarterPage, work: OpenWork) -> list[tuple[str, str, bool]]:
    """Return the chapters to choose from, where there are several: name, address, and whether it is the one shown."""
    rows = chapters_of(Action.SEE_CHAPTER_FIGURES, work)
    if len(rows) < 2:
        return []
    asked = {"year": page.quarter.year, "quarter": page.quarter.number}
    return [
        (row.name, f"{QUARTER}?" + urlencode({**asked, "chapter": row.unit}), row.unit == page.chapter)
        for row in rows
    ]


@router.get(QUARTER + "/mo")
def quarter_events_page(request: Request, work: WorkDep) -> Response:
    """Show the events behind one number."""
    form = bind(OpenQuarterFigure, asked_of(request))
    if not form.is_valid:
        return quarter_page(request, work)
    found = open_quarter_figure(form.value, work)
    return render(
        frame_of(request, work),
        "referral_quarter_events.html",
        form=blank(),
        found=found,
        page=found.page,
        rule_version=RULE_VERSION,
    )


def _address(page: QuarterPage, measure: ChapterMeasure) -> str:
    asked: dict[str, Any] = {"year": page.quarter.year, "quarter": page.quarter.number}
    return f"{QUARTER}/mo?" + urlencode(
        {**asked, **_of_chapter(page), "measure": measure.value, "as_of": page.mark}
    )


def _other(page: QuarterPage, by: int) -> str:
    months = page.quarter.year * 4 + page.quarter.number - 1 + by
    return f"{QUARTER}?" + urlencode({"year": months // 4, "quarter": months % 4 + 1, **_of_chapter(page)})


def _of_chapter(page: QuarterPage) -> dict[str, Any]:
    return {"chapter": page.chapter} if page.chapter else {}
