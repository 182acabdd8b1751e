"""Stories of consultations: sessions about a case, and matters that stand alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from application.counselling import (
    FinishConsultationStep,
    LinkConsultation,
    LogConsultation,
    StartConsultation,
    finish_consultation_step,
    link_consultation,
    log_consultation,
    start_consultation,
)
from application.demo.entries import NO_CASE, Entry
from application.demo.moments import gets_done
from application.demo.names import full_name, grown_up, telephone
from application.demo.stage import Story
from application.demo.texts import paragraph, sentence
from domain.child_case.follow_up import Step
from domain.counselling import Consultation, Party
from domain.lists import ClientKind, ConsultationChannel, ConsultationKind, LatenessReason, PartySide, Sex

_CHANNELS = {
    ConsultationChannel.PHONE: 8.0,
    ConsultationChannel.OFFICE: 4.0,
    ConsultationChannel.VISIT: 2.5,
    ConsultationChannel.SCHOOL: 1.2,
    ConsultationChannel.ONLINE: 2.0,
    ConsultationChannel.LETTER: 0.2,
}
_MINUTES = (10, 15, 15, 20, 30, 30, 30, 40, 45, 60, 75, 90)


def counselled(entry: Entry, sessions: int) -> Story:
    """Counsel the child or family of a case: one matter with a few sessions."""
    entry.passes(0, 6)
    command = StartConsultation(consultation=_about_case(entry), case_id=entry.case_id)
    done = yield entry.deed(start_consultation, command)
    if done.made is not None:
        yield from _further(entry, done.made, done.version_of(done.made), command.consultation, sessions - 1)


def asked_before(entry: Entry) -> Story:
    """Begin with a consultation that stands alone; tie it to the case once there is one."""
    done = yield entry.deed(start_consultation, StartConsultation(consultation=_about_case(entry)))
    if done.made is not None:
        entry.matters.append(done.made)
    entry.minutes_pass()


def linked(entry: Entry) -> Story:
    """Tie what was asked before to the case."""
    for matter in entry.matters:
        entry.minutes_pass()
        yield entry.deed(link_consultation, LinkConsultation(matter_id=matter, code=entry.code))


def stood_alone(entry: Entry, sessions: int) -> Story:
    """Counsel someone without opening a case."""
    said = _in_general(entry)
    done = yield entry.deed(start_consultation, StartConsultation(consultation=said))
    if done.made is not None:
        entry.matters.append(done.made)
        yield from _further(entry, done.made, done.version_of(done.made), said, sessions - 1)


def _further(entry: Entry, matter: UUID, version: int, before: Consultation, sessions: int) -> Story:
    """Hold further sessions; what was agreed in the one before is mostly done by then."""
    for _ in range(sessions):
        entry.passes(4, 20)
        said = _about_case(entry) if entry.case_id != NO_CASE else _in_general(entry)
        ticked = (version,) if before.next is not None and gets_done(entry.chance, before.next.due_on) else ()
        done = yield entry.deed(
            log_consultation, LogConsultation(matter_id=matter, consultation=said, done=ticked)
        )
        version, before = done.version_of(matter) - len(ticked), said
    if before.next is not None and gets_done(entry.chance, before.next.due_on):
        entry.at = max(entry.at, _office_hours_of(before.next, entry.at))
        entry.minutes_pass()
        yield entry.deed(finish_consultation_step, FinishConsultationStep(matter_id=matter, step=version))


def _office_hours_of(step: Step, after: datetime) -> datetime:
    return after.replace(hour=3, minute=10) + timedelta(days=max(1, (step.due_on - after.date()).days))


def _about_case(entry: Entry) -> Consultation:
    chance, theme = entry.chance, entry.theme
    kind = chance.among(
        {
            ConsultationKind.LEGAL: theme.legal,
            ConsultationKind.PSYCHOLOGICAL: theme.psychological,
            ConsultationKind.POLICY: max(0.05, 1 - theme.legal - theme.psychological),
        }
    )
    talks_itself = entry.child.age(entry.day) >= 8
    client = chance.among(
        {
            ClientKind.CHILD: (4.0 if kind is ConsultationKind.PSYCHOLOGICAL else 0.8)
            if talks_itself
            else 0.0,
            ClientKind.FAMILY: 4.0,
            ClientKind.OTHER: 0.8,
        }
    )
    suffix = "_psychological" if kind is ConsultationKind.PSYCHOLOGICAL else ""
    narrative = paragraph(chance, theme.name, f"talk{suffix}", entry.slots, 2)
    advice = paragraph(chance, theme.name, f"advice{suffix}", entry.slots, 2) if chance.maybe(0.85) else ""
    return _session(entry, kind, client, narrative, advice)


def _in_general(entry: Entry) -> Consultation:
    chance = entry.chance
    kind = chance.among(
        {ConsultationKind.LEGAL: 4.0, ConsultationKind.PSYCHOLOGICAL: 3.0, ConsultationKind.POLICY: 3.0}
    )
    client = chance.among(
        {ClientKind.FAMILY: 5.0, ClientKind.CHILD: 2.0, ClientKind.OTHER: 1.5, ClientKind.ANONYMOUS: 1.5}
    )
    narrative = sentence(chance, "common", f"care_{kind.value}", entry.slots)
    advice = paragraph(chance, "common", f"care_advice_{kind.value}", entry.slots, 2)
    return _session(entry, kind, client, narrative, advice)


def _session(
    entry: Entry, kind: ConsultationKind, client: ClientKind, narrative: str, advice: str
) -> Consultation:
    chance = entry.chance
    late = chance.maybe(0.08)
    held = entry.at - timedelta(days=chance.randint(1, 5), hours=chance.randrange(3)) if late else None
    if held is None and chance.maybe(0.4):
        held = entry.at - timedelta(minutes=chance.randrange(15, 120))
    name = _client_name(entry, client) if client is not ClientKind.ANONYMOUS and chance.maybe(0.22) else ""
    return Consultation.model_validate(
        {
            "kind": kind,
            "channel": chance.among(_CHANNELS),
            "client": client,
            "held_at": held,
            "minutes": chance.choice(_MINUTES),
            "narrative": narrative,
            "advice": advice,
            "next": _next(entry) if chance.maybe(0.4) else None,
            "client_name": name,
            "client_contact": telephone(chance) if name and chance.maybe(0.6) else "",
            "parties": _parties(entry) if chance.maybe(0.08) else (),
            "lateness": chance.choice((LatenessReason.IN_THE_FIELD, LatenessReason.NO_SIGNAL))
            if late
            else None,
        }
    )


def _client_name(entry: Entry, client: ClientKind) -> str:
    if client is ClientKind.CHILD:
        return entry.child.name
    return grown_up(entry.chance, Sex.FEMALE if entry.chance.maybe(0.7) else Sex.MALE)


def _parties(entry: Entry) -> tuple[Party, ...]:
    other = Party(
        name=full_name(entry.chance, Sex.MALE),
        relation=entry.chance.choice(("bố cháu", "chủ xưởng", "phụ huynh bên kia", "người gây tai nạn")),
        side=PartySide.OPPOSING,
    )
    own = Party(name=entry.child.name, relation="con", side=PartySide.CLIENT)
    return (other, own) if entry.chance.maybe(0.5) else (other,)


def _next(entry: Entry) -> Step:
    due = entry.day + timedelta(days=entry.chance.randint(4, 20))
    return Step(what=sentence(entry.chance, entry.theme.name, "step", entry.slots), due_on=due)
