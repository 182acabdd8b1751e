"""What a browser is told about a form that it sends by script from its outbox (*Hộp chờ*).

A script cannot read where a redirect leads, and following it would open a record that nobody looks at; so the answer
to such a request says in a header where the result is, and the script goes there.
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ASKED_BY = "lachan-outbox"
"""Header of a request from the outbox; another site cannot set it without being asked first, and we never agree."""
LEADS_TO = "Lachan-To"
FIRST_SOMETHING_ELSE = ("/dang-nhap", "/xac-nhan", "/xac-thuc", "/mat-khau")
"""Pages that a form is led to when something is asked of the person first: then nothing was saved."""
SEE_OTHER, SAVED, ASKS = 303, 200, 401


class OutboxAnswers:
    """Turns a redirect into an answer that a script can read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; a form from the outbox gets its redirect as a header."""
        if scope["type"] != "http" or ASKED_BY not in Headers(scope=scope):
            await self.app(scope, receive, send)
            return

        async def readable(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == SEE_OTHER:
                headers = MutableHeaders(scope=message)
                to = headers.get("location", "")
                del headers["location"]
                asks = to.partition("?")[0] in FIRST_SOMETHING_ELSE
                message["status"] = ASKS if asks else SAVED
                if not asks:
                    headers[LEADS_TO] = to
            await send(message)

        await self.app(scope, receive, readable)
