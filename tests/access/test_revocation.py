"""After a right was withdrawn nothing is read any more: a reader asks without pause while someone takes the right away.

Source: SECURITY, bar Z-7. What was read when is taken from the access log, whose order is the order of the commits: a
permitted read behind the entry of the withdrawal is a read after the commit.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from application.accounts import CloseAccount, SetRoles, close_account, set_roles
from domain.account import Role
from infrastructure.work import PgWork, token_hash
from infrastructure.work.asking import ASK_RECORD, Alongside
from tests.api.given import Program, program
from tests.journeys.test_conflicts import KIN, PHONE, taken_in
from tests.journeys.world import World

TRIALS = 200
"""For each of the five ways in which a right ends."""
LATE = """
SELECT count(*) FROM trail.entries r
  JOIN es.events e ON e.correlation_id IN (r.record, r.account) AND e.topic = ANY(%s)
  JOIN trail.entries w ON w.request_id = e.request_id
 WHERE r.action = 'case.open' AND r.decision = 'permit' AND r.account = ANY(%s) AND r.position > w.position
"""
READS = "SELECT count(*) FROM trail.entries WHERE action = 'case.open' AND decision = 'permit' AND account = ANY(%s)"


@dataclass
class Trial:
    """One reader of one case, and what takes the right away."""

    reader: UUID
    read: Program
    case: str
    withdraw: Callable[[], Any]


def raced(trial: Trial) -> int:
    """Read until it is refused; the right is withdrawn meanwhile. Returns the last status."""
    statuses: list[int] = []

    def ask() -> None:
        while not statuses or statuses[-1] == 200:
            statuses.append(trial.read.ask("GET", f"/cases/{trial.case}").status_code)

    asking = threading.Thread(target=ask)
    asking.start()
    while not statuses:
        time.sleep(0.001)
    trial.withdraw()
    asking.join()
    return statuses[-1]


def sent(person: Program, method: str, path: str, body: Any, **headers: str) -> None:
    answer = person.ask(method, path, body, **headers)
    assert answer.status_code < 300, answer.text


def session_of(world: World, account: UUID) -> Program:
    token = secrets.token_urlsafe(16)
    with world.house.pool.connection() as connection:
        connection.execute(
            "INSERT INTO auth.sessions (token_hash, account, ends_at) VALUES (%s, %s, now() + interval '1 day')",
            (token_hash(token), account),
        )
    bearer = {"Authorization": f"Bearer {token}"}
    return Program(world.client(headers=bearer, raise_server_exceptions=False))


def declared(world: World, number: int) -> Trial:
    case, code = taken_in(program(world, "counsellor"))
    other = session_of(world, world.accounts["colleague"])
    said = {"code": code, "declaration": {"interest": "close"}}
    return _of_colleague(world, case, lambda: sent(other, "POST", "/interests", said))


def detected(world: World, number: int) -> Trial:
    counsellor = session_of(world, world.accounts["counsellor"])
    session_of(world, world.accounts["colleague"]).ask("PUT", "/own-kin", KIN)
    case, _ = taken_in(counsellor, {"child": {"name": "Tô Văn Bình"}})
    change = {"situation": {"what": "Bị đánh"}, "details": {"child": {"name": "Tô Văn", "telephone": PHONE}}}
    return _of_colleague(
        world, case, lambda: sent(counsellor, "PUT", f"/cases/{case}/details", change, If_Match='"0"')
    )


def restricted(world: World, number: int) -> Trial:
    counsellor = session_of(world, world.accounts["counsellor"])
    case, _ = taken_in(counsellor)
    placing = {"ground": "protection"}
    return _of_colleague(world, case, lambda: sent(counsellor, "POST", f"/cases/{case}/restriction", placing))


def _of_colleague(world: World, case: str, withdraw: Callable[[], Any]) -> Trial:
    reader = world.accounts["colleague"]
    return Trial(reader, session_of(world, reader), case, withdraw)


def other_role(world: World, number: int) -> Trial:
    return _of_newcomer(
        world,
        f"r{number}",
        lambda account, work: set_roles(
            SetRoles(account=account, unit=world.units["province"], roles=(Role.OFFICE,)), work
        ),
    )


def disabled(world: World, number: int) -> Trial:
    return _of_newcomer(
        world, f"d{number}", lambda account, work: close_account(CloseAccount(account=account), work)
    )


def _of_newcomer(world: World, name: str, act: Callable[[UUID, PgWork], None]) -> Trial:
    reader = world.person(name, "Người mới", "province", (Role.COUNSELLOR,))
    case, _ = taken_in(session_of(world, world.accounts["counsellor"]))

    def withdraw() -> None:
        with world.system() as work:
            act(reader, work)

    return Trial(reader, session_of(world, reader), case, withdraw)


WAYS: dict[Callable[[World, int], Trial], str] = {
    declared: "conflict.declared.1",
    detected: "conflict.detected.1",
    restricted: "restriction.placed.1",
    other_role: "account.roles-set.1",
    disabled: "account.closed.1",
}


def late_reads(world: World, way: Callable[[World, int], Trial], trials: int) -> tuple[int, int]:
    """How many reads there were in all, and how many after the right was withdrawn."""
    readers = []
    for number in range(trials):
        trial = way(world, number)
        readers.append(trial.reader)
        assert raced(trial) in {401, 404}
    with world.system() as work:
        late = work.connection.execute(LATE, ([WAYS[way]], readers)).fetchone()
        reads = work.connection.execute(READS, (readers,)).fetchone()
        ended = work.connection.execute(
            "SELECT count(*) FROM es.events WHERE topic = %s AND recorded_at > now() - interval '1 hour'",
            (WAYS[way],),
        ).fetchone()
    assert late and reads and ended
    assert ended[0] >= trials
    return int(reads[0]), int(late[0])


@pytest.mark.security
@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_read_after_a_right_was_withdrawn(
    world: World, way: Callable[[World, int], Trial]
) -> None:
    reads, late = late_reads(world, way, TRIALS)
    print(f"\nZ-7 {way.__name__}: {late} of {reads} reads after the commit, {TRIALS} trials")
    assert reads >= TRIALS
    assert late == 0


@pytest.mark.security
def test_the_control_with_facts_from_outside_the_transaction_reads_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def outside(work: Any, record: UUID) -> Any:
        with work.house.pool.connection() as other:
            values = {"digest": token_hash(work.caller.token or ""), "record": record}
            found = other.execute(ASK_RECORD["sessions"], values)
        time.sleep(0.003)
        return found

    monkeypatch.setattr(PgWork, "_ask_record", outside)
    monkeypatch.setattr(PgWork, "_lock_record", lambda *given: None)
    monkeypatch.setattr(PgWork, "_alongside", lambda work: Alongside())
    reads, late = late_reads(world, restricted, 40)
    print(f"\nZ-7 control: {late} of {reads} reads after the commit, 40 trials")
    assert late > 0


@pytest.mark.parametrize("way", WAYS)
def test_a_right_ends_with_its_commit(world: World, way: Callable[[World, int], Trial]) -> None:
    """The part that runs with every `make test`."""
    assert late_reads(world, way, 3)[1] == 0
