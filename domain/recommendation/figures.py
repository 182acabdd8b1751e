"""What is counted of recommendations: collected, conveyed, answered, told of, open, overdue; of each, its lines.

A recommendation counts as it stands after the facts known, so a figure as of a position is a sum of differences up to
it. No law sets a term for a reply (LAW 1.3), and no number of these is the law's: all of it is *quy ước nội bộ*.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.calendar import vietnam_day
from domain.codes import Code
from domain.duties import Duty
from domain.kernel import Event, Value
from domain.recommendation import facts as f
from domain.recommendation.clause import duty_of
from domain.recommendation.codes import AgencyKind, Origin, RecommendationKind, RecommendationStage, Verdict
from domain.recommendation.following import feedbacks_after, sent_after
from domain.recommendation.parts import Sent

RULE_VERSION = "2026-2"
"""Version of the counting rules of this file; a figure carries it."""


class RecommendationCount(Code, name="recommendation-count"):
    """What of recommendations is counted and opened."""

    COLLECTED = "collected", "Kiến nghị đã tiếp nhận", "Recommendations collected"
    FROM_CHILDREN = "from_children", "Kiến nghị từ trẻ em", "Recommendations from children"
    CONVEYED = "conveyed", "Lượt chuyển", "Conveyances"
    REPLIED = "replied", "Lượt đã được trả lời", "Conveyances answered"
    FED_BACK = (
        "fed_back",
        "Kiến nghị đã phản hồi cho trẻ, người kiến nghị",
        "Recommendations of which the child or proposer was told",
    )
    OPEN = "open", "Kiến nghị còn mở", "Open recommendations"
    OVERDUE = "overdue", "Lượt chuyển quá hạn trả lời", "Conveyances whose reply is overdue"

    @property
    def is_of_year(self) -> bool:
        """Whether it is counted in a year; else on the day asked for, of whatever year."""
        return self not in (RecommendationCount.OPEN, RecommendationCount.OVERDUE)

    @property
    def rule(self) -> tuple[str, str]:
        """How it is counted, in Vietnamese and English."""
        return _RULES[self]


class OpenAge(Code, name="recommendation-age"):
    """How long ago an open recommendation was collected, in days. Source: quy ước nội bộ (internal convention)."""

    MONTH = "month", "Đến 30 ngày", "Up to 30 days"
    TWO_MONTHS = "two_months", "31–60 ngày", "31–60 days"
    THREE_MONTHS = "three_months", "61–90 ngày", "61–90 days"
    LONGER = "longer", "Trên 90 ngày", "More than 90 days"

    @property
    def days(self) -> tuple[int | None, int | None]:
        """Least and most days, both included; None: without end."""
        return _AGES[self]

    def holds(self, days: int) -> bool:
        """Return whether so many days are of this age."""
        least, most = self.days
        return (least is None or days >= least) and (most is None or days <= most)


_AGES: dict[OpenAge, tuple[int | None, int | None]] = {
    OpenAge.MONTH: (None, 30),
    OpenAge.TWO_MONTHS: (31, 60),
    OpenAge.THREE_MONTHS: (61, 90),
    OpenAge.LONGER: (91, None),
}


class Line(NamedTuple):
    """One thing that a recommendation counts in."""

    what: RecommendationCount
    day: date
    """Of what is collected, fed back or open: when it was collected; of what went to a body: when it was conveyed."""
    duty: Duty
    agency: AgencyKind | None = None
    """Of what is open: None once for the recommendation, and once more for each kind of body that it went to."""
    verdict: Verdict | None = None


class Standing(Value):
    """What figures ask of one recommendation: codes and days, no word."""

    unit: UUID
    kind: RecommendationKind
    origin: Origin
    collected_on: date
    stage: RecommendationStage = RecommendationStage.COLLECTED
    sent: tuple[Sent, ...] = ()
    feedbacks: tuple[int, ...] = ()
    is_erased: bool = False
    """What was counted of it stays; nothing is to be done in it any more."""

    @classmethod
    def began(cls, fact: f.RecommendationCollected) -> Standing:
        """Return how it stands when it was collected."""
        said = fact.collected
        return cls(unit=fact.unit, kind=said.kind, origin=said.origin, collected_on=said.collected_on)

    def after(self, fact: Event, version: int) -> Standing:
        """Return how it stands after one more fact, whose version is given."""
        if not isinstance(fact, f.Followed):
            return self
        more: dict[str, object] = {"stage": fact.stage}
        if isinstance(fact, f.RecommendationCorrected) and fact.collected is not None:
            said = fact.collected
            more |= {"kind": said.kind, "origin": said.origin, "collected_on": said.collected_on}
        return self.model_copy(
            update={
                **more,
                "sent": sent_after(self.sent, fact, version),
                "feedbacks": feedbacks_after(self.feedbacks, fact, version),
            }
        )

    def erased(self) -> Standing:
        """Return how it stands when its words were erased."""
        return self.model_copy(update={"is_erased": True})

    def lines(self) -> Counter[Line]:
        """Return all that it counts in."""
        return Counter(self._lines())

    def _lines(self) -> Iterator[Line]:
        duty, count = duty_of(self.kind, self.origin), RecommendationCount
        if self.stage is not RecommendationStage.MERGED:
            yield Line(count.COLLECTED, self.collected_on, duty)
            if self.origin is Origin.CHILD:
                yield Line(count.FROM_CHILDREN, self.collected_on, duty)
            if self.feedbacks:
                yield Line(count.FED_BACK, self.collected_on, duty)
        taken_higher = {one.over for one in self.sent}
        waits = self.stage.waits_for_reply and not self.is_erased
        for one in self.sent:
            yield Line(count.CONVEYED, one.on, duty, one.agency)
            if one.answer is not None:
                yield Line(count.REPLIED, one.on, duty, one.agency, one.answer.verdict)
            elif waits and one.version not in taken_higher:
                yield Line(count.OVERDUE, one.on, duty, one.agency)
        if self.stage.is_open and not self.is_erased:
            for agency in (None, *dict.fromkeys(one.agency for one in self.sent)):
                yield Line(count.OPEN, self.collected_on, duty, agency)


def happened_on(fact: Event) -> date:
    """Return the day on which what a fact tells of happened, as it says; else when it was done here."""
    match fact:
        case f.RecommendationCollected():
            return fact.collected.collected_on
        case f.RecommendationConveyed() | f.RecommendationEscalated():
            return fact.conveyance.on
        case f.RecommendationReplied():
            return fact.reply.on
        case f.RecommendationFedBack():
            return fact.feedback.on
        case _:
            return vietnam_day(fact.occurred_at)


_RULES: dict[RecommendationCount, tuple[str, str]] = {
    RecommendationCount.COLLECTED: (
        "Mỗi kiến nghị, phát biểu chính kiến tính một, theo ngày tiếp nhận; kiến nghị đã gộp không tính riêng.",
        "Each recommendation or position counts once, on the day it was collected; one that was merged does not count "
        "apart.",
    ),
    RecommendationCount.FROM_CHILDREN: (
        "Như kiến nghị đã tiếp nhận, chỉ những kiến nghị có nguồn là trẻ em.",
        "As recommendations collected, only those that come from children.",
    ),
    RecommendationCount.CONVEYED: (
        "Mỗi lần chuyển đến một nơi nhận tính một, theo ngày chuyển; gửi nhiều nơi là nhiều lượt; chuyển lên cấp trên "
        "cũng là một lượt. Lượt đã hủy không tính, lượt đính chính tính theo điều đúng.",
        "Each conveyance to a body counts once, on the day it went; several bodies are several conveyances, and so is "
        "taking it to a higher body. What was cancelled does not count, what was corrected counts as is right.",
    ),
    RecommendationCount.REPLIED: (
        "Lượt chuyển của năm đã được trả lời, kể cả khi trả lời đến sau năm đó; có nhiều trả lời thì theo trả lời "
        "cuối. Tỷ lệ trả lời là phần này của lượt chuyển, làm tròn xuống; không chuyển lượt nào thì không áp dụng.",
        "Conveyances of the year that were answered, also where the reply came after that year; of several replies the "
        "last. The reply rate is their share of the conveyances, rounded down; nothing conveyed is not applicable.",
    ),
    RecommendationCount.FED_BACK: (
        "Kiến nghị tiếp nhận trong năm mà trẻ, người kiến nghị đã được báo lại, hoặc đã ghi vì sao không báo. Tỷ lệ "
        "phản hồi là phần này của số đã tiếp nhận, làm tròn xuống.",
        "Recommendations collected in the year of which the child or proposer was told, or it is said why not. The "
        "feedback rate is their share of those collected, rounded down.",
    ),
    RecommendationCount.OPEN: (
        "Kiến nghị chưa kết thúc, chưa rút, chưa gộp, của mọi năm; tuổi tính từ ngày tiếp nhận đến ngày được hỏi, tuổi "
        "ở giữa là tuổi của kiến nghị đứng giữa. Gửi nhiều nơi thì có ở từng loại nơi nhận; chưa chuyển thì chưa có "
        "trong bảng theo nơi nhận (quy ước nội bộ).",
        "Recommendations that were not closed, withdrawn or merged, of every year; age from the day of collecting to "
        "the day asked for, the middle age is that of the one in the middle. One that went to several bodies stands at "
        "each kind of body; one not conveyed yet is not in the table by body (internal convention).",
    ),
    RecommendationCount.OVERDUE: (
        "Lượt chuyển của kiến nghị còn chờ, chưa được trả lời và chưa chuyển lên cấp trên, đã qua hạn nhắc vào ngày "
        "được hỏi: 30 ngày, nhà trường 7 ngày làm việc (quy ước nội bộ; luật không đặt hạn).",
        "Conveyances of recommendations that wait, not answered and not taken to a higher body, past the day of "
        "reminding on the day asked for: 30 days, schools 7 working days (internal convention; no law sets a term).",
    ),
}
