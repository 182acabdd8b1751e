"""Activities of the fictional year, of the kinds of the programme of 2024; what they come to is known beforehand.

The office enters what the province does and what units send in; units enter their own outreach sessions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from application.activity import (
    AttendActivity,
    CancelActivity,
    CorrectActivity,
    DeclineActivity,
    EnterInvitation,
    RecordActivity,
    attend_activity,
    cancel_activity,
    correct_activity,
    decline_activity,
    enter_invitation,
    record_activity,
)
from application.demo.chance import Chance
from application.demo.entries import wish
from application.demo.moments import FIRST_DAY, LAST_DAY, in_office, later
from application.demo.staff import Cast
from application.demo.stage import Deed, Story
from application.demo.territory import CHAPTER, PROVINCE, some_commune
from application.work import Work
from domain.activity.codes import WhyCancelled, WhyCorrected
from domain.activity.held import Declining, Held, Invitation
from domain.units import TWO_TIERS_SINCE

OFFICE = "vanphong"
OUTREACHES = 52
"""Outreach sessions of a whole year."""
GIVEN_VND = 5_240_000_000
"""What all contributions of the year come to, in đồng."""
INSTANCES = 12_480
"""Benefit instances (*lượt*) of the year."""
UNITS = (
    *(("giamsat.tpbg", "TPBG", "PBG", "213"), ("tuvan.yenthe", "YTHE", "XYT", "215")),
    *(("tuvan.tanyen", "TYEN", "XTY", "216"), ("tuvan.lucngan", "LNGA", "XLN", "219")),
    *(("tuvan.sondong", "SDON", "XSD", "220"), ("tuvan.vietyen1", "VYEN", "PVY", "222")),
    *(("tuvan.hiephoa", "HHOA", "XHH", "223"), ("tuvan.chu", "CHU", "PCH", "224")),
)
"""Who enters for which district, for which commune association since July, and the district's code."""
TALKS = (
    ("drowning", "Phòng, chống đuối nước trước kỳ nghỉ hè"),
    ("abuse", "Nhận biết và phòng tránh xâm hại trẻ em"),
    ("online", "An toàn cho trẻ em trên môi trường mạng"),
    ("traffic", "Phòng tránh tai nạn giao thông trên đường đến trường"),
    ("rights", "Công ước Quốc tế về quyền trẻ em và Luật Trẻ em"),
    ("life_skills", "Kỹ năng sống cho học sinh bán trú"),
)


@dataclass(frozen=True, slots=True)
class Planned:
    """One activity of the province or a unit that the office enters."""

    on: date
    kind: str
    topic: str
    more: Mapping[str, Any] = field(default_factory=dict)
    unit: str = PROVINCE


def _people(**counts: int) -> dict[str, Any]:
    return {"participants": counts}


def _event(on: date, level: str, unit: str, topic: str, children: int) -> Planned:
    more = {"detail": {"level": level, "occasion": "wings" if level == "province" else "other"}}
    return Planned(
        on, "communication_event", topic, {**more, **_people(children=children, officials=20)}, unit
    )


def _gift(month: int, millions: int, goods: int, donor_kind: str, topic: str) -> Planned:
    worth: dict[str, Any] = {
        "money_vnd": millions * 1_000_000 or None,
        "goods_vnd": goods * 1_000_000 or None,
    }
    worth |= {"valuation": "invoice"} if goods else {}
    return Planned(
        date(2025, month, 18), "contribution", topic, {"detail": {"donor_kind": donor_kind}, "worth": worth}
    )


def _benefit(month: int, instances: int, form: str, occasion: str, topic: str) -> Planned:
    detail = {"benefit": form, "instances": instances, "occasion": occasion}
    return Planned(date(2025, month, 26), "benefit", topic, {"detail": detail})


YEAR: tuple[Planned, ...] = (
    _event(date(2025, 5, 24), "province", PROVINCE, "Chương trình Chắp cánh ước mơ cho trẻ em nghèo", 420),
    _event(date(2025, 2, 27), "district", "TPBG", "Ngày hội vì trẻ em", 210),
    _event(date(2025, 3, 20), "district", "YTHE", "Tiếng nói trẻ em vùng cao", 150),
    _event(date(2025, 4, 17), "district", "LNGA", "Nói không với bạo lực học đường", 230),
    _event(date(2025, 5, 15), "district", "SDON", "Mùa hè an toàn", 190),
    _event(date(2025, 6, 12), "district", "VYEN", "Tháng hành động vì trẻ em", 260),
    Planned(
        date(2025, 6, 5),
        "forum",
        "Diễn đàn trẻ em: an toàn trên môi trường mạng",
        {
            "themes": ["online"],
            "detail": {"level": "own", "parental_consent": True, "reported_on": "2025-06-16"},
            **_people(children=70, supervisors=14, guests=15, collaborators=6),
        },
    ),
    Planned(
        date(2025, 8, 14),
        "forum",
        "Diễn đàn trẻ em: phòng, chống xâm hại và tai nạn thương tích",
        {
            "themes": ["abuse", "injury"],
            "detail": {"level": "own", "parental_consent": True},
            **_people(children=46, supervisors=8, guests=12),
        },
    ),
    Planned(
        date(2025, 3, 31),
        "media_piece",
        "Tin, bài quý I",
        {"detail": {"medium": "website", "pieces": 34}, "themes": ["rights"]},
    ),
    Planned(
        date(2025, 9, 30),
        "media_piece",
        "Chương trình phát thanh vì trẻ em",
        {"detail": {"medium": "radio", "pieces": 12}},
    ),
    Planned(
        date(2025, 7, 22),
        "model",
        "Tổng kết mô hình truyền thông có sự tham gia của trẻ em",
        {"detail": {"step": "review"}, "themes": ["participation"], **_people(members=35, children=12)},
    ),
    Planned(
        date(2025, 10, 9),
        "model",
        "Nhân rộng câu lạc bộ phóng viên nhỏ",
        {"detail": {"step": "replication"}, "themes": ["participation"], **_people(children=40)},
    ),
    Planned(
        date(2025, 4, 10),
        "training",
        "Kỹ năng công tác xã hội về trẻ em",
        {"themes": ["social_work", "abuse"], "serves": ["qd_1248", "kh_425"], **_people(members=62)},
    ),
    Planned(
        date(2025, 9, 11),
        "workshop",
        "Giảm thiểu trẻ em lao động trái quy định",
        {"themes": ["labour"], "serves": ["qd_782", "kh_376"], **_people(members=40, officials=12)},
    ),
    Planned(
        date(2025, 3, 12),
        "survey",
        "Khảo sát tình hình trẻ em có hoàn cảnh khó khăn",
        {"detail": {"sites": 12, "in_scope": 48, "answers": 640, "findings": 9}},
    ),
    Planned(
        date(2025, 5, 20),
        "inspection",
        "Kiểm tra thực hiện Điều 92 Luật Trẻ em ở Hội huyện",
        {"detail": {"inspection": "article_92", "sites": 4, "in_scope": 10, "findings": 5}},
    ),
    Planned(
        date(2025, 10, 21),
        "inspection",
        "Kiểm tra việc chấp hành Điều lệ Hội",
        {"detail": {"inspection": "charter", "sites": 3, "in_scope": 12, "findings": 2}},
    ),
    Planned(
        date(2025, 6, 19),
        "statement",
        "Ý kiến về dự thảo chính sách hỗ trợ trẻ em sau sáp nhập",
        {"detail": {"statement": "policy", "addressee": "Văn phòng Ủy ban nhân dân tỉnh (khối văn xã)"}},
    ),
    Planned(
        date(2025, 11, 6),
        "service",
        "Tham vấn tâm lý học đường",
        {
            "detail": {"delegation": "Kế hoạch phối hợp với Sở Giáo dục và Đào tạo", "instances": 85},
            **_people(children=85),
        },
    ),
    Planned(
        date(2025, 7, 10),
        "conference",
        "Sơ kết 6 tháng đầu năm",
        {"detail": {"conference": "half_year"}, **_people(members=55)},
    ),
    Planned(
        date(2025, 8, 28),
        "conference",
        "Mạng liên kết và Chi hội luật sư, hội thẩm",
        {"detail": {"conference": "network"}, **_people(members=48)},
    ),
    Planned(
        date(2025, 12, 23),
        "conference",
        "Tổng kết công tác Hội",
        {"detail": {"conference": "year"}, **_people(members=90, guests=14)},
    ),
    Planned(
        date(2025, 9, 4),
        "congress_preparation",
        "Văn kiện Đại hội Hội xã Sơn Động",
        {"detail": {"preparation": "content"}},
        "XSD",
    ),
    Planned(
        date(2025, 10, 30),
        "congress",
        "Đại hội Hội xã Sơn Động lần thứ nhất",
        {"detail": {"level": "commune"}, **_people(members=76)},
        "XSD",
    ),
    Planned(
        date(2025, 9, 19),
        "congress",
        "Đại hội Hội Bảo vệ quyền trẻ em tỉnh lần thứ IV",
        {"detail": {"level": "province"}, **_people(members=180, guests=24)},
    ),
    Planned(
        date(2025, 3, 6),
        "guidance",
        "Hướng dẫn Chi hội luật sư, hội thẩm",
        {"detail": {"guidance": "legal_chapter"}, **_people(members=11)},
        CHAPTER,
    ),
    _gift(1, 620, 0, "enterprise", "Tết ấm cho em"),
    _gift(2, 180, 90, "organisation", "Sách vở cho học sinh vùng cao"),
    _gift(3, 250, 0, "foreign", "Học bổng của bạn bè nước ngoài"),
    _gift(4, 310, 140, "enterprise", "Xe đạp đến trường"),
    _gift(5, 1_150, 260, "enterprise", "Chắp cánh ước mơ"),
    _gift(6, 420, 0, "person", "Tháng hành động vì trẻ em"),
    _gift(8, 230, 310, "organisation", "Trước năm học mới"),
    _gift(9, 340, 120, "enterprise", "Tết Trung thu cho em"),
    _gift(11, 480, 0, "members", "Đợt vận động quỹ hội cuối năm"),
    _gift(12, 190, 150, "person", "Áo ấm mùa đông"),
    _benefit(1, 2_100, "gift", "new_year", "Quà Tết cho trẻ em vùng cao"),
    _benefit(3, 260, "scholarship", "other", "Học bổng học kỳ II"),
    _benefit(5, 1_850, "scholarship", "wings", "Trao học bổng Chắp cánh ước mơ"),
    _benefit(6, 3_200, "event", "children_day", "Ngày Quốc tế Thiếu nhi"),
    _benefit(8, 940, "gift", "other", "Sách vở năm học mới"),
    _benefit(9, 3_400, "event", "mid_autumn", "Vui Tết Trung thu"),
    _benefit(11, 730, "health", "other", "Khám sức khỏe ở xã vùng cao"),
)
INVITATIONS = (
    (date(2025, 3, 4), date(2025, 3, 18), "supervision", "Ủy ban Mặt trận Tổ quốc tỉnh", True),
    (
        date(2025, 5, 6),
        date(2025, 5, 22),
        "supervision",
        "Ban Văn hóa - Xã hội, Hội đồng nhân dân tỉnh",
        True,
    ),
    (date(2025, 10, 2), date(2025, 10, 15), "supervision", "Ủy ban Mặt trận Tổ quốc tỉnh", True),
    (date(2025, 11, 12), date(2025, 11, 14), "supervision", "Hội đồng nhân dân xã Sơn Động", False),
    (date(2025, 4, 1), date(2025, 4, 24), "course", "Trung ương Hội Bảo vệ quyền trẻ em", True),
    (date(2025, 9, 3), date(2025, 9, 25), "course", "Sở Y tế, phòng công tác trẻ em", True),
    (date(2025, 12, 22), date(2026, 1, 14), "supervision", "Ủy ban Mặt trận Tổ quốc tỉnh", None),
)
"""Invited on, for which day, to what, by which body, and whether it was attended (None: not answered yet)."""


def activities(cast: Cast, seed: int, outreaches: int) -> Iterator[Story]:
    """Yield the stories: what the office enters, what units enter, and what one is invited to."""
    for number, planned in enumerate(YEAR):
        yield _entered(cast, Chance(f"{seed}/activity/{number}"), planned)
    for number in range(outreaches):
        yield _outreach(cast, Chance(f"{seed}/outreach/{number}"))
    for number, invitation in enumerate(INVITATIONS):
        yield _invited(cast, Chance(f"{seed}/invitation/{number}"), *invitation)
    yield _entered_twice(cast, Chance(f"{seed}/twice"))


def _record(cast: Cast, unit: str, held: Held, work: Work) -> UUID:
    """Enter it for a unit that may be founded only later in the year."""
    return record_activity(RecordActivity(unit=cast.units[unit], held=held), work)


def _deed(cast: Cast, chance: Chance, by: str, unit: str, held: Held) -> Deed:
    at = in_office(chance, held.last_day + timedelta(days=chance.randint(1, 4)))
    return Deed(at, by, lambda work: _record(cast, unit, held, work))


def _entered(cast: Cast, chance: Chance, planned: Planned) -> Story:
    said = {"kind": planned.kind, "held_on": planned.on, "topic": planned.topic, "serves": ["programme"]}
    held = Held.model_validate(said | dict(planned.more))
    yield _deed(cast, chance, OFFICE, planned.unit, held)


def _talk(chance: Chance) -> tuple[str, str, Held]:
    by, before, since, district = chance.choice(UNITS)
    day = FIRST_DAY + timedelta(days=chance.randrange((LAST_DAY - FIRST_DAY).days - 6))
    theme, topic = chance.choice(TALKS)
    held = Held.model_validate(
        {
            "kind": "outreach",
            "held_on": day,
            "topic": topic,
            "themes": [theme],
            "place": some_commune(chance, district, day).key,
            "participants": {"children": chance.randint(40, 320), "teachers": chance.randint(2, 14)},
        }
    )
    return by, before if day < TWO_TIERS_SINCE else since, held


def _outreach(cast: Cast, chance: Chance) -> Story:
    """One session; one in eight is counted again afterwards."""
    by, unit, held = _talk(chance)
    deed = _deed(cast, chance, by, unit, held)
    done = yield deed
    if done.made is not None and chance.maybe(0.125):
        children = (held.participants.children or 0) + chance.randint(3, 20)
        right = held.model_copy(
            update={"participants": held.participants.model_copy(update={"children": children})}
        )
        cmd = CorrectActivity(activity=done.made, held=right, because=WhyCorrected.COUNTED_AGAIN)
        yield Deed(later(chance, deed.at, 1, 5), by, wish(correct_activity, cmd))


def _entered_twice(cast: Cast, chance: Chance) -> Story:
    by, unit, held = _talk(chance)
    deed = _deed(cast, chance, by, unit, held)
    done = yield deed
    if done.made is not None:
        cmd = CancelActivity(activity=done.made, because=WhyCancelled.TWICE)
        yield Deed(later(chance, deed.at, 0.1, 1), by, wish(cancel_activity, cmd))


def _invited(
    cast: Cast, chance: Chance, on: date, for_day: date, kind: str, inviter: str, attended: bool | None
) -> Story:
    topic = (
        "Giám sát việc thực hiện Luật Trẻ em"
        if kind == "supervision"
        else "Bồi dưỡng nghiệp vụ bảo vệ trẻ em"
    )
    said = {"kind": kind, "topic": topic, "inviter": inviter, "invited_on": on, "for_day": for_day}
    invitation = Invitation.model_validate(said)
    cmd = EnterInvitation(unit=cast.units[PROVINCE], invitation=invitation)
    done = yield Deed(in_office(chance, on), OFFICE, wish(enter_invitation, cmd))
    if done.made is None or attended is None:
        return
    if attended:
        held = Held.model_validate(
            {"kind": kind, "held_on": for_day, "topic": topic, "participants": {"members": 2}}
        )
        answer = AttendActivity(activity=done.made, held=held)
        yield Deed(in_office(chance, for_day + timedelta(days=1)), OFFICE, wish(attend_activity, answer))
    else:
        declining = Declining.model_validate({"because": "too_late"})
        no = DeclineActivity(activity=done.made, declining=declining)
        yield Deed(in_office(chance, on + timedelta(days=1)), OFFICE, wish(decline_activity, no))
