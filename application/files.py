"""Files of a record, whatever holds them: added, listed, looked at, given out, taken out of sight."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

import structlog

from application.access import Action
from application.child_words import shows_words
from application.erasure import Erasures
from application.file_holders import (
    HOLDERS,
    AttachFile,
    HeldBy,
    OpenFile,
    WithdrawFile,
    case_of,
    code_of,
    consents_for_files,
    entries_with_files,
    record_with_files,
)
from application.ledger import Recorded
from application.work import Work
from domain.counselling import ConsultationLogged, Counselling
from domain.covering import covered
from domain.files import (
    FileAttached,
    FileWithdrawn,
    KeptFile,
    attach,
    refuse_another,
    refuse_foreign_consent,
    refuse_foreign_entry,
    withdraw,
)
from domain.files.kinds import FileFormat, FileLimits
from domain.files.refusals import FileIsGone
from domain.kernel import FieldClass
from domain.lists import ConsultationKind
from domain.recommendation import Recommendation

log = structlog.get_logger()


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
    refuse_another(record_with_files(cmd.holder, cmd.record_id, work), kept_by.limits.in_record)
    work.restart()
    examined = work.view(Examination).of(content)  # type: ignore[type-abstract]
    work.allow(cmd)
    state = record_with_files(cmd.holder, cmd.record_id, work)
    refuse_another(state, kept_by.limits.in_record)
    refuse_foreign_consent(cmd.said, consents_for_files(state, work))
    refuse_foreign_entry(cmd.said, entries_with_files(state))
    kept = kept_by.keep(cmd.record_id, work.new_id(), examined)
    fact = attach(state, HOLDERS[cmd.holder].attached, kept, cmd.said, cmd.name or "", work.act)
    work.append(state, fact)
    log.info("file_attached", stream_id=str(cmd.record_id), kind=kept.format.value)
    return fact.number


def withdraw_file(cmd: WithdrawFile, work: Work) -> None:
    """Take a file out of sight; its bytes are destroyed where the reason asks for it and no hold keeps the record.

    Raises:
        FileIsGone: It is not there.
    """
    work.allow(cmd)
    state = record_with_files(cmd.holder, cmd.record_id, work)
    held = any(work.view(Erasures).is_held(one) for one in (state.id, case_of(state)) if one)  # type: ignore[type-abstract]
    fact = withdraw(
        state, HOLDERS[cmd.holder].withdrawn, cmd.attached, cmd.withdrawal, held=held, act=work.act
    )
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
    state = record_with_files(question.holder, question.record_id, work)
    shown = lines_shown(state, work.history(question.record_id), work)
    line = next((one for one in shown if one.version == question.attached), None)
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
    state = record_with_files(question.holder, question.record_id, work)
    return GivenOut(content, f"{code_of(state)}-tep-{line.fact.number}.{kept.format.value}", kept.format)


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


def lines_shown(record: HeldBy, history: Sequence[Recorded], work: Work) -> list[FileLine]:
    """Return the files of a record as far as the reader may know of them.

    Files of psychological counselling are as near as its notes. A file of a recommendation in which a child is seen,
    heard or named is for those to whom the child's own words are shown.
    """
    found = lines(history)
    if isinstance(record, Counselling) and is_closely_held(history):
        return found if work.may(Action.OPEN_CONSULTATION, record.id, FieldClass.HEALTH) else []
    if isinstance(record, Recommendation) and not shows_words(record, work):
        return [one for one in found if not one.fact.said.shows_child]
    return found


def is_closely_held(history: Sequence[Recorded]) -> bool:
    """Whether files of a consultation are as near to health as its notes: there was psychological counselling."""
    said = (one.fact.consultation for one in history if isinstance(one.fact, ConsultationLogged))
    return any(one.kind is ConsultationKind.PSYCHOLOGICAL for one in said)
