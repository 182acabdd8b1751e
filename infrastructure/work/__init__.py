"""`Work` on PostgreSQL: one connection, one READ COMMITTED transaction, always in the same order.

Identity, shared locks on access epoch and account, facts and decision, idempotency, stale check, domain
decision, rendering into memory; then in one pipeline before the commit: ledger append, fact rows, remembered
command, access log (DESIGN, section 6).
"""

from infrastructure.work.identity import ACCOUNT_LOCK, EPOCH_LOCK
from infrastructure.work.recording import STREAM_LOCK, PgWork
from infrastructure.work.transaction import Caller, House, Transaction, Views, token_hash

__all__ = [
    "ACCOUNT_LOCK",
    "EPOCH_LOCK",
    "STREAM_LOCK",
    "Caller",
    "House",
    "PgWork",
    "Transaction",
    "Views",
    "token_hash",
]
