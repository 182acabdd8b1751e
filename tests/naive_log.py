"""What the follow-up log counts by unit, straight from the list of facts, each time all anew.

Written from the rules that pages show (`domain.log_figures`, `domain.follow_up_log`), without a look at the view or its
rows: each file is told to its end, duplicates are put together with their main file, and only then counted. Slow and
plain on purpose.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg

from application.ledger import Recorded
from domain import child_case as c
from domain import counselling as k
from domain.calendar import vietnam_day
from domain.child_case.entries import EntryCorrected, EntryMovedIn, EntryMovedOut, EntryValue, ValuesHidden
from domain.child_case.merging import CaseGivenBack, CaseMergedAway
from domain.directory import RecipientKind
from domain.imported import CaseImported, CaseTakenBack
from domain.referral import facts as r
from domain.restriction import RestrictionPlaced
from infrastructure.ledger import EventRecorder, Ledger

Cell = tuple[UUID, date, str]
"""Unit, day, what."""
Step = tuple[UUID, int]
"""Stream and version of the fact that agreed it."""
WORKED_ON = (
    c.CaseAssessed,
    c.CasePassedOn,
    c.CaseKnownAlready,
    c.CaseNoted,
    c.CaseAnswered,
    c.CaseStepPlanned,
)
REFERRAL_MOVES = (
    *(r.ReferralSubmitted, r.ReviewerProposed, r.NoConflictDeclared, r.ReviewerRecused, r.ReviewBegun),
    *(r.OpinionDrafted, r.OpinionSentBack, r.OpinionApproved, r.OpinionRead, r.ReferralDeclined),
    *(r.ReferralSentToLegalAid, r.ReferralWithdrawn),
)


@dataclass
class File:
    """One file as if it stood alone."""

    unit: UUID
    received_at: datetime
    recorded_at: datetime
    details: Any
    where_is_known: bool
    age: str
    state: str = "open"
    is_imported: bool = False
    looked_at: str | None = None
    has_outcome: bool = False
    told: dict[int, tuple[RecipientKind, bool]] = field(default_factory=dict)
    """Bodies that know, by version of the entry, and whether it counts."""
    steps: dict[Step, date] = field(default_factory=dict)
    """The step that the file itself agreed, until it is done or replaced."""
    over: set[Step] = field(default_factory=set)
    """Steps that ended with the follow-up."""
    hangs_on: UUID | None = None

    def work_on(self) -> None:
        """Note that somebody does something about it."""
        self.state = "following" if self.state == "open" else self.state


@dataclass
class Files:
    """All of them, and the streams that are tied to one."""

    files: dict[UUID, File] = field(default_factory=dict)
    case_of: dict[UUID, UUID | None] = field(default_factory=dict)
    """Of consultation matters and requests to the chapter."""
    agreed: dict[UUID, dict[Step, date]] = field(default_factory=dict)
    """Open steps of each matter."""

    def hanging(self, stream: UUID) -> Iterator[UUID]:
        """Yield what hangs on a file, however far below, the earliest entered first."""
        below = [one for one in self.files if stream in set(self.above(one))]
        yield from below

    def above(self, stream: UUID) -> Iterator[UUID]:
        """Yield the files on which one hangs."""
        while (above := self.files[stream].hangs_on) is not None:
            yield above
            stream = above

    def steps_of(self, stream: UUID) -> dict[Step, date]:
        """Return the steps that are still to be done for a file by itself."""
        file = self.files[stream]
        found = dict(file.steps)
        for matter, case in self.case_of.items():
            found |= self.agreed.get(matter, {}) if case == stream else {}
        return {step: due for step, due in found.items() if step not in file.over}


def files_of(facts: Iterable[Recorded], upto: int) -> Files:
    """Return what the facts up to a position say."""
    files = Files()
    for one in facts:
        if one.position > upto:
            break
        if isinstance(one.fact, c.CaseOpened):
            _open(files, one, one.fact)
        elif one.stream in files.files:
            _of_file(files, one)
        else:
            _of_others(files, one)
    return files


def _open(files: Files, one: Recorded, fact: c.CaseOpened) -> None:
    files.files[one.stream] = File(
        unit=fact.unit,
        received_at=fact.received_at or fact.occurred_at,
        recorded_at=one.recorded_at,
        details=fact.details,
        where_is_known=fact.situation.where.unit is not None,
        age=fact.age_band.value,
    )


def _of_file(files: Files, one: Recorded) -> None:
    fact, file, here = one.fact, files.files[one.stream], (one.stream, one.version or 0)
    if isinstance(fact, WORKED_ON):
        file.work_on()
    match fact:
        case c.CaseDetailsSet():
            file.details, file.age = fact.details, fact.age_band.value
            file.where_is_known = fact.situation.where.unit is not None
        case CaseImported():
            file.is_imported = True
        case c.CaseAssessed():
            file.looked_at = fact.triage.level.value
        case c.CasePassedOn():
            file.told[here[1]] = (fact.forwarding.recipient.kind, True)
        case c.CaseKnownAlready():
            file.told[here[1]] = (fact.known.recipient.kind, fact.counts)
        case c.CaseStepPlanned():
            file.steps = {here: fact.step.due_on}
        case c.CaseStepDone():
            file.steps.pop((one.stream, fact.step), None)
        case c.CaseClosed():
            file.state, file.has_outcome = "closed", True
            for stream in (one.stream, *files.hanging(one.stream)):
                _end(files, stream)
        case c.CaseReopened():
            file.state, file.has_outcome = "reopened", False
        case CaseTakenBack():
            file.state = "taken_back"
            _end(files, one.stream)
        case CaseMergedAway():
            file.hangs_on = fact.into
        case CaseGivenBack():
            file.hangs_on = None
        case EntryCorrected():
            _correct(file, one.stream, fact)
        case ValuesHidden(instead=None) | EntryMovedOut(instead=None):
            file.told.pop(fact.entry, None)
            file.steps.pop((one.stream, fact.entry), None)
        case EntryMovedIn():
            file.work_on()
            _told(file, here[1], fact.value.entry, counts=fact.counts)
        case _:
            pass  # it counts in nothing


def _end(files: Files, stream: UUID) -> None:
    file = files.files[stream]
    file.over |= files.steps_of(stream).keys()
    file.steps = {}


def _correct(file: File, stream: UUID, fact: EntryCorrected) -> None:
    value = fact.value
    if value.reception is not None:
        file.received_at = value.reception.received_at or file.received_at
        file.age = fact.age_band.value if fact.age_band else file.age
    if value.triage is not None and fact.stands:
        file.looked_at = value.triage.level.value
    if value.step is not None and (stream, fact.entry) in file.steps:
        file.steps[stream, fact.entry] = value.step.due_on
    if fact.entry in file.told:
        _told(file, fact.entry, value, counts=fact.counts)


def _told(file: File, version: int, value: EntryValue, *, counts: bool) -> None:
    if value.forwarding is not None:
        file.told[version] = (value.forwarding.recipient.kind, True)
    if value.known is not None:
        file.told[version] = (value.known.recipient.kind, counts)


def _of_others(files: Files, one: Recorded) -> None:
    fact, stream, here = one.fact, one.stream, (one.stream, one.version or 0)
    match fact:
        case k.CounsellingOpened() | r.ReferralSubmitted():
            files.case_of[stream] = fact.case_id
        case k.CounsellingLinked():
            files.case_of[stream] = fact.case_id
            files.files[fact.case_id].work_on()
        case k.CounsellingRelinked():
            files.case_of[stream] = fact.case_id
            if fact.case_id is not None:
                files.files[fact.case_id].over -= files.agreed.get(stream, {}).keys()
        case k.ConsultationLogged():
            if fact.consultation.next is not None:
                files.agreed.setdefault(stream, {})[here] = fact.consultation.next.due_on
        case k.CounsellingStepDone():
            files.agreed.get(stream, {}).pop((stream, fact.step), None)
        case k.SessionHidden(instead=None):
            files.agreed.get(stream, {}).pop((stream, fact.entry), None)
        case k.SessionCorrected():
            _session(files, stream, fact)
        case RestrictionPlaced() if fact.placing.answers is not None:
            files.files[fact.case_id].unit = fact.placing.answers
        case _:
            pass  # it counts in nothing
    case = files.case_of.get(stream)
    if case is not None and isinstance(fact, (k.ConsultationLogged, *REFERRAL_MOVES)):
        files.files[case].work_on()


def _session(files: Files, stream: UUID, fact: k.SessionCorrected) -> None:
    steps, step = files.agreed.setdefault(stream, {}), (stream, fact.entry)
    steps.pop(step, None)
    if fact.consultation.next is not None and fact.step_is_open:
        steps[step] = fact.consultation.next.due_on
        case = files.case_of.get(stream)
        if case is not None:
            files.files[case].over.discard(step)


def counted(facts: Iterable[Recorded], upto: int) -> Counter[Cell]:
    """Return every cell, as of a position."""
    files = files_of(facts, upto)
    found: Counter[Cell] = Counter()
    for stream, file in files.files.items():
        if file.hangs_on is not None or file.state == "taken_back":
            continue
        asked, filled = answers(files, stream)
        took = file.recorded_at - file.received_at
        in_time = timedelta(minutes=-5) <= took <= timedelta(hours=24)
        is_open = file.state != "closed"
        said = {
            "entries": 1,
            "filled": filled,
            "required": asked,
            "incomplete": int(filled < asked),
            "imported": int(file.is_imported),
            "in_time": int(in_time and not file.is_imported),
            "open": int(is_open),
        }
        for what, count in said.items():
            found[file.unit, vietnam_day(file.received_at), what] += count
        steps = _steps(files, stream)
        if is_open and steps:
            found[file.unit, min(steps), "due"] += 1
    return Counter({cell: count for cell, count in found.items() if count})


def _steps(files: Files, stream: UUID) -> list[date]:
    return [due for one in (stream, *files.hanging(stream)) for due in files.steps_of(one).values()]


def answers(files: Files, stream: UUID) -> tuple[int, int]:
    """Return how many answers a child's state asks for, and how many of them are there in any of its files."""
    main = files.files[stream]
    all_of_them = [main, *(files.files[one] for one in files.hanging(stream))]
    told = [one.details.circumstances for one in all_of_them]
    accidents = [one.details.accident for one in all_of_them]
    parts = {
        name: any(getattr(one, name) for one in accidents) for name in ("cause", "place", "severity", "care")
    }
    forms = {form.value for one in told for form in one.abuse_types}
    allegations = {one.allegation.value for one in told}
    has = {
        "where": any(one.where_is_known for one in all_of_them),
        "environment": any(one.environment for one in told),
        "relation": any(one.details.suspected.relation for one in all_of_them),
        "forwarded": _is_passed_on(all_of_them),
        "forms": bool(forms),
        **parts,
        "look": next((one.looked_at for one in all_of_them if one.looked_at), "not_yet") != "not_yet",
        "step": bool(_steps(files, stream)),
        "outcome": main.has_outcome,
    }
    asked = ["where"]
    if allegations & {"abuse", "risk"} or forms:
        asked += ["environment", "relation", "forwarded"]
    if "abuse" in allegations:
        asked += ["forms"]
    tags = {tag.value for one in told for tag in one.priority}
    if any(parts.values()) or "accident_injury" in tags:
        asked += parts
    if main.state in {"following", "reopened"}:
        asked += ["look", "step"]
    if main.state == "closed":
        asked += ["outcome"]
    return len(asked), sum(has[name] for name in asked)


def _is_passed_on(files: list[File]) -> bool:
    kinds = [kind for one in files for kind, counts in one.told.values() if counts]
    if any(
        one.age != "adult"
        and "sexual_abuse" in {form.value for form in one.details.circumstances.abuse_types}
        for one in files
    ):
        return any(kind.satisfies_sexual_abuse_duty for kind in kinds)
    return any(kind.satisfies_forwarding_duty for kind in kinds)


_SUMS = """
SELECT f.unit, f.day, c.what, sum(c.delta) FROM v_follow_up_log.figures f, LATERAL (VALUES
        ('entries', f.entries), ('filled', f.filled), ('required', f.required), ('incomplete', f.incomplete),
        ('imported', f.imported), ('in_time', f.in_time), ('open', f.open), ('due', f.due)) AS c (what, delta)
 WHERE f.position <= %s GROUP BY f.unit, f.day, c.what HAVING sum(c.delta) <> 0
"""


def shown(connection: psycopg.Connection[Any], upto: int) -> dict[Cell, int]:
    """Return the cells of the view, as of a position."""
    return {(unit, day, what): int(n) for unit, day, what, n in connection.execute(_SUMS, (upto,)).fetchall()}


def differing(dsn: str, positions: int = 20) -> list[int]:
    """Return the positions, of the last and so many before it, at which the view differs from what is counted anew."""
    with psycopg.connect(dsn) as connection:
        facts = Ledger(keys=None).recorded(EventRecorder(connection).after(0, 1_000_000))
        last = facts[-1].position
        chosen = {last, *random.Random(44).sample(range(1, last), min(positions, last - 1))}
        return [upto for upto in sorted(chosen) if shown(connection, upto) != dict(counted(facts, upto))]
