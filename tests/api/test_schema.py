"""Requests made from the OpenAPI document: each operation, well-formed and broken, as each role of the policy."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from structlog.testing import capture_logs

from api.main import app_of
from domain.account import Role
from tests.api.given import token_of
from tests.journeys.world import PEOPLE, World

CASES = int(os.environ.get("LACHAN_SCHEMA_CASES", "2"))
"""Requests of each kind for one operation and role; more of them on a long evening (SECURITY, bar F-2: 300)."""
LEFT_OUT = {
    "positive_data_acceptance": "takes every 422 for a fault; `refused_by_rules_alone` asks for the rule instead",
    "negative_data_rejection": "pydantic reads '12' as a number; what is stored is exact",
    "use_after_free": "records are never deleted",
    "ensure_resource_availability": "needs links between operations, which the document does not have",
    "object_level_authorization": "needs links; asked of every cell of the matrix (bar Z-4)",
}
load_all_checks()
ODD = frozenset({"ge", "gt", "le", "lt", "min_length", "max_length", "multiple_of"})
ROLES = {role: next(who for who, (_, _, roles) in PEOPLE.items() if roles == (role,)) for role in Role}
"""Of each role one person."""
NOT_SAYABLE = frozenset(
    [
        "required",
        "too_long",
        "unknown_court",
        "one_of_code_and_words",
        "unknown_unit",
        "not_a_citation",
        "day_expected",
        "date_expected",
        "month_expected",
        "day_too_early",
        "day_too_late",
        "unknown_code",  # of filters of an extract, whose codes depend on the log that is asked for
        "no_such_day",
        "phone_expected",
        "time_zone_required",
        "informant_not_agreed",
        "exactly_one",
        "other",
    ]
)
"""Codes of rules that JSON schema cannot say: of such data alone may an answer be 422."""


def refused_by_rules_alone(context: Any, response: Any, case: Any) -> None:
    """Data that the document calls right is refused by a rule of the house at most, never by a type or a name."""
    if response.status_code != 422 or case.meta is None or not case.meta.generation.mode.is_positive:
        return
    codes = {one["code"] for one in response.json()["errors"]}
    if codes - NOT_SAYABLE:
        raise AssertionError(f"the document says otherwise: {response.json()['errors'][:3]}")


ASKED = [CHECKS.get_one(name) for name in CHECKS.get_all_names() if name not in LEFT_OUT]
ASKED.append(refused_by_rules_alone)


def test_the_document_says_each_limit_in_words_of_json_schema_and_asks_for_the_mark_of_a_kind() -> None:
    """The library leaves limits of days, and of what was tidied up first, in words that no reader of it knows."""
    document = app_of(lambda: nullcontext()).openapi()  # type: ignore[arg-type, return-value]  # nothing is opened
    kinds = document["components"]["schemas"]
    parts = [part for _, part in _parts(document, "#")]
    odd = [at for at, part in _parts(document, "#") if part.keys() & ODD and not at.endswith("/properties")]
    assert odd == []
    marked = [part["discriminator"] for part in parts if "discriminator" in part]
    assert len(marked) >= 4
    for one in marked:
        for kind in one["mapping"].values():
            assert one["propertyName"] in kinds[kind.rpartition("/")[2]]["required"], kind
    assert any("From 1990-01-01" in part.get("description", "") for part in parts)


def _parts(part: Any, at: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(part, dict):
        yield at, part
    for name, below in (
        part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    ):
        yield from _parts(below, f"{at}/{name}")


@pytest.mark.fuzz
@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("role", list(Role))
def test_each_operation_answers_as_described(world: World, role: Role, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_dict(world.app.openapi())
    schema.app = world.app
    faults: list[str] = []
    answers: Counter[int] = Counter()
    operations, began = 0, time.monotonic()
    for found in schema.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]  # an Err raises here, which is what we want
        if operation.path.startswith("/api/v1/sessions/"):
            continue
        operations += 1
        try:
            with capture_logs():
                _ask(operation, mode, token_of(world, ROLES[role]), answers)
        except (Exception, BaseExceptionGroup) as failure:
            faults.append(f"{operation.label}: {failure}")
    print(
        f"\nF-2: {role}, {mode.value}: {operations} operations, {sum(answers.values()):,} requests in"
        f" {time.monotonic() - began:.0f} s, {len(ASKED)} checks each, answers {dict(sorted(answers.items()))}:"
        f" {len(faults)} operations with faults"
    )
    assert not faults, "\n\n".join(faults)


def _ask(operation: Any, mode: GenerationMode, token: str, answers: Counter[int]) -> None:
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
        answer = case.call_and_validate(headers=bearer, checks=ASKED)
        answers[answer.status_code] += 1

    asked()
