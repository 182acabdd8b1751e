"""Arguments of decisions, made from their types: a new field or a new decision needs no word here."""

from __future__ import annotations

import types
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from random import Random
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from pydantic import BaseModel, ValidationError

from domain.disclosure.rows import SITUATION, SituationRow
from domain.kernel import Act, Erased, Event, State
from domain.units import AdminUnit, register

IDS = tuple(UUID(int=(4 << 76) | (2 << 62) | number) for number in range(1, 6))
"""Accounts, units and records at once, so few that they meet."""
TEXTS = (
    "",
    "Đã gọi cho cô giáo",
    "Cháu kể với cô giáo",
    "Lò Văn Ví Dụ",
    "0204 000 00 12",
    "HT.TN.2026.0001",
    "12/TB",
    "tre_em",
    "ho_so",
    "Nguyễn Thị Ánh Tuyết",
    "x" * 40,
)
WHOLE = (0, 0, 1, 1, 2, 3, 4, 5, 7, 12, 2024, 2025, 2026)
ATTEMPTS = 14
"""How often a value that its own rules refuse is made anew, each time with less in it."""
AGAIN = 40
"""How often a field that is refused by itself is made anew: of our texts one is a telephone number."""
MANY = (tuple, list, set, frozenset, Sequence, Collection, Iterable)


class CannotMake(Exception):
    """Nothing can be made of this type."""


@cache
def hints(of: Any) -> dict[str, Any]:
    """Return the types of parameters or fields, with what they are annotated with."""
    try:
        return get_type_hints(of, include_extras=True)
    except NameError:
        return get_type_hints(of, localns=_known(), include_extras=True)


@cache
def _known() -> dict[str, Any]:
    """States and facts by name: some modules name them for the type checker alone."""
    found: dict[str, Any] = {}
    waiting: list[type[Any]] = [State, Event]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if "[" not in kind.__name__:
                found.setdefault(kind.__name__, kind)
            waiting.append(kind)
    return found


class Maker:
    """Makes values at random; the same seed makes the same ones."""

    def __init__(self, draw: Random, now: datetime, states: Callable[[type[Any]], Any]) -> None:
        self.draw, self.now = draw, now
        self.states = states
        """Makes the state of another record."""

    def make(self, kind: Any, depth: int = 0) -> Any:
        """Return a value of a type."""
        origin, args = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return self.make(args[0], depth)
        if origin in (Union, types.UnionType):
            return self._one_of(args, depth)
        if origin is Literal:
            return self.draw.choice(args)
        if origin is type:
            return self.draw.choice(_below(args[0]))
        if origin in MANY:
            return self._some(origin, args, depth)
        if origin is not None and issubclass(origin, Mapping):
            return {self.make(args[0], depth + 1): self.make(args[1], depth + 1) for _ in self._count(depth)}
        if isinstance(kind, TypeVar):
            raise CannotMake(kind)
        return self._plain(kind, depth)

    def holding(self, kind: Any, path: tuple[str, ...]) -> dict[str, Any]:
        """Return a value as it is sent, by chance with something at this place; its rules need not be met there."""
        for _ in range(ATTEMPTS):
            made = self.make(kind)
            if isinstance(made, BaseModel) and path[0] in (said := made.model_dump(mode="json")):
                return said
        raise CannotMake(kind)

    def _one_of(self, kinds: tuple[Any, ...], depth: int) -> Any:
        some = [one for one in kinds if one not in (Erased, type(None))]
        if type(None) in kinds and self.draw.random() < (0.4 if depth < 3 else 0.8):
            return None
        return self.make(self.draw.choice(some), depth)

    def _count(self, depth: int) -> range:
        return range(self.draw.choice((0, 1, 1, 2, 3)) if depth < 4 else 0)

    def _some(self, origin: Any, args: tuple[Any, ...], depth: int) -> Any:
        if origin is tuple and args and args[-1] is not Ellipsis:
            return tuple(self.make(one, depth + 1) for one in args)
        made = [self.make(args[0], depth + 1) for _ in self._count(depth)]
        return origin(made) if origin in (list, set, frozenset) else tuple(made)

    def _plain(self, kind: Any, depth: int) -> Any:
        simple: dict[Any, Callable[[], Any]] = {
            UUID: lambda: self.draw.choice(IDS),
            str: lambda: self.draw.choice(TEXTS),
            bool: lambda: self.draw.random() < 0.5,
            int: lambda: self.draw.choice(WHOLE),
            float: lambda: self.draw.random(),
            datetime: self._moment,
            date: lambda: self._moment().date(),
            AdminUnit: self._unit,
            SituationRow: lambda: self.draw.choice(SITUATION),
        }
        if kind in simple:
            return simple[kind]()
        if not isinstance(kind, type) or kind is Act:
            raise CannotMake(kind)
        if issubclass(kind, Enum):
            return self.draw.choice(list(kind))
        if issubclass(kind, str):
            return kind(self.draw.choice(TEXTS))
        if issubclass(kind, State):
            return self.states(kind)
        if issubclass(kind, BaseModel):
            return self._model(kind, depth)
        if is_dataclass(kind):
            return self._record(kind, depth)
        raise CannotMake(kind)

    def _moment(self) -> datetime:
        days = self.draw.choice((0, 0, 0, 1, 30, 200, 400, 4000, -1, -40))
        return self.now - timedelta(days=days, minutes=self.draw.randrange(600))

    def _unit(self) -> AdminUnit:
        written: AdminUnit = self.draw.choice(_communes()).as_written
        return written

    def _record(self, kind: type[Any], depth: int) -> Any:
        known = hints(kind)  # type: ignore[arg-type] # a class is hashable
        needed = [one for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING]
        return kind(**{one.name: self.make(known[one.name], depth + 1) for one in needed})

    def _model(self, kind: type[BaseModel], depth: int) -> Any:
        wanted = 0.6 if depth < 3 else 0.15
        known, wrong = hints(kind), ""
        for attempt in range(ATTEMPTS):
            chosen = {
                name: self.make(known[name], depth + 1)
                for name, field in kind.model_fields.items()
                if field.is_required() or self.draw.random() < wanted * (1 - attempt / ATTEMPTS)
            }
            for _ in range(AGAIN):
                try:
                    return kind.model_validate(chosen)
                except ValidationError as refused:
                    wrong = "; ".join(f"{one['loc']}: {one['type']}" for one in refused.errors())
                    named = {one["loc"][0] for one in refused.errors() if one["loc"]} & chosen.keys()
                if not named:
                    break  # no field by itself: they do not go together
                chosen |= {name: self.make(known[name], depth + 1) for name in map(str, named)}
        raise CannotMake(kind, wrong)


@cache
def _communes() -> tuple[Any, ...]:
    return register().options_on(date(2025, 7, 1))[:5]


def _below(kind: type[Any]) -> list[type[Any]]:
    """Return the kinds of fact below one that have a name of their own."""
    return [
        one
        for one in _known().values()
        if isinstance(one, type) and issubclass(one, kind) and "TOPIC" in vars(one)
    ]
