"""The door: who is asking, which form they filled, and one work around each route.

Only this room knows cookies and tokens. A route gets a `Work`; what it returns is rendered into memory, then
the work commits, then bytes go out. A repeat of a command that was already done gets the same answer again.
"""

import hmac
import inspect
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from hashlib import sha256
from ipaddress import ip_address, ip_network
from typing import Annotated, Any, Protocol, cast, get_type_hints
from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4

from fastapi import Depends, Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.routing import APIRoute
from starlette.datastructures import URL

from api.declared import ASKS_NOBODY, WITH_CONTENT, NothingDecided, UndeclaredRoute
from api.forms import MAX_BODY_BYTES
from api.uploads import typed_of
from application.work import LostRace, Reader, Repeat, Stale, TryAgain, Work
from domain.kernel import DomainError

ATTEMPTS = 4
"""How often a route is asked again after losing a race; each attempt is a new transaction."""
LANGUAGE_DAYS = 365
"""How long a browser keeps the language that was chosen."""
STALE = 412
"""Status of a change of a value that someone else changed meanwhile."""


class OpenWork(Work, Protocol):
    """A work as the door handles it: it can be committed, begun again, and left."""

    def __enter__(self) -> "OpenWork":
        """Enter; leaving rolls back whatever was not committed."""

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: object
    ) -> None:
        """Leave, rolling back."""

    def commit(self, *, status: int = 200, location: str = "") -> None:
        """Write everything that was noted, and commit."""

    def restart(self) -> None:
        """Begin a new transaction."""

    def record_denial(self) -> None:
        """Write the denial, if there was one."""

    @property
    def has_decided(self) -> bool:
        """Whether anything was permitted, or noted, that the answer may rest on."""

    @property
    def reader_or_none(self) -> Reader | None:
        """Who is signed in, or None."""


@dataclass(frozen=True, slots=True)
class Caller:
    """What a request brings."""

    token: str | None
    idempotency_key: str | None
    language: str
    is_program: bool
    network: str = ""
    device: str = ""


def network_of(request: Request) -> str:
    """Return the prefix of the address (IPv4 /24, IPv6 /56) that a person's own network has in common.

    It leaves this room only to become a keyed hash.
    """
    return _network(request.client.host if request.client else "")


@lru_cache(maxsize=1024)
def _network(given: str) -> str:
    try:
        address = ip_address(given)
    except ValueError:
        return given
    mapped = getattr(address, "ipv4_mapped", None) or address
    return str(ip_network(f"{mapped}/{24 if mapped.version == 4 else 56}", strict=False))


_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("coc_coc", "Cốc Cốc"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device_of(request: Request) -> str:
    """Return the family of browser and system, from a closed list; nothing that tells one telephone from another."""
    said = request.headers.get("user-agent", "")
    found = [next((name for mark, name in names if mark in said), "") for names in (_BROWSERS, _SYSTEMS)]
    return " · ".join(name for name in found if name)


def is_https(url: URL) -> bool:
    """Return whether the browser speaks HTTPS with us (behind a proxy: as it says)."""
    return url.scheme == "https"


def cookie_name(request: Request, name: str = "sid") -> str:
    """Return a cookie's name, the session's unless another is meant; the `__Host-` prefix needs HTTPS."""
    return f"__Host-{name}" if is_https(request.url) else name


def new_token() -> str:
    """Return a new session token: 256 random bits."""
    return secrets.token_urlsafe(32)


def keep_session(request: Request, response: Response, token: str) -> None:
    """Give the browser its session cookie."""
    response.set_cookie(
        cookie_name(request), token, httponly=True, samesite="lax", path="/", secure=is_https(request.url)
    )


def keep_language(request: Request, response: Response, language: str) -> None:
    """Give the browser the language that was chosen, as out of reach of scripts and other hosts as the session."""
    response.set_cookie(
        cookie_name(request, "lang"),
        language,
        max_age=LANGUAGE_DAYS * 86400,
        httponly=True,
        samesite="lax",
        path="/",
        secure=is_https(request.url),
    )


def drop_session(request: Request, response: Response) -> None:
    """Take the session cookie back, and what the browser cached.

    Its storage stays: it holds drafts, as ciphertexts whose key is given to the account alone, after the next sign-in.
    """
    response.delete_cookie(cookie_name(request), path="/", secure=is_https(request.url), httponly=True)
    response.headers["Clear-Site-Data"] = '"cache"'


def csrf_token(token: str | None) -> str:
    """Return the form token of a session; derived, so nothing more is stored."""
    return hmac.new((token or "").encode(), b"lachan/form", sha256).hexdigest() if token else ""


def language_of(request: Request) -> str:
    """Return `vi` or `en`: the link that was just used, else the cookie, else Vietnamese."""
    asked = request.query_params.get("lang") or request.cookies.get(cookie_name(request, "lang"))
    return "en" if asked == "en" else "vi"


_NOT_CARRIED = frozenset({"lang", "words", "moi"})
"""Parts of an address that do not follow into another language: the language, words of a name, "just entered"."""


def query_of(request: Request) -> str:
    """Return the query of the address that may be carried on."""
    return urlencode(
        [(name, text) for name, text in request.query_params.multi_items() if name not in _NOT_CARRIED]
    )


def session_token(request: Request) -> tuple[str | None, bool]:
    """Return the token and whether it came from a program (`Authorization: Bearer`)."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and value:
        return value.strip(), True
    return request.cookies.get(cookie_name(request)), False


class StaleForm(DomainError):
    """The form belongs to an earlier session."""

    vi = "Biểu mẫu đã cũ vì phiên làm việc đã đổi. Những gì bạn đã gõ vẫn còn; hãy bấm gửi lại."
    en = "This form is from an earlier session. What you typed is kept; send it again."


class PreconditionRequired(DomainError):
    """A change of a value does not say which version it was read at."""

    vi = "Hãy gửi kèm tiêu đề If-Match với phiên bản (ETag) mà bạn đã đọc."
    en = "Send the header If-Match with the version (ETag) that you read."
    source = "RFC 6585, section 3"


Typed = dict[str, list[str]]


async def typed_form(request: Request) -> Typed:
    """Return what was typed into a form, field by field; empty for anything that is not a form.

    Raises:
        StaleForm: The form's token is not that of the session.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method in {"GET", "HEAD"} or kind not in _FORMS:
        return {}
    token, is_program = session_token(request)
    caller = Caller(token, None, language_of(request), is_program)
    typed = await typed_of(request, MAX_BODY_BYTES, lambda: request.app.state.open_work(caller))
    given = typed.pop("_csrf", [""])[0]
    if (
        is_program
        or not token
        or request.url.path.startswith("/api/")  # SameOriginOnly has looked at where it comes from
        or request.url.path == SIGN_IN_PATH
        or hmac.compare_digest(given.encode("utf-8", "replace"), csrf_token(token).encode())
    ):
        return typed
    if not given and request.headers.get("sec-fetch-site") == "same-origin":
        return typed  # offered again while nobody was signed in; the browser vouches for where it comes from
    raise StaleForm


SIGN_IN_PATH = "/dang-nhap"
SECRET_FIELDS = frozenset({"password", "old", "new", "answer"})
"""Fields that never come back in a page."""
KEPT = "kept."
"""How the fields of a form that waits for a proof are named inside the form that asks for it."""


def safe_next(given: str, otherwise: str = "/hom-nay") -> str:
    """Return a path of our own to go to afterwards; anything else leads to the first page."""
    try:
        parts = urlsplit(given)
    except ValueError:
        return otherwise
    ours = (
        not parts.scheme
        and not parts.netloc
        and given.startswith("/")
        and not given.startswith(("//", "/\\"))
        and given.isprintable()
    )
    return given if ours else otherwise


def kept_for_later(typed: Typed) -> Typed:
    """Return what a form held, to be offered again after a proof; no password, and no token of an old session."""
    return {name: texts for name, texts in typed.items() if name != "_csrf" and name not in SECRET_FIELDS}


_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
TypedForm = Annotated[Typed, Depends(typed_form)]


async def open_work(request: Request, typed: TypedForm) -> OpenWork:
    """Return the work of this request; its transaction begins with the first question asked of it.

    It waits for nothing, and so needs no thread of its own.
    """
    token, is_program = session_token(request)
    key = request.headers.get("idempotency-key") or (typed.get("_key") or [""])[0] or None
    caller = Caller(
        token, key, language_of(request), is_program, network=network_of(request), device=device_of(request)
    )
    work = cast(OpenWork, request.app.state.open_work(caller))
    request.state.work = work
    return work


WorkDep = Annotated[OpenWork, Depends(open_work)]


def new_key() -> str:
    """Return an idempotency key for a form that is about to be shown."""
    return uuid4().hex


def expected_version(typed: Typed) -> int | None:
    """Return the version that a form was opened at."""
    given = (typed.get("_version") or [""])[0]
    return int(given) if given.isdecimal() and len(given) < 10 else None


def id_or_none(given: str) -> UUID | None:
    """Return an id that came in a hidden field or an address, or None when it is none."""
    try:
        return UUID(given)
    except ValueError:
        return None


def if_match(request: Request) -> int | None:
    """Return the version in `If-Match`, or None when the header is absent."""
    given = request.headers.get("if-match", "").strip().strip('"')
    return int(given) if given.isdecimal() and len(given) < 10 else None


def required_match(request: Request) -> int:
    """Return the version in `If-Match`.

    Raises:
        PreconditionRequired: The header is absent.
    """
    version = if_match(request)
    if version is None:
        raise PreconditionRequired
    return version


def etag(version: int) -> dict[str, str]:
    """Return the header that names a version of a record; `If-Match` sends it back."""
    return {"ETag": f'"{version}"'}


def within_work(endpoint: Callable[..., Any], *, must_decide: bool = True) -> Callable[..., Any]:
    """Return the endpoint run inside its work: render, commit, answer; asked again after a lost race."""

    @wraps(endpoint)
    def run(*args: Any, **kwargs: Any) -> Any:
        work = next((value for value in kwargs.values() if hasattr(value, "record_denial")), None)
        if work is None:
            return endpoint(*args, **kwargs)
        for _ in range(ATTEMPTS):
            try:
                return _once(endpoint, args, kwargs, work, must_decide=must_decide)
            except LostRace:
                work.restart()
        raise TryAgain

    return run


def _once(endpoint: Callable[..., Any], args: Any, kwargs: Any, work: OpenWork, *, must_decide: bool) -> Any:
    try:
        with work:
            answer = _rendered(endpoint(*args, **kwargs))
            if must_decide and answer.status_code in WITH_CONTENT and not work.has_decided:
                raise NothingDecided(endpoint.__name__)
            work.commit(status=answer.status_code, location=answer.headers.get("location", ""))
            return answer
    except Repeat as repeat:
        return repeated(repeat)
    except Stale:
        work.commit(
            status=STALE
        )  # the answer shows what changed: the look is on the record, or nothing is shown
        raise
    except DomainError:
        work.record_denial()
        raise


def _rendered(answer: Any) -> Response:
    if isinstance(answer, Response):
        return answer
    return JSONResponse(jsonable_encoder(answer))


def repeated(repeat: Repeat) -> Response:
    """Return the answer that the command already got: a page's redirect, or a program's receipt."""
    if repeat.status == 303 or not repeat.location.startswith("/api/"):
        return RedirectResponse(repeat.location or "/", 303)
    return receipt(repeat.location, status=repeat.status)


def receipt(location: str, *, status: int = 201) -> JSONResponse:
    """Return what a program gets for a command: where the result is."""
    return JSONResponse({"location": location}, status_code=status, headers={"Location": location})


class WorkRoute(APIRoute):
    """A route whose endpoint runs inside its work."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **settings: Any) -> None:
        if inspect.iscoroutinefunction(endpoint):
            raise TypeError(f"{endpoint.__name__} must not be async: a work blocks")
        must_decide = path not in ASKS_NOBODY
        if must_decide and WorkDep not in get_type_hints(endpoint, include_extras=True).values():
            raise UndeclaredRoute(f"{path}: {endpoint.__name__} asks nobody; say so in ASKS_NOBODY")
        super().__init__(path, within_work(endpoint, must_decide=must_decide), **settings)
