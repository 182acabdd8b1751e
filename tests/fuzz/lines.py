"""Which lines of a file stand inside functions: what an import runs says nothing of what was reached."""

from __future__ import annotations

import ast
from pathlib import Path

import coverage


def lines_inside(path: Path, traced: coverage.Coverage) -> set[int]:
    """Return the lines with a statement inside a function."""
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    spans = (range(part.lineno, (part.end_lineno or 0) + 1) for node in functions for part in node.body)
    return {line for span in spans for line in span} & set(traced.analysis2(str(path))[1])
