"""Papers to be written: one of each kind, about an invented case, with whatever texts a test wants in it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from application.documents.intake_form import intake_form
from application.documents.letter import letter_of
from application.documents.log_page import Shown, log_page
from application.documents.opinion import Asked, opinion_paper, returning_letter
from application.documents.paper import Paper
from application.documents.reception import reception_report
from application.documents.wording import Setting
from application.follow_up_log import LogEntry, Told
from domain.child_case import ChildCase
from domain.child_case.facts import CaseOpened
from domain.child_case.intake import (
    Child,
    Circumstances,
    Details,
    Family,
    Informant,
    Parent,
    Reception,
    SafeContact,
    Situation,
    Suspected,
)
from domain.child_case.letter import LetterPart
from domain.directory import Recipient, RecipientKind
from domain.follow_up_log import EntryState
from domain.identity import AgeBand
from domain.lists import AbuseType, Allegation, Channel, DangerNow, Relation, Sex, SourceType
from domain.referral.opinion import CitedArticle, Opinion, RecommendedStep, ReliedOn, StepKind
from domain.units import Place, register

AT = datetime(2026, 11, 26, 4, 5, tzinfo=UTC)
COUNSELLOR, UNIT, CASE = UUID(int=1), UUID(int=2), UUID(int=3)
COMMUNE = register().options_on(date(2026, 11, 26))[0]
CHAPTER = Setting("Hội Bảo vệ quyền trẻ em tỉnh", "Chi hội luật sư, hội thẩm", AT)
SETTING = Setting("Hội Bảo vệ quyền trẻ em tỉnh", "Hội xã Sơn Động", AT)
RECEPTION = Reception(channel=Channel.PHONE, received_at=AT)
POLICE = Recipient(kind=RecipientKind.COMMUNE_POLICE, unit=COMMUNE.as_written)
EVERYTHING = frozenset(LetterPart)


def a_case(text: str = "", **more: Any) -> ChildCase:
    """A case with a text in every field that holds words."""
    said: dict[str, Any] = {
        "child": Child(
            name=text,
            sex=Sex.FEMALE,
            school=text,
            address=text,
            residence=Place(spoken=text),
            estimated_age=9,
        ),
        "circumstances": Circumstances(
            allegation=Allegation.ABUSE, abuse_types=(AbuseType.SEXUAL_ABUSE, AbuseType.VIOLENCE)
        ),
        "own_words": text,
        "present_condition": text,
        "presumed_consequences": text,
        "prior_actions": text,
        "health_note": text,
        "family": Family(
            father=Parent(name=text, age=text, job=text),
            mother=Parent(name=text),
            caregiver=text,
            circumstances=text,
        ),
        "informant": Informant(agreed=bool(text), name=text, telephone=text, address=text, note=text),
        "suspected": Suspected(name=text, telephone=text, description=text, relation=Relation.PARENT),
    }
    opened = CaseOpened(
        occurred_at=AT,
        received_at=AT,
        unit=UNIT,
        code="HT.TN.0001.2026",
        number=1,
        year=2026,
        counsellor=COUNSELLOR,
        situation=Situation(
            what=text or "Cháu kể", where=Place(unit=COMMUNE.as_written, spoken=text), when=text
        ),
        reception=RECEPTION,
        details=Details(**(said | more)),
        age_band=AgeBand.FROM_6,
    )
    contact = SafeContact(person="Cô Hà", telephone="0204 000 00 11", hours=text, must_not_know=text)
    return ChildCase.began(CASE, opened).but(contact=contact)


def an_entry(text: str = "") -> LogEntry:
    """A row of the log."""
    told = Told(1, RecipientKind.COMMUNE_POLICE, COMMUNE.key, False, AT, None, True, reference=text)
    return LogEntry(
        case_id=CASE,
        record_no=1,
        code="HT.TN.0001.2026",
        name=text,
        unit=UNIT,
        received_at=AT,
        recorded_at=AT,
        channel=Channel.PHONE,
        source=SourceType.SCHOOL,
        sex=Sex.FEMALE,
        age_band=AgeBand.FROM_6,
        danger=DangerNow.NO,
        incident=COMMUNE.key,
        residence=COMMUNE.key,
        allegation=Allegation.ABUSE,
        abuse_types=(AbuseType.VIOLENCE,),
        groups=(),
        priority=(),
        is_accident=True,
        is_alleged=True,
        triage=None,
        told=(told,),
        duty_met=True,
        counsellor=COUNSELLOR,
        consultations=0,
        consultation_kinds=(),
        due_on=date(2026, 12, 1),
        responsible=None,
        referral_state=None,
        state=EntryState.FOLLOWING,
        outcome=None,
        closed_at=None,
        filled=1,
        required=1,
        missing=(),
        next_step=text,
    )


def an_opinion(text: str = "", rows: int = 1) -> Opinion:
    """An opinion with a text in every field that holds words."""
    step = RecommendedStep(
        what=text or "Nộp đơn", kind=StepKind.LETTER, body_name=text, due_on=date(2026, 12, 1)
    )
    return Opinion(
        question=text or "Ai có quyền?",
        facts=(ReliedOn(what=text or "Cháu ở với bà."),) * rows,
        law=(CitedArticle(law="Luật Trẻ em", article="51", clause="1"),),
        answer=text or "Theo Điều 51.",
        steps=(step,) * rows,
    )


def asked_of(text: str = "") -> Asked:
    """What the papers of a request say of it."""
    return Asked(
        "Hội xã Sơn Động", date(2026, 11, 2), "1a2b3c4d", {0: "Đề nghị, 02/11/2026"}, (text,) * bool(text)
    )


def papers(text: str = "", rows: int = 1) -> dict[str, Paper]:
    """One paper of each kind with this text wherever words of people stand."""
    case = a_case(text)
    shown = Shown((an_entry(text),) * rows, "các đơn vị", {COUNSELLOR: text}, is_all=False)
    return {
        "letter": letter_of(case, RECEPTION, POLICE, EVERYTHING, "12/CV-HBV", SETTING),
        "reception": reception_report(case, RECEPTION, text, SETTING),
        "log": log_page(shown, SETTING),
        "form": intake_form((), SETTING),
        "opinion": opinion_paper(an_opinion(text, rows), asked_of(text), CHAPTER),
        "returning": returning_letter(an_opinion(text, rows), asked_of(text), CHAPTER),
    }
