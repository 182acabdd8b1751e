"""What conflicts of interest, broken glass and restrictions decide."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from domain.conflict import (
    ConcernsYou,
    ConflictDeclared,
    ConflictDetected,
    ConflictJudged,
    ConflictOfInterest,
    Declaration,
    Interest,
    IsSettled,
    JudgedAlready,
    Judgement,
    JudgeOfTheSameUnit,
    MatchKind,
    Standing,
    Verdict,
)
from domain.decoy import (
    MOST,
    Decoy,
    DecoyConfirmed,
    DecoyGone,
    DecoyIsOpen,
    DecoyPlaced,
    DecoyProposed,
    DecoyRejected,
    DecoysEnough,
    DecoyTakenBack,
    DecoyThere,
    DecoyTouched,
    DecoyUntouched,
    DecoyWithdrawn,
    TouchesReviewed,
)
from domain.glass import (
    Breaking,
    Glass,
    GlassBroken,
    GlassExplained,
    GlassFinding,
    GlassGround,
    GlassReview,
    GlassReviewed,
    NotYours,
    ReviewedAlready,
    ReviewedByOthers,
)
from domain.kernel import Act, Actor
from domain.look_review import (
    JudgedByAnotherUnit,
    Looked,
    LookJudgedAlready,
    LookJudgement,
    LookReview,
    LooksJudged,
    LookVerdict,
)
from domain.restriction import (
    NotRestricted,
    Placing,
    Restriction,
    RestrictionGround,
    RestrictionLiftAsked,
    RestrictionLifted,
    RestrictionPlaced,
)
from domain.second_person import ProposalIsOver, SecondPersonNeeded
from tests.spec import COUNSELLOR, UNIT, at, given, when

CASE, OTHER_UNIT = UUID(int=9), UUID(int=0xF2)
FIRST, SECOND, THIRD = (UUID(int=number) for number in (0xA1, 0xA2, 0xA3))
NOW = at("2025-08-04T09:00")
UPHELD = Judgement(verdict=Verdict.UPHELD, reason="Là cậu ruột của trẻ.")
LIFTED = Judgement(verdict=Verdict.LIFTED, reason="Trùng số điện thoại của trạm y tế.")
DETECTED = ConflictDetected(
    occurred_at=NOW.at, account=COUNSELLOR, record=CASE, unit=UNIT, kinds=(MatchKind.TELEPHONE,)
)


def judged(judge: UUID, judgement: Judgement, *, settles: bool = False) -> ConflictJudged:
    return ConflictJudged(occurred_at=NOW.at, judge=judge, judgement=judgement, settles=settles)


def by(person: UUID) -> Act:
    return at("2025-08-04T09:00", by=person, role="supervisor", unit=OTHER_UNIT)


def test_a_declaration_is_never_refused() -> None:
    said = Declaration(interest=Interest.RELATIVE, note="Cháu họ")
    when(lambda: ConflictOfInterest.declare(COUNSELLOR, CASE, UNIT, said, NOW)).then(
        ConflictDeclared(occurred_at=NOW.at, account=COUNSELLOR, record=CASE, unit=UNIT, declaration=said)
    )


def test_two_judges_of_other_units_settle_it() -> None:
    sure = given(ConflictOfInterest, DETECTED)
    sure.when(lambda it: it.judge(UPHELD, OTHER_UNIT, by(FIRST))).then(judged(FIRST, UPHELD))
    once = given(ConflictOfInterest, DETECTED, judged(FIRST, UPHELD))
    once.then_state(lambda it: it.standing is Standing.PROVISIONAL)
    once.when(lambda it: it.judge(UPHELD, OTHER_UNIT, by(SECOND))).then(judged(SECOND, UPHELD, settles=True))
    given(
        ConflictOfInterest, DETECTED, judged(FIRST, UPHELD), judged(SECOND, UPHELD, settles=True)
    ).then_state(lambda it: it.standing is Standing.CONFIRMED)
    given(
        ConflictOfInterest, DETECTED, judged(FIRST, LIFTED), judged(SECOND, LIFTED, settles=True)
    ).then_state(lambda it: it.standing is Standing.LIFTED)


def test_judges_who_differ_settle_nothing_and_a_third_decides() -> None:
    differ = given(ConflictOfInterest, DETECTED, judged(FIRST, UPHELD), judged(SECOND, LIFTED))
    differ.then_state(lambda it: it.standing is Standing.PROVISIONAL)
    differ.when(lambda it: it.judge(LIFTED, OTHER_UNIT, by(THIRD))).then(judged(THIRD, LIFTED, settles=True))


def test_nobody_judges_for_themselves_their_own_unit_or_twice() -> None:
    it = given(ConflictOfInterest, DETECTED)
    it.when(lambda one: one.judge(LIFTED, OTHER_UNIT, by(COUNSELLOR))).then_refused(ConcernsYou)
    it.when(lambda one: one.judge(LIFTED, UNIT, by(FIRST))).then_refused(JudgeOfTheSameUnit)
    once = given(ConflictOfInterest, DETECTED, judged(FIRST, LIFTED))
    once.when(lambda one: one.judge(LIFTED, OTHER_UNIT, by(FIRST))).then_refused(JudgedAlready)
    settled = given(ConflictOfInterest, DETECTED, judged(FIRST, LIFTED), judged(SECOND, LIFTED, settles=True))
    settled.when(lambda one: one.judge(UPHELD, OTHER_UNIT, by(THIRD))).then_refused(IsSettled)


def test_a_new_match_closes_again_what_was_lifted_but_not_what_was_confirmed() -> None:
    lifted = (DETECTED, judged(FIRST, LIFTED), judged(SECOND, LIFTED, settles=True))
    given(ConflictOfInterest, *lifted, DETECTED).then_state(
        lambda it: it.standing is Standing.PROVISIONAL and it.said == ()
    )
    confirmed = (DETECTED, judged(FIRST, UPHELD), judged(SECOND, UPHELD, settles=True))
    given(ConflictOfInterest, *confirmed, DETECTED).then_state(lambda it: it.standing is Standing.CONFIRMED)


BREAKING = Breaking(ground=GlassGround.DANGER)
BROKEN = Glass.broken(COUNSELLOR, CASE, BREAKING, NOW)


def test_glass_is_open_for_an_hour_and_the_reason_may_follow() -> None:
    when(lambda: BROKEN).then(
        GlassBroken(
            occurred_at=NOW.at,
            account=COUNSELLOR,
            case_id=CASE,
            breaking=BREAKING,
            has_reason=False,
            until=NOW.at + timedelta(minutes=60),
        )
    )
    given(Glass, BROKEN).when(lambda glass: glass.explain("Bé gọi 111, máy phụ trách tắt.", NOW)).then(
        GlassExplained(occurred_at=NOW.at, reason="Bé gọi 111, máy phụ trách tắt.")
    )
    late = at("2025-08-05T09:01")
    given(Glass, BROKEN).when(lambda glass: glass.explain("Muộn", late)).then(
        GlassExplained(occurred_at=late.at, reason="Muộn", late=True)
    )
    other = at("2025-08-04T10:00", by=FIRST)
    given(Glass, BROKEN).when(lambda glass: glass.explain("Tôi", other)).then_refused(NotYours)


def test_someone_else_reviews_once() -> None:
    review = GlassReview(finding=GlassFinding.JUSTIFIED, note="Có gọi 111.")
    inspector = at("2025-08-06", by=FIRST, role="auditor")
    reviewed = GlassReviewed(occurred_at=inspector.at, review=review)
    given(Glass, BROKEN).when(lambda glass: glass.review(review, inspector)).then(reviewed)
    given(Glass, BROKEN).when(lambda glass: glass.review(review, NOW)).then_refused(ReviewedByOthers)
    given(Glass, BROKEN, reviewed).when(lambda glass: glass.review(review, inspector)).then_refused(
        ReviewedAlready
    )


PLACED = Restriction.place(CASE, Placing(ground=RestrictionGround.PROTECTION), NOW)


def test_two_people_lift_a_restriction() -> None:
    second = at("2025-08-04T09:00", by=FIRST)
    asked = RestrictionLiftAsked(occurred_at=NOW.at, asked_by=COUNSELLOR, reason="Hết lý do")
    lifted = RestrictionLifted(occurred_at=NOW.at, agreed_by=FIRST)
    when(lambda: PLACED).then(
        RestrictionPlaced(
            occurred_at=NOW.at, case_id=CASE, placing=Placing(ground=RestrictionGround.PROTECTION)
        )
    )
    given(Restriction, PLACED).when(lambda it: it.lift("Hết lý do", NOW)).then(asked)
    given(Restriction, PLACED, asked).when(lambda it: it.lift("Hết lý do", NOW)).then_refused(
        SecondPersonNeeded
    )
    given(Restriction, PLACED, asked).when(lambda it: it.lift("Đồng ý", second)).then(lifted)
    given(Restriction, PLACED, asked, lifted).when(lambda it: it.lift("Nữa", NOW)).then_refused(NotRestricted)
    given(Restriction, PLACED, asked, lifted, PLACED).then_state(lambda it: it.active and it.asked_by is None)


LINE = Looked(position=12, account=COUNSELLOR, unit=UNIT, judged=False)
IN_ORDER = LookJudgement(verdict=LookVerdict.IN_ORDER, note="Thay đồng nghiệp nghỉ ốm, có giấy phân công.")
JUDGE = Act(Actor.account(FIRST), NOW.at, role="auditor", unit=OTHER_UNIT)


def test_lines_of_the_access_log_are_closed_by_someone_of_another_unit() -> None:
    more = LINE.model_copy(update={"position": 15})
    when(lambda: LookReview.judged((LINE, more), IN_ORDER, {OTHER_UNIT}, JUDGE)).then(
        LooksJudged(occurred_at=NOW.at, positions=(12, 15), judgement=IN_ORDER)
    )


def test_nobody_closes_a_line_of_their_own_unit_or_of_themselves() -> None:
    own = LINE.model_copy(update={"account": FIRST})
    when(lambda: LookReview.judged((LINE,), IN_ORDER, {UNIT}, JUDGE)).then_refused(JudgedByAnotherUnit)
    when(lambda: LookReview.judged((own,), IN_ORDER, {OTHER_UNIT}, JUDGE)).then_refused(JudgedByAnotherUnit)


def test_a_line_is_closed_once() -> None:
    done = LINE.model_copy(update={"judged": True})
    when(lambda: LookReview.judged((LINE, done), IN_ORDER, {OTHER_UNIT}, JUDGE)).then_refused(
        LookJudgedAlready
    )


PROPOSED = DecoyProposed(occurred_at=NOW.at, mark="ab" * 32, case_id=str(CASE), code="HT.TN.0007.2025")
CONFIRMED = DecoyConfirmed(occurred_at=NOW.at)


def propose(*, closed: bool = True, there: bool = False, others: int = 0) -> DecoyProposed:
    return Decoy.propose(
        CASE, str(PROPOSED.code), PROPOSED.mark, NOW, closed=closed, there=there, others=others
    )


def confirm(decoy: Decoy, by: Act = JUDGE, *, closed: bool = True, others: int = 0) -> DecoyConfirmed:
    return decoy.confirm(NOW.account, by, closed=closed, others=others)


def test_a_closed_file_is_proposed_as_a_decoy_and_there_are_few_of_them() -> None:
    when(propose).then(PROPOSED)
    when(lambda: propose(others=MOST - 1)).then(PROPOSED)
    when(lambda: propose(others=MOST)).then_refused(DecoysEnough)
    when(lambda: propose(closed=False)).then_refused(DecoyIsOpen)
    when(lambda: propose(there=True)).then_refused(DecoyThere)


def test_a_second_person_makes_it_a_decoy_and_what_changed_meanwhile_is_asked_again() -> None:
    assert JUDGE.account != NOW.account
    given(Decoy, PROPOSED).when(confirm).then(DecoyConfirmed(occurred_at=JUDGE.at))
    given(Decoy, PROPOSED).when(lambda decoy: confirm(decoy, NOW)).then_refused(SecondPersonNeeded)
    system = Act(Actor.system("decoy"), NOW.at)
    given(Decoy, PROPOSED).when(lambda decoy: confirm(decoy, system)).then_refused(SecondPersonNeeded)
    given(Decoy, PROPOSED).when(lambda decoy: confirm(decoy, closed=False)).then_refused(DecoyIsOpen)
    given(Decoy, PROPOSED).when(lambda decoy: confirm(decoy, others=MOST)).then_refused(DecoysEnough)
    given(Decoy, PROPOSED).when(lambda decoy: confirm(decoy, others=MOST - 1)).then(
        DecoyConfirmed(occurred_at=JUDGE.at)
    )


def test_a_decoy_that_one_person_placed_before_is_one_and_can_be_withdrawn() -> None:
    placed = DecoyPlaced(occurred_at=NOW.at, mark=PROPOSED.mark, case_id=str(CASE), code="HT.TN.0007.2025")
    given(Decoy, placed).when(lambda decoy: decoy.withdraw(NOW)).then(DecoyWithdrawn(occurred_at=NOW.at))
    given(Decoy, placed).when(confirm).then_refused(ProposalIsOver)


def test_a_second_person_may_say_no_and_whoever_proposed_takes_it_back() -> None:
    rejected = DecoyRejected(occurred_at=JUDGE.at)
    given(Decoy, PROPOSED).when(lambda decoy: decoy.reject(NOW.account, JUDGE)).then(rejected)
    given(Decoy, PROPOSED).when(lambda decoy: decoy.reject(NOW.account, NOW)).then_refused(SecondPersonNeeded)
    back = DecoyTakenBack(occurred_at=NOW.at)
    given(Decoy, PROPOSED).when(lambda decoy: decoy.withdraw(NOW)).then(back)
    for over in (rejected, back, CONFIRMED):
        given(Decoy, PROPOSED, over).when(confirm).then_refused(ProposalIsOver)
        given(Decoy, PROPOSED, over).when(lambda decoy: decoy.reject(NOW.account, JUDGE)).then_refused(
            ProposalIsOver
        )
    for over in (rejected, back):
        given(Decoy, PROPOSED, over).when(lambda decoy: decoy.withdraw(NOW)).then_refused(DecoyGone)


def test_one_person_withdraws_a_decoy_and_once() -> None:
    withdrawn = DecoyWithdrawn(occurred_at=NOW.at)
    given(Decoy, PROPOSED, CONFIRMED).when(lambda decoy: decoy.withdraw(NOW)).then(withdrawn)
    given(Decoy, PROPOSED, CONFIRMED, withdrawn).when(lambda decoy: decoy.withdraw(NOW)).then_refused(
        DecoyGone
    )
    given(Decoy, PROPOSED, CONFIRMED, withdrawn).when(confirm).then_refused(ProposalIsOver)


def test_touches_are_looked_into_until_the_latest_that_was_shown() -> None:
    touch = DecoyTouched(occurred_at=NOW.at, account=FIRST, role="counsellor", action="case.open")
    before, after = NOW.at - timedelta(hours=1), NOW.at + timedelta(hours=1)
    done = TouchesReviewed(occurred_at=NOW.at, account=FIRST, until=NOW.at)
    there = given(Decoy, PROPOSED, CONFIRMED, touch)
    there.when(lambda decoy: decoy.review(FIRST, NOW.at, NOW)).then(done)
    there.when(lambda decoy: decoy.review(FIRST, after, NOW)).then(done)
    there.when(lambda decoy: decoy.review(FIRST, before, NOW)).then_refused(DecoyUntouched)
    given(Decoy, PROPOSED, CONFIRMED).when(lambda decoy: decoy.review(FIRST, NOW.at, NOW)).then_refused(
        DecoyUntouched
    )
