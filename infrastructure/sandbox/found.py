"""What comes of a look: what to keep, or the name of a refusal."""

from __future__ import annotations

from dataclasses import dataclass, field


class No(Exception):
    """The file is not taken; holds the name of the refusal."""


@dataclass
class Found:
    """The format, the bytes to keep (None: as they came), and pictures of it."""

    format: str
    content: bytes | None = None
    previews: list[bytes] = field(default_factory=list)
    pages: int = 0
