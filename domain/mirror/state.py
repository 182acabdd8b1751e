"""How far the authorities are, as told: reports in the order in which they took effect, never refused, never mended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise

from domain.calendar import vietnam_day
from domain.codes import Code
from domain.mirror.codes import MirrorState, MirrorStep
from domain.mirror.decisions import earliest, latest
from domain.mirror.report import Report


@dataclass(frozen=True, slots=True)
class Mark:
    """One report as far as state and clocks ask: which step, between which moments, when it was learned."""

    step: MirrorStep
    first: datetime
    last: datetime
    informed_at: datetime
    version: int
    is_dated: bool
    """Whether somebody said when it took effect; else it is known from when it was told."""
    is_timed: bool = False
    """Whether the hour is known too."""
    on_request: bool = False
    """Whether a separation goes on because a competent body requires it."""

    @classmethod
    def of(cls, report: Report, informed_at: datetime, version: int) -> Mark:
        """Return the mark of a report."""
        first, last = earliest(report.effective), latest(report.effective)
        return cls(
            step=report.step,
            first=first or informed_at,
            last=last or informed_at,
            informed_at=informed_at,
            version=version,
            is_dated=first is not None,
            is_timed=first is not None and report.effective.hour is not None,
            on_request=bool(report.separation and report.separation.on_request_of_authority),
        )

    @property
    def rank(self) -> int:
        """How far along the step is within a cycle."""
        state = self.step.state or MirrorState.SEPARATED
        return state.rank


def in_order(marks: Iterable[Mark]) -> list[Mark]:
    """Return the marks by when they took effect; within a day by the hour where all hours are known, else by step."""
    ordered: list[Mark] = []
    by_day = sorted(marks, key=lambda one: (vietnam_day(one.first), one.rank, one.first, one.version))
    for _, group in groupby(by_day, key=lambda one: vietnam_day(one.first)):
        day = list(group)
        if all(one.is_timed for one in day):
            day.sort(key=lambda one: (one.first, one.version))
        ordered += day
    return ordered


def state_of(marks: Iterable[Mark]) -> MirrorState:
    """Return how far the authorities are, as told.

    The step that took effect last; a step of which nobody said when it took effect moves it forward only.
    """
    state = MirrorState.UNKNOWN
    for mark in in_order(marks):
        after = mark.step.state
        forward = state is MirrorState.NEW_CYCLE or (after is not None and after.rank > state.rank)
        if after is not None and (mark.is_dated or forward):
            state = after
    return state


class Remark(Code, name="mirror-remark"):
    """What is unusual in the order of reports; it is said, and nothing is refused for it."""

    BACKWARDS = (
        "backwards",
        "Bước này có hiệu lực sau một bước muộn hơn của quy trình.",
        "This step took effect after a later step of the process.",
    )
    SKIPPED = (
        "skipped",
        "Hội chưa được báo về bước liền trước trong quy trình.",
        "The association was not told of the step before it.",
    )
    UNDATED = (
        "undated",
        "Chưa rõ ngày có hiệu lực; xếp theo lúc Hội được báo.",
        "The day of effect is not known; placed by when the association was told.",
    )
    AHEAD = (
        "ahead",
        "Được báo trước ngày có hiệu lực.",
        "Told before it takes effect.",
    )


_BEFORE: dict[MirrorStep, frozenset[MirrorStep]] = {
    MirrorStep.SEPARATION_EXTENDED: frozenset({MirrorStep.SEPARATION}),
    MirrorStep.SEPARATION_ENDED: frozenset({MirrorStep.SEPARATION}),
    MirrorStep.SPECIFIC_ASSESSMENT: frozenset({MirrorStep.INITIAL_ASSESSMENT}),
    MirrorStep.MEETING: frozenset({MirrorStep.SPECIFIC_ASSESSMENT}),
    MirrorStep.PLAN: frozenset({MirrorStep.SPECIFIC_ASSESSMENT, MirrorStep.MEETING, MirrorStep.NEW_CYCLE}),
    MirrorStep.APPROVAL: frozenset({MirrorStep.PLAN}),
    MirrorStep.IMPLEMENTATION: frozenset({MirrorStep.APPROVAL}),
    MirrorStep.REVIEW: frozenset({MirrorStep.APPROVAL, MirrorStep.IMPLEMENTATION}),
    MirrorStep.CLOSED: frozenset({MirrorStep.REVIEW}),
    MirrorStep.NEW_CYCLE: frozenset({MirrorStep.REVIEW}),
}
"""One of these is the step before it. Source: Decree 56/2017/NĐ-CP, arts. 26 to 30 (LAW 3.2)."""


def remarks(marks: Iterable[Mark]) -> dict[int, tuple[Remark, ...]]:
    """Return what is unusual, by the version of the report."""
    ordered = in_order(marks)
    found: dict[int, list[Remark]] = {mark.version: [] for mark in ordered}
    for before, mark in pairwise(ordered):
        if mark.rank < before.rank and before.step is not MirrorStep.NEW_CYCLE and mark.is_dated:
            found[mark.version].append(Remark.BACKWARDS)
    for mark in ordered:
        wanted = _BEFORE.get(mark.step)
        if wanted and not any(one.step in wanted for one in ordered):
            found[mark.version].append(Remark.SKIPPED)
        if not mark.is_dated:
            found[mark.version].append(Remark.UNDATED)
        if mark.informed_at < mark.first:
            found[mark.version].append(Remark.AHEAD)
    return {version: tuple(said) for version, said in found.items() if said}


def this_cycle(marks: Sequence[Mark]) -> list[Mark]:
    """Return the marks since the last new cycle, it included."""
    ordered = in_order(marks)
    begins = max((n for n, one in enumerate(ordered) if one.step is MirrorStep.NEW_CYCLE), default=0)
    return ordered[begins:]
