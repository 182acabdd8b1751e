"""The catalogue of topics: every stored fact has a name that outlives the code."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import domain
from domain.former import Former
from domain.kernel import Event


def _subjects() -> None:
    for module in pkgutil.walk_packages(domain.__path__, "domain."):
        importlib.import_module(module.name)


def _kinds(kind: type[Event] = Event) -> Iterator[type[Event]]:
    for sub in kind.__subclasses__():
        if "TOPIC" in sub.__dict__ and sub.__module__.startswith("domain."):
            yield sub
        yield from _kinds(sub)


def _by_topic() -> dict[str, type[Event]]:
    _subjects()
    found: dict[str, type[Event]] = {}
    for kind in _kinds():
        if found.setdefault(kind.TOPIC, kind) is not kind:
            raise ValueError(f"topic twice: {kind.TOPIC}")
    return found


_ALL = _by_topic()
CATALOGUE: dict[str, type[Event]] = {
    topic: kind for topic, kind in _ALL.items() if not issubclass(kind, Former)
}
"""Topic to kind of fact, for every fact of the domain that is written today."""
FORMER: dict[str, type[Former]] = {topic: kind for topic, kind in _ALL.items() if issubclass(kind, Former)}
"""Topic to shape, for every shape that is no longer written."""


def kind_stored(topic: str) -> type[Event]:
    """Return the shape in which facts of a topic lie in the log."""
    return CATALOGUE.get(topic) or FORMER[topic]


def present(kind: type[Event]) -> type[Event]:
    """Return the kind that facts of this shape are read as."""
    while issubclass(kind, Former):
        kind = kind.NOW
    return kind


def as_today(fact: Event) -> Event:
    """Return a fact in its present shape."""
    while isinstance(fact, Former):
        fact = fact.upcast()
    return fact
