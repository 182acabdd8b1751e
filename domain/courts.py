"""People's courts by day: district courts until 30 June 2025, regional ones since; which one a place belongs to.

Only what the data file knows (domain/reference/SOURCE.md); another court is entered in words and marked so.
Source: Resolution 81/2025/UBTVQH15; Courts Law 34/2024/QH15 (LAW 6.3).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Annotated

from domain.codes import Code
from domain.kernel import Line, Value, on_the_way_in
from domain.text import fold
from domain.units import BEFORE_THE_DATA, AdminUnit, register


class CourtLevel(Code, name="court-level"):
    """Levels of courts at which jurors sit."""

    PROVINCIAL = "provincial", "Tòa án nhân dân cấp tỉnh", "Provincial court"
    DISTRICT = "district", "Tòa án nhân dân cấp huyện (đến 30/6/2025)", "District court (until 30 June 2025)"
    REGIONAL = "regional", "Tòa án nhân dân khu vực", "Regional court"


@dataclass(frozen=True, slots=True)
class Court:
    """One court with its first and last day (None: still there)."""

    code: str
    name: str
    level: CourtLevel
    since: date
    until: date | None
    becomes: str | None
    district: str | None
    communes: frozenset[str] | None
    """Codes of the communes since 1 July 2025 over which it decides; None where the data does not say."""

    def there_on(self, day: date) -> bool:
        """Whether the court existed on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@lru_cache(maxsize=1)
def courts() -> dict[str, Court]:
    """Return every known court by its code."""
    text = files("domain.reference").joinpath("courts.json").read_text(encoding="utf-8")
    return {
        row["code"]: Court(
            code=row["code"],
            name=row["name"],
            level=CourtLevel(row["level"]),
            since=date.fromisoformat(row["since"]) if "since" in row else BEFORE_THE_DATA,
            until=date.fromisoformat(row["until"]) if "until" in row else None,
            becomes=row.get("becomes"),
            district=row.get("district"),
            communes=frozenset(row["communes"]) if "communes" in row else None,
        )
        for row in json.loads(text)["courts"]
    }


def court_on(code: str, day: date) -> Court | None:
    """Return the court of a code on a day, or the one that took its work over; None where nobody knows which did.

    >>> court_on("district-215", date(2025, 6, 30)).name, court_on("district-215", date(2025, 7, 1)).name
    ('Tòa án nhân dân huyện Yên Thế', 'Tòa án nhân dân khu vực 3 - Bắc Ninh')
    """
    found = courts().get(code)
    while found is not None and found.until is not None and day > found.until:
        found = courts().get(found.becomes) if found.becomes else None
    return found


def courts_named(said: str) -> tuple[Court, ...]:
    """Return the courts of a name, those that ended too: one name may have been borne by several, one after the other.

    >>> [court.code for court in courts_named("TAND huyện Yên Thế")]
    ['district-215']
    """
    wanted = fold(said).removeprefix("tand ").removeprefix("toa an nhan dan ")
    return tuple(
        one for one in courts().values() if fold(one.name).removeprefix("toa an nhan dan ") == wanted
    )


def courts_of_place(place: AdminUnit, day: date) -> frozenset[str] | None:
    """Return the codes of the district or regional courts of a place on a day; None where the data does not say.

    A place that went into communes of several courts, or a whole province, has all of them.
    """
    unit = register().by_key(place.key)
    if unit is None:
        return None
    known = register()
    keys = {one.key for one in (*known.communes(unit), *known.successors(unit), *known.predecessors(unit))}
    communes = [found for key in keys if (found := known.by_key(key)) and found.valid_on(day)]
    codes: set[str] = set()
    for commune in communes:
        district = commune.parent.code if commune.parent else None
        there = [
            court.code
            for court in courts().values()
            if court.there_on(day)
            and (commune.code in court.communes if court.communes else court.district == district is not None)
        ]
        if not there:
            return None
        codes.update(there)
    return frozenset(codes) or None


class JurorCourt(Value):
    """The court of a people's juror from a day on: one of the data, or only what was said (*ghi tay*)."""

    code: Line = ""
    said: Line = ""
    since: date

    @property
    def name(self) -> str:
        """The name of the court as entered."""
        known = courts().get(self.code)
        return known.name if known else self.said or self.code


def one_of_them(court: JurorCourt) -> JurorCourt:
    """Return the court if it is one of the data or only words.

    Raises:
        ValueError: It is both, neither, or a code that the data do not have.
    """
    if bool(court.code) == bool(court.said):
        raise ValueError("one_of_code_and_words")
    if court.code and court.code not in courts():
        raise ValueError("unknown_court")
    return court


CourtEntered = Annotated[JurorCourt, on_the_way_in(one_of_them)]
"""As commands and forms take it; a stored one is read whatever the data say by now."""


def latest_on(entered: tuple[JurorCourt, ...], day: date) -> JurorCourt | None:
    """Return the court that was entered for a day: the one that began last, of several the one entered last."""
    begun = [one for one in entered if one.since <= day]
    return max(begun, key=lambda one: one.since, default=None) if begun else None
