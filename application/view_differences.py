"""Replay is equality: what nightly and asked-for comparisons of the views with the log have found (DESIGN, section 2).

A view is folded anew beside the live one, and rows that differ are named by their keys: never by what they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import ClassVar, Protocol
from zoneinfo import ZoneInfo

from application.access import Action
from application.work import Question, Work
from domain.kernel import Unknown

NIGHT_BEGINS, NIGHT_ENDS = time(2), time(5)
"""When the nightly comparison begins at the earliest, and at the latest: nobody waits for a page (decision 0113)."""
LONGEST_GAP = timedelta(hours=48)
"""A machine that is switched off at night compares by day, once two days have gone by without a comparison."""
_HERE = ZoneInfo("Asia/Ho_Chi_Minh")
KEPT_RUNS = 30
"""Comparisons on one page."""


class Asker(StrEnum):
    """Who had the views compared."""

    NIGHTLY = "nightly"
    OPERATOR = "operator"


class Side(StrEnum):
    """Where a row stands that has no equal on the other side."""

    LIVE = "live"
    """Pages show it, and the log does not say it."""
    LOG = "log"
    """The log says it, and pages do not show it."""
    BOTH = "both"
    """Both have it, with different values."""


@dataclass(frozen=True, slots=True)
class DifferingRow:
    """One row that differs, by its key; which columns differ, never what stands in them."""

    table: str
    key: tuple[tuple[str, str], ...]
    side: Side
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableCompared:
    """One table of a comparison."""

    table: str
    rows: int
    only_live: int
    only_rebuilt: int

    @property
    def differs(self) -> bool:
        """Whether a row has no equal."""
        return bool(self.only_live or self.only_rebuilt)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison: when, by whom, up to which position of the log, and how many rows differ."""

    number: int
    asked_by: Asker
    begun_at: datetime
    ended_at: datetime
    position: int
    tables: int
    rows: int
    differing: int


class ViewDifferences(Protocol):
    """What comparisons found, latest first."""

    def runs(self, limit: int) -> Sequence[Comparison]:
        """Return the latest comparisons."""

    def tables(self, number: int) -> Sequence[TableCompared]:
        """Return the tables of a comparison that differ."""

    def rows(self, number: int) -> Sequence[DifferingRow]:
        """Return the rows that a comparison named; of a table with very many, the first."""


class SeeComparisons(Question):
    """See what comparisons of the views with the log have found; without a number the latest."""

    ACTION: ClassVar[Action] = Action.SEE_TRAIL
    number: int | None = None


@dataclass(frozen=True, slots=True)
class ComparisonsPage:
    """The latest comparisons, and one of them with the rows that differ."""

    runs: tuple[Comparison, ...]
    chosen: Comparison | None
    tables: tuple[TableCompared, ...] = ()
    rows: tuple[DifferingRow, ...] = ()


def see_comparisons(question: SeeComparisons, work: Work) -> ComparisonsPage:
    """Return the latest comparisons, and what the one asked for has found.

    Raises:
        Unknown: There is no such comparison among the latest.
    """
    work.allow(question)
    found = work.view(ViewDifferences)  # type: ignore[type-abstract]
    runs = tuple(found.runs(KEPT_RUNS))
    if question.number is None:
        chosen = runs[0] if runs else None
    else:
        chosen = next((run for run in runs if run.number == question.number), None)
        if chosen is None:
            raise Unknown
    if chosen is None:
        return ComparisonsPage(runs, None)
    return ComparisonsPage(runs, chosen, tuple(found.tables(chosen.number)), tuple(found.rows(chosen.number)))


def is_due(now: datetime, last: datetime | None) -> bool:
    """Return whether the nightly comparison is to begin.

    Args:
        now: Time zone required.
        last: When the last one began, or when the log began; None while there is nothing to compare.
    """
    if last is None:
        return False
    if now - last >= LONGEST_GAP:
        return True
    here = now.astimezone(_HERE)
    tonight = datetime.combine(here.date(), NIGHT_BEGINS, _HERE)
    return last < tonight <= here and here.time() < NIGHT_ENDS
