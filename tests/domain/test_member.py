"""Members of a unit: entered by name, corrected as a whole, compared until they leave."""

from __future__ import annotations

import pytest

from application.matches import MatchKind, MatchRole, matches_of, part_of
from domain.identity import PartialDate
from domain.kin import Kin, Kinship, Relative
from domain.lists import MemberKind
from domain.member import Member, MemberAdmitted, MemberChanged, MemberHasLeft, MemberLeft, MemberNeedsName
from tests.spec import UNIT, at, given, when

MONDAY = at("2026-03-02")
SPOUSE = Relative(name="Lê Văn Ví Dụ", relation=Kinship.SPOUSE, telephone="0912 000 111")
PERSON = Kin(name="Lê Thị Giả Định", birth=PartialDate(year=1970, month=4, day=3), relatives=(SPOUSE,))
ADMITTED = MemberAdmitted(occurred_at=MONDAY.at, unit=UNIT, kind=MemberKind.JUROR, person=PERSON)
LEFT = MemberLeft(occurred_at=MONDAY.at)


def test_a_member_is_entered_with_relatives_and_without_an_account() -> None:
    when(lambda: Member.admit(UNIT, MemberKind.JUROR, None, PERSON, MONDAY)).then(ADMITTED)


def test_nobody_is_entered_or_corrected_without_a_name() -> None:
    with pytest.raises(MemberNeedsName):
        Member.admit(UNIT, MemberKind.JUROR, None, Kin(), MONDAY)
    given(Member, ADMITTED).when(lambda m: m.change(MemberKind.JUROR, None, Kin(), MONDAY)).then_refused(
        MemberNeedsName
    )


def test_what_is_known_is_replaced_as_a_whole_until_the_member_leaves() -> None:
    alone = Kin(name="Lê Thị Giả Định")
    changed = MemberChanged(occurred_at=MONDAY.at, unit=UNIT, kind=MemberKind.LAWYER, person=alone)
    given(Member, ADMITTED).when(lambda m: m.change(MemberKind.LAWYER, None, alone, MONDAY)).then(changed)
    given(Member, ADMITTED).when(lambda m: m.leave(MONDAY)).then(LEFT)
    gone = given(Member, ADMITTED, LEFT)
    gone.when(lambda m: m.leave(MONDAY)).then_refused(MemberHasLeft)
    gone.when(lambda m: m.change(MemberKind.LAWYER, None, alone, MONDAY)).then_refused(MemberHasLeft)


def test_the_member_and_the_relatives_are_named_and_nobody_after_they_left() -> None:
    part = part_of(ADMITTED, 0)
    assert part is not None
    assert [(one.kind, one.role) for one in matches_of(part.people)] == [
        (MatchKind.NAME_AND_BIRTH, MatchRole.MEMBER),
        (MatchKind.TELEPHONE, MatchRole.RELATIVE),
    ]
    left = part_of(LEFT, 1)
    assert left is not None and left.replaces and left.people == ()
