"""Reports in lists, and where their figures come from besides the figures of Article 92."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol
from uuid import UUID

from pydantic import Field

from application.access import Action
from application.follow_up_log import EARLIEST, LATEST
from application.ledger import Recorded
from application.recommendation.figures import Cell
from application.work import Question
from domain.report.codes import ReportKind, ReportStage
from domain.report.facts import Asked

MOST_REPORTS = 200
"""Reports in one list; a year holds a few."""


class SeeReports(Question):
    """See the reports of one's scope."""

    ACTION: ClassVar[Action] = Action.SEE_REPORTS
    year: int | None = Field(default=None, ge=EARLIEST.year, le=LATEST.year)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report in a list."""

    report: UUID
    record_no: int
    kind: ReportKind
    stage: ReportStage
    unit: UUID
    covers: UUID | None
    first: date
    last: date
    number: int | None
    """Of the last edition that went out."""
    issued_on: date | None


@dataclass(frozen=True, slots=True)
class Before:
    """The report before of the same kind and scope that stands."""

    report: UUID
    number: int
    issued_on: date
    first: date
    last: date
    upto: int


class Reports(Protocol):
    """Reports from the fact rows, and what their lists are made of."""

    def latest(self, question: SeeReports, limit: int) -> Sequence[ReportRow]:
        """Return reports of the reader's scope, the latest period first."""

    def of(self, report: UUID) -> ReportRow | None:
        """Return one of them, whoever reads."""

    def before(self, asked: Asked, report: UUID | None) -> Before | None:
        """Return the last one of that kind and scope that went out and stands, with a period that ended earlier."""

    def issued(self, since: date) -> frozenset[tuple[ReportKind, UUID | None, date, date]]:
        """Return kind, scope, first and last day of what went out and stands, of periods that began since a day."""

    def next_number(self, unit: UUID, year: int) -> int:
        """Return the number after the highest of the unit and year, when nobody else can take it meanwhile."""

    def has_number(self, unit: UUID, year: int, number: int, report: UUID) -> bool:
        """Return whether another report went out under a number."""

    def settle(self) -> int:
        """Wait until the reading side holds all that is recorded; return its position.

        Raises:
            TryAgain: It lags behind.
        """

    def mark(self, position: int) -> str:
        """Return the mark of a position for a paper that leaves the house: the same whoever asks."""

    def recommendations(self, asked: Asked, upto: int) -> Sequence[Cell]:
        """Return what is counted of recommendations in the period, and open or waiting on its last day."""

    def told(
        self, kind: str, first: date, last: date, upto: int, unit: UUID | None
    ) -> Mapping[UUID, tuple[UUID, Sequence[Recorded]]]:
        """Return unit and facts up to a position of each stream of a kind that was dated in a period at some time.

        What belongs to a case is left out.
        """
