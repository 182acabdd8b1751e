"""The running association as the cells need it: everyone's sessions, and ties between people and records.

What the application lets someone do is done through it. Ties that it gives to no such role (a case assigned to an
office clerk) are written as the fact row that the tie is, so that each role meets each relation.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import psycopg

from domain.account import Role
from infrastructure.work import token_hash
from tests.access.matrix.columns import NOBODY, ROWS
from tests.access.matrix.ways_cases import BREAKING, INTEREST
from tests.api.given import last
from tests.journeys.world import World

Ids = dict[str, str]


@dataclass
class Seeded:
    """The running association, the ids of each column's record, and everyone's sessions."""

    world: World
    owner: psycopg.Connection[Any]
    ids: dict[tuple[str, str], Ids] = field(default_factory=dict)
    own: dict[tuple[str, str, str], Ids] = field(default_factory=dict)
    """Ids that differ from role to role."""
    tokens: dict[str, str] = field(default_factory=dict)

    # -- people ------------------------------------------------------------------------------------------------------

    def session(self, who: str, *, fresh: bool = True) -> str:
        """Return the token of a session whose proof stays fresh, or is old."""
        key = f"{who}/{fresh}"
        if key not in self.tokens:
            token = self.tokens[key] = secrets.token_urlsafe(16)
            self.owner.execute(
                "INSERT INTO auth.sessions (token_hash, account, ends_at, proved_at, seen_at)"
                " VALUES (%s, %s, now() + interval '1 day', now() + %s * interval '1 day', now())",
                (token_hash(token), self.world.accounts[who], 1 if fresh else -1),
            )
        return self.tokens[key]

    def asker(self, kind: str, role: str) -> str:
        """Return who asks in a row: people of the chapter, who have a second factor, or those of the commune."""
        return f"{role}_{'ch' if kind in {'referral', 'factor'} else 'sd'}"

    def api(self, who: str, method: str, path: str, body: Any = None) -> Any:
        """Do something through the application, which must let it be done."""
        bearer = {"Authorization": f"Bearer {self.session(who)}", "If-Match": '"0"'}
        client = self.world.client(headers=bearer)
        answer = client.request(method, f"/api/v1{path}", json=body)
        assert answer.status_code < 300, (who, method, path, answer.text)
        return answer.json()

    def made(self, who: str, path: str, body: Any = None) -> str:
        return last(self.api(who, "POST", path, body)["location"])

    def everyone(self, suffix: str) -> list[tuple[str, UUID]]:
        """All eight people of the commune (`sd`) or of the chapter (`ch`)."""
        return [(role, self.world.accounts[f"{role}_{suffix}"]) for role in ROWS if role != NOBODY]

    # -- ties --------------------------------------------------------------------------------------------------------

    def tie(self, record: str, suffix: str, relation: str, *, active: bool = True) -> None:
        for _, account in self.everyone(suffix):
            self.owner.execute(
                "INSERT INTO facts.assignments (record, account, relation, active) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT (record, account, relation) DO UPDATE SET active = excluded.active",
                (record, account, relation, active),
            )

    def untie(self, record: str, suffix: str) -> None:
        accounts = [account for _, account in self.everyone(suffix)]
        self.owner.execute(
            "DELETE FROM facts.assignments WHERE record = %s AND account = ANY(%s)", (record, accounts)
        )

    def concern(self, ids: Ids, suffix: str) -> None:
        """Everyone declares an interest; what an administrator cannot say is written down."""
        for role, account in self.everyone(suffix):
            if role != Role.ADMINISTRATOR:
                self.made(f"{role}_{suffix}", "/interests", INTEREST | {"code": ids["code"]})
                continue
            self.owner.execute(
                "INSERT INTO facts.conflicts (stream, account, record, unit, standing, kinds)"
                " SELECT %s, %s, record, unit, 'provisional', '{declared}' FROM facts.records WHERE record = %s",
                (uuid4(), account, ids["case_id"]),
            )

    def open_glass(self, ids: Ids, suffix: str) -> None:
        """Whoever may break the glass does; for the others the row of a use is written down."""
        for role, account in self.everyone(suffix):
            if role in {Role.COUNSELLOR, Role.SUPERVISOR, Role.AUDITOR}:
                self.made(f"{role}_{suffix}", "/broken-glass", BREAKING | {"code": ids["code"]})
                continue
            self.owner.execute(
                "INSERT INTO facts.glass"
                " VALUES (%s, %s, %s, %s, 'danger', now(), now() + interval '1 day', true, NULL)",
                (uuid4(), account, ids["case_id"], role),
            )
        self.owner.execute("UPDATE facts.glass SET until = now() + interval '1 day'")

    def erase(self, code: str) -> None:
        """Ask, confirm and carry out, by three hands."""
        erasure = self.made("officer", "/erasures", {"code": code, "basis": "term_over"})
        self.confirm(erasure, "officer")
        self.made("officer", f"/erasures/{erasure}/run")

    def confirm(self, erasure: str, officer: str, *, told: bool = True) -> str:
        """Agree as the second person; then it is said that there is nobody to be told."""
        self.made("supervisor", f"/erasures/{erasure}/confirmation")
        if told:
            self.made(officer, f"/erasures/{erasure}/notice", {"way": "nobody"})
        return erasure
