"""Signing in and out, one's own password, the language, and *Thoát nhanh*."""

from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import SecretStr

from api.door import (
    TypedForm,
    WorkDep,
    WorkRoute,
    drop_session,
    keep_language,
    keep_session,
    language_of,
    new_token,
    safe_next,
)
from api.errors import frame_without_reader
from api.forms import blank
from api.frame import frame_of
from api.pages import render
from application.accounts import (
    ChangeOwnPassword,
    PasswordTooCommon,
    PasswordTooShort,
    Secrets,
    WrongSignIn,
    change_own_password,
)
from application.sign_in import TooManyTries

router = APIRouter(route_class=WorkRoute, include_in_schema=False)

NEUTRAL_PAGE = "https://www.google.com/"
"""Where *Thoát nhanh* leads: a page that says nothing about who was here."""


@router.get("/")
def start(work: WorkDep) -> Response:
    """Lead to the day's work, or to the sign-in page."""
    return RedirectResponse("/hom-nay" if work.reader_or_none else "/dang-nhap", 303)


@router.get("/dang-nhap")
def sign_in_page(request: Request, tiep: str = "/hom-nay") -> Response:
    """Show the sign-in page."""
    return render(frame_without_reader(request), "sign_in.html", form=blank(), next=safe_next(tiep), wrong="")


@router.post("/dang-nhap")
def sign_in(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Open a session; the answer to a wrong name and to a wrong password is the same."""
    name, password = _first(typed, "name"), _first(typed, "password")
    secrets = work.view(Secrets)  # type: ignore[type-abstract]
    target = safe_next(_first(typed, "next") or "/hom-nay")
    try:
        account = secrets.check(name, password)
    except TooManyTries as refusal:
        return _again(request, name, target, refusal.sentence(language_of(request)), refusal)
    if account is None:
        return _again(request, name, target, WrongSignIn().sentence(language_of(request)))
    token = new_token()
    waits = secrets.open_session(account, token)
    answer = RedirectResponse(f"/xac-nhan?tiep={quote(target)}" if waits else target, 303)
    keep_session(request, answer, token)
    return answer


def _again(
    request: Request, name: str, target: str, wrong: str, waits: TooManyTries | None = None
) -> Response:
    frame, status = frame_without_reader(request), 429 if waits else 401
    page = render(frame, "sign_in.html", status=status, form=blank(name=name), next=target, wrong=wrong)
    if waits:
        page.headers["Retry-After"] = str(waits.seconds)
    return page


@router.post("/dang-xuat")
def sign_out(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """End the session."""
    work.view(Secrets).end_session()  # type: ignore[type-abstract]
    answer = RedirectResponse("/dang-nhap", 303)
    drop_session(request, answer)
    return answer


@router.get("/thoat-nhanh")
def quick_exit() -> Response:
    """Lead away at once; the session stays, so that nothing typed elsewhere is lost."""
    return RedirectResponse(NEUTRAL_PAGE, 303)


@router.get("/ngon-ngu/{language}")
def choose_language(request: Request, language: str, tiep: str = "/") -> Response:
    """Keep the choice of a language and go back."""
    answer = RedirectResponse(safe_next(tiep), 303)
    keep_language(request, answer, "en" if language == "en" else "vi")
    return answer


@router.get("/mat-khau")
def password_page(request: Request, work: WorkDep) -> Response:
    """Show the form for one's own password."""
    frame = frame_of(request, work)
    return render(frame, "password.html", form=blank(), error="")


@router.post("/mat-khau")
def change_password(request: Request, typed: TypedForm, work: WorkDep) -> Response:
    """Replace one's own password."""
    try:
        change_own_password(
            ChangeOwnPassword(old=SecretStr(_first(typed, "old")), new=SecretStr(_first(typed, "new"))), work
        )
    except (PasswordTooShort, PasswordTooCommon, TooManyTries, WrongSignIn) as refusal:
        frame = frame_of(request, work)
        return render(
            frame, "password.html", status=422, form=blank(), error=refusal.sentence(frame.language)
        )
    return RedirectResponse("/hom-nay", 303)


def _first(typed: dict[str, list[str]], name: str) -> str:
    return (typed.get(name) or [""])[0]
