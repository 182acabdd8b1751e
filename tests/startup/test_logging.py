"""The log holds codes and ids; names, reasons and messages of exceptions never reach it."""

from __future__ import annotations

import ast
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import structlog

from infrastructure.logging import KEYS, dropped_values, start_logging

ROOMS = ("domain", "application", "infrastructure", "api")
CHILD = "Nguyễn Thị Hoa"


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[Any]:
    before = structlog.get_config()
    handlers, level, hook = logging.root.handlers[:], logging.root.level, sys.unraisablehook
    start_logging("info")

    def read() -> list[dict[str, Any]]:
        return [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    yield read
    structlog.configure(**before)
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    sys.unraisablehook = hook


class _Clumsy:
    def __del__(self) -> None:
        raise ValueError(CHILD)


def test_what_is_raised_while_something_is_cleared_away_is_told_without_its_message(lines: Any) -> None:
    _Clumsy()
    (line,) = lines()
    assert (line["event"], line["error"]) == ("raised_while_clearing_away", ["ValueError"])
    assert CHILD not in str(line)


def test_a_line_is_a_constant_name_with_codes_and_ids(lines: Any) -> None:
    structlog.get_logger().info(
        "case_opened", case_id=UUID(int=1), version=3, outcome="abuse-type/1/violence"
    )
    (line,) = lines()
    assert line.pop("at").endswith("Z")
    assert line == {
        "event": "case_opened",
        "level": "info",
        "case_id": str(UUID(int=1)),
        "version": 3,
        "outcome": "abuse-type/1/violence",
    }


def test_what_is_not_on_the_list_or_no_code_is_dropped_and_counted(lines: Any) -> None:
    before = dropped_values()
    structlog.get_logger().warning(f"{CHILD} called", child=CHILD, reason=CHILD, role="counsellor")
    (line,) = lines()
    assert (line["event"], line["role"], line["dropped"]) == ("unnamed", "counsellor", 3)
    assert CHILD not in json.dumps(line, ensure_ascii=False)
    assert dropped_values() == before + 3


def test_an_exception_is_told_by_type_and_place_only(lines: Any) -> None:
    try:
        raise ValueError(CHILD) from KeyError(CHILD)
    except ValueError:
        structlog.get_logger().exception("command_failed")
    (line,) = lines()
    assert line["error"] == ["ValueError", "KeyError"]
    assert line["where"][-1].startswith("startup/test_logging.py:")
    assert CHILD not in json.dumps(line, ensure_ascii=False)


def test_places_below_a_path_with_blanks_are_told_too(lines: Any) -> None:
    code = compile("raise OSError('x')", "/home/an/Tài liệu/<frozen x>", "exec")
    try:
        exec(code)
    except OSError:
        structlog.get_logger().exception("command_failed")
    (line,) = lines()
    assert line["where"][-1] == "T_i_li_u/_frozen_x_:1:block"
    assert "dropped" not in line


def test_a_library_speaks_without_its_values(lines: Any) -> None:
    logging.getLogger("psycopg.pool").warning("error connecting in %r: %s", "pool-1", CHILD)
    logging.getLogger("asyncio").error("Task got bad input: " + CHILD)
    pool, task = lines()
    assert (pool["logger"], pool["template"]) == ("psycopg.pool", "error_connecting_in_%r:_%s")
    assert task["template"] is None
    assert CHILD not in json.dumps([pool, task], ensure_ascii=False)


def _log_calls() -> Iterator[tuple[Path, ast.Call]]:
    for room in ROOMS:
        for file in Path(room).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and isinstance(node.func.value, ast.Name)
                    and node.func.value.id == "log"
                    and node.func.attr in {"debug", "info", "warning", "error", "exception"}
                ):
                    yield file, node


def test_every_keyword_logged_anywhere_is_on_the_list() -> None:
    strange = [
        f"{file}:{call.lineno}: {keyword.arg}"
        for file, call in _log_calls()
        for keyword in call.keywords
        if keyword.arg not in KEYS | {"exc_info"}
    ]
    assert strange == []


def test_every_event_name_is_a_constant() -> None:
    strange = [
        f"{file}:{call.lineno}"
        for file, call in _log_calls()
        if not (call.args and isinstance(call.args[0], ast.Constant))
    ]
    assert strange == []
