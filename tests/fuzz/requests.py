"""Requests near the right ones: each route as the matrix asks it, then spoiled in its path, words, headers or body.

What pages and the API's own document say about fields is learned on the way, so that optional fields are tried too.
"""

from __future__ import annotations

import html
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import httpx2
import pyotp

from api.door import csrf_token
from tests.access.matrix.association import Ids, Seeded
from tests.access.matrix.columns import COLUMNS, NOBODY, ROWS, STALE
from tests.access.matrix.running import filled, typed
from tests.access.matrix.ways import Way
from tests.fuzz.bad_values import TEXTS, bad, changed, changed_fields
from tests.journeys.world import ORIGIN

_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S)
_FIELD = re.compile(r"<(?:input|select|textarea)\b[^>]*?\bname=\"([^\"]+)\"(?:[^>]*?\bvalue=\"([^\"]*)\")?")
_OPTION = re.compile(r"<select\b[^>]*\bname=\"([^\"]+)\"[^>]*>(.*?)</select>", re.S)
_LINK = re.compile(r"href=\"(/[^\"?]*)\?([^\"]+)\"")
_NEVER_LEARNED = {"_csrf", "password", "old", "new", "answer"}
_SAMPLES = (
    "Cháu kể với cô giáo",
    "12/TB",
    "3",
    "2025-11-03",
    "2026-11-26T08:30",
    "true",
    "0987654321",
    "Vi Thị Mẫu",
)
MOST_IN_ADDRESS = 3000
"""Letters of one value in an address: no client sends an address longer than 64 KiB."""
_TYPES = (
    "application/json",
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "",
    "x/y; a=\x01",
)


@dataclass(frozen=True)
class Made:
    """One request as it will be sent."""

    way: Way
    who: str
    method: str
    url: str
    body: dict[str, Any]
    """How the client is told about the body."""
    headers: dict[str, str]


@dataclass
class Requests:
    """Makes requests out of the ways of the matrix; the same seed makes the same ones from the same answers."""

    made: Seeded
    ways: tuple[Way, ...]
    draw: Random
    learned: dict[str, dict[str, set[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    """By route: names of fields, and what may stand in them."""

    def __post_init__(self) -> None:
        self._routes = [
            (re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(way.path)) + r"\Z"), way)
            for way in self.ways
        ]
        self._learn_schema(self.made.world.app.openapi())

    # -- what is learned ----------------------------------------------------------------------------------------------

    def learn(self, answer: httpx2.Response) -> None:
        """Take the names of fields and of parameters out of a page."""
        for attributes, inside in _FORM.findall(answer.text):
            action = re.search(r'action="([^"]*)"', attributes)
            method = "POST" if 'method="post"' in attributes else "GET"
            name = self._name_of(method, html.unescape(action[1]) if action else str(answer.url))
            for one, value in _FIELD.findall(inside) if name else ():
                self._note(name, one, html.unescape(value))
            for one, options in _OPTION.findall(inside) if name else ():
                for value in re.findall(r'<option value="([^"]*)"', options):
                    self._note(name, one, html.unescape(value))
        for path, query in _LINK.findall(answer.text):
            name = self._name_of("GET", path)
            for one, value in parse_qsl(html.unescape(query)) if name else ():
                self._note(name, one, value)

    def _note(self, route: str, name: str, value: str) -> None:
        if name not in _NEVER_LEARNED and len(self.learned[route][name]) < 40:
            self.learned[route][name].add(value)

    def _name_of(self, method: str, address: str) -> str:
        path = urlsplit(address).path
        return next(
            (way.name for route, way in self._routes if way.method == method and route.match(path)), ""
        )

    def _learn_schema(self, document: dict[str, Any]) -> None:
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                name = f"{method.upper()} {path}"
                for one in operation.get("parameters", ()):
                    if one["in"] == "query":
                        self.learned[name][one["name"]].update(_values(document, one["schema"]))
                for content in operation.get("requestBody", {}).get("content", {}).values():
                    self._learn_object(document, content["schema"], name, set())

    def _learn_object(
        self, document: dict[str, Any], schema: dict[str, Any], name: str, seen: set[str]
    ) -> None:
        for one in _choices(document, schema, seen):
            for key, inside in one.get("properties", {}).items():
                self.learned[name][key].update(_values(document, inside))
                self._learn_object(document, inside, name, seen)

    # -- what is made ------------------------------------------------------------------------------------------------

    def make(self) -> Made:
        """Return the next request."""
        draw = self.draw
        way = draw.choice(self.ways)
        role, column = self._asker(way)
        token = None
        if role != NOBODY:
            token = self.made.session(self.made.asker(way.kind, role), fresh=column not in STALE)
        ids = self.made.ids[way.kind, column] | self.made.own.get((way.kind, column, role), {})
        if "secret" in ids:
            ids = ids | {"totp": pyotp.TOTP(ids["secret"]).now()}
        known = [value for value in ids.values() if value]
        times = draw.choice((0, 0, 1, 1, 1, 2, 2, 3, 6))
        parts = [draw.choice(("body", "body", "body", "query", "path", "headers")) for _ in range(times)]
        path = self._path(way, ids, parts.count("path"), known)
        query = self._query(way, ids, parts.count("query"), known)
        headers = self._headers(way, ids, token, parts.count("headers"))
        body = self._body(way, ids, token, parts.count("body"), known)
        return Made(way, f"{role}/{column}", way.method, path + query, body, headers)

    def _asker(self, way: Way) -> tuple[str, str]:
        """Mostly somebody who is let in, so that the body is looked at."""
        columns = [column for column in COLUMNS[way.kind] if (way.kind, column) in self.made.ids]
        cells = [(role, column) for role in ROWS for column in columns]
        inside = [cell for cell in cells if way.expects(*cell) == str(way.ok)]
        return self.draw.choice(inside if inside and self.draw.random() < 0.85 else cells)

    def _path(self, way: Way, ids: Ids, times: int, known: list[str]) -> str:
        names = re.findall(r"\{(\w+)\}", way.path)
        spoiled = {self.draw.choice(names) for _ in range(times)} if names else set()
        path = way.path
        for name in names:
            right = way.fixed.get(name) or ids[way.ids.get(name, name)]
            if name in spoiled:
                right = quote(
                    str(bad(self.draw, known))[:MOST_IN_ADDRESS].encode("utf-8", "replace"), safe="%"
                )
            path = path.replace(f"{{{name}}}", right)
        return path

    def _query(self, way: Way, ids: Ids, times: int, known: list[str]) -> str:
        pairs = parse_qsl(filled(way.query, ids).lstrip("?"), keep_blank_values=True)
        if way.method == "GET":
            pairs += self._optional(way, ids)
        pairs = changed_fields(pairs, times, self.draw, known)
        short = [(name, value[:MOST_IN_ADDRESS]) for name, value in pairs]
        return f"?{urlencode(short, errors='replace')}" if pairs else ""

    def _optional(self, way: Way, ids: Ids) -> list[tuple[str, str]]:
        names = sorted(self.learned.get(way.name, ()))
        chosen = self.draw.sample(names, self.draw.randrange(min(4, len(names)) + 1)) if names else []
        return [(name, self._right(way, name, ids)) for name in chosen]

    def _right(self, way: Way, name: str, ids: Ids) -> str:
        """A value that might do: one that a page offered, an id, or a sample."""
        offered = sorted(filter(None, self.learned[way.name][name]))
        if offered and self.draw.random() < 0.8:
            return self.draw.choice(offered)
        return self.draw.choice([*_SAMPLES, *(value for value in ids.values() if value)])

    def _headers(self, way: Way, ids: Ids, token: str | None, times: int) -> dict[str, str]:
        draw = self.draw
        if way.is_page:
            headers = {"Origin": ORIGIN} | ({"Cookie": f"sid={token}"} if token else {})
        else:
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            if way.method == "PUT":
                headers["If-Match"] = f'"{ids[way.ids["entry"]] if "entry" in way.ids else 0}"'
        if draw.random() < 0.3:
            headers["Accept-Language"] = draw.choice(("en", "vi", "en-GB;q=0.5,*"))
        for _ in range(times):
            name = draw.choice(
                (
                    "If-Match",
                    "Idempotency-Key",
                    "Accept",
                    "Accept-Language",
                    "Cookie",
                    "Authorization",
                    "Origin",
                    "Content-Type",
                    "Range",
                    "If-None-Match",
                    "User-Agent",
                )
            )
            value = draw.choice(_TYPES) if name == "Content-Type" else str(draw.choice(TEXTS))
            headers[name] = re.sub(r"[^\x20-\x7e]", "~", value)[:4000]
        return headers

    def _body(self, way: Way, ids: Ids, token: str | None, times: int, known: list[str]) -> dict[str, Any]:
        if way.method == "GET":
            return {}
        content = filled(way.content, ids)
        if self.draw.random() < 0.03:
            return {
                "content": self.draw.choice(
                    (b"", b"{", b"\xff\xfe", b"[" * 2000, b'{"a":1}{', b"a=%ff&b", b"\x00" * 50)
                )
            }
        if way.is_page or way.file:
            return self._fields(way, ids, token, times, content, known)
        if isinstance(content, dict):
            content = content | {name: _json(value) for name, value in self._optional(way, ids)}
        content = changed(content, times, self.draw, known)
        return {"content": json.dumps(content).encode(), "type": "application/json"}

    def _fields(
        self, way: Way, ids: Ids, token: str | None, times: int, content: Any, known: list[str]
    ) -> dict[str, Any]:
        sent = changed_fields([*typed(content), *self._optional(way, ids)], times, self.draw, known)
        if way.is_page and self.draw.random() < 0.97:
            sent.append(("_csrf", csrf_token(token)))
        if way.file:
            name = self.draw.choice(("anh.png", *(one[:100] for one in TEXTS)))
            file = self.draw.choice(
                (way.file, way.file[:20], b"", b"%PDF-1.4", b"<svg onload=zqx(1)>", b"PK\x03\x04" * 9)
            )
            data = {_sayable(one): _sayable(value) for one, value in sent}
            return {"data": data, "files": {"file": (_sayable(name), file)}}
        return {
            "content": urlencode(sent, errors="replace").encode(),
            "type": "application/x-www-form-urlencoded",
        }


def _sayable(text: str) -> str:
    """Text without halves of letters, which UTF-8 cannot write."""
    return text.encode("utf-8", "replace").decode()


def _json(value: str) -> Any:
    return {"true": True, "false": False}.get(
        value, int(value) if value.isascii() and value.isdecimal() else value
    )


def _choices(document: dict[str, Any], schema: dict[str, Any], seen: set[str]) -> list[dict[str, Any]]:
    """The schemas that one stands for: references followed once each, choices and items opened."""
    reference = schema.get("$ref")
    if reference:
        if reference in seen:
            return []
        seen.add(reference)
        return _choices(document, document["components"]["schemas"][reference.rpartition("/")[2]], seen)
    inside = [*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())]
    if "items" in schema:
        inside.append(schema["items"])
    return [schema, *(found for one in inside for found in _choices(document, one, seen))]


def _values(document: dict[str, Any], schema: dict[str, Any]) -> set[str]:
    return {
        str(value)
        for one in _choices(document, schema, set())
        for value in [*one.get("enum", ()), *([one["const"]] if "const" in one else ())]
    }
