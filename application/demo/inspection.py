"""One round of inspection of Article 92 in the fictional year: two sites answer, two shortcomings, one remedied."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from application.demo.chance import Chance
from application.demo.entries import wish
from application.demo.moments import in_office
from application.demo.staff import Cast
from application.demo.stage import Deed, Story
from application.demo.territory import PROVINCE
from application.survey import EnterInSurvey, PlanSurvey, enter_in_survey, plan_survey
from domain.survey.parts import (
    Advice,
    Answers,
    Checklist,
    Coordinated,
    Coordination,
    Ending,
    Finding,
    FindingKind,
    Mark,
    Part,
    Partner,
    Plan,
    Remedy,
    Site,
    SurveyKind,
)

OFFICE = "vanphong"
PLAN = Plan(
    kind=SurveyKind.ARTICLE_92,
    title="Kiểm tra việc thực hiện Điều 92 ở Hội huyện",
    first=date(2025, 5, 19),
    last=date(2025, 5, 23),
    in_scope=10,
)
SITES, FOUND, REMEDIED = 2, 2, 1
"""What the round comes to."""
PARTS: tuple[tuple[date, Part], ...] = (
    (date(2025, 5, 8), Checklist(questions="Có sổ theo dõi không?\nChuyển tin trong ngày không?")),
    (date(2025, 5, 9), Site(name="Hội huyện Yên Thế", why="Nhiều xã vùng cao")),
    (date(2025, 5, 9), Site(name="Hội thành phố Bắc Giang")),
    (
        date(2025, 5, 13),
        Coordination(partner=Partner.FRONT, how=Coordinated.AGREED, on=date(2025, 5, 12)),
    ),
    (date(2025, 5, 20), Answers(site=1, on=date(2025, 5, 20), marks=(Mark.YES, Mark.PARTLY))),
    (date(2025, 5, 21), Answers(site=2, on=date(2025, 5, 21), marks=(Mark.YES, Mark.YES))),
    (date(2025, 5, 22), Finding(site=1, kind=FindingKind.SHORTCOMING, what="Có tin chuyển sau hai ngày.")),
    (date(2025, 5, 22), Finding(site=1, kind=FindingKind.SHORTCOMING, what="Sổ chưa kết theo tháng.")),
    (date(2025, 5, 22), Finding(site=2, kind=FindingKind.STRENGTH, what="Chuyển tin ngay trong ngày.")),
    (date(2025, 5, 23), Advice(finding=1, to="Hội huyện Yên Thế", what="Chuyển tin ngay.")),
    (date(2025, 5, 26), Ending(on=date(2025, 5, 23), conclusion="Hai đơn vị thực hiện cơ bản đúng.")),
    (date(2025, 6, 18), Remedy(finding=1, on=date(2025, 6, 16), what="Đã phân công trực.", is_done=True)),
)


def inspected(cast: Cast, seed: int) -> Story:
    """Return the round, from its plan to the remedy of what was found."""
    chance = Chance(f"{seed}/inspection")
    plan = PlanSurvey(unit=cast.units[PROVINCE], plan=PLAN)
    done = yield Deed(in_office(chance, date(2025, 5, 6)), OFFICE, wish(plan_survey, plan))
    if done.made is None:
        return
    for day, part in PARTS:
        yield _entered(chance, done.made, day, part)


def _entered(chance: Chance, survey: UUID, day: date, part: Part) -> Deed:
    command = EnterInSurvey(survey=survey, part=part)
    return Deed(in_office(chance, day), OFFICE, wish(enter_in_survey, command))
