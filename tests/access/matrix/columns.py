"""Rows and columns of the tables: who asks, and how the record lies to them."""

from __future__ import annotations

from domain.account import Role

NOBODY = "nobody"
"""Whoever is not signed in."""
ROWS = (*(role.value for role in Role), NOBODY)
PROOF = {"fresh": "one's proof of identity is fresh", "stale": "it is old"}

MEANING: dict[str, dict[str, str]] = {
    "open": {"anyone": "signed in or not, about nobody"},
    "plain": PROOF,
    "factor": PROOF,
    "case": {
        "own": "another's case, in one's unit",
        "assigned": "one's own, in one's unit",
        "below": "in a unit below one's own",
        "above": "in the unit above",
        "sibling": "in another commune",
        "out": "one's own, in another commune",
        "former": "in another commune, no longer one's own",
        "merged": "entered in a district unit that one's own unit succeeded on 1 July 2025",
        "away": "the same, succeeded by another commune",
        "review": "in another commune; one reviews a request about it",
        "glass": "in another commune; one broke its glass",
        "closely": "restricted, another's, in one's unit",
        "c-mine": "restricted, one's own",
        "c-stale": "the same, and one's proof of identity is old",
        "named": "one's own, in one's unit, with a conflict of interest",
        "erased": "one's own, in one's unit, erased",
        "absent": "there is none",
    },
    "referral": {
        "chapter": "a request to one's chapter",
        "below": "to a chapter below it",
        "other": "to another chapter",
        "asked": "to another chapter, asked by oneself",
        "chosen": "to one's chapter; one was chosen and has not declared",
        "review": "to one's chapter, one's own to review",
        "former": "to one's chapter; one reviewed it and no longer does",
        "recused": "to one's chapter; one was recused",
        "case": "to another chapter, about a case that is one's own",
        "glass": "to another chapter, about a case whose glass one broke",
        "closely": "to one's chapter, about a restricted case",
        "c-mine": "the same, one's own to review",
        "c-stale": "the same, and one's proof of identity is old",
        "named": "one's own to review, with a conflict of interest",
        "erased": "one's own to review, erased with its case",
        "absent": "there is none",
    },
    "conflict": {
        "sibling": "a conflict of somebody of another commune",
        "unit": "of one's own",
        "mine": "of oneself",
        "settled": "two judges agreed on it",
        "named": "of somebody of another commune, with a file with which one has one too",
        "absent": "there is none",
    },
    "glass": {
        "mine": "a use of one's own",
        "unit": "of a colleague",
        "sibling": "of somebody of another commune",
        "named": "the same, on a case with which one has a conflict of interest",
        "absent": "there is none",
    },
    "erasure": {
        "unit": "of a case in one's unit",
        "below": "in a unit below it",
        "sibling": "in another commune",
        "mine": "in one's unit, asked by the officer of the row",
        "named": "in one's unit, with a conflict of interest",
        "absent": "there is none",
    },
    "hold": {
        "unit": "on a case in one's unit",
        "below": "in a unit below it",
        "sibling": "in another commune",
        "named": "in one's unit, with a conflict of interest",
        "absent": "there is none",
    },
    "request": {
        "unit": "entered in one's unit",
        "sibling": "in another commune",
        "named": "about a case with which one has a conflict of interest",
        "absent": "there is none",
    },
    "breach": {"unit": "entered in one's unit", "sibling": "in another commune", "absent": "there is none"},
    "finding": {
        "unit": "about one's unit",
        "below": "about a unit below it",
        "sibling": "about another commune",
        "named": "about one's unit, and a case with which one has a conflict of interest",
        "absent": "there is none",
    },
    "extract": {
        "there": "asked for by another auditor",
        "mine": "asked for by the auditor of the row",
        "stale": "as mine, and one's proof of identity is old",
        "absent": "there is none",
    },
    "member": {
        "unit": "of one's unit",
        "below": "of a unit below it",
        "sibling": "of another commune",
        "absent": "there is none",
    },
    "export": {
        "unit": "asked for by another supervisor of one's unit",
        "below": "of a unit below it",
        "sibling": "of another commune",
        "mine": "asked for by the supervisor of the row",
        "stale": "as mine, and one's proof of identity is old",
        "absent": "there is none",
    },
    "book": {
        "unit": "the register of one's unit",
        "below": "of a unit below it",
        "sibling": "of another commune",
        "absent": "there is no such unit",
    },
    "activity": {
        "unit": "an activity of one's unit",
        "below": "of a unit below it",
        "sibling": "of another commune",
        "absent": "there is none",
    },
    "period": {"there": "a period of figures", "absent": "there is none"},
    "release": {"there": "a table that was given out", "absent": "there is none"},
    "import": {
        "unit": "begun by another supervisor of one's unit",
        "below": "into the log of a unit below it",
        "sibling": "of another commune",
        "absent": "there is none",
    },
    "memberlist": {
        "unit": "begun by another supervisor of one's unit",
        "below": "for a unit below it",
        "sibling": "of another commune",
        "absent": "there is none",
    },
    "recommendation": {
        "unit": "entered in one's unit",
        "below": "in a unit below it",
        "sibling": "in another commune",
        "closely": "in one's unit, out of a restricted case",
        "stale": "as closely, and one's proof of identity is old",
        "named": "in one's unit, out of a case with which one has a conflict of interest",
        "absent": "there is none",
    },
    "report": {
        "unit": "about one's unit",
        "below": "about a unit below it",
        "sibling": "about another commune",
        "absent": "there is none",
    },
    "proposal": {
        "there": "a term of retention that another officer proposed",
        "mine": "proposed by the officer of the row",
        "stale": "as there, and one's proof of identity is old",
        "absent": "there is none",
    },
    "decoy": {
        "there": "a file that is marked, and was touched",
        "proposed": "a file that another auditor proposed",
        "mine": "proposed by the auditor of the row",
        "named": "as proposed, with a conflict of interest",
        "stale": "as proposed, and one's proof of identity is old",
        "absent": "there is none",
    },
    "look": {
        "sibling": "a line of the access log of somebody of another commune",
        "unit": "of a colleague",
        "named": "of another commune, about a file with which one has a conflict of interest",
        "absent": "there is none",
    },
    "transfer": {
        "offered": "work of a colleague that is offered to the person of the row",
        "away": "work of the person of the row, of which a colleague accepted one record",
        "unit": "work of a colleague of one's unit that is offered to another colleague",
        "sibling": "the same, in another commune",
        "absent": "there is none",
    },
    "held": {
        "there": "an account, unit or token of another",
        "absent": "there is none",
        "stale": "as there, and one's proof of identity is old",
    },
    "listed": {"there": "a number of the directory", "absent": "there is none"},
    "token": {
        "mine": "a token or session of one's own",
        "another's": "of somebody else",
        "absent": "there is none",
    },
}
"""What each column stands for, by kind of record; `factor` is about people who have a second factor."""
COLUMNS = {kind: tuple(columns) for kind, columns in MEANING.items()}
CASE, REFERRAL = COLUMNS["case"], COLUMNS["referral"]
STALE = frozenset({"stale", "c-stale"})
"""Columns whose session has an old proof of identity."""
