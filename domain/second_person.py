"""The second person (*người thứ hai*): what one person proposes or asks for, another decides.

One refusal for every desk, so that the rule reads the same wherever it is met.
"""

from __future__ import annotations

from uuid import UUID

from domain.kernel import Act, Refused


class SecondPersonNeeded(Refused):
    """Whoever proposed or asked does not decide."""

    vi = "Người đã đề nghị không được tự quyết định; cần người thứ hai."
    en = "Whoever asked for it cannot decide on it; a second person is needed."
    source = "Quy ước nội bộ"


class ProposalIsOver(Refused):
    """The proposal was confirmed, rejected or taken back already."""

    vi = "Đề xuất này đã được xác nhận, không đồng ý hoặc đã rút."
    en = "This proposal was confirmed, rejected or taken back already."


def by_another(first: UUID | None, act: Act) -> UUID:
    """Return the account of the second person.

    Args:
        first: Who proposed or asked.
        act: Who decides now.

    Raises:
        SecondPersonNeeded: It is the same account, or either is not known.
    """
    if first is None or act.account is None or act.account == first:
        raise SecondPersonNeeded
    return act.account
