"""Random teams and parties: who must not review is worked out by a plain oracle, then everybody tries.

People of the chapter say who they and their relatives are, written in many ways; parties of a matter are strangers, or
somebody's telephone, number or name with birth date, written in other ways. Near misses (the same name without a date,
a date without the name, one digit apart) are strangers too.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vi", "Lò", "Giáp", "Thân", "Đặng")
MIDDLE = ("Văn", "Thị", "Đức", "Minh", "Quốc", "Thu")
GIVEN = ("An", "Bình", "Chi", "Dũng", "Hạnh", "Khôi", "Lan", "Mận", "Nga", "Phúc", "Quý", "Sơn", "Tịnh")
ROLES = ("child", "parent", "suspected", "other_side", "witness", "other")


@dataclass(frozen=True)
class Somebody:
    """One invented person."""

    name: str
    day: tuple[int, int, int]
    telephone: str
    number: str


@dataclass
class Chance:
    """What is drawn in one run of trials."""

    random: random.Random
    made: int = 0

    def somebody(self) -> Somebody:
        """Draw a person whom nobody else is."""
        self.made += 1
        name = f"{self._of(FAMILY)} {self._of(MIDDLE)} {self._of(GIVEN)}"
        day = (self.random.randint(1950, 2015), self.random.randint(1, 12), self.random.randint(1, 28))
        return Somebody(name, day, f"09{self.made:08d}", f"{self.made:012d}")

    def _of(self, some: tuple[str, ...]) -> str:
        return self.random.choice(some)

    def telephone(self, one: Somebody) -> str:
        """Write a telephone as people do."""
        digits = one.telephone
        parted = f"{digits[:4]} {digits[4:7]} {digits[7:]}"
        return self._of((digits, parted, parted.replace(" ", "."), f"+84 {digits[1:]}", f"{parted} (nhà)"))

    def name(self, one: Somebody) -> str:
        """Write a name as people do."""
        return self._of((one.name, one.name.upper(), one.name.lower(), f"  {one.name} "))

    def kin(self, own: Somebody, relatives: list[Somebody]) -> dict[str, Any]:
        """What somebody of the chapter says of themselves and their relatives."""
        return {
            "name": self.name(own),
            "birth": _birth(own),
            "telephone": self.telephone(own),
            "identity_number": own.number,
            "relatives": [
                {
                    "name": self.name(one),
                    "relation": "sibling",
                    "birth": _birth(one),
                    "telephone": self.telephone(one),
                    "identity_number": one.number,
                }
                for one in relatives
            ],
        }

    def party(self, one: Somebody | None) -> tuple[dict[str, Any], bool]:
        """Write somebody, or a stranger, as a party of a request; say whether that is enough to find them."""
        who, role = one or self.somebody(), self._of(ROLES)
        if one is None:
            return {"name": who.name, "role": role, "telephone": self.telephone(who)}, False
        match self.random.randint(0, 4):
            case 0:
                return {"name": "Người khác", "role": role, "telephone": self.telephone(who)}, True
            case 1:
                return {"name": self.name(who), "role": role, "birth": _birth(who)}, True
            case 2:  # a name alone is nobody
                return {"name": self.name(who), "role": role}, False
            case 3:  # nor is a name with a year
                return {"name": self.name(who), "role": role, "birth": {"year": who.day[0]}}, False
            case _:  # nor one digit apart
                digit = str((int(who.telephone[2]) + 1) % 10)
                wrong = f"09{digit}{who.telephone[3:]}"
                return {"name": "Người khác", "role": role, "telephone": wrong}, False


def _birth(one: Somebody) -> dict[str, int]:
    year, month, day = one.day
    return {"year": year, "month": month, "day": day}


@dataclass
class Counted:
    """What the trials came to."""

    trials: int = 0
    tied: int = 0
    """Pairs of a reviewer and a matter with a tie."""
    opened: int = 0
    conflicted_openings: int = 0
    wrongly_kept_out: int = 0
    bytes_compared: int = 0
    differences: int = 0
    said: list[str] = field(default_factory=list)
