"""Pages of accounts, for administrators: no case content anywhere."""

import secrets
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import SecretStr

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
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
from application.units import Units
from domain.account import FactorResetReason, Person, Role
from domain.kernel import Named, Value

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


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
