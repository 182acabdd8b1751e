"""Facts as they look to whoever holds no keys: every personal field is `ERASED`, and costs nothing to read.

Followers read each event of the log and need its codes alone. For each kind of fact a twin is made once: a
subclass without personal fields to check. What it reads is given back as the kind itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import cache
from typing import Any, cast, get_args

from pydantic import BaseModel, Field, create_model

from domain.kernel import ERASED, STORED, Event, personal_class


def read(kind: type[Event], coded: Mapping[str, Any]) -> Event:
    """Return the fact of its coded part, `ERASED` standing in each personal field."""
    fact = _twin(kind).__pydantic_validator__.validate_python(coded, context=STORED)
    fact.__class__ = kind
    return cast(Event, fact)


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
