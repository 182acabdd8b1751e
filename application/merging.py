"""Two files of one child: compared, merged, read as one, and taken apart again (decision 0089)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

import structlog

from application.access import Action
from application.accounts import AccountList
from application.child_case import AboutCase, CasePage, OpenCase, open_case
from application.handover import HandOvers
from application.ledger import Recorded
from application.one_child import Filed, MergedFiles, others_of
from application.restriction import place
from application.work import Command, Question, Work
from domain.child_case import CaseClosed, ChildCase, is_suspect
from domain.child_case.merging import (
    CaseGivenBack,
    CaseMergedAway,
    Merging,
    merge,
    must_be_passed_on,
    unmerge,
)
from domain.handover import HandOver
from domain.kernel import Narrative, Said, Unknown
from domain.restriction import Placing, Restriction, RestrictionGround

log = structlog.get_logger()


class MergeCases(Command):
    """Merge a duplicate into another file, which carries the follow-up from here on."""

    ACTION: ClassVar[Action] = Action.MERGE_CASES
    case_id: UUID
    """The main file."""
    duplicate: UUID
    merging: Merging

    def record(self) -> UUID | None:
        """The duplicate: whoever kept it may no longer see it afterwards."""
        return self.duplicate


class UnmergeCase(AboutCase):
    """Take the merge of this duplicate back."""

    ACTION: ClassVar[Action] = Action.MERGE_CASES
    reason: Narrative[Said]


class _OtherFile(Question):
    """May the reader merge, or take apart, this file too?"""

    ACTION: ClassVar[Action] = Action.MERGE_CASES
    case_id: UUID

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


class CompareCases(Question):
    """See two files side by side before they are merged, or what hangs together."""

    ACTION: ClassVar[Action] = Action.MERGE_CASES
    case_id: UUID

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


@dataclass(frozen=True, slots=True)
class Compared:
    """Two files that may be about one child, as far as the reader may see them."""

    one: CasePage
    other: CasePage | None


def compare_cases(question: CompareCases, other: UUID | None, work: Work) -> Compared:
    """Return the two files; both are decided on.

    Raises:
        Unknown: One of them is not there, or not for this person; both look the same.
    """
    work.allow(question)
    one = open_case(OpenCase(case_id=question.case_id), work)
    if other is None:
        return Compared(one, None)
    work.allow(_OtherFile(case_id=other))
    return Compared(one, open_case(OpenCase(case_id=other), work))


def find_case(question: CompareCases, code: str, work: Work) -> UUID:
    """Return the file with a code, when it too is the reader's to merge.

    Raises:
        Unknown: There is no such file, or not for this person; both look the same.
    """
    work.allow(question)
    found = work.view(MergedFiles).by_code(code.strip().upper())  # type: ignore[type-abstract]
    if found is None:
        raise Unknown
    work.allow(_OtherFile(case_id=found))
    return found


def see_merged(question: CompareCases, work: Work) -> tuple[Sequence[Filed], Sequence[Filed]]:
    """Return the files that a file hangs on, the main file last, and those that hang on it."""
    work.allow(question)
    files = work.view(MergedFiles)  # type: ignore[type-abstract]
    return files.above(question.case_id), files.below(question.case_id)


def merge_cases(cmd: MergeCases, work: Work) -> None:
    """Merge a duplicate into its main file; both must be the reader's to merge.

    Raises:
        SameFile: They are one file.
        IsMergedAlready: One of them hangs on another.
        Unknown: The duplicate is not there, or not for this person.
    """
    work.allow(cmd)
    work.allow(_OtherFile(case_id=cmd.case_id))
    read = {one: work.read(ChildCase, one) for one in sorted({cmd.case_id, cmd.duplicate})}
    main, duplicate = read[cmd.case_id], read[cmd.duplicate]
    handover = _handed_to(main.counsellor, duplicate, work) if not _restricted(read, work) else None
    of_main, of_duplicate = merge(main, duplicate, cmd.merging, handover, work.act)
    work.append(duplicate, *of_duplicate)
    work.append(main, *of_main)
    _hold_as_closely(read, work)
    log.info("cases_merged", case_id=str(main.id), stream_id=str(duplicate.id))


def unmerge_case(cmd: UnmergeCase, work: Work) -> None:
    """Take a merge back; a main file that was erased is left alone, and its duplicate still comes free.

    Raises:
        IsNotMerged: The file hangs on no other.
        Unknown: The main file is not for this person.
    """
    work.allow(cmd)
    above = work.view(MergedFiles).above(cmd.case_id)  # type: ignore[type-abstract]
    into = above[0].case_id if above else None
    erased = into is not None and work.view(MergedFiles).is_erased(into)  # type: ignore[type-abstract]
    if into is not None and not erased:
        work.allow(_OtherFile(case_id=into))
    wanted = {cmd.case_id} if into is None or erased else {cmd.case_id, into}
    read = {one: work.read(ChildCase, one) for one in sorted(wanted)}
    duplicate, main = read[cmd.case_id], read.get(into) if into else None
    handover = _handed_to(_counsellor_before(cmd.case_id, work), duplicate, work)
    of_main, of_duplicate = unmerge(main, duplicate, cmd.reason or "", handover, work.act)
    work.append(duplicate, *of_duplicate)
    if main is not None:
        work.append(main, *of_main)
    log.info("case_unmerged", case_id=str(duplicate.id))


def _handed_to(counsellor: UUID | None, case: ChildCase, work: Work) -> HandOver | None:
    """Return the hand-over of a file to a counsellor; None where nothing changes or the person cannot keep it."""
    if counsellor is None or counsellor == case.counsellor:
        return None
    unit = work.view(AccountList).works_on_cases().get(counsellor)  # type: ignore[type-abstract]
    if unit is None or counsellor in work.view(HandOvers).closed_to(case.id):  # type: ignore[type-abstract]
        return None
    return HandOver(counsellor=counsellor, unit=unit)


def _counsellor_before(case_id: UUID, work: Work) -> UUID | None:
    """Return who answered for a duplicate before its merge, when the merge itself handed it over."""
    history = work.history(case_id)
    away = next((one for one in reversed(history) if isinstance(one.fact, CaseMergedAway)), None)
    handed = next((one.fact for one in history if away and one.version == (away.version or 0) + 1), None)
    given = getattr(handed, "handover", None)
    return given.before if isinstance(given, HandOver) else None


def _restricted(files: dict[UUID, ChildCase], work: Work) -> bool:
    return any(work.is_restricted(one) for one in files)


def _hold_as_closely(files: dict[UUID, ChildCase], work: Work) -> None:
    """Hold the one as closely as the other: what is restricted is not read through its duplicate."""
    if not _restricted(files, work):
        return
    for one in files:
        if not work.is_restricted(one):
            placing = Placing(ground=RestrictionGround.PROTECTION)
            place(one, Restriction.place(one, placing, work.act), work)


@dataclass(frozen=True, slots=True)
class OneChild:
    """What a page of a merged file says beside its own facts."""

    above: Sequence[Filed]
    """Nearest first; the last is the main file."""
    pages: tuple[tuple[Filed, CasePage], ...]
    """Files that hang on this one and are open to the reader."""
    closed_to_reader: tuple[tuple[Filed, Sequence[Recorded]], ...]
    """Files that hang on this one and are not: that there are entries is shown, and no word of them."""
    must_be_passed_on: bool
    contact_is_suspect: bool
    """Whether another file names the safe contact of this one as the person suspected."""
    ended_by_main: tuple[Recorded, ...] = ()
    """Closings of the files above, which ended the steps of this one too."""
    may_merge: bool = False

    @property
    def is_merged(self) -> bool:
        """Whether any other file hangs together with this one."""
        return bool(self.above or self.pages or self.closed_to_reader)


def as_one_child(page: CasePage, work: Work) -> OneChild:
    """Return what hangs together with a file that is being read; each further file is decided on and logged."""
    case_id, files = page.case.id, work.view(MergedFiles)  # type: ignore[type-abstract]
    above, below = files.above(case_id), files.below(case_id)
    may_merge = work.may(Action.MERGE_CASES, case_id)
    open_ones = [one for one in below if work.may(Action.OPEN_CASE, one.case_id)]
    pages = tuple((one, open_case(OpenCase(case_id=one.case_id), work)) for one in open_ones)
    closed = tuple((one, work.history(one.case_id)) for one in below if one not in open_ones)
    others = others_of(case_id, work) if above or below else ()
    must = must_be_passed_on(work.read(ChildCase, case_id) if others else page.case, others)
    suspected = any(is_suspect(page.case.contact, other.details) for other in others)
    ended = ended_above(page.history, case_id, work)
    return OneChild(above, pages, closed, must, suspected, ended, may_merge)


def ended_above(history: Sequence[Recorded], case_id: UUID, work: Work) -> tuple[Recorded, ...]:
    """Return the closings of the files that a file hung on, while it hung on them."""
    spans: list[tuple[UUID, int, int | None]] = []
    for one in history:
        if one.stream != case_id:
            continue
        match one.fact:
            case CaseMergedAway(into=into):
                spans.append((into, one.position, None))
            case CaseGivenBack():
                spans[-1] = (*spans[-1][:2], one.position)
            case _:
                pass  # other facts move no file
    found: dict[int, Recorded] = {}
    for into, since, until in spans:
        theirs = work.history(into)
        further = ended_above(theirs, into, work)
        for closing in (*theirs, *further):
            if isinstance(closing.fact, CaseClosed) and since < closing.position < (
                until or closing.position + 1
            ):
                found[closing.position] = closing
    return tuple(found[at] for at in sorted(found))
