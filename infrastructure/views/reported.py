"""Reports of authorities as a row of the log keeps them: codes and moments, enough to work out the mirror's state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from application.ledger import Recorded
from domain.mirror.codes import MirrorState, MirrorStep
from domain.mirror.facts import AuthorityReported
from domain.mirror.state import Mark, state_of

Kept = dict[str, Any]


def state_with(
    before: Sequence[Kept], fact: AuthorityReported, recorded: Recorded
) -> tuple[list[Kept], MirrorState]:
    """Return the reports with one more, and how far the authorities are with it."""
    informed = fact.received_at or recorded.recorded_at
    kept = [*before, _kept(Mark.of(fact.report, informed, recorded.version or 0))]
    return kept, state_of(map(_mark, kept))


def reported_in(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the reports of several files of one child together, and how far the authorities are with them."""
    kept = [one for row in rows for one in row["reported"]]
    return {"reported": kept, "mirror": state_of(map(_mark, kept)).value}


def _kept(mark: Mark) -> Kept:
    return {
        "step": mark.step.value,
        "first": mark.first.isoformat(),
        "last": mark.last.isoformat(),
        "informed": mark.informed_at.isoformat(),
        "version": mark.version,
        "dated": mark.is_dated,
        "timed": mark.is_timed,
    }


def _mark(kept: Kept) -> Mark:
    return Mark(
        step=MirrorStep(kept["step"]),
        first=datetime.fromisoformat(kept["first"]),
        last=datetime.fromisoformat(kept["last"]),
        informed_at=datetime.fromisoformat(kept["informed"]),
        version=kept["version"],
        is_dated=kept["dated"],
        is_timed=kept["timed"],
    )
