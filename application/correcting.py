"""Corrections: an entry given another value, hidden, moved to the file where it belongs; and what was hidden, seen.

A correction is a fact of its own that names the version it corrects. It reopens nothing and nothing waits for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, TypeVar
from uuid import UUID

import structlog

from application.access import Action
from application.child_case import AboutCase, hidden_classes, someone_responsible
from application.corrections import HiddenValues, cover
from application.counselling import AboutMatter, opposing_sides
from application.ledger import Recorded
from application.work import Question, Stale, Work
from domain.child_case import CaseDetailsSet, CaseOpened, ChildCase, correcting
from domain.child_case.entries import EntryValue, value_of
from domain.child_case.intake import Details, Situation
from domain.correction import CorrectionKind, NoSuchEntry, ReasonMissing
from domain.counselling import Consultation, ConsultationLogged, Counselling
from domain.counselling_correcting import correct, hide
from domain.covering import classes_said, readable
from domain.kernel import FieldClass, Line, Narrative, Unknown, Value, join, split

log = structlog.get_logger()
V = TypeVar("V", bound=Value)


class CorrectEntry(AboutCase):
    """Give an entry of a case another value, or hide it; no value takes it away."""

    ACTION: ClassVar[Action] = Action.CHANGE_CASE
    entry: int
    kind: CorrectionKind = CorrectionKind.ORDINARY
    value: EntryValue | None = None
    reason: Narrative[Line] = ""
    version: int | None = None


class HideDetails(AboutCase):
    """Hide all that was said about the child and the facts so far, with what is right in its place."""

    ACTION: ClassVar[Action] = Action.CHANGE_CASE
    situation: Situation
    details: Details
    version: int | None = None


class CorrectSession(AboutMatter):
    """Give a session another value, or hide it; no value takes it away."""

    ACTION: ClassVar[Action] = Action.CORRECT_CONSULTATION
    entry: int
    kind: CorrectionKind = CorrectionKind.ORDINARY
    consultation: Consultation | None = None
    reason: Narrative[Line] = ""
    version: int | None = None


class OpenEntry(Question):
    """Open the form that corrects an entry of a case."""

    ACTION: ClassVar[Action] = Action.OPEN_CASE
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.HEALTH
    case_id: UUID
    entry: int

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


class SeeHidden(Question):
    """See what was hidden in a case; for an auditor who broke the glass."""

    ACTION: ClassVar[Action] = Action.SEE_HIDDEN
    case_id: UUID

    def record(self) -> UUID | None:
        """The case."""
        return self.case_id


@dataclass(frozen=True, slots=True)
class EntryPage:
    """An entry as it stands, to be corrected: the case, the value, and the fact that made it."""

    case: ChildCase
    value: EntryValue
    recorded: Recorded


def open_entry(question: OpenEntry, work: Work) -> EntryPage:
    """Return an entry with its value of today, as far as the reader may see it.

    Raises:
        NoSuchEntry: There is none, or it was hidden or moved.
    """
    work.allow(question)
    if not work.may(Action.CHANGE_CASE, question.case_id):
        raise Unknown
    case = work.read(ChildCase, question.case_id)
    correcting.held_in(case, question.entry)
    hidden = hidden_classes(question.case_id, work)
    recorded = cover(_made(question.case_id, question.entry, work), hidden)
    value = value_of(recorded.fact)
    if value is None:
        raise NoSuchEntry
    return EntryPage(case, value, recorded)


def _made(stream: UUID, entry: int, work: Work) -> Recorded:
    found = next((one for one in work.history(stream) if one.version == entry), None)
    if found is None:
        raise NoSuchEntry
    return found


def _stale(stream: UUID, entry: int, version: int, hidden: frozenset[FieldClass], work: Work) -> Stale:
    """Return what happened to an entry since a form was opened at a version."""
    about = [one for one in work.history(stream) if entry in (one.version, getattr(one.fact, "entry", None))]
    seen = [cover(replace(one, fact=one.first or one.fact), hidden) for one in about]
    later = [one for one in seen if (one.version or 0) > version]
    return Stale(later, before=next((one for one in reversed(seen) if one not in later), None))


def _hidden_in(matter_id: UUID, work: Work) -> frozenset[FieldClass]:
    return frozenset(one for one in FieldClass if not work.may(Action.OPEN_CONSULTATION, matter_id, one))


def correct_entry(cmd: CorrectEntry, work: Work) -> None:
    """Correct an entry, or hide what it said.

    Raises:
        NoSuchEntry: There is none, or of another kind.
        ReasonMissing: An ordinary correction says why.
        StandsForItself: It cannot be taken away without a value in its place.
        Stale: Someone else corrected it since the form was opened.
    """
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    held = correcting.held_in(case, cmd.entry)
    if cmd.version is not None and held.versions[-1] > cmd.version:
        raise _stale(cmd.case_id, cmd.entry, cmd.version, hidden_classes(cmd.case_id, work), work)
    value = cmd.value
    if value is not None:
        someone_responsible(value.step, work)
        before = value_of(_made(cmd.case_id, cmd.entry, work).fact)
        value = kept(before, value, hidden_classes(cmd.case_id, work)) if before else value
    if cmd.kind is CorrectionKind.MISPLACED:
        work.append(case, *correcting.hide(case, cmd.entry, value, work.act))
    elif value is None or not cmd.reason:
        raise ReasonMissing
    else:
        work.append(case, correcting.correct(case, cmd.entry, value, cmd.reason, work.act))
    log.info("case_entry_corrected", case_id=str(cmd.case_id), outcome=cmd.kind.value)


def hide_details(cmd: HideDetails, work: Work) -> None:
    """Hide what was said about the child and the facts, with what is right in its place.

    Raises:
        Stale: Someone else changed it since the form was opened.
    """
    work.allow(cmd)
    case = work.read(ChildCase, cmd.case_id)
    work.unchanged_since(case, cmd.version, among=(CaseOpened, CaseDetailsSet))
    details = kept(case.details, cmd.details, hidden_classes(cmd.case_id, work))
    work.append(case, *correcting.hide_details(case, cmd.situation, details, work.act))
    log.info("case_details_hidden", case_id=str(cmd.case_id))


def correct_session(cmd: CorrectSession, work: Work) -> None:
    """Correct a session, or hide what it said.

    Raises:
        NoSuchEntry: There is none, or it was hidden, or its notes are not for this reader.
        ReasonMissing: An ordinary correction says why.
        Stale: Someone else corrected it since the form was opened.
    """
    work.allow(cmd)
    matter = work.read(Counselling, cmd.matter_id)
    versions = matter.sessions.get(cmd.entry, (0,))
    if cmd.version is not None and versions[-1] > cmd.version:
        raise _stale(cmd.matter_id, cmd.entry, cmd.version, _hidden_in(cmd.matter_id, work), work)
    opposing: tuple[UUID, ...] = ()
    if cmd.consultation is not None:
        session_to_correct(cmd.matter_id, cmd.entry, work)
        someone_responsible(cmd.consultation.next, work)
        case = work.read(ChildCase, matter.case_id) if matter.case_id else None
        opposing = opposing_sides(cmd.consultation, matter.id, case, work, (matter.id, cmd.entry))
    if cmd.kind is CorrectionKind.MISPLACED:
        work.append(matter, *hide(matter, cmd.entry, cmd.consultation, work.act, opposing))
    elif cmd.consultation is None or not cmd.reason:
        raise ReasonMissing
    else:
        work.append(matter, correct(matter, cmd.entry, cmd.consultation, cmd.reason, work.act, opposing))
    log.info("session_corrected", counselling_id=str(cmd.matter_id), outcome=cmd.kind.value)


def session_to_correct(matter_id: UUID, entry: int, work: Work) -> Consultation:
    """Return a session as it stands, with its notes where the form has them.

    Raises:
        NoSuchEntry: There is none; or its notes are health data and not for this reader, who cannot write them anew.
    """
    if not work.may(Action.CORRECT_CONSULTATION, matter_id):
        raise Unknown
    fact = _made(matter_id, entry, work).fact
    if not isinstance(fact, ConsultationLogged):
        raise NoSuchEntry
    said = fact.consultation
    if said.is_psychological and not work.may(Action.OPEN_CONSULTATION, matter_id, FieldClass.HEALTH):
        raise NoSuchEntry
    notes = {"narrative": said.told, "advice": said.advised, "health_narrative": "", "health_advice": ""}
    return said.model_copy(update=notes)


def see_hidden(question: SeeHidden, work: Work) -> tuple[Recorded, ...]:
    """Return what was hidden in a case and in what belongs to it, oldest first, every class of fields of it."""
    work.allow(question)
    found = work.view(HiddenValues).of(question.case_id)  # type: ignore[type-abstract]
    shown = frozenset[FieldClass]().union(*(classes_said(one.fact) for one in found))
    work.showed_classes(shown)
    return tuple(replace(one, first=None) for one in found)


def kept(before: V, after: V, hidden: frozenset[FieldClass]) -> V:
    """Return what was sent, with the fields that the reader cannot see as they were before."""
    if not hidden or type(before) is not type(after):
        return after
    coded, personal = split(after)
    _, earlier = split(before)
    seen = {name: part for name, part in personal.items() if name not in hidden}
    return join(type(after), coded, seen | {n: readable(earlier[n]) for n in hidden if n in earlier})
