"""Which formats of files are taken, how large they may be, and how the first bytes tell them apart."""

from __future__ import annotations

from enum import StrEnum

from domain.codes import Code
from domain.kernel import Value

MIB = 1024 * 1024


class FileFamily(StrEnum):
    """Formats that are looked at in the same way and have the same limit of size."""

    IMAGE = "image"
    DOCUMENT = "document"
    AUDIO = "audio"


class FileFormat(Code, name="file-format"):
    """The formats that are taken, told by content; the code is the extension a file is given out with."""

    JPEG = "jpg", "Ảnh JPEG", "JPEG image"
    PNG = "png", "Ảnh PNG", "PNG image"
    WEBP = "webp", "Ảnh WebP", "WebP image"
    PDF = "pdf", "PDF", "PDF"
    DOCX = "docx", "Văn bản Word", "Word document"
    XLSX = "xlsx", "Bảng tính Excel", "Excel sheet"
    ODT = "odt", "Văn bản OpenDocument", "OpenDocument text"
    MP3 = "mp3", "Ghi âm MP3", "MP3 recording"
    M4A = "m4a", "Ghi âm M4A", "M4A recording"
    THREE_GP = "3gp", "Ghi âm 3GP", "3GP recording"
    AAC = "aac", "Ghi âm AAC", "AAC recording"
    OGG = "ogg", "Ghi âm OGG", "OGG recording"
    WAV = "wav", "Ghi âm WAV", "WAV recording"
    AMR = "amr", "Ghi âm AMR", "AMR recording"

    @property
    def family(self) -> FileFamily:
        """The family."""
        if self in (FileFormat.JPEG, FileFormat.PNG, FileFormat.WEBP):
            return FileFamily.IMAGE
        documents = (FileFormat.PDF, FileFormat.DOCX, FileFormat.XLSX, FileFormat.ODT)
        return FileFamily.DOCUMENT if self in documents else FileFamily.AUDIO

    @property
    def is_image(self) -> bool:
        """Whether it is an image, kept as it was made anew: without place, device and other marks."""
        return self.family is FileFamily.IMAGE


class FileLimits(Value):
    """How much is taken. Source: quy ước nội bộ (settings)."""

    image_bytes: int = 15 * MIB
    document_bytes: int = 20 * MIB
    audio_bytes: int = 50 * MIB
    in_record: int = 200
    """Files in sight of one record."""
    in_all_bytes: int = 20 * 1024 * MIB

    def of(self, family: FileFamily) -> int:
        """Return the most bytes of a file of this family."""
        return {
            FileFamily.IMAGE: self.image_bytes,
            FileFamily.DOCUMENT: self.document_bytes,
            FileFamily.AUDIO: self.audio_bytes,
        }[family]

    @property
    def largest(self) -> int:
        """The most bytes of any file."""
        return max(self.image_bytes, self.document_bytes, self.audio_bytes)


HEAD_BYTES = 16
"""So many first bytes tell the family."""
_FAMILIES: tuple[tuple[bytes, FileFamily], ...] = (
    (b"\xff\xd8\xff", FileFamily.IMAGE),
    (b"\x89PNG\r\n\x1a\n", FileFamily.IMAGE),
    (b"%PDF-", FileFamily.DOCUMENT),
    (b"PK\x03\x04", FileFamily.DOCUMENT),
    (b"ID3", FileFamily.AUDIO),
    (b"OggS", FileFamily.AUDIO),
    (b"#!AMR", FileFamily.AUDIO),
)
_BRANDS = (b"M4A ", b"M4B ", b"mp42", b"mp41", b"isom", b"iso2", b"3gp", b"3g2", b"dash", b"qt  ")
_STILL_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")


def family_of(head: bytes) -> FileFamily | None:
    """Return the family that the first bytes promise; None for what is never taken. The whole is looked at later."""
    for mark, family in _FAMILIES:
        if head.startswith(mark):
            return family
    if head[:4] == b"RIFF":
        return {b"WEBP": FileFamily.IMAGE, b"WAVE": FileFamily.AUDIO}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return FileFamily.AUDIO if head[8:12].startswith(_BRANDS) else None
    return FileFamily.AUDIO if _is_frame(head) else None


def _is_frame(head: bytes) -> bool:
    """Whether a frame of MP3 (layer III) or AAC (ADTS) begins here."""
    if len(head) < 2 or head[0] != 0xFF:
        return False
    is_mp3 = head[1] & 0xE6 == 0xE2 and head[1] & 0x18 != 0x08
    return is_mp3 or head[1] & 0xF6 == 0xF0


def is_apple_still(head: bytes) -> bool:
    """Whether it is a picture in HEIC or AVIF, for which there is no well-kept reader under a free licence here."""
    return head[4:8] == b"ftyp" and head[8:12] in _STILL_BRANDS
