"""What was answered is on the disk, though the locks of the logs are not held while the disk works."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg_pool import ConnectionPool

from application.child_case import AddNote, OpenCase, add_note, open_case
from application.work import Repeat
from domain.account import Role
from domain.kernel import DomainError
from infrastructure.durable import in_one_go
from infrastructure.ledger import Connection
from infrastructure.work import PgWork
from tests.ledger.given import Town
from tests.silence import line_to

BIG = 200_000
"""A note that leaves this many bytes and more in the write-ahead log; ciphertext is never compressed."""
TURNS = 5


@pytest.fixture
def careful(town: Town) -> Iterator[Town]:
    """The town with connections that wait for the disk, as an installation's do; throw-away clusters do not."""
    dsn = make_conninfo(town.database.app_dsn, options="-c synchronous_commit=on")
    pool: ConnectionPool[Connection] = ConnectionPool(dsn, min_size=1, max_size=4, open=True)
    try:
        yield replace(town, house=replace(town.house, pool=pool))
    finally:
        pool.close()


def flushed(town: Town) -> int:
    """Return up to which byte the write-ahead log is on the disk."""
    return int(town.ask("SELECT pg_current_wal_flush_lsn() - '0/0'::pg_lsn")[0][0])


def written(town: Town) -> int:
    """Return up to which byte the write-ahead log is made."""
    return int(town.ask("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")[0][0])


def noted(town: Town, case: UUID, note: str, key: str) -> PgWork:
    with town.work(Role.COUNSELLOR, key=key) as work:
        add_note(AddNote(case_id=case, note=note), work)
        work.commit(status=201, location="/")
        return work


def test_what_was_answered_is_on_the_disk(careful: Town) -> None:
    case = careful.case()
    for turn in range(TURNS):
        before = written(careful)
        noted(careful, case, "á" * BIG, f"k-{turn}")
        assert flushed(careful) - before > BIG


def test_a_denial_that_was_answered_is_on_the_disk(careful: Town) -> None:
    case = careful.case()
    for _ in range(TURNS):
        before = written(careful)
        with careful.work(Role.ADMINISTRATOR) as work:
            with pytest.raises(DomainError):
                open_case(OpenCase(case_id=case), work)
            work.record_denial()
        assert flushed(careful) > before


def test_what_was_never_sent_is_not_taken_for_prepared(town: Town) -> None:
    """Else the connection would refuse that statement for as long as it lives."""
    with town.house.pool.connection() as connection:
        with pytest.raises(psycopg.DataError), in_one_go(connection):
            connection.execute("SELECT %s::text, 'of a block'", ("a",), prepare=True)
            connection.execute("SELECT %s::text", ("\0",))
        found = connection.execute("SELECT %s::text, 'of a block'", ("b",), prepare=True).fetchone()
    assert found == ("b", "of a block")


def test_a_repeat_is_answered_only_when_the_first_answer_is_on_the_disk(careful: Town) -> None:
    case = careful.case()
    for turn in range(TURNS):
        before = written(careful)
        with psycopg.connect(careful.database.app_dsn) as other:
            other.execute("SET synchronous_commit = off")
            other.execute("SELECT pg_logical_emit_message(true, 'test', repeat('x', %s))", (BIG,))
            other.commit()
        if turn == 0:
            noted(careful, case, "Đã gọi.", "k")
            continue
        with pytest.raises(Repeat):
            noted(careful, case, "Đã gọi.", "k")
        assert flushed(careful) - before > BIG


def test_a_failed_pipeline_leaves_nothing_and_the_connection_fit(careful: Town) -> None:
    case = careful.case()
    count = careful.ask("SELECT count(*) FROM es.events")[0][0]
    with pytest.raises(psycopg.errors.UndefinedTable), careful.work(Role.COUNSELLOR) as work:
        add_note(AddNote(case_id=case, note="Mất."), work)
        work.also("INSERT INTO nowhere.at_all VALUES (1)", ())
        work.commit(status=201, location="/")
    assert careful.ask("SELECT count(*) FROM es.events")[0][0] == count
    noted(careful, case, "Còn.", "k")
    assert careful.ask("SELECT count(*) FROM es.events")[0][0] == count + 1


def test_the_last_statements_of_a_work_are_sent_together(careful: Town) -> None:
    case = careful.case()
    with line_to(careful.database.app_dsn) as line:
        dsn = line.dsn(make_conninfo(careful.database.app_dsn, options="-c synchronous_commit=on"))
        with ConnectionPool[Connection](dsn, min_size=1, max_size=1, open=True) as pool:
            through = replace(careful, house=replace(careful.house, pool=pool))
            with through.work(Role.COUNSELLOR, key="k") as work:
                add_note(AddNote(case_id=case, note="Đã gọi."), work)
                line.heard.clear()
                work.commit(status=201, location="/")
    (last,) = [sent for sent in line.heard if b"es.append" in sent]
    assert last.index(b"es.append") < last.index(b"COMMIT") < last.index(b"pg_logical_emit_message")
