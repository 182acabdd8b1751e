"""Every command has a way in for programs, and no way in repeats what was sent to it."""

from __future__ import annotations

import importlib
import pkgutil
import unicodedata
from collections.abc import Iterator
from typing import Any

import api.programs
from application.file_holders import HOLDERS
from application.work import Command
from tests.api.given import ABSENT, program
from tests.journeys.world import World

BY_THE_SERVICE = {
    "SetUp",
    "MarkFictional",
    "EnterRows",
    "FinishImport",
    "TakeEntriesBack",
    "EnterMembers",
    "FinishList",
}
"""Commands of the installation, and steps of an import that a person began: nobody asks for them over HTTP."""
CANARY = "Lường Thị Quỳnh Mây 0912345678"
DEEPEST = 8


def unmarked(text: str) -> str:
    """Return a text without its marks."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def commands(kind: type[Command] = Command) -> Iterator[type[Command]]:
    for sub in kind.__subclasses__():
        if sub.__module__.startswith("application.") and hasattr(sub, "ACTION"):
            yield sub
        yield from commands(sub)


def test_every_command_has_a_way_in_for_programs(world: World) -> None:
    names = [one.name for one in pkgutil.iter_modules(api.programs.__path__)]
    modules = [importlib.import_module(f"api.programs.{name}") for name in names]
    known = {value for module in modules for value in vars(module).values() if isinstance(value, type)}
    known |= {asked for one in HOLDERS.values() for asked in (one.attaches, one.withdraws)}
    missing = {kind.__name__ for kind in commands() if kind not in known} - BY_THE_SERVICE
    assert missing == set()


def test_no_answer_to_a_wrong_body_repeats_what_was_sent(world: World) -> None:
    counsellor, repeated = program(world, "counsellor"), []
    document = world.app.openapi()
    told = [CANARY.lower(), unmarked(CANARY).lower(), "0912345678", unmarked("Quỳnh").lower()]
    for path, method, body in _bodies(document):
        for form in ("NFC", "NFD"):
            answer = counsellor.ask(method, path, _in_form(body, form), If_Match='"0"')
            said = unmarked(answer.text + str(answer.headers)).lower() + answer.text.lower()
            if answer.status_code != 422 or any(words in said for words in told):
                repeated.append((method, path, answer.status_code))
    assert repeated == []


def _bodies(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each operation with a body in which every text is the canary, and one field that nobody knows."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if content is None:
                continue
            asked = path.removeprefix("/api/v1")
            for name in operation.get("parameters", ()):
                asked = asked.replace(f"{{{name['name']}}}", ABSENT)
            yield asked, method.upper(), {**_filled(content["schema"], document), CANARY: CANARY}


def _filled(schema: dict[str, Any], document: dict[str, Any], depth: int = 0) -> Any:
    if "$ref" in schema:
        named = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return _filled(named, document, depth + 1)
    if options := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        return _filled(options[0], document, depth)
    if depth < DEEPEST and "properties" in schema:
        return {name: _filled(one, document, depth) for name, one in schema["properties"].items()}
    return [CANARY] if schema.get("type") == "array" else CANARY


def _in_form(body: Any, form: Any) -> Any:
    match body:
        case dict():
            return {_in_form(name, form): _in_form(value, form) for name, value in body.items()}
        case list():
            return [_in_form(value, form) for value in body]
        case _:
            return unicodedata.normalize(form, body) if isinstance(body, str) else body
