"""The page of a reception: four fields first, all of Mẫu 01 behind them, likely duplicates beside the form."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.choices import units_on
from api.door import OpenWork, TypedForm, WorkDep, WorkRoute, id_or_none
from api.forms import Bound, bind, blank
from api.screens.child_case import show
from application.access import Action
from application.child_case import TakeIn, take_in
from application.duplicates import LikelyDuplicates, Likeness
from application.register import ClosedPeriods
from application.work import Question
from domain.calendar import vietnam_day
from domain.child_case.intake import (
    Details,
    Reception,
    SafeContact,
    Situation,
    born,
    told_warnings,
)
from domain.identity import DateWarning, warnings_of_moment
from domain.kernel import FieldClass, Value

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


class IntakeForm(Value):
    """The form of a reception: the four fields first, all of Mẫu 01 behind them."""

    situation: Situation
    reception: Reception = Reception()
    details: Details = Details()
    contact: SafeContact | None = None


class SeeIntake(Question):
    """See the form of a reception, with the names of likely duplicates beside it."""

    ACTION = Action.TAKE_IN
    FIELD_CLASS = FieldClass.IDENTITY


_EMPTY_INTAKE: Bound[IntakeForm] = blank(
    situation__danger_now="unknown",
    reception__channel="phone",
    reception__source="other",
    details__child__name_known="not_asked",
    details__child__sex="unknown",
    details__circumstances__allegation="not_known_yet",
)


@router.get("/tiep-nhan")
def intake_page(request: Request, work: WorkDep, khan_cap: UUID | None = None) -> Response:
    """Show the four fields, with the rest of Mẫu 01 folded below them."""
    return _intake(request, work, None, khan_cap)


@router.post("/tiep-nhan")
def intake(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Enter it. `preview` looks for likely duplicates first and shows the form again with them beside it."""
    emergency = (typed.get("emergency_id") or [""])[0]
    emergency_id = id_or_none(emergency)
    own = {name: values for name, values in typed.items() if name not in {"emergency_id", "preview"}}
    bound = bind(IntakeForm, own)
    if bound.errors or "preview" in typed:
        return _intake(request, work, bound, emergency_id)
    form = bound.value
    case_id = take_in(
        TakeIn(
            situation=form.situation,
            reception=form.reception,
            details=form.details,
            contact=form.contact,
            emergency_id=emergency_id,
        ),
        work,
    )
    return RedirectResponse(f"/ho-so/{case_id}?moi=1", 303)


def _intake(
    request: Request, work: OpenWork, bound: Bound[IntakeForm] | None, emergency_id: UUID | None
) -> Response:
    work.allow(SeeIntake())
    likely: list[Likeness] = []
    if bound is not None and not bound.errors:
        likely = list(work.view(LikelyDuplicates).of(bound.value.details.child, bound.value.situation.where))  # type: ignore[type-abstract]
    return show(
        request,
        work,
        "case_intake.html",
        form=bound or _EMPTY_INTAKE,
        units=units_on(vietnam_day(work.now())),
        likely=likely,
        warnings=_warnings(bound, work),
        emergency_id=emergency_id,
        closed_until=work.view(ClosedPeriods).until(work.reader.unit),  # type: ignore[type-abstract]
    )


def _warnings(bound: Bound[IntakeForm] | None, work: OpenWork) -> tuple[DateWarning, ...]:
    if bound is None or bound.errors:
        return ()
    child, now = bound.value.details.child, work.now()
    received_at = bound.value.reception.received_at or now
    received_on = vietnam_day(received_at)
    of_receipt = warnings_of_moment(received_at, born(child, received_on), now)
    return tuple(dict.fromkeys((*told_warnings(bound.value.details, received_on), *of_receipt)))
