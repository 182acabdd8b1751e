from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from pydantic import ValidationError

from domain.child_case.follow_up import Step
from domain.counselling import (
    Consultation,
    ConsultationLogged,
    Counselling,
    CounsellingLinked,
    CounsellingOpened,
    CounsellingStepDone,
    IsLinkedAlready,
    NoSuchStep,
    Party,
    Sides,
)
from domain.kernel import ERASED, FieldClass, join, split
from domain.lists import ClientKind, ConsultationKind, PartySide
from tests.spec import COUNSELLOR, UNIT, at, given, when

CASE = UUID("00000000-0000-4000-8000-00000000ca5e")
OTHER_CASE = UUID("00000000-0000-4000-8000-00000000ca5f")
OTHER_MATTER = UUID("00000000-0000-4000-8000-00000000aaaa")
TUESDAY = at("2026-03-24T10:00")
LAW = Consultation(narrative="Hỏi về quyền thăm con.", advice="Hướng dẫn làm đơn.", minutes=20)
WITH_STEP = Consultation(
    narrative="Hỏi về học bạ.", next=Step(what="Gọi nhà trường", due_on=date(2026, 3, 27))
)
MIND = Consultation(
    kind=ConsultationKind.PSYCHOLOGICAL, narrative="Cháu mất ngủ.", advice="Tập thở trước khi ngủ."
)

opened = CounsellingOpened(occurred_at=TUESDAY.at, unit=UNIT, counsellor=COUNSELLOR)
for_case = CounsellingOpened(occurred_at=TUESDAY.at, unit=UNIT, counsellor=COUNSELLOR, case_id=CASE)
logged = ConsultationLogged(occurred_at=TUESDAY.at, consultation=LAW)
agreed = ConsultationLogged(occurred_at=TUESDAY.at, consultation=WITH_STEP)


def test_a_matter_begins_with_its_first_session() -> None:
    when(lambda: Counselling.begin(UNIT, None, LAW, TUESDAY)).then(opened, logged)
    when(lambda: Counselling.begin(UNIT, CASE, LAW, TUESDAY)).then(for_case, logged)


def test_a_session_is_dated_by_when_it_took_place() -> None:
    held = Consultation(narrative="Tại trường.", held_at=datetime(2026, 3, 20, 3, tzinfo=UTC))
    fact = (
        given(Counselling, opened, logged)
        .when(lambda matter: matter.log(held, TUESDAY))
        .then_fact(ConsultationLogged)
    )
    assert fact.occurred_at == datetime(2026, 3, 20, 3, tzinfo=UTC)


def test_sessions_always_append() -> None:
    given(Counselling, for_case, logged, logged).when(lambda matter: matter.log(LAW, TUESDAY)).then(logged)


def test_opposing_sides_are_flagged_and_never_refused() -> None:
    given(Counselling, opened, logged).when(lambda matter: matter.log(LAW, TUESDAY, (OTHER_MATTER,))).then(
        ConsultationLogged(occurred_at=TUESDAY.at, consultation=LAW, warned=True, opposing=(OTHER_MATTER,))
    )


def test_a_matter_is_tied_to_one_case() -> None:
    linked = CounsellingLinked(occurred_at=TUESDAY.at, case_id=CASE)
    given(Counselling, opened, logged).when(lambda matter: matter.link(CASE, TUESDAY)).then(linked)
    given(Counselling, opened, logged, linked).when(lambda matter: matter.link(CASE, TUESDAY)).then_nothing()
    given(Counselling, for_case, logged).when(lambda matter: matter.link(OTHER_CASE, TUESDAY)).then_refused(
        IsLinkedAlready
    )


def test_a_step_is_ticked_off_once() -> None:
    done = CounsellingStepDone(occurred_at=TUESDAY.at, step=2)
    given(Counselling, opened, logged, agreed).when(lambda matter: matter.step_done(2, TUESDAY)).then(done)
    given(Counselling, opened, logged, agreed, done).when(
        lambda matter: matter.step_done(2, TUESDAY)
    ).then_nothing()
    given(Counselling, opened, logged, agreed).when(lambda matter: matter.step_done(1, TUESDAY)).then_refused(
        NoSuchStep
    )


def test_several_steps_stay_open_until_each_is_done() -> None:
    given(Counselling, opened, agreed, agreed).then_state(lambda matter: matter.open_steps == (1, 2))


def test_psychological_notes_are_health_data_whatever_field_they_were_typed_into() -> None:
    assert (MIND.narrative, MIND.advice) == ("", "")
    assert (MIND.told, MIND.advised) == ("Cháu mất ngủ.", "Tập thở trước khi ngủ.")
    assert (LAW.told, LAW.advised) == ("Hỏi về quyền thăm con.", "Hướng dẫn làm đơn.")
    coded, personal = split(ConsultationLogged(occurred_at=TUESDAY.at, consultation=MIND))
    assert "mất ngủ" in str(personal[FieldClass.HEALTH])
    assert "mất ngủ" not in str(personal[FieldClass.NARRATIVE]) + str(coded)


def test_a_session_whose_key_is_gone_still_reads_and_names_nobody() -> None:
    coded, _ = split(ConsultationLogged(occurred_at=TUESDAY.at, consultation=WITH_STEP))
    fact = join(ConsultationLogged, coded, {}, frozenset(FieldClass))
    assert fact.consultation.narrative is ERASED
    assert fact.consultation.names() == Sides()


@pytest.mark.parametrize("said", ["", "   ", "\u0000\u0007"])
@pytest.mark.parametrize("kind", ["legal", "psychological"])
def test_something_must_have_been_said(kind: str, said: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        Consultation.model_validate({"kind": kind, "narrative": said})
    assert [error["loc"][-1] for error in wrong.value.errors()] == ["narrative"]


@pytest.mark.parametrize("minutes", [0, -5, 1441])
def test_impossible_lengths_are_refused(minutes: int) -> None:
    with pytest.raises(ValidationError):
        Consultation.model_validate({"narrative": "x", "minutes": minutes})


def test_two_hundred_kilobytes_in_nfd_are_kept_as_nfc() -> None:
    said = Consultation(narrative="Tre\u0309 em " * 20_000).narrative
    assert isinstance(said, str) and said.startswith("Trẻ em Trẻ em") and len(said) == 139_999


def party(name: str, side: PartySide) -> Party:
    return Party(name=name, side=side)


def test_sides_meet_whatever_marks_the_names_carry() -> None:
    mother = Consultation(narrative="x", client=ClientKind.FAMILY, client_name="Trương Thị Hòa").names()
    against = Consultation(narrative="x", parties=(party("TRUONG THI HOA", PartySide.OPPOSING),)).names()
    beside = Consultation(narrative="x", parties=(party("Trương Thị Hoà", PartySide.CLIENT),)).names()
    unclear = Consultation(narrative="x", parties=(party("Trương Thị Hoà", PartySide.OTHER),)).names()
    assert mother.against(against) and against.against(mother)
    assert not mother.against(beside) and not against.against(against)
    assert not unclear


def test_a_name_of_one_word_warns_nobody() -> None:
    assert not Consultation(narrative="x", client_name="Lan").names()
