"""Courts in a matter that the chapter is asked about: where it is pending, and of which court a reviewer is a juror.

Source: Criminal Procedure Code 2015, arts 49 and 53; People's Court Organisation Law 34/2024/QH15 (LAW 6.2, 6.3):
regional people's courts since 1 July 2025, district courts until the day before.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import BeforeValidator

from domain.codes import Code
from domain.kernel import Line, Value
from domain.text import fold

REGIONAL_COURTS_SINCE = date(2025, 7, 1)
"""Source: LAW 6.3 (Law 34/2024/QH15 as amended; DESIGN, section 4)."""
END_OF_DISTRICT_COURTS = date(2025, 6, 30)


class CourtKind(Code, name="court-kind"):
    """Kinds of people's court, each with its first and last day."""

    REGIONAL = "regional", "Tòa án nhân dân khu vực", "Regional people's court"
    PROVINCIAL = "provincial", "Tòa án nhân dân cấp tỉnh", "Provincial people's court"
    DISTRICT = (
        "district",
        "Tòa án nhân dân cấp huyện (đến 30/6/2025)",
        "District people's court (until 30 June 2025)",
    )
    OTHER = "other", "Tòa án khác", "Another court"

    def valid_on(self, day: date) -> bool:
        """Whether such courts existed on a day."""
        if self is CourtKind.REGIONAL:
            return day >= REGIONAL_COURTS_SINCE
        return self is not CourtKind.DISTRICT or day <= END_OF_DISTRICT_COURTS


def courts_on(day: date) -> tuple[CourtKind, ...]:
    """Return the kinds of court of a day, in the order of the form.

    >>> [kind.value for kind in courts_on(date(2025, 6, 30))]
    ['provincial', 'district', 'other']
    """
    return tuple(kind for kind in CourtKind if kind.valid_on(day))


def _none_if_blank(value: object) -> object:
    return None if value == "" else value


class Court(Value):
    """A court as it is written: its kind, if known, and its name; blank when there is none."""

    kind: Annotated[CourtKind | None, BeforeValidator(_none_if_blank)] = None
    name: Line = ""

    @property
    def is_named(self) -> bool:
        """Whether a court is named at all."""
        return bool(self.name)

    def is_same(self, other: Self) -> bool:
        """Whether both name the same court, however they are spelt; another kind is another court.

        >>> Court(name="TAND khu vực 2").is_same(Court(kind=CourtKind.REGIONAL, name="tand Khu vực  2"))
        True
        """
        kinds = {self.kind, other.kind} - {None}
        named = self.is_named and other.is_named
        return named and len(kinds) <= 1 and _key(self.name) == _key(other.name)

    def shown(self, language: str = "vi") -> str:
        """Return the court in words."""
        return self.name or (self.kind.label(language) if self.kind else "")


def _key(name: str) -> str:
    words = " ".join(fold(name).split())
    return words.replace("toa an nhan dan", "tand").replace("toa an", "ta")


class PendingStanding(Code, name="pending-standing"):
    """Whether the matter is before a court."""

    NOT_KNOWN = "not_known", "Chưa biết", "Not known"
    NO = "no", "Chưa có ở tòa án nào", "Before no court"
    YES = "yes", "Đang được tòa án giải quyết", "Before a court"


class Pending(Value):
    """Where the matter is pending, if anywhere."""

    standing: PendingStanding = PendingStanding.NOT_KNOWN
    court: Court = Court()

    @property
    def before(self) -> Court | None:
        """The court before which it is, when it is named."""
        return self.court if self.court.is_named and self.standing is not PendingStanding.NO else None
