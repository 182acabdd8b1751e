"""The opinion: written by its reviewer, its drafts, a dissenting note, and what becomes of recommended steps."""

import re
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.choices import Options
from api.door import OpenWork, TypedForm, WorkDep, WorkRoute, expected_version
from api.forms import Bound, bind, blank, filled
from api.frame import frame_of
from api.pages import render
from api.sentences import sentence_of
from api.timeline import timeline
from application.access import Action
from application.accounts import AccountList
from application.recommendation.from_step import recommendation_of_step
from application.referral import BeginReview, DraftOpinion, begin_reviewing, draft_opinion
from application.referral.handed import papers_of
from application.referral.opinions import (
    NoteDissent,
    SeeDrafts,
    TakeUpStep,
    Told,
    note_dissent,
    see_drafts,
    take_up_step,
)
from application.referral.pages import (
    OpenForReview,
    OpenReferral,
    ReferralPage,
    open_for_review,
    open_referral,
)
from domain.calendar import vietnam_day, vietnam_time
from domain.child_case.follow_up import OptionalDay
from domain.directory import recipients_on
from domain.kernel import Erased, Line, Said, Unknown, Value
from domain.referral.opinion import Opinion, StepKind
from domain.referral.refusals import NoSuchStep

router = APIRouter(route_class=WorkRoute, include_in_schema=False)

FEWEST_ROWS = 3
"""Rows of a list that an empty form offers."""
SPARE_ROWS = 2
"""Empty rows below what was written before."""
_LISTS = ("facts", "law", "steps")
_ROW = re.compile(r"(facts|law|steps)\.([0-9]{1,3})\.")


class DissentForm(Value):
    """What somebody else holds."""

    note: Said


class TakenForm(Value):
    """When the letter or the hand-over went out, and under which reference."""

    on: OptionalDay = None
    reference: Line = ""


# -- writing ---------------------------------------------------------------------------------------------------------


@router.get("/chi-hoi/{referral_id}/y-kien")
def review_page(request: Request, referral_id: UUID, work: WorkDep) -> Response:
    """Show the file of the request and the form of the opinion."""
    return review_shown(request, work, referral_id, None)


@router.post("/chi-hoi/{referral_id}/y-kien")
def review(request: Request, referral_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Write the opinion."""
    bound = bind(Opinion, typed)
    if bound.errors:
        return review_shown(request, work, referral_id, bound)
    cmd = DraftOpinion(referral_id=referral_id, opinion=bound.value, version=expected_version(typed))
    draft_opinion(cmd, work)
    return RedirectResponse(f"/chi-hoi/{referral_id}/y-kien", 303)


@router.post("/chi-hoi/{referral_id}/y-kien/bat-dau")
def begin(referral_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Take the file up."""
    begin_reviewing(BeginReview(referral_id=referral_id), work)
    return RedirectResponse(f"/chi-hoi/{referral_id}/y-kien", 303)


def review_shown(request: Request, work: OpenWork, referral_id: UUID, bound: Bound[Any] | None) -> Response:
    """Show the file to its reviewer, with the form of the opinion."""
    page = open_for_review(OpenForReview(referral_id=referral_id), work)
    asks_more = bound is not None and "more" in bound.typed
    form = _first(page) if asks_more or bound is None else bound
    if bound is not None and asks_more:
        form = Bound({**form.typed, **bound.typed}, bound.errors)
    frame = frame_of(request, work)
    sources = sources_of(page.told, frame.language)
    return render(
        frame,
        "referral_second_look.html" if page.is_second_look else "referral_review.html",
        status=422 if form.errors else 200,
        form=form,
        page=page,
        rows={name: range(_rows(name, form, bound is not None and not asks_more)) for name in _LISTS},
        sources=dict(sources) if page.is_second_look else sources,
        kinds=StepKind,
        bodies=_bodies(work, frame.language),
        people=people_of(page.told, work),
        handed=timeline(page.handed, work)[::-1],
        papers=papers_of(page.handed),
    )


def _first(page: ReferralPage) -> Bound[Any]:
    if page.opinion is not None:
        return filled(page.opinion)
    question = page.request.question if page.request else ""
    return blank(question="" if isinstance(question, Erased) else question)


def _rows(name: str, form: Bound[Any], is_sent: bool) -> int:
    found = [int(row[2]) + 1 for typed in form.typed if (row := _ROW.match(typed)) and row[1] == name]
    used = max(found, default=0)
    return max(used, FEWEST_ROWS) if is_sent or not used else used + SPARE_ROWS


def sources_of(told: Told, language: str) -> Options:
    """Return the events that a fact may come from, as the timeline calls them."""
    return tuple(
        (str(one.position), f"{sentence_of(one.fact, language).text}, {vietnam_time(one.at):%d/%m/%Y}")
        for one in told.sources
    )


def _bodies(work: OpenWork, language: str) -> Options:
    return tuple((one.value, one.label(language)) for one in recipients_on(vietnam_day(work.now())))


def people_of(told: Told, work: OpenWork) -> dict[str, str]:
    """Return the names of those who wrote drafts and notes, by actor."""
    names = work.view(AccountList)  # type: ignore[type-abstract]
    actors = {one.by for one in told.drafts} | {one.by for one in told.dissents}
    known = {actor: actor.removeprefix("account:") for actor in actors if actor.startswith("account:")}
    return {actor: names.name_of(UUID(account)) for actor, account in known.items()}


# -- drafts and dissent ----------------------------------------------------------------------------------------------


@router.get("/chi-hoi/{referral_id}/ban-thao")
def drafts_page(request: Request, referral_id: UUID, work: WorkDep) -> Response:
    """Show every draft."""
    page = see_drafts(SeeDrafts(referral_id=referral_id), work)
    frame = frame_of(request, work)
    return render(
        frame,
        "referral_drafts.html",
        page=page,
        form=blank(),
        may_open=work.may(Action.OPEN_REFERRAL, referral_id),
        sources=dict(sources_of(page.told, frame.language)),
        people=people_of(page.told, work),
    )


@router.get("/chi-hoi/{referral_id}/y-kien-khac")
def dissent_page(request: Request, referral_id: UUID, work: WorkDep) -> Response:
    """Show the opinion and the box for what one holds instead."""
    return _dissent(request, work, referral_id, blank())


@router.post("/chi-hoi/{referral_id}/y-kien-khac")
def dissent(request: Request, referral_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Note a dissent."""
    bound = bind(DissentForm, typed)
    if bound.errors:
        return _dissent(request, work, referral_id, bound)
    note_dissent(NoteDissent(referral_id=referral_id, note=bound.value.note), work)
    return RedirectResponse(f"/chi-hoi/{referral_id}", 303)


def _dissent(request: Request, work: OpenWork, referral_id: UUID, form: Bound[Any]) -> Response:
    page = see_drafts(SeeDrafts(referral_id=referral_id), work)
    frame = frame_of(request, work)
    return render(
        frame,
        "referral_dissent.html",
        status=422 if form.errors else 200,
        form=form,
        page=page,
        sources=dict(sources_of(page.told, frame.language)),
    )


# -- recommended steps -----------------------------------------------------------------------------------------------


@router.get("/chi-hoi/{referral_id}/viec/{step}")
def step_page(request: Request, referral_id: UUID, step: int, work: WorkDep) -> Response:
    """Show a recommended step and what is to be noted of it."""
    return _step(request, work, referral_id, step, blank(on=vietnam_day(work.now()).isoformat()))


@router.post("/chi-hoi/{referral_id}/viec/{step}")
def take_up(request: Request, referral_id: UUID, step: int, typed: TypedForm, work: WorkDep) -> Response:
    """Take a step up."""
    bound = bind(TakenForm, typed)
    if bound.errors:
        return _step(request, work, referral_id, step, bound)
    form = bound.value
    take_up_step(TakeUpStep(referral_id=referral_id, step=step, on=form.on, reference=form.reference), work)
    return RedirectResponse(f"/chi-hoi/{referral_id}", 303)


def _step(request: Request, work: OpenWork, referral_id: UUID, step: int, form: Bound[Any]) -> Response:
    page = open_referral(OpenReferral(referral_id=referral_id), work)
    if not page.asked_by_reader:
        raise Unknown
    if page.opinion is None or not 0 <= step < len(page.opinion.steps):
        raise NoSuchStep
    recommended = page.opinion.steps[step]
    return render(
        frame_of(request, work),
        "referral_step.html",
        status=422 if form.errors else 200,
        form=form,
        page=page,
        step=recommended,
        place=step,
        outcome=page.told.outcome(step),
        may_recommend=recommended.kind.may_become(StepKind.RECOMMENDATION)
        and work.may(Action.COLLECT_RECOMMENDATION),
        recommendation=recommendation_of_step(referral_id, step, work),
    )
