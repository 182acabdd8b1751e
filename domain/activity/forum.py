"""Conditions of a children's forum: each unmet one is a warning, none stops the entry.

Source: Circular 29/2019/TT-BLĐTBXH as read in LAW 8 (numbers) and LAW 4.2 (report within 15 days, art. 13(2)).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from domain.activity.codes import ActivityKind, HeldLevel
from domain.activity.held import Held
from domain.codes import Code

FEWEST_CHILDREN: Mapping[HeldLevel, int] = {
    HeldLevel.PROVINCE: 50,
    HeldLevel.DISTRICT: 40,
    HeldLevel.COMMUNE: 30,
    HeldLevel.OWN: 50,
}
"""Children at least, by who holds it. Source: Circular 29/2019 (LAW 8)."""
CHILDREN_A_SUPERVISOR = 5
"""Children that one supervisor looks after at most. Source: Circular 29/2019 (LAW 8)."""
CHILDREN_A_VOLUNTEER = 10
"""At most one volunteer for so many children. Source: Circular 29/2019 (LAW 8)."""
GUESTS_PART = 3
"""Guests are at most one part in so many. Source: Circular 29/2019 (LAW 8); taken of the children: quy ước nội bộ."""
REPORT_DAYS = 15
"""Days within which the result is reported to the People's Committee. Source: Circular 29/2019, art. 13(2)."""


class ForumWarning(Code, name="forum-warning"):
    """What a forum lacks."""

    FEW_CHILDREN = "few_children", "Số trẻ em ít hơn mức tối thiểu", "Fewer children than the least number"
    FEW_SUPERVISORS = (
        "few_supervisors",
        "Mỗi người giám sát phụ trách quá 5 trẻ em, hoặc chưa ghi số người giám sát",
        "More than 5 children for each supervisor, or supervisors not counted",
    )
    MANY_VOLUNTEERS = (
        "many_volunteers",
        "Quá một tình nguyện viên cho 10 trẻ em",
        "More than one volunteer for 10 children",
    )
    MANY_GUESTS = (
        "many_guests",
        "Khách mời quá một phần ba số trẻ em",
        "Guests more than a third of the children",
    )
    NO_CONSENT = (
        "no_consent",
        "Chưa ghi sự đồng ý bằng văn bản của cha mẹ, người giám hộ",
        "Written consent of parents or guardians is not noted",
    )
    NOT_REPORTED = (
        "not_reported",
        "Chưa ghi ngày báo cáo kết quả với Ủy ban nhân dân cùng cấp",
        "The report to the People's Committee of the level is not noted",
    )
    REPORTED_LATE = (
        "reported_late",
        "Báo cáo kết quả sau 15 ngày",
        "The result was reported after more than 15 days",
    )


def report_due(held: Held) -> date:
    """Return the last day for reporting the result: 15 days after the forum."""
    return held.last_day + timedelta(days=REPORT_DAYS)


def forum_warnings(held: Held) -> tuple[ForumWarning, ...]:
    """Return what a forum lacks; nothing for other kinds."""
    return tuple(_warnings(held)) if held.kind is ActivityKind.FORUM else ()


def _warnings(held: Held) -> Iterator[ForumWarning]:
    people, detail = held.participants, held.detail
    children = people.children or 0
    if detail.level is not None and children < FEWEST_CHILDREN[detail.level]:
        yield ForumWarning.FEW_CHILDREN
    if (people.supervisors or 0) * CHILDREN_A_SUPERVISOR < children:
        yield ForumWarning.FEW_SUPERVISORS
    if (people.collaborators or 0) * CHILDREN_A_VOLUNTEER > children:
        yield ForumWarning.MANY_VOLUNTEERS
    if (people.guests or 0) * GUESTS_PART > children:
        yield ForumWarning.MANY_GUESTS
    if not detail.parental_consent:
        yield ForumWarning.NO_CONSENT
    if detail.reported_on is None:
        yield ForumWarning.NOT_REPORTED
    elif detail.reported_on > report_due(held):
        yield ForumWarning.REPORTED_LATE
