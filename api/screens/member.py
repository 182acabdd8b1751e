"""Pages of the members of a unit: entered by its head or supervisor, so that no file about them opens to them."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator, model_validator

from api.court_choices import court_options
from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank, filled
from api.frame import frame_of
from api.pages import render
from application.access import Action
from application.accounts import AccountList
from application.member import (
    AdmitMember,
    ChangeMember,
    LeaveUnit,
    OpenMember,
    SeeMembers,
    SetCourt,
    TooManyMembers,
    admit_member,
    change_member,
    leave_unit,
    open_member,
    see_members,
    set_court,
)
from application.scope import lists_hold
from application.units import Units
from domain.calendar import vietnam_day
from domain.courts import CourtEntered, JurorCourt, one_of_them
from domain.identity import Day
from domain.kernel import Line, Refused, Value
from domain.kin import Kin, Kinship
from domain.lists import MemberKind
from domain.member import Member, member_code
from domain.text import none_if_blank

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/hoi-vien"
FOLDED_FROM = 40
"""So many members are shown unit by unit, each folded, unless a name is looked for."""
EMPTY_ROWS = 2
"""Rows for relatives offered below those entered before."""
_ROW = re.compile(r"person\.relatives\.([0-9]{1,2})\.")


def _none_if_no_court(value: object) -> object:
    said = isinstance(value, Mapping) and not (value.get("code") or value.get("said"))
    return None if said else value


MaybeDay = Annotated[Day | None, BeforeValidator(none_if_blank)]


class MemberForm(Value):
    """What is known of a member."""

    kind: MemberKind
    account: Annotated[UUID | None, BeforeValidator(none_if_blank)] = None
    person: Kin = Kin()


class NewMemberForm(MemberForm):
    """The form that enters a member of a unit."""

    unit: UUID
    admitted_on: MaybeDay = None
    court: Annotated[CourtEntered | None, BeforeValidator(_none_if_no_court)] = None


class CourtForm(JurorCourt):
    """The form that enters at which court a juror sits."""

    @model_validator(mode="after")
    def _known(self) -> Self:
        one_of_them(self)
        return self


class LeaveForm(Value):
    """The day on which a member left."""

    left_on: MaybeDay = None


class MembersAsked(Value):
    """Which members a list shows."""

    unit: Annotated[UUID | None, BeforeValidator(none_if_blank)] = None
    kind: Annotated[MemberKind | None, BeforeValidator(none_if_blank)] = None
    day: MaybeDay = None
    words: Line = ""


@router.get(PATH)
def members_page(request: Request, work: WorkDep) -> Response:
    """Show the members of one's scope on a day."""
    query = request.query_params
    asked = {name: query.getlist(name) for name in ("unit", "kind", "day") if name in query}
    return _list(request, work, bind(MembersAsked, asked))


@router.post(f"{PATH}/tim")
def searching(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Search by name, within what was chosen; nothing is changed, and no name stands in an address."""
    return _list(request, work, bind(MembersAsked, typed))


def _list(request: Request, work: OpenWork, form: Bound[Any]) -> Response:
    asked = form.value if form.is_valid else MembersAsked()
    question = SeeMembers(unit=asked.unit, kind=asked.kind, day=asked.day, words=asked.words)
    try:
        rows = see_members(question, work)
    except TooManyMembers as refusal:
        form, rows = form.refused(refusal, "unit"), ()
    units = [
        (str(row.unit), row.name)
        for row in work.view(Units).all()  # type: ignore[type-abstract]
        if lists_hold(work.reader, row.unit, Action.MANAGE_MEMBERS)
    ]
    return render(
        frame_of(request, work),
        "members.html",
        status=200 if form.is_valid else 422,
        rows=rows,
        form=form,
        asked=asked,
        units=units,
        kinds=MemberKind,
        today=vietnam_day(work.now()),
        members=sum(row.kind.counts_as_member for row in rows),
        folds=len(rows) > FOLDED_FROM and not asked.words,
    )


@router.get(f"{PATH}/moi")
def new_member_page(request: Request, work: WorkDep) -> Response:
    """Show the form of a new member."""
    return _form(request, work, blank(unit=str(work.reader.unit)), f"{PATH}/moi")


@router.post(f"{PATH}/moi")
def admitting(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Enter a member."""
    bound = bind(NewMemberForm, typed)
    if bound.errors:
        return _form(request, work, bound, f"{PATH}/moi")
    form = bound.value
    try:
        admit_member(
            AdmitMember(
                unit=form.unit,
                kind=form.kind,
                account=form.account,
                person=form.person,
                admitted_on=form.admitted_on,
                court=form.court,
            ),
            work,
        )
    except Refused as refusal:
        work.restart()
        return _form(request, work, bound.refused(refusal, "person.name"), f"{PATH}/moi")
    return RedirectResponse(PATH, 303)


@router.get(f"{PATH}/{{member}}")
def member_page(request: Request, member: UUID, work: WorkDep) -> Response:
    """Show what is known of a member, to complete or correct it."""
    page = open_member(OpenMember(member=member), work)
    known = MemberForm(kind=page.state.kind, account=page.state.account, person=page.person)
    return _form(
        request,
        work,
        filled(known),
        f"{PATH}/{member}",
        unit=page.state.unit,
        left=page.state.left,
        code=member_code(member),
        state=page.state,
    )


@router.post(f"{PATH}/{{member}}")
def changing(request: Request, member: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Complete or correct it."""
    bound = bind(MemberForm, typed)
    unit = open_member(OpenMember(member=member), work).state.unit
    if bound.errors:
        return _form(request, work, bound, f"{PATH}/{member}", unit=unit)
    form = bound.value
    try:
        cmd = ChangeMember(member=member, kind=form.kind, account=form.account, person=form.person)
        change_member(cmd, work)
    except Refused as refusal:
        work.restart()
        return _form(request, work, bound.refused(refusal, "person.name"), f"{PATH}/{member}", unit=unit)
    return RedirectResponse(PATH, 303)


@router.post(f"{PATH}/{{member}}/ra")
def leaving(member: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Note that a member left."""
    bound = bind(LeaveForm, typed)
    leave_unit(LeaveUnit(member=member, left_on=bound.value.left_on if bound.is_valid else None), work)
    return RedirectResponse(PATH, 303)


@router.post(f"{PATH}/{{member}}/toa-an")
def court_set(request: Request, member: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Enter at which court a juror sits from a day on."""
    bound = bind(CourtForm, typed)
    if bound.is_valid:
        set_court(SetCourt(member=member, court=JurorCourt(**bound.value.model_dump())), work)
        return RedirectResponse(f"{PATH}/{member}", 303)
    page = open_member(OpenMember(member=member), work)
    return _form(request, work, bound, f"{PATH}/{member}", unit=page.state.unit, state=page.state)


def _form(
    request: Request,
    work: OpenWork,
    form: Bound[Any],
    path: str,
    *,
    unit: UUID | None = None,
    left: bool = False,
    code: str = "",
    state: Member | None = None,
) -> Response:
    see_members(SeeMembers(), work)
    shown = {int(found[1]) for name in form.typed if (found := _ROW.match(name))}
    units = [
        (str(row.unit), row.name)
        for row in work.view(Units).all()  # type: ignore[type-abstract]
        if row.ended_on is None and lists_hold(work.reader, row.unit, Action.MANAGE_MEMBERS)
    ]
    of = {str(unit)} if unit else {key for key, _ in units}
    people = work.view(AccountList).all()  # type: ignore[type-abstract]
    kept = form.typed.get("account", [])
    return render(
        frame_of(request, work),
        "member.html",
        status=422 if form.errors else 200,
        form=form,
        path=path,
        units=() if unit else units,
        accounts=[
            (str(one.account), one.name)
            for one in people
            if str(one.unit) in of and (not one.closed or str(one.account) in kept)
        ],
        kinds=MemberKind,
        kinships=Kinship,
        rows=range(max(shown, default=-1) + 1 + EMPTY_ROWS),
        left=left,
        code=code,
        state=state,
        courts=court_options(),
        today=vietnam_day(work.now()),
    )
