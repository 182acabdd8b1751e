"""What makes a figure of a fund: the lines of its book, each with the event that entered it, as of any position."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Protocol
from uuid import UUID

import structlog
from pydantic import Field

from application.access import Action
from application.article92 import EVENTS_PAGE, Article92Figures, KnownOn, position_of
from application.work import Question, Work
from domain.fund.codes import FundKind
from domain.fund.figures import RULE_VERSION, FundFigure
from domain.identity import Day

log = structlog.get_logger()


class OpenFundFigure(Question):
    """See the lines that make one figure of a fund, or of all funds of the reader's scope, with their events."""

    ACTION: ClassVar[Action] = Action.SEE_FUND
    fund: UUID | None = None
    what: FundFigure
    first: Day | None = None
    """None: since the book was opened."""
    last: Day
    purpose: int | None = Field(default=None, ge=1)
    with_purpose: bool | None = None
    """Only what has a purpose, or only what has none."""
    as_of: str = ""
    """Mark of a moment of the log; nothing means now."""
    known_on: KnownOn = None
    """As known at the end of this day, when no mark is given."""
    page: int = Field(default=1, ge=1, le=100_000)

    def record(self) -> UUID | None:
        """The fund; None asks of all that the reader may see."""
        return self.fund


@dataclass(frozen=True, slots=True)
class FundLine:
    """One line behind a figure: by which event it stood in the book, and what it adds."""

    mark: str
    topic: str
    recorded_at: datetime
    unit: UUID
    voucher_no: str
    kind: FundKind
    on: date
    is_reversal: bool
    delta: int
    """In đồng; less than 0 where it takes off."""


@dataclass(frozen=True, slots=True)
class OpenedFundFigure:
    """A figure of a fund and what makes it."""

    asked: OpenFundFigure
    count: int
    """In đồng."""
    lines: tuple[FundLine, ...]
    has_more: bool
    mark: str
    known_at: datetime
    difference: int
    """By how much the figure of today is more, in đồng."""
    later: tuple[FundLine, ...]
    """What makes the difference, line by line; one page."""
    rule_version: str = RULE_VERSION


class FundFigures(Protocol):
    """Lines of the books by position."""

    def made_of(self, question: OpenFundFigure, upto: int) -> tuple[int, Sequence[FundLine]]:
        """Return a figure as known at a position, and one page of its lines; one more where there are more."""

    def since(self, question: OpenFundFigure, upto: int) -> tuple[int, Sequence[FundLine]]:
        """Return by how much today differs from that position, and one page of the lines that make it."""


def open_fund_figure(question: OpenFundFigure, work: Work) -> OpenedFundFigure:
    """Return what makes a figure of a fund.

    Raises:
        NoSuchPosition: The mark is not one of ours.
    """
    work.allow(question)
    figures = work.view(Article92Figures)  # type: ignore[type-abstract]
    upto = position_of(question, figures)
    funds = work.view(FundFigures)  # type: ignore[type-abstract]
    count, lines = funds.made_of(question, upto)
    difference, later = funds.since(question, upto)
    log.info("fund_figure_opened", stream_id=str(question.fund or ""), measure=question.what.value)
    return OpenedFundFigure(
        asked=question,
        count=count,
        lines=tuple(lines[:EVENTS_PAGE]),
        has_more=len(lines) > EVENTS_PAGE,
        mark=figures.mark(upto),
        known_at=figures.moment(upto),
        difference=difference,
        later=tuple(later[:EVENTS_PAGE]),
    )
