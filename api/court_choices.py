"""Courts to choose from in a form."""

from datetime import date

from domain.courts import CourtLevel, courts


def court_options(day: date | None = None) -> dict[str, list[tuple[str, str]]]:
    """Return the courts of the data by level: all of them, or those that exist on a day."""
    there = [one for one in courts().values() if day is None or one.there_on(day)]
    found = {level.vi: [(one.code, one.name) for one in there if one.level is level] for level in CourtLevel}
    return {level: rows for level, rows in found.items() if rows}
