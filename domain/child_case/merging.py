"""Two files of one child merged (*gộp hồ sơ trùng*), and the merge taken back (*bỏ gộp*).

Nothing is copied. The duplicate says into which file it goes, the main file says which one it takes in; both go on as
streams of their own, so each history reads as it was written, and what is added to the duplicate later counts for the
child. Files hang in a tree: a main file may take several, and be taken into another with all that hang on it.

Source: DESIGN, section 4, row ChildCase; decision 0089.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from domain.child_case.follow_up import Closing
from domain.child_case.intake import SafeContact
from domain.child_case.refusals import SuspectIsNoContact
from domain.child_case.suspect import Likeness, likeness
from domain.codes import Code
from domain.consent import Consent, SuspectIsNoConsenter
from domain.handover import HandOver
from domain.kernel import Act, Event, Narrative, Refused, Said, Value

if TYPE_CHECKING:
    from domain.child_case import CaseClosed, ChildCase


class MergeGround(Code, name="merge-ground"):
    """How one knows that two files are about one child. Source: wording of our own."""

    PAPERS = (
        "papers",
        "Giấy tờ của trẻ (giấy khai sinh, số định danh)",
        "The child's papers (birth, identity)",
    )
    FAMILY = "family", "Gia đình hoặc người chăm sóc xác nhận", "Family or caregiver says so"
    BODY = "body", "Cơ quan, nhà trường xác nhận", "An authority or the school says so"
    CHILD = (
        "child",
        "Trẻ tự nói (không hỏi lại trẻ vì việc này)",
        "The child said so (never asked again for this)",
    )
    DETAILS = "details", "Trùng họ tên, ngày sinh và nơi ở", "Same name, birth date and home"


class Merging(Value):
    """How one knows that it is one child, and why the files are merged."""

    known_by: MergeGround
    reason: Narrative[Said]


class CaseMergedAway(Event):
    """The duplicate: it was merged into another file, which carries the follow-up from here on."""

    TOPIC: ClassVar[str] = "case.merged-away.1"
    into: UUID
    code: str
    """File code of the main file."""
    merging: Merging


class CaseMergedIn(Event):
    """The main file: a duplicate was merged into it."""

    TOPIC: ClassVar[str] = "case.merged-in.1"
    duplicate: UUID
    code: str
    """File code of the duplicate."""
    merging: Merging


class CaseGivenBack(Event):
    """The duplicate: the merge was taken back; it is a file of its own again, with all that was added meanwhile."""

    TOPIC: ClassVar[str] = "case.given-back.1"
    out_of: UUID
    code: str
    reason: Narrative[Said]


class CaseReleased(Event):
    """The main file: a duplicate was taken out of it again."""

    TOPIC: ClassVar[str] = "case.released.1"
    duplicate: UUID
    code: str
    reason: Narrative[Said]


class SameFile(Refused):
    """A file is not merged into itself."""

    vi = "Hai mã này là cùng một hồ sơ; hãy ghi mã của hồ sơ kia."
    en = "Both codes are one file; give the code of the other."


class IsMergedAlready(Refused):
    """One of the two hangs on another file already."""

    vi = "Một trong hai hồ sơ đã được nhập vào hồ sơ khác. Hãy mở hồ sơ chính của nó rồi gộp ở đó."
    en = "One of the two files was merged into another already. Open its main file and merge there."


class IsNotMerged(Refused):
    """There is no merge to take back."""

    vi = "Hồ sơ này không đang được gộp vào hồ sơ khác."
    en = "This file is not merged into another."


class FollowedInMainFile(Refused):
    """One child has one follow-up; it ends in the main file."""

    vi = "Hồ sơ này đã được nhập vào hồ sơ chính; hãy kết thúc theo dõi ở hồ sơ chính."
    en = "This file was merged into a main file; end the follow-up there."


def merge(
    main: ChildCase, duplicate: ChildCase, merging: Merging, handover: HandOver | None, act: Act
) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
    """Merge the second file into the first; return the facts of the main file and those of the duplicate.

    A main file that is closed is reopened when the duplicate is still followed: no child drops out by a merge.

    Args:
        main: Carries the follow-up from here on.
        duplicate: Hangs on it from here on, with whatever hangs on it.
        merging: How one knows, and why.
        handover: To the counsellor of the main file, who answers for the duplicate's open steps; None: it stays.
        act: Who merges, and when.

    Raises:
        SameFile: They are one file.
        IsMergedAlready: One of them hangs on another file.
    """
    if main.id == duplicate.id:
        raise SameFile
    if main.merged_into is not None or duplicate.merged_into is not None:
        raise IsMergedAlready
    taken = CaseMergedIn(occurred_at=act.at, duplicate=duplicate.id, code=duplicate.code, merging=merging)
    gone = CaseMergedAway(occurred_at=act.at, into=main.id, code=main.code, merging=merging)
    of_main = (taken,) if duplicate.closed else main.with_reopening(taken, act=act)
    given = (duplicate.assign(handover, act),) if handover is not None else ()
    return of_main, (gone, *given)


def unmerge(
    main: ChildCase | None, duplicate: ChildCase, reason: str, handover: HandOver | None, act: Act
) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
    """Take a merge back; return the facts of the main file (none when it was erased) and those of the duplicate.

    Raises:
        IsNotMerged: The file hangs on no other.
    """
    if duplicate.merged_into is None or (main is not None and main.id != duplicate.merged_into):
        raise IsNotMerged
    back = CaseGivenBack(
        occurred_at=act.at, out_of=duplicate.merged_into, code=main.code if main else "", reason=reason
    )
    given = (duplicate.assign(handover, act),) if handover is not None else ()
    if main is None:
        return (), (back, *given)
    let_go = CaseReleased(occurred_at=act.at, duplicate=duplicate.id, code=duplicate.code, reason=reason)
    return (let_go,), (back, *given)


def close_as_one(case: ChildCase, others: Iterable[ChildCase], closing: Closing, act: Act) -> CaseClosed:
    """End the follow-up of a child: every file asks for its own duty, and a body told in any of them was told.

    Raises:
        FollowedInMainFile: The file hangs on another, which carries the follow-up.
        CaseIsClosed, NotForwardedYet, PoliceNotToldYet, ChildNotInformed: As for one file.
    """
    if case.merged_into is not None:
        raise FollowedInMainFile
    files = tuple(others)
    told = (*case.told, *(one for other in files for one in other.told))
    fact = case.but(told_elsewhere=told).close(closing, act)
    for other in files:
        other.but(told_elsewhere=told, closed=False, merged_into=None).close(closing, act)
    return fact


def must_be_passed_on(case: ChildCase, others: Iterable[ChildCase]) -> bool:
    """Return whether some file of the child asks for a forwarding that none of them has."""
    files = (case, *others)
    told = tuple(body for one in files for body in one.told)
    return any(one.is_alleged and not one.but(told_elsewhere=told).duty_met for one in files)


def contact_of_one(others: Iterable[ChildCase], contact: SafeContact) -> None:
    """Refuse as safe contact whoever any file of the child names as the person suspected (DESIGN 3, rule 6)."""
    for other in others:
        if likeness(contact.person, contact.telephone, None, other.details.suspected) is not None:
            raise SuspectIsNoContact


def consent_of_one(others: Iterable[ChildCase], consent: Consent) -> None:
    """Refuse the consent of whoever any file of the child names as the person suspected (DESIGN 3, rule 6)."""
    for other in others:
        like = likeness(consent.name, consent.telephone, consent.relation, other.details.suspected)
        if like in (Likeness.NAME, Likeness.TELEPHONE) or (like and not other.details.suspected.name):
            raise SuspectIsNoConsenter
