"""Files of a record: added in every state, taken away with a reason, destroyed where the reason asks for it."""

from __future__ import annotations

from uuid import UUID

import pytest

from domain.child_case import CaseClosed, ChildCase
from domain.child_case.follow_up import Closing
from domain.consent import NoSuchConsent
from domain.counselling import Counselling, CounsellingOpened
from domain.files import (
    CaseFileAttached,
    CaseFileWithdrawn,
    FileEnd,
    FilePurpose,
    FileSaid,
    FileSubject,
    FileWithdrawal,
    KeptFile,
    KeptPart,
    MatterFileAttached,
    attach,
    refuse_another,
    refuse_foreign_consent,
    withdraw,
)
from domain.files.kinds import FileFamily, FileFormat, FileLimits, family_of, is_apple_still
from domain.files.refusals import FileIsGone, RecordHoldsTooMany
from domain.lists import LegalBasis, Outcome
from tests.domain.test_child_case import opened
from tests.files import made
from tests.spec import UNIT, at, given, when

MONDAY = at("2026-03-02")
KEY = UUID("00000000-0000-4000-8000-0000000000aa")
KEPT = KeptFile(
    file=UUID("00000000-0000-4000-8000-0000000000bb"),
    key=KEY,
    format=FileFormat.JPEG,
    content=KeptPart(size=3, pieces=1, digest="ab"),
)
SAID = FileSaid(
    subject=FileSubject.NOTEBOOK,
    description="Trang vở",
    purpose=FilePurpose.RECORD,
    basis=LegalBasis.URGENT_PROTECTION,
)


def added(number: int = 1) -> CaseFileAttached:
    return CaseFileAttached(occurred_at=MONDAY.at, number=number, kept=KEPT, said=SAID, original_name="a.jpg")


def ended(because: FileEnd, destroyed: UUID | None = None, attached: int = 1) -> CaseFileWithdrawn:
    return CaseFileWithdrawn(
        occurred_at=MONDAY.at,
        attached=attached,
        withdrawal=FileWithdrawal(because=because),
        destroyed=destroyed,
    )


CLOSED = CaseClosed(occurred_at=MONDAY.at, closing=Closing(outcome=Outcome.ADVISED, child_informed=True))


def test_a_closed_case_takes_a_file_and_stays_closed() -> None:
    facts = (opened(), CLOSED)
    given(ChildCase, *facts).when(
        lambda case: attach(case, CaseFileAttached, KEPT, SAID, "a.jpg", MONDAY)
    ).then(added())
    given(ChildCase, *facts, added()).then_state(lambda case: case.closed and len(case.files.live) == 1)


def test_files_are_counted_within_the_record_and_no_number_comes_twice() -> None:
    gone = ended(FileEnd.NOT_NEEDED)
    given(ChildCase, opened(), added(), gone).when(
        lambda case: attach(case, CaseFileAttached, KEPT, SAID, "a.jpg", MONDAY)
    ).then(added(2))


def test_a_consultation_that_stands_alone_takes_files() -> None:
    begun = CounsellingOpened(occurred_at=MONDAY.at, unit=UNIT, counsellor=None)
    fact = given(Counselling, begun).when(
        lambda matter: attach(matter, MatterFileAttached, KEPT, SAID, "", MONDAY)
    )
    assert fact.then_fact(MatterFileAttached).number == 1


@pytest.mark.parametrize("because", FileEnd)
def test_bytes_are_destroyed_where_the_file_exposes_or_was_misplaced_and_nothing_holds_it(
    because: FileEnd,
) -> None:
    destroys = because in (FileEnd.WRONG_RECORD, FileEnd.EXPOSES)
    for held in (False, True):
        said = FileWithdrawal(because=because)
        expected = ended(because, KEY if destroys and not held else None)
        given(ChildCase, opened(), added()).when(
            lambda case, said=said, held=held: withdraw(  # type: ignore[misc] # defaults bind the loop
                case, CaseFileWithdrawn, 1, said, held=held, act=MONDAY
            )
        ).then(expected)


def test_what_is_not_there_is_not_taken_away() -> None:
    said = FileWithdrawal(because=FileEnd.EXPOSES)
    for facts in ((opened(),), (opened(), added(), ended(FileEnd.EXPOSES, KEY))):
        given(ChildCase, *facts).when(
            lambda case: withdraw(case, CaseFileWithdrawn, 1, said, held=False, act=MONDAY)
        ).then_refused(FileIsGone)


def test_a_record_holds_as_many_as_it_may_and_what_was_taken_away_counts_no_more() -> None:
    two = given(ChildCase, opened(), added(), added(2))
    two.when(lambda case: refuse_another(case, 3)).then_nothing()
    two.when(lambda case: refuse_another(case, 2)).then_refused(RecordHoldsTooMany)
    fewer = given(ChildCase, opened(), added(), added(2), ended(FileEnd.NOT_NEEDED))
    fewer.when(lambda case: refuse_another(case, 2)).then_nothing()


def test_a_consent_that_is_named_stands_and_none_needs_to_be_named() -> None:
    consented = SAID.model_copy(update={"basis": LegalBasis.CONSENT})
    when(lambda: refuse_foreign_consent(consented, ())).then_nothing()
    named = consented.model_copy(update={"consent": 4})
    when(lambda: refuse_foreign_consent(named, (2, 4))).then_nothing()
    when(lambda: refuse_foreign_consent(named, (2,))).then_refused(NoSuchConsent)


@pytest.mark.parametrize(
    ("content", "family"),
    [
        (made.jpeg((4, 4)), FileFamily.IMAGE),
        (made.png((4, 4)), FileFamily.IMAGE),
        (made.moving(), FileFamily.IMAGE),
        (made.pdf(), FileFamily.DOCUMENT),
        (made.docx(), FileFamily.DOCUMENT),
        (made.mp3(), FileFamily.AUDIO),
        (made.mp3(tagged=False), FileFamily.AUDIO),
        (made.m4a(), FileFamily.AUDIO),
        (made.ogg(), FileFamily.AUDIO),
        (made.wav(), FileFamily.AUDIO),
        (made.amr(), FileFamily.AUDIO),
        (made.SVG, None),
        (made.HEIC, None),
        (b"GIF89a" + bytes(20), None),
        (b"MZ" + bytes(20), None),
        (b"", None),
    ],
    ids=lambda value: None if isinstance(value, bytes) else str(value),
)
def test_the_first_bytes_tell_the_family(content: bytes, family: FileFamily | None) -> None:
    assert family_of(content[:16]) is family


def test_apple_s_pictures_are_known_for_what_they_are() -> None:
    assert is_apple_still(made.HEIC) and not is_apple_still(made.m4a())


def test_the_largest_of_any_kind() -> None:
    assert FileLimits(image_bytes=5, document_bytes=9, audio_bytes=7).largest == 9
