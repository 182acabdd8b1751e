"""Breaches of personal data (*vi phạm quy định về bảo vệ dữ liệu*): noted by anyone, notified within 72 hours, closed.

Source: Law 91/2025/QH15, art. 23 (LAW 5.2); what the record holds beyond that is quy ước nội bộ.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BeforeValidator, Field

from domain.codes import Code
from domain.kernel import (
    Act,
    Event,
    Instant,
    Legal,
    Line,
    Named,
    Narrative,
    Refused,
    Said,
    State,
    Text,
    Value,
)
from domain.text import none_if_blank

NOTICE = timedelta(hours=72)
"""From detection to the notice; clock hours. Source: Law 91/2025/QH15, art. 23."""
ARTICLE = "Luật 91/2025/QH15, Điều 23"


class DataHit(Code, name="breach-data"):
    """Which data a breach touched. Source: quy ước nội bộ, after the field classes of the house."""

    IDENTITY = "identity", "Danh tính của trẻ, gia đình", "Identity of child or family"
    CONTACT = "contact", "Số điện thoại, địa chỉ", "Telephone, address"
    NARRATIVE = "narrative", "Lời kể, nội dung vụ việc", "What was told"
    HEALTH = "health", "Sức khỏe", "Health"
    INFORMANT = "informant", "Danh tính người báo tin", "Identity of an informant"
    SUSPECTED = "suspected", "Người bị nghi xâm hại, chứng cứ", "Person suspected, evidence"
    STAFF = "staff", "Tài khoản, người làm việc ở Hội", "Accounts, people of the association"
    UNKNOWN = "unknown", "Chưa biết", "Not known yet"


class Breach(Value):
    """What happened, as far as known."""

    what: Narrative[Said]
    found_at: Instant | None = None
    """When it was detected; None means: just now."""
    classes: tuple[DataHit, ...] = ()
    people: Annotated[int | None, Field(ge=0), BeforeValidator(none_if_blank)] = None
    """How many people are concerned; None means: not known."""
    measures: Narrative[Text] = ""


class Notice(Value):
    """A notice of a breach: to whom, when, under which reference."""

    to: Legal[Named]
    at: Instant | None = None
    reference: Legal[Line] = ""


class BreachNoted(Event):
    """A breach was detected; `occurred_at` is when."""

    TOPIC: ClassVar[str] = "breach.noted.1"
    breach: Breach
    unit: UUID


class BreachNotified(Event):
    """Somebody was notified of it."""

    TOPIC: ClassVar[str] = "breach.notified.1"
    notice: Notice


class BreachClosed(Event):
    """It is dealt with; what was done, and, where nobody was notified, why not."""

    TOPIC: ClassVar[str] = "breach.closed.1"
    done: Legal[Said]
    why_not_notified: Legal[Line] = ""


class BreachIsClosed(Refused):
    """It was closed already."""

    vi = "Vi phạm này đã kết thúc xử lý."
    en = "This breach was closed already."


class NobodyNotified(Refused):
    """Nobody was notified, and no reason stands there."""

    vi = "Chưa thông báo cho ai: hãy ghi lần thông báo, hoặc ghi vì sao không phải thông báo."
    en = "Nobody was notified: note the notice, or say why none is due."
    source = ARTICLE


class NoticeBeforeDetection(Refused):
    """The notice is said to be earlier than the detection."""

    vi = "Giờ thông báo sớm hơn giờ phát hiện; hãy xem lại."
    en = "The notice is earlier than the detection; look again."


def notify_by(found_at: datetime) -> datetime:
    """Return the last moment for the notice.

    Args:
        found_at: When the breach was detected; time zone required.

    Returns:
        72 clock hours later.
    Source:
        Law 91/2025/QH15, art. 23.

    >>> notify_by(datetime.fromisoformat("2026-02-13T16:00:00+07:00")).isoformat()
    '2026-02-16T16:00:00+07:00'
    """
    return found_at + NOTICE


class BreachRecord(State[BreachNoted, BreachNotified | BreachClosed]):
    """One breach."""

    found_at: datetime
    notified_at: datetime | None = None
    """The first notice."""
    closed: bool = False

    @classmethod
    def note(cls, breach: Breach, unit: UUID, act: Act) -> BreachNoted:
        """Enter it; never refused. A detection in the future counts as now."""
        found_at = min(breach.found_at or act.at, act.at)
        return BreachNoted(occurred_at=found_at, received_at=act.at, breach=breach, unit=unit)

    @classmethod
    def began(cls, stream: UUID, fact: BreachNoted) -> BreachRecord:
        """Return the state after the first fact."""
        return cls(id=stream, version=0, found_at=fact.occurred_at)

    def apply(self, fact: BreachNotified | BreachClosed) -> BreachRecord:
        """Return the state after one more fact."""
        match fact:
            case BreachNotified():
                earlier = [fact.occurred_at] + ([self.notified_at] if self.notified_at else [])
                return self.but(notified_at=min(earlier))
            case BreachClosed():
                return self.but(closed=True)

    def notify(self, notice: Notice, act: Act) -> BreachNotified:
        """Note a notice; further ones may follow, also after the closing."""
        at = min(notice.at or act.at, act.at)
        if at < self.found_at:
            raise NoticeBeforeDetection
        return BreachNotified(occurred_at=at, notice=notice)

    def close(self, done: str, why_not_notified: str, act: Act) -> BreachClosed:
        """End the handling.

        Raises:
            BreachIsClosed: It has ended.
            NobodyNotified: No notice, and no reason why none is due.
        """
        if self.closed:
            raise BreachIsClosed
        if self.notified_at is None and not why_not_notified:
            raise NobodyNotified
        return BreachClosed(occurred_at=act.at, done=done, why_not_notified=why_not_notified)
