"""How a fictional year is played: stories yield deeds, the earliest deed goes first, the stage performs it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush
from itertools import count
from typing import Protocol
from uuid import UUID

from application.ledger import Recorded
from application.work import Work


@dataclass(frozen=True, slots=True)
class Done:
    """What a deed left behind: the id it made, if any, and what was recorded."""

    made: UUID | None
    recorded: tuple[Recorded, ...]

    def version_of(self, stream: UUID) -> int:
        """Return the version of the last fact that a stream got by it."""
        return max((one.version or 0 for one in self.recorded if one.stream == stream), default=0)


Handle = Callable[[Work], object]
"""An ordinary handler with its command, waiting for the work to be done in."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One act: when, by whom (a sign-in name; None: the service itself), and the handler with its command."""

    at: datetime
    by: str | None
    do: Handle
    turned_away: bool = False
    """Whether it may be refused: the refusal is recorded, and the story goes on."""


Story = Generator[Deed, Done, None]
"""Deeds of one story in order; each receives what the one before left behind."""


class Stage(Protocol):
    """Where deeds are performed: an installation with a simulated clock."""

    def perform(self, deed: Deed) -> Done:
        """Do it at its moment, under the access decision of whoever acts."""

    def sign_in(self, name: str, account: UUID) -> None:
        """Open a session for an account, in which the deeds under this sign-in name are done."""


@dataclass(order=True, slots=True)
class _Waiting:
    at: datetime
    number: int
    deed: Deed = field(compare=False)
    story: Story = field(compare=False)


Tell = Callable[[datetime, Done], None]
"""Told after each deed: its moment, and what it left behind."""


def play(stories: Iterable[Story], stage: Stage, until: datetime, tell: Tell) -> None:
    """Perform the deeds of all stories in the order of time; what would come after the end stays undone."""
    waiting: list[_Waiting] = []
    numbers = count()
    for story in stories:
        _wait(waiting, next(story, None), story, next(numbers))
    while waiting and waiting[0].at <= until:
        now = heappop(waiting)
        done = stage.perform(now.deed)
        tell(now.at, done)
        try:
            _wait(waiting, now.story.send(done), now.story, next(numbers))
        except StopIteration:
            continue


def _wait(waiting: list[_Waiting], deed: Deed | None, story: Story, number: int) -> None:
    if deed is not None:
        heappush(waiting, _Waiting(deed.at, number, deed, story))
