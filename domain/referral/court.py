"""Courts in a matter that the chapter is asked about: where it is pending, and of which court a reviewer is a juror.

A court is one of the data (`domain.courts`), or in words what the data does not know; two are the same if they are the
same on the day, an ended court being the one that took its work over.

Source: Criminal Procedure Code 2015, arts 49 and 53; People's Court Organisation Law 34/2024/QH15 (LAW 6.2, 6.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from pydantic import ValidationInfo, model_validator

from domain import courts as data
from domain.codes import Code
from domain.kernel import Line, Value
from domain.text import fold


class Court(Value):
    """A court as it is entered; blank when there is none."""

    code: Line = ""
    """Its code in the data."""
    name: Line = ""
    """In words, where the data does not have it."""

    @model_validator(mode="after")
    def _known(self, info: ValidationInfo) -> Court:
        stored = isinstance(info.context, Mapping) and info.context.get("stored")
        if not stored and self.code and self.code not in data.courts():
            raise ValueError("unknown_court")
        return self

    @property
    def is_named(self) -> bool:
        """Whether a court is named at all."""
        return bool(self.code or self.name)

    def is_same(self, other: Court, day: date) -> bool:
        """Whether both name the same court on a day, by code or however it is spelt.

        >>> said, known = Court(name="TAND khu vực  5"), Court(code="region-5-bac-ninh")
        >>> said.is_same(known, date(2025, 7, 1)), said.is_same(Court(), date(2025, 7, 1))
        (True, False)
        >>> Court(code="district-220").is_same(known, date(2025, 7, 1))
        True
        >>> Court(code="district-220").is_same(Court(code="district-219"), date(2025, 6, 30))
        False
        """
        return bool(self._spelt(day) & other._spelt(day))

    def shown(self) -> str:
        """Return the court in words."""
        known = data.courts().get(self.code)
        return known.name if known else self.name or self.code

    def _spelt(self, day: date) -> frozenset[str]:
        """Return the ways in which the court of the day is spelt."""
        said = _key(self.name)
        entered = [
            one
            for one in data.courts().values()
            if (one.code == self.code if self.code else said in _names(one))
        ]
        today = [data.court_on(one.code, day) or one for one in entered]
        return frozenset({name for one in today for name in _names(one)} or {said, self.code}) - {""}


def _names(court: data.Court) -> frozenset[str]:
    return frozenset({_key(court.name), _key(court.name.partition(" - ")[0])})


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

    def is_before_any(self, courts: Iterable[Court], day: date) -> bool:
        """Whether the matter is before one of these courts on a day."""
        before = self.before
        return before is not None and any(one.is_same(before, day) for one in courts)
