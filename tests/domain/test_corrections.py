"""What a correction decides: an entry given another value, hidden, taken away, moved to the file where it belongs."""

from __future__ import annotations

from uuid import UUID

import pytest

from application.corrections import stream_as_known
from application.ledger import Envelope, Recorded
from domain.child_case import (
    CaseAnswered,
    CaseClosed,
    CaseDetailsSet,
    CaseNoted,
    ChildCase,
)
from domain.child_case import correcting as c
from domain.child_case.entries import (
    EntryCorrected,
    EntryKind,
    EntryMovedIn,
    EntryMovedOut,
    EntryValue,
    NoteValue,
    ValuesHidden,
)
from domain.child_case.follow_up import Answer, Forwarding, Triage
from domain.child_case.intake import Child, Circumstances, Details, Reception, Situation
from domain.child_case.refusals import NotForwardedYet, PoliceNotToldYet
from domain.correction import NoSuchEntry, NothingToAnswer, StandsForItself, WhichForwarding
from domain.counselling import Consultation, Counselling, SessionCorrected, SessionHidden
from domain.counselling_correcting import correct, hide, relink
from domain.directory import Recipient, RecipientKind
from domain.identity import AgeBand, PartialDate
from domain.kernel import Act, Event, fold
from domain.lists import AbuseType, Allegation, TriageLevel
from tests.domain.test_child_case import DONE, FRIDAY, MONDAY, SITUATION, TUESDAY, opened, told
from tests.spec import UNIT, given

NOTE = CaseNoted(occurred_at=MONDAY.at, note="Sai")
RIGHT = EntryValue(note=NoteValue(note="Đúng"))
POLICE = EntryValue(forwarding=Forwarding(recipient=Recipient(kind=RecipientKind.COMMUNE_POLICE)))
HOTLINE = EntryValue(forwarding=Forwarding(recipient=Recipient(kind=RecipientKind.HOTLINE_111)))
ABUSED = {"circumstances": Circumstances(allegation=Allegation.ABUSE)}
SEXUAL = {"circumstances": Circumstances(abuse_types=(AbuseType.SEXUAL_ABUSE,))}


def case_of(*facts: Event) -> ChildCase:
    case = fold(ChildCase, UUID(int=1), facts)
    assert case is not None
    return case


def test_a_correction_names_the_entry_and_carries_its_whole_value() -> None:
    given(ChildCase, opened(), NOTE).when(lambda case: c.correct(case, 1, RIGHT, "nghe nhầm", TUESDAY)).then(
        EntryCorrected(occurred_at=TUESDAY.at, entry=1, value=RIGHT, reason="nghe nhầm")
    )


@pytest.mark.parametrize("entry", [0, 2, 9])
def test_an_entry_of_another_kind_or_none_is_not_there(entry: int) -> None:
    given(ChildCase, opened(), NOTE, told(RecipientKind.HOTLINE_111)).when(
        lambda case: c.correct(case, entry, RIGHT, "nhầm", TUESDAY)
    ).then_refused(NoSuchEntry)


def test_a_corrected_recipient_changes_the_guard_of_closing() -> None:
    facts = (opened(**SEXUAL), told(RecipientKind.HOTLINE_111))
    given(ChildCase, *facts).when(lambda case: case.close(DONE, FRIDAY)).then_refused(PoliceNotToldYet)
    now = c.correct(case_of(*facts), 1, POLICE, "ghi nhầm cơ quan", TUESDAY)
    assert case_of(*facts, now).duty_met
    back = c.correct(case_of(*facts, now), 1, HOTLINE, "lại nhầm", TUESDAY)
    given(ChildCase, *facts, now, back).when(lambda case: case.close(DONE, FRIDAY)).then_refused(
        PoliceNotToldYet
    )


def test_hiding_covers_the_entry_and_every_correction_so_far() -> None:
    facts = (opened(), NOTE, c.correct(case_of(opened(), NOTE), 1, RIGHT, "lộ", TUESDAY))
    given(ChildCase, *facts).when(lambda case: c.hide(case, 1, RIGHT, FRIDAY)).then(
        EntryCorrected(occurred_at=FRIDAY.at, entry=1, value=RIGHT),
        ValuesHidden(occurred_at=FRIDAY.at, entry=1, versions=(1, 2), instead=3),
    )
    given(ChildCase, *facts).when(lambda case: c.hide(case, 1, None, FRIDAY)).then(
        ValuesHidden(occurred_at=FRIDAY.at, entry=1, versions=(1, 2))
    )


def test_what_was_taken_away_is_not_there_any_more() -> None:
    gone = ValuesHidden(occurred_at=FRIDAY.at, entry=1, versions=(1,))
    given(ChildCase, opened(), NOTE, gone).when(
        lambda case: c.correct(case, 1, RIGHT, "nhầm", FRIDAY)
    ).then_refused(NoSuchEntry)
    given(ChildCase, opened(), NOTE, gone).when(lambda case: c.hide(case, 1, None, FRIDAY)).then_refused(
        NoSuchEntry
    )


def test_a_forwarding_that_was_taken_away_informed_nobody() -> None:
    gone = ValuesHidden(occurred_at=FRIDAY.at, entry=1, versions=(1,))
    given(ChildCase, opened(**ABUSED), told(RecipientKind.HOTLINE_111), gone).when(
        lambda case: case.close(DONE, FRIDAY)
    ).then_refused(NotForwardedYet)


@pytest.mark.parametrize("entry", [0, 1])
def test_what_opened_and_what_closed_the_file_is_never_taken_away(entry: int) -> None:
    closed = CaseClosed(occurred_at=TUESDAY.at, closing=DONE)
    given(ChildCase, opened(), closed).when(lambda case: c.hide(case, entry, None, FRIDAY)).then_refused(
        StandsForItself
    )


def test_a_corrected_receipt_moves_the_ages_with_it() -> None:
    child = opened(child=Child(birth=PartialDate(year=2010, month=3, day=1)))
    value = EntryValue(reception=Reception(received_at=FRIDAY.at.replace(year=2028)))
    fact = c.correct(case_of(child), 0, value, "nhầm năm", FRIDAY)
    assert fact.age_band is AgeBand.ADULT and case_of(child).age_band is not AgeBand.ADULT
    assert case_of(child, fact).age_band is AgeBand.ADULT
    assert case_of(child, fact).received_on.year == 2028


def test_only_the_latest_first_look_is_what_the_file_says() -> None:
    low, high = (Triage(level=level) for level in (TriageLevel.LOW, TriageLevel.HIGH))
    first = case_of(opened()).assess(low, MONDAY)
    second = case_of(opened()).assess(low, TUESDAY)
    case = case_of(opened(), first, second)
    earlier = c.correct(case, 1, EntryValue(triage=high), "nhầm", FRIDAY)
    assert not earlier.stands and case_of(opened(), first, second, earlier).triage is TriageLevel.LOW
    latest = c.correct(case, 2, EntryValue(triage=high), "nhầm", FRIDAY)
    assert latest.stands and case_of(opened(), first, second, latest).triage is TriageLevel.HIGH


def test_hidden_details_hide_all_that_was_said_so_far_and_again() -> None:
    set_once = CaseDetailsSet(
        occurred_at=TUESDAY.at, situation=SITUATION, details=Details(), age_band=AgeBand.UNKNOWN
    )
    case = case_of(opened(), set_once)
    right = Situation(what="Đúng")
    now, hidden = c.hide_details(case, right, Details(), FRIDAY)
    assert hidden == ValuesHidden(occurred_at=FRIDAY.at, entry=0, versions=(0, 1), instead=2)
    _, again = c.hide_details(case_of(opened(), set_once, now, hidden), right, Details(), FRIDAY)
    assert isinstance(again, ValuesHidden) and again.versions == (0, 2) and again.instead == 4


def test_a_forwarding_moves_with_its_answers_and_a_closed_target_reopens() -> None:
    answered = CaseAnswered(occurred_at=TUESDAY.at, answer=Answer(forwarding=1, what="Đã nhận"))
    source = case_of(opened(), told(RecipientKind.HOTLINE_111), answered)
    target = case_of(opened(), CaseClosed(occurred_at=TUESDAY.at, closing=DONE)).but(id=UUID(int=2))
    who = UUID(int=7)
    made = {1: (told(RecipientKind.HOTLINE_111), MONDAY.at, who), 2: (answered, TUESDAY.at, who)}
    gone, come = c.move(source, target, 1, made, FRIDAY)
    assert gone == (
        EntryMovedOut(occurred_at=FRIDAY.at, entry=2, versions=(2,)),
        EntryMovedOut(occurred_at=FRIDAY.at, entry=1, versions=(1,)),
    )
    assert [type(one).__name__ for one in come] == ["CaseReopened", "EntryMovedIn", "EntryMovedIn"]
    forwarding, answer = come[1:]
    assert isinstance(forwarding, EntryMovedIn) and isinstance(answer, EntryMovedIn)
    assert forwarding.occurred_at == MONDAY.at and forwarding.entered_by == who
    assert answer.value.answer is not None and answer.value.answer.forwarding == 3
    after = case_of(opened(), CaseClosed(occurred_at=TUESDAY.at, closing=DONE), *come)
    assert not after.closed and after.entries[3].kind is EntryKind.FORWARDING and after.told
    assert case_of(opened(), told(RecipientKind.HOTLINE_111), answered, *gone).told == ()


def test_what_opened_a_file_is_not_moved() -> None:
    for entry, refusal in ((0, StandsForItself), (9, NoSuchEntry)):
        with pytest.raises(refusal):
            c.move(case_of(opened(), NOTE), case_of(opened()), entry, {}, FRIDAY)


def test_an_answer_alone_goes_to_the_forwarding_of_the_other_file_that_it_answers() -> None:
    answered = CaseAnswered(occurred_at=TUESDAY.at, answer=Answer(forwarding=1, what="Đã nhận"))
    source = case_of(opened(), told(RecipientKind.HOTLINE_111), answered)
    made = {2: (answered, TUESDAY.at, UUID(int=7))}
    one = case_of(opened(), NOTE, told(RecipientKind.HOTLINE_111))
    gone, come = c.move(source, one, 2, made, FRIDAY)
    assert gone == (EntryMovedOut(occurred_at=FRIDAY.at, entry=2, versions=(2,)),)
    (moved,) = come
    assert isinstance(moved, EntryMovedIn) and moved.value.answer is not None
    assert moved.value.answer.forwarding == 2 and moved.occurred_at == TUESDAY.at
    assert case_of(opened(), told(RecipientKind.HOTLINE_111), answered, *gone).told != ()
    with pytest.raises(NothingToAnswer):
        c.move(source, case_of(opened(), NOTE), 2, made, FRIDAY)
    two = case_of(opened(), told(RecipientKind.HOTLINE_111), told(RecipientKind.COMMUNE_POLICE))
    with pytest.raises(WhichForwarding):
        c.move(source, two, 2, made, FRIDAY)
    with pytest.raises(NoSuchEntry):
        c.move(source, two, 2, made, FRIDAY, forwarding=0)
    _, (chosen,) = c.move(source, two, 2, made, FRIDAY, forwarding=2)
    assert isinstance(chosen, EntryMovedIn) and chosen.value.answer is not None
    assert chosen.value.answer.forwarding == 2


# -- consultations -----------------------------------------------------------------------------------------------------

TALK = Consultation(narrative="Sai")
RIGHT_TALK = Consultation(narrative="Đúng", minutes=45)


def matter(act: Act = MONDAY) -> tuple[Event, ...]:
    return Counselling.begin(UNIT, None, TALK, act)


def test_a_session_is_corrected_hidden_and_taken_away() -> None:
    given(Counselling, *matter()).when(lambda m: correct(m, 1, RIGHT_TALK, "nhầm", TUESDAY)).then(
        SessionCorrected(occurred_at=TUESDAY.at, entry=1, consultation=RIGHT_TALK, reason="nhầm")
    )
    given(Counselling, *matter()).when(lambda m: hide(m, 1, RIGHT_TALK, TUESDAY)).then(
        SessionCorrected(occurred_at=TUESDAY.at, entry=1, consultation=RIGHT_TALK),
        SessionHidden(occurred_at=TUESDAY.at, entry=1, versions=(1,), instead=2),
    )
    gone = SessionHidden(occurred_at=TUESDAY.at, entry=1, versions=(1,))
    given(Counselling, *matter()).when(lambda m: hide(m, 1, None, TUESDAY)).then(gone)
    given(Counselling, *matter(), gone).when(
        lambda m: correct(m, 1, RIGHT_TALK, "nhầm", FRIDAY)
    ).then_refused(NoSuchEntry)


def test_a_matter_is_tied_elsewhere_once() -> None:
    right = UUID(int=5)
    linked = fold(Counselling, UUID(int=3), matter())
    assert linked is not None and relink(linked, None, FRIDAY) is None
    fact = relink(linked, right, FRIDAY)
    assert fact is not None and fact.case_id == right


# -- what readers get --------------------------------------------------------------------------------------------------


def recorded(*facts: Event) -> list[Recorded]:
    def envelope(fact: Event, position: int) -> Envelope:
        rest = {"actor": "account:x", "role": "", "unit": None, "request_id": UUID(int=1)}
        return Envelope(
            topic=fact.TOPIC,
            occurred_at=fact.occurred_at,
            received_at=None,
            correlation_id=UUID(int=1),
            position=position,
            recorded_at=fact.occurred_at,
            **rest,  # type: ignore[arg-type]
        )

    return [Recorded(UUID(int=1), i, envelope(fact, i + 1), fact) for i, fact in enumerate(facts)]


def test_an_ordinary_correction_keeps_what_was_first_said() -> None:
    now = c.correct(case_of(opened(), NOTE), 1, RIGHT, "nhầm", TUESDAY)
    _, note, _ = stream_as_known(recorded(opened(), NOTE, now))
    assert note.fact == NOTE.model_copy(update={"note": "Đúng"}) and note.first == NOTE and note.is_corrected


def test_no_hidden_word_is_in_what_readers_get() -> None:
    half = c.correct(case_of(opened(), NOTE), 1, EntryValue(note=NoteValue(note="Sai nữa")), "Sai", TUESDAY)
    facts = (opened(), NOTE, half, *c.hide(case_of(opened(), NOTE, half), 1, RIGHT, FRIDAY))
    known = stream_as_known(recorded(*facts))
    assert [one.version for one in known] == [0, 1, 3, 4]
    assert not any("Sai" in str(part) for one in known for part in (one.fact, one.first))
    gone = c.hide(case_of(opened(), NOTE, half), 1, None, FRIDAY)
    known = stream_as_known(recorded(opened(), NOTE, half, *gone))
    assert [one.version for one in known] == [0, 3] and not any("Sai" in str(one.fact) for one in known)


def test_a_moved_entry_reads_as_if_it_had_been_entered_there() -> None:
    _, come = c.move(
        case_of(opened(), told(RecipientKind.HOTLINE_111)),
        case_of(opened()),
        1,
        {1: (told(RecipientKind.HOTLINE_111), MONDAY.at, None)},
        FRIDAY,
    )
    known = stream_as_known(recorded(opened(), *come))
    assert known[1].fact == told(RecipientKind.HOTLINE_111) and isinstance(known[1].moved_in, EntryMovedIn)
