"""Each pair of stage and command of a request, allowed or forbidden, as the table in domain/README.md has it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

import domain
from domain.kernel import Act, Event, Refused, fold
from domain.referral import Referral
from domain.referral.after import dissent, take_up
from domain.referral.choosing import KnownOfPeople
from domain.referral.conflict_sheet import SheetAnswer
from domain.referral.facts import (
    OpinionApproved,
    ReferralDeclined,
    ReferralSentToLegalAid,
    ReferralWithdrawn,
)
from domain.referral.opinion import RecommendedStep, StepKind
from domain.referral.questions import InformationAsked, answer_question, ask_for_more
from domain.referral.request import ReferralStage
from domain.referral.reviewing import begin_review
from domain.referral.second_look import SecondLookAsked, SecondLookOpened
from domain.referral.second_reader import ask_second_look, declare_second, dissent_of_reader
from domain.referral.tie import find_tie
from tests.domain.test_referral import (
    APPROVED,
    ASSIGNED,
    CLEAN,
    DRAFTED,
    HEAD,
    HEADS,
    JUROR,
    JURORS,
    LAWYER,
    LAWYERS,
    MONDAY,
    OPINION,
    RELATED,
    REVIEWERS,
    proposed,
    read,
    recused,
    sent_back,
    submitted,
)
from tests.spec import STREAM, at

README = (Path(domain.__file__).parent / "README.md").read_text()
UNSURE = CLEAN.model_copy(update={"related": SheetAnswer.UNSURE})
SECOND_HEAD = at("2024-06-06", by=UUID("00000000-0000-4000-8000-0000000000a9"), role="chapter_head")
KNOWN = KnownOfPeople(reviewers=REVIEWERS, involved=frozenset(), recused=frozenset())
TO = date(2024, 6, 4)

STEP = RecommendedStep(what="Gửi văn bản", kind=StepKind.LETTER, due_on=TO)
WITH_A_STEP = OPINION.model_copy(update={"steps": (STEP,)})

S = ReferralStage
LETTERS = dict(zip("SCRAIDPTXLW", [
    *(S.SUBMITTED, S.CONFLICT_CHECK, S.RECUSED, S.ASSIGNED, S.IN_REVIEW, S.OPINION_DRAFTED),
    *(S.OPINION_APPROVED, S.RETURNED, S.DECLINED, S.SENT_TO_LEGAL_AID, S.WITHDRAWN),
], strict=True))  # fmt: skip
HISTORY: dict[str, tuple[Event, ...]] = {
    "S": (submitted,),
    "C": (submitted, proposed),
    "R": (submitted, proposed, recused),
    "A": ASSIGNED,
    "I": (*DRAFTED, sent_back),
    "D": DRAFTED,
    "P": APPROVED,
    "T": (*APPROVED, read),
    "X": (*ASSIGNED, ReferralDeclined(occurred_at=HEADS.at, reason="Tòa án đang thụ lý.")),
    "L": (*ASSIGNED, ReferralSentToLegalAid(occurred_at=HEADS.at, reference="12/TGPL", sent_on=TO)),
    "W": (*ASSIGNED, ReferralWithdrawn(occurred_at=MONDAY.at)),
}
question = InformationAsked(occurred_at=HEADS.at, by_head=True, question="Ai đang nuôi cháu?")

look_asked = SecondLookAsked(occurred_at=HEADS.at, reader=JUROR)
look_opened = SecondLookOpened(occurred_at=JURORS.at, reader=JUROR, declaration=CLEAN)
BEFORE: dict[str, tuple[Event, ...]] = {
    "declare for a second look: clear": (look_asked,),
    "declare for a second look: not sure": (look_asked,),
    "declare for a second look: conflict": (look_asked,),
    "dissent after a second look": (look_asked, look_opened),
}
"""What happened last, before these commands."""

Decide = Callable[[Referral, str], Event | None]


def _propose(r: Referral, letter: str) -> Event:
    who = JUROR if letter == "R" else LAWYER
    return r.propose(who, HEADS, KNOWN)


def _tie(r: Referral, account: UUID, act: Act) -> Event:
    approved = any(isinstance(fact, OpinionApproved) for fact in HISTORY[_letter(r.stage)])
    return find_tie(r, account, "Anh em họ", act, approvers=frozenset({HEAD} if approved else ()))


def _letter(stage: ReferralStage) -> str:
    return next(letter for letter, one in LETTERS.items() if one is stage)


COMMANDS: dict[str, Decide] = {
    "propose": _propose,
    "declare: clear": lambda r, _: r.declare(CLEAN, LAWYERS),
    "declare: not sure": lambda r, _: r.declare(UNSURE, LAWYERS),
    "declare: conflict": lambda r, _: r.declare(RELATED, LAWYERS),
    "begin": lambda r, _: begin_review(r, LAWYERS),
    "draft": lambda r, _: r.draft(OPINION, LAWYERS),
    "approve": lambda r, _: r.approve(HEADS),
    "send back": lambda r, _: r.send_back("Nêu rõ khoản.", HEADS),
    "decline": lambda r, _: r.decline("Tòa án đang thụ lý.", HEADS),
    "legal aid": lambda r, _: r.send_to_legal_aid("12/TGPL", TO, HEADS),
    "withdraw": lambda r, _: r.withdraw("", MONDAY),
    "read": lambda r, _: r.read(MONDAY),
    "ask as reviewer": lambda r, _: ask_for_more(r, "Ai nuôi?", LAWYERS, as_head=False),
    "ask as head": lambda r, _: ask_for_more(r, "Ai nuôi?", HEADS, as_head=True),
    "answer": lambda r, _: answer_question(r, 1, "Ông bà nội.", MONDAY),
    "ask for a second look": lambda r, _: ask_second_look(r, JUROR, HEADS, KNOWN),
    "declare for a second look: clear": lambda r, _: declare_second(r, CLEAN, JURORS),
    "declare for a second look: not sure": lambda r, _: declare_second(r, UNSURE, JURORS),
    "declare for a second look: conflict": lambda r, _: declare_second(r, RELATED, JURORS),
    "dissent after a second look": lambda r, _: dissent_of_reader(r, "Tôi hiểu khác.", JURORS),
    "dissent": lambda r, _: dissent(r, "Tôi hiểu Điều 84 khác.", HEADS),
    "take up a step": lambda r, _: take_up(
        r.but(opinion=WITH_A_STEP if r.opinion else None), 0, MONDAY, on=TO
    ),
    "tie of the reviewer": lambda r, _: _tie(r, LAWYER, HEADS),
    "tie of the approver": lambda r, _: _tie(r, HEAD, SECOND_HEAD),
}


def _table() -> dict[tuple[str, str], str]:
    """Return the cells of the table in the glossary, by command and stage."""
    lines = README.split("<!-- referral-stages -->")[1].strip().split("\n\n")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    heads = rows[0][1:]
    return {
        (row[0].partition(" / ")[2], letter): cell
        for row in rows[2:]
        for letter, cell in zip(heads, row[1:], strict=True)
    }


TABLE = _table()


def state_at(letter: str, command: str) -> Referral:
    facts = HISTORY[letter]
    asked = (facts[0], question, *facts[1:]) if command == "answer" else (*facts, *BEFORE.get(command, ()))
    state = fold(Referral, STREAM, asked)
    assert state is not None
    return state


def test_the_table_has_every_stage_and_every_command() -> None:
    assert {letter for _, letter in TABLE} == set(LETTERS) and set(LETTERS.values()) == set(ReferralStage)
    assert {command for command, _ in TABLE} == set(COMMANDS)
    assert len(TABLE) == len(LETTERS) * len(COMMANDS)
    assert all(re.fullmatch(r"[SCRAIDPTXLW=·]", cell) for cell in TABLE.values())


@pytest.mark.parametrize("letter", LETTERS)
def test_a_history_leads_to_its_stage(letter: str) -> None:
    assert state_at(letter, "").stage is LETTERS[letter]


@pytest.mark.parametrize(("command", "letter"), TABLE)
def test_each_pair_does_what_the_table_says(command: str, letter: str) -> None:
    cell, before = TABLE[command, letter], state_at(letter, command)
    if cell == "·":
        with pytest.raises(Refused):
            COMMANDS[command](before, letter)
        return
    fact = COMMANDS[command](before, letter)
    after = before if fact is None else before.apply(fact)  # type: ignore[arg-type]
    assert after.stage is (before.stage if cell == "=" else LETTERS[cell])
