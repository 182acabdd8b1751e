"""What the register of activities adds up, and by which rule. Source: quy ước nội bộ; no law gives these numbers."""

from __future__ import annotations

from domain.codes import Code

RULE_VERSION = "activities/1"
"""Version of the rules by which the register is added up."""


class ActivityCount(Code, name="activity-count"):
    """One number of the register's totals."""

    HELD = "held", "Đã diễn ra", "Held"
    PIECES = "pieces", "Tin, bài", "Pieces published"
    PEOPLE = "people", "Người tham gia", "Participants"
    CHILDREN = "children", "Trẻ em tham gia", "Children taking part"
    INSTANCES = "instances", "Lượt hưởng lợi", "Instances of benefit"
    MONEY = "money_vnd", "Tiền (đồng)", "Money (đồng)"
    GOODS = "goods_vnd", "Hiện vật (đồng)", "Goods (đồng)"
    ATTENDED = "attended", "Được mời và đã tham gia", "Invited and attended"
    INVITED = "invited", "Được mời", "Invited"
    AHEAD = "ahead", "Được mời, chưa đến ngày", "Invited, the day lies ahead"

    @property
    def rule(self) -> tuple[str, str]:
        """How it is counted, in Vietnamese and English."""
        return _RULES[self]


_SUMS = (
    "Cộng số đã ghi của các hoạt động đã diễn ra, như lần ghi, lần sửa sau cùng; hoạt động đã hủy không tính.",
    "What is recorded of activities that were held, as last recorded or corrected; cancelled ones do not count.",
)
_RULES: dict[ActivityCount, tuple[str, str]] = dict.fromkeys(ActivityCount, _SUMS) | {
    ActivityCount.HELD: (
        "Mỗi hoạt động đã diễn ra tính một; hoạt động đã hủy không tính.",
        "Each activity that was held counts once; cancelled ones do not count.",
    ),
    ActivityCount.INSTANCES: (
        "Cộng số lượt đã ghi, không phải số trẻ em; hoạt động đã hủy không tính.",
        "The sum of instances recorded, which are not children; cancelled activities do not count.",
    ),
    ActivityCount.ATTENDED: (
        "Mỗi lời mời đã tham gia tính một.",
        "Each invitation that was followed counts once.",
    ),
    ActivityCount.INVITED: (
        "Mỗi lời mời đã được trả lời, hoặc đã đến ngày, tính một; lời mời đã hủy không tính.",
        "Each invitation that was answered, or whose day has come, counts once; cancelled ones do not count.",
    ),
    ActivityCount.AHEAD: (
        "Mỗi lời mời chưa trả lời mà chưa đến ngày tính một.",
        "Each invitation that is not answered and whose day lies ahead counts once.",
    ),
}
