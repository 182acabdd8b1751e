"""Where an unsafe request comes from: our own pages, or a program with a token; nothing else passes.

Fetch Metadata decides where a browser sends it, else `Origin`.
Source: OWASP, Cross-Site Request Forgery Prevention (Fetch Metadata with an Origin fallback).
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.problems import problem

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class SameOriginOnly:
    """Refuses unsafe requests that other sites make a browser send."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it before anything is read."""
        unsafe = scope["type"] == "http" and scope["method"] not in SAFE
        if unsafe and not is_ours(Headers(scope=scope), scope["scheme"]):
            sentence = "Yêu cầu đến từ trang khác nên bị từ chối. The request came from another site."
            await problem(403, "foreign-origin", sentence)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def is_ours(headers: Headers, scheme: str) -> bool:
    """Return whether an unsafe request comes from our own pages, or from a program with a token."""
    if headers.get("authorization", "").lower().startswith("bearer ") and "cookie" not in headers:
        return True
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    if origin is None:
        return "cookie" not in headers
    parts = urlsplit(origin)
    return parts.scheme == scheme and parts.netloc == headers.get("host", "")
