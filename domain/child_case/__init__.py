"""`ChildCase`: one child's follow-up by the association.

Open → following → closed → reopened. Additions are open in every state and reopen (DESIGN, section 3, rules 2 to 4).
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from domain.calendar import vietnam_day
from domain.child_case import correcting, duty
from domain.child_case.entries import EntryCorrected, EntryMovedIn, EntryMovedOut, TiedElsewhere, ValuesHidden
from domain.child_case.facts import (
    CaseAnswered,
    CaseAssessed,
    CaseAssigned,
    CaseClosed,
    CaseContactSet,
    CaseDetailsSet,
    CaseKnownAlready,
    CaseNoted,
    CaseOpened,
    CasePassedOn,
    CaseReopened,
    CaseStepDone,
    CaseStepPlanned,
    Further,
)
from domain.child_case.file_code import FileCode
from domain.child_case.follow_up import AlreadyKnown, Answer, Closing, Forwarding, Step, Triage
from domain.child_case.intake import Details, Reception, SafeContact, Situation, bands, born
from domain.child_case.merging import CaseGivenBack, CaseMergedAway, CaseMergedIn, CaseReleased
from domain.child_case.refusals import (
    CaseIsClosed,
    CaseIsOpen,
    ChildNotInformed,
    NoSuchForwarding,
    NotForwardedYet,
    PoliceNotToldYet,
    SuspectIsNoContact,
)
from domain.child_case.suspect import Likeness, likeness
from domain.consent import (
    CHILD_BELOW,
    OWN_CONSENT_FROM,
    ChildsAssentMissing,
    Consent,
    Consenter,
    ConsentGiven,
    ConsentWithdrawn,
    NoSuchConsent,
    RepresentativeMissing,
    SuspectIsNoConsenter,
    Withdrawal,
)
from domain.directory import Recipient
from domain.files import CaseFileAttached, CaseFileWithdrawn, Files
from domain.handover import CaseStepsGiven, HandOver, StepsGiven
from domain.identity import AgeBand, may_be_under, surely_under
from domain.imported import CaseImported, CaseTakenBack
from domain.kernel import Act, Event, State
from domain.lists import AbuseType, Allegation, DangerNow, LatenessReason, Relation, ReopenReason, TriageLevel
from domain.mirror.decisions import Mirror
from domain.mirror.facts import MIRROR_FACTS

__all__ = [
    "CaseAnswered",
    "CaseAssessed",
    "CaseAssigned",
    "CaseClosed",
    "CaseContactSet",
    "CaseDetailsSet",
    "CaseGivenBack",
    "CaseKnownAlready",
    "CaseMergedAway",
    "CaseMergedIn",
    "CaseNoted",
    "CaseOpened",
    "CasePassedOn",
    "CaseReleased",
    "CaseReopened",
    "CaseStepDone",
    "CaseStepPlanned",
    "ChildCase",
    "is_suspect",
]


def is_suspect(contact: SafeContact, details: Details) -> bool:
    """Return whether a contact has the name, with or without marks, or a number of the person suspected."""
    return likeness(contact.person, contact.telephone, None, details.suspected) is not None


class ChildCase(State[CaseOpened, Further]):
    """What the rules of a case ask for."""

    SKIMS = MIRROR_FACTS.union(
        {
            *(CaseNoted, CaseAssessed, CaseStepPlanned, CaseStepDone, CaseReopened, CaseImported),
            *(ConsentGiven, ConsentWithdrawn, CaseFileAttached, CaseFileWithdrawn),
            *(CaseMergedAway, CaseMergedIn, CaseGivenBack, CaseReleased),
        }
    )

    unit: UUID
    code: str
    counsellor: UUID | None
    closed: bool = False
    situation: Situation
    details: Details
    age_band: AgeBand
    received_on: date
    """The day of receipt, Vietnam time; ages are computed on it."""
    triage: TriageLevel | None = None
    contact: SafeContact = SafeContact()
    entries: dict[int, correcting.Held] = Field(default_factory=dict)
    """Entries that stand in the file, by the version of the fact that made each."""
    told_in: tuple[int, ...] = (0,)
    """Versions of the facts that said what is known, as far as they are not hidden."""
    step: int | None = None
    """Version of the fact that planned the step now due."""
    consents: tuple[int, ...] = ()
    """Versions of the consents that were not withdrawn."""
    mirror: Mirror = Mirror()
    """What authorities asked of the association; what they report changes nothing here."""
    files: Files = Files()
    told_elsewhere: tuple[Recipient, ...] = ()
    """Bodies told in other files of the child; set for a decision, never by a fact."""
    merged_into: UUID | None = None
    """The file that this one hangs on as a duplicate."""
    duplicates: tuple[UUID, ...] = ()
    """The files that hang on this one."""

    # -- decisions -----------------------------------------------------------------------------------------------

    @classmethod
    def take_in(
        cls,
        unit: UUID,
        code: FileCode,
        number: int,
        situation: Situation,
        reception: Reception,
        details: Details,
        act: Act,
    ) -> CaseOpened:
        """Enter information about a child; never refused, whatever is missing."""
        received_at = reception.received_at or act.at
        received_on = vietnam_day(received_at)
        return CaseOpened(
            occurred_at=received_at,
            received_at=received_at,
            unit=unit,
            code=str(code),
            number=number,
            year=vietnam_day(act.at).year,
            counsellor=act.account,
            situation=situation,
            reception=reception.model_copy(update={"received_at": received_at}),
            details=details,
            **bands(details, received_on),
        )

    @classmethod
    def first_contact(
        cls, contact: SafeContact | None, details: Details, act: Act
    ) -> tuple[CaseContactSet, ...]:
        """Return the safe contact said at entry; the person suspected is left out, and the entry is kept."""
        if contact is None or is_suspect(contact, details):
            return ()
        return (CaseContactSet(occurred_at=act.at, contact=contact),)

    def set_details(self, situation: Situation, details: Details, reason: str, act: Act) -> CaseDetailsSet:
        """Complete or correct what is known; the age band of the entry moves with a corrected birth date."""
        return CaseDetailsSet(
            occurred_at=act.at,
            situation=situation,
            details=details,
            **bands(details, self.received_on),
            reason=reason,
        )

    def set_contact(self, contact: SafeContact, act: Act) -> CaseContactSet:
        """Say how the child can be reached safely; never through the person suspected."""
        if is_suspect(contact, self.details):
            raise SuspectIsNoContact
        return CaseContactSet(occurred_at=act.at, contact=contact)

    def note(self, note: str, act: Act, lateness: LatenessReason | None = None) -> CaseNoted:
        """Add a note, in every state."""
        return CaseNoted(occurred_at=act.at, note=note, lateness=lateness)

    def assess(self, triage: Triage, act: Act) -> CaseAssessed:
        """Record the association's own first look."""
        return CaseAssessed(occurred_at=act.at, triage=triage)

    def pass_on(self, forwarding: Forwarding, act: Act) -> CasePassedOn:
        """Pass the information on, from the first second and in every state."""
        return CasePassedOn(occurred_at=forwarding.at or act.at, forwarding=forwarding)

    def known_already(self, known: AlreadyKnown, act: Act) -> CaseKnownAlready:
        """Record that an authority knows already."""
        return CaseKnownAlready(occurred_at=act.at, known=known, counts=known.is_complete)

    def answered(self, answer: Answer, act: Act) -> CaseAnswered:
        """Record what came back.

        Raises:
            NoSuchForwarding: The forwarding that it answers is not in this case.
        """
        if not correcting.is_forwarding(self.entries, answer.forwarding):
            raise NoSuchForwarding
        return CaseAnswered(occurred_at=answer.at or act.at, answer=answer)

    def plan(self, step: Step, act: Act) -> CaseStepPlanned:
        """Agree the next step."""
        return CaseStepPlanned(occurred_at=act.at, step=step)

    def step_done(self, act: Act) -> CaseStepDone | None:
        """Tick off the planned step; None when there is none."""
        return None if self.step is None else CaseStepDone(occurred_at=act.at, step=self.step)

    def close(self, closing: Closing, act: Act) -> CaseClosed:
        """End the follow-up; the only act that a guard refuses.

        Raises:
            CaseIsClosed: It has ended already.
            NotForwardedYet: Abuse or risk is alleged and nobody competent knows (Law on Children, art. 51(1)).
            PoliceNotToldYet: Sexual abuse under 18, and neither police nor investigator know (JC 01/2022, art. 9).
            ChildNotInformed: Neither "informed" nor a reason.
        """
        if self.closed:
            raise CaseIsClosed
        if self.is_alleged and not self.duty_met:
            raise PoliceNotToldYet if self._is_sexual_abuse_of_minor else NotForwardedYet
        if not closing.child_informed and not closing.why_not_informed:
            raise ChildNotInformed
        return CaseClosed(occurred_at=act.at, closing=closing)

    def reopen(self, because: ReopenReason, act: Act) -> CaseReopened:
        """Take the follow-up up again."""
        if not self.closed:
            raise CaseIsOpen
        return CaseReopened(occurred_at=act.at, because=because)

    def assign(self, handover: HandOver, act: Act) -> CaseAssigned:
        """Hand the case over, in every state; open steps of whom it relieves follow the new counsellor."""
        return CaseAssigned(occurred_at=act.at, handover=handover.instead_of(self.counsellor))

    def give_steps(self, given: StepsGiven, act: Act) -> CaseStepsGiven:
        """Give the open steps of one person to another; who answers for the case stays."""
        return CaseStepsGiven(occurred_at=act.at, given=given)

    def give_consent(self, consent: Consent, act: Act) -> ConsentGiven:
        """Record a consent, in every state; ages are those of the day of the act.

        Raises:
            SuspectIsNoConsenter: By name or telephone; by relation where no name tells the two apart.
            RepresentativeMissing: Private life is disclosed, and no representative agrees.
            ChildsAssentMissing: Private life is disclosed, and a child who may be 7 or older does not agree.
        """
        suspected = self.details.suspected
        like = likeness(consent.name, consent.telephone, consent.relation, suspected)
        if like in (Likeness.NAME, Likeness.TELEPHONE) or (like and not suspected.name):
            raise SuspectIsNoConsenter
        day, birth = vietnam_day(act.at), born(self.details.child, self.received_on)
        if consent.discloses and may_be_under(CHILD_BELOW, birth, day):
            if consent.by is not Consenter.REPRESENTATIVE:
                raise RepresentativeMissing
            if not consent.child_assents and not surely_under(OWN_CONSENT_FROM, birth, day):
                raise ChildsAssentMissing
        return ConsentGiven(occurred_at=act.at, consent=consent)

    def withdraw_consent(self, consent: int, withdrawal: Withdrawal, act: Act) -> ConsentWithdrawn:
        """Take a consent back; never refused for who asks, since it only stops."""
        if consent not in self.consents:
            raise NoSuchConsent
        return ConsentWithdrawn(occurred_at=act.at, consent=consent, withdrawal=withdrawal)

    def with_reopening(self, *facts: Event, act: Act) -> tuple[Event, ...]:
        """Return the facts, preceded by a reopening when the case is closed: logging always saves."""
        return (self.reopen(ReopenReason.NEW_ENTRY, act), *facts) if self.closed else facts

    # -- what the rules ask --------------------------------------------------------------------------------------

    @property
    def told(self) -> tuple[Recipient, ...]:
        """Bodies that the information was passed to, or that knew already, since a day and under a reference."""
        return tuple(held.told for held in self.entries.values() if held.told is not None)

    @property
    def is_alleged(self) -> bool:
        """Whether abuse, or a risk of it, is alleged."""
        circumstances = self.details.circumstances
        return circumstances.allegation in {Allegation.ABUSE, Allegation.RISK} or bool(
            circumstances.abuse_types
        )

    @property
    def duty_met(self) -> bool:
        """Whether somebody competent was told, or knew already; for sexual abuse under 18, police or investigators."""
        kinds = (recipient.kind for recipient in (*self.told, *self.told_elsewhere))
        return duty.is_met(kinds, sexual_abuse_under_18=self._is_sexual_abuse_of_minor)

    @property
    def _is_sexual_abuse_of_minor(self) -> bool:
        if AbuseType.SEXUAL_ABUSE not in self.details.circumstances.abuse_types:
            return False
        return may_be_under(18, born(self.details.child, self.received_on), self.received_on)

    @property
    def contact_is_suspect(self) -> bool:
        """Whether the safe contact was later named as the person suspected; their number is not shown."""
        return is_suspect(self.contact, self.details)

    @property
    def suggests_emergency(self) -> bool:
        """Whether *khẩn cấp* is suggested: danger now, or a parent or caregiver named (Decree 56, art. 31(1))."""
        relation: Relation | None = self.details.suspected.relation
        caregiver = relation is not None and relation.is_parent_or_caregiver
        return self.situation.danger_now is DangerNow.YES or (caregiver and self.is_alleged)

    # -- folding -------------------------------------------------------------------------------------------------

    @classmethod
    def began(cls, stream: UUID, fact: CaseOpened) -> ChildCase:
        """Return the state after the first fact."""
        return cls(
            id=stream,
            version=0,
            unit=fact.unit,
            code=fact.code,
            counsellor=fact.counsellor,
            situation=fact.situation,
            details=fact.details,
            age_band=fact.age_band,
            received_on=vietnam_day(fact.received_at or fact.occurred_at),
            entries=correcting.entered({}, fact, 0),
        )

    def apply(self, fact: Further) -> ChildCase:
        """Return the state after one more fact, with the entry that it made, corrected, hid or moved."""
        return self._after(fact).but(entries=correcting.entered(self.entries, fact, self.version + 1))

    def _after(self, fact: Further) -> ChildCase:
        match fact:
            case CaseDetailsSet():
                known = {"situation": fact.situation, "details": fact.details, "age_band": fact.age_band}
                return self.but(**known, told_in=(*self.told_in, self.version + 1))
            case CaseContactSet():
                return self.but(contact=fact.contact)
            case CaseAssessed():
                return self.but(triage=fact.triage.level)
            case CaseStepPlanned():
                return self.but(step=self.version + 1)
            case CaseStepDone():
                return self.but(step=None)
            case CaseClosed() | CaseTakenBack():
                return self.but(closed=True, step=None)
            case CaseReopened():
                return self.but(closed=False)
            case CaseAssigned():
                return self.but(counsellor=fact.handover.counsellor)
            case ConsentGiven():
                return self.but(consents=(*self.consents, self.version + 1))
            case ConsentWithdrawn():
                return self.but(consents=tuple(one for one in self.consents if one != fact.consent))
            case CaseMergedAway():
                return self.but(merged_into=fact.into)
            case CaseGivenBack():
                return self.but(merged_into=None)
            case CaseMergedIn():
                return self.but(duplicates=(*self.duplicates, fact.duplicate))
            case CaseReleased():
                return self.but(duplicates=tuple(one for one in self.duplicates if one != fact.duplicate))
            case EntryCorrected():
                return self.but(**correcting.corrected(fact))
            case ValuesHidden() | EntryMovedOut():
                return self.but(
                    told_in=tuple(v for v in self.told_in if v == fact.entry or v not in fact.versions),
                    step=None if fact.instead is None and fact.entry == self.step else self.step,
                )
            case CaseFileAttached() | CaseFileWithdrawn():
                return self.but(files=self.files.after(fact, self.version + 1))
            case (
                CasePassedOn()
                | CaseKnownAlready()
                | CaseNoted()
                | CaseAnswered()
                | EntryMovedIn()
                | TiedElsewhere()
                | CaseImported()
                | CaseStepsGiven()
            ):
                return self
            case _:
                return self.but(mirror=self.mirror.after(fact, self.version + 1))
