"""What the ledger's tests start from: a founded association, people of each role, and a case."""

from __future__ import annotations

import secrets
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from psycopg_pool import ConnectionPool
from pydantic import SecretStr

from application.child_case import TakeIn, take_in
from application.installation import SetUp, set_up
from application.units import FoundUnit, found_unit
from domain.account import Account, Person, Role
from domain.chapter import Founding
from domain.child_case.intake import Child, Details, Situation
from domain.installation import InstallationNamed
from domain.lists import UnitLevel
from infrastructure.follower import Follower
from infrastructure.house import VIEWS
from infrastructure.keys import KeyStore
from infrastructure.ledger import Ledger
from infrastructure.postgres import Database
from infrastructure.work import Caller, House, PgWork, token_hash

Connection = psycopg.Connection[Any]
T = TypeVar("T")
PASSWORD = SecretStr("mot cau dai de nho cho bai thu")
CHILD_NAME = "Nguyễn Thị Mẫu"
STORY = "Cháu kể với cô giáo rằng bị đánh nhiều lần."


@dataclass(frozen=True)
class Town:
    """A house with a provincial unit, two commune units and one account for each role in the first of them."""

    database: Database
    house: House
    province: UUID
    commune: UUID
    neighbour: UUID
    tokens: dict[Role, str]
    accounts: dict[Role, UUID]

    def work(self, role: Role | None = None, *, key: str | None = None, system: str | None = None) -> PgWork:
        token = self.tokens[role] if role else None
        return PgWork(self.house, Caller(token=token, idempotency_key=key, system=system))

    def case(self, role: Role = Role.COUNSELLOR, *, what: str = STORY, key: str | None = None) -> UUID:
        """Take a case in and return its id."""
        with self.work(role, key=key) as work:
            case_id = take_in(intake(what), work)
            work.commit(status=201, location=str(case_id))
        return case_id

    def named(self, name: str = "Hội mẫu") -> None:
        """Append one small fact to a stream of its own."""
        with self.work(system="test") as work:
            work.open(work.new_id(), InstallationNamed(occurred_at=work.now(), name=name))
            work.commit()

    def followed(self) -> None:
        """Let the follower fold everything there is."""
        Follower(self.database.follower_dsn).catch_up()

    def ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the database as its owner."""
        with psycopg.connect(self.database.owner_dsn) as connection:
            return connection.execute(query, values).fetchall()


def intake(what: str = STORY) -> TakeIn:
    """A wish to take in a child of an invented name."""
    return TakeIn(situation=Situation(what=what), details=Details(child=Child(name=CHILD_NAME)))


@contextmanager
def house_of(database: Database, *, connections: int = 12) -> Iterator[House]:
    """A house whose keys lie in a folder that is thrown away."""
    folder = Path(tempfile.mkdtemp(prefix="lachan-keys-"))
    keys = KeyStore(folder)
    pool: ConnectionPool[Connection] = ConnectionPool(
        database.app_dsn,
        min_size=1,
        max_size=connections,
        timeout=10,
        open=True,
        kwargs={"prepare_threshold": 2},
    )
    try:
        yield House(ledger=Ledger(keys), keys=keys, pool=pool, views=VIEWS)
    finally:
        pool.close()
        keys.close()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def town_of(database: Database) -> Iterator[Town]:
    """A founded association over a migrated, empty database."""
    with house_of(database) as house:
        yield found_town(database, house)


def found_town(database: Database, house: House) -> Town:
    """Found the association, two communes and one account a role through the ordinary handlers."""

    def founded(code: str, name: str, level: UnitLevel, parent: UUID | None) -> Founding:
        return Founding.model_validate(
            {"level": level, "code": code, "name": name, "parent": parent, "founded_on": "2025-07-01"}
        )

    with PgWork(house, Caller(system="test")) as work:
        province = founded("HT", "Hội mẫu", UnitLevel.PROVINCE, None)
        administrator = Person(name="Quản trị mẫu", sign_in="quan.tri")
        set_up(
            SetUp(association="Hội mẫu", founding=province, administrator=administrator, password=PASSWORD),
            work,
        )
        work.commit()
    top = _one(house, "SELECT unit FROM facts.units")
    with PgWork(house, Caller(system="test")) as work:
        commune = found_unit(FoundUnit(founding=founded("A1", "Hội xã A", UnitLevel.COMMUNE, top)), work)
        neighbour = found_unit(FoundUnit(founding=founded("B1", "Hội xã B", UnitLevel.COMMUNE, top)), work)
        work.commit()
    accounts, tokens = {}, {}
    for role in Role:
        unit = top if role in {Role.AUDITOR, Role.ADMINISTRATOR} else commune
        accounts[role], tokens[role] = signed_in(house, role, unit)
    return Town(database, house, top, commune, neighbour, tokens, accounts)


def signed_in(house: House, role: Role, unit: UUID) -> tuple[UUID, str]:
    """Open an account without a password, and a session for it."""
    person = Person(name=f"Người mẫu {role.value}", sign_in=f"{role.value}.{secrets.token_hex(3)}")
    account = house.new_id()
    with PgWork(house, Caller(system="test")) as work:
        work.open(account, Account.opening(person, unit, (role,), None, work.act))
        work.commit()
    token = secrets.token_urlsafe(16)
    with house.pool.connection() as connection:
        connection.execute(
            "INSERT INTO auth.sessions (token_hash, account, ends_at) VALUES (%s, %s, now() + interval '1 day')",
            (token_hash(token), account),
        )
    return account, token


def _one(house: House, query: str) -> UUID:
    with house.pool.connection() as connection:
        (row,) = connection.execute(query).fetchall()
        return UUID(str(row[0]))


def together(wishes: Sequence[Callable[[], T]]) -> list[T | BaseException]:
    """Run all at the same moment, each in a thread; return results or what they raised, in order."""
    found: list[T | BaseException] = [RuntimeError("did not run")] * len(wishes)
    start = threading.Barrier(len(wishes))

    def run(place: int) -> None:
        start.wait()
        try:
            found[place] = wishes[place]()
        except BaseException as failure:
            found[place] = failure

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(wishes))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
