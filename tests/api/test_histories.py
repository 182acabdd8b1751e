"""A history given to programs: written as JSON part by part, it is what its document says, word for word."""

from __future__ import annotations

from uuid import UUID

from api.programs.child_case import CaseShown
from api.programs.counselling import MatterShown
from tests.api.given import CONSULTATION, SITUATION, last, program
from tests.journeys.world import World

ODD = 'Nói "thôi" \\ rồi\nđi </script> \U0001f9f8'
DETAILS = {"child": {"name": "Lò Thị Mây"}}


def test_a_history_is_what_the_document_says(world: World) -> None:
    teller = program(world, "counsellor")
    case = teller.made("/cases", {"situation": SITUATION, "details": DETAILS})
    teller.made(f"{case}/notes", {"note": ODD})
    matter = teller.made("/consultations", {"consultation": CONSULTATION | {"narrative": ODD}})
    for path, kind in ((case, CaseShown), (matter, MatterShown)):
        answer = teller.ask("GET", path)
        shown = answer.json()
        assert answer.headers["content-type"] == "application/json"
        assert kind.model_validate(shown).model_dump(mode="json") == shown  # neither more nor less
        with world.system() as work:
            history = work.history(UUID(last(path)))
        for entry, one in zip(shown["history"], history, strict=True):
            said = {"topic": one.envelope.topic, "actor": one.envelope.actor, "role": one.envelope.role}
            assert said.items() <= entry.items()
            assert (entry["version"], entry["recorded_at"]) == (one.version, one.recorded_at.isoformat())
            assert entry["fact"] == one.fact.model_dump(mode="json")
        assert ODD in _texts(entry["fact"])


def _texts(shown: object) -> list[str]:
    if isinstance(shown, dict):
        return [text for part in shown.values() for text in _texts(part)]
    return [shown] if isinstance(shown, str) else []
