"""A form that was sent and not saved: what of it a person wrote by hand, to be read before it is sent again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from domain.codes import Code

_ID_OR_PLACE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]{2,5}@[0-9]{4}-[0-9]{2}-[0-9]{2}")


def written(kept: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the texts of a form without what was only chosen: codes, ticks, people, units, places."""
    texts = (text.strip() for name, given in kept.items() if not name.startswith("_") for text in given)
    return [text for text in texts if text and not _is_chosen(text)]


def _is_chosen(text: str) -> bool:
    return text in _chosen() or _ID_OR_PLACE.fullmatch(text) is not None


@lru_cache(maxsize=1)
def _chosen() -> frozenset[str]:
    return frozenset({"true", "false", *(member.value for kind in _kinds(Code) for member in kind)})


def _kinds(kind: type[Code]) -> Iterator[type[Code]]:
    for sub in kind.__subclasses__():
        yield sub
        yield from _kinds(sub)
