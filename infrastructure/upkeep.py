"""Upkeep of the views by an operator: folded anew, or compared with what the log says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import psycopg

from infrastructure.follower import FOLLOWER_LOCK, prepare, rebuild
from infrastructure.ledger import Ledger
from infrastructure.postgres import Database
from infrastructure.refusal import CannotStart
from infrastructure.views import every_view


def make_views(database: Database) -> None:
    """Make missing views, and rebuild those whose version changed, before anyone asks them.

    A follower that is at work does the same by itself; then there is nothing to do here.
    """
    with psycopg.connect(database.follower_dsn, autocommit=True) as connection:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (FOLLOWER_LOCK,)).fetchone()
        if row is not None and row[0]:
            prepare(connection, every_view(), Ledger(keys=None))


def rebuild_views(database: Database, names: Sequence[str] = ()) -> Iterator[tuple[str, int]]:
    """Fold views anew in one reading of the log, all or those named, and yield each with the number of events folded.

    Raises:
        CannotStart: A follower is at work, or there is no view of that name.
    """
    views = {view.NAME: view for view in every_view()}
    unknown = [name for name in names if name not in views]
    if unknown:
        known = ", ".join(views)
        raise CannotStart(f"Các bảng nhìn có là: {known}.", f"The views there are: {known}.")
    ledger = Ledger(keys=None)
    with psycopg.connect(database.follower_dsn, autocommit=True) as connection:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (FOLLOWER_LOCK,)).fetchone()
        if row is None or not row[0]:
            raise CannotStart(
                "lachan serve (hoặc follow) đang chạy: dừng lại rồi dựng lại bảng nhìn.",
                "lachan serve (or follow) is running: stop it, then rebuild the views.",
            )
        prepare(connection, tuple(views.values()), ledger)
        wanted = [views[name] for name in names or views]
        count = rebuild(connection, wanted, ledger)
    yield from ((view.NAME, count) for view in wanted)
