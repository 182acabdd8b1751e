"""The fictional year put together: set up, moved in July, and filled with stories."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from pydantic import SecretStr

from application.accounts import CloseAccount, OpenAccount, SetRoles, close_account, open_account, set_roles
from application.demo.activities import OUTREACHES, activities
from application.demo.auditors import inspecting
from application.demo.chance import Chance
from application.demo.consultations import asked_before, counselled, linked, stood_alone
from application.demo.duty import numbers_since_july, province_before_july
from application.demo.emergencies import emergency, emergency_in_case, last_emergency
from application.demo.entries import (
    Entry,
    answered,
    beginning,
    closed,
    noted,
    returned,
    stepped,
    taken_in,
    wish,
)
from application.demo.figures import figures_kept
from application.demo.handed import handed_over
from application.demo.inspection import inspected
from application.demo.looks import looked_at, reviewed_weekly
from application.demo.members import members_entered
from application.demo.mirror import mirrored
from application.demo.moments import BEFORE_WORK, BOOKS_CLOSED, END, FIRST_DAY, LAST_DAY, in_office
from application.demo.old_log import brought_in
from application.demo.paper_book import kept_like_paper
from application.demo.protection import protected
from application.demo.recommendations import recommended
from application.demo.referrals import UNFINISHED, Course, asked_on, course_of, discovered, referred
from application.demo.registers import closed_registers, year_ended
from application.demo.reports import reported
from application.demo.smaller_units import FOUNDED_LATER, LASTING, OLD_CHAPTERS, founding_of
from application.demo.staff import ADMINISTRATOR, STAFF, Cast, Member
from application.demo.stage import Deed, Done, Stage, Story, play
from application.demo.supports import supported
from application.demo.tally import Tally
from application.demo.territory import (
    ASSOCIATION,
    CHAPTER,
    COMMUNES,
    DISTRICTS,
    PROVINCE,
    chapter_founding,
    commune_founding,
    district_founding,
    province_founding,
)
from application.demo.unit_life import unit_lives
from application.installation import MarkFictional, mark_fictional
from application.units import EndUnit, FoundUnit, end_unit, found_unit
from domain.account import Person, Role
from domain.chapter import Founding, UnitTaskAssigned
from domain.chapter_parts import EndKind
from domain.units import TWO_TIERS_SINCE

ENTRIES = 345
"""Stories of entries in a whole year."""
MATTERS = 230
"""Consultation matters of a whole year that stand alone."""
EMERGENCIES = 5
"""Emergencies of a whole year about a child unknown until then."""
OLD_ROWS = 30
"""Rows of the log of the year before."""
FEWEST_ROWS = 6
REFERRAL_EVERY, ASKED_EVERY = 5, 45
"""One entry, and one consultation without a case, in so many is referred to the chapter."""
_JULY = datetime(2025, 7, 1, 0, 10, tzinfo=UTC)
"""Ten past seven in the morning of 1 July 2025 in Vietnam, before anyone calls."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """A demo sign-in, to be printed: name, roles and unit of an invented member of staff."""

    sign_in: str
    name: str
    roles: tuple[Role, ...]
    unit_code: str


@dataclass(frozen=True, slots=True)
class DemoYear:
    """How much of a year is played, from which seed, and the one password of all its people."""

    seed: int
    password: SecretStr
    scale: float = 1.0


def sign_ins() -> tuple[SignIn, ...]:
    """Return the sign-ins of everyone who is still there at the end of the year."""
    return tuple(
        SignIn(member.sign_in, member.name, member.roles, member.since_july or member.unit)
        for member in (ADMINISTRATOR, *STAFF)
        if member.leaves_on is None
    )


def load(year: DemoYear, stage: Stage, tell: Callable[[float], None] = lambda share: None) -> Tally:
    """Play the year on an empty installation; `tell` hears which share of the year is over.

    Returns:
        What it came to.

    Raises:
        NotEmpty: The installation holds events already.
    """
    cast, tally = Cast(), Tally()

    def count(at: datetime, done: Done) -> None:
        tally.add(done.recorded)
        tell(min(1.0, max(0.0, (at - BEFORE_WORK) / (END - BEFORE_WORK))))

    play((set_up(year, cast, stage),), stage, END, count)
    kept = (
        july(year, cast, stage),
        _leaving(cast),
        _club(cast),
        province_before_july(),
        numbers_since_july(),
    )
    stories = (*_stories(year, cast), *protected(cast, year.seed), *handed_over(cast), reviewed_weekly())
    asked = discovered(cast, year.seed)
    units = (*members_entered(cast, year.seed, year.scale), *unit_lives(cast, year.seed, year.scale))
    paper = (
        *kept_like_paper(cast, year.seed),
        brought_in(year.seed, max(FEWEST_ROWS, _share(OLD_ROWS, year))),
    )
    books = (*closed_registers(cast, year.seed), figures_kept(year.seed), reported(year.seed))
    works = activities(cast, year.seed, _share(OUTREACHES, year))
    board = inspecting(cast, year.seed)
    held = (*works, inspected(cast, year.seed), *recommended(), *supported(cast), *board)
    play((*kept, *stories, *asked, *units, *paper, *books, *held), stage, END, count)
    play(year_ended(cast, year.seed), stage, BOOKS_CLOSED, count)
    return tally


def set_up(year: DemoYear, cast: Cast, stage: Stage) -> Story:
    """The units and people with which the year begins."""
    at = BEFORE_WORK - timedelta(hours=1)
    yield Deed(at, None, wish(mark_fictional, MarkFictional(seed=year.seed, association=ASSOCIATION)))
    yield from _founded(cast, at, PROVINCE, province_founding(), by_service=True)
    yield from _opened(year, cast, stage, at, ADMINISTRATOR, by_service=True)
    for one in DISTRICTS:
        yield from _founded(cast, at, one.code, district_founding(one))
    yield from _founded(cast, at, CHAPTER, chapter_founding())
    for smaller in (*OLD_CHAPTERS, *LASTING):
        yield from _founded(cast, at, smaller.code, founding_of(smaller), parent=smaller.parent)
    for member in STAFF:
        if member.starts_on is None:
            at += timedelta(minutes=1)
            yield from _opened(year, cast, stage, at, member)


def _founded(
    cast: Cast,
    at: datetime,
    code: str,
    founding: Founding,
    *,
    by_service: bool = False,
    parent: str = PROVINCE,
) -> Story:
    placed = founding.model_copy(update={"parent": cast.units.get(parent)})
    by = None if by_service else ADMINISTRATOR.sign_in
    done = yield Deed(at, by, wish(found_unit, FoundUnit(founding=placed)))
    if done.made is not None:
        cast.units[code] = done.made


def _opened(
    year: DemoYear, cast: Cast, stage: Stage, at: datetime, member: Member, *, by_service: bool = False
) -> Story:
    command = OpenAccount(
        person=Person(name=member.name, sign_in=member.sign_in),
        unit=cast.units[member.unit],
        roles=member.roles,
        password=year.password,
    )
    by = None if by_service else ADMINISTRATOR.sign_in
    done = yield Deed(at, by, wish(open_account, command))
    if done.made is not None:
        cast.accounts[member.sign_in] = done.made
        stage.sign_in(member.sign_in, done.made)


def july(year: DemoYear, cast: Cast, stage: Stage) -> Story:
    """Districts end, commune associations begin, and their people move (Resolution 202/2025/QH15)."""
    at = _JULY
    administrator = ADMINISTRATOR.sign_in
    for code in COMMUNES:
        yield from _founded(cast, at, code, commune_founding(code))
    for chapter in OLD_CHAPTERS:
        yield from _ended(cast, at, chapter.code, chapter.successor or PROVINCE)
    for one in DISTRICTS:
        yield from _ended(cast, at, one.code, one.successor)
    for member in STAFF:
        at += timedelta(seconds=20)
        if member.starts_on is not None:
            yield from _opened(year, cast, stage, at, member)
        elif member.since_july is not None:
            account = cast.accounts[member.sign_in]
            move = SetRoles(account=account, unit=cast.units[member.since_july], roles=member.roles)
            yield Deed(at, administrator, wish(set_roles, move))
            stage.sign_in(member.sign_in, account)


def _ended(cast: Cast, at: datetime, code: str, successor: str) -> Story:
    """End a unit with the district tier; what was open goes on in its successor by events."""
    command = EndUnit(
        unit=cast.units[code],
        ended_on=TWO_TIERS_SINCE - timedelta(days=1),
        successor=cast.units[successor],
        how=EndKind.DISSOLVED if successor == PROVINCE else EndKind.MERGED,
    )
    done = yield Deed(at, ADMINISTRATOR.sign_in, wish(end_unit, command))
    tasks = [one.fact.task_id for one in done.recorded if isinstance(one.fact, UnitTaskAssigned)]
    cast.passed_on.setdefault(successor, []).extend(tasks)


def _club(cast: Cast) -> Story:
    """A club is founded in the autumn, with children of several communes."""
    at = in_office(Chance("club"), FOUNDED_LATER.founded_on)
    yield from _founded(cast, at, FOUNDED_LATER.code, founding_of(FOUNDED_LATER))


def _leaving(cast: Cast) -> Story:
    for member in STAFF:
        if member.leaves_on is not None:
            at = datetime.combine(member.leaves_on, BEFORE_WORK.time(), UTC)
            command = CloseAccount(account=cast.accounts[member.sign_in])
            yield Deed(at, ADMINISTRATOR.sign_in, wish(close_account, command))


def _stories(year: DemoYear, cast: Cast) -> Iterator[Story]:
    entries = _share(ENTRIES, year)
    every = max(1, min(REFERRAL_EVERY, entries // len(Course)))
    for number in range(entries):
        chance = Chance(f"{year.seed}/entry/{number}")
        course = None if number % every else course_of(number // every)
        yield _entry(cast, chance, course, Chance(f"{year.seed}/mirror/{number}"))
    for number in range(_share(MATTERS, year)):
        chance = Chance(f"{year.seed}/matter/{number}")
        yield _matter(beginning(cast, chance, _some_day(chance)), asks=number % ASKED_EVERY == 0)
    for number in range(_share(EMERGENCIES, year)):
        chance = Chance(f"{year.seed}/emergency/{number}")
        yield emergency(beginning(cast, chance, _some_day(chance)))
    yield last_emergency(beginning(cast, Chance(f"{year.seed}/last"), LAST_DAY))


def _matter(entry: Entry, *, asks: bool) -> Story:
    yield from stood_alone(entry, entry.chance.choice((1, 1, 1, 1, 2, 2, 3)))
    if asks and entry.matters:
        yield from referred(entry, Course.ANSWERED, entry.matters[0])


def _share(whole_year: int, year: DemoYear) -> int:
    return max(1, round(whole_year * year.scale))


def _some_day(chance: Chance) -> date:
    return FIRST_DAY + timedelta(days=chance.randrange((LAST_DAY - FIRST_DAY).days))


def _entry(cast: Cast, chance: Chance, course: Course | None, told: Chance) -> Story:
    day = asked_on(chance, course) if course in UNFINISHED else _some_day(chance)
    entry = beginning(cast, chance, day)
    asked_first = chance.maybe(0.1)
    if asked_first:
        yield from asked_before(entry)
    yield from taken_in(entry)
    if asked_first:
        yield from linked(entry)
    for scene in _scenes(entry, course):
        yield from scene
    yield from mirrored(entry, told)
    if course not in UNFINISHED and chance.maybe(0.72):
        yield from closed(entry)
        if chance.maybe(0.09):
            yield from returned(entry)
            yield from counselled(entry, 1)
    yield from looked_at(entry)


def _scenes(entry: Entry, course: Course | None) -> list[Story]:
    """Return what happens between the beginning and the end, in an order of its own."""
    chance = entry.chance
    scenes = [
        stepped(entry),
        answered(entry),
        *(noted(entry) for _ in range(chance.choice((0, 0, 1, 1, 2, 3)))),
    ]
    if chance.maybe(0.85):
        scenes.append(counselled(entry, chance.choice((1, 1, 2, 2, 3, 4))))
    if chance.maybe(0.2):
        scenes.append(counselled(entry, 1))
    if chance.maybe(0.008):
        scenes.append(emergency_in_case(entry))
    if chance.maybe(0.2):
        scenes.append(stepped(entry))
    chance.shuffle(scenes)
    return scenes if course is None else [referred(entry, course), *scenes]
