"""Pages of activities: a kind is chosen, then only its own fields are asked for; corrected and cancelled by facts."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator

from api.activity_words import Field, cited, fields_of, told
from api.choices import places_on
from api.door import OpenWork, Typed, TypedForm, WorkDep, WorkRoute, expected_version
from api.forms import Bound, bind, blank, filled
from api.frame import frame_of
from api.pages import render
from api.saving import saved
from api.timeline import timeline
from application.access import Action
from application.activity import (
    AttendActivity,
    BeginActivity,
    CancelActivity,
    CorrectActivity,
    DeclineActivity,
    EnterInvitation,
    OpenActivity,
    RecordActivity,
    attend_activity,
    cancel_activity,
    correct_activity,
    decline_activity,
    enter_invitation,
    open_activity,
    record_activity,
)
from application.scope import lists_hold
from application.units import Units
from domain.activity import activity_code
from domain.activity.codes import ActivityKind, DeclineReason, PlanServed, WhyCancelled, WhyCorrected
from domain.activity.forum import forum_warnings, report_due
from domain.activity.held import Cancelling, Declining, Held, Invitation
from domain.activity.kinds import SHEETS, duties_of
from domain.activity.refusals import AboutField
from domain.calendar import vietnam_day
from domain.identity import Day
from domain.kernel import Refused, Unknown, Value
from domain.text import none_if_blank

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/hoat-dong"


class NewActivityForm(Held):
    """The form of an activity that was held."""

    unit: UUID


class CorrectionForm(Held):
    """The form that says an activity again, as it is right."""

    because: WhyCorrected


class NewInvitationForm(Invitation):
    """The form of an invitation."""

    unit: UUID


class DayTyped(Value):
    """The day that stands in a form, where it is one."""

    held_on: Annotated[Day | None, BeforeValidator(none_if_blank)] = None


@router.get(f"{PATH}/moi")
def kinds_page(request: Request, work: WorkDep) -> Response:
    """Let a kind be chosen."""
    work.allow(BeginActivity())
    language = work.reader.language
    return render(
        frame_of(request, work),
        "activity_kinds.html",
        kinds=[(kind, cited(sheet.duties, language), sheet.is_invited) for kind, sheet in SHEETS.items()],
    )


@router.get(f"{PATH}/moi/{{kind}}")
def new_page(request: Request, kind: str, work: WorkDep) -> Response:
    """Show the form of a kind, or of an invitation where it begins with one."""
    return _new(request, work, _kind(kind), blank())


@router.post(f"{PATH}/moi/{{kind}}")
def entering(request: Request, kind: str, typed: TypedForm, work: WorkDep) -> Response:
    """Enter an activity, or an invitation."""
    of = _kind(kind)
    bound: Bound[Any] = bind(
        NewInvitationForm if SHEETS[of].is_invited else NewActivityForm, _of_kind(typed, of)
    )
    if bound.errors:
        return _new(request, work, of, bound)
    form, made = bound.value, []

    def save() -> None:
        if isinstance(form, NewInvitationForm):
            made.append(enter_invitation(EnterInvitation(unit=form.unit, invitation=_invitation(form)), work))
        else:
            made.append(record_activity(RecordActivity(unit=form.unit, held=held_of(form)), work))

    return _saved(
        work,
        save,
        lambda: RedirectResponse(f"{PATH}/{made[0]}", 303),
        lambda form_again: _new(request, work, of, form_again),
        bound,
    )


@router.get(f"{PATH}/{{activity}}")
def activity_page(request: Request, activity: UUID, work: WorkDep) -> Response:
    """Show one activity."""
    return _page(request, work, activity)


@router.get(f"{PATH}/{{activity}}/sua")
def correction_page(request: Request, activity: UUID, work: WorkDep) -> Response:
    """Show what was said of an activity, to be said again."""
    return _again(request, work, activity)


@router.post(f"{PATH}/{{activity}}/sua")
def correcting(request: Request, activity: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Replace what was said."""
    page = open_activity(OpenActivity(activity=activity), work)
    bound = bind(CorrectionForm, _of_kind(typed, page.state.kind))
    if bound.errors:
        return _again(request, work, activity, bound)
    form = bound.value
    cmd = CorrectActivity(
        activity=activity, held=held_of(form), because=form.because, version=expected_version(typed)
    )
    return _answered(
        work,
        activity,
        lambda: correct_activity(cmd, work),
        lambda again: _again(request, work, activity, again),
        bound,
    )


@router.get(f"{PATH}/{{activity}}/tham-gia")
def attendance_page(request: Request, activity: UUID, work: WorkDep) -> Response:
    """Show the form of what one was invited to and took part in."""
    return _again(request, work, activity, attends=True)


@router.post(f"{PATH}/{{activity}}/tham-gia")
def attending(request: Request, activity: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Note that somebody took part."""
    page = open_activity(OpenActivity(activity=activity), work)
    bound = bind(Held, _of_kind(typed, page.state.kind))
    if bound.errors:
        return _again(request, work, activity, bound, attends=True)
    cmd = AttendActivity(activity=activity, held=bound.value)
    return _answered(
        work,
        activity,
        lambda: attend_activity(cmd, work),
        lambda again: _again(request, work, activity, again, attends=True),
        bound,
    )


@router.post(f"{PATH}/{{activity}}/tu-choi")
def declining(request: Request, activity: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Note that the invitation was declined."""
    bound = bind(Declining, typed)
    if bound.errors:
        return _page(request, work, activity, declining=bound)
    cmd = DeclineActivity(activity=activity, declining=bound.value)
    return _answered(
        work,
        activity,
        lambda: decline_activity(cmd, work),
        lambda again: _page(request, work, activity, declining=again),
        bound,
    )


@router.post(f"{PATH}/{{activity}}/huy")
def cancelling(request: Request, activity: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Let it count no more."""
    bound = bind(Cancelling, typed)
    if bound.errors:
        return _page(request, work, activity, cancelling=bound)
    form = bound.value
    cmd = CancelActivity(activity=activity, because=form.because, note=form.note)
    return _answered(
        work,
        activity,
        lambda: cancel_activity(cmd, work),
        lambda again: _page(request, work, activity, cancelling=again),
        bound,
    )


def held_of(form: Held) -> Held:
    """Return what was held, without what else the form says."""
    return Held(**{name: getattr(form, name) for name in Held.model_fields})


def _invitation(form: NewInvitationForm) -> Invitation:
    return Invitation(**{name: getattr(form, name) for name in Invitation.model_fields})


def _as_invited(said: Invitation | None) -> Bound[Any]:
    if said is None:
        raise Unknown
    topic = said.topic if isinstance(said.topic, str) else ""
    return blank(topic=topic, held_on=said.for_day.isoformat())


def _kind(code: str) -> ActivityKind:
    found = next((kind for kind in ActivityKind if kind.value == code), None)
    if found is None:
        raise Unknown
    return found


def _of_kind(typed: Typed, kind: ActivityKind) -> Typed:
    return {**typed, "kind": [kind.value]}


def _saved(
    work: OpenWork,
    save: Callable[[], object],
    shown: Callable[[], Response],
    again: Callable[[Bound[Any]], Response],
    bound: Bound[Any],
) -> Response:
    """Save a form, or show it again with the refusal at its field."""

    def refused(refusal: Refused) -> Response:
        return again(bound.refused(refusal, refusal.path if isinstance(refusal, AboutField) else ""))

    return saved(work, save, shown, refused)


def _answered(
    work: OpenWork,
    activity: UUID,
    save: Callable[[], object],
    again: Callable[[Bound[Any]], Response],
    bound: Bound[Any],
) -> Response:
    return _saved(work, save, lambda: RedirectResponse(f"{PATH}/{activity}", 303), again, bound)


def _units(work: OpenWork) -> list[tuple[str, str]]:
    return [
        (str(row.unit), row.name)
        for row in work.view(Units).all()  # type: ignore[type-abstract]
        if lists_hold(work.reader, row.unit, Action.RECORD_ACTIVITY)
    ]


def _asked(form: Bound[Any], kind: ActivityKind, work: OpenWork) -> dict[str, Any]:
    """Return what the form of a kind is made of; places are those of the day that stands in it."""
    typed = form.first("held_on")
    found = bind(DayTyped, {"held_on": [typed]})
    day = found.value.held_on if found.is_valid else None
    people: list[Field] = []
    own: list[Field] = []
    for field in fields_of(kind):
        (people if field.path.startswith("participants.") else own).append(field)
    return {
        "kind": kind,
        "own": own,
        "people": people,
        "duties": cited(SHEETS[kind].duties, work.reader.language),
        "places": places_on(day or vietnam_day(work.now())),
        "plans": PlanServed,
        "today": vietnam_day(work.now()),
    }


def _new(request: Request, work: OpenWork, kind: ActivityKind, form: Bound[Any]) -> Response:
    work.allow(BeginActivity())
    template = "activity_invitation.html" if SHEETS[kind].is_invited else "activity_form.html"
    return render(
        frame_of(request, work),
        template,
        status=422 if form.errors else 200,
        form=form,
        path=f"{PATH}/moi/{kind.value}",
        back=f"{PATH}/moi",
        units=_units(work),
        own_unit=work.reader.unit,
        reasons=(),
        version=None,
        **_asked(form, kind, work),
    )


def _again(
    request: Request,
    work: OpenWork,
    activity: UUID,
    form: Bound[Any] | None = None,
    *,
    attends: bool = False,
) -> Response:
    """Show the form of what was held: as it was said, as one was invited, or as it was typed."""
    state = open_activity(OpenActivity(activity=activity), work).state
    if not work.may(Action.RECORD_ACTIVITY, activity):
        raise Unknown
    said = filled(state.held) if state.held else _as_invited(state.invitation)
    form = form or said
    return render(
        frame_of(request, work),
        "activity_form.html",
        status=422 if form.errors else 200,
        form=form,
        path=f"{PATH}/{state.id}/{'tham-gia' if attends else 'sua'}",
        back=f"{PATH}/{state.id}",
        units=(),
        own_unit=None,
        reasons=() if attends else WhyCorrected,
        version=None if attends else state.version,
        **_asked(form, state.kind, work),
    )


def _page(request: Request, work: OpenWork, activity: UUID, **forms: Bound[Any]) -> Response:
    page = open_activity(OpenActivity(activity=activity), work)
    state, language = page.state, work.reader.language
    held = state.held
    empty = {name: blank() for name in ("declining", "cancelling")}
    return render(
        frame_of(request, work),
        "activity_page.html",
        status=422 if forms else 200,
        state=state,
        code=activity_code(state.id),
        unit_name=work.view(Units).of(state.unit).name,  # type: ignore[type-abstract]
        facts=list(told(held, language)) if held else [],
        duties=cited(duties_of(held) if held else SHEETS[state.kind].duties, language),
        warnings=[one.label(language) for one in forum_warnings(held)] if held else [],
        report_due=report_due(held) if held and held.kind is ActivityKind.FORUM else None,
        without_delegation=held is not None
        and held.kind is ActivityKind.SERVICE
        and not held.detail.delegation,
        files=[line for line in page.files if line.withdrawn is None],
        timeline=timeline(page.history, work),
        may_change=work.may(Action.RECORD_ACTIVITY, activity) and not state.cancelled,
        decline_reasons=DeclineReason,
        cancel_reasons=WhyCancelled,
        today=vietnam_day(work.now()),
        **(empty | forms),
    )
