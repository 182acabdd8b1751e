"""Files of a case, a consultation or an activity: added, listed, looked at, given out, taken out of sight."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar, Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.erasure import Erasures
from application.ledger import Recorded
from application.work import Command, Question, Work
from domain.activity import Activity, activity_code
from domain.activity.facts import ActivityFileAttached, ActivityFileWithdrawn
from domain.child_case import ChildCase
from domain.counselling import ConsultationLogged, Counselling, matter_code
from domain.covering import covered
from domain.files import (
    CaseFileAttached,
    CaseFileWithdrawn,
    FileAttached,
    FileSaid,
    FileWithdrawal,
    FileWithdrawn,
    KeptFile,
    MatterFileAttached,
    MatterFileWithdrawn,
    attach,
    refuse_another,
    refuse_foreign_consent,
    withdraw,
)
from domain.files.kinds import FileFormat, FileLimits
from domain.files.refusals import FileIsGone
from domain.kernel import FieldClass, Line, Unknown
from domain.lists import ConsultationKind

log = structlog.get_logger()


class Holder(StrEnum):
    """What a file may belong to."""

    CASE = "case"
    MATTER = "counselling"
    ACTIVITY = "activity"


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that was looked at: its format by content, and the bytes to keep (made anew where that is possible)."""

    format: FileFormat
    content: bytes
    previews: tuple[bytes, ...] = ()
    """JPEG pictures of the image, or of the first pages."""
    pages: int = 0


class Examination(Protocol):
    """Looks at what strangers made, in a process that can do nothing else."""

    def of(self, content: bytes) -> Examined:
        """Return what it is, safe to keep.

        Raises:
            FileRefused: It is not taken; the kind of refusal says why.
        """


class FileBytes(Protocol):
    """Keeps encrypted bytes beside the log, in the transaction of the fact."""

    @property
    def limits(self) -> FileLimits:
        """How much is taken."""

    def keep(self, record: UUID, file: UUID, examined: Examined) -> KeptFile:
        """Encrypt and keep a file, under the record's key and a new one of its own.

        Raises:
            StoreIsFull: There is no room.
        """

    def read(self, attached: Recorded, part: int) -> bytes:
        """Return the bytes of a part: 0 is the content, from 1 on the previews.

        Raises:
            FileIsGone: Its keys were destroyed.
            BytesDamaged: They are not those that were kept.
        """

    def forget(self, key: UUID) -> None:
        """Delete the bytes under a key with the commit, and destroy the key after it."""


class OfRecord(Question):
    """A question about the files of one record."""

    holder: Holder
    record_id: UUID

    def record(self) -> UUID | None:
        """The record."""
        return self.record_id


class OpenFile(OfRecord):
    """Look at one file, or have it given out."""

    ACTION: ClassVar[Action] = Action.OPEN_FILE
    FIELD_CLASS: ClassVar[FieldClass] = FieldClass.EVIDENCE
    attached: int


class AttachFile(Command):
    """Add a file."""

    ACTION: ClassVar[Action] = Action.ATTACH_FILE
    holder: Holder
    record_id: UUID
    said: FileSaid
    name: Line = ""
    fingerprint: str = ""
    """SHA-256 of what was sent tells a repeat from another file. It is kept nowhere, only hashed with a key."""

    def record(self) -> UUID | None:
        """The record."""
        return self.record_id


class WithdrawFile(Command):
    """Take a file out of sight."""

    ACTION: ClassVar[Action] = Action.WITHDRAW_FILE
    holder: Holder
    record_id: UUID
    attached: int
    withdrawal: FileWithdrawal

    def record(self) -> UUID | None:
        """The record."""
        return self.record_id


class OpenActivityFile(OpenFile):
    """Look at a file of an activity: for whoever sees activities."""

    ACTION: ClassVar[Action] = Action.SEE_ACTIVITIES


class AttachActivityFile(AttachFile):
    """Add a file to an activity: for whoever enters activities."""

    ACTION: ClassVar[Action] = Action.RECORD_ACTIVITY


class WithdrawActivityFile(WithdrawFile):
    """Take a file of an activity out of sight."""

    ACTION: ClassVar[Action] = Action.RECORD_ACTIVITY


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file of a record as a list shows it."""

    version: int
    attached: Recorded
    fact: FileAttached
    withdrawn: FileWithdrawn | None = None


@dataclass(frozen=True, slots=True)
class GivenOut:
    """Bytes for whoever may have them, under a name that names nobody."""

    content: bytes
    name: str
    format: FileFormat


def fingerprint(content: bytes | bytearray) -> str:
    """Return what tells one upload from another."""
    return hashlib.sha256(content).hexdigest()


def attach_file(cmd: AttachFile, content: bytes, work: Work) -> int:
    """Add a file in every state of the record and return its number; a closed case stays closed.

    The file is looked at between two transactions: what a stranger made holds no lock and no connection.

    Raises:
        FileRefused: It is not taken.
        NoSuchConsent: The consent that is named does not stand.
    """
    work.allow(cmd)
    kept_by = work.view(FileBytes)  # type: ignore[type-abstract]
    refuse_another(_state(cmd.holder, cmd.record_id, work), kept_by.limits.in_record)
    work.restart()
    examined = work.view(Examination).of(content)  # type: ignore[type-abstract]
    work.allow(cmd)
    state = _state(cmd.holder, cmd.record_id, work)
    refuse_another(state, kept_by.limits.in_record)
    refuse_foreign_consent(cmd.said, _consents(state, work))
    kept = kept_by.keep(cmd.record_id, work.new_id(), examined)
    fact = attach(state, _ATTACHED[cmd.holder], kept, cmd.said, cmd.name or "", work.act)
    work.append(state, fact)
    log.info("file_attached", stream_id=str(cmd.record_id), kind=kept.format.value)
    return fact.number


def withdraw_file(cmd: WithdrawFile, work: Work) -> None:
    """Take a file out of sight; its bytes are destroyed where the reason asks for it and no hold keeps the record.

    Raises:
        FileIsGone: It is not there.
    """
    work.allow(cmd)
    state = _state(cmd.holder, cmd.record_id, work)
    held = any(work.view(Erasures).is_held(one) for one in _held_with(state))  # type: ignore[type-abstract]
    fact = withdraw(state, _WITHDRAWN[cmd.holder], cmd.attached, cmd.withdrawal, held=held, act=work.act)
    work.append(state, fact)
    if fact.destroyed is not None:
        work.view(FileBytes).forget(fact.destroyed)  # type: ignore[type-abstract]
    log.info(
        "file_withdrawn", stream_id=str(cmd.record_id), outcome="destroyed" if fact.destroyed else "hidden"
    )


def look_at(question: OpenFile, work: Work) -> FileLine:
    """Return what is said of one file in sight; the access log keeps the digest of its ciphertext, so it says which.

    Raises:
        FileIsGone: It is not there, or not for this person.
    """
    work.allow(question)
    state = _state(question.holder, question.record_id, work)
    history = work.history(question.record_id)
    if _is_kept_from(work, question.record_id, history):
        raise Unknown
    line = next((one for one in lines(history) if one.version == question.attached), None)
    if line is None or line.version not in {mark.version for mark in state.files.live}:
        raise FileIsGone
    work.gave_out((), bytes.fromhex(line.fact.kept.content.digest), FieldClass.EVIDENCE)
    return line


def preview(question: OpenFile, page: int, work: Work) -> bytes:
    """Return the picture of one page; each is a look of its own."""
    line = look_at(question, work)
    if not 1 <= page <= len(line.fact.kept.previews):
        raise FileIsGone
    return work.view(FileBytes).read(line.attached, page)  # type: ignore[type-abstract]


def give_out(question: OpenFile, work: Work) -> GivenOut:
    """Return the file itself."""
    line = look_at(question, work)
    content = work.view(FileBytes).read(line.attached, 0)  # type: ignore[type-abstract]
    kept = line.fact.kept
    state = _state(question.holder, question.record_id, work)
    return GivenOut(content, f"{_code(state)}-tep-{line.fact.number}.{kept.format.value}", kept.format)


def lines(history: Sequence[Recorded]) -> list[FileLine]:
    """Return the files among the facts of a record, oldest first, each with how it went out of sight."""
    gone = {
        (one.stream, one.fact.attached): one.fact for one in history if isinstance(one.fact, FileWithdrawn)
    }
    return [
        FileLine(one.version or 0, one, one.fact, gone.get((one.stream, one.version or 0)))
        for one in history
        if isinstance(one.fact, FileAttached)
    ]


def without_exposed(history: Iterable[Recorded]) -> list[Recorded]:
    """Return facts in the order of the log; of a file that was misplaced or exposed somebody, not what was said of it.

    Source: DESIGN, section 3, rule 8: a correction does not expose once more what it takes away.
    """
    facts = sorted(history, key=lambda one: one.position)
    gone = {
        (one.stream, one.fact.attached)
        for one in facts
        if isinstance(one.fact, FileWithdrawn) and one.fact.withdrawal.because.destroys
    }
    return [
        replace(one, fact=covered(one.fact)) if (one.stream, one.version) in gone else one for one in facts
    ]


def shown_to(matter_id: UUID, history: Sequence[Recorded], work: Work) -> list[FileLine]:
    """Return the files of a consultation as far as the reader may know of them."""
    return [] if _is_kept_from(work, matter_id, history) else lines(history)


def _is_kept_from(work: Work, record: UUID, history: Sequence[Recorded]) -> bool:
    near = work.may(Action.OPEN_CONSULTATION, record, FieldClass.HEALTH)
    return is_closely_held(history) and not near


def is_closely_held(history: Sequence[Recorded]) -> bool:
    """Whether files of a consultation are as near to health as its notes: there was psychological counselling."""
    said = (one.fact.consultation for one in history if isinstance(one.fact, ConsultationLogged))
    return any(one.kind is ConsultationKind.PSYCHOLOGICAL for one in said)


HeldBy = ChildCase | Counselling | Activity
_STATES: Mapping[Holder, type[HeldBy]] = {
    Holder.CASE: ChildCase,
    Holder.MATTER: Counselling,
    Holder.ACTIVITY: Activity,
}
_ATTACHED: Mapping[Holder, type[FileAttached]] = {
    Holder.CASE: CaseFileAttached,
    Holder.MATTER: MatterFileAttached,
    Holder.ACTIVITY: ActivityFileAttached,
}
_WITHDRAWN: Mapping[Holder, type[FileWithdrawn]] = {
    Holder.CASE: CaseFileWithdrawn,
    Holder.MATTER: MatterFileWithdrawn,
    Holder.ACTIVITY: ActivityFileWithdrawn,
}


def _state(holder: Holder, record: UUID, work: Work) -> HeldBy:
    return work.read(_STATES[holder], record)


def _code(state: HeldBy) -> str:
    """Return what the record is called in the name of a file."""
    match state:
        case ChildCase():
            return state.code
        case Counselling():
            return matter_code(state.id)
        case Activity():
            return activity_code(state.id)


def _consents(state: HeldBy, work: Work) -> tuple[int, ...]:
    """Return the versions of the consents that stand: of the case, or of the case that a consultation belongs to."""
    if isinstance(state, ChildCase):
        return state.consents
    if isinstance(state, Activity):
        return ()
    return work.read(ChildCase, state.case_id).consents if state.case_id else ()


def _held_with(state: HeldBy) -> tuple[UUID, ...]:
    case_id = state.case_id if isinstance(state, Counselling) else None
    return (state.id, case_id) if case_id else (state.id,)
