"""The house put together: ledger, keys, pool and the reading side that keeps each promise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg_pool import ConnectionPool

from application.accounts import AccountList, Secrets
from application.article92 import Article92Figures
from application.child_case import CaseEvents
from application.counselling import Counsellings
from application.duplicates import LikelyDuplicates
from application.emergency import Emergencies
from application.follow_up_log import FollowUpLog
from application.history import Histories
from application.installation import InstallationState
from application.referral.desk import Referrals
from application.sign_in import SecondFactors, Sessions
from application.today import DueSteps
from application.tokens import Tokens
from application.units import Units
from infrastructure.accounts import PgAccountList, PgSecrets, share_hashes
from infrastructure.article92 import PgArticle92Figures
from infrastructure.duplicates import PgLikelyDuplicates
from infrastructure.emergency import PgEmergencies
from infrastructure.follow_up_log import PgFollowUpLog
from infrastructure.history import PgHistories
from infrastructure.installation import PgInstallation
from infrastructure.keys import KeyStore
from infrastructure.ledger import Connection, Ledger
from infrastructure.postgres import Database
from infrastructure.referral import PgReferrals
from infrastructure.second_factor import PgSecondFactors
from infrastructure.sessions import PgSessions
from infrastructure.settings import Settings
from infrastructure.today import PgDueSteps
from infrastructure.tokens import PgTokens
from infrastructure.units import PgUnits
from infrastructure.views.case_events import PgCaseEvents
from infrastructure.views.counselling import PgCounsellings
from infrastructure.work import House, Views

VIEWS: Views = {
    AccountList: PgAccountList,
    Secrets: PgSecrets,
    Article92Figures: PgArticle92Figures,
    CaseEvents: PgCaseEvents,
    Counsellings: PgCounsellings,
    DueSteps: PgDueSteps,
    Emergencies: PgEmergencies,
    Histories: PgHistories,
    FollowUpLog: PgFollowUpLog,
    InstallationState: PgInstallation,
    LikelyDuplicates: PgLikelyDuplicates,
    Referrals: PgReferrals,
    SecondFactors: PgSecondFactors,
    Sessions: PgSessions,
    Tokens: PgTokens,
    Units: PgUnits,
}
"""Which class keeps which promise of the application."""

WAIT_SECONDS = 5.0
"""How long a request waits for a connection; then it is told to try again, and nothing is lost."""

LOCK_MILLISECONDS = 5000
"""How long a statement waits for a lock; then the request is told to try again. An emergency waits on."""


def key_folder(settings: Settings) -> Path:
    """Return where the key store lies: beside the database, never in it."""
    return settings.home / "keys"


@contextmanager
def open_house(database: Database, settings: Settings, *, connections: int | None = None) -> Iterator[House]:
    """Open ledger, keys and pool for as long as the block lasts."""
    keys = KeyStore(key_folder(settings))
    keys.keyed_hash("idempotency-key", "")  # held in memory before the first request
    keys.keyed_hash("idempotency", "")
    share_hashes(settings.workers)
    size = connections or settings.threads
    pool: ConnectionPool[Connection] = ConnectionPool(
        database.app_dsn,
        min_size=min(2, size),
        max_size=size + 2,
        timeout=WAIT_SECONDS,
        kwargs={"prepare_threshold": 2, "options": f"-c lock_timeout={LOCK_MILLISECONDS}"},
        open=True,
    )
    try:
        yield House(
            ledger=Ledger(keys),
            keys=keys,
            pool=pool,
            views=VIEWS,
            idle_minutes=settings.session_idle_minutes,
            session_hours=settings.session_hours,
            second_factor=settings.require_second_factor,
        )
    finally:
        pool.close()
        keys.close()
