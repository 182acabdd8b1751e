"""What a case decides: everything may be recorded, only closing is guarded."""

from __future__ import annotations

import pytest

from domain.child_case import (
    CaseAnswered,
    CaseAssessed,
    CaseClosed,
    CaseContactSet,
    CaseDetailsSet,
    CaseKnownAlready,
    CaseNoted,
    CaseOpened,
    CasePassedOn,
    CaseReopened,
    CaseStepDone,
    CaseStepPlanned,
    ChildCase,
)
from domain.child_case.file_code import FileCode
from domain.child_case.follow_up import AlreadyKnown, Answer, Closing, Forwarding, Step, Triage
from domain.child_case.intake import (
    Child,
    Circumstances,
    Details,
    Reception,
    SafeContact,
    Situation,
    Suspected,
)
from domain.child_case.refusals import (
    CaseIsClosed,
    CaseIsOpen,
    ChildNotInformed,
    NoSuchForwarding,
    NotForwardedYet,
    PoliceNotToldYet,
    SuspectIsNoContact,
)
from domain.directory import Recipient, RecipientKind
from domain.identity import AgeBand, PartialDate
from domain.lists import AbuseType, Allegation, Outcome, Relation, ReopenReason, SpecialGroup, TriageLevel
from tests.spec import COUNSELLOR, UNIT, at, given, when

MONDAY, TUESDAY, FRIDAY = at("2025-08-04"), at("2025-08-05"), at("2025-08-08")
SITUATION = Situation(what="Cháu bị đánh.")
CODE = FileCode.of("BG", 7, 2025)
POLICE = Recipient(kind=RecipientKind.COMMUNE_POLICE)
DONE = Closing(outcome=Outcome.SAFE, child_informed=True)


def opened(**details: object) -> CaseOpened:
    return ChildCase.take_in(UNIT, CODE, 7, SITUATION, Reception(), Details.model_validate(details), MONDAY)


def told(kind: RecipientKind) -> CasePassedOn:
    return CasePassedOn(occurred_at=MONDAY.at, forwarding=Forwarding(recipient=Recipient(kind=kind)))


ABUSE = {"circumstances": Circumstances(allegation=Allegation.ABUSE)}
RISK = {"circumstances": Circumstances(allegation=Allegation.RISK)}
SEXUAL = {"circumstances": Circumstances(allegation=Allegation.ABUSE, abuse_types=(AbuseType.SEXUAL_ABUSE,))}
CLOSED = CaseClosed(occurred_at=TUESDAY.at, closing=DONE)


def test_four_fields_and_even_one_open_an_entry() -> None:
    fact = when(
        lambda: ChildCase.take_in(UNIT, CODE, 7, SITUATION, Reception(), Details(), MONDAY)
    ).then_fact(CaseOpened)
    assert (fact.code, fact.number, fact.year) == ("BG.TN.0007.2025", 7, 2025)
    assert fact.counsellor == COUNSELLOR
    assert fact.received_at == MONDAY.at
    assert fact.age_band is AgeBand.UNKNOWN


def test_what_was_received_earlier_keeps_both_times() -> None:
    fact = ChildCase.take_in(UNIT, CODE, 7, SITUATION, Reception(received_at=MONDAY.at), Details(), FRIDAY)
    assert fact.received_at == fact.occurred_at == MONDAY.at


@pytest.mark.parametrize("details", [ABUSE, RISK], ids=["abuse", "risk"])
def test_abuse_or_risk_is_not_closed_before_somebody_competent_knows(details: dict[str, object]) -> None:
    given(ChildCase, opened(**details)).when(lambda case: case.close(DONE, TUESDAY)).then_refused(
        NotForwardedYet
    )


@pytest.mark.parametrize("kind", [RecipientKind.HOTLINE_111, RecipientKind.COMMUNE_PEOPLES_COMMITTEE])
def test_a_forwarding_to_whom_the_decree_names_opens_the_way(kind: RecipientKind) -> None:
    given(ChildCase, opened(**ABUSE), told(kind)).when(lambda case: case.close(DONE, TUESDAY)).then(CLOSED)


def test_a_school_is_not_whom_the_decree_names() -> None:
    given(ChildCase, opened(**ABUSE), told(RecipientKind.SCHOOL)).when(
        lambda case: case.close(DONE, TUESDAY)
    ).then_refused(NotForwardedYet)


def test_an_authority_that_knows_already_counts_as_much() -> None:
    known = CaseKnownAlready(
        occurred_at=MONDAY.at,
        known=AlreadyKnown(recipient=POLICE, since=MONDAY.at.date(), reference="không có số hiệu"),
        counts=True,
    )
    given(ChildCase, opened(**SEXUAL)).when(lambda case: case.known_already(known.known, MONDAY)).then(known)
    given(ChildCase, opened(**SEXUAL), known).when(lambda case: case.close(DONE, TUESDAY)).then(CLOSED)


@pytest.mark.parametrize("said", [{}, {"since": MONDAY.at.date()}, {"reference": "12/CAX"}], ids=str)
def test_an_authority_that_knows_counts_only_with_the_day_and_the_reference(said: dict[str, object]) -> None:
    known = AlreadyKnown.model_validate({"recipient": POLICE, **said})
    fact = CaseKnownAlready(occurred_at=MONDAY.at, known=known)
    given(ChildCase, opened(**ABUSE)).when(lambda case: case.known_already(known, MONDAY)).then(fact)
    given(ChildCase, opened(**ABUSE), fact).when(lambda case: case.close(DONE, TUESDAY)).then_refused(
        NotForwardedYet
    )


def test_sexual_abuse_under_18_waits_for_the_police_not_the_hotline() -> None:
    given(ChildCase, opened(**SEXUAL), told(RecipientKind.HOTLINE_111)).when(
        lambda case: case.close(DONE, TUESDAY)
    ).then_refused(PoliceNotToldYet)


@pytest.mark.parametrize("kind", [RecipientKind.COMMUNE_POLICE, RecipientKind.INVESTIGATING_BODY])
def test_sexual_abuse_is_closed_after_police_or_investigators_know(kind: RecipientKind) -> None:
    given(ChildCase, opened(**SEXUAL), told(kind)).when(lambda case: case.close(DONE, TUESDAY)).then(CLOSED)


def test_sexual_abuse_of_someone_surely_18_needs_any_competent_body() -> None:
    adult = {**SEXUAL, "child": Child(birth=PartialDate(year=2000))}
    given(ChildCase, opened(**adult), told(RecipientKind.HOTLINE_111)).when(
        lambda case: case.close(DONE, TUESDAY)
    ).then(CLOSED)


def test_unknown_age_counts_as_under_18() -> None:
    unknown = {**SEXUAL, "child": Child(estimated_age=None)}
    given(ChildCase, opened(**unknown), told(RecipientKind.HOTLINE_111)).when(
        lambda case: case.close(DONE, TUESDAY)
    ).then_refused(PoliceNotToldYet)


def test_closing_says_that_the_child_was_told_or_why_not() -> None:
    silent = Closing(outcome=Outcome.SAFE)
    given(ChildCase, opened()).when(lambda case: case.close(silent, TUESDAY)).then_refused(ChildNotInformed)
    excused = Closing(outcome=Outcome.SAFE, why_not_informed="cháu còn quá nhỏ")
    given(ChildCase, opened()).when(lambda case: case.close(excused, TUESDAY)).then_fact(CaseClosed)


def test_a_closed_case_is_closed_once() -> None:
    given(ChildCase, opened(), CLOSED).when(lambda case: case.close(DONE, FRIDAY)).then_refused(CaseIsClosed)


def test_everything_else_is_open_on_a_closed_case_and_reopens_it() -> None:
    reopened = CaseReopened(occurred_at=FRIDAY.at, because=ReopenReason.NEW_ENTRY)
    note = CaseNoted(occurred_at=FRIDAY.at, note="Cháu quay lại.")
    given(ChildCase, opened(), CLOSED).when(
        lambda case: case.with_reopening(case.note("Cháu quay lại.", FRIDAY), act=FRIDAY)
    ).then(reopened, note)
    passed = Forwarding(recipient=Recipient(kind=RecipientKind.HOTLINE_111))
    given(ChildCase, opened(), CLOSED).when(
        lambda case: case.with_reopening(case.pass_on(passed, FRIDAY), act=FRIDAY)
    ).then(reopened, CasePassedOn(occurred_at=FRIDAY.at, forwarding=passed))


def test_an_open_case_is_not_reopened() -> None:
    given(ChildCase, opened()).when(lambda case: case.reopen(ReopenReason.ASKED, FRIDAY)).then_refused(
        CaseIsOpen
    )


def test_the_person_suspected_is_never_the_safe_contact() -> None:
    suspected = {"suspected": Suspected(name="Nguyễn Văn Dũng", relation=Relation.PARENT)}
    contact = SafeContact(person="nguyen van dung", telephone="0912 345 678")
    given(ChildCase, opened(**suspected)).when(lambda case: case.set_contact(contact, TUESDAY)).then_refused(
        SuspectIsNoContact
    )
    aunt = SafeContact(person="Nguyễn Thị Hoa", no_messages=True)
    given(ChildCase, opened(**suspected)).when(lambda case: case.set_contact(aunt, TUESDAY)).then(
        CaseContactSet(occurred_at=TUESDAY.at, contact=aunt)
    )


def test_the_number_of_the_person_suspected_is_never_the_safe_number() -> None:
    suspected = {"suspected": Suspected(telephone="0912 345 678 (Zalo)")}
    contact = SafeContact(person="bác hàng xóm", telephone="+84 912 345 678")
    given(ChildCase, opened(**suspected)).when(lambda case: case.set_contact(contact, TUESDAY)).then_refused(
        SuspectIsNoContact
    )


def test_a_parent_or_caregiver_named_suggests_an_emergency() -> None:
    named = {**ABUSE, "suspected": Suspected(relation=Relation.PARENT)}
    given(ChildCase, opened(**named)).then_state(lambda case: case.suggests_emergency)
    stranger = {**ABUSE, "suspected": Suspected(relation=Relation.STRANGER)}
    given(ChildCase, opened(**stranger)).then_state(lambda case: not case.suggests_emergency)


def test_a_corrected_birth_date_moves_the_band_of_the_day_of_receipt() -> None:
    details = Details(child=Child(birth=PartialDate(year=2012, month=8, day=4)))
    fact = (
        given(ChildCase, opened())
        .when(lambda case: case.set_details(SITUATION, details, "", FRIDAY))
        .then_fact(CaseDetailsSet)
    )
    assert fact.age_band is AgeBand.FROM_11


def test_the_group_of_children_with_hiv_is_never_kept_in_the_clear() -> None:
    circumstances = Circumstances.model_validate({"groups": ["hiv", "orphan_both"]})
    assert circumstances.groups == (SpecialGroup.ORPHAN_BOTH,)
    assert [leaf.group for leaf in circumstances.leaves or ()] == [SpecialGroup.HIV]


def test_an_answer_belongs_to_a_forwarding_of_this_case() -> None:
    given(ChildCase, opened(), told(RecipientKind.COMMUNE_POLICE)).when(
        lambda case: case.answered(Answer(forwarding=1), TUESDAY)
    ).then(CaseAnswered(occurred_at=TUESDAY.at, answer=Answer(forwarding=1)))
    given(ChildCase, opened()).when(lambda case: case.answered(Answer(forwarding=1), TUESDAY)).then_refused(
        NoSuchForwarding
    )


def test_a_step_is_planned_and_ticked_off_once() -> None:
    step = Step.model_validate({"what": "Gọi lại cho bà ngoại", "due_on": "2025-08-11"})
    planned = CaseStepPlanned(occurred_at=MONDAY.at, step=step)
    given(ChildCase, opened()).when(lambda case: case.plan(step, MONDAY)).then(planned)
    given(ChildCase, opened(), planned).when(lambda case: case.step_done(TUESDAY)).then(
        CaseStepDone(occurred_at=TUESDAY.at, step=1)
    )
    given(ChildCase, opened()).when(lambda case: case.step_done(TUESDAY)).then_nothing()


def test_triage_is_the_associations_own() -> None:
    triage = Triage(level=TriageLevel.HIGH, reason="có vết bầm mới")
    given(ChildCase, opened()).when(lambda case: case.assess(triage, TUESDAY)).then(
        CaseAssessed(occurred_at=TUESDAY.at, triage=triage)
    )


def test_a_suspect_given_as_contact_at_entry_is_left_out_and_the_entry_is_kept() -> None:
    details = Details(suspected=Suspected(name="Nguyễn Văn Dũng"))
    assert ChildCase.first_contact(SafeContact(person="nguyễn văn dũng"), details, MONDAY) == ()
    aunt = SafeContact(person="Nguyễn Thị Hoa")
    assert [fact.contact for fact in ChildCase.first_contact(aunt, details, MONDAY)] == [aunt]


def test_a_contact_who_is_named_as_suspect_later_is_marked() -> None:
    contact = CaseContactSet(occurred_at=MONDAY.at, contact=SafeContact(person="Nguyễn Văn Dũng"))
    named = {"suspected": Suspected(name="Nguyen Van Dung")}
    given(ChildCase, opened(), contact).then_state(lambda case: not case.contact_is_suspect)
    given(ChildCase, opened(**named), contact).then_state(lambda case: case.contact_is_suspect)
