"""Figures of a fund's book: what is counted, from which lines. Source: quy ước nội bộ; no law gives these numbers."""

from __future__ import annotations

from domain.codes import Code

RULE_VERSION = "fund/1"
"""Version of the rules by which the figures are made."""


class FundFigure(Code, name="fund-figure"):
    """One number of a book."""

    BALANCE = "balance", "Số dư", "Balance"
    RECEIVED = "received", "Thu", "Received"
    SPENT = "spent", "Chi", "Spent"

    @property
    def rule(self) -> tuple[str, str]:
        """How it is counted, in Vietnamese and English."""
        return _RULES[self]


_RULES: dict[FundFigure, tuple[str, str]] = {
    FundFigure.BALANCE: (
        "Cộng các dòng thu, trừ các dòng chi đã vào sổ đến hết ngày; phiếu đảo thì trừ lại, phiếu chờ duyệt không "
        "tính.",
        "Receipts less spending that stood in the book at the end of the day; a reversal takes its line back, and what "
        "waits for approval does not count.",
    ),
    FundFigure.RECEIVED: (
        "Cộng các dòng thu đã vào sổ trong những ngày này, trừ các dòng thu đã đảo; phiếu chờ duyệt không tính.",
        "Receipts that stood in the book on these days, reversals taken off; what waits for approval does not count.",
    ),
    FundFigure.SPENT: (
        "Cộng các dòng chi đã vào sổ trong những ngày này, trừ các dòng chi đã đảo; phiếu chờ duyệt không tính.",
        "Spending that stood in the book on these days, reversals taken off; what waits for approval does not count.",
    ),
}
