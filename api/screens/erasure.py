"""The data-protection officer's page of erasures and legal holds; a supervisor confirms on the same page."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from application.access import Action
from application.erasure import (
    ConfirmErasure,
    LiftHold,
    NoteErasureNotice,
    PlaceHold,
    RefuseErasure,
    RequestErasure,
    RunErasure,
    SeeErasures,
    WithdrawErasure,
    confirm_erasure,
    lift_hold,
    note_erasure_notice,
    place_hold,
    record_of,
    refuse_erasure,
    request_erasure,
    run_erasure,
    see_erasures,
    withdraw_erasure,
)
from domain.calendar import vietnam_day
from domain.erasure import (
    ErasureBasis,
    ErasurePart,
    ErasureStage,
    NoticeWay,
    Reason,
    RefusalGround,
    Requester,
)
from domain.kernel import Line, Named, Value
from domain.legal_hold import HoldGround

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/xoa-du-lieu"


class RequestForm(Value):
    """The form of a request."""

    code: Named
    basis: ErasureBasis
    part: ErasurePart = ErasurePart.WHOLE
    requester: Requester = Requester.ASSOCIATION
    requester_name: Line = ""
    note: Line = ""

    @property
    def reason(self) -> Reason:
        """What is asked, on which basis, by whom."""
        return Reason(
            basis=self.basis,
            part=self.part,
            requester=self.requester,
            requester_name=self.requester_name,
            note=self.note,
        )


class RequestPageForm(RequestForm):
    """The same on the page, where whoever asked is chosen and never taken for granted."""

    requester: Requester


class RefusalForm(Value):
    """The form of a refusal."""

    ground: RefusalGround
    note: Line = ""


class NoticeForm(Value):
    """How whoever is concerned was told, or why not."""

    way: NoticeWay
    note: Line = ""


class HoldForm(Value):
    """Which record is kept, and why."""

    code: Named
    ground: HoldGround
    note: Line = ""


class HoldPageForm(Value):
    """The same as a page asks it, under names of its own: the form of a request stands beside it."""

    held: Named
    ground: HoldGround
    held_because: Line = ""


@router.get(PATH)
def erasures_page(request: Request, work: WorkDep) -> Response:
    """Show requests and holds, and the forms of new ones."""
    return _page(request, work)


@router.post(PATH)
def new_request(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Ask that a case, or a consultation that stands alone, be erased."""
    bound = bind(RequestPageForm, typed)
    if bound.errors:
        return _page(request, work, form=bound)
    request_erasure(
        RequestErasure(subject=record_of(bound.value.code, work), reason=bound.value.reason), work
    )
    return RedirectResponse(PATH, 303)


@router.post(f"{PATH}/{{erasure}}/tu-choi")
def refusing(request: Request, erasure: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Say no, with the article."""
    bound = bind(RefusalForm, typed)
    if bound.errors:
        return _page(request, work, refusal=bound)
    refuse_erasure(RefuseErasure(erasure=erasure, ground=bound.value.ground, note=bound.value.note), work)
    return RedirectResponse(PATH, 303)


@router.post(f"{PATH}/{{erasure}}/xac-nhan")
def confirming(erasure: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Agree as the second person."""
    confirm_erasure(ConfirmErasure(erasure=erasure), work)
    return RedirectResponse(PATH, 303)


@router.post(f"{PATH}/{{erasure}}/da-bao")
def telling(request: Request, erasure: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Say that whoever is concerned was told, or why not."""
    bound = bind(NoticeForm, typed)
    if bound.errors:
        return _page(request, work, refusal=bound)
    note_erasure_notice(NoteErasureNotice(erasure=erasure, way=bound.value.way, note=bound.value.note), work)
    return RedirectResponse(PATH, 303)


@router.post(f"{PATH}/{{erasure}}/rut")
def withdrawing(erasure: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Take a request back."""
    withdraw_erasure(WithdrawErasure(erasure=erasure), work)
    return RedirectResponse(PATH, 303)


@router.post(f"{PATH}/{{erasure}}/thuc-hien")
def running(erasure: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Carry it out."""
    run_erasure(RunErasure(erasure=erasure), work)
    return RedirectResponse(PATH, 303)


@router.post("/giu-ho-so")
def holding(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Keep a record."""
    bound = bind(HoldPageForm, typed)
    if bound.errors:
        return _page(request, work, hold=bound)
    form = bound.value
    place_hold(
        PlaceHold(subject=record_of(form.held, work), ground=form.ground, note=form.held_because), work
    )
    return RedirectResponse(PATH, 303)


@router.post("/giu-ho-so/{hold}/bo")
def lifting(hold: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Let go of a record."""
    lift_hold(LiftHold(hold=hold), work)
    return RedirectResponse(PATH, 303)


def _page(
    request: Request,
    work: OpenWork,
    form: Bound[Any] | None = None,
    hold: Bound[Any] | None = None,
    refusal: Bound[Any] | None = None,
) -> Response:
    rows, holds = see_erasures(SeeErasures(), work)
    wrong = [one for one in (form, hold, refusal) if one is not None]
    return render(
        frame_of(request, work),
        "erasures.html",
        status=422 if wrong else 200,
        form=form or blank(),
        hold=hold or blank(),
        refusal=refusal or blank(),
        rows=rows,
        holds=holds,
        bases=ErasureBasis,
        parts=ErasurePart,
        requesters=Requester,
        refusals=RefusalGround,
        ways=NoticeWay,
        told_by={way.value: way for way in NoticeWay},
        hold_grounds=HoldGround,
        stages=ErasureStage,
        me=work.reader.account,
        today=vietnam_day(work.now()),
        may_ask=work.may(Action.REQUEST_ERASURE),
        basis_of={basis.value: basis for basis in ErasureBasis},
        refused_because={ground.value: ground for ground in RefusalGround},
        held_because={ground.value: ground for ground in HoldGround},
    )
