"""Pages of corrections: an entry or a session given another value, hidden, or taken away."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.choices import bodies, people_of, units_on
from api.door import OpenWork, TypedForm, WorkDep, WorkRoute, expected_version
from api.forms import Bound, FieldError, bind, blank, filled
from api.frame import frame_of
from api.hidden import hidden_shown
from api.pages import render
from api.problems import SENTENCES
from api.saving import saved
from api.screens.child_case import to_case
from api.screens.counselling import PARTY_ROWS, to_matter
from api.sentences.correction import entry_name, forwardings_shown
from application.correcting import (
    CorrectEntry,
    CorrectSession,
    OpenEntry,
    SeeHidden,
    correct_entry,
    correct_session,
    open_entry,
    see_hidden,
    session_to_correct,
)
from application.counselling import OpenMatter, open_matter
from application.ledger import Recorded
from domain import lists
from domain.calendar import vietnam_day
from domain.child_case.entries import EntryKind, EntryValue
from domain.correction import CorrectionKind
from domain.counselling import Consultation
from domain.kernel import Line, Value

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
NEEDED = {
    EntryKind.NOTE: "note",
    EntryKind.FORWARDING: "recipient.kind",
    EntryKind.KNOWN: "recipient.kind",
    EntryKind.STEP: "what",
    EntryKind.CLOSING: "outcome",
}
"""The field without which an entry of this kind says nothing."""


class CorrectionForm(Value):
    """The form that corrects an entry of a case."""

    kind: CorrectionKind = CorrectionKind.ORDINARY
    value: EntryValue
    reason: Line = ""


class SessionForm(Value):
    """The form that corrects a session."""

    kind: CorrectionKind = CorrectionKind.ORDINARY
    consultation: Consultation
    reason: Line = ""


# -- entries of a case -------------------------------------------------------------------------------------------------


@router.get("/ho-so/{case_id}/sua/{entry}")
def entry_page(request: Request, case_id: UUID, entry: int, work: WorkDep) -> Response:
    """Show an entry as it stands, to be corrected."""
    return entry_shown(request, work, case_id, entry)


def entry_shown(
    request: Request,
    work: OpenWork,
    case_id: UUID,
    entry: int,
    bound: Bound[Any] | None = None,
    moving: Bound[Any] | None = None,
    forwardings: Sequence[Recorded] = (),
) -> Response:
    """Return the page of an entry, with its forms that correct it and that move it.

    Args:
        forwardings: Of the other file, of which an answer that is moved alone belongs to one.
    """
    page = open_entry(OpenEntry(case_id=case_id, entry=entry), work)
    frame, kind = frame_of(request, work), page.value.kind
    bound = _emptied(bound, kind)
    wrong = any(form is not None and form.errors for form in (bound, moving))
    shown = filled(CorrectionForm.model_construct(kind=CorrectionKind.ORDINARY, value=page.value, reason=""))
    return render(
        frame,
        "correction.html",
        status=422 if wrong else 200,
        form=bound or shown,
        moving=moving or blank(),
        case=page.case,
        entry_version=entry,
        kind=kind.value,
        name=entry_name(kind, frame.language),
        recorded_at=page.recorded.recorded_at,
        corrections=CorrectionKind,
        may_go=kind.may_go,
        may_move=kind.may_move,
        forwardings=forwardings_shown(forwardings, frame.language),
        lists=lists,
        units=units_on(vietnam_day(work.now())),
        bodies=bodies((page.case.received_on, vietnam_day(work.now())), frame.language),
        people=people_of(work),
    )


def _emptied(bound: Bound[Any] | None, kind: EntryKind) -> Bound[Any] | None:
    """Say of an entry whose every field was cleared which field is needed."""
    if bound is None or all(error.code != "exactly_one" for error in bound.errors):
        return bound
    path = f"value.{kind.value}.{NEEDED[kind]}" if kind in NEEDED else "reason"
    vi, en = SENTENCES["required"]
    return replace(bound, errors=(FieldError(path, "required", vi, en),))


@router.post("/ho-so/{case_id}/sua/{entry}")
def correct(request: Request, case_id: UUID, entry: int, typed: TypedForm, work: WorkDep) -> Response:
    """Correct an entry; 412 shows what changed meanwhile and keeps what was typed."""
    bound = bind(CorrectionForm, typed)
    if bound.errors:
        return entry_shown(request, work, case_id, entry, bound)
    form = bound.value
    cmd = CorrectEntry(
        case_id=case_id,
        entry=entry,
        kind=form.kind,
        value=form.value,
        reason=form.reason,
        version=expected_version(typed),
    )
    return saved(
        work,
        lambda: correct_entry(cmd, work),
        lambda: to_case(case_id),
        lambda refusal: entry_shown(request, work, case_id, entry, bound.refused(refusal, "reason")),
    )


@router.post("/ho-so/{case_id}/sua/{entry}/bo")
def take_away(case_id: UUID, entry: int, typed: TypedForm, work: WorkDep) -> Response:
    """Take an entry away: hidden, with nothing in its place."""
    kind, version = CorrectionKind.MISPLACED, expected_version(typed)
    correct_entry(CorrectEntry(case_id=case_id, entry=entry, kind=kind, version=version), work)
    return to_case(case_id)


# -- consultations -----------------------------------------------------------------------------------------------------


@router.get("/tu-van/{matter_id}/sua/{entry}")
def session_page(request: Request, matter_id: UUID, entry: int, work: WorkDep) -> Response:
    """Show a session as it stands, to be corrected."""
    return session_shown(request, work, matter_id, entry)


def session_shown(
    request: Request,
    work: OpenWork,
    matter_id: UUID,
    entry: int,
    bound: Bound[Any] | None = None,
    moving: Bound[Any] | None = None,
) -> Response:
    """Return the page of a session, with its forms that correct it and that move it."""
    page = open_matter(OpenMatter(matter_id=matter_id), work)
    said = session_to_correct(matter_id, entry, work)
    shown = filled(SessionForm.model_construct(kind=CorrectionKind.ORDINARY, consultation=said, reason=""))
    people = () if not isinstance(said.parties, tuple) else said.parties
    return render(
        frame_of(request, work),
        "correction_session.html",
        status=422 if any(one is not None and one.errors for one in (bound, moving)) else 200,
        form=bound or shown,
        moving=moving or blank(),
        matter=page.matter,
        entry_version=entry,
        corrections=CorrectionKind,
        lists=lists,
        rows=range(max(PARTY_ROWS, len(people) + 1)),
        people=people_of(work),
    )


@router.post("/tu-van/{matter_id}/sua/{entry}")
def correct_one_session(
    request: Request, matter_id: UUID, entry: int, typed: TypedForm, work: WorkDep
) -> Response:
    """Correct a session; 412 when someone else did meanwhile."""
    bound = bind(SessionForm, typed)
    if bound.errors:
        return session_shown(request, work, matter_id, entry, bound)
    form = bound.value
    cmd = CorrectSession(
        matter_id=matter_id,
        entry=entry,
        kind=form.kind,
        consultation=form.consultation,
        reason=form.reason,
        version=expected_version(typed),
    )
    return saved(
        work,
        lambda: correct_session(cmd, work),
        lambda: to_matter(matter_id),
        lambda refusal: session_shown(request, work, matter_id, entry, bound.refused(refusal, "reason")),
    )


@router.post("/tu-van/{matter_id}/sua/{entry}/bo")
def take_session_away(matter_id: UUID, entry: int, typed: TypedForm, work: WorkDep) -> Response:
    """Take a session away: hidden, with nothing in its place."""
    kind, version = CorrectionKind.MISPLACED, expected_version(typed)
    correct_session(CorrectSession(matter_id=matter_id, entry=entry, kind=kind, version=version), work)
    return to_matter(matter_id)


# -- what was hidden ---------------------------------------------------------------------------------------------------


@router.get("/lich-su/{case_id}/da-che")
def hidden_page(request: Request, case_id: UUID, work: WorkDep) -> Response:
    """Show what was hidden in a case, to an auditor who broke its glass."""
    hidden = see_hidden(SeeHidden(case_id=case_id), work)
    return render(frame_of(request, work), "hidden.html", case_id=case_id, hidden=hidden_shown(hidden, work))
