"""Funds from their view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from application.access import Action
from application.article92 import EVENTS_PAGE
from application.fund.desk import BookRow, FundRow
from application.fund.figures import FundLine, OpenFundFigure
from domain.fund.codes import FundKind
from domain.fund.figures import FundFigure
from infrastructure.article92 import PgArticle92Figures
from infrastructure.scope import Condition, listed
from infrastructure.views.fund import REVERSAL
from infrastructure.work import PgWork

_SUMS = """
LEFT JOIN LATERAL (
    SELECT coalesce(sum(p.vnd), 0) AS vnd, coalesce(sum(p.vnd) FILTER (WHERE p.purpose IS NULL), 0) AS general,
           coalesce(min(p.vnd), 0) AS lowest
      FROM (SELECT l.purpose, sum(l.amount_vnd) AS vnd FROM v_fund.lines l
             WHERE l.fund = f.fund AND l.on_day <= %s GROUP BY l.purpose) p) s ON true
LEFT JOIN v_fund.books b ON b.fund = f.fund
"""


class PgFunds:
    """Keeps `application.fund.desk.Funds`."""

    def __init__(self, work: PgWork) -> None:
        self._work = work

    def of_unit(self, unit: UUID) -> UUID | None:
        """Return the fund of a unit."""
        row = self._work.connection.execute(
            "SELECT fund FROM facts.funds WHERE unit = %s", (unit,)
        ).fetchone()
        return row[0] if row else None

    def rows(self, upto: date) -> Sequence[FundRow]:
        """Return the funds of the reader's scope with what they hold at the end of a day."""
        held, values = listed(self._work, Action.SEE_FUND, "fund", "f.fund", "f.unit")
        query = (
            "SELECT f.fund, r.record_no, f.unit, s.vnd::bigint, s.general::bigint, s.lowest::bigint, b.closed_until"  # noqa: S608
            f" FROM facts.funds f JOIN facts.records r ON r.record = f.fund {_SUMS} WHERE {held}"
            " ORDER BY r.record_no"
        )
        return [FundRow(*row) for row in self._work.connection.execute(query, [upto, *values])]

    def lines(self, fund: UUID, first: date, last: date) -> Sequence[BookRow]:
        """Return the lines of a book, in the order of days and of entry."""
        query = (
            "SELECT entry, voucher_no, kind, on_day, amount_vnd, purpose, part, said_at FROM v_fund.lines"
            " WHERE fund = %s AND on_day BETWEEN %s AND %s ORDER BY on_day, position, part"
        )
        return [
            BookRow(row[0], row[1], FundKind(row[2]), row[3], row[4], row[5], row[6] == REVERSAL, row[7])
            for row in self._work.connection.execute(query, (fund, first, last))
        ]

    def balances(self, fund: UUID, upto: date) -> Mapping[int | None, int]:
        """Return what there is for each purpose at the end of a day."""
        query = (
            "SELECT purpose, sum(amount_vnd)::bigint FROM v_fund.lines WHERE fund = %s AND on_day <= %s"
            " GROUP BY purpose"
        )
        return dict(self._work.connection.execute(query, (fund, upto)).fetchall())

    def made_of(self, question: OpenFundFigure, upto: int) -> tuple[int, Sequence[FundLine]]:
        """Return a figure as known at a position, and one page of its lines."""
        return self._found(question, ("l.position <= %s", [upto]), (question.page - 1) * EVENTS_PAGE)

    def since(self, question: OpenFundFigure, upto: int) -> tuple[int, Sequence[FundLine]]:
        """Return what came into the books after a position."""
        return self._found(question, ("l.position > %s", [upto]), 0)

    def _found(
        self, question: OpenFundFigure, positions: Condition, skipped: int
    ) -> tuple[int, Sequence[FundLine]]:
        sign = -1 if question.what is FundFigure.SPENT else 1
        conditions = [self._of(question.fund), _asked(question), positions]
        where = " AND ".join(condition for condition, _ in conditions)
        given = [value for _, values in conditions for value in values]
        run = self._work.connection.execute
        total = run(f"SELECT coalesce(sum(l.amount_vnd), 0)::bigint FROM v_fund.lines l WHERE {where}", given)  # noqa: S608 - constants
        rows = run(
            "SELECT l.position, e.topic, e.recorded_at, l.unit, l.voucher_no, l.kind, l.on_day, l.part, l.amount_vnd"  # noqa: S608
            f" FROM v_fund.lines l JOIN es.events e USING (position) WHERE {where}"
            " ORDER BY l.on_day, l.position, l.part LIMIT %s OFFSET %s",
            [*given, EVENTS_PAGE + 1, skipped],
        )
        mark = PgArticle92Figures(self._work).mark
        lines = [
            FundLine(mark(at), topic, when, unit, number, FundKind(kind), on, part == REVERSAL, sign * vnd)
            for at, topic, when, unit, number, kind, on, part, vnd in rows
        ]
        return sign * int((total.fetchone() or (0,))[0]), lines

    def _of(self, fund: UUID | None) -> Condition:
        """Return the condition that a line is of this fund, or of one that the reader may see."""
        if fund is not None:
            return "l.fund = %s", [fund]
        return listed(self._work, Action.SEE_FUND, "fund", "l.fund", "l.unit")


def _asked(question: OpenFundFigure) -> Condition:
    """Return the condition of days, kinds and purposes."""
    where, given = "l.on_day BETWEEN %s AND %s", list[object]([question.first or date.min, question.last])
    if question.what is not FundFigure.BALANCE:
        is_receipt = question.what is FundFigure.RECEIVED
        where += " AND l.kind = ANY(%s)"
        given.append([one.value for one in FundKind if one.is_receipt is is_receipt])
    if question.purpose is not None:
        return f"{where} AND l.purpose = %s", [*given, question.purpose]
    if question.with_purpose is not None:
        where += " AND l.purpose IS " + ("NOT NULL" if question.with_purpose else "NULL")
    return where, given
