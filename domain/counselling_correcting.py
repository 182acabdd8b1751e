"""Corrections of a consultation matter: a session given another value, hidden, taken away; the matter relinked."""

from __future__ import annotations

from uuid import UUID

from domain.child_case.entries import standing
from domain.correction import NoSuchEntry
from domain.counselling import (
    Consultation,
    ConsultationLogged,
    Counselling,
    CounsellingRelinked,
    SessionCorrected,
    SessionHidden,
)
from domain.kernel import Act, Event

__all__ = ["correct", "hide", "relink", "standing"]


@standing.register
def _session_now(fact: ConsultationLogged, now: Event) -> Event:
    """The session as corrected."""
    if not isinstance(now, SessionCorrected):
        return fact
    said = now.consultation
    at = said.held_at or fact.occurred_at
    return fact.model_copy(update={"consultation": said, "occurred_at": at, "names_sides": now.names_sides})


def correct(matter: Counselling, entry: int, said: Consultation, reason: str, act: Act) -> SessionCorrected:
    """Give a session another value; open in every state.

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
    )


def hide(matter: Counselling, entry: int, said: Consultation | None, act: Act) -> tuple[Event, ...]:
    """Hide what a session said, with the right value in its place, or with nothing.

    Raises:
        NoSuchEntry: There is no such session, or it was hidden.
    """
    if entry not in matter.sessions:
        raise NoSuchEntry
    now = () if said is None else (correct(matter, entry, said, "", act),)
    instead = matter.version + 1 if now else None
    hidden = SessionHidden(occurred_at=act.at, entry=entry, versions=matter.sessions[entry], instead=instead)
    return *now, hidden


def relink(matter: Counselling, case_id: UUID | None, act: Act) -> CounsellingRelinked | None:
    """Tie the matter to another case than the wrong one, or to none; None when it is so already."""
    return None if matter.case_id == case_id else CounsellingRelinked(occurred_at=act.at, case_id=case_id)
