"""*Chương trình năm*: the targets of a year with what the document says of each, and how far they are."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from api.door import OpenWork, Typed, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from api.screens.article92 import asked_of
from application.access import Action
from application.programme import (
    ApproveProgramme,
    EnterProgramme,
    ProgrammePage,
    ReviewProgramme,
    ReviseIndicator,
    SeeProgramme,
    SetMilestone,
    Year,
    approve_programme,
    enter_programme,
    review_programme,
    revise_indicator,
    see_programme,
    set_milestone,
)
from domain.article92 import SMALLEST_SHOWN, Measure
from domain.kernel import DomainError, Refused, Unknown
from domain.programme import Approval, Comparison, Milestone, Review, ReviewKind, Revision
from domain.progress import Standing

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/chuong-trinh"
_LOUD = {Standing.LATE: "warn", Standing.MISSED: "bad", Standing.REACHED: "good"}


@router.get(PATH)
def programme_page(request: Request, work: WorkDep) -> Response:
    """Show the programme of a year, as known now or on a day."""
    form = bind(SeeProgramme, asked_of(request))
    return _page(request, work, form.value if form.is_valid else SeeProgramme(), asking=form)


@router.post(f"{PATH}/{{year}}")
def entering(request: Request, year: Year, typed: TypedForm, work: WorkDep) -> Response:
    """Enter the shipped document of a year."""
    enter_programme(EnterProgramme(year=year), work)
    return _back(year)


@router.post(f"{PATH}/{{year}}/phe-duyet")
def approving(request: Request, year: Year, typed: TypedForm, work: WorkDep) -> Response:
    """Note by which decision it was approved."""
    return _do(
        request, work, year, "approval", Approval, typed,
        lambda said: approve_programme(ApproveProgramme(year=year, approval=said), work),
    )  # fmt: skip


@router.post(f"{PATH}/{{year}}/dieu-chinh")
def revising(request: Request, year: Year, typed: TypedForm, work: WorkDep) -> Response:
    """Change what an indicator asks for."""
    return _do(
        request, work, year, "revision", Revision, typed,
        lambda said: revise_indicator(ReviseIndicator(year=year, revision=said), work),
    )  # fmt: skip


@router.post(f"{PATH}/{{year}}/moc")
def setting(request: Request, year: Year, typed: TypedForm, work: WorkDep) -> Response:
    """Enter a milestone."""
    return _do(
        request, work, year, "milestone", Milestone, typed,
        lambda said: set_milestone(SetMilestone(year=year, milestone=said), work),
    )  # fmt: skip


@router.post(f"{PATH}/{{year}}/ra-soat")
def reviewing(request: Request, year: Year, typed: TypedForm, work: WorkDep) -> Response:
    """Note that it was reviewed."""
    return _do(
        request, work, year, "review", Review, typed,
        lambda said: review_programme(ReviewProgramme(year=year, review=said), work),
    )  # fmt: skip


def _back(year: int) -> Response:
    return RedirectResponse(f"{PATH}?year={year}", 303)


def _do(
    request: Request, work: OpenWork, year: int, form: str, kind: type[BaseModel], typed: Typed, act: Any
) -> Response:
    """Do what a form says; what does not fit, or is refused, comes back with what was typed."""
    bound = bind(kind, typed)
    if bound.errors:
        return _page(request, work, SeeProgramme(year=year), {form: bound})
    try:
        act(bound.value)
    except (Refused, Unknown) as refusal:
        return _refused(request, work, year, form, bound, refusal)
    return _back(year)


def _refused(
    request: Request, work: OpenWork, year: int, form: str, bound: Bound[Any], refusal: DomainError
) -> Response:
    if isinstance(refusal, Unknown) and type(refusal) is Unknown:
        raise refusal
    work.restart()
    return _page(request, work, SeeProgramme(year=year), {form: bound.refused(refusal)}, status=409)


def _page(
    request: Request,
    work: OpenWork,
    question: SeeProgramme,
    forms: dict[str, Bound[Any]] | None = None,
    asking: Bound[Any] | None = None,
    status: int = 422,
) -> Response:
    page = see_programme(question, work)
    failed = bool(forms) or bool(asking and asking.errors)
    indicators = page.programme.indicators if page.programme else ()
    return render(
        frame_of(request, work),
        "programme.html",
        status=status if failed else 200,
        page=page,
        form=asking or blank(),
        forms=forms or {},
        none_typed=blank(),
        milestones=[
            (
                next(row.name for row in indicators if row.code == one.indicator),
                f"{one.until:%d/%m/%Y}",
                one.amount,
            )
            for one in (page.programme.milestones if page.programme else ())
        ],
        known_on=question.known_on,
        opens=_opener(page) if work.may(Action.OPEN_FIGURE) else None,
        loud=_LOUD,
        comparisons=Comparison,
        standings=Standing,
        reviews=ReviewKind,
        counted=[(one.code, one.name) for one in indicators if one.target is not None],
        all_indicators=[(one.code, one.name) for one in indicators],
        sections=sorted({one.section for one in indicators}),
        smallest=SMALLEST_SHOWN,
        years=[(str(year), str(year)) for year in sorted({*page.years, page.year}, reverse=True)],
    )


def _opener(page: ProgrammePage) -> object:
    """Return how a template writes the address of the events behind a figure."""

    def address(measure: Measure, until_that_day: bool = False) -> str:
        given = {"measure": measure.value, "year": page.year, "as_of": page.table.mark}
        first, last = date(page.year, 1, 1), date(page.year, 12, 31)
        days = {"first": first, "last": min(page.day, last)} if until_that_day else {}
        return "/dieu-92/mo?" + urlencode({**given, **days})

    return address
