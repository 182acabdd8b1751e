"""Stores a payload in every text field of every command: by the programs' routes and by the forms of the pages.

What can be said is learned from the types of the bodies, and from the forms that pages show; what was kept is learned
from the commands that were committed. So a new field of a new command is tried by itself.
"""

from __future__ import annotations

import html
import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from random import Random
from typing import Any

import httpx2
import pytest

import application
from api.routes import api_routers
from application.work import Command
from infrastructure.work import PgWork
from tests.access.matrix.association import Seeded
from tests.access.matrix.columns import COLUMNS, NOBODY, ROWS, STALE
from tests.access.matrix.running import Cell, asked, undone
from tests.access.matrix.ways import Way
from tests.fuzz.payloads import MARK, STARTS, Leaf, leaves, numbers, texts, texts_in
from tests.machines.making import CannotMake, Maker

ENDING = [
    "closing",
    "run",
    "erasures",
    "merges",
    "refusal",
    "withdrawal",
    "approval",
    "taking-back",
    "withdraw",
    "end",
    "rejection",
    "confirmation",
    "ket-thuc",
    "thuc-hien",
    "rut",
    "tu-choi",
    "khong-nhan",
    "duyet",
    "dong",
]
"""Last steps of paths after which a record takes less: they come last."""
MOST_CELLS = 2
MOST_DROPPED = 8
"""How often what a rule complains of is left out of a body, before the fields are tried one by one."""
TRIES = 4
"""How often the rest of a body is made at random, where what the matrix sends has no place for a field."""


def every_field() -> set[str]:
    """Return the text fields of all commands that let a payload in, by command, path and value."""
    for module in pkgutil.walk_packages(application.__path__, "application."):
        importlib.import_module(module.name)
    return {
        f"{command.__name__}:{leaf.name}"
        for command in _below(Command)
        for leaf in leaves(command)
        if leaf.fitting(0) is not None
    }


def _below(kind: type[Command]) -> Iterator[type[Command]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


@dataclass
class Storing:
    """Sends payloads, and knows what was kept."""

    made: Seeded
    ways: tuple[Way, ...]
    kept: dict[str, str] = field(default_factory=dict)
    """Every text that was committed, by its mark."""
    fields: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The fields that hold one, by how they came: `programs` or `forms`."""
    faults: list[str] = field(default_factory=list)
    sent: int = 0
    at: list[str] = field(default_factory=list)
    """Where commands led."""
    _said: dict[str, str] = field(default_factory=dict)
    _open: dict[str, list[Cell]] = field(default_factory=dict)
    _of_way: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """What was kept through each route."""
    _bodies: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for router in api_routers():
            for route in router.routes:
                for one in route.dependant.body_params:  # type: ignore[attr-defined] # of a route of FastAPI
                    for method in route.methods:  # type: ignore[attr-defined] # the same
                        self._bodies[f"{method} {route.path}"] = one.field_info.annotation  # type: ignore[attr-defined]

    def by_programs(self) -> None:
        """Through every route of the API that takes a body."""
        for way in self._in_order("/api/"):
            kind = self._bodies.get(way.name)
            for contents in self._bodies_of(way, kind) if kind is not None else ():
                self._store(way, contents, "programs")

    def by_forms(self) -> None:
        """Through every form of the pages, as the pages show it."""
        for way in self._in_order("/", pages=True):
            names = self._names_of(way)
            if names:
                self._store(way, [self._typed(way, names)], "forms")
                for one in names if not self._of_way[way.name] else ():
                    self._store(way, [self._typed(way, [one])], "forms")

    def _in_order(self, begins: str, *, pages: bool = False) -> list[Way]:
        some = [
            way
            for way in self.ways
            if way.path.startswith(begins) and way.is_page is pages and way.method in {"POST", "PUT"}
        ]
        return sorted(some, key=lambda way: (way.method != "PUT", way.path.rpartition("/")[2] in ENDING))

    # -- what is sent --------------------------------------------------------------------------------------------------

    def _bodies_of(self, way: Way, kind: Any) -> Iterator[list[dict[str, Any]]]:
        """Yield bodies with payloads: all fields at once, then each alone, in what is sent or in what is made up."""
        base = deepcopy(dict(way.content or {}))
        some = [leaf for leaf in leaves(kind) if leaf.fitting(0) is not None]
        everything, whole = deepcopy(base), deepcopy(base)
        for leaf in some:
            _put(everything, leaf)
            if _get(whole, leaf.path[:-1]) is not None:
                _put(whole, leaf)
        yield [everything, whole]
        for leaf in some:
            if not self._open_to(way):
                return
            if any(
                name.endswith(f"{leaf.path[-1]}@{leaf.owner.__name__}") for name in self._of_way[way.name]
            ):
                continue
            alone = deepcopy(base)
            _put(alone, leaf)
            yield [alone, *self._made_up(kind, leaf, base)]

    def _made_up(self, kind: Any, leaf: Leaf, base: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        for seed in range(TRIES):
            maker = Maker(Random(f"{leaf.name}{seed}"), datetime.now(UTC), _no_state)
            try:
                made = maker.holding(kind, leaf.path)
            except CannotMake:
                return
            said = {**made, **{name: value for name, value in base.items() if name != leaf.path[0]}}
            _put(said, leaf)
            yield said

    def _names_of(self, way: Way) -> list[str]:
        """Return the names of text fields of a form, as a page shows it to somebody who may send it."""
        for page in self._pages_with(way):
            for attributes, inside in re.findall(r"<form\b([^>]*)>(.*?)</form>", page, re.S):
                action = re.search(r'action="([^"?]*)', attributes)
                if action and _leads_to(way, html.unescape(action[1])):
                    return [name for name in dict.fromkeys(_text_fields(inside)) if not name.startswith("_")]
        return []

    def _pages_with(self, way: Way) -> Iterator[str]:
        paths = [way.path, *(way.path.rsplit("/", n)[0] for n in (1, 2))]
        for one in self.ways:
            if one.method == "GET" and one.path in paths and one.is_page:
                for cell in self._cells(one)[:3]:
                    with undone():
                        yield asked(self.made, cell)[0].text

    def _typed(self, way: Way, names: list[str]) -> dict[str, Any]:
        said = deepcopy(dict(way.content or {}))
        for name in names:
            _dropped(said, name.split("."))
            said[name] = texts(next(numbers))[1]
        return said

    # -- what comes of it ----------------------------------------------------------------------------------------------

    def _store(self, way: Way, contents: Any, how: str) -> None:
        """Commit the first of these bodies that is taken, if it keeps a payload in a field that holds none yet."""
        for content in contents:
            said = content
            for _ in range(MOST_DROPPED):
                answer = self._tried(way, said, how)
                if answer is None:
                    return
                said = _without(said, answer)
                if answer.status_code != 422 or said is None:
                    break

    def _tried(self, way: Way, content: Any, how: str) -> httpx2.Response | None:
        """Ask until somebody is told yes, and then for good; return the last no, or None where nothing more is new."""
        answer = httpx2.Response(404)
        for cell in self._open_to(way):
            tried = replace(cell, way=replace(way, content=content))
            with undone():
                answer, would = self._send(tried)
            if answer.status_code == 422:
                return answer  # nobody else would be told otherwise
            if not _is_done(answer):
                continue
            if not would - self.fields[how]:
                return None
            answer, names = self._send(tried)
            if _is_done(answer):
                self.fields[how] |= names
                self._of_way[way.name] |= names
                self.kept |= self._said
                self.at.append(answer.headers.get("location", ""))
                self._open.pop(way.name)  # what was done may not be done again
                return None
        return answer

    def _open_to(self, way: Way) -> list[Cell]:
        """Return who would be told yes now, without any payload: the rest is about payloads."""
        if way.name not in self._open:
            found: list[Cell] = []
            for cell in self._cells(way):
                with undone():
                    if _is_done(self._send(cell)[0]):
                        found.append(cell)
                if len(found) == MOST_CELLS:
                    break
            self._open[way.name] = found
        return self._open[way.name]

    def _send(self, cell: Cell) -> tuple[httpx2.Response, set[str]]:
        found: list[Command] = []
        with _noted(found):
            try:
                answer, _ = asked(self.made, cell)
            except KeyError:
                return httpx2.Response(404), set()
        self.sent += 1
        self.made.owner.execute("DELETE FROM auth.attempts")
        if answer.status_code >= 500:
            self.faults.append(f"answer {answer.status_code}: {cell.way.name} {cell.way.content}"[:800])
        if any("zqx" in f"{name}{value}".lower() for name, value in answer.headers.items()):
            self.faults.append(f"a header holds what was sent: {cell.way.name}")
        self._said = {}
        names = set()
        for command in found:
            for name, text in texts_in(command):
                names.add(f"{type(command).__name__}:{name}")
                for mark in MARK.findall(text):
                    self._said[mark] = text
        return answer, names

    def _cells(self, way: Way) -> list[Cell]:
        """Whoever is let in, starting at another column for each route, so that no record bears it all."""
        found = [
            Cell(way, role, column, str(way.ok))
            for column in COLUMNS[way.kind]
            for role in ROWS
            if role != NOBODY
            and column not in STALE
            and (way.kind, column) in self.made.ids
            and way.expects(role, column) == str(way.ok)
        ]
        turn = sum(map(ord, way.name)) % len(found) if found else 0
        return [*found[turn:], *found[:turn]]


def _without(content: Any, answer: httpx2.Response) -> Any:
    """Return a body without the fields that the answer complains of; None where it says nothing of fields."""
    try:
        wrong = answer.json()["errors"]
    except (ValueError, KeyError, TypeError):
        return None
    said = deepcopy(content)
    for one in wrong:
        steps = one.get("pointer", "").removeprefix("#/").split("/")
        while steps and _dropped(said, steps) is None:
            steps = steps[:-1]  # what is missing cannot be left out: what it is missing from can
    return said


def _dropped(content: Any, steps: list[str]) -> Any:
    """Take a place out of content and return what stood there; None where there is no such place."""
    node: Any = content
    for step in steps[:-1]:
        if isinstance(node, list):
            node = node[int(step)] if step.isdecimal() and int(step) < len(node) else None
        else:
            node = node.get(step) if isinstance(node, dict) else None
    return node.pop(steps[-1], None) if isinstance(node, dict) else None


def _is_done(answer: httpx2.Response) -> bool:
    return answer.status_code in {200, 201, 204, 303}


def _no_state(kind: Any) -> Any:
    raise CannotMake(kind)


@contextmanager
def _noted(found: list[Command]) -> Iterator[None]:
    """Note the commands that are committed with a yes."""
    commit = PgWork.commit

    def noting(self: PgWork, *, status: int = 200, location: str = "") -> None:
        command = self._command
        commit(self, status=status, location=location)
        if command is not None and status < 400:
            found.append(command)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(PgWork, "commit", noting)
        yield


def _get(content: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        content = content[0] if isinstance(content, list) and content else content
        content = content.get(step) if isinstance(content, dict) else None
    return content


def _put(content: dict[str, Any], leaf: Leaf) -> None:
    """Put a payload where the leaf is; what lies around it is made if it is not there."""
    node: Any = content
    for number, step in enumerate(leaf.path[:-1]):
        below = node.setdefault(step, [{}] if number in leaf.lists else {})
        if isinstance(below, list):
            if not below or not isinstance(below[0], dict):
                below[:] = [{}]
            below = below[0]
        if not isinstance(below, dict):
            below = node[step] = {}
        node = below
    text = next(filter(None, (leaf.fitting(next(numbers)) for _ in STARTS)), None)
    if text is None:
        return
    node[leaf.path[-1]] = [text] if leaf.is_many else text


def _leads_to(way: Way, action: str) -> bool:
    return re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(way.path)), action) is not None


def _text_fields(form: str) -> Iterator[str]:
    yield from re.findall(r'<textarea\b[^>]*\bname="([^"]+)"', form)
    for tag in re.findall(r"<input\b[^>]*>", form):
        kind, name = re.search(r'\btype="([^"]*)"', tag), re.search(r'\bname="([^"]+)"', tag)
        if name and (kind is None or kind[1] in {"text", "search", "tel", ""}):
            yield name[1]
