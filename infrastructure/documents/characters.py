"""Which characters a file may hold."""

from __future__ import annotations

import re

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    r"""Return a text without what XML cannot hold and nobody can read; line feed and tab stay.

    Source: XML 1.0, section 2.2.

    >>> printable("Lò\x00 Văn\uffff")
    'Lò Văn'
    """
    return _UNWRITABLE.sub("", text)
