"""Facts as they look to whoever holds no keys: every personal field is `ERASED`, and costs nothing to read.

Followers read each event of the log and need its codes alone. For each kind of fact a twin is made once: a
subclass without personal fields to check. What it reads is given back as the kind itself.

Codes repeat: what was told of one child's school or accident is told of a thousand others. A part of a fact that holds
codes alone is checked once and kept; values never change, so facts may share them.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, cast, get_args
from uuid import UUID

import orjson
from pydantic import BaseModel, Field, create_model

from domain.kernel import ERASED, STORED, Event, personal_class

KEPT_PARTS = 20_000
"""Parts of facts that are kept, the latest used: some 20 MB at most."""


def read(kind: type[Event], coded: Mapping[str, Any]) -> Event:
    """Return the fact of its coded part, `ERASED` standing in each personal field."""
    fact = _checked(_twin(kind), coded)
    fact.__class__ = kind
    return cast(Event, fact)


def _checked(twin: type[BaseModel], coded: Mapping[str, Any]) -> BaseModel:
    parts = _parts_of(twin)
    if parts:
        coded = dict(coded)
        for name, part in parts:
            given = coded.get(name)
            if type(given) is dict:
                coded[name] = _part(part, orjson.dumps(given))
    return cast(BaseModel, twin.__pydantic_validator__.validate_python(coded, context=STORED))


@lru_cache(maxsize=KEPT_PARTS)
def _part(twin: type[BaseModel], coded: bytes) -> BaseModel:
    return _checked(twin, orjson.loads(coded))


@cache
def _parts_of(twin: type[BaseModel]) -> tuple[tuple[str, type[BaseModel]], ...]:
    """Return the fields that hold a value of codes alone, with its twin."""
    found = ((name, _model_in(field.annotation)) for name, field in twin.model_fields.items())
    return tuple((name, model) for name, model in found if model is not None and _repeats(model))


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model of `Model` or `Model | None`."""
    kinds = set(get_args(annotation) or (annotation,)) - {type(None)}
    only = kinds.pop() if len(kinds) == 1 else None
    return only if isinstance(only, type) and issubclass(only, BaseModel) else None


@cache
def _repeats(twin: type[BaseModel]) -> bool:
    """Return whether the same content comes again: moments and ids do not."""
    kinds = {
        kind
        for field in twin.model_fields.values()
        for kind in get_args(field.annotation) or (field.annotation,)
    }
    return not kinds & {datetime, UUID}


@cache
def _twin(kind: type[BaseModel]) -> type[BaseModel]:
    """Return the subclass whose personal fields are given, here and below."""
    changed: dict[str, Any] = {}
    for name, field in kind.model_fields.items():
        if personal_class(field.metadata) is not None:
            changed[name] = (Any, Field(default=ERASED, exclude=True))
            continue
        below = _with_twins(field.annotation)
        if below is not field.annotation:
            info = copy(field)
            info.annotation = below
            changed[name] = (below, info)
    if not changed:
        return kind if not issubclass(kind, Event) else create_model(kind.__name__, __base__=kind)
    return create_model(kind.__name__, __base__=kind, __module__=__name__, **changed)


def _with_twins(annotation: Any) -> Any:
    """Return `Model` or `Model | None` with the twin in place of the model; anything else as it is."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _twin(annotation)
    args = get_args(annotation)
    models = [a for a in args if isinstance(a, type) and issubclass(a, BaseModel)]
    if len(models) == 1 and set(args) - set(models) == {type(None)}:
        twin = _twin(models[0])
        return annotation if twin is models[0] else twin | None
    return annotation
