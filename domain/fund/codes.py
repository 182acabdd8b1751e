"""Value lists of the association's fund (*quỹ hội*). No law has them: all lists are quy ước nội bộ."""

from __future__ import annotations

from domain.codes import Code


class FundKind(Code, name="fund-kind"):
    """What a receipt (*thu*) or a spending (*chi*) is."""

    OPENING = "opening", "Thu: số dư mang sang khi mở sổ", "Receipt: balance brought forward"
    DUES = "dues", "Thu: hội phí", "Receipt: dues"
    SPONSORSHIP = "sponsorship", "Thu: tài trợ", "Receipt: sponsorship"
    DONATION = "donation", "Thu: ủng hộ", "Receipt: donation"
    BUDGET = "budget", "Thu: ngân sách hỗ trợ", "Receipt: support from the budget"
    INTEREST = "interest", "Thu: lãi tiền gửi", "Receipt: interest"
    OTHER_IN = "other_in", "Thu: khác", "Receipt: other"
    TO_CHILDREN = "to_children", "Chi: trao cho trẻ em", "Spending: to children"
    COMMUNICATION = "communication", "Chi: truyền thông", "Spending: communication"
    TRAINING = "training", "Chi: tập huấn", "Spending: training"
    CONFERENCE = "conference", "Chi: hội nghị", "Spending: conferences"
    ADMINISTRATION = "administration", "Chi: hành chính", "Spending: administration"
    OTHER_OUT = "other_out", "Chi: khác", "Spending: other"

    @property
    def is_receipt(self) -> bool:
        """Whether money comes in."""
        return self in _RECEIPTS


_RECEIPTS = frozenset(
    {
        *(FundKind.OPENING, FundKind.DUES, FundKind.SPONSORSHIP, FundKind.DONATION, FundKind.BUDGET),
        *(FundKind.INTEREST, FundKind.OTHER_IN),
    }
)


class PartyKind(Code, name="fund-party"):
    """Who pays or is paid."""

    MEMBER = "member", "Hội viên", "Member"
    UNIT = "unit", "Đơn vị của Hội", "Unit of the association"
    ENTERPRISE = "enterprise", "Doanh nghiệp", "Enterprise"
    ORGANISATION = "organisation", "Cơ quan, tổ chức", "Authority or organisation"
    FOREIGN = "foreign", "Tổ chức, cá nhân nước ngoài", "Organisation or person abroad"
    PERSON = "person", "Cá nhân", "Person"
    FAMILY = "family", "Trẻ em, gia đình trẻ", "Child or its family"
    BANK = "bank", "Ngân hàng, kho bạc", "Bank or treasury"
