"""Samples made from the shape of a fact: every field filled, the same each time."""

from __future__ import annotations

import json
import types
from datetime import UTC, date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

from annotated_types import Ge, Gt
from pydantic import BaseModel

from domain.kernel import STORED, Erased, Event, FieldClass, join, split

FOLDER = Path(__file__).parent
PLAIN: dict[object, object] = {
    str: "mẫu",
    bool: True,
    UUID: UUID("00000000-0000-4000-8000-000000000009"),
    datetime: datetime(2026, 1, 2, 3, 4, 5, 678901, UTC),
    date: date(2026, 1, 2),
    time: time(8, 30),
}


def sample_of(kind: type[Event]) -> Event:
    """Return a fact of this kind with every field filled."""
    return kind.model_validate(filled(kind), context=STORED)


def filled(kind: type[BaseModel]) -> dict[str, Any]:
    return {
        name: _value(field.annotation, tuple(field.metadata)) for name, field in kind.model_fields.items()
    }


def _value(annotation: Any, marks: tuple[object, ...]) -> Any:
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        return _value(inner, (*marks, *more))
    if origin in (Union, types.UnionType):
        kinds = [kind for kind in get_args(annotation) if kind not in (Erased, type(None))]
        return _value(kinds[0], marks)
    if origin is tuple:
        return (_value(get_args(annotation)[0], ()),)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation.model_validate(filled(annotation), context=STORED)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return next(iter(annotation))
    return _least(marks) if annotation is int else PLAIN[annotation]


def _least(marks: tuple[object, ...]) -> int:
    for mark in marks:
        if isinstance(mark, Ge | Gt):
            return int(getattr(mark, "ge", None) or getattr(mark, "gt", 0) + 1)
    return 7


def stored_form(fact: Event) -> dict[str, Any]:
    """Return coded and personal parts as the log keeps them (the personal part before it is encrypted)."""
    coded, personal = split(fact)
    return {"coded": coded, "personal": {str(name): part for name, part in sorted(personal.items())}}


def file_of(topic: str) -> Path:
    """Return where the sample of a topic is kept."""
    return FOLDER / f"{topic}.json"


def stored_sample(topic: str) -> dict[str, Any]:
    """Return the kept sample of a topic."""
    found: dict[str, Any] = json.loads(file_of(topic).read_text())
    return found


def loaded(kind: type[Event]) -> Event:
    """Return the fact of the kept sample."""
    kept = stored_sample(kind.TOPIC)
    return join(kind, kept["coded"], {FieldClass(name): part for name, part in kept["personal"].items()})
