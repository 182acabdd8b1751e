"""The log itself: dense, append-only for every role, its leaves recomputed outside the database."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import errors, sql

from application.ledger import Envelope
from domain.account import Role
from domain.installation import InstallationNamed
from infrastructure.ledger import COLUMNS, EventRecorder, LedgerEvent, event_of
from infrastructure.postgres import Database
from infrastructure.sealing import leaf_input, leaf_of
from tests.ledger.given import Town, together

FORMAT_PAGE = Path(__file__).parent.parent.parent / "docs" / "seal-format.md"
WRITERS = 8


def appended(database: Database, **changed: object) -> tuple[int, int, datetime]:
    """Append one event as the application would, straight through the function."""
    given: dict[str, object] = {
        "stream": uuid4(),
        "version": 0,
        "topic": "installation.named.1",
        "occurred": datetime(2026, 1, 2, tzinfo=UTC),
        "received": None,
        "personal": None,
        "simulated": None,
    } | changed
    call = """SELECT new_position, new_version, new_recorded_at FROM es.append(
        %(stream)s::uuid, %(version)s::integer, %(topic)s::text, %(occurred)s::timestamptz,
        %(received)s::timestamptz, 'system:test', 'system', NULL, NULL, NULL, NULL, gen_random_uuid(),
        gen_random_uuid(), NULL, NULL, 'c', 'r', '{}'::bytea, %(personal)s::bytea, %(simulated)s)"""
    with psycopg.connect(database.app_dsn) as connection:
        row = connection.execute(call, given).fetchone()
    assert row is not None
    return row[0], row[1], row[2]


# -- order -----------------------------------------------------------------------------------------------------------


def test_positions_are_dense_and_versions_follow_each_other(town: Town) -> None:
    for _ in range(3):
        town.case()
    positions = [row[0] for row in town.ask("SELECT position FROM es.events ORDER BY position")]
    assert positions == list(range(1, len(positions) + 1))


def test_positions_stay_dense_when_writers_meet_and_some_fail(town: Town) -> None:
    before = town.ask("SELECT max(position) FROM es.events")[0][0]

    def writer() -> None:
        for turn in range(10):
            with town.work(system="test") as work:
                stream = work.new_id()
                work.open(stream, InstallationNamed(occurred_at=work.now(), name="Hội mẫu"))
                if turn % 3 == 2:
                    continue
                work.commit()

    assert together([writer] * WRITERS) == [None] * WRITERS
    count, top = town.ask("SELECT count(*), max(position) FROM es.events")[0]
    assert count == top == before + WRITERS * 7


def test_two_writers_of_one_version_are_told_apart(database: Database) -> None:
    stream = uuid4()
    appended(database, stream=stream)
    with pytest.raises(errors.UniqueViolation):
        appended(database, stream=stream)


def test_time_of_recording_never_runs_backwards(database: Database) -> None:
    future = datetime.now(UTC) + timedelta(days=3)
    first = appended(database, topic="installation.marked-fictional.1", simulated=future)
    second = appended(database)
    assert (first[0], second[0]) == (1, 2)
    assert first[2] == second[2] == future


def test_a_simulated_clock_is_refused_unless_the_first_event_says_fictional(database: Database) -> None:
    appended(database)
    with pytest.raises(errors.InsufficientPrivilege):
        appended(database, simulated=datetime(2024, 5, 1, tzinfo=UTC))
    with pytest.raises(errors.InsufficientPrivilege):
        appended(
            database, topic="installation.marked-fictional.1", simulated=datetime(2024, 5, 1, tzinfo=UTC)
        )


def test_personal_data_needs_its_version_beforehand(database: Database) -> None:
    with pytest.raises(errors.InvalidParameterValue):
        appended(database, version=None, personal=b"\x01\x00")


def test_the_next_version_is_found_under_the_lock(database: Database) -> None:
    stream = uuid4()
    found = together([lambda: appended(database, stream=stream, version=None)] * WRITERS)
    assert sorted(row[1] for row in found if isinstance(row, tuple)) == list(range(WRITERS))


# -- leaf ------------------------------------------------------------------------------------------------------------


def test_each_leaf_equals_the_one_computed_outside_the_database(town: Town) -> None:
    town.case(key="k-1")
    rows = town.ask(f"SELECT {COLUMNS}, leaf FROM es.events ORDER BY position")
    assert any(row[20] is not None for row in rows)
    assert any(row[16] is not None for row in rows)
    assert [leaf_of(event_of(row)) for row in rows] == [row[21] for row in rows]


def test_the_vectors_of_the_format_page_hold_in_both_programs(database: Database) -> None:
    vectors = _vectors()
    assert len(vectors) == 2
    for event, given, expected in vectors:
        assert leaf_input(event) == given
        assert leaf_of(event) == expected
        assert _leaf_in_database(database, event) == expected


def _vectors() -> list[tuple[LedgerEvent, bytes, bytes]]:
    page = FORMAT_PAGE.read_text()
    inputs = [
        bytes.fromhex(found.replace("\n", "")) for found in re.findall(r"```leaf-input\n(.*?)```", page, re.S)
    ]
    leaves = [bytes.fromhex(found.strip()) for found in re.findall(r"```leaf\n(.*?)```", page, re.S)]
    return list(zip(_samples(), inputs, leaves, strict=True))


def _samples() -> tuple[LedgerEvent, LedgerEvent]:

    def id_of(tail: str) -> UUID:
        return UUID(f"00000000-0000-4000-8000-{tail:0>12}")

    bare = Envelope(
        topic="case.noted.1",
        occurred_at=datetime(2026, 1, 2, 3, 4, 5, 678901, UTC),
        received_at=None,
        actor="system:sample",
        role="system",
        unit=None,
        request_id=id_of("2"),
        correlation_id=id_of("3"),
        position=1,
        recorded_at=datetime(2026, 1, 2, 3, 4, 6, tzinfo=UTC),
    )
    full = Envelope(
        topic="case.noted.1",
        occurred_at=bare.occurred_at,
        received_at=datetime(1969, 12, 31, 23, 59, 59, 999999, UTC),
        actor=f"account:{id_of('c1')}",
        role="counsellor",
        unit=id_of("f1"),
        request_id=id_of("2"),
        correlation_id=id_of("3"),
        on_behalf_of="",
        purpose="chuyển gửi",
        legal_basis="102/2016/QH13 art. 51(1)",
        cause_id=id_of("4"),
        idempotency_key="k-1",
        position=2,
        recorded_at=datetime(2026, 1, 2, 3, 4, 7, tzinfo=UTC),
    )
    coded = '{"lateness":"mất sóng"}'.encode()
    return (
        LedgerEvent(id_of("1"), 0, bare.topic, b'{"lateness":null}', envelope=bare, personal=None),
        LedgerEvent(id_of("1"), 1, full.topic, coded, envelope=full, personal=b"\x01\x00"),
    )


def _leaf_in_database(database: Database, event: LedgerEvent) -> bytes:
    e = event.envelope
    values = (
        e.position, event.originator_id, event.originator_version, e.topic, e.occurred_at, e.received_at,
        e.recorded_at, e.actor, e.role, e.unit, e.on_behalf_of, e.purpose, e.legal_basis, e.request_id,
        e.correlation_id, e.cause_id, e.idempotency_key, e.confidentiality, e.rule_version, event.state, event.personal,
    )  # fmt: skip
    marks = ", ".join(["%s"] * len(values))
    with psycopg.connect(database.owner_dsn) as connection:
        row = connection.execute(f"SELECT es.leaf(ROW({marks}, NULL)::es.events)", values).fetchone()
    assert row is not None
    return bytes(row[0])


def test_one_changed_bit_anywhere_changes_the_leaf() -> None:
    for event in _samples():
        whole, leaf = leaf_input(event), leaf_of(event)

        flipped = {
            sha256(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]).digest() for at in range(len(whole))
        }
        assert leaf not in flipped
        assert len(flipped) == len(whole)


# -- append-only -----------------------------------------------------------------------------------------------------

FORBIDDEN = (
    "UPDATE es.events SET topic = 'x'",
    "DELETE FROM es.events",
    "TRUNCATE es.events",
    "INSERT INTO es.events SELECT * FROM es.events",
    "ALTER TABLE es.events DISABLE TRIGGER ALL",
    "DROP TABLE es.events",
    "CREATE OR REPLACE FUNCTION es.refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "UPDATE trail.entries SET reason = 'x'",
    "DELETE FROM trail.entries",
    "TRUNCATE trail.entries",
    "SET session_replication_role = replica",
    "SET ROLE lachan_owner",
    "SET ROLE lachan_root",
    "SET SESSION AUTHORIZATION lachan_root",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "COPY es.events TO PROGRAM 'true'",
)
READERS = ("app", "follower", "signer", "auditor", "backup")


@pytest.mark.parametrize("role", READERS)
def test_no_role_of_the_service_can_rewrite_the_log(database: Database, role: str) -> None:
    appended(database)
    allowed = []
    for statement in FORBIDDEN:
        try:
            with psycopg.connect(getattr(database, f"{role}_dsn")) as connection:
                connection.execute(sql.SQL(statement))
        except _NO:
            continue
        allowed.append(statement)
    assert allowed == []


_NO = (errors.InsufficientPrivilege, errors.UndefinedObject, errors.InvalidParameterValue)


def test_not_even_the_owner_rewrites_it_by_a_plain_statement(database: Database) -> None:
    appended(database)
    for statement in ("UPDATE es.events SET topic = 'x'", "DELETE FROM es.events", "TRUNCATE es.events"):
        with (
            psycopg.connect(database.owner_dsn) as connection,
            pytest.raises(errors.InsufficientPrivilege, match="append-only"),
        ):
            connection.execute(sql.SQL(statement))


@pytest.mark.parametrize("role", READERS)
def test_no_role_of_the_service_is_superuser_or_may_make_roles(database: Database, role: str) -> None:
    with psycopg.connect(getattr(database, f"{role}_dsn")) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolcreaterole, rolbypassrls, rolreplication FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert row == (False, False, False, False)


@pytest.mark.parametrize("role", ["follower", "signer", "auditor", "backup"])
def test_only_the_application_appends(database: Database, role: str) -> None:
    with (
        psycopg.connect(getattr(database, f"{role}_dsn")) as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        connection.execute(
            "SELECT es.append(gen_random_uuid(),0,'t',now(),NULL,'a','r',NULL,NULL,NULL,NULL,"
            "gen_random_uuid(),gen_random_uuid(),NULL,NULL,'c','v','{}',NULL)"
        )


# -- reading back ----------------------------------------------------------------------------------------------------


def test_names_and_narratives_are_nowhere_in_the_stored_bytes(town: Town) -> None:
    town.case(Role.COUNSELLOR, what="Chuyện riêng của cháu Mẫu")
    for coded, personal in town.ask("SELECT coded, personal FROM es.events"):
        for stored in (coded, personal or b""):
            assert "Chuyện riêng" not in stored.decode(errors="replace")
            assert "Nguyễn" not in stored.decode(errors="replace")


def test_the_recorder_reads_what_the_library_asks_for(town: Town) -> None:
    case = town.case()
    with town.house.pool.connection() as connection:
        recorder = EventRecorder(connection)
        top = recorder.max_notification_id() or 0
        assert [n.id for n in recorder.select_notifications(1, 3)] == [1, 2, 3]
        assert [n.id for n in recorder.select_notifications(2, 3, inclusive_of_start=False)] == [3, 4, 5]
        assert [n.topic for n in recorder.select_notifications(1, top, topics=["case.opened.1"])] == [
            "case.opened.1"
        ]
        assert [e.originator_version for e in recorder.select_events(case, desc=True, limit=1)] == [0]
        with pytest.raises(NotImplementedError):
            recorder.subscribe()
