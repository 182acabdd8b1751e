"""Work: one transaction, asked in one order; repeats, races, stale forms, denials and numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import StoredEvent

from application.child_case import AddNote, OpenCase, SetDetails, add_note, open_case, set_details, take_in
from application.work import KeyWasUsedForOther, LostRace, NotSignedIn, Repeat, Stale
from domain.account import Role
from domain.child_case import CaseNoted
from domain.child_case.intake import Details, Situation
from domain.kernel import Unknown
from infrastructure.ledger import PartsMapper
from infrastructure.work import Caller, PgWork
from tests.ledger.given import Town, intake, together

WRITERS = 8


def noted(town: Town, case: UUID, note: str, *, key: str | None = None) -> None:
    with town.work(Role.COUNSELLOR, key=key) as work:
        add_note(AddNote(case_id=case, note=note), work)
        work.commit(status=201, location=f"/api/v1/cases/{case}")


def notes(town: Town, case: UUID) -> list[str]:
    with town.work(system="test") as work:
        return [str(r.fact.note) for r in work.history(case) if isinstance(r.fact, CaseNoted)]


def asked_until_done(town: Town, wish: Callable[[PgWork], str], key: str | None = None) -> str:
    """Ask as the door does: again after a lost race, the same answer for a repeat."""
    for _ in range(40):
        try:
            with town.work(Role.COUNSELLOR, key=key) as work:
                location = wish(work)
                work.commit(status=201, location=location)
                return location
        except LostRace:
            continue
        except Repeat as repeat:
            return repeat.location
    raise AssertionError("never done")


# -- repeats ---------------------------------------------------------------------------------------------------------


def test_the_same_key_with_the_same_content_is_answered_again(town: Town) -> None:
    case = town.case()
    noted(town, case, "Đã gọi cho trường.", key="k-1")
    with pytest.raises(Repeat) as answered:
        noted(town, case, "Đã gọi cho trường.", key="k-1")
    assert (answered.value.status, answered.value.location) == (201, f"/api/v1/cases/{case}")
    assert notes(town, case) == ["Đã gọi cho trường."]


def test_the_same_key_with_other_content_is_refused(town: Town) -> None:
    case = town.case()
    noted(town, case, "Đã gọi cho trường.", key="k-1")
    with pytest.raises(KeyWasUsedForOther):
        noted(town, case, "Đã gọi cho công an.", key="k-1")
    assert notes(town, case) == ["Đã gọi cho trường."]


def test_a_key_belongs_to_its_account(town: Town) -> None:
    case = town.case()
    noted(town, case, "Đã gọi.", key="k-1")
    with town.work(Role.SUPERVISOR, key="k-1") as work:
        add_note(AddNote(case_id=case, note="Đã gọi."), work)
        work.commit()
    assert len(notes(town, case)) == 2


def test_without_a_key_saving_twice_makes_two_entries(town: Town) -> None:
    case = town.case()
    noted(town, case, "Đã gọi.")
    noted(town, case, "Đã gọi.")
    assert len(notes(town, case)) == 2


def test_save_pressed_eight_times_at_once_is_one_entry(town: Town) -> None:
    case = town.case()

    def wish(work: PgWork) -> str:
        add_note(AddNote(case_id=case, note="Bấm lưu."), work)
        return "/done"

    found = together([lambda: asked_until_done(town, wish, "k-5")] * WRITERS)
    assert found == ["/done"] * WRITERS
    assert notes(town, case) == ["Bấm lưu."]


def test_take_in_pressed_eight_times_at_once_is_one_case(town: Town) -> None:

    found = together(
        [lambda: asked_until_done(town, lambda work: str(take_in(intake(), work)), "k-6")] * WRITERS
    )
    assert len(set(map(str, found))) == 1
    assert town.ask("SELECT count(*) FROM es.events WHERE topic = 'case.opened.1'") == [(1,)]


# -- two people at once ----------------------------------------------------------------------------------------------


def test_additions_of_many_at_once_all_save(town: Town) -> None:
    case = town.case()

    def add(turn: int) -> Callable[[], str]:
        def wish(work: PgWork) -> str:
            add_note(AddNote(case_id=case, note=f"Ghi chú {turn}"), work)
            return str(turn)

        return lambda: asked_until_done(town, wish)

    found = together([add(turn) for turn in range(WRITERS)])
    assert sorted(map(str, found)) == [str(turn) for turn in range(WRITERS)]
    assert sorted(notes(town, case)) == [f"Ghi chú {turn}" for turn in range(WRITERS)]


def _changed(town: Town, case: UUID, version: int | None) -> None:
    with town.work(Role.COUNSELLOR) as work:
        situation = Situation(what="Chuyện được kể lại rõ hơn.")
        set_details(SetDetails(case_id=case, situation=situation, details=Details(), version=version), work)
        work.commit()


def test_a_change_of_a_value_on_a_stale_form_shows_what_changed(town: Town) -> None:
    case = town.case()
    _changed(town, case, 0)
    with pytest.raises(Stale) as stale:
        _changed(town, case, 0)
    assert [r.envelope.topic for r in stale.value.recorded] == ["case.details-set.1"]


def test_an_addition_in_between_makes_no_form_stale(town: Town) -> None:
    case = town.case()
    noted(town, case, "Một ghi chú.")
    _changed(town, case, 0)


# -- who -------------------------------------------------------------------------------------------------------------


def test_nobody_signed_in_sees_nothing(town: Town) -> None:
    case = town.case()
    with pytest.raises(NotSignedIn), town.work() as work:
        open_case(OpenCase(case_id=case), work)
    with pytest.raises(NotSignedIn), PgWork(town.house, Caller(token="guessed")) as work:
        open_case(OpenCase(case_id=case), work)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.REVIEWER, Role.CHAPTER_HEAD])
def test_a_denial_is_recorded_and_nothing_else(town: Town, role: Role) -> None:
    case = town.case()
    before = town.ask("SELECT count(*) FROM es.events")
    work = town.work(role)
    with pytest.raises(Unknown), work:
        open_case(OpenCase(case_id=case), work)
    work.record_denial()
    entries = town.ask(
        "SELECT action, decision, reason, record FROM trail.entries WHERE account = %s", town.accounts[role]
    )
    assert entries == [("case.open", "deny", "role", case)]
    assert town.ask("SELECT count(*) FROM es.events") == before


def test_not_there_and_not_yours_look_the_same(town: Town) -> None:
    with pytest.raises(Unknown) as absent, town.work(Role.COUNSELLOR) as work:
        open_case(OpenCase(case_id=uuid4()), work)
    case = town.case()
    with pytest.raises(Unknown) as denied, town.work(Role.ADMINISTRATOR) as work:
        open_case(OpenCase(case_id=case), work)
    assert absent.value.sentence("vi") == denied.value.sentence("vi")
    assert type(absent.value) is type(denied.value)


def test_a_read_and_its_entry_in_the_access_log_commit_together(town: Town) -> None:
    case = town.case()
    town.followed()
    with town.work(Role.COUNSELLOR) as work:
        open_case(OpenCase(case_id=case), work)
    assert town.ask("SELECT count(*) FROM trail.entries WHERE action = 'case.open'") == [(0,)]
    with town.work(Role.COUNSELLOR) as work:
        open_case(OpenCase(case_id=case), work)
        work.commit()
    assert town.ask("SELECT decision, record FROM trail.entries WHERE action = 'case.open'") == [
        ("permit", case)
    ]


# -- numbers ---------------------------------------------------------------------------------------------------------


def test_numbers_of_a_register_have_no_gap_whatever_is_rolled_back(town: Town) -> None:

    def writer() -> None:
        for turn in range(6):
            with town.work(Role.COUNSELLOR) as work:
                take_in(intake(), work)
                if turn % 3 != 1:
                    work.commit()

    assert together([writer] * WRITERS) == [None] * WRITERS
    codes = [row[0] for row in town.ask("SELECT code FROM facts.records WHERE kind = 'case' ORDER BY code")]
    numbers = [int(code.split(".")[2]) for code in codes]
    assert numbers == list(range(1, WRITERS * 4 + 1))


# -- reading ---------------------------------------------------------------------------------------------------------


def test_the_page_of_a_case_opens_each_of_its_facts_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """History and state are of the same facts; a command still reads what it decides on under its lock."""
    case = town.case()
    for number in range(3):
        noted(town, case, f"Lần {number}")
    town.followed()
    opened: Counter[int] = Counter()
    as_it_is = PartsMapper.to_domain_event

    def counted(self: PartsMapper, stored: StoredEvent) -> object:
        opened[stored.originator_version] += stored.originator_id == case
        return as_it_is(self, stored)

    monkeypatch.setattr(PartsMapper, "to_domain_event", counted)
    with town.work(Role.COUNSELLOR) as work:
        page = open_case(OpenCase(case_id=case), work)
    assert opened == {0: 1, 1: 1, 2: 1, 3: 1}
    assert (page.case.version, len(page.history)) == (3, 4)
    with town.work(Role.COUNSELLOR) as work:
        assert len(work.history(case)) == 4
        add_note(AddNote(case_id=case, note="Lần cuối"), work)
    assert opened == dict.fromkeys(range(4), 3)
