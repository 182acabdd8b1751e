"""Pages made small for a bad line, where the reader's own browser asked for them and nobody else could have.

A page holds the token of its forms beside words that somebody else may have written, so whoever sees its length on the
line, and can make the browser ask again and again with words of their choice, could guess the token letter by letter
(BREACH). Such requests come from another site, and Fetch Metadata says so: what a page of ours or the reader's own hand
asked for is compressed, everything else is not. A part of random length blurs what is left.

Source: Gluck, Harris, Prado, "BREACH: Reviving the CRIME attack", 2013, section 4; W3C, Fetch Metadata Request Headers.
"""

import gzip
import secrets
from io import BytesIO

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEVEL = 5
SMALLEST = 800
"""Bytes below which the head of a compressed page is not worth it."""
BLUR = 96
"""Bytes of random length, in the name that the format has room for and readers pass over."""
OWN = frozenset({"same-origin", "none"})
"""Who asked, as `Sec-Fetch-Site` says it: a page of ours, or the reader's own hand."""


class SqueezedPages:
    """Compresses pages that the reader's own browser asked for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; a page comes back compressed where nobody else made the browser ask."""
        if scope["type"] != "http" or not may_be_squeezed(Headers(scope=scope)):
            await self.app(scope, receive, send)
            return
        began: list[Message] = []

        async def small(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(Headers(raw=message["headers"])):
                began.append(message)
                return
            if began and message["type"] == "http.response.body":
                start, body = began.pop(), message.get("body", b"")
                if len(body) >= SMALLEST and not message.get("more_body", False):
                    body = squeezed(body)
                    headers = MutableHeaders(scope=start)
                    headers["Content-Encoding"] = "gzip"
                    headers["Content-Length"] = str(len(body))
                    message = {**message, "body": body}
                await send(start)
            await send(message)

        await self.app(scope, receive, small)


def may_be_squeezed(asked: Headers) -> bool:
    """Return whether the browser reads gzip and says that no other site made it ask."""
    codings = {one.partition(";")[0].strip() for one in asked.get("accept-encoding", "").lower().split(",")}
    return "gzip" in codings and asked.get("sec-fetch-site") in OWN


def squeezed(page: bytes) -> bytes:
    """Return a page as gzip, with a name of random letters and random length in its head.

    >>> gzip.decompress(squeezed("Sổ theo dõi".encode())).decode()
    'Sổ theo dõi'
    """
    packed = BytesIO()
    blur = secrets.token_hex(BLUR)[: secrets.randbelow(BLUR) + 1]
    with gzip.GzipFile(filename=blur, mode="wb", fileobj=packed, compresslevel=LEVEL, mtime=0) as into:
        into.write(page)
    return packed.getvalue()


def _is_page(answered: Headers) -> bool:
    return answered.get("content-type", "").startswith("text/html") and "content-encoding" not in answered
