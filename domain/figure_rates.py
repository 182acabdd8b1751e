"""Shares between figures of one year. Without a whole a share is not applicable, never 100 % (LAW 1.2, rule a)."""

from __future__ import annotations

from collections.abc import Mapping
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

    def percent(self, counts: Mapping[Measure, int]) -> int | None:
        """Return the share in percent, rounded down; None where there is no whole.

        Replies count on the day of the reply, so those to recommendations of the year before may make it more than 100.
        """
        whole = counts.get(self.whole, 0)
        return counts.get(self.part, 0) * 100 // whole if whole > 0 else None


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
        "Kiến nghị được trả lời trong năm trên số chuyển trong năm",
        "Recommendations replied to in the year, of those conveyed in the year",
    ),
    Rate(
        Measure.CONVEYED_CONNECTED,
        Measure.COLLECTED,
        "Kiến nghị của trẻ em, tổ chức xã hội đã chuyển trên số thu thập trong năm",
        "Recommendations of children and social organisations conveyed, of those collected in the year",
    ),
)
"""Shares of LAW 1.2 that two figures of one year make."""
