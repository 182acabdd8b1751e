"""When the same person is found in a file and among the staff: close the file to them, and hold it closely if need be.

A reaction of the service itself, in the transaction of the fact that named someone (DESIGN, sections 3 rule 9 and 8).
Informants do not count: a member of staff who only reported may go on working.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from application.matches import MatchRole
from domain.conflict import ConflictDetected, MatchKind
from domain.kernel import Act
from domain.restriction import Placing, Restriction, RestrictionGround, RestrictionPlaced

REACTION = "conflict-detection"
"""Name of the reaction in the envelope of what it records."""
NAMED_IN_FILES = frozenset({MatchRole.CHILD, MatchRole.GUARDIAN, MatchRole.SUSPECTED, MatchRole.PARTY})
"""Whom a file is about; an informant is not among them."""
AMONG_US = frozenset({MatchRole.STAFF, MatchRole.MEMBER, MatchRole.RELATIVE})
"""Staff, members of the units, and the relatives whom they declared."""
OURSELVES = frozenset({MatchRole.STAFF, MatchRole.MEMBER})
"""Staff and members themselves."""


@dataclass(frozen=True, slots=True)
class Same:
    """One person named in a file is the same as one of the staff or of the members, or a relative of one."""

    account: UUID | None
    """To which the file is closed; None for a member who has none."""
    unit: UUID
    """Of the one of us."""
    record: UUID
    kind: MatchKind
    in_file: MatchRole
    among_us: MatchRole


def when_the_same_is_found_then_close(found: Iterable[Same], act: Act) -> Iterator[ConflictDetected]:
    """Yield one conflict for each person and record, with everything that was the same."""
    together: dict[tuple[UUID, UUID], list[Same]] = {}
    for one in found:
        if one.account is not None:
            together.setdefault((one.account, one.record), []).append(one)
    for (account, record), same in together.items():
        yield ConflictDetected(
            occurred_at=act.at,
            account=account,
            record=record,
            unit=same[0].unit,
            kinds=tuple(sorted({one.kind for one in same})),
            through_relative=all(one.among_us is MatchRole.RELATIVE for one in same),
        )


def by_file(found: Iterable[Same], others: Callable[[UUID], Iterable[UUID]]) -> dict[UUID, list[Same]]:
    """Return what was found by file, also for the other files of the child: what is said in one holds for all."""
    files: dict[UUID, list[Same]] = {}
    for one in found:
        for file in (one.record, *others(one.record)):
            files.setdefault(file, []).append(one)
    return files


def ground_of(found: Iterable[Same]) -> RestrictionGround | None:
    """Return why a case is to be held closely, the gravest first; None when nothing asks for it."""
    pairs = {(one.among_us, one.in_file) for one in found}
    if any((one, MatchRole.SUSPECTED) in pairs for one in OURSELVES):
        return RestrictionGround.STAFF_SUSPECTED
    if (MatchRole.RELATIVE, MatchRole.SUSPECTED) in pairs:
        return RestrictionGround.STAFF_RELATED
    if any(among in OURSELVES for among, _ in pairs):
        return RestrictionGround.STAFF_PARTY
    return None


def when_staff_is_concerned_then_restrict(
    case_id: UUID, ground: RestrictionGround, answers: UUID | None, act: Act
) -> RestrictionPlaced:
    """Hold the case closely, and let a unit that nobody named in it belongs to answer for it."""
    return Restriction.place(case_id, Placing(ground=ground, answers=answers), act)
