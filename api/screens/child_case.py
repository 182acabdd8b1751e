"""Pages of a case: its page, and one form for each thing that is done about it."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from api.choices import bodies, people_of, units_on
from api.door import OpenWork, TypedForm, WorkDep, WorkRoute, expected_version
from api.doubts import doubts
from api.duty import duty_book
from api.forms import Bound, bind, blank, filled
from api.frame import frame_of
from api.mirror_words import observed
from api.one_child import lines, steps_of
from api.pages import render
from api.papers import after_letter
from application.access import Action
from application.accounts import AccountList
from application.case_steps import OpenStep
from application.child_case import (
    AddNote,
    AssessCase,
    CloseCase,
    FinishStep,
    ForwardCase,
    NoteAnswer,
    NoteKnown,
    OpenCase,
    PlanStep,
    ReopenCase,
    SetContact,
    SetDetails,
    add_note,
    assess_case,
    close_case,
    finish_step,
    forward_case,
    note_answer,
    note_known,
    open_case,
    plan_step,
    reopen_case,
    set_contact,
    set_details,
)
from application.consent import consents_in
from application.correcting import HideDetails, hide_details
from application.duplicates import LikelyDuplicates, Likeness
from application.log_import.taking_back import is_taken_back
from application.merging import as_one_child
from application.recommendation.desk import Recommendations
from application.register import ClosedPeriods
from application.support.desk import SupportNeeds
from application.two_lines import two_lines
from domain import lists
from domain.calendar import vietnam_day
from domain.child_case import CaseOpened, ChildCase
from domain.child_case.follow_up import AlreadyKnown, Answer, Closing, Forwarding, Step, Triage
from domain.child_case.intake import Details, SafeContact, Situation, born, told_warnings
from domain.correction import CorrectionKind
from domain.kernel import Line, Refused, Said, Unknown, Value
from domain.lists import LatenessReason
from domain.units import AdminUnit

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
B = TypeVar("B", bound=BaseModel)


class DetailsForm(Value):
    """The form that completes or corrects a case."""

    situation: Situation
    details: Details
    reason: Line = ""
    kind: CorrectionKind = CorrectionKind.ORDINARY


class NoteForm(Value):
    """The form of a note."""

    note: Said
    lateness: LatenessReason | None = None


def show(request: Request, work: OpenWork, template: str, *, form: Bound[B], **context: object) -> Response:
    """Return a page of this subject; a form with errors is shown again with what was typed."""
    status = 409 if context.get("refusal") else 422 if form.errors else 200
    return render(frame_of(request, work), template, status=status, form=form, lists=lists, **context)


def to_case(case_id: UUID) -> Response:
    """Lead back to the case."""
    return RedirectResponse(f"/ho-so/{case_id}", 303)


_EMPTY: dict[str, Callable[[ChildCase], Bound[Any]]] = {
    "case_details.html": lambda case: filled(DetailsForm(situation=case.situation, details=case.details)),
    "case_contact.html": lambda case: filled(case.contact),
    "case_forward.html": lambda case: blank(channel="phone", recipient__unit=_commune(case)),
    "case_known.html": lambda case: blank(recipient__unit=_commune(case)),
    "case_answer.html": lambda case: blank(kind="acknowledged"),
    "case_triage.html": lambda case: blank(level=case.triage.value if case.triage else "not_yet"),
}
"""What stands in a form when it is opened."""


def _commune(case: ChildCase) -> str:
    return case.situation.where.unit.key if case.situation.where.unit else ""


@router.get("/ho-so/{case_id}")
def case_page(request: Request, case_id: UUID, work: WorkDep, moi: bool = False) -> Response:
    """Show safe contact, what is due, and one sentence a fact; just after entry also likely duplicates."""
    page = open_case(OpenCase(case_id=case_id), work)
    child = as_one_child(page, work)
    today = vietnam_day(work.now())
    likely: list[Likeness] = []
    if moi:
        found = work.view(LikelyDuplicates).of(page.case.details.child, page.case.situation.where)  # type: ignore[type-abstract]
        likely = [one for one in found if one.case_id != case_id]
    opened = next(r.fact for r in page.history if isinstance(r.fact, CaseOpened))
    people = work.view(AccountList)  # type: ignore[type-abstract]
    return show(
        request,
        work,
        "case.html",
        form=blank(),
        reception=opened.reception,
        counsellor=people.name_of(page.case.counsellor) if page.case.counsellor else "",
        case=page.case,
        taken_back=is_taken_back(page.history),
        child=child,
        timeline=lines(page, child, work),
        steps=_steps(steps_of(page, child, work), work),
        consents=consents_in(case_id, page.history),
        may_hand_over=work.may(Action.HAND_OVER, case_id),
        today=today,
        likely=likely,
        warnings=told_warnings(page.case.details, page.case.received_on),
        doubts=doubts(
            page.history, born(page.case.details.child, page.case.received_on), work.reader.language
        ),
        mirror=two_lines(page, work.now()),
        recommendations=work.view(Recommendations).of_case(case_id),  # type: ignore[type-abstract]
        support=work.view(SupportNeeds).of_case(case_id),  # type: ignore[type-abstract]
        observed=lambda seen: observed(seen, work.reader.language),
        duty=duty_book(request).of(_communes(page.case), today),
        is_restricted=page.restricted,
        through_glass=page.through_glass,
        hides_fields=bool(page.hidden),
        may_see_looks=work.may(Action.SEE_LOOKS, case_id),
        may_restrict=work.may(Action.RESTRICT_CASE, case_id),
        period_is_closed=work.view(ClosedPeriods).holds(page.case.unit, page.case.received_on),  # type: ignore[type-abstract]
    )


def _communes(case: ChildCase) -> tuple[AdminUnit | None, ...]:
    return case.situation.where.unit, case.details.child.residence.unit


def _steps(steps: Iterable[OpenStep], work: OpenWork) -> list[tuple[OpenStep, str, bool]]:
    """Return what is due, who is to do it, and whether the reader may tick it off."""
    names = work.view(AccountList)  # type: ignore[type-abstract]
    return [
        (
            step,
            names.name_of(step.responsible) if step.responsible else "",
            not step.is_consultation or work.may(Action.LOG_CONSULTATION, step.stream),
        )
        for step in steps
    ]


_SENT_AS = {
    "case_details.html": Action.CHANGE_CASE,
    "case_contact.html": Action.CHANGE_CASE,
    "case_triage.html": Action.TRIAGE,
    "case_close.html": Action.CLOSE_CASE,
    "case_forward.html": Action.FORWARD,
    "case_known.html": Action.FORWARD,
}
"""What sending a form asks for; a form opens to those alone who may send it, broken glass included."""


def _form_page(
    request: Request,
    work: OpenWork,
    case_id: UUID,
    template: str,
    bound: Bound[B] | None = None,
    **more: object,
) -> Response:
    case = open_case(OpenCase(case_id=case_id), work).case
    if not work.may(_SENT_AS.get(template, Action.ADD_TO_CASE), case_id):
        raise Unknown
    return show(
        request,
        work,
        template,
        form=bound or (_EMPTY[template](case) if template in _EMPTY else blank()),
        case=case,
        units=units_on(vietnam_day(work.now())),
        bodies=bodies((case.received_on, vietnam_day(work.now())), frame_of(request, work).language),
        people=people_of(work),
        corrections=CorrectionKind,
        **({"refusal": None} | more),
    )


@router.get("/ho-so/{case_id}/chi-tiet")
def details_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show everything of Mẫu 01 that is known, to complete or correct it."""
    return _form_page(request, work, case_id, "case_details.html")


@router.post("/ho-so/{case_id}/chi-tiet")
def change_details(request: Request, case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Complete or correct; 412 shows what changed meanwhile and keeps what was typed."""
    bound = bind(DetailsForm, typed)
    if bound.errors:
        return _form_page(request, work, case_id, "case_details.html", bound)
    form, version = bound.value, expected_version(typed)
    if form.kind is CorrectionKind.MISPLACED:
        hide_details(
            HideDetails(case_id=case_id, situation=form.situation, details=form.details, version=version),
            work,
        )
        return to_case(case_id)
    cmd = SetDetails(
        case_id=case_id,
        situation=form.situation,
        details=form.details,
        reason=form.reason,
        version=version,
    )
    set_details(cmd, work)
    return to_case(case_id)


@router.get("/ho-so/{case_id}/lien-he")
def contact_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show the safe contact, to set it."""
    return _form_page(request, work, case_id, "case_contact.html")


@router.post("/ho-so/{case_id}/lien-he")
def change_contact(request: Request, case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Set the safe contact."""
    bound = bind(SafeContact, typed)
    if bound.errors:
        return _form_page(request, work, case_id, "case_contact.html", bound)
    set_contact(SetContact(case_id=case_id, contact=bound.value, version=expected_version(typed)), work)
    return to_case(case_id)


@router.post("/ho-so/{case_id}/ghi-chep")
def note(request: Request, case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Add a note."""
    bound = bind(NoteForm, typed)
    if bound.errors:
        return _form_page(request, work, case_id, "case_note.html", bound)
    add_note(AddNote(case_id=case_id, note=bound.value.note, lateness=bound.value.lateness), work)
    return to_case(case_id)


@router.get("/ho-so/{case_id}/ghi-chep")
def note_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show the form of a note."""
    return _form_page(request, work, case_id, "case_note.html")


@router.get("/ho-so/{case_id}/chuyen")
def forward_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show the form of a forwarding: bodies that exist today; after a letter with what it was made of."""
    return _form_page(request, work, case_id, "case_forward.html", after_letter(request))


@router.post("/ho-so/{case_id}/chuyen")
def forward(request: Request, case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Pass the information on."""
    bound = bind(Forwarding, typed)
    if bound.errors:
        return _form_page(request, work, case_id, "case_forward.html", bound)
    forward_case(ForwardCase(case_id=case_id, forwarding=bound.value), work)
    return to_case(case_id)


@router.get("/ho-so/{case_id}/da-biet")
def known_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show the form of "cơ quan đã biết"."""
    return _form_page(request, work, case_id, "case_known.html")


@router.post("/ho-so/{case_id}/da-biet")
def known(request: Request, case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Record that an authority knows already."""
    bound = bind(AlreadyKnown, typed)
    if bound.errors:
        return _form_page(request, work, case_id, "case_known.html", bound)
    note_known(NoteKnown(case_id=case_id, known=bound.value), work)
    return to_case(case_id)


@router.get("/ho-so/{case_id}/tra-loi/{forwarding}")
def answer_page(request: Request, case_id: UUID, forwarding: int, work: WorkDep) -> Response:
    """Show the form of what came back."""
    return _form_page(request, work, case_id, "case_answer.html", forwarding=forwarding)


@router.post("/ho-so/{case_id}/tra-loi/{forwarding}")
def answer(request: Request, case_id: UUID, forwarding: int, typed: TypedForm, work: WorkDep) -> Response:
    """Record what came back."""
    bound = bind(Answer, {**typed, "forwarding": [str(forwarding)]})
    if bound.errors:
        return _form_page(request, work, case_id, "case_answer.html", bound, forwarding=forwarding)
    note_answer(NoteAnswer(case_id=case_id, answer=bound.value), work)
    return to_case(case_id)


@router.get("/ho-so/{case_id}/nhan-dinh")
def triage_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show the form of the association's own first look."""
    return _form_page(request, work, case_id, "case_triage.html")


@router.post("/ho-so/{case_id}/nhan-dinh")
def triage(request: Request, case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Record the association's own first look."""
    bound = bind(Triage, typed)
    if bound.errors:
        return _form_page(request, work, case_id, "case_triage.html", bound)
    assess_case(AssessCase(case_id=case_id, triage=bound.value), work)
    return to_case(case_id)


@router.get("/ho-so/{case_id}/viec-tiep")
def step_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show the form of the next step."""
    return _form_page(request, work, case_id, "case_step.html")


@router.post("/ho-so/{case_id}/viec-tiep")
def step(request: Request, case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Agree the next step."""
    bound = bind(Step, typed)
    if bound.errors:
        return _form_page(request, work, case_id, "case_step.html", bound)
    plan_step(PlanStep(case_id=case_id, step=bound.value), work)
    return to_case(case_id)


@router.post("/ho-so/{case_id}/viec-tiep/xong")
def step_done(case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Tick off the planned step."""
    finish_step(FinishStep(case_id=case_id), work)
    return to_case(case_id)


@router.get("/ho-so/{case_id}/ket-thuc")
def closing_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show the form of closing."""
    return _form_page(request, work, case_id, "case_close.html")


@router.post("/ho-so/{case_id}/ket-thuc")
def closing(request: Request, case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """End the follow-up; the guard answers with its article."""
    bound = bind(Closing, typed)
    if bound.errors:
        return _form_page(request, work, case_id, "case_close.html", bound)
    try:
        close_case(CloseCase(case_id=case_id, closing=bound.value, version=expected_version(typed)), work)
    except Refused as refusal:
        work.restart()
        return _form_page(request, work, case_id, "case_close.html", bound, refusal=refusal)
    return to_case(case_id)


@router.post("/ho-so/{case_id}/mo-lai")
def reopening(case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Take the follow-up up again."""
    reopen_case(ReopenCase(case_id=case_id), work)
    return to_case(case_id)
