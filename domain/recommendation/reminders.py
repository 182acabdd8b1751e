"""When a body is to be reminded: *quy ước nội bộ*, data with a version. Nothing is stored about it.

Source: no law sets a term for answering a recommendation of the association (LAW 1.3); the comparators are named in
`domain/reference/recommendation_terms.json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files

from domain.calendar import HolidayCalendar
from domain.recommendation.codes import AgencyKind


@dataclass(frozen=True, slots=True)
class ReminderTerms:
    """How long a body is waited for, from a day on."""

    version: str
    valid_from: date
    remind_days: int
    escalate_days: int
    school_remind_working_days: int


@lru_cache(maxsize=1)
def all_terms() -> tuple[ReminderTerms, ...]:
    """Return every set of terms, the earliest first."""
    text = files("domain.reference").joinpath("recommendation_terms.json").read_text(encoding="utf-8")
    rows = (
        ReminderTerms(**{**row, "valid_from": date.fromisoformat(row["valid_from"])})
        for row in json.loads(text)["terms"]
    )
    return tuple(sorted(rows, key=lambda row: row.valid_from))


def terms_on(day: date, known: Sequence[ReminderTerms] | None = None) -> ReminderTerms:
    """Return the terms that hold for what is conveyed on a day; before the first, the first."""
    rows = known or all_terms()
    return next((row for row in reversed(rows) if row.valid_from <= day), rows[0])


def remind_on(
    agency: AgencyKind,
    conveyed_on: date,
    calendar: HolidayCalendar,
    known: Sequence[ReminderTerms] | None = None,
) -> date:
    """Return the day from which a body that has not answered is reminded; calendar days, of schools working days."""
    terms = terms_on(conveyed_on, known)
    if agency is AgencyKind.SCHOOL:
        return calendar.add_working_days(conveyed_on, terms.school_remind_working_days)
    return conveyed_on + timedelta(days=terms.remind_days)


def escalate_from(conveyed_on: date, known: Sequence[ReminderTerms] | None = None) -> date:
    """Return the day from which the matter may be taken to a higher body, as a suggestion; it may be done earlier."""
    return conveyed_on + timedelta(days=terms_on(conveyed_on, known).escalate_days)


@dataclass(frozen=True, slots=True)
class Overdue:
    """What was conveyed within these days, both included, to such a body is overdue, if it has no reply."""

    school: bool
    since: date
    until: date


def overdue_spans(
    today: date, calendar: HolidayCalendar, known: Sequence[ReminderTerms] | None = None
) -> Iterator[Overdue]:
    """Yield the days of conveyance of which a reply is overdue today, so that a list can be asked for them."""
    rows = known or all_terms()
    for place, row in enumerate(rows):
        since = row.valid_from if place else date.min
        following = rows[place + 1].valid_from if place + 1 < len(rows) else today + timedelta(days=1)
        for agency in (AgencyKind.SCHOOL, AgencyKind.OTHER):
            until = min(following - timedelta(days=1), today)
            while until >= since and remind_on(agency, until, calendar, known) >= today:
                until -= timedelta(days=1)
            if until >= since:
                yield Overdue(agency is AgencyKind.SCHOOL, since, until)
