"""The catalogue of topics: every stored fact has a name that outlives the code."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import domain
from domain.kernel import Event


def _subjects() -> None:
    for module in pkgutil.walk_packages(domain.__path__, "domain."):
        importlib.import_module(module.name)


def _kinds(kind: type[Event] = Event) -> Iterator[type[Event]]:
    for sub in kind.__subclasses__():
        if "TOPIC" in sub.__dict__ and sub.__module__.startswith("domain."):
            yield sub
        yield from _kinds(sub)


def _catalogue() -> dict[str, type[Event]]:
    _subjects()
    found: dict[str, type[Event]] = {}
    for kind in _kinds():
        if found.setdefault(kind.TOPIC, kind) is not kind:
            raise ValueError(f"topic twice: {kind.TOPIC}")
    return found


CATALOGUE: dict[str, type[Event]] = _catalogue()
"""Topic to kind of fact, for every fact in the domain."""
