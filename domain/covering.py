"""Facts, states and values with what is not for a reader covered: that it happened, not what was said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from domain.kernel import FieldClass, join, split

M = TypeVar("M", bound=BaseModel)


def covered(fact: M, classes: frozenset[FieldClass] = frozenset(FieldClass)) -> M:
    """Return a fact, state or value with `ERASED` in the personal fields of these classes."""
    coded, personal = split(fact)
    kept = {name: readable(part) for name, part in personal.items() if name not in classes}
    gone = {name for name, part in kept.items() if part != personal[name]}
    return join(type(fact), coded, kept, classes | gone)


def readable(part: Mapping[str, Any]) -> dict[str, Any]:
    """Return a personal part without what reads as `ERASED` already."""
    left = {name: inner for name, inner in part.items() if inner != {"$erased": True}}
    return {name: readable(inner) if isinstance(inner, dict) else inner for name, inner in left.items()}


def classes_said(fact: BaseModel) -> frozenset[FieldClass]:
    """Return the classes of the personal fields of a fact that say something."""
    return frozenset(name for name, part in split(fact)[1].items() if _says(part))


def _says(part: Any) -> bool:
    if isinstance(part, dict):
        return part != {"$erased": True} and any(_says(inner) for inner in part.values())
    return bool(part)
