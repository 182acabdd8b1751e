"""What every answer carries (security headers, how long it may be kept) and what no request may exceed."""

from collections.abc import Mapping
from importlib.resources import files
from urllib.parse import parse_qs

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.forms import LimitedBody
from api.outbox import OutboxAnswers
from api.pages import WORKER, static_version
from api.squeezed import SqueezedPages

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
"""Nothing inline, nothing from elsewhere. Source: DESIGN, section 9."""

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
ONE_YEAR_SECONDS = 31_536_000


class AnswerHeaders:
    """Puts the headers on every answer; only static files under their content's mark may be kept."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                put_on(MutableHeaders(scope=message), scope, message["status"])
            await send(message)

        await self.app(scope, receive, with_headers)


def put_on(headers: MutableHeaders, scope: Scope, status: int) -> None:
    """Put the headers on one answer; one to an unexpected error is made outside every middleware and asks for it."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)  # a file that is given out brings a stricter policy of its own
    headers["Cache-Control"] = _how_long(scope, status)
    if scope["path"] == f"/static/{WORKER}":
        headers["Service-Worker-Allowed"] = "/"
    if scope.get("scheme") == "https":
        headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR_SECONDS}; includeSubDomains"


def _how_long(scope: Scope, status: int) -> str:
    path = str(scope["path"])
    if not path.startswith("/static/") or status not in {200, 304}:
        return "no-store"
    mark = parse_qs(scope["query_string"].decode("latin-1")).get("v", [""])[0]
    if mark == static_version(path.removeprefix("/static/")) and not path.endswith(WORKER):
        return f"public, max-age={ONE_YEAR_SECONDS}, immutable"
    return "no-cache"


def register(app: FastAPI) -> None:
    """Give the application its static files, its headers and its limit on bodies."""
    static = StaticFiles(directory=str(files("api").joinpath("static")))
    app.mount("/static", GZipMiddleware(static), name="static")
    app.add_middleware(LimitedBody)
    app.add_middleware(OutboxAnswers)
    app.add_middleware(SqueezedPages)
    app.add_middleware(AnswerHeaders)
