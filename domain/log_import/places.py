"""Communes named in an old log: the unit that was valid on the day of receipt, if one alone fits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from domain.text import fold
from domain.units import TWO_TIERS_SINCE, AdminLevel, Unit, register

_KIND = re.compile(r"^(xa|phuong|thi tran|tt|p|x)\.?\s+")
_DISTRICT = re.compile(r"^(huyen|thanh pho|thi xa|tp|tx|h)\.?\s+")


def _bare(name: str) -> str:
    plain = " ".join(fold(name).replace(".", " ").split())
    return _DISTRICT.sub("", _KIND.sub("", plain))


@lru_cache(maxsize=2)
def _communes(is_new: bool) -> Mapping[str, tuple[Unit, ...]]:
    day = TWO_TIERS_SINCE if is_new else date(2025, 6, 30)
    found: dict[str, tuple[Unit, ...]] = {}
    for unit in register().options_on(day, AdminLevel.COMMUNE):
        key = _bare(unit.name)
        found[key] = (*found.get(key, ()), unit)
    return found


def place_in(said: str, day: date) -> tuple[Unit | None, bool]:
    """Return the commune that is named, and whether several fit: then none is chosen, and the words stay.

    >>> place_in("thôn Đông, xã Đồng Kỳ, huyện Yên Thế", date(2024, 3, 1))[0].name
    'Xã Đồng Kỳ'
    >>> place_in("Hà Nội", date(2024, 3, 1))
    (None, False)
    """
    known = _communes(day >= TWO_TIERS_SINCE)
    parts = [part.strip() for part in re.split(r"[,;\n]|\s-\s", said) if part.strip()]
    for at, part in enumerate(parts):
        fitting = known.get(_bare(part), ())
        if not fitting:
            continue
        marked = [unit for unit in fitting if fold(unit.name) == " ".join(fold(part).split())]
        fitting = tuple(marked) or fitting
        above = {_bare(other) for other in parts[at + 1 :]}
        within = [u for u in fitting if above & {_bare(up.name) for up in u.upwards() if up is not u}]
        chosen = within or list(fitting)
        return (chosen[0], False) if len(chosen) == 1 else (None, True)
    return None, False
