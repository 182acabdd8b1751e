"""Two files of one child: merged, taken apart, closed as one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from domain.child_case import CaseAssigned, CaseClosed, CaseReopened, ChildCase
from domain.child_case.correcting import Held
from domain.child_case.entries import EntryKind
from domain.child_case.follow_up import Closing
from domain.child_case.intake import Child, Circumstances, Details, SafeContact, Suspected
from domain.child_case.merging import (
    CaseGivenBack,
    CaseMergedAway,
    CaseMergedIn,
    CaseReleased,
    FollowedInMainFile,
    IsMergedAlready,
    IsNotMerged,
    MergeGround,
    Merging,
    SameFile,
    close_as_one,
    consent_of_one,
    contact_of_one,
    merge,
    must_be_passed_on,
    unmerge,
)
from domain.child_case.refusals import NotForwardedYet, PoliceNotToldYet, SuspectIsNoContact
from domain.consent import Consent, Consenter, ConsentForm, ConsentPurpose, SuspectIsNoConsenter
from domain.directory import Recipient, RecipientKind
from domain.handover import HandOver
from domain.identity import AgeBand
from domain.kernel import Event
from domain.lists import AbuseType, Allegation, Outcome
from tests.domain.test_child_case import TUESDAY, opened

SURE = Merging(known_by=MergeGround.PAPERS, reason="Cùng giấy khai sinh")
ENDED = Closing(outcome=Outcome.ADVISED, child_informed=True)
WHO, UNIT = UUID(int=7), UUID(int=8)
HOTLINE, POLICE = (Recipient(kind=kind) for kind in (RecipientKind.HOTLINE_111, RecipientKind.COMMUNE_POLICE))


def file(number: int, **known: object) -> ChildCase:
    return ChildCase.began(UUID(int=number), opened()).but(code=f"BG.TN.000{number}.2026", **known)


def alleged(*abuse: AbuseType, name: str = "") -> Details:
    told = Circumstances(allegation=Allegation.ABUSE, abuse_types=abuse)
    return Details(child=Child(), circumstances=told, suspected=Suspected(name=name))


MAIN, DUPLICATE = file(1), file(2)


def test_a_merge_is_one_fact_in_each_file_and_nothing_is_copied() -> None:
    of_main, of_duplicate = merge(MAIN, DUPLICATE, SURE, None, TUESDAY)
    at, known = TUESDAY.at, SURE
    assert of_main == (
        CaseMergedIn(occurred_at=at, duplicate=DUPLICATE.id, code=DUPLICATE.code, merging=known),
    )
    assert of_duplicate == (CaseMergedAway(occurred_at=at, into=MAIN.id, code=MAIN.code, merging=known),)


def test_both_files_know_it_afterwards_and_forget_it_when_it_is_taken_back() -> None:
    of_main, of_duplicate = merge(MAIN, DUPLICATE, SURE, None, TUESDAY)
    main, duplicate = MAIN.apply(of_main[0]), DUPLICATE.apply(of_duplicate[0])  # type: ignore[arg-type]
    assert (main.duplicates, duplicate.merged_into) == ((DUPLICATE.id,), MAIN.id)
    back_main, back = unmerge(main, duplicate, "Hai trẻ", None, TUESDAY)
    kinds: list[type[Event]] = [CaseReleased, CaseGivenBack]
    assert [type(one) for one in (*back_main, *back)] == kinds
    assert main.apply(back_main[0]) == MAIN  # type: ignore[arg-type]
    assert duplicate.apply(back[0]) == DUPLICATE  # type: ignore[arg-type]


def test_a_closed_main_file_is_reopened_while_the_duplicate_is_followed() -> None:
    of_main, _ = merge(MAIN.but(closed=True), DUPLICATE, SURE, None, TUESDAY)
    assert [type(one) for one in of_main] == [CaseReopened, CaseMergedIn]
    of_main, _ = merge(MAIN.but(closed=True), DUPLICATE.but(closed=True), SURE, None, TUESDAY)
    assert [type(one) for one in of_main] == [CaseMergedIn]


def test_the_duplicate_is_handed_to_the_counsellor_of_the_main_file() -> None:
    given = HandOver(counsellor=WHO, unit=UNIT)
    _, of_duplicate = merge(MAIN, DUPLICATE, SURE, given, TUESDAY)
    assert [type(one) for one in of_duplicate] == [CaseMergedAway, CaseAssigned]


def test_a_file_is_not_merged_into_itself() -> None:
    with pytest.raises(SameFile):
        merge(MAIN, MAIN, SURE, None, TUESDAY)


@pytest.mark.parametrize("hanging", ["main", "duplicate"])
def test_what_hangs_on_another_is_neither_main_file_nor_duplicate(hanging: str) -> None:
    main = MAIN.but(merged_into=UUID(int=3)) if hanging == "main" else MAIN
    duplicate = DUPLICATE.but(merged_into=UUID(int=3)) if hanging == "duplicate" else DUPLICATE
    with pytest.raises(IsMergedAlready):
        merge(main, duplicate, SURE, None, TUESDAY)


def test_a_main_file_takes_several_and_is_itself_taken_with_all_that_hang_on_it() -> None:
    main = MAIN.but(duplicates=(DUPLICATE.id,))
    assert merge(main, file(3), SURE, None, TUESDAY)
    assert merge(file(3), main, SURE, None, TUESDAY)


def test_there_is_nothing_to_take_back_where_nothing_was_merged() -> None:
    with pytest.raises(IsNotMerged):
        unmerge(MAIN, DUPLICATE, "Nhầm", None, TUESDAY)
    with pytest.raises(IsNotMerged):
        unmerge(MAIN, DUPLICATE.but(merged_into=UUID(int=3)), "Nhầm", None, TUESDAY)


def test_a_duplicate_comes_free_of_a_main_file_that_was_erased() -> None:
    of_main, back = unmerge(None, DUPLICATE.but(merged_into=MAIN.id), "Đã xóa", None, TUESDAY)
    assert of_main == ()
    assert [type(one) for one in back] == [CaseGivenBack]


def told(body: Recipient) -> dict[str, Any]:
    """What a case holds after this body was told."""
    return {"entries": {1: Held(kind=EntryKind.FORWARDING, versions=(1,), told=body)}}


def test_a_body_told_in_either_file_was_told_about_the_child() -> None:
    main, duplicate = MAIN.but(details=alleged()), DUPLICATE.but(**told(HOTLINE), merged_into=MAIN.id)
    with pytest.raises(NotForwardedYet):
        close_as_one(main, (), ENDED, TUESDAY)
    assert close_as_one(main, (duplicate,), ENDED, TUESDAY) == CaseClosed(
        occurred_at=TUESDAY.at, closing=ENDED
    )
    assert must_be_passed_on(main, ())
    assert not must_be_passed_on(main, (duplicate,))


def test_what_either_file_alleges_holds_for_the_child() -> None:
    main = MAIN.but(**told(HOTLINE))
    duplicate = DUPLICATE.but(
        details=alleged(AbuseType.SEXUAL_ABUSE), age_band=AgeBand.UNKNOWN, merged_into=MAIN.id, closed=True
    )
    with pytest.raises(PoliceNotToldYet):
        close_as_one(main, (duplicate,), ENDED, TUESDAY)
    assert must_be_passed_on(main, (duplicate,))
    ended = close_as_one(main.but(**told(POLICE)), (duplicate,), ENDED, TUESDAY)
    assert ended.closing == ENDED


def test_the_follow_up_of_a_child_ends_in_the_main_file() -> None:
    with pytest.raises(FollowedInMainFile):
        close_as_one(DUPLICATE.but(merged_into=MAIN.id), (MAIN,), ENDED, TUESDAY)


def test_whom_either_file_suspects_is_no_safe_contact_and_no_consenter() -> None:
    other = DUPLICATE.but(details=alleged(name="Vi Văn Dụ"))
    contact_of_one((MAIN,), SafeContact(person="vi van du"))
    with pytest.raises(SuspectIsNoContact):
        contact_of_one((MAIN, other), SafeContact(person="vi van du"))
    consent = Consent(
        purpose=ConsentPurpose.COUNSELLING,
        by=Consenter.REPRESENTATIVE,
        form=ConsentForm.PAPER,
        name="Vi Văn Dụ",
    )
    consent_of_one((MAIN,), consent)
    with pytest.raises(SuspectIsNoConsenter):
        consent_of_one((MAIN, other), consent)
