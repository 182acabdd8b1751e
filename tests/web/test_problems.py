"""Sentences for what is wrong, and documents that never repeat the input."""

import ast
import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import pytest
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, BaseModel, Field, ValidationError
from starlette.testclient import TestClient

from api.forms import MAX_BODY_BYTES, bind
from api.headers import register
from api.problems import MEDIA_TYPE, SENTENCES, faults, problem, validation_problem
from tests.web.test_forms import Entry

ROOT = Path(__file__).parents[2]
SECRET = "Nguyễn Thị Bí Mật"
OFTEN = {
    "missing", "extra_forbidden", "string_type", "string_too_long", "int_parsing", "bool_parsing", "enum",
    "literal_error", "uuid_parsing", "datetime_from_date_parsing", "timezone_aware", "model_type", "tuple_type",
    "json_invalid", "greater_than_equal", "less_than_equal", "date_from_datetime_parsing", "finite_number",
}  # fmt: skip


@cache
def own_codes() -> set[str]:
    """The codes that the domain's and the application's validators raise."""
    found: set[str] = set()
    for path in (*ROOT.glob("domain/**/*.py"), *ROOT.glob("application/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "ValueError"
            ):
                text = ast.unparse(node.args[0]) if node.args else ""
                match = re.fullmatch(r"f?'([a-z_]+)(:\{.*\})?'", text)
                found |= {match[1]} if match else set()
    return found


def test_each_code_of_the_house_has_a_sentence() -> None:
    assert own_codes() >= {"required", "too_long", "unknown_code"}
    assert own_codes() - set(SENTENCES) == set()


def test_the_errors_that_forms_and_programs_meet_have_sentences() -> None:
    assert OFTEN - set(SENTENCES) == set()


def test_a_limit_that_is_a_day_is_written_as_a_day() -> None:
    """The library names it in two ways, one of them as Python writes it."""

    class Asked(BaseModel):
        plain: Annotated[date, Field(ge=date(1990, 1, 1))]
        first: Annotated[Annotated[date, AfterValidator(lambda day: day)], Field(le=date(2100, 12, 31))]

    with pytest.raises(ValidationError) as refused:
        Asked.model_validate({"plain": "1989-12-31", "first": "2101-01-01"})
    found = faults(refused.value.errors())
    assert [(one.code, one.sentence()) for one in found] == [
        ("day_too_early", "Không trước ngày 01/01/1990."),
        ("day_too_late", "Không sau ngày 31/12/2100."),
    ]


@pytest.mark.parametrize("pair", SENTENCES.values())
def test_a_sentence_is_there_in_both_languages_and_ends(pair: tuple[str, str]) -> None:
    assert all(text.endswith(".") for text in pair)
    assert ("{n}" in pair[0]) == ("{n}" in pair[1])


def test_a_limit_stands_in_the_sentence() -> None:
    form = bind(Entry, {"child.name": ["x" * 301], "story": ["…"]})
    assert form.errors[0].sentence("vi") == "Quá dài: nhiều nhất 300 ký tự."
    assert form.errors[0].sentence("en") == "Too long: at most 300 characters."


def test_an_unknown_error_of_a_validator_says_nothing_of_its_own() -> None:
    error = {"type": "value_error", "loc": ("body", "x"), "ctx": {"error": ValueError(f"bad {SECRET}")}}
    found = faults([error])[0]
    assert found.code == "other" and SECRET not in found.sentence()


def wrong(**given: object) -> list[Any]:
    with pytest.raises(ValidationError) as caught:
        Entry.model_validate(given)
    return [{**error, "loc": ("body", *error["loc"])} for error in caught.value.errors()]


def test_a_document_points_at_fields_and_never_holds_the_input() -> None:
    errors = wrong(
        child={"name": {"x": SECRET}, SECRET: 1}, story=SECRET, sessions=[{"minutes": SECRET}], due=SECRET
    )
    answer = validation_problem(errors, language="en")
    document = json.loads(bytes(answer.body))
    assert answer.status_code == 422 and answer.media_type == MEDIA_TYPE
    assert SECRET not in json.dumps(document, ensure_ascii=False)
    assert {e["pointer"]: e["code"] for e in document["errors"]} == {
        "#/child/name": "string_type",
        "#/child": "extra_forbidden",
        "#/sessions/0/minutes": "int_parsing",
        "#/due": "day_expected",
    }


def test_a_parameter_is_named_instead_of_pointed_at() -> None:
    answer = validation_problem([{"type": "int_parsing", "loc": ("query", "after")}])
    assert json.loads(bytes(answer.body))["errors"][0]["parameter"] == "after"


def test_a_refusal_names_its_kind_and_its_source() -> None:
    answer = problem(409, "CaseIsClosed", "Hồ sơ đã kết thúc.", language="vi", source="Điều 51")
    assert json.loads(bytes(answer.body)) == {
        "type": "/problems/case-is-closed",
        "title": "Hồ sơ đã kết thúc.",
        "status": 409,
        "source": "Điều 51",
    }


def app() -> FastAPI:
    made = FastAPI()
    register(made)

    @made.exception_handler(RequestValidationError)
    def invalid(request: object, error: RequestValidationError) -> object:
        return validation_problem(error.errors())

    @made.post("/api/entries")
    def enter(entry: Entry) -> None: ...

    return made


def test_through_the_framework_the_input_is_not_repeated_either() -> None:
    answer = TestClient(app()).post(
        "/api/entries", json={"child": {"name": SECRET, "sex": SECRET}, SECRET: SECRET}
    )
    assert answer.status_code == 422
    assert SECRET not in answer.text and answer.json()["type"] == "/problems/invalid-input"


def test_a_body_that_is_no_json_is_answered_without_it() -> None:
    answer = TestClient(app()).post(
        "/api/entries", content=f'{{"{SECRET}', headers={"content-type": "application/json"}
    )
    assert answer.status_code == 422 and SECRET not in answer.text


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_over_the_limit_is_refused_before_it_is_kept(announced: bool) -> None:
    piece, pieces = b"x" * 65536, MAX_BODY_BYTES // 65536 + 1
    content: Any = piece * pieces if announced else (piece for _ in range(pieces))
    answer = TestClient(app()).post(
        "/api/entries", content=content, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 413
