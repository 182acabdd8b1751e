"""The office enters the programme that the association has on paper, closes a half-year, releases figures."""

from __future__ import annotations

from datetime import date

from application.demo.chance import Chance
from application.demo.entries import wish
from application.demo.moments import in_office, same_hour
from application.demo.stage import Deed, Story
from application.figure_period import FreezePeriod, SetPeriod, freeze_period, set_period
from application.programme import EnterProgramme, SetMilestone, enter_programme, set_milestone
from application.release import ReleaseYear, release_year
from domain.figure_period import Span
from domain.programme import Milestone

OFFICE = "vanphong"
PROGRAMME = 2024
"""The year whose document is shipped; what it asks for stands beside what the fictional association has of it."""
HALF = Span(
    name="6 tháng đầu năm 2025",
    first=date(2025, 1, 1),
    last=date(2025, 6, 30),
    cut_off=date(2025, 7, 5),
)
WHOLE = Span(name="Năm 2025", first=date(2025, 1, 1), last=date(2025, 12, 31), cut_off=date(2026, 1, 15))
MARK = Milestone(indicator="networks", until=date(2024, 6, 30), amount=3)


def figures_kept(seed: int) -> Story:
    """Return what the office does about figures in the year."""
    chance = Chance(f"{seed}/figures")
    at = in_office(chance, date(2025, 1, 14))
    yield Deed(at, OFFICE, wish(enter_programme, EnterProgramme(year=PROGRAMME)))
    at = same_hour(chance, at)
    yield Deed(at, OFFICE, wish(set_milestone, SetMilestone(year=PROGRAMME, milestone=MARK)))
    at = in_office(chance, date(2025, 6, 25))
    done = yield Deed(at, OFFICE, wish(set_period, SetPeriod(span=HALF)))
    if done.made is not None:
        closing = FreezePeriod(period=done.made)
        yield Deed(in_office(chance, date(2025, 7, 8)), OFFICE, wish(freeze_period, closing))
        release = ReleaseYear(year=HALF.first.year, cut_off=HALF.last)
        yield Deed(in_office(chance, date(2025, 7, 9)), OFFICE, wish(release_year, release))
    release = ReleaseYear(year=HALF.first.year, cut_off=date(2025, 11, 30))
    yield Deed(in_office(chance, date(2025, 12, 5)), OFFICE, wish(release_year, release))
    yield Deed(in_office(chance, date(2025, 12, 10)), OFFICE, wish(set_period, SetPeriod(span=WHOLE)))
