"""A dozen recommendations of the year, at every step: from children, members, organisations, the inspection board."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from application.demo.entries import wish
from application.demo.stage import Deed, Story
from application.recommendation import (
    ApproveRecommendation,
    CancelInRecommendation,
    CollectRecommendation,
    CorrectRecommendation,
    DraftRecommendation,
    EnterInRecommendation,
    SendRecommendationBack,
    approve_recommendation,
    cancel_in_recommendation,
    collect_recommendation,
    correct_recommendation,
    draft_recommendation,
    enter_in_recommendation,
    send_recommendation_back,
)
from application.recommendation.entries import (
    Escalation,
    NewAcknowledgement,
    NewClosing,
    NewConveyance,
    NewFeedback,
    NewReminder,
    NewReply,
    NewWithdrawal,
)
from domain.recommendation.codes import (
    AgencyKind,
    Agreement,
    Ending,
    FeedbackWay,
    Origin,
    RecommendationKind,
    Subject,
    Verdict,
    WithdrawnWhy,
)
from domain.recommendation.facts import Agency, ChildVoice, Collected, Letter
from domain.referral.opinion import CitedArticle

OFFICE, LEADER = "vanphong", "giamsat.tinh"
NINE = time(2, 0)
"""Nine in the morning in Vietnam, in UTC."""
SENT = 3
"""Version of the conveyance: after collecting, draft and approval."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One recommendation: what it says, to whom it goes, and how far it comes in the year."""

    day: date
    origin: Origin
    subject: Subject
    title: str
    content: str
    agency: AgencyKind
    to: str
    course: tuple[str, ...]
    kind: RecommendationKind = RecommendationKind.RECOMMENDATION
    words: str = ""
    age: int | None = None
    verdict: Verdict = Verdict.ACCEPTED
    said: str = "Đã tiếp thu, sẽ thực hiện trong kế hoạch năm."


_WHOLE = ("draft", "approve", "convey", "receipt", "reply", "tell", "close")
PLANS = (
    Plan(
        *(date(2025, 1, 13), Origin.CHILD, Subject.MATTER, "Rào quanh ao cạnh trường"),
        "Học sinh đề nghị làm rào và biển báo quanh ao cạnh trường.",
        *(AgencyKind.COMMUNE_COMMITTEE, "Ủy ban nhân dân xã", _WHOLE),
        words="Chúng con sợ ao vì không có rào, đi học phải đi sát mép nước.",
        age=10,
    ),
    Plan(
        *(date(2025, 2, 10), Origin.CHILD, Subject.MATTER, "Nhà vệ sinh của trường"),
        "Học sinh đề nghị sửa nhà vệ sinh và có nước rửa tay.",
        *(AgencyKind.SCHOOL, "Trường trung học cơ sở", _WHOLE),
        words="Con nhịn cả buổi vì nhà vệ sinh không khóa được cửa.",
        age=13,
        verdict=Verdict.PARTLY,
        said="Sửa khóa cửa ngay; nước rửa tay chờ kinh phí.",
    ),
    Plan(
        *(date(2025, 3, 4), Origin.SOCIAL_ORG, Subject.POLICY, "Hỗ trợ trẻ mồ côi sau thiên tai"),
        "Đề nghị quy định mức hỗ trợ riêng cho trẻ mồ côi do thiên tai.",
        *(AgencyKind.PROVINCIAL_COUNCIL, "Hội đồng nhân dân tỉnh", _WHOLE),
        verdict=Verdict.EXPLAINED_REFUSAL,
        said="Đã có mức chung của trung ương; tỉnh chưa cân đối được ngân sách.",
    ),
    Plan(
        *(date(2025, 3, 20), Origin.MEMBER, Subject.POLICY, "Phòng tham vấn ở trường học"),
        "Hội viên đề nghị mỗi trường có một phòng tham vấn tâm lý.",
        *(AgencyKind.DEPARTMENT, "Sở Giáo dục và Đào tạo", ("draft", "approve", "convey", "remind", "above")),
    ),
    Plan(
        *(date(2025, 4, 15), Origin.INSPECTION_BOARD, Subject.POLICY, "Sổ theo dõi ở cơ sở"),
        "Ban kiểm tra đề nghị cấp xã bố trí người làm công tác trẻ em chuyên trách.",
        *(AgencyKind.PROVINCIAL_COMMITTEE, "Ủy ban nhân dân tỉnh", ("draft", "approve", "convey", "receipt")),
    ),
    Plan(
        *(date(2025, 5, 12), Origin.SOCIAL_ORG, Subject.VIOLATION, "Lao động trẻ em ở lò gạch"),
        "Đề nghị kiểm tra việc sử dụng lao động trẻ em ở các lò gạch.",
        *(AgencyKind.POLICE, "Công an tỉnh", ("draft", "approve", "convey", "reply", "tell")),
    ),
    Plan(
        *(date(2025, 6, 2), Origin.MEMBER, Subject.VIOLATION, "Quảng cáo thuốc lá điện tử gần trường"),
        "Hội viên phản đối việc quảng cáo thuốc lá điện tử gần cổng trường.",
        *(AgencyKind.DEPARTMENT, "Sở Y tế", ("draft", "approve", "convey", "stated")),
        kind=RecommendationKind.POSITION,
    ),
    Plan(
        *(date(2025, 7, 21), Origin.CHILD, Subject.MATTER, "Thư viện mở ngày hè"),
        "Trẻ em đề nghị thư viện xã mở cửa trong những tháng hè.",
        *(
            AgencyKind.COMMUNE_COMMITTEE,
            "Ủy ban nhân dân xã",
            ("draft", "approve", "convey", "wrong", "right"),
        ),
        words="Hè con ở nhà một mình, con muốn ra thư viện đọc sách.",
        age=9,
    ),
    Plan(
        *(date(2025, 9, 9), Origin.MEMBER, Subject.MATTER, "Đèn đường trước trường mầm non"),
        "Phụ huynh là hội viên đề nghị lắp đèn đường trước trường mầm non.",
        *(AgencyKind.COMMUNE_COMMITTEE, "Ủy ban nhân dân xã", ("draft", "withdraw")),
    ),
    Plan(
        *(date(2025, 10, 6), Origin.CHILD, Subject.MATTER, "Giờ học thêm"),
        "Học sinh đề nghị không học thêm vào tối chủ nhật.",
        *(AgencyKind.SCHOOL, "Trường trung học phổ thông", ("draft", "approve", "convey")),
        words="Chúng em muốn một tối trong tuần được ở nhà.",
        age=15,
    ),
    Plan(
        *(date(2025, 11, 11), Origin.SOCIAL_ORG, Subject.POLICY, "Tàu xe miễn phí cho trẻ khuyết tật"),
        "Đề nghị miễn giá vé xe buýt cho trẻ khuyết tật.",
        *(AgencyKind.PROVINCIAL_COMMITTEE, "Ủy ban nhân dân tỉnh", ("draft", "back", "draft")),
    ),
    Plan(
        *(date(2025, 12, 8), Origin.CHILD, Subject.MATTER, "Sân chơi ở khu công nhân"),
        "Con của công nhân đề nghị có sân chơi trong khu nhà trọ.",
        *(AgencyKind.COMMUNE_COMMITTEE, "Ủy ban nhân dân phường", ()),
        words="Ở khu con không có chỗ nào chơi ngoài đường.",
        age=8,
    ),
)
"""What the year holds of them; a test counts by these."""


def recommended() -> Iterator[Story]:
    """Yield the story of each recommendation of the year."""
    yield from (_story(plan) for plan in PLANS)


def _story(plan: Plan) -> Story:
    at = datetime.combine(plan.day, NINE, UTC)
    collected = Collected(
        kind=plan.kind,
        origin=plan.origin,
        subject=plan.subject,
        title=plan.title,
        content=plan.content,
        collected_on=plan.day,
        voice=_voice(plan),
    )
    done = yield Deed(at, OFFICE, wish(collect_recommendation, CollectRecommendation(collected=collected)))
    if done.made is None:
        return
    for step in plan.course:
        at += timedelta(days=_DAYS[step])
        by, handle, command = _deed(step, plan, done.made, at.date())
        yield Deed(at, by, wish(handle, command))


def _voice(plan: Plan) -> ChildVoice:
    if not plan.words:
        return ChildVoice()
    return ChildVoice(
        words=plan.words, age=plan.age, explained=True, child=Agreement.YES, guardian=Agreement.YES
    )


_DAYS = {
    **dict.fromkeys(("draft", "approve", "back", "convey", "withdraw", "wrong", "right"), 3),
    **dict.fromkeys(("receipt", "tell", "close", "stated"), 6),
    "reply": 20,
    "remind": 31,
    "above": 16,
}
"""Days from one step to the next."""


def _deed(step: str, plan: Plan, one: UUID, day: date) -> tuple[str, Any, Any]:
    match step:
        case "draft":
            return OFFICE, draft_recommendation, DraftRecommendation(recommendation=one, letter=_letter(plan))
        case "approve":
            return LEADER, approve_recommendation, ApproveRecommendation(recommendation=one)
        case "back":
            command = SendRecommendationBack(recommendation=one, comment="Nêu rõ căn cứ và nơi thực hiện.")
            return LEADER, send_recommendation_back, command
        case "wrong":
            value = _conveyance(plan, day - timedelta(days=2))
            return (
                OFFICE,
                correct_recommendation,
                CorrectRecommendation(
                    recommendation=one, entry=SENT, value=value, reason="Ghi nhầm ngày gửi trên công văn."
                ),
            )
        case "right":
            command_of = CancelInRecommendation(
                recommendation=one, entry=SENT, reason="Văn bản chưa phát hành."
            )
            return OFFICE, cancel_in_recommendation, command_of
        case _:
            return (
                OFFICE,
                enter_in_recommendation,
                EnterInRecommendation(recommendation=one, entry=_entry(step, plan, day)),
            )


def _entry(step: str, plan: Plan, day: date) -> Any:
    match step:
        case "convey":
            return _conveyance(plan, day)
        case "receipt":
            return NewAcknowledgement(conveyed=SENT, on=day)
        case "reply":
            return NewReply(conveyed=SENT, on=day, verdict=plan.verdict, content=plan.said)
        case "remind":
            return NewReminder(conveyed=SENT, on=day)
        case "above":
            higher = Agency(kind=AgencyKind.PROVINCIAL_COMMITTEE)
            return Escalation(conveyed=SENT, agency=higher, on=day, why="Đã đôn đốc mà chưa có trả lời.")
        case "tell":
            way = FeedbackWay.THROUGH_SENDER if plan.origin is Origin.CHILD else FeedbackWay.LETTER
            return NewFeedback(on=day, way=way, told=plan.said)
        case "close":
            return NewClosing(how=Ending.ANSWERED)
        case "stated":
            return NewClosing(how=Ending.STATED)
        case _:
            return NewWithdrawal(why=WithdrawnWhy.SETTLED, note="Điện lực đã lắp đèn.")


def _conveyance(plan: Plan, day: date) -> NewConveyance:
    return NewConveyance(
        agency=Agency(kind=plan.agency, name=plan.to), on=day, reference=f"{plan.day:%d%m}/KN-HBV"
    )


def _letter(plan: Plan) -> Letter:
    return Letter(
        addressee=plan.to,
        subject=plan.title.lower(),
        body=plan.content,
        asks="Đề nghị xem xét, thực hiện và trả lời bằng văn bản.",
        law=(CitedArticle(law="Luật Trẻ em 2016", article="74", clause="2"),)
        if plan.origin is Origin.CHILD
        else (),
        quotes_child=bool(plan.words),
    )
