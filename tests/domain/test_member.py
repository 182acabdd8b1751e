"""Members of a unit: entered by name, corrected as a whole, compared until they leave."""

from __future__ import annotations

from typing import TypeVar

import pytest

from application.matches import MatchKind, MatchRole, matches_of, part_of
from domain.identity import PartialDate
from domain.kernel import Value
from domain.kin import Kin, Kinship, Relative, weakens
from domain.lists import MemberKind
from domain.member import (
    Member,
    MemberAdmitted,
    MemberChanged,
    MemberHasLeft,
    MemberIsOneself,
    MemberLeft,
    MemberNeedsName,
)
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


V = TypeVar("V", bound=Value)


def but(value: V, **changes: object) -> V:
    return value.model_copy(update=changes)


MORE = but(
    PERSON, telephone="0912 000 222", relatives=(SPOUSE, Relative(name="Lê Văn Thêm", relation=Kinship.CHILD))
)


@pytest.mark.parametrize(
    "after",
    [
        but(PERSON, name="Lê Thị Khác"),
        but(PERSON, birth=None),
        but(PERSON, birth=PartialDate(year=1970)),
        but(PERSON, relatives=()),
        but(PERSON, relatives=(but(SPOUSE, telephone=""),)),
        but(PERSON, relatives=(but(SPOUSE, name="Lê Văn Khác"),)),
    ],
)
def test_what_finds_less_is_left_to_another_person(after: Kin) -> None:
    assert weakens(PERSON, after)
    one = given(Member, ADMITTED)
    one.when(lambda m: m.change(MemberKind.JUROR, None, after, MONDAY, own=PERSON)).then_refused(
        MemberIsOneself
    )


def test_more_is_added_by_whoever_it_finds() -> None:
    fact = MemberChanged(occurred_at=MONDAY.at, unit=UNIT, kind=MemberKind.JUROR, person=MORE)
    one = given(Member, ADMITTED)
    one.when(lambda m: m.change(MemberKind.JUROR, None, MORE, MONDAY, own=PERSON)).then(fact)
    assert weakens(MORE, PERSON)
    assert not weakens(
        Kin(name="Lê", birth=PartialDate(year=1970)),
        Kin(name="LÊ", birth=PartialDate(year=1970, month=4, day=3)),
    )


def test_nobody_unties_their_own_account_or_notes_that_they_left() -> None:
    tied = given(Member, but(ADMITTED, account=UNIT))
    tied.when(lambda m: m.change(MemberKind.JUROR, None, PERSON, MONDAY, own=PERSON)).then_refused(
        MemberIsOneself
    )
    tied.when(lambda m: m.leave(MONDAY, own=True)).then_refused(MemberIsOneself)
