"""Pages of surveys and inspections: the rounds, the form of a plan, one round with a form for each part of it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.activity_words import cited
from api.choices import units_on
from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from api.saving import saved
from api.screens.survey_answers import opener
from api.timeline import timeline
from application.access import Action
from application.scope import lists_hold
from application.survey import (
    EnterInSurvey,
    OpenSurvey,
    PlanSurvey,
    SeeSurveys,
    SurveyPage,
    enter_in_survey,
    open_survey,
    plan_survey,
    see_surveys,
)
from application.units import Units
from domain.calendar import vietnam_day
from domain.kernel import Unknown
from domain.survey import survey_code
from domain.survey.correcting import PLAN
from domain.survey.parts import (
    Advice,
    Answers,
    Checklist,
    Coordinated,
    Coordination,
    Ending,
    Finding,
    FindingKind,
    Mark,
    Part,
    Partner,
    Plan,
    Remedy,
    Site,
    SurveyKind,
)

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/khao-sat"
PARTS: Mapping[str, type[Part]] = {
    "bang-hoi": Checklist,
    "diem": Site,
    "phoi-hop": Coordination,
    "tra-loi": Answers,
    "phat-hien": Finding,
    "kien-nghi": Advice,
    "khac-phuc": Remedy,
    "ket-thuc": Ending,
}
"""What is entered in a round, by the last part of the address."""


class PlanForm(Plan):
    """The form of a plan."""

    unit: UUID


@router.get(PATH)
def surveys_page(request: Request, work: WorkDep) -> Response:
    """Show the rounds, and the form of a plan."""
    return _list(request, work, blank())


@router.post(PATH)
def planning(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Plan a round."""
    bound = bind(PlanForm, typed)
    if bound.errors:
        return _list(request, work, bound)
    form, made = bound.value, []
    plan = Plan(**{name: getattr(form, name) for name in Plan.model_fields})
    return saved(
        work,
        lambda: made.append(plan_survey(PlanSurvey(unit=form.unit, plan=plan), work)),
        lambda: RedirectResponse(f"{PATH}/{made[0]}", 303),
        lambda refusal: _list(request, work, bound.refused(refusal, "last")),
    )


@router.get(f"{PATH}/{{survey}}")
def survey_page(request: Request, survey: UUID, work: WorkDep) -> Response:
    """Show one round."""
    return _page(request, work, survey, "", blank())


@router.post(f"{PATH}/{{survey}}/{{part}}")
def entering(request: Request, survey: UUID, part: str, typed: TypedForm, work: WorkDep) -> Response:
    """Enter one part of a round."""
    if part not in PARTS:
        raise Unknown
    bound: Bound[Any] = bind(PARTS[part], typed)
    if bound.errors:
        return _page(request, work, survey, part, bound)
    return saved(
        work,
        lambda: enter_in_survey(EnterInSurvey(survey=survey, part=bound.value), work),
        lambda: RedirectResponse(f"{PATH}/{survey}", 303),
        lambda refusal: _page(request, work, survey, part, bound.refused(refusal)),
    )


def _list(request: Request, work: OpenWork, form: Bound[Any]) -> Response:
    rows = see_surveys(SeeSurveys(), work)
    units = work.view(Units).all()  # type: ignore[type-abstract]
    return render(
        frame_of(request, work),
        "surveys.html",
        status=422 if form.errors else 200,
        form=form,
        rows=rows,
        kinds=SurveyKind,
        unit_names={row.unit: row.name for row in units},
        units=[
            (str(row.unit), row.name)
            for row in units
            if lists_hold(work.reader, row.unit, Action.RECORD_ACTIVITY)
        ],
        own_unit=work.reader.unit,
        may_plan=work.may(Action.RECORD_ACTIVITY),
    )


def _page(request: Request, work: OpenWork, survey: UUID, part: str, form: Bound[Any]) -> Response:
    page = open_survey(OpenSurvey(survey=survey), work)
    state = page.state
    units = work.view(Units).all()  # type: ignore[type-abstract]
    may_enter = work.may(Action.RECORD_ACTIVITY, survey) and not state.cancelled
    told = timeline(page.history, work)
    return render(
        frame_of(request, work),
        "survey.html",
        status=422 if form.errors else 200,
        opens=opener(survey),
        page=page,
        state=state,
        code=survey_code(survey),
        duty=cited((state.plan.kind.duty,), work.reader.language),
        part=part,
        forms={name: form if name == part else blank() for name in PARTS},
        unit_name=next((row.name for row in units if row.unit == state.unit), "–"),
        options=survey_options(page, work),
        timeline=told,
        may_enter=may_enter,
        correctable=[
            (line.version, line.sentence.text)
            for line in told
            if may_enter and line.version is not None and line.version in {PLAN, *state.entries}
        ],
    )


def survey_options(page: SurveyPage, work: OpenWork) -> dict[str, Any]:
    """Return what the fields of a round's parts are chosen from."""
    state, today = page.state, vietnam_day(work.now())
    return {
        "kinds": SurveyKind,
        "units": [(str(row.unit), row.name) for row in work.view(Units).all()],  # type: ignore[type-abstract]
        "places": units_on(today),
        "sites": [(str(number), site.name) for number, site in state.sites.items()],
        "findings": [
            (str(number), found.what)
            for number, found in state.findings.items()
            if found.kind is not FindingKind.STRENGTH
        ],
        "partners": Partner,
        "steps": Coordinated,
        "marks": Mark,
        "finding_kinds": FindingKind,
        "questions": page.questions,
        "today": today,
    }
