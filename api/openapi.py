"""What the description of the API says beyond its routes: receipts, problems (RFC 9457), and who may ask."""

from typing import Any

from fastapi import FastAPI

_TEXT = {"type": "string"}
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "source": _TEXT,
        "changed": {"type": "array", "items": _TEXT},
        "changes": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "before", "after"],
                "properties": {"field": _TEXT, "before": _TEXT, "after": _TEXT},
            },
        },
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}
_RECEIPT = {
    "type": "object",
    "required": ["location"],
    "properties": {
        "location": _TEXT,
        "token": {**_TEXT, "description": "Of a program; shown once."},
        "recovery_codes": {"type": "array", "items": _TEXT, "description": "Shown once."},
        "enrolment": {"type": "object", "description": "What sets up the second factor; shown once."},
        "one_time_password": {**_TEXT, "description": "Of a new account or a reset password; shown once."},
    },
}
_SESSION = {
    "type": "object",
    "required": ["token", "account"],
    "properties": {
        "token": _TEXT,
        "account": {**_TEXT, "format": "uuid"},
        "waits_for_proof": {"type": "boolean", "description": "Send the second proof before anything else."},
    },
}
_REASONS = {
    400: "Not well formed",
    401: "Not signed in, or a fresh proof of who is asking is needed",
    403: "Another site, outside the token's rights, or a new password is needed first",
    404: "Not there, or not yours",
    405: "The path knows no such method",
    409: "A rule says no",
    412: "Changed meanwhile",
    413: "Too large",
    422: "Fields to look at again",
    429: "Several wrong tries; wait as Retry-After says",
    503: "Try again",
}
_WITH_VERSION = {428: "If-Match is needed"}
_OPEN_TO_ALL = (("/api/v1/sessions", "post"),)
_GIVES_A_SESSION = ("/api/v1/sessions", "/api/v1/sessions/current/proof")
_METHODS = frozenset({"get", "put", "post", "delete", "patch"})


def problem_responses() -> dict[int | str, dict[str, Any]]:
    """Return the answers that every route may give besides its own."""
    return {status: _problem(reason) for status, reason in _REASONS.items()}


def describe(app: FastAPI) -> None:
    """Give the application a description that names receipts, the session, versions and the bearer token."""
    made = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _completed(made())
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def _completed(document: dict[str, Any]) -> dict[str, Any]:
    document.setdefault("components", {})["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer"}
    }
    _complete_schemas(document, document["components"].get("schemas", {}))
    for path, operations in document["paths"].items():
        for method in _METHODS & operations.keys():
            _complete(path, method, operations[method])
    return document


def _complete_schemas(part: Any, named: dict[str, Any]) -> None:
    """Say what the library leaves unsaid: which day is the first and last, and that what tells kinds apart is needed.

    The mark of a kind has its only value as its default, so each kind alone would do without it; where several are
    offered, it is how one is chosen. A limit of days has no word in JSON schema, so it is told in words.
    """
    if isinstance(part, list):
        for one in part:
            _complete_schemas(one, named)
    if not isinstance(part, dict):
        return
    if part.get("format") == "date" and {"ge", "le"} & part.keys():
        part["description"] = f"From {part.pop('ge', '…')} to {part.pop('le', '…')}."
    if "discriminator" in part:
        mark = part["discriminator"]["propertyName"]
        for one in part["discriminator"].get("mapping", {}).values():
            kind = named[one.rpartition("/")[2]]
            kind["required"] = [*kind.get("required", ()), *({mark} - set(kind.get("required", ())))]
    for one in part.values():
        _complete_schemas(one, named)


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    if (path, method) not in _OPEN_TO_ALL:
        operation["security"] = [{"bearer": []}]
    responses = operation["responses"]
    named = {parameter["name"] for parameter in operation.get("parameters", ())}
    if "If-Match" in named:
        responses |= {str(status): _problem(reason) for status, reason in _WITH_VERSION.items()}
    if method == "get":
        return
    for status in {"200", "201"} & responses.keys():
        if not responses[status].get("content", {}).get("application/json", {}).get("schema"):
            responses[status] = _session() if path in _GIVES_A_SESSION else _receipt()


def _problem(reason: str) -> dict[str, Any]:
    return {"description": reason, "content": {"application/problem+json": {"schema": _PROBLEM}}}


def _receipt() -> dict[str, Any]:
    return {
        "description": "Done; where the result is",
        "headers": {"Location": {"schema": _TEXT, "required": True}},
        "content": {"application/json": {"schema": _RECEIPT}},
    }


def _session() -> dict[str, Any]:
    return {"description": "Signed in", "content": {"application/json": {"schema": _SESSION}}}
