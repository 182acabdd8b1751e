"""Pages of support needed: the needs, the form of one, one need with a form for each step, lists given to partners."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.choices import units_on
from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank, filled
from api.frame import frame_of
from api.pages import render
from api.papers import table_file
from api.saving import saved
from api.texts import N_
from api.timeline import timeline
from application.access import Action
from application.recommendation import FromCase
from application.scope import lists_hold, units_of
from application.support import (
    AboutSupport,
    BeginSupport,
    CheckSupport,
    EnterSupport,
    IntroduceSupport,
    OpenSupport,
    ReleaseIdentity,
    TieSupport,
    WorkOnSupport,
    check_support,
    enter_support,
    introduce_support,
    open_support,
    release_identity,
    tie_support,
    work_on_support,
)
from application.support.desk import MOST_NEEDS, SeeSupport, see_support
from application.support.papers import needs_table
from application.units import Units
from domain.activity.codes import DonorKind, Valuation
from domain.calendar import vietnam_day
from domain.kernel import Unknown, Value
from domain.lists import Allegation
from domain.support import codes
from domain.support.listing import districts_of
from domain.support.parts import (
    Check,
    Closing,
    Correction,
    Delivery,
    DeliveryCancel,
    Introduction,
    Need,
    Part,
    Pledge,
    PledgeEnd,
    Release,
    Report,
    TakingBack,
    Tie,
    Withdrawing,
)
from domain.units import TWO_TIERS_SINCE, AdminLevel, register

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/ho-tro"
FILTERS = ("stage", "kind", "unit")
Handler = Callable[[Any, OpenWork], None]
WORKED: Mapping[str, type[Part]] = {
    "sua": Correction,
    "thoi-gioi-thieu": TakingBack,
    "hua": Pledge,
    "thoi-hua": PledgeEnd,
    "trao": Delivery,
    "huy-trao": DeliveryCancel,
    "bao-lai": Report,
    "ket-thuc": Closing,
    "rut": Withdrawing,
}
STEPS: Mapping[str, tuple[type[Value], type[AboutSupport], Handler]] = {
    "kiem-tra": (Check, CheckSupport, check_support),
    "gioi-thieu": (Introduction, IntroduceSupport, introduce_support),
    "danh-tinh": (Release, ReleaseIdentity, release_identity),
    "ho-so": (Tie, TieSupport, tie_support),
    **{name: (part, WorkOnSupport, work_on_support) for name, part in WORKED.items()},
}
"""What is entered of a need, by the last part of the address: its value, its command, its handler."""


class NeedForm(Need):
    """The form of a need."""

    unit: UUID


@router.get(PATH)
def needs_page(request: Request, work: WorkDep) -> Response:
    """Show the needs of one's scope."""
    form = bind(SeeSupport, _filters(request))
    asked = form.value if form.is_valid else SeeSupport()
    rows = see_support(asked, work)
    units = work.view(Units).all()  # type: ignore[type-abstract]
    mine = units_of(work.reader, Action.SEE_SUPPORT)
    return render(
        frame_of(request, work),
        "support_needs.html",
        status=200 if form.is_valid else 422,
        form=form,
        asked=asked,
        rows=rows,
        most=MOST_NEEDS,
        unit_names={row.unit: row.name for row in units},
        units=[(str(row.unit), row.name) for row in units if mine is None or row.unit in mine],
        stages=codes.SupportStage,
        kinds=codes.NeedKind,
        place=districts_of,
        table=_table(form),
        may_enter=work.may(Action.WORK_ON_SUPPORT),
        may_give=work.may(Action.INTRODUCE_SUPPORT),
    )


@router.get(f"{PATH}/nhu-cau.xlsx")
def needs_xlsx(request: Request, work: WorkDep) -> Response:
    """Give the needs that a filter shows as a table."""
    form = bind(SeeSupport, _filters(request))
    return table_file(*needs_table(form.value if form.is_valid else SeeSupport(), work))


def _table(form: Bound[Any]) -> str:
    kept = {name: form.last(name) for name in FILTERS if form.last(name)} if form.is_valid else {}
    return f"{PATH}/nhu-cau.xlsx" + (f"?{urlencode(kept)}" if kept else "")


def _filters(request: Request) -> dict[str, list[str]]:
    return {name: request.query_params.getlist(name) for name in FILTERS if name in request.query_params}


@router.get(f"{PATH}/moi")
def need_form(request: Request, work: WorkDep) -> Response:
    """Show the form of a need of a child without a case."""
    return _form(request, work, blank())


@router.post(f"{PATH}/moi")
def entering(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Enter a need."""
    bound = bind(NeedForm, typed)
    if bound.errors:
        return _form(request, work, bound)
    return _entered(request, work, bound, bound.value.unit, None)


@router.get("/ho-so/{case_id}/ho-tro")
def need_form_of_case(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show the form of a need out of a case."""
    return _form(request, work, blank(), case_id)


@router.post("/ho-so/{case_id}/ho-tro")
def entering_of_case(request: Request, case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Enter a need out of a case."""
    bound = bind(Need, typed)
    if bound.errors:
        return _form(request, work, bound, case_id)
    return _entered(request, work, bound, work.reader.unit, case_id)


@router.get(f"{PATH}/{{need}}")
def need_page(request: Request, need: UUID, work: WorkDep) -> Response:
    """Show one need."""
    return _page(request, work, need, "", blank())


@router.post(f"{PATH}/{{need}}/{{step}}")
def stepping(request: Request, need: UUID, step: str, typed: TypedForm, work: WorkDep) -> Response:
    """Enter one step of a need."""
    if step not in STEPS:
        raise Unknown
    part, command, handle = STEPS[step]
    bound: Bound[Any] = bind(part, typed)
    if bound.errors:
        return _page(request, work, need, step, bound)
    return saved(
        work,
        lambda: handle(command(need=need, part=bound.value), work),  # type: ignore[call-arg]
        lambda: RedirectResponse(f"{PATH}/{need}", 303),
        lambda refusal: _page(request, work, need, step, bound.refused(refusal)),
    )


def _entered(
    request: Request, work: OpenWork, bound: Bound[Any], unit: UUID, case_id: UUID | None
) -> Response:
    need, made = Need(**{name: getattr(bound.value, name) for name in Need.model_fields}), []
    return saved(
        work,
        lambda: made.append(enter_support(EnterSupport(unit=unit, need=need, case_id=case_id), work)),
        lambda: RedirectResponse(f"{PATH}/{made[0]}", 303),
        lambda refusal: _form(request, work, bound.refused(refusal), case_id),
    )


def _places(work: OpenWork) -> dict[str, list[tuple[str, str]]]:
    """Return the old districts, then the communes of today; a village is none of them."""
    last = TWO_TIERS_SINCE - timedelta(days=1)
    districts = register().options_on(last, AdminLevel.DISTRICT)
    return {
        N_("Huyện cũ"): [(unit.key, unit.name) for unit in districts],
        **units_on(vietnam_day(work.now())),
    }


def _form(request: Request, work: OpenWork, form: Bound[Any], case_id: UUID | None = None) -> Response:
    if case_id is None:
        work.allow(BeginSupport())
    else:
        work.allow(FromCase(case_id=case_id))
    units = work.view(Units).all()  # type: ignore[type-abstract]
    return render(
        frame_of(request, work),
        "support_form.html",
        status=422 if form.errors else 200,
        form=form,
        case_id=case_id,
        path=f"/ho-so/{case_id}/ho-tro" if case_id else f"{PATH}/moi",
        back=f"/ho-so/{case_id}" if case_id else PATH,
        own_unit=work.reader.unit,
        units=[
            (str(row.unit), row.name)
            for row in units
            if lists_hold(work.reader, row.unit, Action.WORK_ON_SUPPORT)
        ],
        codes=codes,
        allegations=Allegation,
        places=_places(work),
    )


def _page(request: Request, work: OpenWork, need: UUID, step: str, form: Bound[Any]) -> Response:
    page = open_support(OpenSupport(need=need), work)
    state = page.state
    units = work.view(Units).all()  # type: ignore[type-abstract]
    return render(
        frame_of(request, work),
        "support_need.html",
        status=422 if form.errors else 200,
        page=page,
        state=state,
        step=step,
        forms={name: form if name == step else blank() for name in STEPS}
        | ({} if step == "sua" else {"sua": filled(state.need)}),
        unit_name=next((row.name for row in units if row.unit == state.unit), "–"),
        place=districts_of(state.need.area.key if state.need.area else None),
        places=_places(work),
        codes=codes,
        allegations=Allegation,
        donor_kinds=DonorKind,
        valuations=Valuation,
        pledges=[
            (str(n), f"{n}. {one.donor_kind.label(work.reader.language)}") for n, one in state.pledges.items()
        ],
        deliveries=[(str(n), f"{n}. {one.delivery.on:%d/%m/%Y}") for n, one in state.deliveries.items()],
        timeline=timeline(page.history, work),
        lists=[(row, work.may(Action.SEE_SUPPORT, row.given)) for row in page.lists],
        may_work=work.may(Action.WORK_ON_SUPPORT, need),
        may_check=work.may(Action.CHECK_SUPPORT, need),
        may_tie=state.case_id is None and work.may(Action.ADD_TO_CASE),
        may_introduce=work.may(Action.INTRODUCE_SUPPORT, need),
        may_open_case=state.case_id is not None and work.may(Action.ADD_TO_CASE, state.case_id),
        today=vietnam_day(work.now()),
    )
