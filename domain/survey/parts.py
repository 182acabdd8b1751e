"""What a survey or inspection is made of: plan, checklist, sites, coordination, answers, findings, advice, remedies.

Steps: programme of 2024, section 4 ("công cụ khảo sát, kiểm tra", "chọn điểm", "phối hợp chặt chẽ với UB Mặt trận tổ
quốc", "xử lý kịp thời những kiến nghị của Ban kiểm tra"). Lists are *quy ước nội bộ*.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator

from domain.activity.held import Count, MaybeDay
from domain.codes import Code
from domain.duties import Duty
from domain.identity import Day
from domain.kernel import Line, Named, Said, Summary, Text, Value
from domain.text import none_if_blank
from domain.units import MaybeUnit

MOST_QUESTIONS = 60
"""Questions of one checklist. Source: quy ước nội bộ."""


class SurveyKind(Code, name="survey-kind"):
    """What the round is about. Source: programme of 2024, section 4."""

    SITUATION = "situation", "Khảo sát nắm tình hình trẻ em", "Survey of the situation of children"
    CHARTER = "charter", "Kiểm tra việc chấp hành Điều lệ Hội", "Inspection: charter"
    ARTICLE_92 = "article_92", "Kiểm tra việc thực hiện Điều 92 Luật Trẻ em", "Inspection: article 92"
    BOTH = "both", "Kiểm tra Điều lệ Hội và Điều 92", "Inspection: charter and article 92"

    @property
    def duty(self) -> Duty:
        """What it counts under; the charter alone is work of the association."""
        return Duty.INNER_WORK if self is SurveyKind.CHARTER else Duty.IMPLEMENT


class Mark(Code, name="survey-mark"):
    """The answer of one site to one question."""

    YES = "yes", "Đạt, có", "Yes"
    PARTLY = "partly", "Một phần", "Partly"
    NO = "no", "Chưa đạt, không", "No"
    NOT_ASKED = "not_asked", "Không hỏi, không áp dụng", "Not asked, not applicable"


class Partner(Code, name="survey-partner"):
    """With whom it is coordinated. Source: programme of 2024, section 4."""

    FRONT = "front", "Ủy ban Mặt trận Tổ quốc", "Fatherland Front"
    SOCIO_POLITICAL = "socio_political", "Tổ chức chính trị - xã hội", "Socio-political organisation"
    AUTHORITY = "authority", "Cơ quan nhà nước", "Authority"


class Coordinated(Code, name="survey-coordinated"):
    """How far coordination came."""

    ASKED = "asked", "Đã đề nghị phối hợp", "Asked"
    AGREED = "agreed", "Đã thống nhất", "Agreed"
    TOOK_PART = "took_part", "Cùng tham gia", "Took part"


class FindingKind(Code, name="finding-kind"):
    """What was found."""

    STRENGTH = "strength", "Việc làm tốt", "Strength"
    SHORTCOMING = "shortcoming", "Hạn chế, bất cập", "Shortcoming"
    VIOLATION = "violation", "Vi phạm", "Violation"


class Plan(Value):
    """The plan of a round."""

    kind: SurveyKind
    title: Summary[Named]
    first: Day
    last: Day
    in_scope: Count = None
    """Units or places that could be chosen."""
    decision: Summary[Line] = ""


class Checklist(Value):
    """The questions, one a line; a further one is the next version, and answers name the version they answer."""

    questions: Summary[Said]


class Site(Value):
    """A place or unit that was chosen."""

    name: Summary[Named]
    unit: Annotated[UUID | None, BeforeValidator(none_if_blank)] = None
    """Of the association, where one is inspected."""
    place: MaybeUnit = None
    why: Summary[Line] = ""


class Coordination(Value):
    """A step of coordination with somebody else."""

    partner: Partner
    how: Coordinated
    on: Day
    note: Summary[Line] = ""


class Answers(Value):
    """What one site answered to the present checklist, question by question."""

    site: int
    on: Day
    marks: tuple[Mark, ...]
    note: Summary[Text] = ""


class Finding(Value):
    """One thing that was found at a site."""

    site: int
    kind: FindingKind
    what: Summary[Said]


class Advice(Value):
    """What is recommended on a finding, to whom and until when."""

    finding: int
    to: Summary[Named]
    what: Summary[Said]
    due_on: MaybeDay = None


class Remedy(Value):
    """What was done about a finding."""

    finding: int
    on: Day
    what: Summary[Said]
    is_done: bool = False
    """Whether nothing is left to do."""


class Ending(Value):
    """The round ended; remedies go on being noted."""

    on: Day
    conclusion: Summary[Said]


Part = Checklist | Site | Coordination | Answers | Finding | Advice | Remedy | Ending
Correctable = Plan | Site | Coordination | Answers | Finding | Advice | Remedy | Ending
"""What is corrected by saying it again; a checklist is written anew as its next version."""
FIELD_OF: Mapping[type[Correctable], str] = {
    Plan: "plan",
    Site: "site",
    Coordination: "coordination",
    Answers: "answers",
    Finding: "finding",
    Advice: "advice",
    Remedy: "remedy",
    Ending: "ending",
}
"""In which field of a correction each stands."""


class Entered(Value):
    """One entry as it is right now."""

    part: Correctable
    number: int = 0
    """Of a site or finding, counted within the round; of answers the version of the checklist they answer."""
