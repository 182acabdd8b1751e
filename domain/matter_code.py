"""What records without a number of a register are called on paper: by letters of their kind and part of their id."""

from __future__ import annotations

import re
from uuid import UUID

_CODE = re.compile(r"TV-([0-9A-F]{4})-([0-9A-F]{4})-([0-9A-F]{4})")


def matter_code(matter_id: UUID) -> str:
    """Return what a matter is called on paper: it has no number of a register, and its id is too long to write down.

    >>> matter_code(UUID("0123abcd-4567-4000-8000-000000000009"))
    'TV-0123-ABCD-4567'
    """
    return short_code("TV", matter_id)


def short_code(kind: str, record: UUID) -> str:
    """Return a code of 48 of the bits of an id.

    Args:
        kind: Two letters: TV a consultation, HV a member, DN a request to the chapter.
    """
    digits = record.hex.upper()
    return f"{kind}-{digits[:4]}-{digits[4:8]}-{digits[8:12]}"


def matter_ids(code: str) -> tuple[UUID, UUID] | None:
    """Return the first and last id that a code can stand for; None when it is no such code.

    >>> matter_ids("BG.TN.0001.2026") is None
    True
    """
    found = _CODE.fullmatch(code)
    if found is None:
        return None
    begin = "".join(found.groups())
    return UUID(hex=begin.ljust(32, "0")), UUID(hex=begin.ljust(32, "f"))
