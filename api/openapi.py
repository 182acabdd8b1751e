"""What the description of the API says about answers that are problems (RFC 9457)."""

from typing import Any

_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "source": {"type": "string"},
        "changed": {"type": "array", "items": {"type": "string"}},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}
_REASONS = {
    400: "Not well formed",
    401: "Not signed in",
    403: "Another site, or a new password is needed first",
    404: "Not there, or not yours",
    409: "A rule says no",
    412: "Changed meanwhile",
    413: "Too large",
    422: "Fields to look at again",
    503: "Try again",
}


def problem_responses() -> dict[int | str, dict[str, Any]]:
    """Return the answers that every route may give besides its own."""
    content = {"application/problem+json": {"schema": _SCHEMA}}
    return {status: {"description": reason, "content": content} for status, reason in _REASONS.items()}
