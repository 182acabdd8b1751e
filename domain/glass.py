"""`Glass`: breaking the glass of one case, for an hour, on the record, when a child cannot wait for the usual way.

The reason may follow within a day; whoever answers for the case and the inspectors see it at once; someone else
reviews it. Repeated use raises an alert and never locks anyone out. A conflict of interest is never opened.

Source: DESIGN, section 8; the figures are quy ước nội bộ (internal conventions).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Self
from uuid import UUID

from domain.codes import Code
from domain.kernel import Act, Event, Instant, Legal, Refused, Said, State, Text, Unknown, Value

OPEN_FOR = timedelta(minutes=60)
"""How long the case stays open. Source: DESIGN, section 8."""
EXPLAIN_WITHIN = timedelta(hours=24)
"""Until when the reason may follow. Source: DESIGN, section 8."""
ALERT_OVER = 2
"""More uses than this in `ALERT_DAYS` days are marked for the reviewers. Source: quy ước nội bộ."""
ALERT_DAYS = 30
"""Days over which uses are counted. Source: quy ước nội bộ."""


class GlassGround(Code, name="glass-ground"):
    """Why the glass was broken. Source: quy ước nội bộ, after Decree 56/2017/NĐ-CP, art. 31."""

    DANGER = "danger", "Trẻ đang gặp nguy hiểm", "A child is in danger"
    NOBODY_THERE = (
        "nobody-there",
        "Không liên lạc được người phụ trách hồ sơ",
        "Nobody who answers can be reached",
    )
    AUTHORITY_ASKS = "authority-asks", "Cơ quan có thẩm quyền hỏi gấp", "An authority asks at once"
    INSPECTION = "inspection", "Kiểm tra có căn cứ", "An inspection with cause"


class GlassFinding(Code, name="glass-finding"):
    """What the review found."""

    JUSTIFIED = "justified", "Có căn cứ", "Justified"
    NOT_JUSTIFIED = "not-justified", "Không có căn cứ", "Not justified"


class Breaking(Value):
    """The ground, and the reason as far as there is time to write it."""

    ground: GlassGround
    reason: Legal[Text] = ""


class GlassReview(Value):
    """What the reviewer found, and why."""

    finding: GlassFinding
    note: Legal[Said]


class GlassBroken(Event):
    """Someone opened a case that is closed to them otherwise."""

    TOPIC: ClassVar[str] = "glass.broken.1"
    account: UUID
    case_id: UUID
    breaking: Breaking
    has_reason: bool
    until: Instant


class GlassExplained(Event):
    """The reason followed."""

    TOPIC: ClassVar[str] = "glass.explained.1"
    reason: Legal[Said]
    late: bool = False


class GlassReviewed(Event):
    """Someone else looked at whether it was right."""

    TOPIC: ClassVar[str] = "glass.reviewed.1"
    review: GlassReview


class NotYours(Unknown):
    """Only whoever broke the glass says why."""


class ReviewedByOthers(Refused):
    """Nobody reviews what they opened themselves."""

    vi = "Người đã mở không tự xem xét được; cần một người khác."
    en = "Whoever opened it cannot review it; someone else must."
    source = "Quy ước nội bộ (hai người)"


class ReviewedAlready(Refused):
    """It has been reviewed."""

    vi = "Lần mở này đã được xem xét."
    en = "This use has been reviewed already."


Further = GlassExplained | GlassReviewed


class Glass(State[GlassBroken, Further]):
    """One use."""

    account: UUID
    case_id: UUID
    broken_at: datetime
    explained: bool
    reviewed: bool = False

    @classmethod
    def broken(cls, account: UUID, case_id: UUID, breaking: Breaking, act: Act) -> GlassBroken:
        """Open the case for an hour."""
        return GlassBroken(
            occurred_at=act.at,
            account=account,
            case_id=case_id,
            breaking=breaking,
            has_reason=bool(breaking.reason),
            until=act.at + OPEN_FOR,
        )

    def explain(self, reason: str, act: Act) -> GlassExplained:
        """Say why; late is late, and still kept.

        Raises:
            NotYours: Someone else broke it.
        """
        if act.account != self.account:
            raise NotYours
        return GlassExplained(
            occurred_at=act.at, reason=reason, late=act.at > self.broken_at + EXPLAIN_WITHIN
        )

    def review(self, review: GlassReview, act: Act) -> GlassReviewed:
        """Say whether it was right.

        Raises:
            ReviewedByOthers: It was the reviewer's own use.
            ReviewedAlready: Someone has said so.
        """
        if act.account == self.account:
            raise ReviewedByOthers
        if self.reviewed:
            raise ReviewedAlready
        return GlassReviewed(occurred_at=act.at, review=review)

    @classmethod
    def began(cls, stream: UUID, fact: GlassBroken) -> Self:
        """Return the state after the first fact."""
        return cls(
            id=stream,
            version=0,
            account=fact.account,
            case_id=fact.case_id,
            broken_at=fact.occurred_at,
            explained=fact.has_reason,
        )

    def apply(self, fact: Further) -> Self:
        """Return the state after one more fact."""
        match fact:
            case GlassExplained():
                return self.but(explained=True)
            case GlassReviewed():
                return self.but(reviewed=True)
