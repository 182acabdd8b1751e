"""Who belongs to the units of the fictional association: entered in January or with a new unit, some left since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from application.demo.chance import Chance
from application.demo.entries import wish, wish_then
from application.demo.moments import in_office, same_hour
from application.demo.names import grown_up
from application.demo.referral_steps import DEPUTY, HEAD, JUROR, JUROR_COURT
from application.demo.smaller_units import LASTING, OLD_CHAPTERS
from application.demo.staff import STAFF, Cast, Member
from application.demo.stage import Deed, Story
from application.demo.territory import CHAPTER, COMMUNES, DISTRICTS, PROVINCE, some
from application.member import AdmitMember, LeaveUnit, SetCourt, admit_member, leave_unit, set_court
from domain.account import Role
from domain.courts import JurorCourt
from domain.kin import Kin
from domain.lists import MemberKind, Sex
from domain.units import TWO_TIERS_SINCE

OFFICE = "giamsat.vanphong"
KEEPERS = {
    "TPBG": "giamsat.tpbg",
    "PBG": "giamsat.tpbg",
    "SDON": "giamsat.sondong",
    "XSD": "giamsat.sondong",
    CHAPTER: "chihoitruong",
}
"""Who enters what is of a unit; the provincial supervisor for all others."""
FEWEST, MOST = 3, 6
"""Members of a unit without an account: in the smallest year, and in a whole one."""
LEAVES_EVERY = 5
"""Of so many without an account, one leaves in the year: never an officer."""
OFFICERS = 2
"""The first of each unit, who hold its offices, are plain members."""
_OTHERS = (MemberKind.SPEAKER, MemberKind.COLLABORATOR, MemberKind.COUNSELLOR, MemberKind.VOLUNTEER)
_CHAPTER_KINDS = (MemberKind.LAWYER, MemberKind.JUROR, MemberKind.JURIST, MemberKind.LAWYER)
_FIRST_COURT, _LATER_COURT = "district-217", "region-5-bac-ninh"


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody to be entered in a unit."""

    name: str
    kind: MemberKind
    since: date
    account: str | None = None
    court: JurorCourt | None = None


def keeper_of(code: str) -> str:
    """Return who enters what is of a unit."""
    return KEEPERS.get(code, OFFICE)


def members_entered(cast: Cast, seed: int, scale: float) -> list[Story]:
    """Return one story a unit: its members, in the first days of the year or with the unit."""
    districts = (one.code for one in some(DISTRICTS, scale))
    smaller = (one.code for one in (*some(OLD_CHAPTERS, scale), *LASTING))
    old = (PROVINCE, CHAPTER, *districts, *smaller)
    new = some(tuple(COMMUNES), scale)
    most = max(FEWEST, round(MOST * scale))
    return [
        *(_entered(cast, Chance(f"{seed}/members/{code}"), code, date(2025, 1, 3), most) for code in old),
        *(_entered(cast, Chance(f"{seed}/members/{code}"), code, TWO_TIERS_SINCE, 2) for code in new),
        _juror_moves(cast),
    ]


def _entered(cast: Cast, chance: Chance, code: str, first: date, most: int) -> Story:
    at = in_office(chance, first + timedelta(days=chance.randrange(4)))
    by, leaving = keeper_of(code), []
    for number, one in enumerate(_roll(chance, code, first, most)):
        at = same_hour(chance, at, 12)
        done = yield Deed(at, by, wish_then(admit_member, partial(_admitting, cast, code, one)))
        if done.made is not None:
            cast.members.setdefault(code, []).append(done.made)
            leaving += [done.made] if one.account is None and number % LEAVES_EVERY == 2 else []
    for member in leaving:
        day = first + timedelta(days=chance.randint(40, 150))
        left_on = day - timedelta(days=1)
        yield Deed(in_office(chance, day), by, wish(leave_unit, LeaveUnit(member=member, left_on=left_on)))


def _admitting(cast: Cast, code: str, one: Entered) -> AdmitMember:
    return AdmitMember(
        unit=cast.units[code],
        kind=one.kind,
        account=cast.accounts[one.account] if one.account else None,
        person=Kin(name=one.name),
        admitted_on=one.since,
        court=one.court,
    )


def _roll(chance: Chance, code: str, first: date, most: int) -> Iterator[Entered]:
    """Return who is entered: of the chapter whoever signs in there first, for they lead it; elsewhere last."""
    staff = [one for one in STAFF if one.unit == code and one.starts_on is None and first < TWO_TIERS_SINCE]
    if code == CHAPTER:
        yield from (_with_account(one, _since(chance, first)) for one in staff)
    for number in range(most):
        kind = _kind(code, number)
        sex = chance.choice((Sex.FEMALE, Sex.MALE))
        court = None
        if kind is MemberKind.JUROR:
            court = JurorCourt(code=_FIRST_COURT, since=date(2021, 7, 1))
        yield Entered(grown_up(chance, sex), kind, _since(chance, first), court=court)
    if code != CHAPTER:
        yield from (_with_account(one, _since(chance, first)) for one in staff)


def _kind(code: str, number: int) -> MemberKind:
    """Return the kind of the nth of a unit; who comes after the officers differs from unit to unit."""
    if code == CHAPTER:
        return _CHAPTER_KINDS[number % len(_CHAPTER_KINDS)]
    return (
        MemberKind.MEMBER if number < OFFICERS else _OTHERS[(number + sum(code.encode()) // 2) % len(_OTHERS)]
    )


def _since(chance: Chance, first: date) -> date:
    return first - timedelta(days=0 if first == TWO_TIERS_SINCE else chance.randint(60, 3000))


def _with_account(member: Member, since: date) -> Entered:
    if member.sign_in == JUROR:
        court = JurorCourt(code=JUROR_COURT, since=date(2021, 7, 1))
        return Entered(member.name, MemberKind.JUROR, since, member.sign_in, court)
    by_name = {"luatsu": MemberKind.LAWYER, "luatgia": MemberKind.JURIST}
    by_name |= dict.fromkeys((HEAD, DEPUTY), MemberKind.LAWYER)
    kind = by_name.get(member.sign_in.partition(".")[0], MemberKind.MEMBER)
    return Entered(
        member.name,
        MemberKind.COUNSELLOR if Role.COUNSELLOR in member.roles else kind,
        since,
        member.sign_in,
    )


def _juror_moves(cast: Cast) -> Story:
    """A juror without an account sits at a regional court since July, in the words of her new appointment."""

    def moving() -> SetCourt:
        court = JurorCourt(code=_LATER_COURT, since=TWO_TIERS_SINCE)
        without_account = cast.members[CHAPTER][sum(one.unit == CHAPTER for one in STAFF) :]
        return SetCourt(member=without_account[_CHAPTER_KINDS.index(MemberKind.JUROR)], court=court)

    at = in_office(Chance("court"), TWO_TIERS_SINCE + timedelta(days=7))
    yield Deed(at, keeper_of(CHAPTER), wish_then(set_court, moving))
