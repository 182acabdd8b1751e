"""Where files of each kind of record lie: the address of the record, for pages and for programs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from application.file_holders import Holder


@dataclass(frozen=True, slots=True)
class Place:
    """The address of one kind of record."""

    path: str
    key: str
    """What the id of the record is called in the address."""

    @property
    def template(self) -> str:
        """The address with the name of its id."""
        return f"{self.path}/{{{self.key}}}"

    def of(self, record: UUID) -> str:
        """Return the address of one record."""
        return f"{self.path}/{record}"


PAGES: Mapping[Holder, Place] = {
    Holder.CASE: Place("/ho-so", "case_id"),
    Holder.MATTER: Place("/tu-van", "matter_id"),
    Holder.ACTIVITY: Place("/hoat-dong", "activity"),
    Holder.RECOMMENDATION: Place("/kien-nghi", "one"),
    Holder.FUND: Place("/quy", "fund"),
}
PROGRAMS: Mapping[Holder, Place] = {
    Holder.CASE: Place("/cases", "case_id"),
    Holder.MATTER: Place("/consultations", "matter_id"),
    Holder.ACTIVITY: Place("/activities", "activity"),
    Holder.RECOMMENDATION: Place("/recommendations", "recommendation"),
    Holder.FUND: Place("/funds", "fund"),
}


def _any(places: Mapping[Holder, Place]) -> str:
    return "|".join(re.escape(place.path) for place in places.values())


UPLOADS = re.compile(
    rf"(?:{_any(PAGES)})/[0-9a-f-]{{36}}/tep|/api/v1(?:{_any(PROGRAMS)})/[0-9a-f-]{{36}}/files", re.I
)
"""Addresses to which a file may come along."""
