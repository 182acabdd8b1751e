"""Stories of entries: information comes in, is passed on, followed, closed, and sometimes the child comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from application.child_case import (
    AddNote,
    AssessCase,
    CloseCase,
    FinishStep,
    ForwardCase,
    NoteAnswer,
    NoteKnown,
    PlanStep,
    SetContact,
    SetDetails,
    TakeIn,
    add_note,
    assess_case,
    close_case,
    finish_step,
    forward_case,
    note_answer,
    note_known,
    plan_step,
    set_contact,
    set_details,
    take_in,
)
from application.demo.chance import Chance
from application.demo.children import Person, is_minority, place_of_event, safe_contact, slots_of, some_child
from application.demo.details import completed, corrected, details_of
from application.demo.moments import gets_done, later, moment, same_hour
from application.demo.recipients import channel_of, duty_recipient, other_recipient, spoken_to
from application.demo.staff import Cast, Member, counsellor_on
from application.demo.stage import Deed, Handle, Story
from application.demo.texts import Slots, paragraph, sentence
from application.demo.themes import Theme, theme_weights
from application.emergency import RecordEmergency, record_emergency
from application.work import Command, Wish, Work
from domain.calendar import vietnam_day
from domain.child_case import CaseOpened
from domain.child_case.follow_up import AlreadyKnown, Answer, Closing, Forwarding, Step, Triage
from domain.child_case.intake import Details, Reception, Situation
from domain.emergency import Emergency
from domain.lists import (
    Allegation,
    Channel,
    DangerNow,
    LatenessReason,
    Outcome,
    ReplyKind,
    TriageLevel,
)

C = TypeVar("C", bound=Command)
W = TypeVar("W", bound=Wish)
_IN_THE_FIELD, _NO_SIGNAL = LatenessReason.IN_THE_FIELD, LatenessReason.NO_SIGNAL
NO_CASE = UUID(int=0)
"""Stands in a story without a case, or before it is opened."""

_CHANNELS = {
    Channel.PHONE: 6.0,
    Channel.IN_PERSON: 2.5,
    Channel.VIA_ANOTHER: 2.0,
    Channel.ONLINE: 1.5,
    Channel.LETTER: 0.6,
    Channel.OWN_DISCOVERY: 0.6,
}


def wish(handler: Callable[[W, Work], object], command: W) -> Handle:
    """Return the handler with its command, waiting for a work."""
    return lambda work: handler(command, work)


def wish_then(handler: Callable[[W, Work], object], make: Callable[[], W]) -> Handle:
    """Return the handler with a command that is made when its moment has come, of what there is by then."""
    return lambda work: handler(make(), work)


@dataclass(slots=True)
class Entry:
    """One entry while its story is told."""

    cast: Cast
    chance: Chance
    member: Member
    theme: Theme
    child: Person
    slots: Slots
    at: datetime
    case_id: UUID = NO_CASE
    code: str = ""
    """The file code, once there is one."""
    matters: list[UUID] = field(default_factory=list)
    """Consultations that were held before the case was opened."""
    forwardings: list[int] = field(default_factory=list)
    is_known: bool = False
    """Whether a competent body knows, so that the follow-up may end."""

    @property
    def day(self) -> date:
        """The day in Vietnam on which the story stands."""
        return vietnam_day(self.at)

    def says(self, section: str) -> str:
        """Return a sentence of this story."""
        return sentence(self.chance, self.theme.name, section, self.slots)

    def deed(self, handler: Callable[[C, Work], object], command: C) -> Deed:
        """Return a deed of the counsellor at the moment on which the story stands."""
        return Deed(self.at, self.cast.acting(self.member, self.at), wish(handler, command))

    def passes(self, low: float, high: float) -> None:
        """Let some days pass."""
        self.at = later(self.chance, self.at, low, high)

    def minutes_pass(self, most: int = 40) -> None:
        """Let some minutes pass."""
        self.at = same_hour(self.chance, self.at, most)


def beginning(cast: Cast, chance: Chance, day: date, member: Member | None = None) -> Entry:
    """Return an entry that begins on a day: where, with whom, about which child."""
    member = member or counsellor_on(chance, day)
    minority = is_minority(chance, member.district)
    theme = chance.among(theme_weights(day.month, minority=minority))
    child = some_child(chance, theme, member.district, minority, day)
    slots = slots_of(chance, child, day)
    told = {**slots, "gist": sentence(chance, theme.name, "what", slots)}
    return Entry(cast, chance, member, theme, child, told, moment(chance, day))


def taken_in(entry: Entry, emergency_id: UUID | None = None) -> Story:
    """Take the information in, at once or late, with few fields or many; then contact and first look."""
    chance = entry.chance
    reception = _reception(entry)
    full = chance.maybe(0.62)
    situation = _situation(entry, emergency_id is not None)
    command = TakeIn(
        situation=situation,
        reception=reception,
        details=details_of(chance, entry.theme, entry.child, entry.slots, entry.day, 0.85 if full else 0.25),
        contact=safe_contact(chance, entry.theme, entry.child) if chance.maybe(0.4) else None,
        emergency_id=emergency_id,
    )
    done = yield entry.deed(take_in, command)
    entry.case_id = done.made or entry.case_id
    entry.code = next((one.fact.code for one in done.recorded if isinstance(one.fact, CaseOpened)), "")
    if command.contact is None and chance.maybe(0.35):
        entry.minutes_pass()
        contact = safe_contact(chance, entry.theme, entry.child)
        yield entry.deed(set_contact, SetContact(case_id=entry.case_id, contact=contact))
    yield from _first_look(entry)
    yield from _passed_on(entry)
    if chance.maybe(0.15 if full else 0.8):
        yield from _completed(entry, situation, command.details)


def _reception(entry: Entry) -> Reception:
    """Say when it was received, and move on to when it is entered."""
    chance, received = entry.chance, entry.at
    delay = chance.among({"now": 70.0, "same day": 17.0, "late": 13.0})
    if delay == "now":
        entry.minutes_pass(25)
    elif delay == "same day":
        entry.at += timedelta(hours=chance.randint(1, 5), minutes=chance.randrange(60))
    else:
        entry.passes(2, 9)
    others = (LatenessReason.OTHER, LatenessReason.OLD_LOG)
    reasons = [reason for reason in LatenessReason if reason not in others]
    return Reception(
        channel=chance.among(_CHANNELS),
        source=entry.child.source,
        received_at=received,
        lateness=chance.choice(reasons) if delay == "late" and chance.maybe(0.85) else None,
    )


def _situation(entry: Entry, is_emergency: bool) -> Situation:
    alleged = entry.theme.calls_for_forwarding
    danger = {
        DangerNow.NO: 6.0,
        DangerNow.UNKNOWN: 3.0 if alleged else 1.0,
        DangerNow.YES: 0.8 if alleged else 0.1,
    }
    return Situation(
        what=entry.slots["gist"],
        where=place_of_event(entry.chance, entry.child, entry.day),
        when=entry.child.when if entry.chance.maybe(0.8) else "",
        danger_now=DangerNow.YES if is_emergency else entry.chance.among(danger),
    )


def _first_look(entry: Entry) -> Story:
    if not entry.chance.maybe(0.75):
        return
    entry.minutes_pass()
    alleged = entry.theme.allegation is Allegation.ABUSE
    levels = {
        TriageLevel.HIGH: 4.0 if alleged else 0.5,
        TriageLevel.MEDIUM: 4.0,
        TriageLevel.LOW: 0.5 if alleged else 5.0,
        TriageLevel.NOT_YET: 0.3,
    }
    level = entry.chance.among(levels)
    reason = entry.says(f"triage_{level.value}") if entry.chance.maybe(0.7) else ""
    yield entry.deed(
        assess_case, AssessCase(case_id=entry.case_id, triage=Triage(level=level, reason=reason))
    )


def _passed_on(entry: Entry) -> Story:
    """Pass it on where the law asks (mostly at once), or note who knows already; elsewhere now and then."""
    chance = entry.chance
    if entry.theme.calls_for_forwarding:
        if chance.maybe(0.05):
            return
        entry.at = later(chance, entry.at, 0, 0.1) if chance.maybe(0.9) else later(chance, entry.at, 0.5, 2)
        if chance.maybe(0.12):
            yield from _known(entry)
        else:
            yield from forwarded(entry)
        if chance.maybe(0.15):
            entry.passes(0, 3)
            yield from forwarded(entry)
    elif chance.maybe(0.2):
        entry.passes(0, 4)
        yield from forwarded(entry)


def forwarded(entry: Entry) -> Story:
    """Pass the information on and, mostly, hear back later."""
    chance, duty = entry.chance, entry.theme.calls_for_forwarding
    recipient = (
        duty_recipient(chance, entry.theme, entry.child, entry.day)
        if duty
        else other_recipient(chance, entry.child, entry.day)
    )
    forwarding = Forwarding(
        recipient=recipient,
        channel=channel_of(chance),
        at=entry.at - timedelta(minutes=chance.randrange(1, 15)) if chance.maybe(0.3) else None,
        reference=f"{chance.randint(3, 240)}/PC-BVQTE" if chance.maybe(0.35) else "",
        spoke_to=spoken_to(chance, recipient),
        what=entry.says("forward"),
    )
    done = yield entry.deed(forward_case, ForwardCase(case_id=entry.case_id, forwarding=forwarding))
    entry.forwardings.append(done.version_of(entry.case_id))
    entry.is_known = entry.is_known or duty


def _known(entry: Entry) -> Story:
    known = AlreadyKnown(
        recipient=duty_recipient(entry.chance, entry.theme, entry.child, entry.day),
        since=entry.day - timedelta(days=entry.chance.randrange(0, 6)),
        reference=f"BB-{entry.chance.randint(11, 98)}/2025"
        if entry.chance.maybe(0.6)
        else "không có số hiệu",
    )
    yield entry.deed(note_known, NoteKnown(case_id=entry.case_id, known=known))
    entry.is_known = True


def _completed(entry: Entry, situation: Situation, first: Details) -> Story:
    """Complete what was taken in, or correct the birth date."""
    entry.passes(0.3, 9)
    corrects = first.child.birth is not None and entry.chance.maybe(0.4)
    more = details_of(entry.chance, entry.theme, entry.child, entry.slots, entry.day, 0.95)
    details = corrected(first, entry.child) if corrects else completed(first, more)
    reason = entry.says("correction" if corrects else "supplement")
    command = SetDetails(case_id=entry.case_id, situation=situation, details=details, reason=reason)
    yield entry.deed(set_details, command)


def answered(entry: Entry) -> Story:
    """Hear back from a body that was informed."""
    if not entry.forwardings or not entry.chance.maybe(0.68):
        return
    entry.passes(2, 18)
    kinds = {
        ReplyKind.ACKNOWLEDGED: 3.0,
        ReplyKind.UNDER_WAY: 3.0,
        ReplyKind.MEASURES_TAKEN: 2.5,
        ReplyKind.ASKED_FOR_MORE: 1.0,
        ReplyKind.PASSED_ON: 0.8,
        ReplyKind.CONCLUDED: 1.5,
        ReplyKind.NOT_TAKEN: 0.3,
    }
    kind = entry.chance.among(kinds)
    answer = Answer(
        forwarding=entry.chance.choice(entry.forwardings),
        kind=kind,
        reference=f"{entry.chance.randint(5, 900)}/CV-UBND" if entry.chance.maybe(0.3) else "",
        what=entry.says(f"answer_{kind.value}"),
    )
    yield entry.deed(note_answer, NoteAnswer(case_id=entry.case_id, answer=answer))


def stepped(entry: Entry) -> Story:
    """Agree a next step; mostly it gets done, sometimes it lies."""
    chance = entry.chance
    if not chance.maybe(0.75):
        return
    entry.minutes_pass()
    due = entry.day + timedelta(days=chance.randint(3, 21))
    responsible = (
        entry.cast.accounts[entry.cast.acting(entry.member, entry.at)] if chance.maybe(0.5) else None
    )
    step = Step(what=entry.says("step"), due_on=due, responsible=responsible)
    yield entry.deed(plan_step, PlanStep(case_id=entry.case_id, step=step))
    if gets_done(chance, due):
        entry.passes(max(1, (due - entry.day).days - 4), (due - entry.day).days + 3)
        yield entry.deed(finish_step, FinishStep(case_id=entry.case_id))


def noted(entry: Entry) -> Story:
    """Add a note of the follow-up, sometimes late and with the reason."""
    entry.passes(2, 16)
    late = entry.chance.choice((_IN_THE_FIELD, _NO_SIGNAL)) if entry.chance.maybe(0.1) else None
    if late is None:
        note = paragraph(entry.chance, entry.theme.name, "note", entry.slots, 2)
    else:
        note = entry.says(f"late_note_{late.value}")
    yield entry.deed(add_note, AddNote(case_id=entry.case_id, note=note, lateness=late))


def closed(entry: Entry) -> Story:
    """End the follow-up, once a competent body knows where it must."""
    if entry.theme.calls_for_forwarding and not entry.is_known:
        yield from forwarded(entry)
    entry.passes(4, 25)
    informed = entry.child.age(entry.day) > 5 and entry.chance.maybe(0.9)
    closing = Closing(
        outcome=entry.chance.among(_outcomes(entry.theme)),
        child_informed=informed,
        why_not_informed="" if informed else entry.says("not_informed"),
        note=entry.says("closing") if entry.chance.maybe(0.6) else "",
    )
    yield entry.deed(close_case, CloseCase(case_id=entry.case_id, closing=closing))


def _outcomes(theme: Theme) -> dict[Outcome, float]:
    if theme.calls_for_forwarding:
        return {
            Outcome.SAFE: 5.0,
            Outcome.HANDED_OVER: 3.0,
            Outcome.REINTEGRATED: 1.5,
            Outcome.UNFOUNDED: 0.5,
            Outcome.MOVED_AWAY: 0.4,
        }
    return {Outcome.ADVISED: 6.0, Outcome.SAFE: 3.0, Outcome.LOST_CONTACT: 0.5, Outcome.MOVED_AWAY: 0.5}


def returned(entry: Entry) -> Story:
    """The child comes back after the closing: the same file goes on."""
    entry.passes(15, 60)
    if entry.chance.maybe(0.15):
        what = f"{entry.says('returning')} {entry.says('emergency')}"
        emergency = Emergency(what=what, told="đã gọi 111 và công an xã")
        yield entry.deed(record_emergency, RecordEmergency(emergency=emergency, case_id=entry.case_id))
        entry.minutes_pass()
        yield from forwarded(entry)
    else:
        yield entry.deed(add_note, AddNote(case_id=entry.case_id, note=entry.says("returning")))
    yield from stepped(entry)
