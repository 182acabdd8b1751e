"""Tokens of programs, for programs that act under a person's session."""

from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from api.door import WorkDep, WorkRoute, receipt
from api.openapi import problem_responses
from api.programs.child_case import IdempotencyKey
from api.screens.tokens import EndForm, TokenForm, new_token_value
from application.tokens import (
    GrantToken,
    RevokeToken,
    RevokeTokenOf,
    SeeOwnTokens,
    SeeTokens,
    TokenRow,
    Tokens,
    grant_token,
    revoke_token,
)

router = APIRouter(prefix="/api/v1", route_class=WorkRoute, tags=["tokens"], responses=problem_responses())


class TokenShown(BaseModel):
    """One live token; the token itself is shown only when it is granted."""

    token: UUID
    account: UUID
    name: str
    why: str
    scopes: list[str]
    granted_at: datetime
    last_day: date
    last_used: datetime | None


def _shown(row: TokenRow) -> TokenShown:
    return TokenShown(
        token=row.token,
        account=row.account,
        name=row.name,
        why=row.why,
        scopes=[scope.coded for scope in row.scopes],
        granted_at=row.granted_at,
        last_day=row.last_day,
        last_used=row.last_used,
    )


@router.get("/tokens")
def own_tokens(work: WorkDep) -> list[TokenShown]:
    """List one's own live tokens."""
    work.allow(SeeOwnTokens())
    return [_shown(row) for row in work.view(Tokens).of(work.reader.account)]  # type: ignore[type-abstract]


@router.post("/tokens", status_code=201, response_model=None)
def grant(body: TokenForm, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """Grant a token; the answer holds it, once."""
    value = new_token_value()
    cmd = GrantToken(name=body.name, why=body.why, scopes=body.scopes, last_day=body.last_day)
    location = f"/api/v1/tokens/{grant_token(cmd, value, work)}"
    return JSONResponse({"location": location, "token": value}, 201, {"Location": location})


@router.delete("/tokens/{token}", response_model=None)
def revoke(token: UUID, work: WorkDep, key: IdempotencyKey = None) -> Response:
    """End one's own token."""
    revoke_token(RevokeToken(token=token), work)
    return receipt("/api/v1/tokens", status=200)


@router.get("/all-tokens")
def all_tokens(work: WorkDep) -> list[TokenShown]:
    """List everyone's live tokens."""
    work.allow(SeeTokens())
    return [_shown(row) for row in work.view(Tokens).all()]  # type: ignore[type-abstract]


@router.post("/accounts/{account}/tokens/{token}/end", response_model=None)
def revoke_of(
    account: UUID, token: UUID, body: EndForm, work: WorkDep, key: IdempotencyKey = None
) -> Response:
    """End another account's token, with the reason."""
    revoke_token(RevokeTokenOf(account=account, token=token, because=body.because), work)
    return receipt("/api/v1/all-tokens", status=200)
