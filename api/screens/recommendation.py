"""Pages of recommendations: the register, what comes in, one recommendation, its letter."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.choices import places_on
from api.door import OpenWork, Typed, TypedForm, WorkDep, WorkRoute, expected_version
from api.forms import Bound, bind, blank, filled
from api.frame import frame_of
from api.pages import render
from api.papers import paper_file
from api.screens.documents import paper_sheet
from api.screens.units import dict_of
from api.texts import N_
from api.timeline import timeline
from application.access import Action, StepUp
from application.accounts import AccountList
from application.documents.printing import PaperFormat
from application.follow_up_log import Malformed
from application.ledger import Recorded
from application.recommendation import (
    ApproveRecommendation,
    CollectRecommendation,
    DraftRecommendation,
    FromCase,
    SendRecommendationBack,
    approve_recommendation,
    collect_recommendation,
    draft_recommendation,
    send_recommendation_back,
)
from application.recommendation.desk import (
    RecommendationFilters,
    SeeRecommendations,
    TooManyTitles,
    see_recommendations,
)
from application.recommendation.pages import OpenRecommendation, RecommendationPage, open_recommendation
from application.recommendation.papers import PrintRecommendation, print_recommendation
from application.scope import units_of
from application.units import Units
from application.work import Question
from domain.calendar import vietnam_day
from domain.kernel import Refused, Said, Unknown, Value
from domain.recommendation import BEFORE_CONVEYING, WITH_BODIES, Recommendation, codes
from domain.recommendation.clause import DUTIES
from domain.recommendation.correcting import entries_of
from domain.recommendation.facts import Collected, Letter, RecommendationDrafted, RecommendationSentBack

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/kien-nghi"
LAW_ROWS = 4
"""Rows for articles of law that the form of a letter offers."""


class CommentForm(Value):
    """What is to be looked at again."""

    comment: Said


class BeginCollecting(Question):
    """Open the form of what comes in."""

    ACTION = Action.COLLECT_RECOMMENDATION


def choices(work: OpenWork) -> dict[str, Any]:
    """Return what the forms of this subject offer."""
    return {
        "codes": codes,
        "duties": DUTIES,
        "places": places_on(vietnam_day(work.now())),
        "today": vietnam_day(work.now()),
    }


# -- the register ------------------------------------------------------------------------------------------------------


@router.get(PATH)
def register_page(request: Request, work: WorkDep) -> Response:
    """Show the register; words in the address are left out, so that none is ever kept in a history."""
    return _register(request, work, {**dict_of(request), "words": []})


@router.post(PATH)
def search(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Search by words of titles, within the filters that were set; nothing is changed."""
    return _register(request, work, typed)


def _register(request: Request, work: OpenWork, typed: Typed) -> Response:
    form = bind(SeeRecommendations, {name: said for name, said in typed.items() if name != "lang"})
    question = form.value if form.is_valid else SeeRecommendations()
    status = 200 if form.is_valid else 422
    try:
        page = see_recommendations(question, work)
    except (TooManyTitles, Malformed) as refusal:
        form, status = form.refused(refusal, "words" if isinstance(refusal, TooManyTitles) else ""), 409
        question = question.model_copy(update={"words": "", "after": ""})
        page = see_recommendations(question, work)
    here = _address(form, question.after)
    return render(
        replace(frame_of(request, work), query=here.partition("?")[2]),
        "recommendations.html",
        status=status,
        form=form,
        asked=question,
        page=page,
        proof=f"/{'xac-thuc' if work.step_up is StepUp.NONE else 'xac-nhan'}?tiep={quote(here)}",
        next=_address(form, page.next) if page.next else "",
        first=_address(form) if question.after else "",
        may_collect=work.may(Action.COLLECT_RECOMMENDATION),
        unit_names=_unit_names(work),
        units=_units(work),
        **choices(work),
    )


def _address(form: Bound[Any], after: str = "") -> str:
    names = [name for name in RecommendationFilters.model_fields if name != "after"]
    kept = {name: form.last(name) for name in names if form.last(name)}
    query = urlencode(kept | ({"after": after} if after else {}))
    return f"{PATH}?{query}" if query else PATH


def _unit_names(work: OpenWork) -> dict[UUID, str]:
    return {row.unit: row.name for row in work.view(Units).all()}  # type: ignore[type-abstract]


def _units(work: OpenWork) -> list[tuple[str, str]]:
    scope = units_of(work.reader, Action.OPEN_RECOMMENDATION)
    rows = work.view(Units).all()  # type: ignore[type-abstract]
    return [(str(row.unit), row.name) for row in rows if scope is None or row.unit in scope]


# -- what comes in -----------------------------------------------------------------------------------------------------


@router.get(f"{PATH}/moi")
def new_page(request: Request, work: WorkDep) -> Response:
    """Show the form of what comes in."""
    work.allow(BeginCollecting())
    return _new(request, work, blank(collected_on=vietnam_day(work.now()).isoformat()), None)


@router.post(f"{PATH}/moi")
def collecting(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Enter it."""
    return _collect(request, work, typed, None)


@router.get("/ho-so/{case_id}/kien-nghi")
def new_from_case(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show the form of a recommendation that comes from a case."""
    work.allow(FromCase(case_id=case_id))
    today = vietnam_day(work.now()).isoformat()
    return _new(request, work, blank(collected_on=today, origin=codes.Origin.CASE.value), case_id)


@router.post("/ho-so/{case_id}/kien-nghi")
def collecting_from_case(request: Request, case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Enter it."""
    return _collect(request, work, typed, case_id)


def _collect(request: Request, work: OpenWork, typed: Typed, case_id: UUID | None) -> Response:
    bound = bind(Collected, typed)
    if bound.errors:
        work.allow(FromCase(case_id=case_id) if case_id else BeginCollecting())
        return _new(request, work, bound, case_id)
    try:
        made = collect_recommendation(CollectRecommendation(collected=bound.value, case_id=case_id), work)
    except Refused as refusal:
        work.restart()
        work.allow(FromCase(case_id=case_id) if case_id else BeginCollecting())
        return _new(request, work, bound.refused(refusal, "collected_on"), case_id)
    return RedirectResponse(f"{PATH}/{made}", 303)


def _new(request: Request, work: OpenWork, form: Bound[Any], case_id: UUID | None) -> Response:
    return render(
        frame_of(request, work),
        "recommendation_new.html",
        status=422 if form.errors else 200,
        form=form,
        action=f"/ho-so/{case_id}/kien-nghi" if case_id else f"{PATH}/moi",
        case_id=case_id,
        **choices(work),
    )


# -- one recommendation ------------------------------------------------------------------------------------------------


@router.get(f"{PATH}/{{one}}")
def recommendation_page(request: Request, one: UUID, work: WorkDep) -> Response:
    """Show one recommendation."""
    return shown(request, work, one)


def shown(request: Request, work: OpenWork, one: UUID, form: Bound[Any] | None = None) -> Response:
    """Show one recommendation, a form of it with what is wrong."""
    page = open_recommendation(OpenRecommendation(recommendation=one), work)
    state, stage = page.state, page.state.stage
    names = work.view(AccountList)  # type: ignore[type-abstract]
    works = work.may(Action.WORK_ON_RECOMMENDATION, one)
    own = state.drafted_by == work.reader.account
    return render(
        frame_of(request, work),
        "recommendation.html",
        status=422 if form and form.errors else 200,
        form=form or blank(),
        page=page,
        row=page.row,
        said=state.collected,
        letter=state.letter if isinstance(state.letter, Letter) else None,
        stage=stage,
        works=works,
        may_draft=works and stage in BEFORE_CONVEYING,
        may_convey=works and (stage is codes.RecommendationStage.APPROVED or stage in WITH_BODIES),
        may_merge=works and stage in BEFORE_CONVEYING,
        may_withdraw=works and (stage in BEFORE_CONVEYING or stage.waits_for_reply),
        may_close=works and stage in WITH_BODIES,
        may_approve=work.may(Action.APPROVE_RECOMMENDATION, one)
        and stage is codes.RecommendationStage.DRAFTED
        and not own,
        waits_for_another=stage is codes.RecommendationStage.DRAFTED and own,
        drafted_by=names.name_of(state.drafted_by) if state.drafted_by else "",
        comment=_comment(page.history),
        timeline=timeline(page.history, work),
        correctable=_correctable(state, works),
        unit_names=_unit_names(work),
        **choices(work),
    )


def _comment(history: tuple[Recorded, ...]) -> str:
    """Return what was asked to be looked at again, until the letter is written anew."""
    about = [
        one.fact for one in history if isinstance(one.fact, RecommendationDrafted | RecommendationSentBack)
    ]
    last = about[-1] if about else None
    return (last.comment or "") if isinstance(last, RecommendationSentBack) else ""


def _correctable(state: Recommendation, works: bool) -> frozenset[int]:
    return entries_of(state) | {0} if works else frozenset()


def opened_for_work(one: UUID, work: OpenWork) -> RecommendationPage:
    """Return one recommendation for a form: for whoever works on it.

    Raises:
        Unknown: The reader only reads it.
    """
    page = open_recommendation(OpenRecommendation(recommendation=one), work)
    if not work.may(Action.WORK_ON_RECOMMENDATION, one):
        raise Unknown
    return page


# -- the letter --------------------------------------------------------------------------------------------------------


@router.get(f"{PATH}/{{one}}/van-ban")
def draft_page(request: Request, one: UUID, work: WorkDep) -> Response:
    """Show the form of the letter."""
    return _draft(request, work, one, None)


@router.post(f"{PATH}/{{one}}/van-ban")
def drafting(request: Request, one: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Write the letter."""
    bound = bind(Letter, typed)
    if bound.errors:
        return _draft(request, work, one, bound)
    cmd = DraftRecommendation(recommendation=one, letter=bound.value, version=expected_version(typed))
    try:
        draft_recommendation(cmd, work)
    except Refused as refusal:
        work.restart()
        return _draft(request, work, one, bound.refused(refusal, "quotes_child"))
    return RedirectResponse(f"{PATH}/{one}", 303)


def _draft(request: Request, work: OpenWork, one: UUID, bound: Bound[Any] | None) -> Response:
    page = opened_for_work(one, work)
    letter = page.state.letter
    first = filled(letter) if isinstance(letter, Letter) else blank(subject=page.state.collected.title or "")
    return render(
        frame_of(request, work),
        "recommendation_letter.html",
        status=422 if bound and bound.errors else 200,
        form=bound or first,
        page=page,
        said=page.state.collected,
        rows=range(LAW_ROWS),
    )


@router.post(f"{PATH}/{{one}}/duyet")
def approving(one: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Approve the letter that was read."""
    cmd = ApproveRecommendation(recommendation=one, version=expected_version(typed))
    approve_recommendation(cmd, work)
    return RedirectResponse(f"{PATH}/{one}", 303)


@router.post(f"{PATH}/{{one}}/xem-lai")
def sending_back(request: Request, one: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Ask for another look."""
    bound = bind(CommentForm, typed)
    if bound.errors:
        return shown(request, work, one, bound)
    cmd = SendRecommendationBack(
        recommendation=one, comment=bound.value.comment, version=expected_version(typed)
    )
    send_recommendation_back(cmd, work)
    return RedirectResponse(f"{PATH}/{one}", 303)


@router.get(f"{PATH}/{{one}}/cong-van.{{kind}}")
def letter_file(one: UUID, kind: PaperFormat, work: WorkDep) -> Response:
    """Give the letter as a file."""
    return paper_file(print_recommendation(PrintRecommendation(recommendation=one), work, kind), kind)


@router.get(f"{PATH}/{{one}}/cong-van")
def letter_sheet(request: Request, one: UUID, work: WorkDep) -> Response:
    """Show the letter, ready to be printed, copied or kept as a file."""
    printed = print_recommendation(PrintRecommendation(recommendation=one), work)
    path = f"{PATH}/{one}/cong-van"
    return paper_sheet(request, work, printed, N_("Công văn kiến nghị"), path, back=f"{PATH}/{one}")
