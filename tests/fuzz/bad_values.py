"""What is put in the place of a value that is right: other types, edges, and texts that mean something elsewhere."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from random import Random
from typing import Any

CANARY = "zqx"
"""Stands in every text that a browser or a template might take for its own."""
MARKUP = (
    f"<script>{CANARY}(1)</script>",
    f'"><img src=x onerror={CANARY}(1)>',
    f"'><svg/onload={CANARY}(1)>",
    f"</textarea><script>{CANARY}(2)</script>",
    f"javascript:{CANARY}(1)",
)
TEMPLATE = ("{{ 1234 * 4321 }}", "${1234*4321}", "{% raw %}{{ 1234*4321 }}{% endraw %}", "#{1234*4321}")
COMPUTED = "5332114"
"""What a template engine would have made of them."""
LINES = (f"a\r\nX-{CANARY}: 1", f"%0d%0aX-{CANARY}:%201", f"a\nSet-Cookie: {CANARY}=1")
QUOTED = (
    "'; DROP TABLE es.events; --",
    "' OR '1'='1",
    "1); SELECT pg_sleep(0); --",
    "%' AND 1=CAST((SELECT version()) AS int)--",
    "\\",
    "%s %(name)s {0}",
    "$1",
)
PATHS = ("../../etc/passwd", "..%2f..%2f", "/etc/passwd", "C:\\", "a/b", ".", "..")
EDGES: tuple[Any, ...] = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud83d",
    "\u202eđảo\u202c",
    "e\u0323\u0302",
    "ﬁ\u200b\ufeff",
    "𝟏𝟐",
    "x" * 5000,
    "x" * 70_000,
    "=1+1",
    "@SUM(A1)",
    "0",
    "-1",
    "2147483648",
    "9" * 40,
    "1e400",
    "NaN",
    "true",
    "null",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "29/02/2025",
    "2026-11-26T25:61:61Z",
    "24:00",
    "00000000-0000-0000-0000-000000000000",
    "{}",
    "[]",
)
TEXTS: tuple[str, ...] = (
    *MARKUP,
    *TEMPLATE,
    *LINES,
    *QUOTED,
    *PATHS,
    *(one for one in EDGES if isinstance(one, str)),
)
OTHER: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    2**31,
    2**63,
    10**40,
    -0.0,
    1e308,
    0.1,
    [],
    {},
    [None],
    [[]],
    {"": ""},
    {"a": {"b": {"c": {}}}},
    ["x"] * 300,
)


def bad(draw: Random, known: Sequence[str]) -> Any:
    """Return a value for a place where another belongs; sometimes an id of another record."""
    match draw.randrange(6):
        case 0 if known:
            return draw.choice(known)
        case 1 | 2:
            return copy.deepcopy(draw.choice(OTHER))
        case _:
            return draw.choice(TEXTS)


def _places(content: Any) -> list[tuple[Any, Any]]:
    """Every place of a value in a JSON document: what holds it, and under which name or number."""
    found: list[tuple[Any, Any]] = []
    pairs = (
        content.items()
        if isinstance(content, dict)
        else enumerate(content)
        if isinstance(content, list)
        else ()
    )
    for key, value in pairs:
        found += [(content, key), *_places(value)]
    return found


def changed(content: Any, times: int, draw: Random, known: Sequence[str]) -> Any:
    """Return a JSON document with so many changes: values replaced, left out, doubled, buried."""
    content = copy.deepcopy(content)
    for _ in range(times):
        places = _places(content)
        if not places:
            return bad(draw, known)
        holder, key = draw.choice(places)
        match draw.randrange(8):
            case 0:
                del holder[key]
            case 1:
                holder[key] = [holder[key], copy.deepcopy(holder[key])]
            case 2:
                holder[key] = {"value": holder[key]}
            case 3 if isinstance(holder, dict):
                holder[draw.choice(TEXTS)[:60]] = bad(draw, known)
            case 4 if isinstance(holder[key], str):
                holder[key] += draw.choice(TEXTS)
            case _:
                holder[key] = bad(draw, known)
    return content


def changed_fields(
    fields: list[tuple[str, str]], times: int, draw: Random, known: Sequence[str]
) -> list[tuple[str, str]]:
    """Return the fields of a form or of an address with so many changes."""
    fields = list(fields)
    for _ in range(times):
        at = draw.randrange(len(fields)) if fields else 0
        name = fields[at][0] if fields else "a"
        value = str(bad(draw, known))
        match draw.randrange(9):
            case 0 if fields:
                del fields[at]
            case 1:
                fields.append((name, value))
            case 2:
                fields.append((f"{name}.0.{draw.choice(('a', '9999999999', ''))}", value))
            case 3:
                fields.append((draw.choice(TEXTS)[:60], value))
            case 4:
                fields.append((name.partition(".")[0], value))
            case _ if fields:
                fields[at] = (name, value)
            case _:
                fields.append((name, value))
    return fields
