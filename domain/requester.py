"""Who asks about data, and how that is known."""

from __future__ import annotations

from domain.codes import Code


class WhoAsks(Code, name="data-requester"):
    """Who asks. Source: Law 91/2025/QH15, arts. 4, 24(2) (LAW 5.2); the rest quy ước nội bộ."""

    CHILD = "child", "Chính trẻ em, hoặc người đó khi đã lớn", "The child, or that person when grown up"
    PARENT = "parent", "Cha, mẹ, người giám hộ", "Parent or guardian"
    INFORMANT = "informant", "Người báo tin", "The informant"
    STAFF = "staff", "Người làm việc ở Hội", "Somebody who works for the association"
    OTHER = "other", "Người khác", "Somebody else"


class IdentityCheck(Code, name="identity-check"):
    """How it was made sure who asks. Source: quy ước nội bộ."""

    NOT_YET = "not_yet", "Chưa kiểm tra", "Not yet"
    PAPERS = "papers", "Xem giấy tờ, gặp trực tiếp", "Papers seen, in person"
    KNOWN = "known", "Người của Hội biết rõ, gặp trực tiếp", "Known to the association, in person"
    CALLED_BACK = "called_back", "Gọi lại số liên hệ an toàn đã có", "Called back on the safe number we had"


class RequesterVerdict(Code, name="requester-verdict"):
    """What the officer found out about a requester whose relation to the child is that of the person suspected.

    Source: DESIGN, section 3, rule 6 (an alleged abuser is never data requester); wording of our own.
    """

    ANOTHER = (
        "another",
        "Là người khác, không phải người bị nghi",
        "Is somebody else, not the person suspected",
    )
    SUSPECTED = "suspected", "Là người bị nghi xâm hại", "Is the person suspected"
