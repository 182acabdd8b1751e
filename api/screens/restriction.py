"""Pages that hold a case closely, and that lift it again by two people."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from application.access import Action
from application.child_case import OpenCase, open_case
from application.restriction import (
    RestrictCase,
    Restrictions,
    SeeRestriction,
    UnrestrictCase,
    restrict_case,
    see_restriction,
    unrestrict_case,
)
from application.units import Units
from domain.kernel import DomainError, Legal, Refused, Said, Value
from domain.restriction import Placing, RestrictionGround

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


class LiftForm(Value):
    """Why it may be held as any other case."""

    reason: Legal[Said]


@router.get("/ho-so/{case_id}/han-che")
def restriction_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show how closely the case is held, and the forms that change it."""
    return _page(request, work, case_id, blank())


@router.post("/ho-so/{case_id}/han-che")
def restrict(request: Request, case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Hold the case closely."""
    bound = bind(Placing, typed)
    if bound.errors:
        return _page(request, work, case_id, bound)
    restrict_case(RestrictCase(case_id=case_id, placing=bound.value), work)
    return RedirectResponse("/hom-nay" if bound.value.answers else f"/ho-so/{case_id}", 303)


@router.post("/ho-so/{case_id}/bo-han-che")
def lift(request: Request, case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Ask for it to be lifted, or agree as the second person."""
    bound = bind(LiftForm, typed)
    if bound.errors:
        return _page(request, work, case_id, bound)
    try:
        unrestrict_case(UnrestrictCase(case_id=case_id, reason=bound.value.reason), work)
    except Refused as refusal:
        work.restart()
        return _page(request, work, case_id, bound, refusal)
    may_open = work.may(Action.OPEN_CASE, case_id)
    return RedirectResponse(f"/ho-so/{case_id}" if may_open else "/hom-nay", 303)


def _page(
    request: Request, work: OpenWork, case_id: UUID, form: Bound[Any], refusal: DomainError | None = None
) -> Response:
    if work.may(Action.UNRESTRICT_CASE) and not work.may(
        Action.OPEN_CASE, case_id
    ):  # an officer sees no case
        return _lift_page(request, work, case_id, form, refusal)
    page = open_case(OpenCase(case_id=case_id), work)
    units = work.view(Units).all()  # type: ignore[type-abstract]
    held = work.view(Restrictions).held(case_id)  # type: ignore[type-abstract]
    return render(
        frame_of(request, work),
        "case_restriction.html",
        status=409 if refusal else 422 if form.errors else 200,
        form=form,
        refusal=refusal,
        case=page.case,
        is_restricted=page.restricted,
        asked=held is not None and held.asked_by is not None,
        grounds=RestrictionGround,
        units=[(str(row.unit), row.name) for row in units if row.ended_on is None],
        may_lift=page.may_unrestrict,
    )


def _lift_page(
    request: Request, work: OpenWork, case_id: UUID, form: Bound[Any], refusal: DomainError | None
) -> Response:
    held = see_restriction(SeeRestriction(case_id=case_id), work)
    return render(
        frame_of(request, work),
        "case_restriction_lift.html",
        status=409 if refusal else 422 if form.errors else 200,
        form=form,
        refusal=refusal,
        held=held,
    )
