"""Pages of accounts and units, for administrators: no case content anywhere."""

import secrets
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator, SecretStr

from api.choices import places_on
from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from application.access import Action
from application.accounts import (
    AccountList,
    CloseAccount,
    OpenAccount,
    ResetPassword,
    SeeAccounts,
    SetRoles,
    close_account,
    open_account,
    reset_password,
    set_roles,
)
from application.same_person import SamePeople
from application.sign_in import ResetFactor, reset_factor
from application.units import EndUnit, FoundUnit, MoveUnit, SeeUnits, Units, end_unit, found_unit, move_unit
from domain.account import FactorResetReason, Person, Role
from domain.calendar import vietnam_day
from domain.chapter import Founding
from domain.identity import Day
from domain.kernel import Named, Value
from domain.lists import UnitLevel
from domain.units import MaybeUnit

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


def _none_if_blank(value: object) -> object:
    return None if value == "" else value


class AccountForm(Value):
    """The form that opens an account."""

    name: Named
    sign_in: Named
    unit: UUID
    roles: tuple[Role, ...] = ()


class RolesForm(Value):
    """The form that changes roles or unit."""

    unit: UUID
    roles: tuple[Role, ...] = ()


class FactorForm(Value):
    """The form that takes a second factor off."""

    because: FactorResetReason


class UnitForm(Value):
    """The form that founds a unit."""

    level: UnitLevel
    code: Named
    name: Named
    founded_on: Day
    parent: Annotated[UUID | None, BeforeValidator(_none_if_blank)] = None
    area: MaybeUnit = None
    """The administrative unit served; its duty numbers stand at the top of every page of the unit."""


class MoveForm(Value):
    """The form that places a unit under another parent."""

    parent: UUID
    effective_on: Day


class EndForm(Value):
    """The form that ends a unit."""

    ended_on: Day
    successor: UUID


def one_time_password() -> str:
    """Return a password that is easy to read out: 18 hexadecimal digits in three groups (72 bits)."""
    return "-".join(secrets.token_hex(3) for _ in range(3))


@router.get("/tai-khoan")
def accounts_page(request: Request, work: WorkDep) -> Response:
    """Show all accounts and the form of a new one."""
    return _accounts(request, work, blank())


@router.post("/tai-khoan")
def new_account(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Open an account and show its one-time password, once."""
    bound = bind(AccountForm, typed)
    if bound.errors:
        return _accounts(request, work, bound)
    form, password = bound.value, one_time_password()
    person = Person(name=form.name, sign_in=form.sign_in)
    open_account(
        OpenAccount(person=person, unit=form.unit, roles=form.roles, password=SecretStr(password)), work
    )
    return _password(request, work, form.sign_in, password)


@router.post("/tai-khoan/{account}/vai-tro")
def new_roles(request: Request, account: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Change roles or unit; the person signs in again."""
    bound = bind(RolesForm, typed)
    if bound.errors:
        return _accounts(request, work, bound)
    set_roles(SetRoles(account=account, unit=bound.value.unit, roles=bound.value.roles), work)
    return RedirectResponse(f"/tai-khoan/{account}/viec", 303)


@router.post("/tai-khoan/{account}/mat-khau")
def new_password(request: Request, account: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Give out a new one-time password and show it, once."""
    password = one_time_password()
    reset_password(ResetPassword(account=account, password=SecretStr(password)), work)
    row = next(row for row in work.view(AccountList).all() if row.account == account)  # type: ignore[type-abstract]
    return _password(request, work, row.sign_in, password)


@router.post("/tai-khoan/{account}/go-xac-thuc")
def factor_off(request: Request, account: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Take an account's second factor off, with the reason."""
    bound = bind(FactorForm, typed)
    if bound.errors:
        return _accounts(request, work, bound)
    reset_factor(ResetFactor(account=account, because=bound.value.because), work)
    return RedirectResponse("/tai-khoan", 303)


@router.post("/tai-khoan/{account}/dong")
def closing(account: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Close an account."""
    close_account(CloseAccount(account=account), work)
    return RedirectResponse(f"/tai-khoan/{account}/viec", 303)


def _accounts(request: Request, work: OpenWork, form: Bound[Any]) -> Response:
    work.allow(SeeAccounts())
    people = work.view(AccountList).all()  # type: ignore[type-abstract]
    names = {row.account: f"{row.name} ({row.sign_in})" for row in people}
    pairs = work.view(SamePeople).pairs()  # type: ignore[type-abstract]
    units = [(str(row.unit), row.name) for row in work.view(Units).all() if row.ended_on is None]  # type: ignore[type-abstract]
    return render(
        frame_of(request, work),
        "accounts.html",
        status=422 if form.errors else 200,
        form=form,
        accounts=people,
        same=[(names.get(one, ""), names.get(other, "")) for one, other in pairs],
        units=units,
        roles=Role,
        reasons=FactorResetReason,
        me=work.reader.account,
    )


def _password(request: Request, work: OpenWork, sign_in: str, password: str) -> Response:
    return render(frame_of(request, work), "account_password.html", sign_in=sign_in, password=password)


@router.get("/don-vi")
def units_page(request: Request, work: WorkDep) -> Response:
    """Show the tree of units, and the form of a new one for administrators."""
    return _units(request, work, blank(founded_on=str(vietnam_day(work.now()))))


@router.post("/don-vi")
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
    )
    found_unit(FoundUnit(founding=founding), work)
    return RedirectResponse("/don-vi", 303)


@router.post("/don-vi/{unit}/ket-thuc")
def ending(request: Request, unit: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """End a unit, naming its successor."""
    bound = bind(EndForm, typed)
    if bound.errors:
        return _units(request, work, bound)
    end_unit(EndUnit(unit=unit, ended_on=bound.value.ended_on, successor=bound.value.successor), work)
    return RedirectResponse("/don-vi", 303)


@router.post("/don-vi/{unit}/chuyen")
def moving(request: Request, unit: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """Place a unit under another parent."""
    bound = bind(MoveForm, typed)
    if bound.errors:
        return _units(request, work, bound)
    move_unit(MoveUnit(unit=unit, parent=bound.value.parent, effective_on=bound.value.effective_on), work)
    return RedirectResponse("/don-vi", 303)


def _units(request: Request, work: OpenWork, form: Bound[Any]) -> Response:
    work.allow(SeeUnits())
    rows = work.view(Units).all()  # type: ignore[type-abstract]
    today: date = vietnam_day(work.now())
    return render(
        frame_of(request, work),
        "units.html",
        status=422 if form.errors else 200,
        form=form,
        units=rows,
        names={row.unit: row.name for row in rows},
        going_on=[(str(row.unit), row.name) for row in rows if row.ended_on is None],
        levels=UnitLevel,
        places=places_on(today),
        today=today,
        may_manage=work.may(Action.MANAGE_UNITS),
    )
