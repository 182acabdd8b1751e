"""Checks an export or a dump: every leaf computed again, the tree grown, each signed head held against it.

What is read is held only as long as it is needed; entries are computed in as many processes as there are cores.
"""

from __future__ import annotations

import os
import struct
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from infrastructure.verifier import explain, notes, reading, sources
from infrastructure.verifier.leaves import Entry, entry_of
from infrastructure.verifier.opening import Opened
from infrastructure.verifier.parts import LEAF_BYTES, Checked, check
from infrastructure.verifier.tree import Growing

FEW = 20_000
"""Bytes times a thousand: smaller files are not worth other processes."""
MOST_EXPLAINED = 400_000
_TO_BE_NAMED = {"leaf", "gap", "order", "root", "tail", "fork"}


@dataclass(frozen=True)
class Finding:
    """Something that is wrong: a kind, the log, the position, and what else to print (heads, sizes, former values)."""

    kind: str
    log: str
    position: int | None = None
    details: tuple[str, ...] = ()


@dataclass
class LogResult:
    """What was found of one log."""

    log: str
    origin: str = ""
    size: int = 0
    heads: int = 0
    claimed_size: int = 0
    """Of the largest head, whether it fits or not."""
    signed_size: int = 0
    """Of the largest head that fits."""
    witnessed_size: int = 0
    witnessed_at: int | None = None
    witness: str = ""


@dataclass
class Result:
    """The outcome of a check."""

    made_at: str = ""
    case: str = ""
    """The file code, where this is the proof of one case."""
    are_keys_from_file: bool = False
    keys: list[notes.Key] = field(default_factory=list)
    logs: list[LogResult] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    opened: list[Opened] = field(default_factory=list)
    """What the proof of a case opens."""


@dataclass(frozen=True)
class Trusted:
    """What the auditor brings along: keys and heads noted before, and an earlier export."""

    keys: tuple[notes.Key, ...] = ()
    heads: tuple[notes.Head, ...] = ()
    earlier: Path | None = None


class Check:
    """One run over one export."""

    def __init__(self, file: Path, trusted: Trusted) -> None:
        self._file, self._trusted = file, trusted
        self.result = Result()

    def run(self) -> Result:
        """Check everything and return what was found.

        Raises:
            NotAnExport: The file cannot be read, or is of another format.
        """
        with sources.opened(self._file, self._trusted.keys) as source:
            begun = source.begun
            self.result.made_at = begun.made_at
            self.result.are_keys_from_file = not self._trusted.keys
            keys = self._trusted.keys or tuple(self._keys(begun))
            self.result.keys = list(keys)
            heads = self._heads(begun, keys)
            large = self._file.stat().st_size > FEW * 1000 and (os.cpu_count() or 1) > 1
            with ProcessPoolExecutor() if large else _Here() as pool:
                for log in reading.LOGS:
                    self._log(log, source, [h for h in heads if h.origin.endswith(f"/{log}")], pool)
        self._explain()
        return self.result

    def _keys(self, begun: reading.Begun) -> Iterator[notes.Key]:
        for line in (*begun.keys, *begun.witnesses):
            try:
                yield notes.key_of(line)
            except notes.Malformed:
                self._found("malformed", "", None, line)

    def _heads(self, begun: reading.Begun, keys: Sequence[notes.Key]) -> list[notes.Head]:
        """Return the heads that a log's key signed, the auditor's own among them."""
        parsed = list(self._trusted.heads)
        for note in begun.heads:
            try:
                parsed.append(notes.parse(note))
            except notes.Malformed:
                self._found("malformed", "", None, note)
        good = []
        for head in parsed:
            log, of_log = head.origin.rpartition("/")[2], [k for k in keys if k.name == head.origin]
            try:
                if any([notes.is_signed(head, key) for key in of_log]):
                    good.append(head)
                    self._witnessed(head, keys)
                else:
                    self._found("unsigned", log, head.size, head.note())
            except notes.Forged:
                self._found("forged", log, head.size, head.note())
        return good

    def _witnessed(self, head: notes.Head, keys: Sequence[notes.Key]) -> None:
        seen = self._seen(head.origin)
        for key in keys:
            moment = notes.cosigned_at(head, key)
            if moment is not None and head.size >= seen.witnessed_size:
                seen.witnessed_size, seen.witnessed_at, seen.witness = head.size, moment, key.name

    def _seen(self, origin: str) -> LogResult:
        log = origin.rpartition("/")[2]
        found = next((one for one in self.result.logs if one.log == log), None)
        if found is None:
            found = LogResult(log, origin)
            self.result.logs.append(found)
        return found

    def _found(self, kind: str, log: str, position: int | None = None, *details: str) -> None:
        self.result.findings.append(Finding(kind, log, position, details))

    def _log(self, log: str, source: sources.Source, heads: list[notes.Head], pool: _Pool) -> None:
        seen, tree = self._seen(heads[0].origin if heads else log), Growing()
        sizes = sorted({head.size for head in heads})
        roots, before = {0: tree.root()}, (0, 0)
        for part in _checked(log, source, sizes, pool):
            breaks = part.breaks
            if part.first[0] != before[0] + 1:
                breaks = [(before[0], part.first[0]), *breaks]
            for left, right in breaks:
                self._found("gap" if right > left + 1 else "order", log, left + 1, str(right - 1))
            for position in part.wrong:
                self._found("leaf", log, position)
            if part.runs_backwards or part.first[1] < before[1]:
                self._found("time", log, part.first[0])
            before = part.last
            for size, subtrees in part.grown:
                for subtree in subtrees:
                    tree.put(*subtree)
                roots[size] = tree.root()
        seen.size, seen.heads, seen.claimed_size = tree.size, len(sizes), max(sizes, default=0)
        self._hold(log, seen, heads, roots)

    def _hold(self, log: str, seen: LogResult, heads: list[notes.Head], roots: dict[int, bytes]) -> None:
        """Hold each signed head against the tree, and against each other."""
        if not heads:
            self._found("no head", log)
        fitting = [head for head in heads if roots.get(head.size) == head.root]
        seen.signed_size = max((head.size for head in fitting), default=0)
        good = {id(head) for head in fitting}  # a year has half a million heads
        for head in sorted((h for h in heads if id(h) not in good), key=lambda h: h.size):
            other = next((o for o in (*fitting, *heads) if _contradicts(o, head, fitting)), None)
            last = max((o.size for o in fitting if o.size < head.size), default=0)
            if other is not None:
                self._found("fork", log, head.size, head.note(), other.note())
            elif head.size > seen.size:
                self._found("tail", log, seen.size + 1, str(head.size), head.note())
            else:
                self._found("root", log, last + 1, str(head.size), head.note())

    def _explain(self) -> None:
        """Name what was done, where the traces allow it."""
        for log in reading.LOGS:
            found = [f for f in self.result.findings if f.log == log and f.kind in _TO_BE_NAMED]
            seen = self._seen(log)
            if found and seen.size > MOST_EXPLAINED:
                self._found("too many", log)
            elif found:
                for edit in self._edits(log, seen.claimed_size or seen.size):
                    self._found(f"edit {edit.kind.value}", log, edit.position, edit.former)

    def _edits(self, log: str, signed_size: int) -> list[explain.Edit]:
        keys = self._trusted.keys
        now = entries_of(self._file, log, keys)
        if self._trusted.earlier is None:
            return explain.from_leaves(log, now, signed_size)
        return explain.against(log, entries_of(self._trusted.earlier, log, keys), now)


def _contradicts(one: notes.Head, other: notes.Head, fitting: list[notes.Head]) -> bool:
    """Tell whether both cannot be of one log: of one size with other roots, or the larger one fits these entries."""
    if one.size == other.size:
        return one.root != other.root
    return one in fitting and one.size > other.size


def entries_of(file: Path, log: str, keys: Sequence[notes.Key] = ()) -> list[Entry]:
    """Return all entries of one log in an export or a dump.

    Raises:
        NotAnExport: The file cannot be read, or is of another format.
    """
    entries: list[Entry] = []
    with sources.opened(file, keys) as source:
        for name in reading.LOGS:
            for _, part in source.parts(name, elsewhere=False):
                if name != log:
                    continue
                inputs, stored = part.inputs(log)
                leaves_of = (stored[at : at + LEAF_BYTES] for at in range(0, len(stored), LEAF_BYTES))
                entries += [entry_of(log, *one) for one in zip(inputs, leaves_of, strict=True)]
    return entries


class _Here:
    """Computes in this process."""

    def __enter__(self) -> _Here:
        return self

    def __exit__(self, *failure: object) -> None:
        pass


_Pool = ProcessPoolExecutor | _Here


def _checked(log: str, source: sources.Source, sizes: list[int], pool: _Pool) -> Iterator[Checked]:
    """Yield what was computed of some thousand entries at a time, in their order."""
    first, waiting = 0, deque[Future[Checked]]()
    try:
        for count, part in source.parts(log, elsewhere=not isinstance(pool, _Here)):
            stops = sizes[bisect_right(sizes, first) : bisect_right(sizes, first + count)]
            if isinstance(pool, _Here):
                yield check(log, part, first, stops)
            else:
                waiting.append(pool.submit(check, log, part, first, stops))
            first += count
            if len(waiting) > 2 * (os.cpu_count() or 1):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except reading.NotAnExport:
        raise
    except (ValueError, TypeError, IndexError, AttributeError, OverflowError, struct.error):
        raise reading.NotAnExport("entry") from None
