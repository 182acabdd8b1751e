"""What staff say about themselves and their relatives: only compared, so that no file about them opens to them."""

from __future__ import annotations

from domain.codes import Code
from domain.identity import MaybeDate
from domain.kernel import Line, Named, Value


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
