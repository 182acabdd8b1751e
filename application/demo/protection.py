"""Stories of those who must not see a file, of files held closely, of broken glass, and of requests to erase."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from application.conflict import DeclareInterest, JudgeConflict, declare_interest, judge_conflict
from application.demo.chance import Chance
from application.demo.entries import Entry, beginning, closed, taken_in, wish
from application.demo.moments import in_office
from application.demo.staff import Cast
from application.demo.stage import Deed, Done, Story
from application.erasure import PlaceHold, RequestErasure, place_hold, request_erasure
from application.glass import (
    BreakGlass,
    ExplainGlass,
    ReviewGlass,
    break_glass,
    explain_glass,
    review_glass,
)
from application.kin import DeclareKin, declare_kin
from application.restriction import RestrictCase, UnrestrictCase, restrict_case, unrestrict_case
from application.work import Command, Work
from domain.conflict import Declaration, Interest, Judgement, Verdict
from domain.erasure import ErasureBasis, Reason
from domain.glass import Breaking, GlassFinding, GlassGround, GlassReview
from domain.identity import PartialDate
from domain.kin import Kin, Kinship, Relative
from domain.legal_hold import HoldGround
from domain.restriction import Placing, RestrictionGround

C = TypeVar("C", bound=Command)
OFFICER, AUDITOR, SUPERVISOR = "baove.dulieu", "kiemtra.1", "giamsat.vanphong"
JUDGES = (SUPERVISOR, "chihoitruong")
"""Of other units than everyone who stands aside below."""
FROM_AFAR = ("tuvan.hiephoa", "tuvan.chu")
"""Who opens a file of another unit in need; the second when the first works on it."""


@dataclass(frozen=True, slots=True)
class Aside:
    """Someone who stands aside: when, why, and what the judges say of it."""

    who: str
    day: date
    interest: Interest
    verdicts: tuple[Verdict, ...] = ()


ASIDES = (
    Aside("luatsu.2", date(2025, 9, 10), Interest.COUNSEL, (Verdict.UPHELD,)),
    Aside("tuvan.yenthe", date(2025, 10, 6), Interest.RELATIVE, (Verdict.UPHELD, Verdict.UPHELD)),
    Aside("tuvan.lucngan", date(2025, 11, 3), Interest.CLOSE, (Verdict.LIFTED, Verdict.LIFTED)),
    Aside("tuvan.tanyen", date(2025, 12, 8), Interest.PARTY, (Verdict.UPHELD,)),
    Aside("luatgia.1", date(2025, 12, 15), Interest.OFFICIAL),
)


def protected(cast: Cast, seed: int) -> list[Story]:
    """Return these stories; there are as many of them in a small year as in a whole one."""
    stories = [_aside(cast, Chance(f"{seed}/aside/{one.who}"), one) for one in ASIDES]
    chances = {
        name: Chance(f"{seed}/{name}") for name in ("kin", "closely", "glass", "glass-open", "erasure")
    }
    return [
        *stories,
        _kin(chances["kin"]),
        _held_closely(_entry(cast, chances["closely"], date(2025, 11, 12))),
        _glass(_entry(cast, chances["glass"], date(2025, 10, 20)), reviewed=True),
        _glass(_entry(cast, chances["glass-open"], date(2025, 12, 10)), reviewed=False),
        _erasure(_entry(cast, chances["erasure"], date(2025, 8, 18))),
    ]


def _entry(cast: Cast, chance: Chance, day: date, without: str = "") -> Entry:
    """Return an entry of someone else than the person named."""
    entry = beginning(cast, chance, day)
    while entry.member.sign_in == without:
        entry = beginning(cast, chance, day)
    return entry


def _by(entry: Entry, name: str, handler: Callable[[C, Work], object], command: C) -> Deed:
    return Deed(entry.at, name, wish(handler, command))


def _aside(cast: Cast, chance: Chance, aside: Aside) -> Story:
    entry = _entry(cast, chance, aside.day, without=aside.who)
    yield from taken_in(entry)
    entry.passes(0.3, 2)
    declaration = Declaration(interest=aside.interest, note=entry.says("conflict"))
    done = yield _by(
        entry, aside.who, declare_interest, DeclareInterest(code=entry.code, declaration=declaration)
    )
    if not done.recorded:
        return
    for judge, verdict in zip(JUDGES, aside.verdicts, strict=False):
        entry.passes(0.5, 3)
        judgement = Judgement(verdict=verdict, reason=entry.says(f"judged_{verdict.value}"))
        judged = JudgeConflict(conflict_id=done.recorded[0].stream, judgement=judgement)
        yield _by(entry, judge, judge_conflict, judged)


def _kin(chance: Chance) -> Story:
    kin = Kin(
        name="Phạm Thu Hằng",
        birth=PartialDate(year=1984, month=3),
        relatives=(Relative(name="Phạm Gia Bách", relation=Kinship.SIBLING, birth=PartialDate(year=1989)),),
    )
    at = in_office(chance, date(2025, 1, 20))
    yield Deed(at, "tuvan.tinh1", wish(declare_kin, DeclareKin(kin=kin)))


def _held_closely(entry: Entry) -> Story:
    """A case held closely to protect the child; one of two people wants it lifted."""
    yield from taken_in(entry)
    entry.minutes_pass()
    placing = Placing(ground=RestrictionGround.PROTECTION, note=entry.says("restricted"))
    yield entry.deed(restrict_case, RestrictCase(case_id=entry.case_id, placing=placing))
    entry.passes(8, 14)
    lift = UnrestrictCase(case_id=entry.case_id, reason=entry.says("lift"))
    yield _by(entry, SUPERVISOR, unrestrict_case, lift)


def _glass(entry: Entry, *, reviewed: bool) -> Story:
    """Someone of another unit opens a case in need and says why later; an inspector reviews it, or has not yet."""
    yield from taken_in(entry)
    entry.passes(1, 3)
    who = next(name for name in FROM_AFAR if name != entry.member.sign_in)
    breaking = Breaking(ground=GlassGround.NOBODY_THERE)
    done: Done = yield _by(entry, who, break_glass, BreakGlass(case_id=entry.case_id, breaking=breaking))
    if not done.recorded:
        return
    glass = done.recorded[0].stream
    entry.minutes_pass(50)
    explained = ExplainGlass(glass_id=glass, reason=entry.says("glass_reason"))
    yield _by(entry, who, explain_glass, explained)
    if reviewed:
        entry.passes(2, 6)
        review = GlassReview(finding=GlassFinding.JUSTIFIED, note=entry.says("glass_review"))
        yield _by(entry, AUDITOR, review_glass, ReviewGlass(glass_id=glass, review=review))


def _erasure(entry: Entry) -> Story:
    """An erasure is asked for, and waits for a second person; another case is kept for the authorities."""
    yield from taken_in(entry)
    yield from closed(entry)
    entry.passes(20, 40)
    reason = Reason(basis=ErasureBasis.PURPOSE_DONE, note=entry.says("erasure"))
    yield _by(entry, OFFICER, request_erasure, RequestErasure(subject=entry.case_id, reason=reason))
    kept = beginning(entry.cast, entry.chance, entry.day)
    yield from taken_in(kept)
    kept.passes(1, 4)
    hold = PlaceHold(subject=kept.case_id, ground=HoldGround.PROCEEDINGS, note=kept.says("hold"))
    yield _by(kept, OFFICER, place_hold, hold)
