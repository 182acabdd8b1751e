"""Whether a person who asks or consents is, or may be, the person suspected in a case.

An alleged abuser never acts for the child. Source: Law 91/2025/QH15, art. 24(2); DESIGN, section 3, rule 6.
"""

from __future__ import annotations

from domain.child_case.intake import Suspected
from domain.codes import Code
from domain.identity import phone_numbers
from domain.kernel import Erased
from domain.lists import Relation
from domain.text import fold

SHORTEST_NUMBER = 8
"""Fewer digits are a service number, of many people. Source: quy ước nội bộ."""
SAYS_NOTHING = frozenset({Relation.OTHER, Relation.UNKNOWN})
"""Relations that tell nobody from anybody."""


class Likeness(Code, name="likeness-to-suspected"):
    """By what a person is taken for the person suspected."""

    NAME = "name", "Trùng họ tên", "Same name"
    TELEPHONE = "telephone", "Trùng số điện thoại", "Same telephone number"
    RELATION = "relation", "Cùng quan hệ với trẻ", "Same relation to the child"

    @property
    def is_sure(self) -> bool:
        """Whether it is the same person; a relation also fits an innocent other parent, so it only warns."""
        return self is not Likeness.RELATION


def likeness(
    name: str | Erased, telephone: str | Erased, relation: Relation | None, suspected: Suspected
) -> Likeness | None:
    """Return by what a person resembles the person suspected; the surest likeness first.

    Args:
        name: With or without marks.
        telephone: As written; numbers of the suspected may stand in their description too.
        relation: To the child; "someone else" and "unknown" resemble nobody.
        suspected: As the case has it today.
    """
    if name and suspected.name and fold(name) == fold(suspected.name):
        return Likeness.NAME
    if _numbers(telephone) & (_numbers(suspected.telephone) | _numbers(suspected.description)):
        return Likeness.TELEPHONE
    if relation is not None and relation is suspected.relation and relation not in SAYS_NOTHING:
        return Likeness.RELATION
    return None


def _numbers(written: str | Erased) -> frozenset[str]:
    return frozenset(n for n in phone_numbers(written or "") if len(n) >= SHORTEST_NUMBER)
