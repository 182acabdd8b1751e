"""Corrections of a consultation matter: a session given another value, hidden, moved; the matter relinked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from domain.child_case.entries import standing
from domain.correction import NoSuchEntry
from domain.counselling import (
    Consultation,
    ConsultationLogged,
    Counselling,
    CounsellingLinked,
    CounsellingOpened,
    CounsellingRelinked,
    CounsellingStepDone,
    SessionCorrected,
    SessionHidden,
    SessionMovedIn,
    SessionMovedOut,
)
from domain.emergency import EmergencyNoted, EmergencyRelinked, EmergencyTakenUp
from domain.kernel import Act, Event

__all__ = ["correct", "hide", "move", "relink", "standing"]


@standing.register
def _session_now(fact: ConsultationLogged, now: Event) -> Event:
    """The session as corrected."""
    if not isinstance(now, SessionCorrected):
        return fact
    said = now.consultation
    at = said.held_at or fact.occurred_at
    warning = {"names_sides": now.names_sides, "warned": now.warned, "opposing": now.opposing}
    return fact.model_copy(update={"consultation": said, "occurred_at": at, **warning})


@standing.register
def _placed_now(fact: EmergencyNoted | EmergencyTakenUp | EmergencyRelinked, now: Event) -> Event:
    """The case that an emergency is placed in now; the code of another was written by mistake."""
    if not isinstance(now, EmergencyRelinked):
        return fact
    if not isinstance(fact, EmergencyNoted):
        return fact.model_copy(update={"case_id": now.case_id})
    said = fact.emergency.model_copy(update={"file_code": ""})
    return fact.model_copy(update={"case_id": now.case_id, "emergency": said})


@standing.register
def _tied_now(fact: CounsellingOpened | CounsellingLinked | CounsellingRelinked, now: Event) -> Event:
    """The case that the matter is tied to now; where it was tied by mistake is nobody's to read."""
    return fact.model_copy(update={"case_id": now.case_id}) if isinstance(now, CounsellingRelinked) else fact


def correct(
    matter: Counselling,
    entry: int,
    said: Consultation,
    reason: str,
    act: Act,
    opposing: tuple[UUID, ...] = (),
) -> SessionCorrected:
    """Give a session another value; open in every state.

    Args:
        opposing: Where opposing sides are found with the names that it says now.

    Raises:
        NoSuchEntry: There is no such session, or it was hidden.
    """
    if entry not in matter.sessions:
        raise NoSuchEntry
    return SessionCorrected(
        occurred_at=act.at,
        entry=entry,
        consultation=said,
        reason=reason,
        names_sides=bool(said.names()),
        step_is_open=said.next is not None and (entry in matter.open_steps or entry not in matter.steps),
        warned=bool(opposing),
        opposing=opposing,
    )


def hide(
    matter: Counselling,
    entry: int,
    said: Consultation | None,
    act: Act,
    opposing: tuple[UUID, ...] = (),
) -> tuple[Event, ...]:
    """Hide what a session said, with the right value in its place, or with nothing.

    Raises:
        NoSuchEntry: There is no such session, or it was hidden.
    """
    if entry not in matter.sessions:
        raise NoSuchEntry
    now = () if said is None else (correct(matter, entry, said, "", act, opposing),)
    instead = matter.version + 1 if now else None
    hidden = SessionHidden(occurred_at=act.at, entry=entry, versions=matter.sessions[entry], instead=instead)
    return *now, hidden


def move(
    matter: Counselling,
    into: Counselling | None,
    entry: int,
    made: tuple[ConsultationLogged, datetime, UUID | None],
    act: Act,
    opposing: tuple[UUID, ...] = (),
) -> tuple[SessionMovedOut, tuple[Event, ...]]:
    """Return the fact of the matter that a session leaves, and those of the matter that it comes to.

    Args:
        into: None: a new one, of which the session is the first after what opens it.
        made: The session as it stands now, when it was entered, and by whom.
        opposing: Where opposing sides are found beside the other matter.

    Raises:
        NoSuchEntry: There is no such session, or it was hidden.
    """
    if entry not in matter.sessions:
        raise NoSuchEntry
    session, entered_at, entered_by = made
    said = session.consultation
    come = SessionMovedIn(
        occurred_at=session.occurred_at,
        consultation=said,
        names_sides=bool(said.names()),
        warned=bool(opposing),
        opposing=opposing,
        entered_at=entered_at,
        entered_by=entered_by,
    )
    gone = SessionMovedOut(occurred_at=act.at, entry=entry, versions=matter.sessions[entry])
    if said.next is None or entry in matter.open_steps:
        return gone, (come,)
    version = 1 if into is None else into.version + 1
    return gone, (come, CounsellingStepDone(occurred_at=act.at, step=version))


def relink(matter: Counselling, case_id: UUID | None, act: Act) -> CounsellingRelinked | None:
    """Tie the matter to another case than the wrong one, or to none; None when it is so already."""
    return None if matter.case_id == case_id else CounsellingRelinked(occurred_at=act.at, case_id=case_id)
