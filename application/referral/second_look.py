"""A second look at an opinion that waits for approval: the head asks another reviewer, who may hold otherwise."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

import structlog

from application.access import Action
from application.referral import AboutReferral, known_of_people
from application.same_person import as_one
from application.work import Work
from domain.kernel import Legal, Said
from domain.referral import Referral
from domain.referral.court import Court
from domain.referral.second_look import SecondLookAsked
from domain.referral.second_reader import ask_second_look, dissent_of_reader

log = structlog.get_logger()


class AskSecondLook(AboutReferral):
    """Ask another reviewer to look at the opinion before it is approved; the conflict sheet comes first."""

    ACTION: ClassVar[Action] = Action.ASSIGN_REVIEWER
    reader: UUID
    juror_of: Court = Court()
    """Of which court the head knows them to be a juror; kept nowhere."""
    version: int | None = None


class NoteDissentAsReader(AboutReferral):
    """Note, after a second look, that one holds otherwise than the opinion."""

    ACTION: ClassVar[Action] = Action.REVIEW_REFERRAL
    note: Legal[Said]


def ask_for_second_look(cmd: AskSecondLook, work: Work) -> None:
    """Ask for a second look.

    Raises:
        Stale: Someone else was asked since the form was opened.
    """
    work.allow(cmd)
    referral = work.read(Referral, cmd.referral_id)
    work.unchanged_since(referral, cmd.version, among=(SecondLookAsked,))
    known = known_of_people(referral, cmd.reader, cmd.juror_of, work)
    work.append(referral, ask_second_look(referral, cmd.reader, work.act, known))
    log.info("second_look_asked", referral_id=str(cmd.referral_id))


def note_dissent_as_reader(cmd: NoteDissentAsReader, work: Work) -> None:
    """Note a dissent beside the opinion; it stops nothing."""
    work.allow(cmd)
    referral = work.read(Referral, cmd.referral_id)
    drafted_by = as_one(referral.drafted_by, work.reader.account, work)
    noted = dissent_of_reader(referral.but(drafted_by=drafted_by), cmd.note or "", work.act)
    work.append(referral, noted)
    log.info("dissent_noted", referral_id=str(cmd.referral_id))
