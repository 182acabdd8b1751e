"""Invented facts of every kind, made from the shape of the fact itself."""

from __future__ import annotations

import types
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, NoReturn, Union, get_args, get_origin
from uuid import UUID

from annotated_types import Ge, Gt, Le, Lt
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from domain.disclosure.rows import SITUATION, SituationRow
from domain.kernel import STORED, Erased, Event, State

LETTERS = st.sampled_from(list("aăâbcdđeêghiklmnoôơpqrstuưvxyAÁẢẠÃàảạãéíóúýĐƯỜ 0123456789.,;:\"'{}\\<>&\n"))
WORDS = st.text(LETTERS, min_size=1, max_size=40)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))
DAYS = st.dates(date(1990, 1, 1), date(2060, 1, 1))


@cache
def facts_of(kind: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Return a strategy of facts (or values) of this kind; what the kind itself refuses is left out."""
    shapes = st.fixed_dictionaries(
        {name: _of(field.annotation, tuple(field.metadata)) for name, field in kind.model_fields.items()}
    )
    return shapes.map(lambda given: _made(kind, given)).filter(lambda made: made is not None)


def _made(kind: type[BaseModel], given: Mapping[str, Any]) -> BaseModel | None:
    """What a form would refuse may still lie in the log from before a rule tightened."""
    for context in (None, STORED):
        with suppress(ValidationError):
            return kind.model_validate(given, context=context)
    return None


def _of(annotation: Any, marks: tuple[object, ...]) -> st.SearchStrategy[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        return _of(inner, (*marks, *more))
    if origin in (Union, types.UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not Erased]
        return st.one_of([_of(kind, marks) for kind in kinds])
    if origin is tuple:
        inner = get_args(annotation)[0]
        return st.lists(_of(inner, ()), max_size=3, unique=_is_code(inner)).map(tuple)
    if origin is not None:
        raise NotImplementedError(annotation)
    return _plain(annotation, marks)


def _is_code(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, StrEnum)


def _plain(kind: Any, marks: tuple[object, ...]) -> st.SearchStrategy[Any]:
    if kind in (None, type(None)):
        return st.none()
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return facts_of(kind)
    if _is_code(kind):
        return st.sampled_from(list(kind))
    simple: dict[object, st.SearchStrategy[Any]] = {
        str: WORDS,
        bool: st.booleans(),
        UUID: st.uuids(version=4),
        datetime: MOMENTS,
        date: DAYS,
        time: st.times(),
        SituationRow: st.sampled_from(SITUATION),
    }
    return _whole_numbers(marks) if kind is int else simple[kind]


def _whole_numbers(marks: tuple[object, ...]) -> st.SearchStrategy[int]:
    low, high = -(2**31), 2**31 - 1
    for mark in marks:
        low = max(low, getattr(mark, "ge", low)) if isinstance(mark, Ge) else low
        low = max(low, getattr(mark, "gt", low) + 1) if isinstance(mark, Gt) else low
        high = min(high, getattr(mark, "le", high)) if isinstance(mark, Le) else high
        high = min(high, getattr(mark, "lt", high) - 1) if isinstance(mark, Lt) else high
    return st.integers(low, high)


@cache
def streams_of() -> Mapping[type[State[Any, Any]], st.SearchStrategy[list[Event]]]:
    """Return, for each state of the domain, a strategy of streams: one first fact, then any further ones."""
    import infrastructure.catalogue  # noqa: F401 - loads every subject

    return {kind: _stream(kind) for kind in _states()}


def _states() -> list[type[State[Any, Any]]]:
    return [kind for kind in _below(State) if kind.__module__.startswith("domain.") and "began" in vars(kind)]


def _below(kind: type[Any]) -> list[type[Any]]:
    return [found for sub in kind.__subclasses__() for found in (sub, *_below(sub))]


def _stream(kind: type[State[Any, Any]]) -> st.SearchStrategy[list[Event]]:
    """A base may name the first fact alone, and leave what follows to its own base."""
    named = [
        args
        for base in kind.__mro__[1:]
        if (args := getattr(base, "__pydantic_generic_metadata__", {}).get("args"))
    ]
    first, further = named[0][0], next(args[1] for args in named if len(args) == 2)
    more = st.just([]) if further is NoReturn else st.lists(_of(further, ()), max_size=8)
    return st.tuples(_of(first, ()), more).map(lambda made: [made[0], *made[1]])
