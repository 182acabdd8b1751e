"""One table from domain error to status; a page for people, a problem document for programs, never the input."""

import errno
import hashlib
from collections.abc import Awaitable, Callable
from urllib.parse import quote
from uuid import uuid4

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from api.door import (
    PreconditionRequired,
    StaleForm,
    csrf_token,
    kept_for_later,
    language_of,
    new_key,
    query_of,
    session_token,
)
from api.duty import own_duty
from api.forms import FormTooLarge, blank
from api.headers import put_on
from api.pages import PageFrame, render
from api.problems import problem, validation_problem
from api.sentences import sentence_of
from api.timeline import Change, changes_between
from application.accounts import WrongSignIn
from application.sign_in import TooManyTries, WrongProof
from application.work import (
    DiskIsFull,
    FactorMissing,
    KeyWasUsedForOther,
    NotSignedIn,
    OutsideToken,
    PasswordMustChange,
    ProofAsked,
    ScreenLocked,
    Stale,
    TryAgain,
)
from domain.account import FactorKind
from domain.erasure import RecordIsErased
from domain.kernel import Conflict, DomainError, Refused, Unknown

log = structlog.get_logger()

STATUS: dict[type[DomainError], int] = {
    PasswordMustChange: 403,
    WrongSignIn: 401,
    WrongProof: 401,
    TooManyTries: 429,
    NotSignedIn: 401,
    ProofAsked: 401,
    OutsideToken: 403,
    StaleForm: 409,
    PreconditionRequired: 428,
    TryAgain: 503,
    Unknown: 404,
    Refused: 409,
    Conflict: 412,
}
"""The nearest class in the error's own line of classes decides."""
WITH_PASSWORDS = frozenset({"/dang-nhap", "/mat-khau"})
"""Forms that are filled in anew: they hold little but secrets."""
KEPT_FOR_RETRY = (NotSignedIn, FactorMissing, StaleForm, TryAgain, Stale, Refused)
"""Errors after which the same form is offered again with everything that was typed."""


def status_of(error: DomainError) -> int:
    """Return the status of an error."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def is_program(request: Request) -> bool:
    """Return whether the answer goes to a program."""
    return request.url.path.startswith("/api/")


def frame_without_reader(request: Request) -> PageFrame:
    """Return the frame of a page that needs no database: it can be shown when everything else fails."""
    token, _ = session_token(request)
    return PageFrame(
        language=language_of(request),
        path=request.url.path,
        query=query_of(request),
        csrf=csrf_token(token),
        association=getattr(request.app.state, "association", ""),
        is_fictional=getattr(request.app.state, "is_fictional", False),
        duty=own_duty(request),
    )


def on_domain_error(request: Request, error: DomainError) -> Response:
    """Answer a refusal: its sentence, its source, and the form again where nothing may be lost."""
    answer = _answered(request, error)
    if isinstance(error, TooManyTries):
        answer.headers["Retry-After"] = str(error.seconds)
    return answer


def _answered(request: Request, error: DomainError) -> Response:
    language, status = language_of(request), status_of(error)
    if is_program(request):
        return problem(
            status,
            _slug(error),
            error.sentence(language),
            language=language,
            source=error.source,
            changed=_changed(error),
            changes=_changes(error, language),
        )
    if isinstance(error, PasswordMustChange):
        return RedirectResponse("/mat-khau", 303)
    if isinstance(error, ProofAsked):
        return _proof_asked(request, error)
    if isinstance(error, NotSignedIn) and request.method in {"GET", "HEAD"}:
        return RedirectResponse(f"/dang-nhap?tiep={quote(here(request))}", 303)
    return _refused(request, error)


def _slug(error: DomainError) -> str:
    """Return the name of an error; what looks the same as "not there" to a person does so to a program."""
    looks_alike = isinstance(error, Unknown) and error.vi == Unknown.vi
    return Unknown.__name__ if looks_alike else type(error).__name__


def here(request: Request) -> str:
    """Return the path of this page with its query, to come back to."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _proof_asked(request: Request, error: ProofAsked) -> Response:
    """Lead to the page that asks for the proof; a form that was sent waits in it and is offered again afterwards."""
    looks = request.method in {"GET", "HEAD"}
    if isinstance(error, FactorMissing):
        return (
            RedirectResponse(f"/xac-thuc?tiep={quote(here(request))}", 303)
            if looks
            else _refused(request, error)
        )
    if looks:
        return RedirectResponse(f"/xac-nhan?tiep={quote(here(request))}", 303)
    kept = kept_for_later(getattr(request.state, "typed", {}))
    locked = isinstance(error, ScreenLocked)
    sentence = error.sentence(language_of(request))
    return proof_page(request, error.factor, sentence, kept, here(request), may_use_password=locked)


def proof_page(
    request: Request,
    factor: FactorKind | None,
    sentence: str,
    kept: dict[str, list[str]],
    to: str,
    *,
    status: int = 401,
    wrong: str = "",
    may_use_password: bool = False,
) -> Response:
    """Show the page that asks for a password or a code, with a form that waits for it, if there is one.

    A password does where the account has no factor, and to unlock the screen.
    """
    return render(
        frame_without_reader(request),
        "proof.html",
        status=status,
        factor=factor,
        sentence=sentence,
        kept=kept,
        to=to,
        wrong=wrong,
        may_use_password=may_use_password,
        form=blank(),
    )


def _refused(request: Request, error: DomainError) -> Response:
    language, status = language_of(request), status_of(error)
    return render(
        frame_without_reader(request),
        "error.html",
        status=status,
        sentence=error.sentence(language),
        source=error.source,
        retry=_retried(error, request),
        action=request.url.path,
        must_sign_in=isinstance(error, NotSignedIn),
        must_enrol=isinstance(error, FactorMissing),
        key=new_key(),
        changed=_told(error, language),
        is_tombstone=isinstance(error, RecordIsErased),
    )


def _told(error: DomainError, language: str) -> list[tuple[str, tuple[Change, ...]]]:
    """Return what changed meanwhile: a sentence a fact, with the fields before and after."""
    if not isinstance(error, Stale):
        return []
    before, told = error.before, []
    for recorded in error.recorded:
        changes = changes_between(before.fact, recorded.fact, language) if before else ()
        told.append((sentence_of(recorded.fact, language).text, changes))
        before = recorded
    return told


def _retried(error: DomainError, request: Request) -> dict[str, list[str]]:
    """Return what was typed, to be sent again; after a change by someone else, against what is there now."""
    if not isinstance(error, KEPT_FOR_RETRY) or request.url.path in WITH_PASSWORDS:
        return {}
    typed = kept_for_later(getattr(request.state, "typed", {}))
    if isinstance(error, KeyWasUsedForOther):
        typed.pop("_key", None)
    if isinstance(error, Stale):
        typed.pop("_version", None)
        if error.recorded:
            typed["_version"] = [str(max(recorded.version or 0 for recorded in error.recorded))]
        typed.pop("_key", None)
    return typed


def _changed(error: DomainError) -> list[str]:
    if not isinstance(error, Stale):
        return []
    return sorted({recorded.envelope.topic for recorded in error.recorded})


def _changes(error: DomainError, language: str) -> list[dict[str, str]]:
    """Return each field that changed meanwhile, by its path; whoever may change the value may see it."""
    told = (change for _, changes in _told(error, language) for change in changes)
    return [{"field": one.path, "before": one.before, "after": one.after} for one in told]


def on_validation_error(request: Request, error: RequestValidationError) -> Response:
    """Answer input that does not fit: the fields and a sentence each, never what was given."""
    language = language_of(request)
    if is_program(request):
        return validation_problem(error.errors(), language=language)
    sentence = Unknown().sentence(language)
    return render(frame_without_reader(request), "error.html", status=404, **_plain(sentence))


def on_http_error(request: Request, error: HTTPException) -> Response:
    """Answer what the framework refuses (no such path, wrong method)."""
    language = language_of(request)
    known = {404: Unknown().sentence(language), 405: Unknown().sentence(language)}
    known[413] = FormTooLarge.en if language == "en" else FormTooLarge.vi
    sentence = known.get(error.status_code, DomainError().sentence(language))
    if is_program(request):
        return problem(error.status_code, "http", sentence, language=language)
    return render(frame_without_reader(request), "error.html", status=error.status_code, **_plain(sentence))


def on_disk_error(request: Request, error: OSError) -> Response:
    """Answer a disk without room (a file that is being sent, say) like a database that has none.

    Raises:
        OSError: It is anything else.
    """
    if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
        raise error
    log.error("disk_full", code=errno.errorcode[error.errno])
    return on_domain_error(request, DiskIsFull())


def on_gone(request: Request, error: ClientDisconnect) -> Response:
    """Answer nobody: the line broke while a form was being sent; it is sent again under its key."""
    return Response(status_code=400)


def on_unexpected(request: Request, error: Exception) -> Response:
    """Answer what nobody expected: a reference number and nothing else, with the headers of every answer."""
    answer = _unexpected(request, error)
    put_on(answer.headers, request.scope, answer.status_code)
    return answer


def _unexpected(request: Request, error: Exception) -> Response:
    reference = uuid4().hex[:12]
    code = hashlib.sha256(type(error).__qualname__.encode()).hexdigest()[:8]
    log.error("unexpected", reference=reference, code=code, exc_info=error)
    vi = f"Có lỗi ngoài dự kiến. Số tham chiếu: {reference}"
    en = f"Something unexpected happened. Reference: {reference}"
    sentence = en if language_of(request) == "en" else vi
    if is_program(request):
        return problem(500, "unexpected", sentence, language=language_of(request))
    typed = {} if request.url.path in WITH_PASSWORDS else kept_for_later(getattr(request.state, "typed", {}))
    return render(
        frame_without_reader(request),
        "error.html",
        status=500,
        **(_plain(sentence) | {"retry": typed, "action": request.url.path}),
    )


def _plain(sentence: str) -> dict[str, object]:
    return {
        "sentence": sentence,
        "source": "",
        "retry": {},
        "action": "",
        "must_sign_in": False,
        "must_enrol": False,
        "key": "",
        "changed": [],
    }


Handler = Callable[[Request, Exception], Response | Awaitable[Response]]


def register(app: FastAPI) -> None:
    """Give the application its answers to errors."""
    handlers: dict[type[Exception], object] = {
        DomainError: on_domain_error,
        RequestValidationError: on_validation_error,
        HTTPException: on_http_error,
        OSError: on_disk_error,
        ClientDisconnect: on_gone,
        Exception: on_unexpected,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)  # type: ignore[arg-type]
