"""The office enters the programmes of two years, closes the figures of the first half-year and releases figures.

The programme of 2024 is that of the document. That of the fictional year asks for the same, so that what the year comes
to stands against targets; its congress is due by the end of September 2025.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import structlog

from application.demo.chance import Chance
from application.demo.entries import wish
from application.demo.moments import in_office, same_hour
from application.demo.stage import Deed, Story
from application.figure_period import FreezePeriod, SetPeriod, freeze_period, set_period
from application.programme import EnterProgramme, SetMilestone, enter_programme, set_milestone
from application.release import ReleaseYear, release_year
from application.work import Work
from domain.figure_period import Span
from domain.programme import KnownProgramme, Milestone, known_programme
from domain.release import NothingToRelease, TableKind, TooFewToRelease

log = structlog.get_logger()

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
WORKED = 2025
"""The year that is played."""
MARKS = {
    PROGRAMME: Milestone(indicator="networks", until=date(2024, 6, 30), amount=3),
    WORKED: Milestone(indicator="outreach", until=date(2025, 6, 30), amount=20),
}


def worked_programme() -> KnownProgramme:
    """Return the programme of the fictional year: the targets of 2024 a year later, in no words of the document."""
    known = known_programme(PROGRAMME)
    return known.model_copy(
        update={
            "year": WORKED,
            "title": "Chương trình hoạt động năm 2025 (giả lập)",
            "document": "Chương trình giả lập, theo các chỉ tiêu của năm 2024",
            "indicators": tuple(
                one.model_copy(
                    update={
                        "sentences": (),
                        "by": one.by.replace(year=WORKED) if one.by else None,
                        "name": one.name.replace("2024–2029", "2025–2030"),
                        "name_en": one.name_en.replace("2024–2029", "2025–2030"),
                    }
                )
                for one in known.indicators
            ),
        }
    )


def _released(chance: Chance, on: date, cut_off: date, kinds: Iterable[TableKind]) -> Iterator[Deed]:
    at = in_office(chance, on)
    for kind in kinds:
        yield Deed(at, OFFICE, wish(_release_if_safe, ReleaseYear(kind=kind, year=WORKED, cut_off=cut_off)))
        at = same_hour(chance, at)


def _release_if_safe(cmd: ReleaseYear, work: Work) -> None:
    """Give a table out; a small year has too few children for some, and the office goes without, as anywhere."""
    try:
        release_year(cmd, work)
    except (NothingToRelease, TooFewToRelease):
        log.info("figures_not_released")


def figures_kept(seed: int) -> Story:
    """Return what the office does about figures in the year."""
    chance = Chance(f"{seed}/figures")
    at = in_office(chance, date(2025, 1, 14))
    for year, given in ((PROGRAMME, None), (WORKED, worked_programme())):
        yield Deed(at, OFFICE, wish(enter_programme, EnterProgramme(year=year, given=given)))
        at = same_hour(chance, at)
        yield Deed(at, OFFICE, wish(set_milestone, SetMilestone(year=year, milestone=MARKS[year])))
    at = in_office(chance, date(2025, 6, 25))
    done = yield Deed(at, OFFICE, wish(set_period, SetPeriod(span=HALF)))
    if done.made is not None:
        closing = FreezePeriod(period=done.made)
        yield Deed(in_office(chance, date(2025, 7, 8)), OFFICE, wish(freeze_period, closing))
        yield from _released(chance, date(2025, 7, 9), HALF.last, (TableKind.SITUATION, TableKind.LOG_UNITS))
    yield from _released(chance, date(2025, 12, 5), date(2025, 11, 30), (TableKind.SITUATION, TableKind.LOG))
    yield Deed(in_office(chance, date(2025, 12, 10)), OFFICE, wish(set_period, SetPeriod(span=WHOLE)))
