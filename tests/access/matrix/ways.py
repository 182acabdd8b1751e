"""How a route is asked: with valid content, so that what the answer says is who asks about which record.

`$name` in an address or in content stands for an id of the column's record (`seeded.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.access.matrix.columns import NOBODY
from tests.access.matrix.rules import OK, Rule

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Way:
    """One route: what it answers when the answer is yes, and who is to get that."""

    method: str
    path: str
    kind: str
    ok: int
    rule: Rule
    content: Content | None = None
    query: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)
    """Which id of the record stands for a name in the path, where the names differ."""
    file: bytes = b""
    """A file that comes along."""
    fixed: Mapping[str, str] = field(default_factory=dict)
    """What stands for a name in the path that is no id: the form of a file."""
    stranger: str = ""
    """What whoever is not signed in gets; the sign-in page or 401 when nothing is said."""

    @property
    def name(self) -> str:
        """The route as the table names it."""
        return f"{self.method} {self.path}"

    @property
    def is_page(self) -> bool:
        """Whether it is a page, with a form and a cookie."""
        return not self.path.startswith("/api/")

    def expects(self, role: str, column: str) -> str:
        """Return the code that the table holds for a cell."""
        if role == NOBODY:
            return self.stranger or ("login" if self.is_page and self.method == "GET" else "401")
        said = self.rule.expects(role, column)
        return str(self.ok) if said == OK else said


def page(path: str, kind: str, rule: Rule, ok: int = 200, **more: Any) -> Way:
    return Way("GET", path, kind, ok, rule, **more)


def form(path: str, kind: str, rule: Rule, content: Content | None = None, ok: int = 303, **more: Any) -> Way:
    return Way("POST", path, kind, ok, rule, content or {}, **more)


def read(path: str, kind: str, rule: Rule, ok: int = 200, **more: Any) -> Way:
    return Way("GET", f"/api/v1{path}", kind, ok, rule, **more)


def send(path: str, kind: str, rule: Rule, content: Content | None = None, ok: int = 201, **more: Any) -> Way:
    return Way("POST", f"/api/v1{path}", kind, ok, rule, content, **more)


def put(path: str, kind: str, rule: Rule, content: Content, ok: int = 200, **more: Any) -> Way:
    return Way("PUT", f"/api/v1{path}", kind, ok, rule, content, **more)


def drop(path: str, kind: str, rule: Rule, ok: int = 200, **more: Any) -> Way:
    return Way("DELETE", f"/api/v1{path}", kind, ok, rule, **more)
