"""Tokens of programs: one's own, and everyone's for an administrator; no case content."""

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute
from api.forms import Bound, bind, blank
from api.frame import frame_of
from api.pages import render
from application.accounts import AccountList
from application.tokens import (
    TOKEN_PREFIX,
    GrantToken,
    RevokeToken,
    RevokeTokenOf,
    SeeOwnTokens,
    SeeTokens,
    Tokens,
    grant_token,
    revoke_token,
)
from domain.account import NoScope, TokenEnd, TokenScope, TooLong
from domain.calendar import vietnam_day
from domain.identity import Day
from domain.kernel import Named, Value

router = APIRouter(route_class=WorkRoute, include_in_schema=False)

USUAL_DAYS = 30
"""What the form proposes. Source: quy ước nội bộ."""


class TokenForm(Value):
    """The form that grants a token."""

    name: Named
    why: Named
    scopes: tuple[TokenScope, ...] = ()
    last_day: Day


class EndForm(Value):
    """The form that ends a token."""

    because: TokenEnd


def new_token_value() -> str:
    """Return a token: 256 random bits after the mark of the house."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


@router.get("/ma-truy-cap")
def own_tokens(request: Request, work: WorkDep) -> Response:
    """Show one's own tokens and the form of a new one."""
    last_day = str(vietnam_day(work.now()) + timedelta(days=USUAL_DAYS))
    return _own(request, work, blank(last_day=last_day))


@router.post("/ma-truy-cap")
def grant(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Grant a token and show it, once."""
    bound = bind(TokenForm, typed)
    if bound.errors:
        return _own(request, work, bound)
    form, value = bound.value, new_token_value()
    cmd = GrantToken(name=form.name, why=form.why, scopes=form.scopes, last_day=form.last_day)
    try:
        grant_token(cmd, value, work)
    except (NoScope, TooLong) as refusal:
        return _own(
            request, work, bound.refused(refusal, "scopes" if type(refusal) is NoScope else "last_day")
        )
    return render(frame_of(request, work), "token_shown.html", name=form.name, value=value)


@router.post("/ma-truy-cap/{token}/thu-hoi")
def revoke(token: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """End one's own token."""
    revoke_token(RevokeToken(token=token), work)
    return RedirectResponse("/ma-truy-cap", 303)


@router.get("/tai-khoan/ma-truy-cap")
def all_tokens(request: Request, work: WorkDep) -> Response:
    """Show everyone's tokens to an administrator."""
    work.allow(SeeTokens())
    names = {row.account: row.name for row in work.view(AccountList).all()}  # type: ignore[type-abstract]
    rows = work.view(Tokens).all()  # type: ignore[type-abstract]
    return render(frame_of(request, work), "tokens_all.html", tokens=rows, names=names, ends=TokenEnd)


@router.post("/tai-khoan/{account}/ma-truy-cap/{token}/thu-hoi")
def revoke_of(account: UUID, token: UUID, typed: TypedForm, work: WorkDep) -> Response:
    """End another account's token."""
    bound = bind(EndForm, typed)
    because = bound.value.because if bound.is_valid else TokenEnd.SUSPECTED_MISUSE
    revoke_token(RevokeTokenOf(account=account, token=token, because=because), work)
    return RedirectResponse("/tai-khoan/ma-truy-cap", 303)


def _own(request: Request, work: OpenWork, form: Bound[Any]) -> Response:
    work.allow(SeeOwnTokens())
    rows = work.view(Tokens).of(work.reader.account)  # type: ignore[type-abstract]
    status = 422 if form.errors else 200
    return render(
        frame_of(request, work), "tokens.html", status=status, form=form, tokens=rows, scopes=TokenScope
    )
