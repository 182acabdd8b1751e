"""What tests do in the session of one person, through the real work, and how they wait for the follower."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from application.child_case import TakeIn, take_in
from domain.child_case.intake import Child, Circumstances, Details, Reception, Situation
from domain.units import Place
from infrastructure.keys.sqlite import SqliteShelf
from infrastructure.work import Caller, PgWork, token_hash
from tests.journeys.world import World

NOW = datetime.now(UTC)
NOWHERE = Place()
T = TypeVar("T")


@contextmanager
def acting(world: World, who: str) -> Iterator[PgWork]:
    """A work in the session of one person; each sees what was saved in it before."""
    token = world.tokens.get(who)
    if token is None:
        token = world.tokens[who] = secrets.token_urlsafe(16)
        with world.house.pool.connection() as connection:
            connection.execute(
                "INSERT INTO auth.sessions (token_hash, account, ends_at) VALUES (%s, %s, now() + interval '1 day')",
                (token_hash(token), world.accounts[who]),
            )
    with PgWork(world.house, Caller(token=token)) as work:
        yield work


def proved(world: World, who: str, ago: timedelta = timedelta()) -> None:
    """Let that session's last proof of who is asking be so long ago."""
    with acting(world, who):
        pass
    with world.house.pool.connection() as connection:
        connection.execute(
            "UPDATE auth.sessions SET proved_at = now() - %s::interval WHERE token_hash = %s",
            (ago, token_hash(world.tokens[who])),
        )


def followed(world: World) -> None:
    """Wait until the follower has folded everything."""
    query = (
        "SELECT coalesce((SELECT max(position) FROM es.events), 0) - (SELECT position FROM views.progress)"
    )
    for _ in range(1000):
        with world.house.pool.connection() as connection:
            row = connection.execute(query).fetchone()
        if row is not None and row[0] == 0:
            return
        time.sleep(0.01)
    raise AssertionError("the follower did not catch up")


def taken_in(
    world: World,
    name: str,
    who: str = "counsellor",
    *,
    where: Place = NOWHERE,
    received_at: datetime = NOW - timedelta(hours=2),
    **circumstances: Any,
) -> UUID:
    wish = TakeIn(
        situation=Situation(what="Cô giáo kể lại", where=where),
        reception=Reception(received_at=received_at),
        details=Details(child=Child(name=name), circumstances=Circumstances(**circumstances)),
    )
    return do(world, who, lambda work: take_in(wish, work))


def do(world: World, who: str, act: Callable[[PgWork], T]) -> T:
    with acting(world, who) as work:
        done = act(work)
        work.commit()
    followed(world)
    return done


def key_file_held(world: World) -> AbstractContextManager[bool]:
    """Hold the file of the key store, as a stuck disk would."""
    shelf = world.house.keys.shelf
    assert isinstance(shelf, SqliteShelf)
    return shelf._lock
