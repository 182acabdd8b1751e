"""What becomes of a recommendation, entered, corrected and cancelled on forms of its own."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute, expected_version
from api.forms import Bound, bind, blank, filled
from api.frame import frame_of
from api.pages import render
from api.recommendation_words import ENTRIES, correctable
from api.saving import saved
from api.screens.recommendation import PATH, choices, opened_for_work
from application.recommendation import (
    CancelInRecommendation,
    CorrectRecommendation,
    EnterInRecommendation,
    cancel_in_recommendation,
    correct_recommendation,
    enter_in_recommendation,
)
from application.recommendation.pages import RecommendationPage
from domain.kernel import Said, Unknown, Value
from domain.lists import ForwardChannel
from domain.recommendation.correcting import entries_of

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


class ReasonForm(Value):
    """Why something is corrected or cancelled."""

    why_corrected: Said


class CancelForm(Value):
    """Why something is cancelled."""

    why_cancelled: Said


@router.get(f"{PATH}/{{one}}/ghi/{{what}}")
def entry_page(request: Request, one: UUID, what: str, work: WorkDep, muc: int | None = None) -> Response:
    """Show the form of an entry; `muc` names the conveyance that it follows."""
    if what not in ENTRIES:
        raise Unknown
    page = opened_for_work(one, work)
    today = choices(work)["today"].isoformat()
    waiting = page.state.waiting_for
    follows = str(muc) if muc is not None else str(waiting[0].version) if waiting else ""
    return _entry(request, work, page, what, blank(on=today, conveyed=follows))


@router.post(f"{PATH}/{{one}}/ghi/{{what}}")
def entering(request: Request, one: UUID, what: str, typed: TypedForm, work: WorkDep) -> Response:
    """Enter it."""
    kind = ENTRIES.get(what)
    if kind is None:
        raise Unknown
    bound: Bound[Any] = bind(kind, typed)
    if bound.errors:
        return _entry(request, work, opened_for_work(one, work), what, bound)
    return saved(
        work,
        lambda: enter_in_recommendation(EnterInRecommendation(recommendation=one, entry=bound.value), work),
        lambda: RedirectResponse(f"{PATH}/{one}", 303),
        lambda refusal: _entry(request, work, opened_for_work(one, work), what, bound.refused(refusal, "")),
    )


def _entry(
    request: Request, work: OpenWork, page: RecommendationPage, what: str, form: Bound[Any]
) -> Response:
    return render(
        frame_of(request, work),
        "recommendation_entry.html",
        status=422 if form.errors else 200,
        form=form,
        page=page,
        what=what,
        path=f"{PATH}/{page.row.recommendation}/ghi/{what}",
        channels=ForwardChannel,
        sent=_sent(page, work.reader.language),
        **choices(work),
    )


def _sent(page: RecommendationPage, language: str) -> list[tuple[str, str]]:
    return [(str(one.version), f"{one.agency.label(language)}, {one.on:%d/%m/%Y}") for one in page.row.sent]


@router.get(f"{PATH}/{{one}}/sua/{{entry}}")
def correction_page(request: Request, one: UUID, entry: int, work: WorkDep) -> Response:
    """Show what was entered, to be put right or cancelled."""
    return _correction(request, work, one, entry, None)


@router.post(f"{PATH}/{{one}}/sua/{{entry}}")
def correcting(request: Request, one: UUID, entry: int, typed: TypedForm, work: WorkDep) -> Response:
    """Put it right."""
    page = opened_for_work(one, work)
    found = correctable(page.said_at(entry).fact)
    if found is None:
        raise Unknown
    why = bind(ReasonForm, {"why_corrected": typed.get("why_corrected", [])})
    value: Bound[Any] = bind(
        found[1], {name: said for name, said in typed.items() if name != "why_corrected"}
    )
    both: Bound[Any] = Bound({**value.typed, **why.typed}, (*value.errors, *why.errors))
    if both.errors:
        return _correction(request, work, one, entry, both)
    cmd = CorrectRecommendation(
        recommendation=one,
        entry=entry,
        value=value.value,
        reason=why.value.why_corrected,
        version=expected_version(typed),
    )
    return saved(
        work,
        lambda: correct_recommendation(cmd, work),
        lambda: RedirectResponse(f"{PATH}/{one}", 303),
        lambda refusal: _correction(request, work, one, entry, both.refused(refusal, "")),
    )


@router.post(f"{PATH}/{{one}}/huy/{{entry}}")
def cancelling(request: Request, one: UUID, entry: int, typed: TypedForm, work: WorkDep) -> Response:
    """Take it back."""
    bound: Bound[Any] = bind(CancelForm, typed)
    if bound.errors:
        return _correction(request, work, one, entry, bound)
    cmd = CancelInRecommendation(recommendation=one, entry=entry, reason=bound.value.why_cancelled)
    return saved(
        work,
        lambda: cancel_in_recommendation(cmd, work),
        lambda: RedirectResponse(f"{PATH}/{one}", 303),
        lambda refusal: _correction(request, work, one, entry, bound.refused(refusal, "")),
    )


def _correction(
    request: Request, work: OpenWork, one: UUID, entry: int, bound: Bound[Any] | None
) -> Response:
    page = opened_for_work(one, work)
    found = correctable(page.said_at(entry).fact)
    cancels = entry in entries_of(page.state)
    if (found is None and not cancels) or entry not in entries_of(page.state) | {0}:
        raise Unknown
    if found is not None and entry == 0 and not page.shows_words:
        raise Unknown
    now = _standing(page, entry, found[2]) if found else None
    return render(
        frame_of(request, work),
        "recommendation_correction.html",
        status=422 if bound and bound.errors else 200,
        form=bound or (filled(now) if now else blank()),
        page=page,
        what=found[0] if found else "",
        entry=entry,
        cancels=cancels,
        channels=ForwardChannel,
        sent=_sent(page, work.reader.language),
        version=page.state.version,
        **choices(work),
    )


def _standing(page: RecommendationPage, entry: int, first: Any) -> Any:
    """Return what an entry says after its corrections."""
    said = first
    for one in page.history:
        if getattr(one.fact, "entry", None) == entry:
            said = getattr(one.fact, _field(first), None) or said
    return said


def _field(value: Any) -> str:
    return {"Collected": "collected", "Conveyance": "conveyance", "Acknowledgement": "acknowledgement"}.get(
        type(value).__name__, type(value).__name__.lower()
    )
