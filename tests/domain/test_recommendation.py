"""Recommendations: each pair of stage and command as the table has it, and the rules that no table shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest

import domain
from domain.calendar import holidays
from domain.duties import Duty
from domain.kernel import Event, Refused, fold, join, split
from domain.recommendation import Recommendation
from domain.recommendation import facts as f
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
from domain.recommendation.codes import RecommendationStage as S
from domain.recommendation.correcting import cancel, correct
from domain.recommendation.parts import may_quote
from domain.recommendation.refusals import (
    AcknowledgedAlready,
    BeforeIt,
    ExplanationMissing,
    HasEntriesAfter,
    InTheFuture,
    NoSuchEntry,
    NotFedBack,
    NothingToEscalate,
    OnlyPositions,
    RecommendationIsElsewhere,
    SameOne,
    WordsNeedConsent,
)
from domain.recommendation.reminders import ReminderTerms, overdue_spans, remind_on
from domain.second_person import SecondPersonNeeded
from tests.spec import STREAM, UNIT, Given, at, given, when

README = (Path(domain.__file__).parent / "README.md").read_text()
WRITER, LEADER = at("2025-08-05"), at("2025-08-06", by=UUID(int=0xB1), role="supervisor")
LATER = at("2025-10-20")
OTHER = UUID("00000000-0000-4000-8000-0000000000d1")
WORDS = f.ChildVoice(
    words="Con sợ cái ao.", age=10, explained=True, child=Agreement.YES, guardian=Agreement.YES
)
SAID = f.Collected(
    origin=Origin.CHILD,
    subject=Subject.MATTER,
    title="Rào ao",
    content="Làm rào quanh ao.",
    collected_on=date(2025, 8, 4),
    voice=WORDS,
)
LETTER = f.Letter(addressee="UBND xã", subject="rào ao", body="Ao sâu.", asks="Làm rào.")
TO = f.Conveyance(agency=f.Agency(kind=AgencyKind.COMMUNE_COMMITTEE), on=date(2025, 8, 10), reference="15/KN")
ABOVE = f.Conveyance(agency=f.Agency(kind=AgencyKind.PROVINCIAL_COMMITTEE), on=date(2025, 10, 1))
TOLD = f.Feedback(on=date(2025, 10, 1), way=FeedbackWay.IN_PERSON, told="Xã trả lời rồi.")

Decide = Callable[[Recommendation], Event]
SENT = 3
"""Version of the conveyance in every history below."""


def receipt(conveyed: int = SENT, on: date = date(2025, 8, 12)) -> f.Acknowledgement:
    return f.Acknowledgement(conveyed=conveyed, on=on)


def answer(verdict: Verdict = Verdict.PARTLY, conveyed: int = SENT, content: str = "") -> f.Reply:
    return f.Reply(conveyed=conveyed, on=date(2025, 9, 20), verdict=verdict, content=content)


def closing(how: Ending = Ending.ANSWERED) -> f.Closing:
    return f.Closing(how=how)


def collected(said: f.Collected = SAID) -> f.RecommendationCollected:
    fact = Recommendation.collect("BG.KN.0001.2025", UNIT, said, WRITER)
    assert isinstance(fact, f.RecommendationCollected)
    return fact


def after(facts: Iterable[Event], *decisions: Decide) -> tuple[Event, ...]:
    """Return these facts and those of further decisions, one on the other."""
    told = tuple(facts)
    for decide in decisions:
        state = fold(Recommendation, STREAM, told)
        assert state is not None
        told = (*told, decide(state))
    return told


FIRST = (collected(),)
DRAFTED = after(FIRST, lambda r: r.draft(LETTER, WRITER.account or STREAM, WRITER))
APPROVED = after(DRAFTED, lambda r: r.approve(LEADER))
CONVEYED = after(APPROVED, lambda r: r.convey(TO, LATER))
ACKNOWLEDGED = after(CONVEYED, lambda r: r.acknowledge(receipt(), LATER))
REPLIED = after(ACKNOWLEDGED, lambda r: r.reply(answer(), LATER))
FED_BACK = after(REPLIED, lambda r: r.feed_back(TOLD, LATER))
HISTORY: dict[str, tuple[Event, ...]] = {
    "C": FIRST,
    "D": DRAFTED,
    "A": APPROVED,
    "V": CONVEYED,
    "K": ACKNOWLEDGED,
    "R": REPLIED,
    "F": FED_BACK,
    "X": after(FED_BACK, lambda r: r.close(closing(), LATER)),
    "W": after(CONVEYED, lambda r: r.withdraw(f.Withdrawal(why=WithdrawnWhy.SETTLED), LATER)),
    "M": after(FIRST, lambda r: r.merge(r.but(id=OTHER), "Cùng một việc.", LATER)),
}
LETTERS = dict(zip("CDAVKRFXWM", S, strict=True))


def _tell_and_close(r: Recommendation) -> Event:
    told = fold(Recommendation, STREAM, (r.feed_back(TOLD, LATER),), onto=r)
    assert told is not None
    return told.close(closing(Ending.NO_REPLY), LATER)


def _end(r: Recommendation) -> int:
    return r.closed or r.withdrawn or 99


COMMANDS: dict[str, Decide] = {
    "draft": lambda r: r.draft(LETTER, WRITER.account or STREAM, WRITER),
    "send back": lambda r: r.send_back("Nêu rõ nơi.", LEADER),
    "approve": lambda r: r.approve(LEADER),
    "approve one's own": lambda r: r.approve(WRITER),
    "convey": lambda r: r.convey(TO, LATER),
    "acknowledge": lambda r: r.acknowledge(receipt(), LATER),
    "reply": lambda r: r.reply(answer(), LATER),
    "remind": lambda r: r.remind(f.Reminder(conveyed=SENT, on=date(2025, 9, 10)), LATER),
    "escalate": lambda r: r.escalate(SENT, ABOVE, "Chưa làm.", LATER),
    "feed back": lambda r: r.feed_back(TOLD, LATER),
    "close as answered": lambda r: r.close(closing(), LATER),
    "close without reply": lambda r: r.close(closing(Ending.NO_REPLY), LATER),
    "tell, then close without reply": _tell_and_close,
    "withdraw": lambda r: r.withdraw(f.Withdrawal(why=WithdrawnWhy.SETTLED), LATER),
    "merge": lambda r: r.merge(r.but(id=OTHER), "Cùng một việc.", LATER),
    "join": lambda r: r.join(OTHER, LATER),
    "correct what came in": lambda r: correct(r, 0, SAID, "Ghi nhầm tuổi.", LATER),
    "cancel the reply": lambda r: cancel(r, 5, "Nhầm việc.", LATER),
    "cancel the end": lambda r: cancel(r, _end(r), "Bấm nhầm.", LATER),
}


def _table() -> dict[tuple[str, str], str]:
    lines = README.split("<!-- recommendation-stages -->")[1].strip().split("\n\n")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {
        (row[0].partition(" / ")[2], letter): cell
        for row in rows[2:]
        for letter, cell in zip(rows[0][1:], row[1:], strict=True)
    }


TABLE = _table()


def test_the_table_has_every_stage_and_every_command() -> None:
    assert {letter for _, letter in TABLE} == set(LETTERS)
    assert {command for command, _ in TABLE} == set(COMMANDS)
    assert len(TABLE) == len(LETTERS) * len(COMMANDS)
    assert all(re.fullmatch(r"[CDAVKRFXWM=·]", cell) for cell in TABLE.values())


@pytest.mark.parametrize("letter", LETTERS)
def test_each_history_is_at_its_stage_and_its_last_fact_says_so(letter: str) -> None:
    state = fold(Recommendation, STREAM, HISTORY[letter])
    assert state is not None and state.stage is LETTERS[letter]
    last = HISTORY[letter][-1]
    assert not isinstance(last, f.Followed) or last.stage is LETTERS[letter]
    assert all(join(type(fact), *split(fact)) == fact for fact in HISTORY[letter]), (
        "the same out of the ledger"
    )


@pytest.mark.parametrize(("command", "letter"), sorted(TABLE))
def test_each_cell_of_the_table(command: str, letter: str) -> None:
    state, cell = fold(Recommendation, STREAM, HISTORY[letter]), TABLE[command, letter]
    assert state is not None
    if cell == "·":
        with pytest.raises(Refused):
            COMMANDS[command](state)
        return
    fact = COMMANDS[command](state)
    assert isinstance(fact, f.Followed)
    assert fact.stage is (LETTERS[letter] if cell == "=" else LETTERS[cell])


# -- what comes in ---------------------------------------------------------------------------------------------------


def test_anything_is_collected_whatever_is_agreed_but_not_of_tomorrow() -> None:
    unasked = SAID.model_copy(update={"voice": f.ChildVoice(words="Con sợ.")})
    fact = when(lambda: Recommendation.collect("x", UNIT, unasked, WRITER)).then_fact(
        f.RecommendationCollected
    )
    assert fact.collected == unasked
    tomorrow = SAID.model_copy(update={"collected_on": date(2025, 8, 6)})
    when(lambda: Recommendation.collect("x", UNIT, tomorrow, WRITER)).then_refused(InTheFuture)


@pytest.mark.parametrize(
    ("change", "may"),
    [
        ({}, True),
        ({"words": ""}, False),
        ({"explained": False}, False),
        ({"guardian": Agreement.NOT_ASKED}, False),
        ({"child": Agreement.NOT_ASKED}, False),
        ({"child": Agreement.NO}, False),
        ({"age": None, "child": Agreement.NOT_ASKED}, False),
        ({"age": 7, "child": Agreement.NOT_ASKED}, False),
        ({"age": 6, "child": Agreement.NOT_ASKED}, True),
        ({"age": 6, "child": Agreement.NO}, False),
        ({"age": 6, "child": Agreement.NOT_ASKED, "guardian": Agreement.NO}, False),
    ],
)
def test_a_child_s_words_are_quoted_only_with_the_consent_that_its_age_needs(
    change: dict[str, object], may: bool
) -> None:
    """Law 91/2025/QH15, art. 24(2): the representative, and from 7 years the child; unknown counts as 7."""
    voice = WORDS.model_copy(update=change)
    assert may_quote(voice) is may
    quoting = LETTER.model_copy(update={"quotes_child": True})
    state = Given(Recommendation, (collected(SAID.model_copy(update={"voice": voice})),))
    outcome = state.when(lambda r: r.draft(quoting, STREAM, WRITER))
    if may:
        outcome.then_fact(f.RecommendationDrafted)
    else:
        outcome.then_refused(WordsNeedConsent)


def test_an_agreement_taken_back_before_the_approval_stops_the_quoting_letter() -> None:
    quoting = LETTER.model_copy(update={"quotes_child": True})
    unwilling = SAID.model_copy(update={"voice": WORDS.model_copy(update={"child": Agreement.NO})})
    told = after(
        FIRST,
        lambda r: r.draft(quoting, WRITER.account or STREAM, WRITER),
        lambda r: correct(r, 0, unwilling, "Cháu đổi ý.", LATER),
    )
    given(Recommendation, *told).when(lambda r: r.approve(LEADER)).then_refused(WordsNeedConsent)


def test_nobody_approves_their_own_letter() -> None:
    given(Recommendation, *DRAFTED).when(lambda r: r.approve(WRITER)).then_refused(SecondPersonNeeded)


# -- what it counts for ----------------------------------------------------------------------------------------------


def counted(fact: Event) -> f.Counted:
    found = getattr(fact, "counted", None)
    assert isinstance(found, f.Counted)
    return found


@pytest.mark.parametrize("origin", Origin)
def test_each_fact_says_for_which_clause_it_counts(origin: Origin) -> None:
    """LAW 1.2; Decree 56, art. 52(3) is about opinions of children alone."""
    told = after(
        (collected(SAID.model_copy(update={"origin": origin})),),
        lambda r: r.draft(LETTER, WRITER.account or STREAM, WRITER),
        lambda r: r.approve(LEADER),
        lambda r: r.convey(TO, LATER),
        lambda r: r.reply(answer(), LATER),
        lambda r: r.feed_back(TOLD, LATER),
    )
    connected = (Duty.CONNECT,) if origin in (Origin.CHILD, Origin.SOCIAL_ORG) else ()
    tracked = (Duty.TRACK_REPLY,) if origin is Origin.CHILD else ()
    expected = {
        0: (date(2025, 8, 4), connected),
        3: (date(2025, 8, 10), (Duty.RECOMMEND, *connected)),
        4: (date(2025, 9, 20), (Duty.RECOMMEND, *tracked)),
        5: (date(2025, 10, 1), (Duty.RECOMMEND, *tracked)),
    }
    for place, (on, clauses) in expected.items():
        assert counted(told[place]) == f.Counted(unit=UNIT, on=on, clauses=clauses)


def test_a_position_statement_counts_as_one_and_is_over_without_any_reply() -> None:
    stated = SAID.model_copy(update={"kind": RecommendationKind.POSITION, "origin": Origin.INSPECTION_BOARD})
    told = after(
        (collected(stated),),
        lambda r: r.draft(LETTER, WRITER.account or STREAM, WRITER),
        lambda r: r.approve(LEADER),
        lambda r: r.convey(TO, LATER),
    )
    assert counted(told[-1]).clauses == (Duty.STATE_POSITION,)
    outcome = given(Recommendation, *told).when(lambda r: r.close(closing(Ending.STATED), LATER))
    assert outcome.then_fact(f.RecommendationClosed).stage is S.CLOSED
    given(Recommendation, *CONVEYED).when(lambda r: r.close(closing(Ending.STATED), LATER)).then_refused(
        OnlyPositions
    )


# -- several bodies --------------------------------------------------------------------------------------------------


def test_it_is_answered_when_every_body_answered_or_was_gone_over() -> None:
    two = after(
        CONVEYED, lambda r: r.convey(ABOVE, LATER), lambda r: r.reply(answer(Verdict.ACCEPTED), LATER)
    )
    assert Given(Recommendation, two).state.stage is S.ACKNOWLEDGED
    both = after(
        two,
        lambda r: r.reply(
            f.Reply(
                conveyed=4, on=date(2025, 10, 5), verdict=Verdict.EXPLAINED_REFUSAL, content="Chưa có tiền."
            ),
            LATER,
        ),
    )
    assert Given(Recommendation, both).state.stage is S.REPLIED
    over = after(CONVEYED, lambda r: r.escalate(SENT, ABOVE, "Không trả lời.", LATER))
    above = after(
        over, lambda r: r.reply(f.Reply(conveyed=4, on=date(2025, 10, 9), verdict=Verdict.PARTLY), LATER)
    )
    assert Given(Recommendation, above).state.stage is S.REPLIED


def test_only_what_was_conveyed_there_is_answered_on_days_that_have_come() -> None:
    sent = given(Recommendation, *CONVEYED)
    sent.when(lambda r: r.reply(answer(conveyed=2), LATER)).then_refused(NoSuchEntry)
    sent.when(lambda r: r.acknowledge(receipt(on=date(2025, 8, 9)), LATER)).then_refused(BeforeIt)
    sent.when(lambda r: r.acknowledge(receipt(on=date(2025, 12, 9)), LATER)).then_refused(InTheFuture)
    given(Recommendation, *ACKNOWLEDGED).when(lambda r: r.acknowledge(receipt(), LATER)).then_refused(
        AcknowledgedAlready
    )


def test_a_refusal_with_an_explanation_has_one() -> None:
    sent = given(Recommendation, *CONVEYED)
    sent.when(lambda r: r.reply(answer(Verdict.EXPLAINED_REFUSAL), LATER)).then_refused(ExplanationMissing)
    sent.when(lambda r: r.reply(answer(Verdict.REFUSED), LATER)).then_fact(f.RecommendationReplied)


def test_what_was_accepted_or_escalated_already_is_not_escalated() -> None:
    accepted = after(CONVEYED, lambda r: r.reply(answer(Verdict.ACCEPTED), LATER))
    over = after(CONVEYED, lambda r: r.escalate(SENT, ABOVE, "Không trả lời.", LATER))
    for facts in (accepted, over):
        given(Recommendation, *facts).when(lambda r: r.escalate(SENT, ABOVE, "x", LATER)).then_refused(
            NothingToEscalate
        )


def test_it_is_not_over_before_somebody_is_told_anew() -> None:
    given(Recommendation, *REPLIED).when(lambda r: r.close(closing(), LATER)).then_refused(NotFedBack)
    again = after(FED_BACK, lambda r: r.reply(answer(Verdict.ACCEPTED), LATER))
    given(Recommendation, *again).when(lambda r: r.close(closing(), LATER)).then_refused(NotFedBack)


def test_it_is_merged_into_another_alone() -> None:
    given(Recommendation, *FIRST).when(lambda r: r.merge(r, "x", LATER)).then_refused(SameOne)


# -- corrections -----------------------------------------------------------------------------------------------------


def test_a_correction_keeps_what_follows_and_counts_anew() -> None:
    right = TO.model_copy(update={"on": date(2025, 8, 11)})
    fact = (
        given(Recommendation, *REPLIED)
        .when(lambda r: correct(r, SENT, right, "Nhầm ngày.", LATER))
        .then_fact(f.RecommendationCorrected)
    )
    assert fact.counted is not None and fact.counted.on == date(2025, 8, 11) and fact.stage is S.REPLIED
    late = TO.model_copy(update={"on": date(2025, 9, 21)})
    given(Recommendation, *REPLIED).when(lambda r: correct(r, SENT, late, "x", LATER)).then_refused(BeforeIt)


def test_only_an_entry_of_that_kind_that_stands_is_corrected() -> None:
    replied = given(Recommendation, *REPLIED)
    wrong: tuple[tuple[int, f.Entry], ...] = ((1, TO), (SENT, SAID), (4, answer()), (5, receipt()), (0, TOLD))
    for entry, value in wrong:
        with pytest.raises(NoSuchEntry):
            correct(replied.state, entry, value, "x", LATER)
    fact = replied.when(lambda r: correct(r, 5, answer(Verdict.ACCEPTED), "Đọc nhầm.", LATER)).then_fact(
        f.RecommendationCorrected
    )
    state = fold(Recommendation, STREAM, (*REPLIED, fact))
    assert state is not None and state.sent[0].answer is not None
    assert state.sent[0].answer.verdict is Verdict.ACCEPTED


def test_a_conveyance_on_which_something_rests_is_not_cancelled_before_that() -> None:
    given(Recommendation, *ACKNOWLEDGED).when(lambda r: cancel(r, SENT, "x", LATER)).then_refused(
        HasEntriesAfter
    )
    bare = after(
        ACKNOWLEDGED, lambda r: cancel(r, 4, "Nhầm.", LATER), lambda r: cancel(r, SENT, "Nhầm.", LATER)
    )
    assert Given(Recommendation, bare).state.stage is S.APPROVED
    given(Recommendation, *bare).when(lambda r: cancel(r, SENT, "x", LATER)).then_refused(NoSuchEntry)
    given(Recommendation, *REPLIED).when(lambda r: cancel(r, 1, "x", LATER)).then_refused(NoSuchEntry)


# -- reminders: quy ước nội bộ ---------------------------------------------------------------------------------------

TERMS = (
    ReminderTerms("1", date(2008, 1, 1), 30, 45, 7),
    ReminderTerms("2", date(2025, 9, 1), 10, 20, 3),
)


def test_schools_are_reminded_after_seven_working_days_others_after_thirty_days() -> None:
    """The comparators of LAW 1.3; 1 and 2 September 2025 are days off."""
    friday = date(2025, 8, 29)
    assert remind_on(AgencyKind.COMMUNE_COMMITTEE, friday, holidays()) == friday + timedelta(days=30)
    assert remind_on(AgencyKind.SCHOOL, friday, holidays()) == date(2025, 9, 11)


def test_the_days_asked_of_a_list_are_those_whose_reminder_has_passed() -> None:
    """Day by day against `remind_on`, across a change of terms, for both kinds of body."""
    for today in (date(2025, 9, 5), date(2025, 9, 30), date(2025, 12, 1)):
        spans = tuple(overdue_spans(today, holidays(), TERMS))
        for back in range(120):
            day = today - timedelta(days=back)
            for agency in (AgencyKind.SCHOOL, AgencyKind.POLICE):
                school = agency is AgencyKind.SCHOOL
                listed = any(one.since <= day <= one.until for one in spans if one.school is school)
                assert listed is (remind_on(agency, day, holidays(), TERMS) < today), (today, day, agency)


def test_a_draft_may_wait_for_ever_and_says_where_it_is() -> None:
    found = given(Recommendation, *FIRST).when(lambda r: r.close(closing(), LATER))
    assert isinstance(found.refusal, RecommendationIsElsewhere)
    assert "Đã tiếp nhận" in found.refusal.sentence("vi") and "Collected" in found.refusal.sentence("en")
