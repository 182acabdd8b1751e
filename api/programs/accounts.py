"""Accounts for programs: the same commands and handlers as the pages."""

from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, SecretStr

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from api.screens.accounts import AccountForm, RolesForm, one_time_password
from application.accounts import (
    AccountList,
    ChangeOwnPassword,
    CloseAccount,
    OpenAccount,
    ResetPassword,
    SeeAccounts,
    SetRoles,
    change_own_password,
    close_account,
    open_account,
    reset_password,
    set_roles,
)
from domain.account import Person
from domain.kernel import Value

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["accounts"], responses=problem_responses())


class AccountShown(BaseModel):
    """One account."""

    account: UUID
    name: str
    sign_in: str
    roles: list[str]
    unit: UUID
    closed: bool


class PasswordChange(Value):
    """The old password and the new one."""

    old: SecretStr
    new: SecretStr


@router.get("/accounts")
def list_accounts(work: WorkDep) -> list[AccountShown]:
    """List all accounts."""
    work.allow(SeeAccounts())
    rows = work.view(AccountList).all()  # type: ignore[type-abstract]
    return [
        AccountShown(
            account=row.account,
            name=row.name,
            sign_in=row.sign_in,
            roles=[role.coded for role in row.roles],
            unit=row.unit,
            closed=row.closed,
        )
        for row in rows
    ]


@router.post("/accounts", status_code=201, response_model=None)
def create_account(body: AccountForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Open an account; the answer holds its one-time password, once."""
    password = one_time_password()
    person = Person(name=body.name, sign_in=body.sign_in)
    cmd = OpenAccount(person=person, unit=body.unit, roles=body.roles, password=SecretStr(password))
    location = f"/api/v1/accounts/{open_account(cmd, work)}"
    return JSONResponse({"location": location, "one_time_password": password}, 201, {"Location": location})


@router.put("/accounts/{account}/roles", response_model=None)
def change_roles(account: UUID, body: RolesForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Give other roles or another unit."""
    set_roles(SetRoles(account=account, unit=body.unit, roles=body.roles), work)
    return receipt(f"/api/v1/accounts/{account}", status=200)


@router.post("/accounts/{account}/password", status_code=201, response_model=None)
def new_one_time_password(account: UUID, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Give out a new one-time password; the answer holds it, once."""
    password = one_time_password()
    reset_password(ResetPassword(account=account, password=SecretStr(password)), work)
    location = f"/api/v1/accounts/{account}"
    return JSONResponse({"location": location, "one_time_password": password}, 201, {"Location": location})


@router.delete("/accounts/{account}", response_model=None)
def end_account(account: UUID, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Close an account."""
    close_account(CloseAccount(account=account), work)
    return receipt(f"/api/v1/accounts/{account}", status=200)


@router.put("/own-password", response_model=None)
def own_password(body: PasswordChange, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Replace one's own password."""
    change_own_password(ChangeOwnPassword(old=body.old, new=body.new), work)
    return receipt("/api/v1/own-password", status=200)
