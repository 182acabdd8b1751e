"""Real files, made here: pictures, PDFs, documents, recordings, and what hides in them."""

from __future__ import annotations

import io
import struct
import wave
import zipfile
import zlib
from typing import Any

from PIL import Image, PngImagePlugin

PLACE = "Nhà bà Vi Thị Giả, thôn Đồng Mẫu"
"""Noted in pictures as their place and comment; nowhere to be found afterwards."""


def jpeg(size: tuple[int, int] = (640, 480), colour: str = "steelblue") -> bytes:
    """A picture with device, place, comment and orientation."""
    picture = Image.new("RGB", size, colour)
    notes = Image.Exif()
    notes[0x010E], notes[0x010F], notes[0x0112] = PLACE, "DienThoaiMau", 6
    place = notes.get_ifd(0x8825)
    place[1], place[2] = "N", (21.0, 16.0, 30.0)
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=notes.tobytes(), comment=PLACE.encode(), quality=90)
    return out.getvalue()


def png(size: tuple[int, int] = (64, 48)) -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_itxt("Comment", PLACE)
    out = io.BytesIO()
    Image.new("RGBA", size, (10, 90, 60, 120)).save(out, "PNG", pnginfo=notes)
    return out.getvalue()


def moving() -> bytes:
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    return out.getvalue()


def pixel_flood(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of some hundred kilobytes that claims, and packs, 3.6 thousand million pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    row = b"\0" * (width // 8 + 1)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row * 100) for _ in range(height // 100)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def pdf(*more: bytes, catalog: bytes = b"", pages: int = 1) -> bytes:
    """A PDF written by hand; `more` are further objects, `catalog` further entries of the catalogue."""
    kids = b" ".join(b"%d 0 R" % (3 + n) for n in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids),
        *(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] >>" for _ in range(pages)),
        *more,
    ]
    out, places = bytearray(b"%PDF-1.5\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start)
    return bytes(out)


def packed(body: bytes, entries: bytes = b"") -> bytes:
    """A stream object, deflated."""
    inside = zlib.compress(body)
    return b"<< /Filter /FlateDecode /Length %d %s >>\nstream\n%s\nendstream" % (len(inside), entries, inside)


_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/></Types>'
)


def archive(entries: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in entries.items():
            made.writestr(name, body)
    return out.getvalue()


def stored(entries: dict[str, bytes | str]) -> bytes:
    """A document whose entries are not packed, so that its words stand in the file."""
    out = io.BytesIO()
    types = _TYPES.format(part="word/document.xml", kind="wordprocessingml.document.main")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        for name, body in ({"[Content_Types].xml": types} | entries).items():
            made.writestr(name, body)
    return out.getvalue()


def docx(**more: bytes | str) -> bytes:
    """A document; further entries by name, `__` for a slash and `_dot_` for a dot."""
    named = {name.replace("__", "/").replace("_dot_", "."): body for name, body in more.items()}
    entries: dict[str, bytes | str] = {
        "[Content_Types].xml": _TYPES.format(part="word/document.xml", kind="wordprocessingml.document.main"),
        "word/document.xml": "<w:document><w:body><w:p><w:t>Giấy mời</w:t></w:p></w:body></w:document>",
    }
    return archive(entries | named)


def odt(content: str = "<office:document-content/>") -> bytes:
    return archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def xlsx() -> bytes:
    kind = _TYPES.format(part="xl/workbook.xml", kind="spreadsheetml.sheet.main")
    return archive({"[Content_Types].xml": kind, "xl/workbook.xml": "<workbook/>"})


def zip_bomb() -> bytes:
    return docx(word__media__big_dot_xml=b"\0" * (60 << 20))


def wav(seconds: float = 0.1) -> bytes:
    """A recording with a note of its place."""
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(8000)
        made.writeframes(b"\1\0" * int(8000 * seconds))
    note = PLACE.encode()
    info = b"LIST" + struct.pack("<I", len(note)) + note + b"\0" * (len(note) & 1)
    body = out.getvalue()[8:] + info
    return b"RIFF" + struct.pack("<I", len(body)) + body


def mp3(frames: int = 10, *, tagged: bool = True) -> bytes:
    """Silent frames of 128 kbit/s at 44.1 kHz behind a tag that names a place."""
    note = PLACE.encode()
    tag = b"ID3\x04\x00\x00" + bytes((0, 0, len(note) >> 7, len(note) & 0x7F)) + note
    return (tag if tagged else b"") + (b"\xff\xfb\x90\x00" + bytes(413)) * frames


def box(name: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I4s", len(body) + 8, name) + body


def m4a(handler: bytes = b"soun") -> bytes:
    """The boxes of a recording, with the place where it was made."""
    hdlr = box(b"hdlr", bytes(8), handler, bytes(12), b"Core Media\0")
    track = box(b"trak", box(b"mdia", hdlr))
    note = box(b"udta", box(b"\xa9xyz", PLACE.encode()))
    return (
        box(b"ftyp", b"M4A \0\0\0\0M4A mp42")
        + box(b"moov", box(b"mvhd", bytes(100)), track, note)
        + box(b"mdat", bytes(200))
    )


def ogg() -> bytes:
    head = b"OpusHead\x01\x01" + bytes(9)
    return b"OggS\0\x02" + bytes(20) + bytes((1, len(head))) + head


def amr(frames: int = 5) -> bytes:
    return b"#!AMR\n" + (b"\x04" + bytes(12)) * frames


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HEIC = struct.pack(">I", 24) + b"ftypheic\0\0\0\0mif1heic" + bytes(200)
SAID: dict[str, Any] = {
    "subject": "notebook",
    "description": "Trang vở cháu Giả Mẫu đưa",
    "purpose": "record",
    "basis": "urgent_protection",
    "appears": ["child"],
}
"""What is said of a file in the tests."""
