"""Files (*tệp đính kèm*) of a record: a page of a notebook, a document, a photo, a recording, a scanned reply.

A file belongs to the stream of its record and is added in every state of it. What it is for, on which basis it is
kept and who appears in it go with it. It is never changed; it is taken out of sight with a reason, and its bytes are
destroyed when it was put into the wrong record or exposes somebody.

Source: DESIGN, section 3 (rules 2, 4, 8) and section 7; Law on Children 102/2016/QH13, arts. 6(11), 21; Decree
56/2017/NĐ-CP, arts. 33, 36; Law 91/2025/QH15, arts. 3, 9, 19, 24 (LAW 5.2).
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Protocol
from uuid import UUID

from pydantic import BeforeValidator

from domain.codes import Code
from domain.consent import NoSuchConsent
from domain.files.kinds import FileFormat
from domain.files.refusals import FileIsGone, NoEntryOfFile, RecordHoldsTooMany
from domain.identity import Day
from domain.kernel import Act, Event, Evidence, Line, Named, Value
from domain.lists import LegalBasis
from domain.text import none_if_blank


class FileSubject(Code, name="file-subject"):
    """What a file is of. Source: practice of the association."""

    NOTEBOOK = "notebook", "Trang sổ, trang vở", "Page of a notebook"
    DOCUMENT = "document", "Giấy tờ, văn bản", "Document"
    PHOTO = "photo", "Ảnh người, nơi, vật", "Photo of a person, place or thing"
    RECORDING = "recording", "Ghi âm", "Recording"
    OTHER = "other", "Loại khác", "Another kind"


class FilePurpose(Code, name="file-purpose"):
    """For what a file is kept; one purpose each. Source: Law 91/2025/QH15, art. 3(2); the list quy ước nội bộ."""

    RECORD = "record", "Lưu điều trẻ, người báo đã đưa", "Keeping what the child or informant handed over"
    PASS_ON = "pass_on", "Kèm khi chuyển thông tin cho cơ quan", "To go with what is passed on"
    COUNSELLING = "counselling", "Tư vấn, tham vấn", "Counselling"
    CHAPTER = "chapter", "Chi hội cho ý kiến", "Opinion of the chapter"
    PROOF = "proof", "Chứng minh việc Hội đã làm", "Showing what the association did"
    OTHER = "other", "Mục đích khác", "Another purpose"


class Appears(Code, name="appears"):
    """Whose image, voice or name is in a file. Source: Decree 56/2017/NĐ-CP, art. 33 (images of a child)."""

    CHILD = "child", "Chính trẻ em", "The child"
    OTHER_CHILD = "other_child", "Trẻ em khác", "Another child"
    FAMILY = "family", "Người trong gia đình", "Family"
    OTHER = "other", "Người khác", "Somebody else"


class FileSaid(Value):
    """What is said of a file by whoever adds it."""

    subject: FileSubject
    description: Evidence[Named]
    purpose: FilePurpose
    basis: LegalBasis
    consent: Annotated[int | None, BeforeValidator(none_if_blank)] = None
    """Version of the fact that gave the consent, where the basis is one that is recorded in the case."""
    appears: tuple[Appears, ...] = ()
    taken_on: Annotated[Day | None, BeforeValidator(none_if_blank)] = None
    entry: Annotated[int | None, BeforeValidator(none_if_blank)] = None
    """The entry of the record that it shows, where the record has such: a conveyance, a reply, a voucher."""

    @property
    def shows_child(self) -> bool:
        """Whether a child is seen, heard or named in it."""
        return bool({Appears.CHILD, Appears.OTHER_CHILD} & set(self.appears))


class KeptPart(Value):
    """Encrypted bytes as they are kept: how many in the clear, in how many pieces, and SHA-256 of the pieces.

    The digest is of ciphertext under a key of its own: it tells nothing of the content and is never the same twice.
    """

    size: int
    pieces: int
    digest: str


class KeptFile(Value):
    """A file as it was kept: which, of which format, under which key of its own, and its parts."""

    file: UUID
    key: UUID
    """Half of its secret; the other half is the key of the record, so that either's destruction destroys it."""
    format: FileFormat
    content: KeptPart
    previews: tuple[KeptPart, ...] = ()
    pages: int = 0
    """Of a PDF."""


class FileAttached(Event):
    """A file was added."""

    number: int
    """Counted within the record."""
    kept: KeptFile
    said: FileSaid
    original_name: Evidence[Line] = ""


class FileEnd(Code, name="file-end"):
    """Why a file is taken out of sight. Source: DESIGN, section 3, rule 8; Law 91/2025/QH15, arts. 14, 24(3)."""

    WRONG_RECORD = "wrong_record", "Ghi nhầm chỗ", "Put into the wrong record"
    EXPOSES = "exposes", "Lộ thông tin", "Exposes somebody"
    CONSENT_WITHDRAWN = "consent_withdrawn", "Sự đồng ý đã rút", "Consent was withdrawn"
    NOT_NEEDED = "not_needed", "Không còn cần cho mục đích đã ghi", "No longer needed for its purpose"

    @property
    def destroys(self) -> bool:
        """Whether the bytes go for good; in the other cases they stay, out of sight, until the record is erased."""
        return self in (FileEnd.WRONG_RECORD, FileEnd.EXPOSES)


class FileWithdrawal(Value):
    """Why, in a code and in words."""

    because: FileEnd
    note: Evidence[Line] = ""


class FileWithdrawn(Event):
    """A file was taken out of sight."""

    attached: int
    """Version of the fact that added it."""
    withdrawal: FileWithdrawal
    destroyed: UUID | None = None
    """The key destroyed with it; None where the bytes stay: by the reason, or because a hold keeps the record."""


class CaseFileAttached(FileAttached):
    """A file was added to a case."""

    TOPIC: ClassVar[str] = "case.file-attached.1"


class CaseFileWithdrawn(FileWithdrawn):
    """A file of a case was taken out of sight."""

    TOPIC: ClassVar[str] = "case.file-withdrawn.1"


class MatterFileAttached(FileAttached):
    """A file was added to a consultation."""

    TOPIC: ClassVar[str] = "counselling.file-attached.1"


class MatterFileWithdrawn(FileWithdrawn):
    """A file of a consultation was taken out of sight."""

    TOPIC: ClassVar[str] = "counselling.file-withdrawn.1"


class FileMark(Value):
    """What the rules ask of one file."""

    version: int
    key: UUID


class Files(Value):
    """What the rules ask of the files of a record."""

    number: int = 0
    """Of the last one that was added."""
    live: tuple[FileMark, ...] = ()
    """Those in sight."""

    def after(self, fact: FileAttached | FileWithdrawn, version: int) -> Files:
        """Return the files after one more fact."""
        if isinstance(fact, FileAttached):
            mark = FileMark(version=version, key=fact.kept.key)
            return Files(number=fact.number, live=(*self.live, mark))
        return Files(number=self.number, live=tuple(m for m in self.live if m.version != fact.attached))


class HasFiles(Protocol):
    """A record that files are added to."""

    @property
    def files(self) -> Files:
        """Its files."""


def refuse_another(record: HasFiles, most: int) -> None:
    """Refuse one more file where there are too many, before anything is kept.

    Raises:
        RecordHoldsTooMany: There are.
    """
    if len(record.files.live) >= most:
        raise RecordHoldsTooMany(most=most)


def refuse_foreign_consent(said: FileSaid, standing: tuple[int, ...]) -> None:
    """Refuse a reference to a consent that does not stand; a basis of consent without one is kept, and shown as such.

    Raises:
        NoSuchConsent: It is not in the case, or was withdrawn.
    """
    if said.consent is not None and said.consent not in standing:
        raise NoSuchConsent


def refuse_foreign_entry(said: FileSaid, entries: frozenset[int]) -> None:
    """Refuse a file of an entry that is not in the record.

    Raises:
        NoEntryOfFile: It is not there, or was cancelled.
    """
    if said.entry is not None and said.entry not in entries:
        raise NoEntryOfFile


def attach(
    record: HasFiles, kind: type[FileAttached], kept: KeptFile, said: FileSaid, name: str, act: Act
) -> FileAttached:
    """Add a file, in every state of the record."""
    number = record.files.number + 1
    return kind(occurred_at=act.at, number=number, kept=kept, said=said, original_name=name)


def withdraw(
    record: HasFiles,
    kind: type[FileWithdrawn],
    attached: int,
    withdrawal: FileWithdrawal,
    *,
    held: bool,
    act: Act,
) -> FileWithdrawn:
    """Take a file out of sight; what a hold keeps is hidden and not destroyed.

    Raises:
        FileIsGone: There is no such file, or it is out of sight already.
    """
    mark = next((one for one in record.files.live if one.version == attached), None)
    if mark is None:
        raise FileIsGone
    destroyed = mark.key if withdrawal.because.destroys and not held else None
    return kind(occurred_at=act.at, attached=attached, withdrawal=withdrawal, destroyed=destroyed)
