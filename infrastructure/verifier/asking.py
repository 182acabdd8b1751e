"""`lachan witness ask`: fetches heads with proofs from a running service over HTTP, and hands the cosignatures in.

It signs in as other programs do: with a token of an auditor (scope read_history), from a file. Nothing that comes is
believed: the witness checks it as it checks a file.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from infrastructure.verifier.witness import OK, Answer, Witness, answer_file

MOST_BYTES, PATIENCE_SECONDS = 1 << 20, 30
NEAR = {"localhost", "127.0.0.1", "::1"}


class NoAnswer(OSError):
    """The service cannot be reached, refuses, or says something that is no answer."""


def ask(witness: Witness, server: str, token: Path, now: int) -> list[Answer]:
    """Check and cosign the newest heads of a service, and hand the cosignatures in.

    Raises:
        NoAnswer: The service cannot be reached, or refuses.
        Malformed: What it says is no file for a witness.
    """
    bearer = f"Bearer {token.read_text(encoding='utf-8').strip()}"
    sizes = {log.name.rpartition("/")[2]: witness.last(log.name) for log in witness.logs()}
    seen = urlencode({name: head.size for name, head in sizes.items() if head is not None})
    answers, back = answer_file(witness, _said(server, f"/api/v1/seal/for-witness?{seen}", bearer), now)
    if any(answer.status == OK for answer in answers):
        _said(server, "/api/v1/seal/cosignatures", bearer, back)
    return answers


def _said(server: str, path: str, bearer: str, body: str | None = None) -> str:
    where = urlsplit(server)
    if where.scheme != "https" and not (where.scheme == "http" and where.hostname in NEAR):
        raise NoAnswer("https://")
    content = None if body is None else json.dumps(json.loads(body)).encode()
    headers = {"Authorization": bearer, "Content-Type": "application/json"}
    request = urllib.request.Request(server.rstrip("/") + path, content, headers)  # noqa: S310 - https, see above
    try:
        with _opener().open(request, timeout=PATIENCE_SECONDS) as answer:
            return str(answer.read(MOST_BYTES).decode())
    except urllib.error.HTTPError as refused:
        raise NoAnswer(f"{path.partition('?')[0]}: {refused.code}") from None
    except (OSError, ValueError):
        raise NoAnswer(server) from None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The token goes to the server that was named, and nowhere else."""

    def redirect_request(self, *_: object) -> None:
        return None


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_NoRedirect())
