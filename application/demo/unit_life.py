"""What units of the fictional association do in their year: bodies, offices, tasks, awards, children of clubs, areas.

The supervisor or chapter head enters what happens in a unit; the administrator what the unit is.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from application.demo.chance import Chance
from application.demo.entries import wish_then
from application.demo.members import keeper_of
from application.demo.moments import in_office, same_hour
from application.demo.smaller_units import (
    CLUB,
    MOUNTAIN_CLUB,
    MOUNTAIN_NETWORK,
    NETWORK,
    NEW_CLUB,
)
from application.demo.staff import ADMINISTRATOR, Cast
from application.demo.stage import Deed, Done, Story
from application.demo.territory import CHAPTER, COMMUNES, DISTRICTS, PROVINCE, commune, some
from application.unit_parts import (
    Change,
    ChangeUnit,
    Children,
    Difficulty,
    EnterInUnit,
    Entry,
    NewAward,
    NewBody,
    NewOfficer,
    NewTask,
    OfficerGone,
    Renaming,
    Serving,
    TaskOver,
    change_unit,
    enter_in_unit,
)
from domain.calendar import vietnam_day
from domain.chapter import BodyFormed, OfficerTookOffice, UnitTaskAssigned
from domain.chapter_parts import AwardForm, BodyKind, Office, OfficeEnd, TaskEnd
from domain.units import TWO_TIERS_SINCE

NOTHING = UUID(int=0)
_CONGRESS, _TERM = date(2022, 5, 20), date(2027, 5, 20)
"""Invented days of the last congress, and until when its committees sit."""
_FROM_JANUARY, _FROM_JULY = date(2025, 1, 14), date(2025, 7, 10)
_NEW_TERM = date(2030, 6, 30)
DIFFICULT = (
    *(("SDON", _FROM_JANUARY, date(2021, 7, 1), True), ("LNGA", _FROM_JANUARY, date(2021, 7, 1), True)),
    *(("XSD", _FROM_JULY, TWO_TIERS_SINCE, True), ("XTYT", _FROM_JULY, TWO_TIERS_SINCE, True)),
    *(("XLN", _FROM_JULY, TWO_TIERS_SINCE, True), ("XLN", date(2025, 12, 1), date(2025, 12, 1), False)),
)
"""Which unit lies in an especially difficult area, or no more: unit, when it was entered, since when."""
_LIST = "Danh sách của tỉnh (giả lập)"
_EARLY, _PASSED_ON = "Rà soát danh sách hội viên đầu năm", "Lập danh sách trẻ cần hỗ trợ đầu năm học"
_YEARLY = "Gửi báo cáo năm và sổ theo dõi về Hội tỉnh"
CLOSED_EARLY = ("PBG", "PVY", "XHH", "XTY", "XLG")
"""Commune associations that had sent their yearly report before the year ended; it is overdue in the others."""


class _Life:
    """One unit while its year is told."""

    def __init__(self, cast: Cast, seed: int, code: str, first: date) -> None:
        self.cast, self.code, self.chance = cast, code, Chance(f"{seed}/life/{code}")
        self.at = in_office(self.chance, first)

    def until(self, day: date) -> None:
        """Let time pass until a day."""
        self.at = max(self.at, in_office(self.chance, day))

    def entered(self, make: Callable[[], Entry]) -> Deed:
        """Return the deed of entering something, a few minutes later."""
        self.at = same_hour(self.chance, self.at)
        command = wish_then(enter_in_unit, lambda: EnterInUnit(unit=self.cast.units[self.code], entry=make()))
        return Deed(self.at, keeper_of(self.code), command)

    def changed(self, make: Callable[[], Change]) -> Deed:
        """Return the deed of changing what the unit is."""
        self.at = same_hour(self.chance, self.at)
        command = wish_then(change_unit, lambda: ChangeUnit(unit=self.cast.units[self.code], change=make()))
        return Deed(self.at, ADMINISTRATOR.sign_in, command)

    def member(self, place: int, of: str | None = None) -> UUID:
        """Return a member by the order in which the unit, or the one before it, entered them."""
        return self.cast.members[of or self.code][place]


def communes_told(scale: float) -> list[str]:
    """Return the communes whose life a smaller year tells: those whose district it tells of, or that had none.

    >>> communes_told(0.08), communes_told(0.3), len(communes_told(1.0)) == len(COMMUNES)
    (['PBG', 'XYT'], ['PBG', 'XYT', 'XTY'], True)
    """
    before = {one.successor: one.code for one in DISTRICTS}
    told = {one.code for one in some(DISTRICTS, scale)}
    return [code for code in some(tuple(COMMUNES), scale) if code not in before or before[code] in told]


def unit_lives(cast: Cast, seed: int, scale: float) -> list[Story]:
    """Return one story a unit."""
    new = communes_told(scale)
    before = {one.successor: one.code for one in DISTRICTS}
    return [
        _province(_Life(cast, seed, PROVINCE, _FROM_JANUARY)),
        _legal_chapter(_Life(cast, seed, CHAPTER, _FROM_JANUARY)),
        *(_district(_Life(cast, seed, one.code, _FROM_JANUARY)) for one in some(DISTRICTS, scale)),
        *(_commune(_Life(cast, seed, code, _FROM_JULY), before.get(code, code)) for code in new),
        *(_network(_Life(cast, seed, code, _FROM_JANUARY)) for code in (NETWORK, MOUNTAIN_NETWORK)),
        *(_club(_Life(cast, seed, code, date(2025, 2, 10)), 25) for code in (CLUB, MOUNTAIN_CLUB)),
        _club(_Life(cast, seed, NEW_CLUB, date(2025, 9, 22)), 18),
        *(_difficult(_Life(cast, seed, code, on), since, is_so) for code, on, since, is_so in DIFFICULT),
        _renamed(_Life(cast, seed, NETWORK, TWO_TIERS_SINCE)),
    ]


def _province(life: _Life) -> Story:
    bodies = (
        (BodyKind.STANDING, "", Office.PRESIDENT, 0),
        (BodyKind.BUREAU, "", Office.VICE_PRESIDENT, 1),
        (BodyKind.COMMITTEE, "", Office.MEMBER, 1),
        (BodyKind.INSPECTION, "", Office.HEAD, 2),
        (BodyKind.EXPERT, "Ban Tư vấn pháp luật, tâm lý", Office.HEAD, 0),
    )
    for kind, name, office, place in bodies:
        yield from _body(life, kind, office, place, name=name)
    task = yield from _task(life, "Kiểm tra công tác tư vấn của các đơn vị", date(2025, 5, 31))
    yield from _award(life, date(2025, 6, 10), AwardForm.CERTIFICATE, "35/QĐ-HBV", 1)
    yield from _over(life, task, date(2025, 6, 20))
    yield from _task(life, "Tổng kết năm, đề nghị khen thưởng", date(2025, 12, 20))
    yield from _award(life, date(2025, 12, 24), AwardForm.TITLE, "88/QĐ-HBV", None)


def _legal_chapter(life: _Life) -> Story:
    for office, place in ((Office.HEAD, 0), (Office.DEPUTY_HEAD, 1), (Office.SECRETARY, 2)):
        yield _took(life, office, place, None, _CONGRESS, _TERM)
    yield from _body(life, BodyKind.EXPERT, Office.HEAD, 1, name="Tổ ý kiến pháp lý")
    task = yield from _task(life, "Tập huấn nhận biết xung đột lợi ích", date(2025, 4, 15), member=2)
    yield from _over(life, task, date(2025, 4, 11))
    yield from _task(life, "Rà soát ý kiến đã trả lời trong năm", date(2025, 11, 28), member=0)
    yield from _award(life, date(2025, 12, 10), AwardForm.HIGH_CERTIFICATE, "1203/QĐ-UBND", 0)


def _district(life: _Life) -> Story:
    """A committee, its officers, one task done and one that is open when the district ends."""
    yield from _body(life, BodyKind.COMMITTEE, Office.PRESIDENT, 0)
    yield _took(life, Office.VICE_PRESIDENT, 1, None, _CONGRESS, _TERM)
    early = yield from _task(life, _EARLY, date(2025, 2, 28), member=1)
    yield from _over(life, early, date(2025, 2, 24), late=life.chance.randrange(12))
    life.until(date(2025, 6, 12))
    yield from _task(life, _PASSED_ON, date(2025, 8, 31))


def _commune(life: _Life, before: str) -> Story:
    """A committee of those who came from the district; what it took over is done, its report perhaps not."""
    own = before == life.code
    yield from _body(life, BodyKind.COMMITTEE, Office.PRESIDENT, 0, of=before, since=TWO_TIERS_SINCE)
    if life.code == "XTY":
        yield from _replaced(life, before)
    if not own:
        life.until(date(2025, 8, 25))
        taken = life.cast.passed_on
        yield life.entered(
            lambda: TaskOver(part=taken[life.code][0], how=TaskEnd.DONE, ended_on=date(2025, 8, 25))
        )
    life.until(date(2025, 11, 17))
    report = yield from _task(life, _YEARLY, date(2025, 12, 15))
    if life.code in CLOSED_EARLY:
        yield from _over(life, report, date(2025, 12, 12))


def _replaced(life: _Life, before: str) -> Story:
    took = yield _took(life, Office.SECRETARY, 1, None, TWO_TIERS_SINCE, _NEW_TERM, of=before)
    life.until(date(2025, 8, 11))
    part = _part(took, OfficerTookOffice)
    yield life.entered(lambda: OfficerGone(part=part, ended_on=date(2025, 8, 10), why=OfficeEnd.REPLACED))
    yield _took(life, Office.SECRETARY, 0, None, date(2025, 8, 11), _NEW_TERM, of=before)


def _network(life: _Life) -> Story:
    yield from _body(life, BodyKind.COORDINATION, Office.COORDINATOR, 0)
    task = yield from _task(life, "Họp điều phối quý II với trường học, trạm y tế", date(2025, 5, 15))
    yield from _over(life, task, date(2025, 5, 9), how=TaskEnd.CANCELLED)


def _club(life: _Life, children: int) -> Story:
    """The children of a club are counted, never named."""
    for day in (date(2025, 2, 14), date(2025, 9, 26)):
        if vietnam_day(life.at) <= day:
            life.until(day)
            count = children + life.chance.randrange(9)
            yield life.entered(partial(Children, on=day, count=count))


def _difficult(life: _Life, since: date, is_so: bool) -> Story:
    yield life.changed(lambda: Difficulty(is_difficult=is_so, effective_on=since, decision=_LIST))


def _renamed(life: _Life) -> Story:
    """The network of the former town is that of its ward since the merger, and serves the ward."""
    name = "Mạng liên kết bảo vệ trẻ em phường Bắc Giang"
    yield life.changed(
        lambda: Renaming(name=name, effective_on=TWO_TIERS_SINCE, decision="41/QĐ-HBV (giả lập)")
    )
    areas = tuple(commune(COMMUNES[code]).as_written for code in ("PBG", "PYD"))
    yield life.changed(lambda: Serving(areas=areas, effective_on=TWO_TIERS_SINCE))


def _body(
    life: _Life,
    kind: BodyKind,
    office: Office,
    place: int,
    *,
    name: str = "",
    of: str | None = None,
    since: date = _CONGRESS,
) -> Story:
    """Form a body and give somebody an office in it."""
    term = _TERM if since == _CONGRESS else _NEW_TERM
    formed = yield life.entered(lambda: NewBody(kind=kind, name=name, formed_on=since, term_until=term))
    yield _took(life, office, place, _part(formed, BodyFormed), since, term, of=of)


def _took(
    life: _Life, office: Office, place: int, body: UUID | None, since: date, term: date, of: str | None = None
) -> Deed:
    return life.entered(
        lambda: NewOfficer(
            member=life.member(place, of), office=office, body=body, since=since, term_until=term
        )
    )


def _task(life: _Life, what: str, due_on: date, member: int | None = None) -> Generator[Deed, Done, UUID]:
    """Assign a task to the unit or one member, and return which it is."""
    done = yield life.entered(
        lambda: NewTask(task=what, due_on=due_on, member=None if member is None else life.member(member))
    )
    return _part(done, UnitTaskAssigned)


def _over(life: _Life, task: UUID, day: date, late: int = 0, how: TaskEnd = TaskEnd.DONE) -> Story:
    """End a task, some of them days after they were due."""
    ended = day + timedelta(days=late)
    life.until(ended)
    yield life.entered(lambda: TaskOver(part=task, how=how, ended_on=ended))


def _award(life: _Life, day: date, form: AwardForm, decision: str, place: int | None) -> Story:
    life.until(day)
    yield life.entered(
        lambda: NewAward(
            form=form,
            rule="Quy chế thi đua, khen thưởng của Hội",
            decision=decision,
            decided_on=day,
            member=None if place is None else life.member(place),
        )
    )


def _part(done: Done, kind: type[BodyFormed | OfficerTookOffice | UnitTaskAssigned]) -> UUID:
    """Return the id of the part that a deed made; that of nothing where nothing was recorded."""
    made = {BodyFormed: "body_id", OfficerTookOffice: "officer_id", UnitTaskAssigned: "task_id"}
    facts = (one.fact for one in done.recorded if isinstance(one.fact, kind))
    return next((getattr(fact, made[kind]) for fact in facts), NOTHING)
