"""Requests made from the OpenAPI document: each operation, well-formed and broken, as two people of the house."""

from __future__ import annotations

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from structlog.testing import capture_logs

from tests.api.given import token_of
from tests.journeys.world import World

CASES = int(os.environ.get("LACHAN_SCHEMA_CASES", "1"))
"""Requests of each kind for one operation; more of them on a long evening, and as the administrator with `long`."""
LEFT_OUT = {
    "positive_data_acceptance": "rules such as a readable telephone number are not sayable in JSON schema",
    "negative_data_rejection": "pydantic reads '12' as a number; what is stored is exact",
    "ignored_auth": "asked of each operation in test_door.py",
    "use_after_free": "records are never deleted",
    "ensure_resource_availability": "needs links between operations",
    "object_level_authorization": "asked of each role in test_access.py",
}
load_all_checks()
ASKED = [CHECKS.get_one(name) for name in CHECKS.get_all_names() if name not in LEFT_OUT]


@pytest.mark.long
@pytest.mark.parametrize("who", ["counsellor", "administrator"])
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_each_operation_answers_as_described(world: World, who: str, mode: GenerationMode) -> None:
    document = world.app.openapi()
    schema = schemathesis.openapi.from_dict(document)
    schema.app = world.app
    faults: list[str] = []
    for found in schema.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]  # an Err raises here, which is what we want
        if operation.path.startswith("/api/v1/sessions/"):
            continue
        try:
            with capture_logs():
                _ask(operation, mode, token_of(world, who))
        except Exception as failure:
            faults.append(f"{operation.label}: {failure}")
    assert not faults, "\n\n".join(faults)


def _ask(operation: Any, mode: GenerationMode, token: str) -> None:
    bearer = {"Authorization": f"Bearer {token}"}

    @settings(
        max_examples=CASES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case: Any) -> None:
        case.call_and_validate(headers=bearer, checks=ASKED)

    asked()
