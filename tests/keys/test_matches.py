"""Match rows: the same person is found however written; nothing readable is kept; the log says the same."""

from __future__ import annotations

import threading
from typing import Any
from uuid import UUID

import pytest

from application.child_case import SetContact, SetDetails, TakeIn, set_contact, set_details, take_in
from application.counselling import StartConsultation, start_consultation
from application.matches import MatchKind, MatchRole, Named, matches_of
from application.work import LostRace
from domain.account import Role
from domain.child_case.intake import Child, Details, Informant, SafeContact, Situation, Suspected
from domain.counselling import Consultation
from domain.identity import PartialDate
from infrastructure import matches
from infrastructure.crypto import parts
from infrastructure.follower import compare
from tests.ledger.given import Town

BIRTH = PartialDate(year=2015, month=3, day=21)
DETAILS = Details(
    child=Child(name="Nguyễn Thị Mẫu Đơn", birth=BIRTH, telephone="0912 345 678"),
    informant=Informant(agreed=True, name="Lê Văn Ví Dụ", telephone="0987654321"),
    suspected=Suspected(name="Trần Giả Định", description="hay gọi từ số 0909 111 222"),
)


def opened_case(town: Town, details: Details = DETAILS) -> UUID:
    with town.work(Role.COUNSELLOR) as work:
        case = take_in(TakeIn(situation=Situation(what="x"), details=details), work)
        work.commit(status=201)
    return case


def rows(town: Town) -> set[tuple[Any, ...]]:
    return set(
        town.ask(
            "SELECT record, part, kind, role FROM facts.matches"
            " WHERE generation = (SELECT generation FROM facts.match_key)"
        )
    )


def found(town: Town, person: Named) -> set[UUID]:
    with town.house.pool.connection() as connection:
        generation = matches.current_generation(connection)
        hashes = [matches.hashed(one, town.house.keys, generation) for one in matches_of([person])]
    return {row[0] for row in town.ask("SELECT record FROM facts.matches WHERE hash = ANY(%s)", hashes)}


def test_a_case_names_child_informant_and_suspect(town: Town) -> None:
    case = opened_case(town)
    assert rows(town) == {
        (case, "details", "name-and-birth", "child"),
        (case, "details", "telephone", "child"),
        (case, "details", "telephone", "informant"),
        (case, "details", "telephone", "suspected"),
    }


@pytest.mark.parametrize(
    "person",
    [
        Named(MatchRole.STAFF, "NGUYEN  THI MAU DON", PartialDate(year=2015, month=3, day=21)),
        Named(MatchRole.RELATIVE, "Nguyễn Thị Mẫu Đơn", BIRTH),
        Named(MatchRole.STAFF, telephones="+84 912 345 678"),
        Named(MatchRole.STAFF, telephones="nhà: 0909.111.222"),
    ],
)
def test_the_same_person_is_found_however_written(town: Town, person: Named) -> None:
    case = opened_case(town)
    assert found(town, person) == {case}


@pytest.mark.parametrize(
    "person",
    [
        Named(MatchRole.STAFF, "Nguyễn Thị Mẫu Đơn"),
        Named(MatchRole.STAFF, "Nguyễn Thị Mẫu Đơn", PartialDate(year=2015, month=3)),
        Named(MatchRole.STAFF, "Đơn", BIRTH),
        Named(MatchRole.STAFF, "Nguyễn Thị Mẫu Đơn", PartialDate(year=2015, month=3, day=22)),
        Named(MatchRole.STAFF, telephones="111"),
        Named(MatchRole.STAFF, identity_number="0912 345 678"),
    ],
)
def test_what_is_not_strong_or_not_the_same_is_not_found(town: Town, person: Named) -> None:
    opened_case(town)
    assert found(town, person) == set()


def test_an_identity_number_is_found_by_its_digits() -> None:
    written = [
        Named(MatchRole.STAFF, identity_number=n) for n in ("024 300 001 234", "024300001234", "12345")
    ]
    assert [(m.kind, m.value) for m in matches_of(written)] == [
        (MatchKind.IDENTITY_NUMBER, "024300001234")
    ] * 2


def test_a_correction_replaces_what_was_named_and_a_contact_stands_apart(town: Town) -> None:
    case = opened_case(town)
    with town.work(Role.COUNSELLOR) as work:
        contact = SafeContact(person="Bà ngoại", telephone="0911 000 111")
        set_contact(SetContact(case_id=case, contact=contact), work)
        work.commit()
    with town.work(Role.COUNSELLOR) as work:
        child = Child(name="Nguyễn Thị Mẫu Đơn", birth=PartialDate(year=2016, month=1, day=2))
        set_details(
            SetDetails(case_id=case, situation=Situation(what="x"), details=Details(child=child)), work
        )
        work.commit()
    assert rows(town) == {
        (case, "details", "name-and-birth", "child"),
        (case, "contact", "telephone", "guardian"),
    }
    assert found(town, Named(MatchRole.STAFF, "Nguyễn Thị Mẫu Đơn", BIRTH)) == set()


def test_a_consultation_s_client_is_found_by_telephone(town: Town) -> None:
    said = Consultation(narrative="x", client_contact="0966 000 999")
    with town.work(Role.COUNSELLOR) as work:
        matter = start_consultation(StartConsultation(consultation=said), work)
        work.commit(status=201)
    assert found(town, Named(MatchRole.STAFF, telephones="0966000999")) == {matter}


def test_no_row_holds_anything_of_what_was_named(town: Town) -> None:
    opened_case(town)
    told = str(town.ask("SELECT * FROM facts.matches"))
    kept = [bytes(row[0]) for row in town.ask("SELECT hash FROM facts.matches")]
    assert all(len(one) == 32 for one in kept)
    for word in ("0912345678", "0909111222", "nguyen", "2015"):
        assert word not in told
        assert word.encode() not in b"".join(kept)


def test_the_rows_are_what_the_log_says(town: Town) -> None:
    opened_case(town)
    keys = town.house.keys
    difference = matches.compare(town.database.app_dsn, keys)
    assert (difference.rows, difference.only_live, difference.only_rebuilt) == (4, 0, 0)
    with town.house.pool.connection() as connection:
        connection.execute("DELETE FROM facts.matches WHERE kind = 'telephone' AND role = 'child'")
    difference = matches.compare(town.database.app_dsn, keys)
    assert (difference.rows, difference.only_live, difference.only_rebuilt) == (3, 0, 1)


def test_a_rebuild_hashes_all_again_and_destroys_the_former_key(town: Town) -> None:
    opened_case(town)
    keys = town.house.keys
    before = {bytes(row[0]) for row in town.ask("SELECT hash FROM facts.matches")}
    assert matches.rebuild(town.database.app_dsn, keys) == 4
    after = {bytes(row[0]) for row in town.ask("SELECT hash FROM facts.matches")}
    assert len(after) == 4
    assert not before & after
    assert keys.shelf.purpose("match/1") is None
    assert matches.compare(town.database.app_dsn, keys).only_rebuilt == 0


def test_a_case_saved_while_the_key_is_replaced_is_sent_back_and_then_found(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The transaction hashed under the former key: it must not leave a row that nobody will find."""
    work = town.work(Role.COUNSELLOR)
    case = take_in(TakeIn(situation=Situation(what="x"), details=DETAILS), work)
    original = matches.current_generation

    def late(connection: Any) -> int:
        found = original(connection)
        monkeypatch.setattr(matches, "current_generation", original)
        rebuilding = threading.Thread(target=matches.rebuild, args=(town.database.app_dsn, town.house.keys))
        rebuilding.start()
        rebuilding.join()
        return found

    monkeypatch.setattr(matches, "current_generation", late)
    with pytest.raises(LostRace), work:
        work.commit(status=201)
    assert rows(town) == set()
    case = opened_case(town)
    assert found(town, Named(MatchRole.STAFF, telephones="0912345678")) == {case}


def test_a_rebuild_misses_no_case_that_is_saved_meanwhile(town: Town) -> None:
    for number in range(5):
        opened_case(town, Details(child=Child(telephone=f"09120000{number:02}")))
    stop = threading.Event()

    def rebuild_again_and_again() -> None:
        while not stop.is_set():
            matches.rebuild(town.database.app_dsn, town.house.keys)

    rebuilding = threading.Thread(target=rebuild_again_and_again)
    rebuilding.start()
    saved = 0
    for number in range(5, 40):
        try:
            opened_case(town, Details(child=Child(telephone=f"09120000{number:02}")))
            saved += 1
        except LostRace:
            continue
    stop.set()
    rebuilding.join()
    difference = matches.compare(town.database.app_dsn, town.house.keys)
    assert (difference.rows, difference.only_live, difference.only_rebuilt) == (5 + saved, 0, 0)
    assert saved > 0


def test_an_erased_record_names_nobody_any_more(town: Town) -> None:
    case = opened_case(town)
    stored = town.ask("SELECT personal FROM es.events WHERE stream_id = %s", case)
    town.house.keys.destroy({part.key_id for row in stored for part in parts(row[0])})
    assert matches.rebuild(town.database.app_dsn, town.house.keys) == 0


def test_the_other_fact_rows_are_compared_without_keys_all_the_same(town: Town) -> None:
    opened_case(town)
    town.followed()
    assert [d for d in compare(town.database.follower_dsn) if d.only_live or d.only_rebuilt] == []
