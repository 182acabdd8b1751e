"""What can be decided about each aggregate, found by its types: methods of the state, and functions of its subject."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_origin

import domain
from domain.files import HasFiles
from domain.kernel import Act, Event, State
from tests.machines.making import hints

Kind = type[State[Any, Any]]
BY_OTHERS = {"Release": "tables that were checked against all before: tests/disclosure"}
"""Aggregates that no types alone can begin, and where they are drawn."""
TWO_STREAMS = {
    "domain.child_case.merging.merge": "two files at once: tests/merging/machine.py",
    "domain.child_case.merging.unmerge": "two files at once: tests/merging/machine.py",
    "domain.child_case.correcting.move": "two files at once: tests/domain/test_corrections.py",
    "domain.counselling_correcting.move": "two consultations at once: tests/domain/test_corrections.py",
}
"""Decisions about two streams, and where they are drawn."""
NO_DECISION = {
    "domain.child_case.correcting.as_entry": "reads a fact that was moved",
    "domain.child_case.entries.standing": "reads a fact with its correction",
    "domain.child_case.ChildCase.with_reopening": "puts a reopening before facts: tested with each of them",
}
"""What returns facts and decides nothing."""


@dataclass(frozen=True)
class Decision:
    """One way to make a fact."""

    name: str
    call: Callable[..., Any]
    takes: dict[str, Any]
    """Types of the parameters but the state's own and the act."""
    about: str
    """Name of the parameter that takes the state; nothing for a beginning and for what needs no state."""
    acts: str

    def made(self, state: Any, values: dict[str, Any], act: Act) -> Any:
        """Decide."""
        named = dict(values)
        if self.acts:
            named[self.acts] = act
        if self.about:
            named[self.about] = state
        sig = inspect.signature(self.call)
        first = [named.pop(one.name) for one in sig.parameters.values() if one.kind is one.POSITIONAL_ONLY]
        return self.call(*first, **named)


@cache
def kinds() -> tuple[Kind, ...]:
    """Return every aggregate of the domain."""
    for module in pkgutil.walk_packages(domain.__path__, "domain."):
        importlib.import_module(module.name)
    found = (kind for kind in _states(State) if kind.__name__ not in BY_OTHERS)
    return tuple(sorted(found, key=lambda kind: kind.__name__))


def _states(kind: type[Any]) -> Iterator[Kind]:
    for below in kind.__subclasses__():
        if "[" not in below.__name__ and not getattr(below, "__parameters__", ()) and not _is_general(below):
            yield below
        yield from _states(below)


def _is_general(kind: type[Any]) -> bool:
    return not kind.__module__.startswith("domain.") or bool(kind.__pydantic_generic_metadata__["parameters"])


@cache
def facts_of(kind: Kind) -> tuple[frozenset[type[Event]], frozenset[type[Event]]]:
    """Return the kinds of fact that begin a stream, and those that go on with it."""
    named = (getattr(base, "__pydantic_generic_metadata__", {}).get("args") for base in kind.__mro__)
    said = [args for args in named if args]
    first, further = said[0][0], next(args[1] for args in said if len(args) == 2)
    return frozenset(_events(first)), frozenset(_events(further))


def _events(kind: Any) -> Iterator[type[Event]]:
    if isinstance(kind, type) and issubclass(kind, Event):
        yield kind
    for part in get_args(kind):
        yield from _events(part)


@cache
def decisions_of(kind: Kind) -> tuple[tuple[Decision, ...], tuple[Decision, ...]]:
    """Return the beginnings of an aggregate, and what can be decided about it afterwards."""
    first, further = facts_of(kind)
    found = [*_methods(kind), *_functions(kind)]
    begins = tuple(one for one in found if not one.about and _returns(one, first))
    goes_on = tuple(one for one in found if _returns(one, further))
    return begins, goes_on


def _returns(one: Decision, some: frozenset[type[Event]]) -> bool:
    """Whether one of these may come of it; what says no more than "facts" says it of the state that it is about."""
    made = set(_events(hints(one.call)["return"]))
    general = {kind for kind in made if "TOPIC" not in vars(kind)}
    return bool(made & some) or any(issubclass(wanted, kind) for kind in general for wanted in some)


def _methods(kind: Kind) -> Iterator[Decision]:
    for name, call in inspect.getmembers(kind, callable):
        plain = name.startswith(("_", "model_")) or name in {"began", "apply", "but", "is_begun_by"}
        if plain or name in {"copy", "parse_file", "parse_raw"} or not inspect.isroutine(call):
            continue
        full = f"{kind.__module__}.{kind.__name__}.{name}"
        if full not in NO_DECISION and set(_events(hints(call).get("return"))):
            is_bound = inspect.ismethod(call)
            yield _decision(full, call, "" if is_bound else "self")


def _functions(kind: Kind) -> Iterator[Decision]:
    further = facts_of(kind)[1]
    for full, call in _all_functions().items():
        takes = hints(call)
        about = next((name for name, one in takes.items() if one is kind), "")
        if not about and HasFiles in takes.values() and "files" in kind.model_fields:
            about = next(name for name, one in takes.items() if one is HasFiles)
        others = [one for one in takes.values() if isinstance(one, type) and issubclass(one, State)]
        is_free = not others and HasFiles not in takes.values() and Event not in _events(takes["return"])
        if about or is_free:
            yield _narrowed(_decision(full, call, about), further)


def _narrowed(one: Decision, further: frozenset[type[Event]]) -> Decision:
    """A kind of fact that is asked for is one of this aggregate's."""
    takes = dict(one.takes)
    for name, kind in takes.items():
        if get_origin(kind) is type:
            below = get_args(kind)[0]
            takes[name] = _choice(tuple(one for one in further if issubclass(one, below)))
    return Decision(one.name, one.call, takes, one.about, one.acts)


@dataclass(frozen=True)
class Choice:
    """Stands for a type: one of these."""

    of: tuple[Any, ...]


def _choice(some: tuple[Any, ...]) -> Choice:
    return Choice(tuple(sorted(some, key=lambda kind: kind.__name__)))


@cache
def _all_functions() -> dict[str, Callable[..., Any]]:
    kinds()
    found: dict[str, Callable[..., Any]] = {}
    for module in pkgutil.walk_packages(domain.__path__, "domain."):
        for name, call in vars(importlib.import_module(module.name)).items():
            full = f"{module.name}.{name}"
            if not inspect.isfunction(call) or call.__module__ != module.name or name.startswith("_"):
                continue
            if full not in TWO_STREAMS | NO_DECISION and set(_events(hints(call).get("return"))):
                found[full] = call
    return found


def _decision(full: str, call: Callable[..., Any], about: str) -> Decision:
    takes = {name: kind for name, kind in hints(call).items() if name not in ("return", about)}
    acts = next((name for name, kind in takes.items() if kind is Act), "")
    takes.pop(acts, None)
    return Decision(full, call, takes, about, acts)
