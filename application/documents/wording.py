"""How papers write days, moments and what is not known. Papers are in Vietnamese, whatever language a page is in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from application.documents.paper import BLANK, NOT_HERE, Head
from domain.calendar import vietnam_day, vietnam_time
from domain.kernel import Erased

NOT_KNOWN = "chưa biết"
NOT_ASKED = "chưa hỏi"


@dataclass(frozen=True, slots=True)
class Setting:
    """From where and when a paper is written."""

    association: str
    unit: str
    at: datetime

    @property
    def day(self) -> date:
        """The day in Viet Nam."""
        return vietnam_day(self.at)

    def head(self, number: str, subject: str = "") -> Head:
        """Return the head; the association stands above a unit of it, and the place is written by hand."""
        same = self.unit.casefold() == self.association.casefold() or not self.association
        return Head(
            above="" if same else self.association.upper(),
            writer=self.unit.upper(),
            number=f"Số: {number}",
            subject=subject,
            place_and_day=f"{BLANK}, {official_day(self.day)}",
        )

    def footer(self, code: str, version: int | None = None) -> str:
        """Return of what, and as of when, the paper was made, so that it can be made again."""
        state = f", phiên bản {version}" if version is not None else ""
        return f"{code}{state} · lập lúc {vietnam_time(self.at):%H:%M} ngày {short_day(self.day)}"


def official_day(day: date) -> str:
    """Return a day as official papers write it.

    Source: Decree 30/2020/NĐ-CP, annex I: days under 10 and the months 1 and 2 take a leading zero.

    >>> official_day(date(2024, 7, 5)), official_day(date(2024, 2, 15))
    ('ngày 05 tháng 7 năm 2024', 'ngày 15 tháng 02 năm 2024')
    """
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def moment(at: datetime) -> str:
    """Return a moment, Vietnam time."""
    local = vietnam_time(at)
    return f"{local:%H} giờ {local:%M} {official_day(local.date())}"


def short_day(day: date) -> str:
    """Return a day for a table."""
    return f"{day:%d/%m}/{day.year:04}"


def said(value: object, otherwise: str = "") -> str:
    """Return a personal field as words: what was said, or what stands for nothing; never a mark of erasure."""
    if isinstance(value, Erased):
        return NOT_HERE
    return otherwise if value is None or value == "" else str(value)
