"""Texts that mean something to a database, browser, template, header, path or spreadsheet; each with its mark.

All of them hold markup, handlers, an address that runs, and a template's sum; they begin in turn with what matters at
the beginning of a cell, an address, a path or a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

STARTS = (
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "javascript:ran(1)//",
    "../../../etc/passwd",
    "..\\..\\boot.ini",
    "'; DROP TABLE es.events; --",
    "1' OR '1'='1",
    "\u202e=1+1\u202c",
    "\u200b\ufeff=1+1",
    'a"\r\nX-zqx: 1\r\nSet-Cookie: zqx=1\r\n\r\n',
    "%0d%0aX-zqx:%201",
    "{{ 1234*4321 }}",
    "&lt;script&gt;",
    "\x1b[31m\x07",
)
"""In turn at the beginning: formulas, an address, paths, statements, writing from the right, lines of a header."""
LONG = (
    "<script>ran(2)</script>\"><img src=x onerror=ran(3)>'><svg/onload=ran(4)></textarea></title>"
    "<a href=javascript:ran(5)>x</a>{{ 1234*4321 }}{% raw %}${1234*4321}<!--"
)
SHORT = "\"><svg/onload=ran(6)>'<b>{{1234*4321}}"
TINY = "<i>=1"
MARK = re.compile(r"zqx(\d+)q")
COMPUTED = "5332114"
"""What a template engine would have made of the sum."""


def texts(number: int) -> tuple[str, ...]:
    """Return the payload of a number in its lengths, the longest first; a telephone number stands in some."""
    start, mark = STARTS[number % len(STARTS)], f"zqx{number}q"
    return (
        f"{start} {mark} {LONG}",
        f"{start} {mark} {LONG} 0987654321",
        f"{start[:20]} {mark} {SHORT} 0987654321",
        f"{mark} {TINY} 0987654",
        f"{mark}{TINY}",
    )


@dataclass(frozen=True)
class Leaf:
    """One text field somewhere within a command or the body of a request."""

    path: tuple[str, ...]
    owner: type[BaseModel]
    takes: FieldInfo = field(compare=False)
    lists: frozenset[int] = frozenset()
    """Steps of the path that lead to several values, of which the first is meant."""

    @property
    def name(self) -> str:
        """The field by its path, and by the value that it is a field of: one place may hold one of several values."""
        return f"{'.'.join(self.path)}@{self.owner.__name__}"

    def fitting(self, number: int) -> str | None:
        """Return the longest payload that the field's own rules let in; None for a code or a number."""
        return next((text for text in texts(number) if self._lets_in(text)), None)

    @property
    def is_many(self) -> bool:
        """Whether it is a list of texts."""
        return _is_many(self.takes.annotation)

    def _lets_in(self, text: str) -> bool:
        try:
            adapter(self.owner, self.path[-1]).validate_python([text] if self.is_many else text)
        except ValidationError:
            return False
        return True


_ADAPTERS: dict[tuple[type[BaseModel], str], TypeAdapter[Any]] = {}


def adapter(owner: type[BaseModel], name: str) -> TypeAdapter[Any]:
    """Return what validates one field alone."""
    key = (owner, name)
    if key not in _ADAPTERS:
        info = owner.model_fields[name]
        kind: Any = info.annotation
        for one in info.metadata:
            kind = Annotated[kind, one]
        _ADAPTERS[key] = TypeAdapter(kind)
    return _ADAPTERS[key]


def _is_many(kind: Any) -> bool:
    return any(get_origin(one) in (tuple, list, frozenset) for one in (kind, *get_args(kind)))


def leaves(
    kind: Any, path: tuple[str, ...] = (), seen: tuple[Any, ...] = (), lists: frozenset[int] = frozenset()
) -> Iterator[Leaf]:
    """Yield every text field of a value, however deep; of a choice those of each of its values."""
    for model in models_in(kind):
        for name, info in model.model_fields.items():
            if any(leaf is str for leaf in opened(info.annotation)):
                yield Leaf((*path, name), model, info, lists)
            if model not in seen:
                many = lists | {len(path)} if _is_many(info.annotation) else lists
                yield from leaves(info.annotation, (*path, name), (*seen, model), many)


def models_in(kind: Any) -> list[type[BaseModel]]:
    """Return the values that a type may hold."""
    return [one for one in opened(kind) if isinstance(one, type) and issubclass(one, BaseModel)]


def opened(kind: Any) -> Iterator[Any]:
    """Yield the plain types within a type."""
    args = get_args(kind)
    if not args:
        yield kind
    for one in args:
        yield from opened(one)


def texts_in(value: BaseModel, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Yield every text of a value that bears a mark, with the name of its leaf."""
    for name in type(value).model_fields:
        inner = getattr(value, name)
        for one in inner if isinstance(inner, tuple | list | frozenset) else (inner,):
            if isinstance(one, BaseModel):
                yield from texts_in(one, (*path, name))
            elif isinstance(one, str) and MARK.search(one):
                yield f"{'.'.join((*path, name))}@{type(value).__name__}", one


numbers = count(1)
"""Of the payloads of this run."""
