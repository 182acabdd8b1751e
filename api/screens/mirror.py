"""Both lines of a case side by side, and the forms on which reports of authorities are entered."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.choices import bodies, people_of, units_on
from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.mirror_words import LINES, line_of, observed
from api.pages import render
from api.timeline import Told, timeline
from application.access import Action
from application.accounts import AccountList
from application.child_case import OpenCase, open_case
from application.mirror import RecordReport, record_report
from application.two_lines import two_lines
from domain import lists
from domain.calendar import vietnam_day
from domain.child_case import ChildCase
from domain.kernel import Refused, Unknown
from domain.mirror import codes
from domain.mirror.clocks import Start, Unit
from domain.mirror.codes import MirrorState, MirrorStep
from domain.mirror.report import TABLE_A, Report

router = APIRouter(route_class=WorkRoute, include_in_schema=False)

_LINES_OF = {
    "initial": ("harm", "continuing", "self_protection", "receiving_support"),
    "specific": (
        *("harm", "access", "development", "obstacles", "no_guardian"),
        *("self_protection", "knows_guardian", "relationship", "relies_on_guardian", "help_of_others"),
    ),
    "review": ("harm", "access", "obstacles", "self_protection", "knows_guardian", "help_of_others"),
}
"""Lines of the two tables of forms 02, 03 and 06, in their order."""
_PART_OF = {
    MirrorStep.INITIAL_ASSESSMENT: "initial",
    MirrorStep.SPECIFIC_ASSESSMENT: "specific",
    MirrorStep.REVIEW: "review",
}
PLAN_LINES = 6
"""Services and tasks that the form of a plan has room for; further ones are entered as tasks."""


@router.get("/ho-so/{case_id}/hai-dong")
def two_lines_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show both lines in time, how far the authorities are, the clocks, and what they wait for."""
    page = open_case(OpenCase(case_id=case_id), work)
    lines = two_lines(page, work.now())
    names = work.view(AccountList)  # type: ignore[type-abstract]
    language = frame_of(request, work).language
    told: dict[int, Told] = dict(
        zip([one.position for one in page.history], timeline(page.history, work)[::-1], strict=True)
    )
    return render(
        frame_of(request, work),
        "two_lines.html",
        case=page.case,
        lines=lines,
        told=told,
        observed=lambda seen: observed(seen, language),
        name_of=lambda account: names.name_of(account) if account else "",
        today=vietnam_day(work.now()),
        may_add=work.may(Action.ADD_TO_CASE, case_id),
        states=MirrorState,
        starts=Start,
        units=Unit,
        form=blank(),
    )


@router.get("/ho-so/{case_id}/co-quan-bao")
def steps_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show the steps that can be reported, each with a form of its own."""
    case = _case(case_id, work, Action.ADD_TO_CASE)
    return render(frame_of(request, work), "mirror_steps.html", case=case, steps=MirrorStep)


@router.get("/ho-so/{case_id}/co-quan-bao/{step}")
def report_page(request: Request, case_id: UUID, step: str, work: WorkDep) -> Response:
    """Show the form of one step: the short part first, everything else folded."""
    return _report_page(request, work, case_id, _step(step))


@router.post("/ho-so/{case_id}/co-quan-bao/{step}")
def report(request: Request, case_id: UUID, step: str, typed: TypedForm, work: WorkDep) -> Response:
    """Record what an authority reported."""
    reported = _step(step)
    bound = bind(Report, {**typed, "step": [reported.value]})
    if bound.errors:
        return _report_page(request, work, case_id, reported, bound)
    record_report(RecordReport(case_id=case_id, report=bound.value), work)
    return to_lines(case_id)


def to_lines(case_id: UUID) -> Response:
    """Lead back to both lines."""
    return RedirectResponse(f"/ho-so/{case_id}/hai-dong", 303)


def _step(code: str) -> MirrorStep:
    if code not in set(MirrorStep):
        raise Unknown
    return MirrorStep(code)


def _case(case_id: UUID, work: OpenWork, action: Action) -> ChildCase:
    """Return the case, for whoever may send the form."""
    case = open_case(OpenCase(case_id=case_id), work).case
    if not work.may(action, case_id):
        raise Unknown
    return case


def _report_page(
    request: Request, work: OpenWork, case_id: UUID, step: MirrorStep, bound: Bound[Report] | None = None
) -> Response:
    language = frame_of(request, work).language
    part = _PART_OF.get(step, "")
    return form_page(
        request,
        work,
        case_id,
        "mirror_report.html",
        bound,
        step=step,
        part=part,
        table_a=[(name, line_of(name, language)) for name in _LINES_OF.get(part, ()) if name in TABLE_A],
        table_b=[(name, line_of(name, language)) for name in _LINES_OF.get(part, ()) if name not in TABLE_A],
        plan_lines=range(PLAN_LINES),
    )


def form_page(
    request: Request,
    work: OpenWork,
    case_id: UUID,
    template: str,
    bound: Bound[Any] | None = None,
    refusal: Refused | None = None,
    action: Action = Action.ADD_TO_CASE,
    **more: object,
) -> Response:
    """Return a form of the mirror; with errors or a refusal what was typed stands in it again."""
    case = _case(case_id, work, action)
    day = vietnam_day(work.now())
    return render(
        frame_of(request, work),
        template,
        status=409 if refusal else 422 if bound and bound.errors else 200,
        form=bound or blank(),
        refusal=refusal,
        case=case,
        units=units_on(day),
        bodies=bodies((case.received_on, day), frame_of(request, work).language),
        people=people_of(work),
        codes=codes,
        lists=lists,
        all_lines=LINES,
        **more,
    )
