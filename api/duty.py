"""Duty numbers as pages show them: out of memory, so that no page waits for database or keys to show whom to call."""

from datetime import UTC, datetime
from typing import Protocol, cast
from uuid import UUID

from fastapi import Request

from application.directory import DutyBook
from domain.calendar import vietnam_day
from domain.directory import EmergencyNumber

MOST_IN_BANNER = 2
"""More would push the page's own content off a phone; all of them are on *Khẩn cấp*."""


class Kept(Protocol):
    """The copy in memory."""

    book: DutyBook

    def keep(self, book: DutyBook) -> None:
        """Keep what was just read."""


def kept(request: Request) -> Kept | None:
    """Return the copy in memory, or None before the service has started."""
    return cast("Kept | None", getattr(request.app.state, "duty", None))


def duty_book(request: Request) -> DutyBook:
    """Return the directory as it is in memory; a moment old perhaps."""
    held = kept(request)
    return held.book if held is not None else DutyBook()


def own_duty(request: Request, unit: UUID | None = None) -> tuple[EmergencyNumber, ...]:
    """Return the duty numbers of a reader's own commune and province; of a stranger the public ones."""
    return duty_book(request).banner(unit, vietnam_day(datetime.now(UTC)))
