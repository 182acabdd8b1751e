"""Pages of consultations: the short form, the page of a matter, the list."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.choices import people_of
from api.door import OpenWork, TypedForm, WorkDep, WorkRoute, id_or_none
from api.doubts import doubts
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import day, local_input, render, shown
from api.sentences.counselling import kept_apart
from api.timeline import Told, timeline
from application.access import Action
from application.accounts import AccountList
from application.case_steps import open_steps
from application.counselling import (
    After,
    BeginConsultation,
    FinishConsultationStep,
    LinkConsultation,
    ListMatters,
    LogConsultation,
    MatterPage,
    NoSuchCase,
    OpenMatter,
    StartConsultation,
    case_code,
    finish_consultation_step,
    link_consultation,
    list_matters,
    log_consultation,
    open_matter,
    start_consultation,
)
from application.ledger import Recorded
from domain import lists
from domain.calendar import vietnam_day
from domain.child_case.follow_up import Step
from domain.counselling import (
    USUAL_MINUTES,
    Consultation,
    ConsultationLogged,
    IsLinkedAlready,
    matter_code,
)
from domain.kernel import Named, Value

router = APIRouter(route_class=WorkRoute, include_in_schema=False)

PARTY_ROWS = 3
"""How many people the form has room for. Source: quy ước nội bộ; programs may send more."""


class ConsultationForm(Value):
    """The form of a session, and which agreed steps were done by it."""

    consultation: Consultation
    done: tuple[int, ...] = ()


class LinkForm(Value):
    """The form that ties a matter to a case."""

    code: Named


@dataclass(frozen=True, slots=True)
class SessionShown:
    """One line of a matter's timeline; `consultation` is there for sessions."""

    told: Told
    consultation: Consultation | None
    is_ahead: bool
    """Whether it is said to have taken place after it was entered: a slip that is kept and shown."""


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step that was agreed and is not done."""

    version: int
    step: Step
    responsible: str
    is_overdue: bool


# -- logging ---------------------------------------------------------------------------------------------------------


@router.get("/tu-van/moi")
def alone_page(request: Request, work: WorkDep) -> Response:
    """Show the short form of a consultation that stands alone."""
    return _start_page(request, work, None, None)


@router.post("/tu-van/moi")
def start_alone(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Open a matter that stands alone."""
    return _start(request, typed, work, None)


@router.get("/ho-so/{case_id}/tu-van")
def for_case_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show the short form of a consultation for a case."""
    return _start_page(request, work, case_id, None)


@router.post("/ho-so/{case_id}/tu-van")
def start_for_case(request: Request, case_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Open a matter for a case; a closed case is reopened by the same act."""
    return _start(request, typed, work, case_id)


@router.get("/tu-van/{matter_id}/them")
def further_page(request: Request, matter_id: UUID, work: WorkDep) -> Response:
    """Show the short form of a further session."""
    return _further_page(request, work, matter_id, None)


@router.post("/tu-van/{matter_id}/them")
def log_further(request: Request, matter_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Add a session; it always appends."""
    bound = bind(ConsultationForm, typed)
    if bound.errors:
        return _further_page(request, work, matter_id, bound)
    form = bound.value
    log_consultation(
        LogConsultation(matter_id=matter_id, consultation=form.consultation, done=form.done), work
    )
    return to_matter(matter_id)


def _start(request: Request, typed: dict[str, list[str]], work: OpenWork, case_id: UUID | None) -> Response:
    bound = bind(ConsultationForm, typed)
    if bound.errors:
        return _start_page(request, work, case_id, bound)
    return to_matter(
        start_consultation(StartConsultation(consultation=bound.value.consultation, case_id=case_id), work)
    )


def _start_page(
    request: Request, work: OpenWork, case_id: UUID | None, bound: Bound[ConsultationForm] | None
) -> Response:
    code = case_code(BeginConsultation(case_id=case_id), work)
    address = f"/ho-so/{case_id}/tu-van" if case_id else "/tu-van/moi"
    form = bound or _usual(work.now())
    return _form_page(
        request, work, form, address=address, case_id=case_id, case_code=code, page=None, steps=()
    )


def _further_page(
    request: Request, work: OpenWork, matter_id: UUID, bound: Bound[ConsultationForm] | None
) -> Response:
    page = open_matter(OpenMatter(matter_id=matter_id), work)
    last = [
        fact.consultation for fact in (r.fact for r in page.history) if isinstance(fact, ConsultationLogged)
    ]
    form = bound or _usual(work.now(), last[-1] if last else None)
    return _form_page(
        request,
        work,
        form,
        address=f"/tu-van/{matter_id}/them",
        case_id=page.matter.case_id if page.case_code else None,
        case_code=page.case_code,
        page=page,
        steps=_open_steps(page, work),
    )


def _form_page(
    request: Request,
    work: OpenWork,
    form: Bound[ConsultationForm],
    *,
    steps: tuple[OpenStep, ...],
    **context: Any,
) -> Response:
    return render(
        frame_of(request, work),
        "counselling_form.html",
        status=422 if form.errors else 200,
        form=form,
        lists=lists,
        people=people_of(work),
        rows=range(PARTY_ROWS),
        steps=[(str(due.version), f"{shown(due.step.what)} ({day(due.step.due_on)})") for due in steps],
        **context,
    )


def _usual(now: datetime, last: Consultation | None = None) -> Bound[Any]:
    """Return what stands in the form when it is opened: today, by telephone, on law, half an hour."""
    return blank(
        consultation__kind=(last.kind if last else lists.ConsultationKind.LEGAL).value,
        consultation__channel=(last.channel if last else lists.ConsultationChannel.PHONE).value,
        consultation__client=(last.client if last else lists.ClientKind.CHILD).value,
        consultation__held_at=local_input(now),
        consultation__minutes=str(USUAL_MINUTES),
    )


def to_matter(matter_id: UUID) -> Response:
    """Lead back to the consultation."""
    return RedirectResponse(f"/tu-van/{matter_id}", 303)


# -- the page of a matter --------------------------------------------------------------------------------------------


@router.get("/tu-van/{matter_id}")
def matter_page(request: Request, matter_id: UUID, work: WorkDep) -> Response:
    """Show the sessions, what is due, and the warning about opposing sides."""
    return matter_shown(request, work, matter_id, blank())


@router.post("/tu-van/{matter_id}/gan-ho-so")
def link(request: Request, matter_id: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Tie the matter to the case with the file code that was typed."""
    bound = bind(LinkForm, typed)
    if bound.errors:
        return matter_shown(request, work, matter_id, bound)
    try:
        link_consultation(LinkConsultation(matter_id=matter_id, code=bound.value.code), work)
    except (NoSuchCase, IsLinkedAlready) as refusal:
        work.restart()
        return matter_shown(request, work, matter_id, bound.refused(refusal, "code"))
    return to_matter(matter_id)


@router.post("/tu-van/{matter_id}/viec/{step}/xong")
def step_done(matter_id: UUID, step: int, typed: TypedForm, work: WorkDep) -> Response:
    """Tick off a step that a session agreed."""
    finish_consultation_step(FinishConsultationStep(matter_id=matter_id, step=step), work)
    case_id = id_or_none((typed.get("ho_so") or [""])[0])
    return RedirectResponse(f"/ho-so/{case_id}", 303) if case_id else to_matter(matter_id)


def matter_shown(request: Request, work: OpenWork, matter_id: UUID, form: Bound[Any]) -> Response:
    """Return the page of a matter, with its form that names a case."""
    page = open_matter(OpenMatter(matter_id=matter_id), work)
    logged = [r.fact for r in page.history if isinstance(r.fact, ConsultationLogged)]
    return render(
        frame_of(request, work),
        "counselling_matter.html",
        status=422 if form.errors else 200,
        form=form,
        matter=page.matter,
        code=matter_code(page.matter.id),
        case_code=page.case_code,
        last=logged[-1].consultation if logged else None,
        sessions=_sessions(page, work),
        doubts=doubts(page.history, None, work.reader.language),
        steps=_open_steps(page, work),
        may_hand_over=work.may(Action.HAND_OVER, matter_id),
        warned=any(fact.warned for fact in logged),
        opposing=_opposing(page, logged, work),
        number_of_sessions=len(logged),
        minutes=sum(fact.consultation.minutes for fact in logged),
    )


def _sessions(page: MatterPage, work: OpenWork) -> list[SessionShown]:
    told, instead = timeline(page.history, work), kept_apart(work.reader.language)
    lines = zip(told, reversed(page.history), strict=True)
    return [_shown(_without(line, instead), recorded) for line, recorded in lines]


def _without(told: Told, value: str) -> Told:
    """Leave out what stands in for the notes that this page itself shows."""
    kept = tuple(pair for pair in told.sentence.details if pair[1] != value)
    return replace(told, sentence=replace(told.sentence, details=kept))


def _shown(told: Told, recorded: Recorded) -> SessionShown:
    fact = recorded.fact
    consultation = fact.consultation if isinstance(fact, ConsultationLogged) else None
    return SessionShown(
        told, consultation, consultation is not None and fact.occurred_at > recorded.recorded_at
    )


def _open_steps(page: MatterPage, work: OpenWork) -> tuple[OpenStep, ...]:
    names, today = work.view(AccountList), vietnam_day(work.now())  # type: ignore[type-abstract]
    agreed = sorted(_agreed(page), key=lambda found: found[1].due_on)
    return tuple(
        OpenStep(version, step, names.name_of(who) if who else "", _is_overdue(step, today))
        for version, step, who in agreed
    )


def _agreed(page: MatterPage) -> Iterable[tuple[int, Step, UUID | None]]:
    for step in open_steps(page.history):
        if step.version in page.matter.open_steps:
            yield step.version, step.step, step.responsible


def _is_overdue(step: Step, today: date) -> bool:
    return step.due_on < today


def _opposing(
    page: MatterPage, logged: Iterable[ConsultationLogged], work: OpenWork
) -> list[tuple[str, UUID]]:
    """Return where the other side was found, as far as the reader may go there: `own`, `case` or `matter`."""
    found = dict.fromkeys(where for fact in logged for where in fact.opposing)
    out = []
    for where in found:
        if where == page.matter.id:
            out.append(("own", where))
        elif where == page.matter.case_id:
            out.append(("case", where))
        elif work.may(Action.OPEN_CONSULTATION, where):
            out.append(("matter", where))
    return out


# -- the list --------------------------------------------------------------------------------------------------------


@router.get("/tu-van")
def matters_page(request: Request, work: WorkDep, cua_toi: bool = False, sau: str = "") -> Response:
    """Show the matters of the reader's scope, the latest first."""
    page = list_matters(ListMatters(mine=cua_toi), work, After.parse(sau) if sau else None)
    names = work.view(AccountList)  # type: ignore[type-abstract]
    mine = "cua_toi=true&" if cua_toi else ""
    return render(
        frame_of(request, work),
        "counselling_list.html",
        rows=page.rows,
        names={row.counsellor: names.name_of(row.counsellor) for row in page.rows if row.counsellor},
        next_page=f"/tu-van?{mine}sau={page.after.token}" if page.after else "",
        first_page=f"/tu-van?{mine}".rstrip("?&") if sau else "",
        mine=cua_toi,
        today=vietnam_day(work.now()),
        lists=lists,
    )
