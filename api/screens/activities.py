"""The register of activities: filters by codes in the address, words of a topic only by post."""

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from api.door import OpenWork, Typed, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind
from api.frame import frame_of
from api.pages import render
from api.screens.activity import PATH
from api.screens.activity_total import FILTERS, opener
from application.access import Action
from application.activities import (
    ActivityStanding,
    SeeActivities,
    TooManyActivities,
    see_activities,
)
from application.follow_up_log import Malformed
from application.units import Units
from domain.activity.codes import ActivityKind
from domain.activity.figures import RULE_VERSION, ActivityCount

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


@router.get(PATH)
def register_page(request: Request, work: WorkDep) -> Response:
    """Show the register; words in the address are left out, so that none is ever kept in a history."""
    asked = (*FILTERS, "after")
    typed = {name: request.query_params.getlist(name) for name in asked if name in request.query_params}
    return _page(request, work, typed)


@router.post(f"{PATH}/tim")
def searching(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Search words within what was chosen; nothing is changed."""
    return _page(request, work, typed)


def _page(request: Request, work: OpenWork, typed: Typed) -> Response:
    form = bind(SeeActivities, typed)
    question = form.value if form.is_valid else SeeActivities()
    status = 200 if form.is_valid else 422
    try:
        page = see_activities(question, work)
    except (TooManyActivities, Malformed) as refusal:
        form, status = form.refused(refusal, "words" if isinstance(refusal, TooManyActivities) else ""), 409
        question = question.model_copy(update={"words": "", "after": ""})
        page = see_activities(question, work)
    return render(
        frame_of(request, work),
        "activities.html",
        status=status,
        form=form,
        asked=question,
        page=page,
        filters=FILTERS,
        kinds=ActivityKind,
        standings=ActivityStanding,
        units=[(str(row.unit), row.name) for row in page.units],
        unit_names={row.unit: row.name for row in work.view(Units).all()},  # type: ignore[type-abstract]
        years=[(str(year), str(year)) for year in page.years],
        months=[(str(month), str(month)) for month in range(1, 13)],
        next=_address(form, after=page.next) if page.next else "",
        first=_address(form) if question.after else "",
        listed=lambda kind: _address(form, kind=kind.value),
        counts=ActivityCount,
        opens=opener(question, page.mark, page.day),
        rule_version=RULE_VERSION,
        may_record=work.may(Action.RECORD_ACTIVITY),
    )


def _address(form: Bound[Any], **more: str) -> str:
    kept = {name: form.last(name) for name in FILTERS if form.last(name)}
    given = urlencode(kept | more)
    return f"{PATH}?{given}" if given else PATH
