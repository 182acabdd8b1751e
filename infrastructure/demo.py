"""A stage for the fictional year: a house with a simulated clock, ids from a seed and a follower in step.

The ledger accepts the simulated clock only where the first event marks the installation as fictional for ever
(migration 0001, `es.append`; 0050, `trail.append`).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import TypeVar, cast
from uuid import UUID

import psycopg

from application.accounts import Secrets
from application.demo.chance import Chance
from application.demo.stage import Deed, Done
from application.emergency import Emergencies
from application.installation import InstallationState
from application.looks import Trail
from application.referral.desk import Referrals
from application.units import Units
from domain.kernel import DomainError
from infrastructure import partitions
from infrastructure.accounts import PgSecrets, hashed
from infrastructure.follower import FOLLOWER_LOCK, Follower, prepare, progress
from infrastructure.house import open_house
from infrastructure.ledger import Connection, Ledger
from infrastructure.looks import PgTrail
from infrastructure.postgres import Database
from infrastructure.settings import Settings
from infrastructure.views import every_view
from infrastructure.work import Caller, House, PgWork, token_hash

hashed_once = lru_cache(maxsize=4)(hashed)
"""One hash for the one password of all invented people: thirty hashes of it would cost three seconds."""


V = TypeVar("V")
FROM_FACT_ROWS = frozenset({Units, Emergencies, Secrets, InstallationState, Referrals})
"""Promises that are kept without the follower."""


class DemoSecrets(PgSecrets):
    """Secrets of the fictional installation: one known password for all, so that nobody has to replace it."""

    def add(self, account: UUID, sign_in: str, password: str) -> None:
        """Keep the password that everyone of the demo shares."""
        self._work.also(
            "INSERT INTO auth.credentials (account, sign_in, password_hash, must_change) VALUES (%s, %s, %s, false)",
            (account, self._name(sign_in), hashed_once(password)),
        )


class DemoTrail(PgTrail):
    """The access log of the fictional installation: its lots follow from the seed, so that every year is the same."""

    def _seed(self) -> str:
        return self._work.house.new_id().hex


@dataclass(slots=True)
class SimulatedClock:
    """A clock that stands where the last deed put it."""

    at: datetime = datetime(2025, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the simulated moment."""
        return self.at


@dataclass(slots=True)
class InStep:
    """A follower that folds what is new just before a deed reads a view, so that the deed reads the same every time."""

    follower: Follower
    connection: Connection

    def catch_up(self) -> None:
        """Fold what is new."""
        while self.follower.step(self.connection):
            pass


class InStepWork(PgWork):
    """A work that lets the views follow itself instead of waiting for another process."""

    def __init__(self, house: House, caller: Caller, follower: InStep) -> None:
        self._follower = follower
        super().__init__(house, caller)
        self.request_id = house.new_id()

    def view(self, promise: type[V]) -> V:
        """Return the reading side that keeps this promise, once the views hold all that was recorded."""
        if promise not in FROM_FACT_ROWS:
            self._follower.catch_up()
            self._unlock_views()
        return cast(V, self.house.views[promise](self))


@dataclass(slots=True)
class DatabaseStage:
    """Performs deeds on PostgreSQL, each under the session of whoever acts."""

    house: House
    clock: SimulatedClock
    follower: InStep
    tokens: dict[str, str] = field(default_factory=dict)

    def perform(self, deed: Deed) -> Done:
        """Do it at its moment."""
        self.clock.at = deed.at
        caller = Caller(system="demo") if deed.by is None else Caller(token=self.tokens[deed.by])
        with InStepWork(self.house, caller, self.follower) as work:
            try:
                made = deed.do(work)
            except DomainError:
                if not deed.turned_away:
                    raise
                work.record_denial()
                return Done(None, ())
            work.commit()
        return Done(made if isinstance(made, UUID) else None, tuple(work.recorded))

    def sign_in(self, name: str, account: UUID) -> None:
        """Open a session for an account; its proof stays fresh however long the year takes on a slow machine."""
        token = secrets.token_urlsafe(32)
        with PgWork(self.house, Caller(system="demo")) as work:
            work.view(Secrets).open_session(account, token)  # type: ignore[type-abstract]
            work.also(
                "UPDATE auth.sessions SET proved_at = 'infinity' WHERE token_hash = %s", (token_hash(token),)
            )
            work.commit()
        self.tokens[name] = token


@contextmanager
def open_stage(database: Database, settings: Settings, seed: int) -> Iterator[DatabaseStage]:
    """Open an installation for playing; the sessions that were used are ended afterwards."""
    clock, ids = SimulatedClock(), Chance(f"{seed}/ids")
    with psycopg.connect(database.owner_dsn) as connection:
        partitions.make(connection, clock.at.date(), 13)
    with open_house(database, settings, connections=2) as house, _in_step(database) as follower:
        played = replace(
            house,
            clock=clock,
            new_id=ids.new_id,
            simulated=True,
            views={**house.views, Secrets: DemoSecrets, Trail: DemoTrail},
        )
        stage = DatabaseStage(played, clock, follower)
        try:
            yield stage
            follower.catch_up()
        finally:
            with house.pool.connection() as connection:
                connection.execute("DELETE FROM auth.sessions")


@contextmanager
def _in_step(database: Database) -> Iterator[InStep]:
    with psycopg.connect(database.follower_dsn, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (FOLLOWER_LOCK,))
        follower = Follower(database.follower_dsn)
        prepare(connection, every_view(), Ledger(keys=None))
        follower.position = progress(connection)
        yield InStep(follower, connection)
