"""Units and members of the association."""

from __future__ import annotations

from domain.codes import Code


class UnitLevel(Code, name="unit-level"):
    """Kinds of unit of the association. Source: DESIGN, section 4; districts ended on 1 July 2025 (LAW 3.6)."""

    PROVINCE = "province", "Hội cấp tỉnh", "Provincial association"
    DISTRICT = "district", "Hội cấp huyện (đến 30/6/2025)", "District association (until 30 June 2025)"
    COMMUNE = "commune", "Hội, chi hội cấp xã", "Commune association or chapter"
    LEGAL_CHAPTER = "legal_chapter", "Chi hội luật sư, hội thẩm", "Lawyers-and-jurors chapter"
    LINK_NETWORK = "link_network", "Mạng liên kết", "Link network"
    CLUB = "club", "Câu lạc bộ", "Club"


class MemberKind(Code, name="member-kind"):
    """What a member brings; collaborators and volunteers do not count as members.

    Source: DESIGN, section 4; LAW 6.4 for lawyers, jurists and jurors.
    """

    MEMBER = "member", "Hội viên", "Member"
    LAWYER = "lawyer", "Luật sư", "Lawyer"
    JURIST = "jurist", "Luật gia", "Jurist"
    JUROR = "juror", "Hội thẩm nhân dân", "People's juror"
    COUNSELLOR = "counsellor", "Tư vấn viên", "Counsellor"
    SPEAKER = "speaker", "Báo cáo viên", "Speaker"
    COLLABORATOR = "collaborator", "Cộng tác viên", "Collaborator"
    VOLUNTEER = "volunteer", "Tình nguyện viên", "Volunteer"

    @property
    def counts_as_member(self) -> bool:
        """Whether the person is counted among the members."""
        return self not in (MemberKind.COLLABORATOR, MemberKind.VOLUNTEER)
