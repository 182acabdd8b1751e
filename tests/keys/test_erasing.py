"""An erasure over two stores: killed between any two steps it is made good, and no backup brings it back."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg
import pyrage
import pytest

from application.child_case import AddNote, CloseCase, OpenCase, add_note, close_case, open_case
from application.counselling import StartConsultation, start_consultation
from application.erasure import (
    ConfirmErasure,
    NoteErasureNotice,
    RequestErasure,
    RunErasure,
    confirm_erasure,
    note_erasure_notice,
    request_erasure,
    run_erasure,
)
from application.work import Work
from domain.account import Role
from domain.child_case import CaseOpened, ChildCase
from domain.child_case.follow_up import Closing
from domain.counselling import Consultation, ConsultationLogged, Counselling
from domain.erasure import ErasureBasis, NoticeWay, Reason, RecordIsErased
from domain.kernel import ERASED
from domain.lists import Outcome
from infrastructure import erasing, matches
from infrastructure.crypto import parts
from infrastructure.erasing import destroy_again, destroyed_ids, finishing
from infrastructure.follower import compare
from infrastructure.keys import KeyStore, backup
from infrastructure.keys.root import RootFile
from infrastructure.keys.sqlite import SqliteShelf
from infrastructure.ledger import EventRecorder, Ledger, load
from infrastructure.work import Caller, PgWork
from tests.keys.test_matches import opened_case
from tests.ledger.given import Town

ROOT = Path(__file__).parent.parent.parent
OFFICER = Role.DATA_PROTECTION_OFFICER


def done(town: Town, role: Role, deed: Callable[[Work], object]) -> object:
    """Do something as this role, after a fresh proof of who is asking, in a house without second factors."""
    house = replace(town.house, erasure_delay_days=0, second_factor="nobody")
    with town.house.pool.connection() as connection:
        connection.execute("UPDATE auth.sessions SET proved_at = now()")
    with PgWork(house, Caller(token=town.tokens[role])) as work:
        made = deed(work)
        work.commit(status=201)
    return made


def decided(town: Town, monkeypatch: pytest.MonkeyPatch) -> tuple[UUID, list[UUID]]:
    """An erasure that was decided, its process killed right after; the case and the ids of its keys."""
    case = opened_case(town)
    closing = Closing(outcome=Outcome.ADVISED, child_informed=True)
    done(town, Role.COUNSELLOR, lambda work: close_case(CloseCase(case_id=case, closing=closing), work))
    return case, decided_on(town, case, monkeypatch)


def decided_on(town: Town, record: UUID, monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Decide the erasure of a record whose follow-up has ended; return the ids of its keys."""
    monkeypatch.setattr(erasing, "finish", lambda *_, **__: None)
    reason = Reason(basis=ErasureBasis.TERM_OVER)
    erasure = done(
        town, OFFICER, lambda work: request_erasure(RequestErasure(subject=record, reason=reason), work)
    )
    assert isinstance(erasure, UUID)
    done(town, Role.SUPERVISOR, lambda work: confirm_erasure(ConfirmErasure(erasure=erasure), work))
    told = NoteErasureNotice(erasure=erasure, way=NoticeWay.NOBODY)
    done(town, OFFICER, lambda work: note_erasure_notice(told, work))
    done(town, OFFICER, lambda work: run_erasure(RunErasure(erasure=erasure), work))
    sealed = town.ask("SELECT personal FROM es.events WHERE stream_id = %s AND personal IS NOT NULL", record)
    return sorted({part.key_id for (personal,) in sealed for part in parts(bytes(personal))})


def folder_of(town: Town) -> Path:
    return town.house.keys.root.path.parent


def finished(town: Town) -> list[str]:
    return list(finishing(town.database.app_dsn, town.house.keys, datetime.now(UTC)))


def assert_erased(town: Town, case: UUID, ids: list[UUID]) -> None:
    again = KeyStore(folder_of(town))
    assert [again.get(key_id) for key_id in ids] == [None] * len(ids)
    with town.house.pool.connection() as connection:
        (opened, *_) = load(Ledger(again), connection, ChildCase, case)[1]
        assert sorted(destroyed_ids(connection)) == ids
    assert isinstance(opened.fact, CaseOpened)
    assert opened.fact.situation.what is ERASED
    assert opened.fact.details.child.name is ERASED
    assert opened.fact.details.informant.name is ERASED
    assert opened.fact.code
    again.close()
    topics = [
        row[0]
        for row in town.ask("SELECT topic FROM es.events WHERE topic LIKE 'erasure.%%' ORDER BY position")
    ]
    assert topics[-2:] == ["erasure.decided.1", "erasure.key-destroyed.1"]
    assert topics.count("erasure.key-destroyed.1") == 1
    town.followed()
    assert [d for d in compare(town.database.follower_dsn) if d.only_live or d.only_rebuilt] == []
    difference = matches.compare(town.database.app_dsn, town.house.keys)
    assert (difference.rows, difference.only_live, difference.only_rebuilt) == (0, 0, 0)
    assert town.ask("SELECT generation FROM facts.match_key") == [(2,)]


def test_both_keys_of_the_case_die_and_the_log_says_so(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    case, ids = decided(town, monkeypatch)
    assert len(ids) == 2, "the stream's and the informant's"
    assert finished(town) == ["deleted", "noted", "hashed-again"]
    assert_erased(town, case, ids)
    assert finished(town) == []


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
def test_killed_between_any_two_steps_it_is_finished_at_the_next_start(
    town: Town, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    case, ids = decided(town, monkeypatch)
    dying = subprocess.run(
        [sys.executable, "-m", "tests.keys.dying", str(folder_of(town)), str(steps)],
        input=town.database.app_dsn,
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert dying.returncode == -signal.SIGKILL, dying.stderr
    all_steps = ["deleted", "noted", "hashed-again"]
    assert dying.stdout.splitlines()[-1].split() == all_steps[:steps]
    assert finished(town) == (all_steps if steps < 2 else all_steps[steps:])
    assert_erased(town, case, ids)


def test_two_that_finish_at_once_note_it_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    case, ids = decided(town, monkeypatch)
    working = [threading.Thread(target=finished, args=(town,)) for _ in range(4)]
    for thread in working:
        thread.start()
    for thread in working:
        thread.join()
    assert_erased(town, case, ids)


def test_from_the_decision_on_nothing_is_shown_or_added(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    case, _ = decided(town, monkeypatch)
    deeds: list[Callable[[Work], object]] = [
        lambda work: open_case(OpenCase(case_id=case), work),
        lambda work: add_note(AddNote(case_id=case, note="x"), work),
    ]
    for role in (Role.COUNSELLOR, Role.SUPERVISOR):
        for deed in deeds:
            with pytest.raises(RecordIsErased), town.work(role) as work:
                deed(work)


def test_a_process_that_held_the_key_forgets_it_with_its_next_question(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process destroyed it; this one has the key and the name in memory."""
    case, ids = decided(town, monkeypatch)
    assert all(town.house.keys.get(key_id) for key_id in ids)
    elsewhere = KeyStore(folder_of(town))
    list(finishing(town.database.app_dsn, elsewhere, datetime.now(UTC)))
    elsewhere.close()
    assert any(key_id in town.house.keys._cache for key_id in ids), "otherwise this proves nothing"
    with town.work(Role.COUNSELLOR) as work:
        _ = work.reader
        (opened, *_) = work.history(case)
    assert isinstance(opened.fact, CaseOpened)
    assert opened.fact.situation.what is ERASED


def test_a_restored_key_backup_does_not_bring_it_back(
    town: Town, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _, ids = decided(town, monkeypatch)
    officer = pyrage.x25519.Identity.generate()
    now = datetime.now(UTC)
    live = town.house.keys
    file = backup.backed_up(live.shelf, [str(officer.to_public())], now)
    finished(town)
    shelf, root = SqliteShelf(tmp_path / "keys.sqlite"), RootFile(tmp_path / "root.key", is_ours=True)
    backup.restore(backup.opened(file, str(officer)), live.secret_of_root(), shelf, root, now)
    back = KeyStore(tmp_path, shelf=shelf)
    assert all(back.get(key_id) for key_id in ids), "the backup was made before"
    assert destroy_again(town.database.app_dsn, back) == len(ids)
    assert [back.get(key_id) for key_id in ids] == [None] * len(ids)
    assert destroy_again(town.database.app_dsn, back) == 0
    back.close()


def consulted(town: Town) -> UUID:
    """A consultation that stands alone."""
    said = Consultation(
        narrative="Chuyện riêng của chị", client_name="Lò Thị Ví Dụ", client_contact="0966000999"
    )
    wish = StartConsultation(consultation=said)
    matter = done(town, Role.COUNSELLOR, lambda work: start_consultation(wish, work))
    assert isinstance(matter, UUID)
    return matter


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
def test_a_consultation_that_stood_alone_is_erased_through_a_kill_and_a_restored_backup(
    town: Town, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, steps: int
) -> None:
    town.followed()
    matter = consulted(town)
    officer, now = pyrage.x25519.Identity.generate(), datetime.now(UTC)
    file = backup.backed_up(town.house.keys.shelf, [str(officer.to_public())], now)
    ids = decided_on(town, matter, monkeypatch)
    assert len(ids) == 1
    for _, _ in zip(range(steps), finishing(town.database.app_dsn, town.house.keys, now), strict=False):
        pass
    finished(town)
    shelf, root = SqliteShelf(tmp_path / "keys.sqlite"), RootFile(tmp_path / "root.key", is_ours=True)
    backup.restore(backup.opened(file, str(officer)), town.house.keys.secret_of_root(), shelf, root, now)
    back = KeyStore(tmp_path, shelf=shelf)
    assert all(back.get(key_id) for key_id in ids), "the backup was made before"
    assert destroy_again(town.database.app_dsn, back) == 1
    for keys in (back, KeyStore(folder_of(town))):
        with town.house.pool.connection() as connection:
            _, logged = load(Ledger(keys), connection, Counselling, matter)[1]
            facts = Ledger(keys).recorded(EventRecorder(connection).select_events(matter))
        assert "Chuyện riêng" not in str([logged, *facts]) and "Ví Dụ" not in str([logged, *facts])
        assert isinstance(facts[1].fact, ConsultationLogged)
        assert facts[1].fact.consultation.narrative is ERASED
        keys.close()
    town.followed()
    assert [d for d in compare(town.database.follower_dsn) if d.only_live or d.only_rebuilt] == []
    difference = matches.compare(town.database.app_dsn, town.house.keys)
    assert (difference.rows, difference.only_live, difference.only_rebuilt) == (0, 0, 0)


def test_another_record_stays_readable(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    decided(town, monkeypatch)
    kept = opened_case(town)
    finished(town)
    with town.house.pool.connection() as connection:
        (opened, *_) = load(town.house.ledger, connection, ChildCase, kept)[1]
    assert isinstance(opened.fact, CaseOpened)
    assert opened.fact.details.child.name == "Nguyễn Thị Mẫu Đơn"


def test_the_app_role_cannot_take_the_fact_back(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    decided(town, monkeypatch)
    finished(town)
    with (
        psycopg.connect(town.database.app_dsn) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("DELETE FROM es.events WHERE topic = 'erasure.key-destroyed.1'")
