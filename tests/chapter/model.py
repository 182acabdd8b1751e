"""A plain model of one request: what each act by each person comes to, written from LAW 6.2, 10.1(3) and 10.2.

It knows nothing of events, rows or `decide`. `NOT_THERE` is what a person learns who may not see it, `REFUSED` what
they are told who may.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

HEADS = ("head", "second_head")
REVIEWERS = ("reviewer", "second_reviewer", "third_reviewer")
OPEN = frozenset({"submitted", "conflict_check", "recused", "assigned", "in_review", "opinion_drafted"})
WORKING = frozenset({"assigned", "in_review", "opinion_drafted"})
READY = frozenset({"opinion_approved", "returned"})


class Answer(Enum):
    """What an act comes to."""

    DONE = "done"
    REFUSED = "refused"
    NOT_THERE = "not there"


DONE, REFUSED, NOT_THERE = Answer


@dataclass
class Matter:
    """What holds for every request about the case."""

    recused: set[str] = field(default_factory=set)
    concerned: set[str] = field(default_factory=set)
    """Who said that they must not see the case."""


@dataclass
class Asked:
    """One request."""

    matter: Matter
    stage: str = "submitted"
    reviewer: str | None = None
    declared: bool = False
    """Whether the file is open to the reviewer."""
    writer: str | None = None
    reviewed: set[str] = field(default_factory=set)
    approved: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    """Who is recused from this request: reviewers and heads."""
    asked_to_look: str | None = None
    looking: set[str] = field(default_factory=set)
    """To whom it is open for a second look."""
    questions: int = 0
    taken: bool = False
    """Whether something was made of the step that the last draft recommends."""

    def heads(self, who: str) -> bool:
        """Whether this head sees it."""
        return who in HEADS and who not in self.matter.concerned | self.gone

    def is_chosen(self, who: str) -> bool:
        """Whether it is this reviewer's to declare upon, for a review or for a second look."""
        if self.is_second(who):
            return self.stage == "opinion_drafted" and who not in self.matter.concerned
        at = {"conflict_check", *WORKING}
        return self.reviewer == who and self.stage in at and who not in self.matter.concerned

    def is_second(self, who: str) -> bool:
        """Whether they were asked for a second look."""
        return who == self.asked_to_look or who in self.looking

    def opens(self, who: str) -> bool:
        """Whether the file is open to this reviewer."""
        if self.is_second(who):
            return who in self.looking and self.is_chosen(who)
        return self.is_chosen(who) and self.declared and self.stage in WORKING

    def propose(self, head: str, who: str) -> Answer:
        if not self.heads(head):
            return NOT_THERE
        if self.stage not in OPEN - {"opinion_drafted"}:
            return REFUSED
        if who not in REVIEWERS or who in self.matter.recused | self.gone | self.matter.concerned:
            return REFUSED
        self.stage, self.reviewer, self.declared = "conflict_check", who, False
        return DONE

    def ask_to_look(self, head: str, who: str) -> Answer:
        if not self.heads(head):
            return NOT_THERE
        kept_out = self.matter.recused | self.gone | self.matter.concerned | self.looking
        if self.stage != "opinion_drafted" or who not in REVIEWERS or who in kept_out:
            return REFUSED
        if who in {self.reviewer, self.writer, self.asked_to_look}:
            return REFUSED
        self.asked_to_look = who
        return DONE

    def dissent_as_reader(self, who: str) -> Answer:
        if not self.opens(who):
            return NOT_THERE
        return DONE if who in self.looking else REFUSED

    def _end_looks(self) -> None:
        self.asked_to_look, self.looking = None, set()

    def _declare_second(self, who: str, said: str) -> Answer:
        if said == "conflict":
            self.matter.recused.add(who)
            self.gone.add(who)
            self.looking.discard(who)
            self.asked_to_look = None if self.asked_to_look == who else self.asked_to_look
            return DONE
        if who in self.looking:
            return REFUSED
        if said == "clear":
            self.asked_to_look = None
            self.looking.add(who)
            self.reviewed.add(who)
        return DONE

    def declare(self, who: str, said: str) -> Answer:
        if not self.is_chosen(who):
            return NOT_THERE
        if self.is_second(who):
            return self._declare_second(who, said)
        if said == "conflict":
            self._recuse(who)
            return DONE
        if self.stage != "conflict_check":
            return REFUSED
        if said == "clear":
            self.stage, self.declared = "assigned", True
            self.reviewed.add(who)
        return DONE

    def _recuse(self, who: str) -> None:
        self.matter.recused.add(who)
        self.gone.add(who)
        self.stage, self.reviewer, self.declared, self.writer = "recused", None, False, None
        self._end_looks()

    def begin(self, who: str) -> Answer:
        if not self.opens(who):
            return NOT_THERE
        if self.stage == "opinion_drafted":
            return REFUSED
        self.stage = "in_review"
        return DONE

    def draft(self, who: str) -> Answer:
        if not self.opens(who):
            return NOT_THERE
        if self.is_second(who):
            return REFUSED
        self.stage, self.writer, self.taken = "opinion_drafted", who, False
        return DONE

    def approve(self, head: str) -> Answer:
        if not self.heads(head):
            return NOT_THERE
        if self.stage != "opinion_drafted":
            return REFUSED
        self.stage = "opinion_approved"
        self._end_looks()
        self.approved.add(head)
        return DONE

    def send_back(self, head: str) -> Answer:
        if not self.heads(head):
            return NOT_THERE
        if self.stage != "opinion_drafted":
            return REFUSED
        self.stage = "in_review"
        self._end_looks()
        return DONE

    def end(self, who: str, stage: str) -> Answer:
        """Decline or send to legal aid, by a head; withdraw, by whoever asked."""
        may = who == "counsellor" if stage == "withdrawn" else self.heads(who)
        if not may or (stage == "withdrawn" and who in self.matter.concerned):
            return NOT_THERE
        if self.stage not in OPEN:
            return REFUSED
        self.stage = stage
        self._end_looks()
        return DONE

    def read(self, who: str) -> Answer:
        if who != "counsellor":
            return NOT_THERE
        if self.stage not in READY:
            return REFUSED
        self.stage = "returned"
        return DONE

    def dissent(self, head: str) -> Answer:
        if not self.heads(head):
            return NOT_THERE
        return DONE if self.stage in READY | {"opinion_drafted"} else REFUSED

    def take_up(self, who: str) -> Answer:
        if who != "counsellor":
            return NOT_THERE
        if self.stage != "returned" or self.taken:
            return REFUSED
        self.taken = True
        return DONE

    def ask(self, who: str) -> Answer:
        """Ask for more, as head or as reviewer."""
        if not (self.heads(who) if who in HEADS else self.opens(who)):
            return NOT_THERE
        if self.stage not in OPEN or self.is_second(who):
            return REFUSED
        self.questions += 1
        return DONE

    def answer(self, who: str, *, there: bool) -> Answer:
        if who != "counsellor":
            return NOT_THERE
        if self.stage not in OPEN or not there:
            return REFUSED
        self.questions -= 1
        return DONE

    def tie(self, head: str, who: str) -> Answer:
        if not self.heads(head):
            return NOT_THERE
        took_part = who in self.reviewed | self.approved
        ended = self.stage not in OPEN | READY
        if head == who or who in self.gone or not took_part or ended:
            return REFUSED
        self.gone.add(who)
        if who in self.reviewed:
            theirs = who in {self.reviewer, self.writer}
            self.matter.recused.add(who)
            self.looking.discard(who)
            if theirs:
                self.stage, self.reviewer, self.declared, self.writer = "recused", None, False, None
                self._end_looks()
        elif self.stage in READY:
            self.stage = "opinion_drafted"
        return DONE
