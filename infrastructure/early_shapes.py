"""Facts that were written under a present topic number before its shape settled: mended as they are read.

A new shape has a new topic number (`domain.former`). These few had not: they stood on the main line for a while before
the first release, so a log may hold them, and a log is read for ever. No further one is added here; samples of each are
kept in tests/samples/early.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain.lists import ReopenReason

Coded = dict[str, Any]


def mended(topic: str, coded: Coded) -> Coded:
    """Return the coded part of a stored fact in the shape that its topic has; most are returned as they are."""
    mend = _MENDED.get(topic)
    if mend is not None:
        mend(coded)
    return coded


def _because(coded: Coded) -> None:
    """The reason of a reopening was free text, and not a code."""
    said = str(coded["because"])
    if not said.startswith(f"{ReopenReason.LIST}/"):
        known = next((one for one in ReopenReason if one.value == said), ReopenReason.ASKED)
        coded["because"] = known.coded


def mended_personal(topic: str, part: Coded) -> Coded:
    """Return an opened personal part in the shape that its topic has."""
    if topic == "referral.declared-unsure.1":
        _court(part)
    return part


def _court(part: Coded) -> None:
    """The kind of a juror's court stood beside its name; it follows from the court's code."""
    court = (part.get("declaration") or {}).get("court")
    if isinstance(court, dict):
        court.pop("kind", None)


def _figures_at(coded: Coded) -> None:
    """The figures of a report said at which position they were taken, and not when: at the writing."""
    coded["figures"].setdefault("at", coded["occurred_at"])


def _until(coded: Coded) -> None:
    """A line for partners held the last day of the need, which nobody outside is told any more."""
    for line in coded["lines"]:
        line.pop("until", None)


_MENDED: Mapping[str, Callable[[Coded], None]] = {
    "case.reopened.1": _because,
    "report.drafted.1": _figures_at,
    "report.redrafted.1": _figures_at,
    "report.revised.1": _figures_at,
    "support.list-given.1": _until,
}
