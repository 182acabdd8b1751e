"""What happened to each request to the chapter, and when: the ground of terms, workload and the quarterly figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar
from uuid import UUID

from application.ledger import Recorded
from domain.kernel import Event
from domain.referral.deadlines import Kept
from domain.referral.facts import (
    NoConflictDeclared,
    OpinionApproved,
    OpinionDrafted,
    OpinionRead,
    OpinionSentBack,
    ReferralDeclined,
    ReferralSentToLegalAid,
    ReferralSubmitted,
    ReferralWithdrawn,
    ReviewerProposed,
    ReviewerRecused,
)
from domain.referral.request import ReferralStage
from domain.referral.tie import TieFound, TiePart
from infrastructure.views.base import Connection, Scoped, Statement, View
from infrastructure.views.copying import copy_rows

KEPT: Mapping[type[Event], Kept] = {
    ReferralSubmitted: Kept.SUBMITTED,
    ReviewerProposed: Kept.PROPOSED,
    NoConflictDeclared: Kept.CLEARED,
    ReviewerRecused: Kept.RECUSED,
    OpinionDrafted: Kept.DRAFTED,
    OpinionSentBack: Kept.SENT_BACK,
    OpinionApproved: Kept.APPROVED,
    OpinionRead: Kept.READ,
    ReferralDeclined: Kept.DECLINED,
    ReferralSentToLegalAid: Kept.LEGAL_AID,
    ReferralWithdrawn: Kept.WITHDRAWN,
}
_COLUMNS = ("position", "referral", "chapter", "kept", "at", "reviewer", "urgent")


class ChapterWorkView(View):
    """`marks`: only added to, so a figure as of a position counts the rows up to it."""

    NAME = "chapter_work"
    VERSION = 2
    TABLES = ("marks", "chapters")
    READERS: ClassVar[Mapping[str, Scoped]] = {"marks": Scoped("referral", "chapter", figures=True)}
    DDL = """
        CREATE TABLE marks (
            position bigint PRIMARY KEY, referral uuid NOT NULL, chapter uuid NOT NULL, kept text NOT NULL,
            at timestamptz NOT NULL, reviewer uuid, urgent boolean NOT NULL);
        CREATE TABLE chapters (referral uuid PRIMARY KEY, chapter uuid NOT NULL)
    """
    INDEXES = """
        CREATE INDEX of_referral ON marks (referral, position);
        CREATE INDEX by_moment ON marks (at)
    """
    TOPICS = ("referral.",)

    def fold(self, connection: Connection, batch: Sequence[Recorded]) -> None:
        """Add the marks of a batch."""
        ours = [recorded for recorded in batch if _kept(recorded.fact) is not None]
        if not ours:
            return
        new = {r.stream: r.fact.chapter for r in ours if isinstance(r.fact, ReferralSubmitted)}
        copy_rows(connection, "chapters", ("referral", "chapter"), list(new.items()))
        others = list({recorded.stream for recorded in ours} - new.keys())
        query = "SELECT referral, chapter FROM chapters WHERE referral = ANY(%s)"
        chapters = new | dict(connection.execute(query, (others,)).fetchall())
        rows = [_row(recorded, kept, chapters) for recorded in ours if (kept := _kept(recorded.fact))]
        copy_rows(connection, "marks", _COLUMNS, rows)

    def statements(self, recorded: Recorded) -> Iterator[Statement]:
        """Nothing is rare here."""
        yield from ()


def _kept(fact: Event) -> Kept | None:
    """Return what it is to terms and figures; a tie counts only where something is decided anew."""
    if not isinstance(fact, TieFound):
        return KEPT.get(type(fact))
    if fact.part is TiePart.APPROVER:
        return Kept.REOPENED if fact.reviewer is not None else None
    return Kept.SET_ASIDE if fact.back_to is ReferralStage.RECUSED else None


def _row(recorded: Recorded, kept: Kept, chapters: Mapping[UUID, UUID]) -> tuple[object, ...]:
    fact = recorded.fact
    reviewer = (
        fact.reviewer
        if isinstance(fact, ReviewerProposed | NoConflictDeclared | ReviewerRecused | TieFound)
        else None
    )
    return (
        recorded.position,
        recorded.stream,
        chapters[recorded.stream],
        kept.value,
        fact.occurred_at,
        reviewer,
        isinstance(fact, ReferralSubmitted) and fact.is_urgent,
    )
