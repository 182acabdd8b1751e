"""Setting up one's second factor: whatever its kind, the same steps; the kind brings its own part of the page."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup
from pydantic import SecretStr

from api.door import OpenWork, TypedForm, WorkDep, WorkRoute, csrf_token, keep_session, new_token, safe_next
from api.forms import blank
from api.frame import frame_of
from api.pages import render
from application.accounts import WrongSignIn
from application.sign_in import (
    BeginFactor,
    ConfirmFactor,
    Enrolment,
    RemoveOwnFactor,
    RenewRecoveryCodes,
    SecondFactors,
    SeeFactor,
    TooManyTries,
    WrongProof,
    begin_factor,
    confirm_factor,
    remove_own_factor,
    renew_recovery_codes,
)
from domain.kernel import DomainError

HOME = "/hom-nay"

router = APIRouter(route_class=WorkRoute, include_in_schema=False)


@router.get("/xac-thuc")
def factor_page(request: Request, work: WorkDep, tiep: str = HOME) -> Response:
    """Show whether a second factor is set up, and what can be done about it."""
    return _page(request, work, to=safe_next(tiep))


@router.post("/xac-thuc")
def begin(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Begin to set one up, after showing the password; what waited for it follows afterwards."""
    to = safe_next(_first(typed, "_to"))
    try:
        enrolment = begin_factor(BeginFactor(password=SecretStr(_first(typed, "password"))), work)
    except TooManyTries as waits:
        return _page(request, work, waits, to)
    if enrolment is None:
        return _page(request, work, WrongSignIn(), to)
    return _setting_up(request, work, enrolment, to)


@router.post("/xac-thuc/xac-nhan")
def confirm(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Confirm it by one answer, and show the recovery codes, once."""
    token, to = new_token(), safe_next(_first(typed, "_to"))
    try:
        codes = confirm_factor(ConfirmFactor(answer=SecretStr(_first(typed, "answer"))), token, work)
        wrong: DomainError = WrongProof()
    except TooManyTries as waits:
        codes, wrong = (), waits
    if not codes:
        begun = work.view(SecondFactors).begun(work.reader.account)  # type: ignore[type-abstract]
        return _setting_up(request, work, begun, to, wrong) if begun else _page(request, work, wrong, to)
    answer = _codes(request, work, codes, to, csrf=csrf_token(token))
    keep_session(request, answer, token)
    return answer


@router.post("/xac-thuc/ma-du-phong")
def renew(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Give out new recovery codes."""
    return _codes(request, work, renew_recovery_codes(RenewRecoveryCodes(), work))


@router.post("/xac-thuc/go")
def remove(typed: TypedForm, work: WorkDep) -> Response:
    """Take one's own factor off, to set up another."""
    remove_own_factor(RemoveOwnFactor(), work)
    return RedirectResponse("/xac-thuc", 303)


def _page(request: Request, work: OpenWork, wrong: DomainError | None = None, to: str = HOME) -> Response:
    work.allow(SeeFactor())
    factors = work.view(SecondFactors)  # type: ignore[type-abstract]
    frame = frame_of(request, work)
    return render(
        frame,
        "second_factor.html",
        status=422 if wrong else 200,
        kind=factors.enrolled(work.reader.account),
        left=factors.recovery_codes_left(work.reader.account),
        wrong=wrong.sentence(frame.language) if wrong else "",
        to=to,
        form=blank(),
    )


def _setting_up(
    request: Request, work: OpenWork, enrolment: Enrolment, to: str, wrong: DomainError | None = None
) -> Response:
    frame = frame_of(request, work)
    return render(
        frame,
        "second_factor_new.html",
        status=422 if wrong else 200,
        enrolment=enrolment,
        picture=Markup(enrolment.picture),  # noqa: S704 # an SVG of our own making
        wrong=wrong.sentence(frame.language) if wrong else "",
        to=to,
        form=blank(),
    )


def _codes(
    request: Request, work: OpenWork, codes: tuple[str, ...], to: str = HOME, csrf: str = ""
) -> Response:
    frame = frame_of(request, work, csrf=csrf)
    return render(frame, "recovery_codes.html", codes=codes, to=to)


def _first(typed: dict[str, list[str]], name: str) -> str:
    return (typed.get(name) or [""])[0]
