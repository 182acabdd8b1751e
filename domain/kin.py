"""What staff say about themselves and their relatives: only compared, so that no file about them opens to them."""

from __future__ import annotations

from domain.codes import Code
from domain.identity import MaybeDate, phone_numbers
from domain.kernel import Line, Named, Value
from domain.text import fold


class Kinship(Code, name="kinship"):
    """How a relative is related. Source: quy ước nội bộ (internal convention)."""

    SPOUSE = "spouse", "Vợ, chồng", "Spouse"
    PARENT = "parent", "Cha, mẹ", "Parent"
    CHILD = "child", "Con", "Child"
    SIBLING = "sibling", "Anh, chị, em ruột", "Sibling"
    OTHER = "other", "Người thân khác", "Another relative"


class Relative(Value):
    """One relative whom a member of staff declares, so that no file about them opens to the member."""

    name: Named
    relation: Kinship
    birth: MaybeDate = None
    telephone: Line = ""
    identity_number: Line = ""


class Kin(Value):
    """What a member of staff says about themselves and their relatives; only compared, never shown to others."""

    name: Line = ""
    """Full name as on papers."""
    birth: MaybeDate = None
    telephone: Line = ""
    identity_number: Line = ""
    relatives: tuple[Relative, ...] = ()


def weakens(before: Kin, after: Kin) -> bool:
    """Return whether something by which the person or a relative could be found is not there any more.

    >>> known = Kin(name="Lê Thị Mẫu", telephone="0912 000 999")
    >>> weakens(known, Kin(name="LÊ THỊ MẪU", telephone="+84912000999, 0912000888"))
    False
    >>> weakens(known, Kin(name="Lê Thị Mẫu"))
    True
    """
    relatives = all(any(_keeps(old, new) for new in after.relatives) for old in before.relatives)
    return not (_keeps(before, after) and relatives)


def _keeps(old: Kin | Relative, new: Kin | Relative) -> bool:
    names = not old.name or fold(old.name) == fold(new.name)
    births = old.birth is None or old.birth == new.birth or not old.birth.is_exact
    telephones = set(phone_numbers(old.telephone)) <= set(phone_numbers(new.telephone))
    numbers = not old.identity_number or _digits(old.identity_number) == _digits(new.identity_number)
    return names and births and telephones and numbers


def _digits(written: str) -> str:
    return "".join(filter(str.isdigit, written))
