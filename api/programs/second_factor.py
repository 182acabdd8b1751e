"""The second factor for programs: the same steps as the pages."""

from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, SecretStr

from api.door import WorkDep, WorkRoute, new_token, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from api.screens.accounts import FactorForm
from application.accounts import WrongSignIn
from application.sign_in import (
    BeginFactor,
    ConfirmFactor,
    RemoveOwnFactor,
    RenewRecoveryCodes,
    ResetFactor,
    SecondFactors,
    SeeFactor,
    WrongProof,
    begin_factor,
    confirm_factor,
    remove_own_factor,
    renew_recovery_codes,
    reset_factor,
)
from domain.account import FactorKind
from domain.kernel import Value

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["sessions"], responses=problem_responses())

HERE = "/api/v1/second-factor"


class Begin(Value):
    """The kind, and the password shown again."""

    kind: FactorKind = FactorKind.TOTP
    password: SecretStr


class Answer(Value):
    """The answer of the factor that is being set up."""

    answer: SecretStr


class FactorShown(BaseModel):
    """Whether a second factor is set up."""

    kind: str | None
    recovery_codes_left: int


@router.get("/second-factor")
def show(work: WorkDep) -> FactorShown:
    """Show whether one's second factor is set up."""
    work.allow(SeeFactor())
    factors, account = work.view(SecondFactors), work.reader.account  # type: ignore[type-abstract]
    kind = factors.enrolled(account)
    return FactorShown(
        kind=kind.coded if kind else None, recovery_codes_left=factors.recovery_codes_left(account)
    )


@router.post("/second-factor", status_code=201, response_model=None)
def begin(body: Begin, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Begin to set one up; the answer holds its secret, once."""
    enrolment = begin_factor(BeginFactor(kind=body.kind, password=body.password), work)
    if enrolment is None:
        work.commit(status=401)
        raise WrongSignIn
    told = {"kind": enrolment.kind.coded, "secret": enrolment.secret}
    return JSONResponse({"location": HERE, "enrolment": told}, 201, {"Location": HERE})


@router.post("/second-factor/confirmation", status_code=201, response_model=None)
def confirm(body: Answer, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Confirm it; the answer holds the recovery codes and the session's new token, once."""
    token = new_token()
    codes = confirm_factor(ConfirmFactor(answer=body.answer), token, work)
    if not codes:
        work.commit(status=401)
        raise WrongProof
    said = {"location": HERE, "recovery_codes": list(codes), "token": token}
    return JSONResponse(said, 201, {"Location": HERE})


@router.post("/second-factor/recovery-codes", status_code=201, response_model=None)
def renew(work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Give out new recovery codes, once."""
    codes = renew_recovery_codes(RenewRecoveryCodes(), work)
    return JSONResponse({"location": HERE, "recovery_codes": list(codes)}, 201, {"Location": HERE})


@router.delete("/second-factor", response_model=None)
def remove(work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Take one's own factor off, to set up another."""
    remove_own_factor(RemoveOwnFactor(), work)
    return receipt(HERE, status=200)


@router.post("/accounts/{account}/second-factor/reset", response_model=None)
def reset(account: UUID, body: FactorForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Take an account's second factor off, with the reason."""
    reset_factor(ResetFactor(account=account, because=body.because), work)
    return receipt(f"/api/v1/accounts/{account}", status=200)
