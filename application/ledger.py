"""What the ledger gives back: a fact with the envelope it was recorded in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from domain.child_case.entries import EntryMovedIn
from domain.counselling import SessionMovedIn
from domain.kernel import Event


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who, when recorded, in which role and why; every field is part of the event's leaf.

    `position` and `recorded_at` are None until the ledger has stored the event.
    """

    topic: str
    occurred_at: datetime
    received_at: datetime | None
    actor: str
    role: str
    unit: UUID | None
    request_id: UUID
    correlation_id: UUID
    confidentiality: str = "confidential"
    rule_version: str = "2026-1"
    on_behalf_of: str | None = None
    purpose: str | None = None
    legal_basis: str | None = None
    cause_id: UUID | None = None
    idempotency_key: str | None = None
    position: int | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """One fact of one stream, as the ledger keeps it. `personal` is the stored ciphertext, copied by views."""

    stream: UUID
    version: int | None
    envelope: Envelope
    fact: Event
    personal: bytes | None = None
    key_ids: dict[str, UUID] = field(default_factory=dict, compare=False, repr=False)
    """Which keys the stream's personal parts are under, by slot; shared by the facts of one stream in one work."""

    first: Event | None = None
    """As it was recorded, when `fact` shows a value that an ordinary correction set later; never a hidden value."""
    moved_in: EntryMovedIn | SessionMovedIn | None = None
    """How it came from another file, when `fact` is an entry that was moved here."""
    is_corrected: bool = False
    """Whether `fact` shows a value that was set later."""

    @property
    def originator_id(self) -> UUID:
        """The stream, under the name that the event store knows."""
        return self.stream

    @property
    def originator_version(self) -> int:
        """The version; -1 stands for "the next one, under the ledger's lock"."""
        return -1 if self.version is None else self.version

    @property
    def position(self) -> int:
        """The dense position in the log.

        Raises:
            ValueError: The event is not stored yet.
        """
        if self.envelope.position is None:
            raise ValueError("not stored yet")
        return self.envelope.position

    @property
    def recorded_at(self) -> datetime:
        """When the ledger stored it (database clock).

        Raises:
            ValueError: The event is not stored yet.
        """
        if self.envelope.recorded_at is None:
            raise ValueError("not stored yet")
        return self.envelope.recorded_at
