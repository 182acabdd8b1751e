"""Pages of requests of data subjects: the form for everyone, list and answers for the data-protection officer."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from api.timeline import timeline
from application.access import Action
from application.data_request import (
    AcknowledgeDataRequest,
    AnswerDataRequest,
    BeginDataRequest,
    ExtendDataRequest,
    JudgeRequester,
    OpenDataRequest,
    PlaceDataRequest,
    ReceiveDataRequest,
    RefuseDataRequest,
    SeeDataRequests,
    acknowledge_data_request,
    answer_data_request,
    extend_data_request,
    judge_requester,
    open_data_request,
    place_data_request,
    receive_data_request,
    refuse_data_request,
    see_data_requests,
)
from domain.calendar import vietnam_day
from domain.data_clocks import RequestKind
from domain.data_request import Asked, RefusedBecause, RequestStage
from domain.kernel import Line, Named, Said, Value
from domain.lists import Relation
from domain.requester import IdentityCheck, RequesterVerdict, WhoAsks

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/yeu-cau-du-lieu"


class PlaceForm(Value):
    """Which case it is about."""

    code: Named


class ExtensionForm(Value):
    """Why more time is needed."""

    reason: Named


class AnswerForm(Value):
    """How the requester was identified, and what was done."""

    identity: IdentityCheck = IdentityCheck.NOT_YET
    answer: Said


class RefusalForm(Value):
    """Why not."""

    ground: RefusedBecause
    note: Line = ""


class VerdictForm(Value):
    """Whether the requester is the person suspected, and how that is known."""

    verdict: RequesterVerdict
    how_known: Said


@router.get(PATH)
def requests_page(request: Request, work: WorkDep, moi: bool = False) -> Response:
    """Show the form, and to the officer the list with its clocks."""
    return _list(request, work, saved=moi)


@router.post(PATH)
def receiving(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Enter a request."""
    bound = bind(Asked, typed)
    if bound.errors:
        return _list(request, work, form=bound)
    made = receive_data_request(ReceiveDataRequest(asked=bound.value), work)
    handles = work.may(Action.HANDLE_DATA_REQUESTS)
    return RedirectResponse(f"{PATH}/{made}" if handles else f"{PATH}?moi=1", 303)


@router.get(f"{PATH}/{{one}}")
def request_page(request: Request, one: UUID, work: WorkDep) -> Response:
    """Show one request."""
    return _page(request, work, one)


@router.post(f"{PATH}/{{one}}/da-bao")
def acknowledging(one: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Note that the requester was told."""
    acknowledge_data_request(AcknowledgeDataRequest(request=one), work)
    return RedirectResponse(f"{PATH}/{one}", 303)


@router.post(f"{PATH}/{{one}}/ho-so")
def placing(request: Request, one: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Say which case it is about."""
    bound = bind(PlaceForm, typed)
    if bound.errors:
        return _page(request, work, one, place=bound)
    place_data_request(PlaceDataRequest(request=one, code=bound.value.code), work)
    return RedirectResponse(f"{PATH}/{one}", 303)


@router.post(f"{PATH}/{{one}}/canh-bao")
def judging(request: Request, one: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Answer the warning about who asks."""
    bound = bind(VerdictForm, typed)
    if bound.errors:
        return _page(request, work, one, verdict=bound)
    form = bound.value
    judge_requester(JudgeRequester(request=one, verdict=form.verdict, reason=form.how_known), work)
    return RedirectResponse(f"{PATH}/{one}", 303)


@router.post(f"{PATH}/{{one}}/gia-han")
def extending(request: Request, one: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Take more time."""
    bound = bind(ExtensionForm, typed)
    if bound.errors:
        return _page(request, work, one, extension=bound)
    extend_data_request(ExtendDataRequest(request=one, reason=bound.value.reason), work)
    return RedirectResponse(f"{PATH}/{one}", 303)


@router.post(f"{PATH}/{{one}}/tra-loi")
def answering(request: Request, one: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Meet the request."""
    bound = bind(AnswerForm, typed)
    if bound.errors:
        return _page(request, work, one, answer=bound)
    form = bound.value
    answer_data_request(AnswerDataRequest(request=one, identity=form.identity, answer=form.answer), work)
    return RedirectResponse(f"{PATH}/{one}", 303)


@router.post(f"{PATH}/{{one}}/tu-choi")
def refusing(request: Request, one: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Say no, with the article."""
    bound = bind(RefusalForm, typed)
    if bound.errors:
        return _page(request, work, one, refusal=bound)
    refuse_data_request(
        RefuseDataRequest(request=one, ground=bound.value.ground, note=bound.value.note), work
    )
    return RedirectResponse(f"{PATH}/{one}", 303)


def _list(
    request: Request, work: OpenWork, form: Bound[Any] | None = None, *, saved: bool = False
) -> Response:
    work.allow(BeginDataRequest())
    handles = work.may(Action.HANDLE_DATA_REQUESTS)
    return render(
        frame_of(request, work),
        "data_requests.html",
        status=422 if form else 200,
        form=form or blank(),
        saved=saved,
        handles=handles,
        rows=see_data_requests(SeeDataRequests(), work) if handles else (),
        today=vietnam_day(work.now()),
        stages=RequestStage,
        suspected=RequesterVerdict.SUSPECTED,
        kinds=RequestKind,
        who=WhoAsks,
        relations=Relation,
        checks=IdentityCheck,
    )


def _page(request: Request, work: OpenWork, one: UUID, **forms: Bound[Any]) -> Response:
    page = open_data_request(OpenDataRequest(request=one), work)
    empty = {name: blank() for name in ("place", "extension", "answer", "refusal", "verdict")}
    only = (RefusedBecause.NOT_REPRESENTATIVE,) if page.is_of_suspected else tuple(RefusedBecause)
    language = frame_of(request, work).language
    return render(
        frame_of(request, work),
        "data_request.html",
        status=422 if forms else 200,
        page=page,
        row=page.row,
        clocks=page.row.clocks,
        is_open=page.row.stage is RequestStage.OPEN,
        timeline=timeline(page.history, work),
        today=vietnam_day(work.now()),
        checks=IdentityCheck,
        verdicts=RequesterVerdict,
        grounds=[(g.value, f"{g.label(language)} ({g.article(page.row.kind)})") for g in only],
        is_deletion=page.row.kind is RequestKind.DELETE,
        **(empty | forms),
    )
