"""The auditor's desk: what waits, the searches of both logs, one person, conflicts of interest found later."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.choices import everyone
from api.door import OpenWork, Typed, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from api.screens.units import dict_of
from api.telling import EventShown, LookShown, Telling
from application.access import Action
from application.accounts import AccountList
from application.event_log import (
    LoggedEvent,
    SeeDesk,
    SeeEvents,
    SeeFoundLater,
    SeePerson,
    SeeTouched,
    see_desk,
    see_events,
    see_found_later,
    see_person,
    see_touched,
)
from application.history import FindHistory, NoSuchCase, case_of, find_history
from application.looks import TrailLine
from application.units import Units
from domain.kernel import Named, Value
from domain.lists import LegalBasis

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/kiem-tra"
SUBJECTS = (
    *("case", "counselling", "referral", "emergency", "recommendation", "inspection", "glass", "conflict"),
    *("restriction", "erasure", "hold", "export", "account", "transfer", "trail", "decoy"),
    *("report", "figures", "fund", "support", "activity", "survey", "member", "chapter"),
)
"""Subjects whose facts the desk offers to search by, the most asked for first."""


class CodeForm(Value):
    """The file code of a case."""

    code: Named


class PersonAsked(Value):
    """Whose doings are shown."""

    account: UUID


@router.get(PATH)
def desk_page(request: Request, work: WorkDep) -> Response:
    """Show what waits, and the way to everything."""
    return _desk(request, work, blank())


@router.post(PATH)
def find_case(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Find who looked at a case; the code travels in the body, never in an address."""
    bound = bind(CodeForm, typed)
    if bound.errors:
        return _desk(request, work, bound)
    case_id = find_history(FindHistory(code=bound.value.code), work)
    if case_id is None:
        return _desk(request, work, bound.refused(NoSuchCase(), "code"))
    return RedirectResponse(f"/nhat-ky?case={case_id}", 303)


def _desk(request: Request, work: OpenWork, form: Bound[Any]) -> Response:
    desk = see_desk(SeeDesk(), work)
    sees_events = work.may(Action.SEE_HISTORY)
    return render(
        frame_of(request, work),
        "audit_desk.html",
        status=422 if form.errors else 200,
        form=form,
        waiting=desk.waiting,
        desk=desk,
        sees_events=sees_events,
        people=everyone(work) if sees_events else (),
    )


@router.get(f"{PATH}/su-kien")
def events_page(request: Request, work: WorkDep) -> Response:
    """Show the event log, the latest first."""
    typed: Typed = {name: said for name, said in dict_of(request).items() if name != "lang"}
    form = bind(SeeEvents, typed)
    question = form.value if form.is_valid else SeeEvents()
    page = see_events(question, work)
    kept = {n: t[-1] for n, t in form.typed.items() if t and t[-1] and n != "before"}
    return render(
        frame_of(request, work),
        "event_log.html",
        status=200 if form.is_valid else 422,
        form=form,
        events=told(page.events, work),
        next=_address(kept | {"before": str(page.before)}) if page.before else "",
        first=_address(kept) if form.last("before") else "",
        people=everyone(work),
        units=units_of_all(work),
        subjects=[(one, one) for one in SUBJECTS],
        bases=[(one.coded, one.label(work.reader.language)) for one in LegalBasis],
        case=case_of(question.case, work) if question.case else None,
        is_filtered=bool(kept),
        extract=f"/kiem-tra/trich-xuat?{urlencode({'log': 'events'} | kept)}"
        if work.may(Action.EXTRACT_LOG)
        else "",
    )


def _address(query: dict[str, str]) -> str:
    return f"{PATH}/su-kien?{urlencode(query)}" if query else f"{PATH}/su-kien"


def units_of_all(work: OpenWork) -> list[tuple[str, str]]:
    """Return every unit, ended ones too."""
    return [(str(row.unit), row.name) for row in work.view(Units).all()]  # type: ignore[type-abstract]


def told(events: tuple[LoggedEvent, ...], work: OpenWork) -> list[tuple[EventShown, LoggedEvent]]:
    """Return events with names for their ids."""
    telling = Telling(work)

    return [(telling.event(one.line), one) for one in events]


def _looks(lines: tuple[TrailLine, ...], work: OpenWork) -> list[tuple[LookShown, TrailLine]]:
    telling = Telling(work)
    return [(telling.look(one.look), one) for one in lines]


@router.get(f"{PATH}/nguoi")
def person_page(request: Request, work: WorkDep) -> Response:
    """Show the latest of what one person did and looked at."""
    form = bind(PersonAsked, {name: said for name, said in dict_of(request).items() if name != "lang"})
    if not form.is_valid:
        return RedirectResponse(PATH, 303)
    account = form.value.account
    page = see_person(SeePerson(account=account), work)
    return render(
        frame_of(request, work),
        "audit_person.html",
        account=account,
        name=work.view(AccountList).name_of(account),  # type: ignore[type-abstract]
        events=told(page.events, work),
        looks=_looks(page.looks, work),
        may_write=work.may(Action.WRITE_FINDING),
    )


@router.get(f"{PATH}/xung-dot")
def conflicts_page(request: Request, work: WorkDep) -> Response:
    """Show the conflicts of interest with how much their people had touched before."""
    rows = see_found_later(SeeFoundLater(), work)
    names = work.view(AccountList)  # type: ignore[type-abstract]
    return render(
        frame_of(request, work),
        "audit_conflicts.html",
        rows=rows,
        people={row.account: names.name_of(row.account) for row in rows},
    )


@router.get(f"{PATH}/xung-dot/{{conflict}}")
def conflict_page(request: Request, conflict: UUID, work: WorkDep) -> Response:
    """Show everything that the person touched in the file."""
    touched = see_touched(SeeTouched(conflict=conflict), work)
    found = touched.found
    return render(
        frame_of(request, work),
        "audit_conflict.html",
        found=found,
        name=work.view(AccountList).name_of(found.account),  # type: ignore[type-abstract]
        events=told(touched.events, work),
        looks=_looks(touched.looks, work),
        is_whole=touched.is_whole,
    )
