"""What DESIGN expects of each cell, written without a look at `decide`: sets of columns for each role.

Whatever stands in no set is "not there" (404): not there and not yours look the same (DESIGN, section 8).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.access.matrix.columns import COLUMNS, NOBODY, ROWS

COUNSELLOR, SUPERVISOR, HEAD, REVIEWER, AUDITOR, OFFICER, OFFICE, ADMINISTRATOR = ROWS[:8]
Sets = Mapping[str, frozenset[str]]
OK, NO, PROOF, TOMBSTONE = "ok", "404", "proof", "erased"


@dataclass(frozen=True)
class Rule:
    """Where an act is permitted, and what else is answered where."""

    may: Sets
    waits: bool = True
    """Whether it waits for a fresh proof on a restricted record, or (`plain`, `held`) on any."""
    else_: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Answers that are neither yes nor "not there", by role and column."""

    def expects(self, role: str, column: str) -> str:
        """Return `ok`, `404`, `proof`, `erased`, or what `else_` says."""
        mine = self.may.get(role, frozenset())
        if (role, column) in self.else_:
            return self.else_[role, column]
        if column in mine:
            return OK
        if column == "erased":
            return TOMBSTONE if mine & {"assigned", "review"} else NO
        if column == "c-stale" and "c-mine" in mine:
            return PROOF if self.waits else OK
        if column == "stale" and mine & {"fresh", "there"}:
            return PROOF if self.waits else OK
        return NO


def everyone(*columns: str) -> Sets:
    return {role: frozenset(columns) for role in ROWS if role != NOBODY}


def roles(*names: str) -> Rule:
    """A route about no record, for these roles."""
    return Rule({name: frozenset({"fresh", "stale"}) for name in names})


def proved(*names: str) -> Rule:
    """The same, after a fresh proof."""
    return Rule({name: frozenset({"fresh"}) for name in names})


ALL = roles(*ROWS[:8])
CASE_WORK = roles(COUNSELLOR, SUPERVISOR)

# -- cases: DESIGN, sections 1, 3 and 8 --------------------------------------------------------------------------------

_COUNSELLOR = frozenset({"own", "assigned", "out", "merged", "c-mine"})
"""The unit's ordinary cases and those that are one's own, wherever they lie and however closely they are held."""
_SUPERVISOR = _COUNSELLOR | {"below", "closely"}
"""Also units below, and restricted ones of the units that the supervisor answers for."""
_GLASS = frozenset({"glass"})
_ANYWHERE = frozenset(COLUMNS["case"]) - {"c-stale", "named", "erased", "absent"}

READ = Rule(
    {COUNSELLOR: _COUNSELLOR | _GLASS, SUPERVISOR: _SUPERVISOR | _GLASS, AUDITOR: _GLASS},
)
"""Auditors read through broken glass alone; office, officer, head, reviewer and administrator open no case."""
ADD = Rule({COUNSELLOR: _COUNSELLOR | _GLASS, SUPERVISOR: _SUPERVISOR | _GLASS}, waits=False)
"""Recording and forwarding wait for nothing (section 3, rules 2 and 4); glass opens reading, adding and passing on."""
ADD_PAGE = Rule(ADD.may)
"""The form shows the file, so a restricted one waits for a fresh proof; sending it does not."""
PAPER = Rule(ADD.may)
"""Papers are read, so a restricted file waits for a proof; who may pass on through broken glass may make the letter."""
COUNSEL = Rule({COUNSELLOR: _COUNSELLOR, SUPERVISOR: _SUPERVISOR}, waits=False)
"""Counselling and referring: never held up, not behind glass."""
CHANGE = Rule({COUNSELLOR: _COUNSELLOR, SUPERVISOR: _SUPERVISOR})
MOVE = MOVE_PAGE = CHANGE
"""Both files must be open: the one that the entry leaves to be changed, the other to be added to."""
HIDDEN = Rule({AUDITOR: _GLASS})
"""Section 3, rule 8: what was hidden is for an auditor's broken glass alone."""
HAND_OVER = Rule({SUPERVISOR: _SUPERVISOR})
LOOKS = Rule({SUPERVISOR: _SUPERVISOR | {"erased"}, AUDITOR: _ANYWHERE | {"erased"}})
HISTORY = Rule({AUDITOR: _ANYWHERE | {"erased"}})
_CLOSELY = frozenset({"closely", "c-mine"})
LIFT = Rule(
    {SUPERVISOR: _CLOSELY, OFFICER: _CLOSELY},
    else_={(SUPERVISOR, "erased"): TOMBSTONE, (OFFICER, "erased"): TOMBSTONE},
)
"""Where nothing is restricted there is nothing to lift: not there."""
SEE_RESTRICTION = Rule({**READ.may, OFFICER: _CLOSELY}, else_={(OFFICER, "erased"): TOMBSTONE})
"""Whoever works on the case, and the officer who may lift it, who sees its code alone."""
EMERGENCY = Rule(everyone(*COLUMNS["case"]))
"""Section 3, rule 1: saved from any state, blind, whatever the file is and whoever asks."""
INTEREST = Rule({role: frozenset(COLUMNS["case"]) for role in ROWS[:7]})
"""The answer is the same whether or not there is such a file; an administrator has no files to stand aside from."""
BREAK = Rule(
    dict.fromkeys((COUNSELLOR, SUPERVISOR, AUDITOR), _ANYWHERE),
)
"""Section 8: never past a conflict."""
BREAK_PAGE = Rule(
    BREAK.may,
    else_={
        (role, column): "422" for role in (COUNSELLOR, SUPERVISOR, AUDITOR) for column in ("named", "absent")
    }
    | {(OFFICER, column): "422" for column in COLUMNS["case"] if column not in {"erased"}}
    | {(OFFICER, "erased"): "422"},
)
"""The page shows its form again; an officer sees the page for its reviews and breaks nothing."""
TAKE_UP = Rule(
    {COUNSELLOR: frozenset({"own", "assigned", "merged", "c-mine"}), SUPERVISOR: _SUPERVISOR - {"out"}},
    waits=False,
)
"""Both must be open: the emergency by its unit alone, and the case to add to."""
KEEP = Rule({OFFICER: _ANYWHERE}, waits=True)
"""The officer's holds and erasures: any case, never one with a conflict of interest; an erased one says so."""
PLACE = Rule({OFFICER: _ANYWHERE | {"c-stale", "erased"}})
"""A request is a record of its own and is handled to its end when the case was erased."""
FIND_HISTORY = Rule({AUDITOR: _ANYWHERE | {"c-stale", "erased"}})
"""Whether a code was given out, never for a file that a conflict closes; the history is decided for itself."""
FIND_HISTORY_PAGE = Rule(
    FIND_HISTORY.may, else_=dict.fromkeys(((AUDITOR, "named"), (AUDITOR, "absent")), "422")
)

# -- requests to the chapter: LAW 6.2 to 6.4 ---------------------------------------------------------------------------

_HEAD = frozenset({"chapter", "below", "chosen", "review", "former", "closely", "c-mine"})
"""What was asked of the head's chapters; whoever was recused, or has a conflict, sees nothing of it any more."""
_ASKED = frozenset({"asked"})
_MINE = frozenset({"review", "c-mine"})

OPEN = Rule({HEAD: _HEAD, COUNSELLOR: _ASKED, SUPERVISOR: _ASKED})
OPEN_PAGE = Rule(
    OPEN.may,
    else_={(REVIEWER, column): "303" for column in ("chosen", "review", "c-mine", "c-stale")},
)
"""A reviewer is led to the step that is theirs, which is decided for itself."""
CHAPTER = Rule({HEAD: _HEAD})
DRAFTS = Rule({HEAD: _HEAD, AUDITOR: _HEAD | {"other", "asked", "case", "glass"}})
"""Every draft: for the head of the chapter, and for the auditor, whose scope is every unit."""
SHEET = Rule({REVIEWER: _MINE | {"chosen"}})
REVIEW = Rule({REVIEWER: _MINE})
"""After a clean declaration only."""
WITHDRAW = Rule(
    {COUNSELLOR: _ASKED, SUPERVISOR: _ASKED},
    else_={(HEAD, "c-stale"): PROOF, (HEAD, "erased"): TOMBSTONE},
)
"""Whoever asked takes it back. The head, who sees the request, is asked for a proof or sees its tombstone."""
TIES = Rule(
    {
        HEAD: _HEAD,
        AUDITOR: frozenset(COLUMNS["referral"]) - {"c-stale", "named", "erased", "absent", "recused"},
    },
    else_={(AUDITOR, "erased"): TOMBSTONE},
)
"""The head who has it decided anew, and auditors, who see every recusal; nobody who was recused, or has a conflict."""
READING = WITHDRAW
"""Only whoever asked notes that it was read, which is a fact: seeing the request alone does not open it."""

# -- the other desks ---------------------------------------------------------------------------------------------------

_JUDGES = (SUPERVISOR, HEAD, OFFICER)
SEE_CONFLICT = Rule(
    dict.fromkeys(_JUDGES, frozenset({"sibling"})) | {OFFICER: frozenset({"sibling", "unit", "settled"})}
)
JUDGE = Rule(
    dict.fromkeys(_JUDGES, frozenset({"sibling"})),
    else_={(role, column): "409" for role in _JUDGES for column in ("unit", "settled")},
)
"""Two people of other units settle it; nobody judges, or sees, what is about themselves."""
JUDGE_PAGE = Rule(JUDGE.may, else_={(OFFICER, column): "409" for column in ("unit", "settled")})
"""The page of what is not theirs to judge is not there for a judge; the officer is told why not."""
EXPLAIN = Rule(dict.fromkeys((COUNSELLOR, SUPERVISOR, AUDITOR), frozenset({"mine"})))
_OTHERS = frozenset({"unit", "sibling"})
SEE_REVIEW = Rule({AUDITOR: _OTHERS | {"mine"}, OFFICER: _OTHERS})
REVIEW_GLASS = Rule(dict.fromkeys((AUDITOR, OFFICER), _OTHERS), else_={(AUDITOR, "mine"): "409"})
_ERASURES = frozenset({"unit", "below", "sibling"})
DECIDE = Rule({OFFICER: _ERASURES | {"mine"}})
CONFIRM = Rule(
    {OFFICER: _ERASURES, SUPERVISOR: frozenset({"unit", "below", "mine"})}, else_={(OFFICER, "mine"): "409"}
)
"""A second person (SECURITY, section 3.3, point 9): the officer never confirms what the officer asked."""
HOLDS = Rule({OFFICER: _ERASURES})
REQUESTS = Rule({OFFICER: frozenset({"unit", "sibling"})})
_SCOPE = frozenset({"unit", "below"})
MEMBERS = Rule({SUPERVISOR: _SCOPE, HEAD: frozenset({"unit"})})
"""The head of the chapter, or the supervisor of the unit and of those below it (decision 0070)."""
_EXPORTS = frozenset({"unit", "below", "sibling", "mine"})
SEE_EXPORT = Rule(
    {
        SUPERVISOR: _SCOPE | {"mine", "stale"},
        AUDITOR: _EXPORTS | {"stale"},
        OFFICER: _EXPORTS | {"stale"},
    }
)
"""Seeing that there is one waits for nothing; it shows no entry."""
_OLD_PROOF = {(SUPERVISOR, "stale"): PROOF}
APPROVE_EXPORT = Rule(
    {SUPERVISOR: _SCOPE, OFFICER: _EXPORTS},
    else_={(SUPERVISOR, "mine"): "409", (OFFICER, "stale"): PROOF, **_OLD_PROOF},
)
"""A second person of that unit or above, or the officer; both with a fresh proof (SECURITY, section 3.3, point 9)."""
OWN_EXPORT = Rule(
    {SUPERVISOR: frozenset({"mine"})},
    else_={(SUPERVISOR, "unit"): "409", (SUPERVISOR, "below"): "409", **_OLD_PROOF},
)
"""Whoever asked takes it back, and fetches it; a supervisor who sees it is told that it is another's."""
SEE_IMPORT = Rule({SUPERVISOR: _SCOPE, AUDITOR: frozenset({"unit", "below", "sibling"})})
"""Codes and counts; the entries that it lists are those that the reader may open."""
BACK = Rule({SUPERVISOR: _SCOPE}, else_=_OLD_PROOF)
"""An import is taken back by a supervisor of its unit or above, after a fresh proof."""
CONFIRM_RULE = Rule(
    {OFFICER: frozenset({"there"})}, else_={(OFFICER, "mine"): "409", (OFFICER, "stale"): PROOF}
)
"""It belongs to the association's own unit: another officer, or a supervisor of that unit, agrees."""
WITHDRAW_RULE = Rule({OFFICER: frozenset({"there", "mine"})}, else_={(OFFICER, "stale"): PROOF})
DECOY = Rule({AUDITOR: frozenset({"there", "proposed", "mine"})}, else_={(AUDITOR, "stale"): PROOF})
CONFIRM_DECOY = Rule(
    {AUDITOR: frozenset({"proposed"}), OFFICER: frozenset({"proposed", "mine"})},
    else_={
        (AUDITOR, "mine"): "409",
        **{(role, "there"): "409" for role in (AUDITOR, OFFICER)},
        **{(role, "stale"): PROOF for role in (AUDITOR, OFFICER)},
    },
)
"""A second person, another auditor or the officer, with a fresh proof; never past a conflict (decision 0050)."""
REVIEW_TOUCHES = Rule(
    dict.fromkeys((AUDITOR, OFFICER), frozenset({"there"})),
    else_={(role, column): "409" for role in (AUDITOR, OFFICER) for column in ("proposed", "mine", "stale")},
)
"""What nobody touched waits for nobody."""
_MARKED = frozenset(COLUMNS["case"]) - {"closely", "c-mine", "c-stale", "named", "erased", "absent"}
MARK = Rule(
    {AUDITOR: _MARKED},
    else_={
        **{(AUDITOR, column): "409" for column in ("closely", "c-mine", "erased")},
        (AUDITOR, "c-stale"): PROOF,
    },
)
"""Closed and ordinary ones alone, so that nobody works on them (decision 0050); never past a conflict."""
MARK_PAGE = Rule(
    MARK.may,
    else_={
        **{(AUDITOR, column): "422" for column in COLUMNS["case"] if column not in _MARKED},
        (AUDITOR, "c-stale"): PROOF,
    },
)
"""The page shows its form again, with the same words for a file that is not there and one that a conflict closes."""
JUDGE_LOOK = Rule(
    dict.fromkeys((AUDITOR, OFFICER), frozenset({"sibling"})),
    else_=dict.fromkeys(((AUDITOR, "unit"), (OFFICER, "unit")), "409"),
)
"""Nobody judges their own unit; a line about a file that one must not see is not there."""
_UNITS = frozenset({"unit", "below", "sibling"})
SEE_UNIT = Rule(dict.fromkeys((SUPERVISOR, HEAD, AUDITOR, ADMINISTRATOR, OFFICE), _UNITS))
"""The tree is no secret among those who work with it; names and words are for whoever keeps the members."""
KEEP_UNIT = MEMBERS
"""Whoever keeps its members: the supervisor of the unit and of those below it, and the head of the unit."""
ADMINISTER = Rule({ADMINISTRATOR: frozenset({"there"})})
DIRECTORY = Rule(
    dict.fromkeys((SUPERVISOR, ADMINISTRATOR), frozenset({"there"})),
    else_=dict.fromkeys(((SUPERVISOR, "absent"), (ADMINISTRATOR, "absent")), "409"),
)
"""Everyone reads the directory, so a number that is not in it may be called so."""
OWN_TOKEN = Rule(
    everyone("mine"), else_={(role, column): "409" for role in ROWS[:8] for column in ("another's", "absent")}
)
"""A token of somebody else is no token of one's own, and neither is one that was never given out."""
OWN_SESSION = Rule(everyone("mine", "another's", "absent"))
"""Ending a session that is not one's own ends nothing and says nothing."""
ANYONE = Rule(everyone("anyone"))

# -- all work in one move: decision 0087 -------------------------------------------------------------------------------

_MOVES = frozenset({"offered", "away"})
SEE_MOVE = Rule({COUNSELLOR: _MOVES, SUPERVISOR: _MOVES | {"unit"}})
"""Whoever is offered work, whose work it is, and the supervisor of the unit; no colleague."""
ANSWER_MOVE = Rule(
    dict.fromkeys((COUNSELLOR, SUPERVISOR), frozenset({"offered"})),
    else_=dict.fromkeys(((COUNSELLOR, "away"), (SUPERVISOR, "away")), "409"),
)
"""Nothing of one's own work is offered to oneself."""
TAKE_BACK = Rule(dict.fromkeys((COUNSELLOR, SUPERVISOR), frozenset({"away"})))
CALL_BACK = Rule({COUNSELLOR: frozenset({"away"}), SUPERVISOR: _MOVES | {"unit"}})
OPEN_WORK = roles(SUPERVISOR)
"""Of a colleague: the supervisor of the unit. One's own is asked for under another id."""
OFFER = Rule(OPEN_WORK.may, else_={(SUPERVISOR, "stale"): PROOF})
"""A restricted record is among the work, so a fresh proof is asked for."""
