"""What is said of a child besides the harm: sex, what was asked, and the association's own priorities."""

from __future__ import annotations

from domain.codes import Code


class Sex(Code, name="sex"):
    """Sex as written on the form. Source: Decree 56/2017/NĐ-CP, Mẫu 01, part A2 (Nam, Nữ, Không biết)."""

    MALE = "male", "Nam", "Male"
    FEMALE = "female", "Nữ", "Female"
    UNKNOWN = "unknown", "Không biết", "Unknown"


class Known(Code, name="known"):
    """Whether something was said; "chưa hỏi" and "không biết" are complete answers (DESIGN, section 3.7)."""

    SAID = "said", "Đã cho biết", "Said"
    NOT_ASKED = "not_asked", "Chưa hỏi", "Not asked"
    UNKNOWN = "unknown", "Không biết", "Not known"


class PriorityTag(Code, name="priority-tag"):
    """The association's own priorities; none of them is one of the 14 groups of art. 10.

    Source: the association's programme of 2024; LAW 2.3.
    """

    ABUSE = "abuse", "Trẻ em bị xâm hại", "Abused child"
    ACCIDENT_INJURY = "accident_injury", "Trẻ em bị tai nạn, thương tích", "Accident or injury"
    HARDSHIP = "hardship", "Hoàn cảnh khó khăn", "Difficult circumstances"
    ETHNIC_MINORITY = "ethnic_minority", "Trẻ em dân tộc thiểu số", "Ethnic minority"
    ESPECIALLY_DIFFICULT_AREA = (
        "especially_difficult_area",
        "Vùng đặc biệt khó khăn",
        "Especially difficult area",
    )
    EPIDEMIC = "epidemic", "Ảnh hưởng dịch bệnh", "Affected by an epidemic"
    OTHER = "other", "Ưu tiên khác", "Other"


class SubjectCategory(Code, name="subject-category"):
    """Whom the head of the reception form speaks of. Source: Decree 56/2017/NĐ-CP, Mẫu 01, note (4)."""

    ABUSED = "abused", "Trẻ em bị xâm hại", "Abused child"
    RISK_OF_VIOLENCE = "risk_of_violence", "Trẻ em có nguy cơ bị bạo lực", "Child at risk of violence"
    RISK_OF_EXPLOITATION = (
        "risk_of_exploitation",
        "Trẻ em có nguy cơ bị bóc lột",
        "Child at risk of exploitation",
    )
    RISK_OF_ABANDONMENT = "risk_of_abandonment", "Trẻ em có nguy cơ bị bỏ rơi", "Child at risk of abandonment"
    SPECIAL_CIRCUMSTANCES = (
        "special_circumstances",
        "Trẻ em có hoàn cảnh đặc biệt",
        "Child in special circumstances",
    )
