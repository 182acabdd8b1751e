"""Pages of units: the tree on a day, one unit with who does what in it, and the forms of both; no case anywhere."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator

from api.choices import places_on
from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from api.unit_words import CHANGES, ENTRIES, place_names, tell
from application.access import Action
from application.unit_parts import ChangeUnit, EnterInUnit, PrepareChange, Serving, change_unit, enter_in_unit
from application.unit_register import BodyRow, OpenUnit, SeeTree, UnitPage, open_unit, see_tree
from application.units import EndUnit, FoundUnit, MoveUnit, Units, end_unit, found_unit, move_unit
from domain.calendar import vietnam_day
from domain.chapter import Founding
from domain.chapter_parts import AwardForm, BodyKind, EndKind, Office, OfficeEnd, TaskEnd
from domain.identity import Day
from domain.kernel import Named, Refused, Unknown, Value
from domain.lists import MemberKind, UnitLevel
from domain.units import AdminUnit, MaybeUnit

router = APIRouter(route_class=WorkRoute, include_in_schema=False)
PATH = "/don-vi"
AREAS, MORE_AREAS = "dia-ban", 3
"""The form of areas, and how many blank rows it offers below what is served now."""


def _none_if_blank(value: object) -> object:
    return None if value in ("", [""]) else value


def _somewhere(value: object) -> object:
    if not value:
        raise ValueError("required")
    return value


class UnitForm(Value):
    """The form that founds a unit."""

    level: UnitLevel
    code: Named
    name: Named
    founded_on: Day
    parent: Annotated[UUID | None, BeforeValidator(_none_if_blank)] = None
    area: MaybeUnit = None
    """The administrative unit served; its duty numbers stand at the top of every page of the unit."""
    in_difficult_area: bool = False


class MoveForm(Value):
    """The form that places a unit under another parent."""

    parent: UUID
    effective_on: Day


class EndForm(Value):
    """The form that ends a unit."""

    ended_on: Day
    successor: UUID
    how: EndKind | None = None


class AreaForm(Value):
    """The form of the areas served: one administrative unit or several; rows left blank count for nothing."""

    areas: Annotated[tuple[AdminUnit, ...], BeforeValidator(_somewhere)]
    effective_on: Day


class DayAsked(Value):
    """The day as of which the tree is shown."""

    day: Day | None = None


@router.get(PATH)
def units_page(request: Request, work: WorkDep) -> Response:
    """Show the tree of units on a day, and the form of a new one for administrators."""
    return _units(request, work, blank(founded_on=str(vietnam_day(work.now()))))


@router.post(PATH)
def new_unit(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Found a unit."""
    bound = bind(UnitForm, typed)
    if bound.errors:
        return _units(request, work, bound)
    form = bound.value
    founding = Founding(
        level=form.level,
        code=form.code,
        name=form.name,
        founded_on=form.founded_on,
        parent=form.parent,
        areas=(form.area,) if form.area else (),
        in_difficult_area=form.in_difficult_area,
    )
    try:
        found_unit(FoundUnit(founding=founding), work)
    except Refused as refusal:
        work.restart()
        return _units(request, work, bound.refused(refusal, "founded_on"))
    return RedirectResponse(PATH, 303)


@router.post(f"{PATH}/{{unit}}/ket-thuc")
def ending(request: Request, unit: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """End a unit, naming its successor."""
    bound = bind(EndForm, typed)
    if bound.errors:
        return _units(request, work, bound)
    form = bound.value
    end_unit(EndUnit(unit=unit, ended_on=form.ended_on, successor=form.successor, how=form.how), work)
    return RedirectResponse(PATH, 303)


@router.post(f"{PATH}/{{unit}}/chuyen")
def moving(request: Request, unit: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Place a unit under another parent."""
    bound = bind(MoveForm, typed)
    if bound.errors:
        return _units(request, work, bound)
    move_unit(MoveUnit(unit=unit, parent=bound.value.parent, effective_on=bound.value.effective_on), work)
    return RedirectResponse(PATH, 303)


@router.get(f"{PATH}/{{unit}}")
def unit_page(request: Request, unit: UUID, work: WorkDep) -> Response:
    """Show one unit with who does what in it."""
    asked = bind(DayAsked, dict_of(request))
    page = open_unit(OpenUnit(unit=unit, day=asked.value.day if asked.is_valid else None), work)
    names = {row.unit: row.name for row in work.view(Units).all()}  # type: ignore[type-abstract]
    return render(
        frame_of(request, work),
        "unit.html",
        form=asked,
        page=page,
        row=page.row,
        names=names,
        areas=place_names(page.row.areas),
        history=[tell(one, names, work.reader.language) for one in page.held],
        bodies={one.body: _body_name(one, work.reader.language) for one in page.bodies},
        kinds=MemberKind,
        today=vietnam_day(work.now()),
        may_manage=work.may(Action.MANAGE_UNITS),
    )


@router.get(f"{PATH}/{{unit}}/doi/{{what}}")
def change_form(request: Request, unit: UUID, what: str, work: WorkDep) -> Response:
    """Show the form that changes what a unit is."""
    work.allow(PrepareChange())
    areas = list(open_unit(OpenUnit(unit=unit), work).row.areas) if what == AREAS else []
    form = blank(effective_on=str(vietnam_day(work.now())), areas=areas)
    return _form(request, work, unit, what, form, CHANGES)


@router.post(f"{PATH}/{{unit}}/doi/{{what}}")
def changing(request: Request, unit: UUID, what: str, typed: TypedForm, work: WorkDep) -> Response:
    """Change what a unit is, from a day on."""
    kind = CHANGES.get(what)
    if kind is None:
        raise Unknown
    bound: Bound[Any] = bind(AreaForm if kind is Serving else kind, typed)
    if bound.errors:
        work.allow(PrepareChange())
        return _form(request, work, unit, what, bound, CHANGES)
    change = bound.value
    if isinstance(change, AreaForm):
        areas = tuple(dict.fromkeys(change.areas))
        change = Serving(areas=areas, effective_on=change.effective_on)
    try:
        change_unit(ChangeUnit(unit=unit, change=change), work)
    except Refused as refusal:
        work.restart()
        work.allow(PrepareChange())
        return _form(request, work, unit, what, bound.refused(refusal, "effective_on"), CHANGES)
    return RedirectResponse(f"{PATH}/{unit}", 303)


@router.get(f"{PATH}/{{unit}}/ghi/{{what}}")
def entry_form(request: Request, unit: UUID, what: str, work: WorkDep, part: UUID | None = None) -> Response:
    """Show the form that enters something in a unit."""
    today = str(vietnam_day(work.now()))
    days = dict.fromkeys(("on", "since", "formed_on", "ended_on", "decided_on"), today)
    return _form(request, work, unit, what, blank(part=str(part or ""), **days), ENTRIES)


@router.post(f"{PATH}/{{unit}}/ghi/{{what}}")
def entering(request: Request, unit: UUID, what: str, typed: TypedForm, work: WorkDep) -> Response:
    """Enter it."""
    kind = ENTRIES.get(what)
    if kind is None:
        raise Unknown
    bound: Bound[Any] = bind(kind, typed)
    if bound.errors:
        return _form(request, work, unit, what, bound, ENTRIES)
    try:
        enter_in_unit(EnterInUnit(unit=unit, entry=bound.value), work)
    except Refused as refusal:
        work.restart()
        return _form(request, work, unit, what, bound.refused(refusal, ""), ENTRIES)
    return RedirectResponse(f"{PATH}/{unit}", 303)


def dict_of(request: Request) -> dict[str, list[str]]:
    """Return the query of an address as a form's fields."""
    return {name: request.query_params.getlist(name) for name in request.query_params}


def _form(
    request: Request, work: OpenWork, unit: UUID, what: str, form: Bound[Any], offered: dict[str, Any]
) -> Response:
    if what not in offered:
        raise Unknown
    page = open_unit(OpenUnit(unit=unit), work)
    if offered is ENTRIES and not page.may_keep:
        raise Unknown
    return render(
        frame_of(request, work),
        "unit_form.html",
        status=422 if form.errors else 200,
        form=form,
        what=what,
        row=page.row,
        path=f"{PATH}/{unit}/{'doi' if offered is CHANGES else 'ghi'}/{what}",
        places=places_on(vietnam_day(work.now())),
        area_rows=len(form.typed.get("areas", [])) + MORE_AREAS,
        **_choices(page, work.reader.language),
    )


def _body_name(one: BodyRow, language: str) -> str:
    return " ".join(filter(None, (one.kind.label(language), one.name)))


def _choices(page: UnitPage, language: str) -> dict[str, Any]:
    return {
        "members": [(str(one.member), f"{one.name} ({one.kind.label(language)})") for one in page.people],
        "bodies": [(str(one.body), _body_name(one, language)) for one in page.bodies if one.ended_on is None],
        "body_kinds": BodyKind,
        "offices": Office,
        "office_ends": OfficeEnd,
        "task_ends": [one for one in TaskEnd if one is not TaskEnd.PASSED_ON],
        "award_forms": AwardForm,
    }


def _units(request: Request, work: OpenWork, form: Bound[Any]) -> Response:
    asked = bind(DayAsked, dict_of(request))
    tree = see_tree(SeeTree(day=asked.value.day if asked.is_valid else None), work)
    rows = work.view(Units).all()  # type: ignore[type-abstract]
    today: date = vietnam_day(work.now())
    return render(
        frame_of(request, work),
        "units.html",
        status=422 if form.errors else 200,
        form=form,
        asked=asked,
        tree=tree,
        ended=[row for row in rows if row.ended_on is not None and row.ended_on < tree.day],
        units=rows,
        names={row.unit: row.name for row in rows},
        going_on=[(str(row.unit), row.name) for row in rows if row.ended_on is None],
        levels=UnitLevel,
        ends=EndKind,
        kinds=MemberKind,
        places=places_on(today),
        today=today,
        may_manage=work.may(Action.MANAGE_UNITS),
    )
