"""Inputs that lead somewhere new are kept and spoilt further: what a reader does is followed line by line.

Source: SECURITY, bar F-3 (a floor of lines that must be reached; edges between lines grow).
"""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any, Final, Generic, TypeVar

from tests.fuzz.bad_values import TEXTS

T = TypeVar("T")
Part = ModuleType | Callable[..., Any] | type[Any]
MANY: Final = int(os.environ.get("LACHAN_FUZZ_INPUTS", "20000"))
"""Spoilt inputs of each reader."""
SEED: Final = int(os.environ.get("LACHAN_FUZZ_SEED", "1"))
MOST_KEPT = 400
"""Inputs that are kept for each reader; a new one takes the place of one by chance."""


def codes_of(part: Part) -> Iterator[CodeType]:
    """Yield the code of every function of a module, a class or a function, with what is nested in it."""
    if isinstance(part, ModuleType | type):
        own = part.__name__ if isinstance(part, ModuleType) else part.__module__
        for one in vars(part).values():
            call = inspect.unwrap(getattr(one, "fget", None) or getattr(one, "__func__", one))
            if isinstance(call, FunctionType | type) and call.__module__ == own and "<" not in _file(call):
                yield from codes_of(call)
        return
    waiting = [inspect.unwrap(part).__code__]
    while waiting:
        code = waiting.pop()
        yield code
        waiting += [one for one in code.co_consts if isinstance(one, CodeType)]


def _file(one: Any) -> str:
    return one.__code__.co_filename if isinstance(one, FunctionType) else ""


@dataclass
class Reach:
    """Which lines of some code were reached, and from which line."""

    parts: Sequence[Part]
    edges: set[tuple[CodeType, int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._codes = {code: part for part in self.parts for code in codes_of(part)}

    def of(self, read: Callable[[Any], object], one: Any) -> int:
        """Read one input; return how many edges are new."""
        before = len(self.edges)
        sys.settrace(self._entered)
        try:
            read(one)
        finally:
            sys.settrace(None)
        return len(self.edges) - before

    def _entered(self, frame: FrameType, event: str, argument: Any) -> Any:
        if frame.f_code not in self._codes:
            return None
        code, edges, before = frame.f_code, self.edges, 0

        def on_line(inner: FrameType, event: str, argument: Any) -> Any:
            nonlocal before
            if event == "line":
                edges.add((code, before, inner.f_lineno))
                before = inner.f_lineno
            return on_line

        return on_line

    def share(self, part: Part) -> tuple[int, int, list[int]]:
        """Return how many lines of a part were reached, of how many, and which were not."""
        lines = {
            (code.co_filename, line)
            for code, of in self._codes.items()
            if of is part
            for _, _, line in code.co_lines()
            if line is not None and line != code.co_firstlineno
        }
        reached = {(code.co_filename, line) for code, _, line in self.edges} & lines
        return len(reached), len(lines), sorted(line for _, line in lines - reached)


@dataclass(frozen=True)
class Reader(Generic[T]):
    """What reads, how it may refuse, and which share of the lines of each part must be reached."""

    read: Callable[[T], object]
    refuses: tuple[type[Exception], ...]
    floors: Mapping[Any, float]


def ask(
    reader: Reader[T], seeds: Sequence[T], spoil: Callable[[T, Sequence[T], Random], T], many: int, seed: int
) -> Reach:
    """Read so many inputs; anything but the named refusals fails with what it was, and so does a floor not reached."""
    draw, reach, kept = Random(seed), Reach(tuple(reader.floors)), list(seeds)
    begun = len(kept)

    def read(one: T) -> None:
        try:
            reader.read(one)
        except reader.refuses:
            return
        except Exception as failure:
            raise AssertionError(f"{type(failure).__name__}: {failure}: {one!r:.800}") from failure

    for number in range(many):
        one = kept[number] if number < begun else spoil(draw.choice(kept), kept, draw)
        if reach.of(read, one) and number >= begun:
            if len(kept) < MOST_KEPT:
                kept.append(one)
            else:
                kept[draw.randrange(begun, len(kept))] = one
    print(
        f"\n{many:,} inputs, {len(kept) - begun} kept because they led somewhere new, {len(reach.edges):,} edges"
    )
    short = []
    for part, floor in reader.floors.items():
        reached, lines, missed = reach.share(part)
        print(
            f"  {part.__name__}: {reached} of {lines} lines ({reached / lines:.0%}, floor {floor:.0%}),"
            f" not {missed[:40]}"
        )
        short += [part.__name__] if reached < floor * lines else []
    assert not short, short
    return reach


def spoilt_text(said: str, others: Sequence[str], draw: Random) -> str:
    """Return a text near the right one: pieces cut out, doubled, swapped with another's, letters replaced."""
    for _ in range(draw.choice((1, 1, 1, 2, 4))):
        start = draw.randrange(len(said) + 1)
        end = min(len(said), start + draw.choice((0, 1, 1, 3, 20, 200)))
        other = draw.choice(others)
        there = draw.randrange(len(other) + 1)
        new = draw.choice(
            (
                "",
                draw.choice(TEXTS),
                said[start:end] * 2,
                other[there : there + 40],
                "\n",
                " ",
                "+",
                "0",
                "9" * 50,
            )
        )
        said = (said[:start] + new + said[end:])[:20_000]
    return said


def spoilt_bytes(said: bytes, others: Sequence[bytes], draw: Random) -> bytes:
    """Return bytes near the right ones."""
    out = bytearray(said)
    for _ in range(draw.choice((1, 1, 2, 4, 8))):
        start = draw.randrange(len(out) + 1)
        other = draw.choice(others)
        match draw.randrange(7):
            case 0:
                del out[start : start + draw.choice((1, 2, 8, 100))]
            case 1:
                out[start:start] = draw.randbytes(draw.choice((1, 2, 4, 16)))
            case 2:
                there = draw.randrange(len(other) + 1)
                out[start:start] = other[there : there + draw.choice((4, 40, 400))]
            case 3:
                out[start : start + 4] = draw.choice(
                    (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\0\0\0\1")
                )
            case 4:
                del out[start:]
            case _ if start < len(out):
                out[start] = draw.choice((out[start] ^ (1 << draw.randrange(8)), draw.randrange(256)))
            case _:
                out += draw.randbytes(2)
    return bytes(out[:60_000])
