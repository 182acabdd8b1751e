"""Entries of a round of survey or inspection, said again or cancelled on a page of their own."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute, expected_version
from api.forms import Bound, bind, blank, filled
from api.frame import frame_of
from api.pages import render
from api.saving import saved
from api.screens.survey import PARTS, PATH, survey_options
from api.timeline import timeline
from application.access import Action
from application.survey import (
    CancelInSurvey,
    CorrectInSurvey,
    OpenSurvey,
    SurveyPage,
    cancel_in_survey,
    correct_in_survey,
    open_survey,
)
from domain.activity.codes import WhyCancelled, WhyCorrected
from domain.activity.held import Cancelling
from domain.kernel import Unknown, Value
from domain.survey import questions_of, survey_code
from domain.survey.correcting import said_at
from domain.survey.facts import SurveyChecklistSet
from domain.survey.parts import Answers, Plan
from domain.survey.refusals import NoSuchSurveyEntry

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
WHAT: Mapping[type[Value], str] = {Plan: "ke-hoach"} | {part: name for name, part in PARTS.items()}


class Why(Value):
    """Why an entry is corrected."""

    because: WhyCorrected


@router.get(f"{PATH}/{{survey}}/sua/{{entry}}")
def entry_page(request: Request, survey: UUID, entry: int, work: WorkDep) -> Response:
    """Show what an entry says, to be said again or cancelled."""
    return _page(request, work, survey, entry)


@router.post(f"{PATH}/{{survey}}/sua/{{entry}}")
def correcting(request: Request, survey: UUID, entry: int, typed: TypedForm, work: WorkDep) -> Response:
    """Put what is right in its place."""
    page = open_survey(OpenSurvey(survey=survey), work)
    why = bind(Why, {"because": typed.get("because", [])})
    part: Bound[Any] = bind(
        type(_said(page, entry)), {name: said for name, said in typed.items() if name != "because"}
    )
    both: Bound[Any] = Bound({**part.typed, **why.typed}, (*part.errors, *why.errors))
    if both.errors:
        return _page(request, work, survey, entry, form=both)
    cmd = CorrectInSurvey(
        survey=survey,
        entry=entry,
        part=part.value,
        because=why.value.because,
        version=expected_version(typed),
    )
    return saved(
        work,
        lambda: correct_in_survey(cmd, work),
        lambda: RedirectResponse(f"{PATH}/{survey}", 303),
        lambda refusal: _page(request, work, survey, entry, form=both.refused(refusal)),
    )


@router.post(f"{PATH}/{{survey}}/huy/{{entry}}")
def cancelling(request: Request, survey: UUID, entry: int, typed: TypedForm, work: WorkDep) -> Response:
    """Let an entry, or the whole round, count no more."""
    bound = bind(Cancelling, typed)
    if bound.errors:
        return _page(request, work, survey, entry, cancelling=bound)
    cmd = CancelInSurvey(survey=survey, entry=entry, because=bound.value.because, note=bound.value.note)
    return saved(
        work,
        lambda: cancel_in_survey(cmd, work),
        lambda: RedirectResponse(f"{PATH}/{survey}", 303),
        lambda refusal: _page(request, work, survey, entry, cancelling=bound.refused(refusal)),
    )


def _said(page: SurveyPage, entry: int) -> Value:
    try:
        return said_at(page.state, entry)
    except NoSuchSurveyEntry:
        raise Unknown from None


def _page(
    request: Request,
    work: OpenWork,
    survey: UUID,
    entry: int,
    *,
    form: Bound[Any] | None = None,
    cancelling: Bound[Any] | None = None,
) -> Response:
    page = open_survey(OpenSurvey(survey=survey), work)
    if not work.may(Action.RECORD_ACTIVITY, survey) or page.state.cancelled:
        raise Unknown
    said = _said(page, entry)
    options = survey_options(page, work)
    if isinstance(said, Answers):
        options["questions"] = _questions(page, page.state.entries[entry].number)
    words = [line.sentence.text for line in timeline(page.history, work) if line.version == entry]
    form, cancelling = form or filled(said), cancelling or blank()
    return render(
        frame_of(request, work),
        "survey_correction.html",
        status=422 if form.errors or cancelling.errors else 200,
        survey=survey,
        code=survey_code(survey),
        number=entry,
        what=WHAT[type(said)],
        words=words[0] if words else "",
        form=form,
        cancelling=cancelling,
        options=options,
        version=page.state.version,
        corrected_why=WhyCorrected,
        cancelled_why=WhyCancelled,
    )


def _questions(page: SurveyPage, checklist: int) -> tuple[str, ...]:
    """Return the questions of a version of the checklist."""
    return next(
        questions_of(one.fact.checklist)
        for one in page.history
        if isinstance(one.fact, SurveyChecklistSet) and one.fact.number == checklist
    )
