"""Terms of the chapter and its quarterly figure: worked out from what happened, as of the day they are asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from domain.calendar import holidays
from domain.referral.deadlines import (
    Kept,
    Mark,
    TermKind,
    Terms,
    legal_aid_appointment,
    running_term,
    terms_of,
    terms_on,
)
from domain.referral.figures import ChapterMeasure, Quarter, figures

CALENDAR = holidays()
LAWYER, JUROR = UUID(int=1), UUID(int=2)


def mark(position: int, kept: Kept, day: str, *, reviewer: UUID | None = None, urgent: bool = False) -> Mark:
    at = datetime.fromisoformat(f"{day}T09:00:00+07:00").astimezone(UTC)
    return Mark(position, kept, at, reviewer, urgent)


ASKED = mark(1, Kept.SUBMITTED, "2025-04-28")
CHOSEN = mark(2, Kept.PROPOSED, "2025-05-05", reviewer=LAWYER)
RECUSED = mark(3, Kept.RECUSED, "2025-05-06", reviewer=LAWYER)
AGAIN = mark(4, Kept.PROPOSED, "2025-05-07", reviewer=JUROR)
APPROVED = mark(5, Kept.APPROVED, "2025-05-23")


def test_working_days_leave_out_the_days_off() -> None:
    term = running_term([ASKED], CALENDAR)
    assert term is not None
    assert (term.kind, term.due_on, term.version) == (TermKind.ASSIGN, date(2025, 5, 8), "1")
    assert term.days_late(date(2025, 5, 8)) == 0
    assert term.days_late(date(2025, 5, 9)) == 1


def test_what_is_urgent_is_due_on_the_day_itself() -> None:
    term = running_term([mark(1, Kept.SUBMITTED, "2025-04-30", urgent=True)], CALENDAR)
    assert term is not None and term.due_on == date(2025, 4, 30)


def test_a_recusal_waits_to_be_assigned_again_and_a_new_reviewer_has_the_whole_term() -> None:
    kinds = [(term.kind, term.due_on) for term in terms_of([ASKED, CHOSEN, RECUSED, AGAIN], CALENDAR)]
    assert kinds == [
        (TermKind.ASSIGN, date(2025, 5, 8)),
        (TermKind.OPINION, date(2025, 5, 19)),
        (TermKind.ASSIGN, date(2025, 5, 13)),
        (TermKind.OPINION, date(2025, 5, 21)),
    ]


def test_nothing_is_due_once_the_chapter_is_done() -> None:
    for end in (Kept.APPROVED, Kept.DECLINED, Kept.LEGAL_AID, Kept.WITHDRAWN):
        assert running_term([ASKED, CHOSEN, mark(9, end, "2025-05-30")], CALENDAR) is None


def test_a_draft_sent_back_leaves_the_term_as_it_was() -> None:
    back = mark(4, Kept.SENT_BACK, "2025-05-12")
    before, after = running_term([ASKED, CHOSEN], CALENDAR), running_term([ASKED, CHOSEN, back], CALENDAR)
    assert before and after and before.due_on == after.due_on == date(2025, 5, 19)


def test_a_tie_found_later_begins_a_term_anew() -> None:
    life = [ASKED, CHOSEN, mark(3, Kept.APPROVED, "2025-05-19")]
    assert running_term(life, CALENDAR) is None
    aside = running_term([*life, mark(4, Kept.SET_ASIDE, "2025-05-23", reviewer=LAWYER)], CALENDAR)
    assert aside and (aside.kind, aside.due_on) == (TermKind.ASSIGN, date(2025, 5, 30))
    again = running_term([*life, mark(4, Kept.REOPENED, "2025-05-23", reviewer=LAWYER)], CALENDAR)
    assert again and (again.kind, again.due_on) == (TermKind.OPINION, date(2025, 6, 6))


def test_terms_are_those_of_the_day_on_which_they_began() -> None:
    known = (Terms("1", date(2008, 1, 1), 5, 10), Terms("2", date(2025, 5, 7), 3, 6))
    assert terms_on(date(2025, 5, 6), known).version == "1"
    assert terms_on(date(2000, 1, 1), known).version == "1"
    versions = [term.version for term in terms_of([ASKED, CHOSEN, RECUSED, AGAIN], CALENDAR, known)]
    assert versions == ["1", "1", "1", "2"]


def test_the_legal_aid_centre_appoints_within_three_working_days() -> None:
    assert legal_aid_appointment(date(2025, 4, 29), CALENDAR) == date(2025, 5, 7)


def test_a_quarter_counts_events_that_can_be_opened() -> None:
    lives = {UUID(int=7): [ASKED, CHOSEN, RECUSED, AGAIN, APPROVED]}
    second = figures(lives, Quarter(2025, 2), CALENDAR, date(2025, 6, 30))
    assert {measure: second[measure] for measure in ChapterMeasure} == dict.fromkeys(ChapterMeasure, 1)
    assert [one.mark for one in second.counted[ChapterMeasure.OVERDUE]] == [AGAIN], "23 May is after 21 May"
    assert (second.median, second.ninetieth) == (25.0, 25)
    third = figures(lives, Quarter(2025, 3), CALENDAR, date(2025, 9, 30))
    assert not any(third[measure] for measure in ChapterMeasure)
    assert (third.median, third.ninetieth) == (None, None)


def test_a_term_that_ends_after_the_day_asked_for_has_not_been_passed() -> None:
    lives = {UUID(int=7): [ASKED]}
    early = figures(lives, Quarter(2025, 2), CALENDAR, date(2025, 5, 8))
    late = figures(lives, Quarter(2025, 2), CALENDAR, date(2025, 5, 9))
    assert (early[ChapterMeasure.OVERDUE], late[ChapterMeasure.OVERDUE]) == (0, 1)


def test_median_and_ninetieth_percentile_are_of_the_days_to_the_opinion() -> None:
    lives = {}
    for number, days in enumerate((1, 2, 3, 4, 5, 6, 7, 8, 9, 50)):
        asked = datetime(2025, 5, 2, 3, tzinfo=UTC)
        done = Mark(2 * number + 2, Kept.APPROVED, asked + timedelta(days=days))
        lives[UUID(int=number + 1)] = [Mark(2 * number + 1, Kept.SUBMITTED, asked), done]
    found = figures(lives, Quarter(2025, 2), CALENDAR, date(2025, 12, 31))
    assert (found.median, found.ninetieth) == (5.5, 9)


def test_quarters_meet_without_a_gap() -> None:
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(731)]
    assert all(Quarter.of(day).holds(day) for day in days)
    assert Quarter(2025, 4).last == date(2025, 12, 31)
