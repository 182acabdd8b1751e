"""Shares between figures of one year. Without a whole a share is not applicable, never 100 % (LAW 1.2, rule a).

Since rule 2026-6 a part is counted among its whole: of what was counted in the year, that of which the other is counted
too, on whatever day. Before, a reply of this year to a recommendation of the last could make a share more than 100 %.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.article92 import Measure


@dataclass(frozen=True, slots=True)
class Rate:
    """One share: what of what."""

    part: Measure
    whole: Measure
    vi: str
    en: str

    def label(self, language: str = "vi") -> str:
        """Return what it is called."""
        return self.en if language == "en" else self.vi


@dataclass(frozen=True, slots=True)
class Share:
    """One share as it was counted: how many of the whole, and of these how many have the part too."""

    rate: Rate
    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        """The share in percent, rounded down; None where there is no whole.

        >>> Share(RATES[2], 4, 5).percent, Share(RATES[2], 0, 0).percent
        (80, None)
        """
        return self.part * 100 // self.whole if self.whole > 0 else None


RATES = (
    Rate(
        Measure.SUPERVISIONS_ATTENDED,
        Measure.SUPERVISIONS_INVITED,
        "Tham gia giám sát trên số cuộc được mời",
        "Supervisions taken part in, of those invited to",
    ),
    Rate(
        Measure.COURSES_ATTENDED,
        Measure.COURSES_INVITED,
        "Tham gia khóa tập huấn trên số khóa được mời",
        "Courses attended, of those invited to",
    ),
    Rate(
        Measure.REPLIED,
        Measure.CONVEYED,
        "Kiến nghị chuyển trong năm đã có trả lời, trên số chuyển trong năm",
        "Recommendations conveyed in the year that were replied to, of those conveyed in the year",
    ),
    Rate(
        Measure.CONVEYED_CONNECTED,
        Measure.COLLECTED,
        "Kiến nghị của trẻ em, tổ chức xã hội thu thập trong năm đã chuyển, trên số thu thập trong năm",
        "Recommendations of children and social organisations collected in the year and conveyed, of those collected",
    ),
)
"""Shares of LAW 1.2 that two figures of one year make."""
