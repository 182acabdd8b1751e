"""Entries of a history as programs get them: each fact is written as JSON once, by its own model."""

from typing import Any

import orjson
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from application.ledger import Recorded


class Written(JSONResponse):
    """An answer of which parts are JSON already (`as_json`)."""

    def render(self, content: Any) -> bytes:
        """Return the bytes of the answer."""
        return orjson.dumps(content)


def as_json(shown: BaseModel) -> orjson.Fragment:
    """Return a value as JSON, for an answer that is `Written`."""
    return orjson.Fragment(shown.model_dump_json())


def entry_shown(recorded: Recorded) -> dict[str, Any]:
    """Return what was recorded, when, and by whom."""
    return {
        "topic": recorded.envelope.topic,
        "occurred_at": recorded.envelope.occurred_at.isoformat(),
        "recorded_at": recorded.recorded_at.isoformat(),
        "actor": recorded.envelope.actor,
        "role": recorded.envelope.role,
        "fact": as_json(recorded.fact),
    }
