"""Rows beyond one role of one commune: people with two roles, the supervisor of the association's own unit.

**Two roles** (decision 0020): an act is permitted if either role permits it on that record. What closes a record is
about the person and closes it for both: a conflict of interest, a recusal, erasure, an account that ended, an old
proof. Whoever did the first half of an act never does the second in the other role. An administrator has no other role.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from domain.account import Role
from tests.access.matrix.association import Seeded
from tests.access.matrix.columns import COLUMNS, MEANING
from tests.access.matrix.running import Cell
from tests.access.matrix.table import WAYS, Written
from tests.access.matrix.ways import Way

PAIRS = (
    (Role.COUNSELLOR, Role.SUPERVISOR),
    (Role.SUPERVISOR, Role.DATA_PROTECTION_OFFICER),
    (Role.REVIEWER, Role.AUDITOR),
    (Role.REVIEWER, Role.CHAPTER_HEAD),
)
"""What one person is in a small association; the person of a pair is the first role's, who is given the second too."""

ASKED_BY = {
    "erasure": Role.DATA_PROTECTION_OFFICER,
    "proposal": Role.DATA_PROTECTION_OFFICER,
    "export": Role.SUPERVISOR,
    "decoy": Role.AUDITOR,
    "extract": Role.AUDITOR,
}
"""Whose own the column `mine` is; for everybody else it is another's, as in the column of `ANOTHER_S`."""
ANOTHER_S = {"decoy": "proposed"}
"""Which column is another's, where it is not the first."""
OF_ONE_S_OWN_OPINION = (
    *("/approval", "/duyet", "/ties", "/moi-lien-he"),
    *("{referral_id}/dissent", "{referral_id}/y-kien-khac"),
)
"""What the head of a chapter does about an opinion, and does not about one of their own (four eyes, LAW 6.2)."""
WEIGHT = ("proof", "erased", "409", "422", "303", "404")
"""Of two answers that are not yes, the one that says more."""


@contextmanager
def given(made: Seeded, pair: tuple[Role, Role]) -> Iterator[None]:
    """Give the first role's people the second role as well, for as long as they are asked."""
    people = [made.world.accounts[f"{pair[0]}_{suffix}"] for suffix in ("sd", "ch")]
    change = "UPDATE facts.accounts SET roles = %s WHERE account = ANY(%s)"
    made.owner.execute(change, ([role.value for role in pair], people))
    try:
        yield
    finally:
        made.owner.execute(change, ([pair[0].value], people))


def of_pair(pair: tuple[Role, Role], written: Written) -> list[Cell]:
    """The cells of a person with these two roles."""
    return [
        Cell(way, pair[0], column, _either(pair, way, column, written))
        for way in WAYS.values()
        for column in COLUMNS[way.kind]
    ]


def _either(pair: tuple[Role, Role], way: Way, column: str, written: Written) -> str:
    first = written[way.name, pair[0], column]
    second = written[way.name, pair[1], _as_another_s(way, pair[1], column)]
    if way.kind == "glass" and column == "mine" and pair[0] == Role.REVIEWER:
        return "404"  # a reviewer breaks no glass, so there is no use of one's own
    own = way.method == "POST" and way.path.endswith(OF_ONE_S_OWN_OPINION)
    if own and pair == (Role.REVIEWER, Role.CHAPTER_HEAD):
        return "409" if second == str(way.ok) and way.kind == "referral" and column != "below" else second
    if way.kind == "glass" and column == "mine" and Role.DATA_PROTECTION_OFFICER in pair:
        second = written[way.name, Role.AUDITOR, column] if first == "404" else second
    if column == "mine" and ASKED_BY.get(way.kind) == pair[0]:
        return first if first != "404" else second
    if str(way.ok) in (first, second):
        return str(way.ok)
    return min(first, second, key=lambda said: WEIGHT.index(said) if said in WEIGHT else -1)


def _as_another_s(way: Way, role: Role, column: str) -> str:
    is_another_s = column == "mine" and ASKED_BY.get(way.kind) == role
    return ANOTHER_S.get(way.kind, COLUMNS[way.kind][0]) if is_another_s else column


TOP = "supervisor_top"
"""The supervisor of the association's own unit: every unit lies below it."""
_BELOW = {
    "case": dict.fromkeys(MEANING["case"], "below")
    | {
        "closely": "closely",
        "c-mine": "closely",
        "c-stale": "c-stale",
        "erased": "erased",
        "absent": "absent",
    },
    "referral": dict.fromkeys(MEANING["referral"], "other"),
    "conflict": {
        "sibling": "sibling",
        "unit": "sibling",
        "settled": "settled",
        "named": "sibling",
        "absent": "absent",
    },
    "glass": dict.fromkeys(("unit", "sibling", "named"), "unit") | {"absent": "absent"},
    "erasure": dict.fromkeys(("unit", "below", "sibling", "mine", "named"), "unit") | {"absent": "absent"},
    "member": dict.fromkeys(("unit", "below", "sibling"), "below") | {"absent": "absent"},
    "export": dict.fromkeys(("unit", "below", "sibling", "mine"), "below")
    | {"stale": "stale", "absent": "absent"},
    "finding": dict.fromkeys(("unit", "below", "sibling", "named"), "below") | {"absent": "absent"},
    "report": dict.fromkeys(("unit", "below", "sibling"), "below") | {"absent": "absent"},
    "book": dict.fromkeys(("unit", "below", "sibling"), "below") | {"absent": "absent"},
    "import": dict.fromkeys(("unit", "below", "sibling"), "below") | {"absent": "absent"},
    "memberlist": dict.fromkeys(("unit", "below", "sibling"), "below") | {"absent": "absent"},
    "transfer": dict.fromkeys(("offered", "away", "unit", "sibling"), "unit") | {"absent": "absent"},
    "recommendation": dict.fromkeys(("unit", "below", "sibling", "named"), "below")
    | {"closely": "closely", "stale": "stale", "absent": "absent"},
    "activity": dict.fromkeys(("unit", "below", "sibling"), "below") | {"absent": "absent"},
    "token": {"another's": "another's", "absent": "absent"},
}
"""Which column of a commune's supervisor each record is to her; where nothing is said, the same."""
_TERMS = {"there": "201", "mine": "201", "stale": "proof"}
"""A period of storage belongs to her unit, so she is the second person (decision 0060); she proposes none."""


def of_the_top(written: Written) -> list[Cell]:
    """The cells of the supervisor of the association's own unit."""
    return [
        Cell(way, Role.SUPERVISOR, column, _at_the_top(way, column, written), TOP)
        for way in WAYS.values()
        if way.kind not in {"factor", "open"}
        for column in COLUMNS[way.kind]
        if (
            column in _BELOW.get(way.kind, MEANING[way.kind])
            and not {"old", "answer"}.intersection(way.content or ())
        )
        or way.kind == "request"
    ]


def _at_the_top(way: Way, column: str, written: Written) -> str:
    confirms = way.path.endswith(("/confirmation", "/xac-nhan", "/rejection", "/khong-dong-y"))
    if way.kind == "proposal" and confirms and column in _TERMS:
        return str(way.ok) if _TERMS[column] == "201" else _TERMS[column]
    if column != "absent" and "{given}" in way.path:
        return str(way.ok)  # a list is a record of the unit whose office gave it, which is hers
    if column != "absent" and way.path.endswith("/support-needs/{need}/check"):
        return "409"  # she found the need, so somebody else checks it
    return written[way.name, Role.SUPERVISOR, _BELOW.get(way.kind, {}).get(column, column)]
