"""Shapes that facts had before: read from the log for ever, and made into the present shape as they are read.

A stored fact never changes. A new shape has a new topic number; whoever reads the log meets the present shape alone.
"""

from __future__ import annotations

from typing import ClassVar

from domain.kernel import Event


class Former(Event):
    """A fact in a shape that is no longer written; its topic is never given to another."""

    NOW: ClassVar[type[Event]]
    """What it is today."""

    def upcast(self) -> Event:
        """Return the fact in its present shape; what the old one did not hold stays blank, what is erased is erased."""
        raise NotImplementedError(type(self))
