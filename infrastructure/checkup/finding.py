"""One sentence of the doctor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, in both languages: only a note, or something that is wrong."""

    vi: str
    en: str
    is_wrong: bool = False

    @classmethod
    def bad(cls, vi: str, en: str) -> Self:
        """Return something that is wrong, with what to do."""
        return cls(vi, en, True)
