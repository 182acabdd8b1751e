"""Who looks at what in the fictional year, so that the access log has something to review; and its weekly review."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from application.child_case import OpenCase, open_case
from application.demo.chance import Chance
from application.demo.entries import Entry, wish
from application.demo.moments import LAST_DAY, later, same_hour
from application.demo.stage import Deed, Story
from application.looks import DrawSample, JudgeLooks, SeeReview, draw_sample, judge_looks, see_review
from application.work import Work
from domain.calendar import VIETNAM, vietnam_day
from domain.look_review import LookJudgement, LookVerdict

ELSEWHERE, ABOVE = "tuvan.chu", "giamsat.tinh"
JUDGES = ("kiemtra.1", "kiemtra.chihoi")
"""Of two units: each leaves the lines of their own to the other."""
WEEKS = 8
"""Weeks before the end of the year whose lists are reviewed; the latest two still wait."""
NOTES = {
    LookVerdict.IN_ORDER: "Đã đối chiếu với lịch trực và sổ theo dõi: đọc để làm việc.",
    LookVerdict.TO_ASK: "Chưa rõ vì sao đọc; đã đề nghị người đọc giải trình trong tuần.",
}


def looked_at(entry: Entry) -> Story:
    """The counsellor reads the file again, sometimes late; a supervisor looks in; someone elsewhere is turned away.

    By chances of its own, so that what happens in the file does not hang on who looks at it.
    """
    chance = Chance(f"looks/{entry.code}")
    at = later(chance, entry.at, 0.3, 4)
    if chance.maybe(0.5):
        yield _read(entry, at, entry.cast.acting(entry.member, at))
    if chance.maybe(0.12):
        at = same_hour(chance, at)
        yield _read(entry, at, ABOVE)
    if chance.maybe(0.05):
        night = datetime.combine(vietnam_day(at), time(22, chance.randrange(60)), VIETNAM).astimezone(UTC)
        at = max(at, night)
        yield _read(entry, at, entry.cast.acting(entry.member, at))
    if chance.maybe(0.03):
        at = later(chance, at, 0.3, 2)
        yield _read(entry, at, ELSEWHERE)


def _read(entry: Entry, at: datetime, who: str) -> Deed:
    return Deed(at, who, wish(open_case, OpenCase(case_id=entry.case_id)), turned_away=True)


def reviewed_weekly() -> Story:
    """Every Monday the two inspectors draw by lot, and close what the list of the week before last holds."""
    monday = LAST_DAY - timedelta(days=LAST_DAY.weekday())
    for back in range(WEEKS, 0, -1):
        drawn_at = datetime.combine(monday - timedelta(weeks=back - 1), time(7, 45), VIETNAM).astimezone(UTC)
        draw = DrawSample(day=vietnam_day(drawn_at) - timedelta(weeks=2))
        yield Deed(drawn_at, JUDGES[0], wish(draw_sample, draw))
        for hour, judge in enumerate(JUDGES, start=8):
            at = datetime.combine(monday - timedelta(weeks=back - 1), time(hour), VIETNAM).astimezone(UTC)
            yield Deed(at, judge, wish(review_week, SeeReview(day=vietnam_day(at) - timedelta(weeks=2))))


def review_week(question: SeeReview, work: Work) -> None:
    """Read a week's list and close what other units looked at: one denial is asked about, the rest is in order."""
    review = see_review(question, work)
    waiting = [one for one in review.lines if one.closed is None]
    open_to_me = [one for one in waiting if one.line.look.unit not in work.reader.own_units]
    asked = [one.line.look.position for one in open_to_me if one.line.look.decision == "deny"][:1]
    rest = [one.line.look.position for one in open_to_me if one.line.look.position not in asked]
    for verdict, positions in ((LookVerdict.TO_ASK, asked), (LookVerdict.IN_ORDER, rest)):
        if positions:
            judgement = LookJudgement(verdict=verdict, note=NOTES[verdict])
            judge_looks(JudgeLooks(positions=tuple(positions), judgement=judgement), work)
