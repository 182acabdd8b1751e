"""What is taken and what is refused, by content: real files, each looked at in the process that does nothing else."""

from __future__ import annotations

import errno
import io
import os
import platform
import resource
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from domain.files.kinds import MIB, FileFormat, FileLimits
from domain.files.refusals import (
    ArchiveTooLarge,
    DocumentActs,
    DocumentReachesOut,
    FileIsBroken,
    FileIsEmpty,
    FileRefused,
    FileTooLarge,
    FormatNotTaken,
    HeicNotTaken,
    ImageMoves,
    ImageTooLarge,
    MarkupNotTaken,
    PdfActs,
    PdfIsLocked,
    TookTooLong,
    VideoNotTaken,
)
from infrastructure.files import examining
from infrastructure.files.examining import examined, filters_calls, refusal_named
from tests.files import made

LIMITS = FileLimits()
PLACE = made.PLACE.encode()
HTML = b"<html><script>alert(1)</script></html>"


@pytest.mark.parametrize(
    ("content", "format"),
    [
        (made.jpeg(), FileFormat.JPEG),
        (made.png(), FileFormat.PNG),
        (made.pdf(), FileFormat.PDF),
        (made.docx(), FileFormat.DOCX),
        (made.xlsx(), FileFormat.XLSX),
        (made.odt(), FileFormat.ODT),
        (made.mp3(), FileFormat.MP3),
        (made.m4a(), FileFormat.M4A),
        (made.ogg(), FileFormat.OGG),
        (made.wav(), FileFormat.WAV),
        (made.amr(), FileFormat.AMR),
    ],
    ids=lambda value: str(value) if isinstance(value, FileFormat) else None,
)
def test_what_is_taken_is_told_by_its_content(content: bytes, format: FileFormat) -> None:
    found = examined(content, LIMITS)
    assert found.format is format
    assert examined(found.content, LIMITS).content == found.content or format.is_image, (
        "nothing more to take off"
    )


@pytest.mark.parametrize("make", [made.jpeg, made.png, made.wav, made.mp3, made.m4a])
def test_place_device_and_comments_are_gone(make: object) -> None:
    content = make()  # type: ignore[operator] # one of the makers
    assert PLACE in content or made.PLACE.encode()[:20] in content
    kept = examined(content, LIMITS).content
    assert PLACE not in kept and b"DienThoaiMau" not in kept and b"Core Media" not in kept


def test_a_picture_made_anew_has_no_note_at_all_and_stands_upright() -> None:
    found = examined(made.jpeg((640, 480)), LIMITS)
    picture = Image.open(io.BytesIO(found.content))
    assert (picture.size, dict(picture.getexif()), set(picture.info)) == (
        (480, 640),
        {},
        {"jfif", "jfif_version", "jfif_unit", "jfif_density"},
    )
    assert Image.open(io.BytesIO(examined(made.png(), LIMITS).content)).info == {}


@pytest.mark.parametrize("behind", [made.docx(), HTML, b"PK\x03\x04GIFAR"], ids=["zip", "html", "gifar"])
@pytest.mark.parametrize("make", [made.jpeg, made.png])
def test_what_hangs_behind_a_picture_is_left_behind(make: object, behind: bytes) -> None:
    kept = examined(make() + behind, LIMITS).content  # type: ignore[operator] # one of the makers
    assert behind not in kept and not zipfile.is_zipfile(io.BytesIO(kept)) and HTML not in kept


def _first_half(content: bytes) -> bytes:
    return content[: len(content) // 2]


EXTERNAL = (
    '<Relationships><Relationship Id="r1" Type="http://x/{kind}" Target="http://nguoila.example/a.dotm"'
    ' TargetMode="External"/></Relationships>'
)
ACTIONS = ("JavaScript", "Launch", "SubmitForm", "ImportData", "GoToR", "GoToE", "Rendition")
REFUSED: list[tuple[str, bytes, type[FileRefused]]] = [
    ("empty", b"", FileIsEmpty),
    ("svg", made.SVG, MarkupNotTaken),
    ("svg with a mark", b"\xef\xbb\xbf \n" + made.SVG, MarkupNotTaken),
    ("svg in utf-16", made.SVG.decode().encode("utf-16"), MarkupNotTaken),
    ("html", HTML, MarkupNotTaken),
    ("xml", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]>", MarkupNotTaken),
    ("heic", made.HEIC, HeicNotTaken),
    ("gif", b"GIF89a" + bytes(40), FormatNotTaken),
    ("exe", b"MZ\x90\0" + bytes(400), FormatNotTaken),
    ("text", "Nguyễn".encode(), FormatNotTaken),
    ("moving", made.moving(), ImageMoves),
    ("pixel flood", made.pixel_flood(), ImageTooLarge),
    ("half a picture", _first_half(made.jpeg()), FileIsBroken),
    ("half a png", _first_half(made.png()), FileIsBroken),
    ("png in name alone", b"\x89PNG\r\n\x1a\n" + HTML, FileIsBroken),
    *((f"pdf {name}", made.pdf(b"<< /S /%s /X (a) >>" % name.encode()), PdfActs) for name in ACTIONS),
    ("pdf name in hex", made.pdf(b"<< /S /J#61vaScript /JS (app.alert(1)) >>"), PdfActs),
    ("pdf file inside", made.pdf(b"<< /Type /EmbeddedFile >>"), PdfActs),
    ("pdf xfa", made.pdf(catalog=b"/AcroForm << /XFA 4 0 R >>"), PdfActs),
    (
        "pdf packed",
        made.pdf(made.packed(b"9 0 << /S /JavaScript >>", b"/Type /ObjStm /N 1 /First 4")),
        PdfActs,
    ),
    (
        "pdf packed, hidden as a picture",
        made.pdf(made.packed(b"9 0 << /S /Launch >>", b"/Subtype /Image")),
        PdfActs,
    ),
    ("pdf in odd packing", made.pdf(b"<< /Type /ObjStm /Filter /ASCII85Decode >>"), FileIsBroken),
    ("pdf locked", made.pdf().replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 9 0 R"), PdfIsLocked),
    ("pdf and zip", made.pdf() + made.docx(), FileIsBroken),
    ("pdf and html", made.pdf() + HTML, FileIsBroken),
    ("html and pdf", HTML + made.pdf(), MarkupNotTaken),
    ("pdf of nothing", b"%PDF-1.4\n%%EOF", FileIsBroken),
    ("pdf without pages", made.pdf(pages=0), FileIsBroken),
    ("zip bomb", made.zip_bomb(), ArchiveTooLarge),
    ("docx with macros", made.docx(word__vbaProject_dot_bin=b"x"), DocumentActs),
    ("docx with a control", made.docx(word__activeX__a_dot_xml="x"), DocumentActs),
    ("docx with an object", made.docx(word__embeddings__oleObject1_dot_bin=b"x"), DocumentActs),
    (
        "docx by template",
        made.docx(word___rels__a_dot_rels=EXTERNAL.format(kind="attachedTemplate")),
        DocumentReachesOut,
    ),
    (
        "docx with dde",
        made.docx(word__document2_dot_xml="<w:instrText>DDEAUTO cmd</w:instrText>"),
        DocumentActs,
    ),
    ("docx that grows", made.docx(word__a_dot_xml='<!DOCTYPE x [<!ENTITY a "aa">]>'), FileIsBroken),
    (
        "docx leading out",
        made.archive({"../a": "x", "[Content_Types].xml": "", "word/document.xml": ""}),
        FileIsBroken,
    ),
    ("docx with something before", b"PK\x03\x04" + bytes(26) + made.docx(), FileIsBroken),
    ("docx with something behind", made.docx() + HTML, FileIsBroken),
    ("docx of many parts", made.archive({f"a{n}": "" for n in range(2100)}), ArchiveTooLarge),
    ("zip", made.archive({"a.txt": "x"}), FormatNotTaken),
    ("jar", made.archive({"META-INF/MANIFEST.MF": "x", "A.class": "x"}), FormatNotTaken),
    ("odt with a script", made.odt('<office:script xmlns="a"/>'), DocumentActs),
    (
        "odt from elsewhere",
        made.odt('<draw:image xlink:href="http://nguoila.example/a.png"/>'),
        DocumentReachesOut,
    ),
    ("mp3 and zip", made.mp3() + made.docx(), FileIsBroken),
    ("mp3 in name alone", b"ID3\x04\0\0\0\0\0\0" + HTML, FileIsBroken),
    ("wav and html", made.wav() + HTML, FileIsBroken),
    ("m4a and zip", made.m4a() + made.docx(), FileIsBroken),
    ("film", made.m4a(b"vide"), VideoNotTaken),
    ("ogg and html", made.ogg() + HTML, FileIsBroken),
    ("amr and html", made.amr() + HTML, FileIsBroken),
]


@pytest.mark.parametrize(
    ("content", "refusal"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED]
)
def test_what_is_refused_says_why(content: bytes, refusal: type[FileRefused]) -> None:
    begun = time.monotonic()
    with pytest.raises(FileRefused) as refused:
        examined(content, LIMITS)
    assert type(refused.value) is refusal
    assert refused.value.sentence("vi") and refused.value.sentence("en")
    assert time.monotonic() - begun < 10


def test_a_link_that_a_reader_clicks_is_no_reaching_out() -> None:
    linked = made.docx(word___rels__a_dot_rels=EXTERNAL.format(kind="hyperlink"))
    assert examined(linked, LIMITS).format is FileFormat.DOCX


def test_deep_and_many_objects_of_a_pdf_end_in_time() -> None:
    deep = made.pdf(b"[" * 200_000 + b"]" * 200_000, catalog=b"/Deep 4 0 R")
    begun = time.monotonic()
    try:
        examined(deep, LIMITS)
    except FileRefused as refusal:
        assert type(refusal) in (FileIsBroken, TookTooLong)
    assert time.monotonic() - begun < examining.WALL_SECONDS + 5


def test_a_pdf_that_unpacks_to_hundreds_of_megabytes_is_given_up() -> None:
    bombs = [made.packed(bytes(8 << 20)) for _ in range(25)]
    with pytest.raises(TookTooLong):
        examined(made.pdf(*bombs), LIMITS)


def test_first_pages_are_drawn_and_no_more() -> None:
    found = examined(made.pdf(pages=5), LIMITS)
    assert (found.pages, len(found.previews)) == (5, 3)
    assert all(Image.open(io.BytesIO(one)).format == "JPEG" for one in found.previews)


@pytest.mark.parametrize(
    ("make", "limits"),
    [
        (made.jpeg, FileLimits(image_bytes=100)),
        (made.pdf, FileLimits(document_bytes=100)),
        (made.wav, FileLimits(audio_bytes=100)),
    ],
)
def test_each_kind_has_its_size(make: object, limits: FileLimits) -> None:
    with pytest.raises(FileTooLarge):
        examined(make(), limits)  # type: ignore[operator] # one of the makers


def test_a_large_jpeg_is_read_at_half_its_size_and_a_large_png_is_refused() -> None:
    out = io.BytesIO()
    Image.new("L", (8000, 5000), 200).save(out, "JPEG", quality=40)
    assert Image.open(io.BytesIO(examined(out.getvalue(), LIMITS).content)).size == (4000, 2500)
    out = io.BytesIO()
    Image.new("L", (8000, 5000), 200).save(out, "PNG")
    with pytest.raises(ImageTooLarge):
        examined(out.getvalue(), LIMITS)


def test_a_process_that_dies_babbles_or_names_nothing_known_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for program in (
        "import os; os.abort()",
        "import os; os._exit(0)",
        "print('x' * 1000)",
        "import sys; sys.stdout.buffer.write(bytes([0, 0, 0, 2]) + b'[]')",
        "import time; time.sleep(60)",
        "import sys\nwhile True: sys.stdout.buffer.write(bytes(1 << 20))",
    ):
        monkeypatch.setattr(examining, "_PROGRAM", program)
        monkeypatch.setattr(examining, "WALL_SECONDS", 1.5)
        monkeypatch.setattr(examining, "MOST_ANSWERED", 4 * MIB)
        with pytest.raises(TookTooLong):
            examined(made.png(), LIMITS)
    assert type(refusal_named("Exception")) is TookTooLong
    assert type(refusal_named("Refused")) is TookTooLong


CONFINED = """
import sys; sys.path.insert(0, sys.argv[1])
import os
from infrastructure.sandbox.looking import confine
confine()
done = []
try:
    os.write(os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT), b"x" * 10); done.append("wrote")
except OSError as wrong:
    done.append(type(wrong).__name__)
try:
    bytearray(1 << 30); done.append("room")
except MemoryError:
    done.append("no room")
done.append(sorted(os.environ))
print(done)
"""


def test_the_process_writes_no_file_has_little_room_and_no_environment(tmp_path: Path) -> None:
    run = [
        sys.executable,
        "-I",
        "-c",
        f"import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n{CONFINED}",
    ]
    done = subprocess.run(
        [*run, examining._ROOT, str(tmp_path / "a")], env={}, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() in (
        "['PermissionError', 'no room', []]",
        "['PermissionError', 'no room', ['LC_CTYPE']]",
    ), done


REACHING = """
import sys; sys.path.insert(0, sys.argv[1])
import ctypes, os, signal, socket, subprocess, threading
from infrastructure.sandbox.looking import confine
held = socket.socketpair()
confine()
libc = ctypes.CDLL(None, use_errno=True)

def tried(act):
    try:
        return type(act()).__name__
    except BaseException as wrong:
        return type(wrong).__name__

def called(number, *given):
    return ctypes.get_errno() if libc.syscall(number, *given) == -1 else "done"

print([
    tried(lambda: open(sys.argv[2])),
    tried(lambda: os.listdir("/")),
    tried(lambda: os.stat(sys.argv[2])),
    tried(lambda: socket.socket(socket.AF_INET)),
    tried(lambda: socket.socket(socket.AF_UNIX)),
    tried(lambda: held[0].sendmsg([b"x"])),
    tried(lambda: os.kill(int(sys.argv[3]), 0)),
    tried(lambda: os.execv("/bin/true", ["true"])),
    tried(os.fork),
    tried(threading.Thread(target=int).start),
])
print([called(number, *given) for number, *given in eval(sys.argv[4])])
"""
CALLS = {
    "x86_64": (
        (101, 16, 0, 0, 0),
        (310, 1, 0, 0, 0, 0, 0),
        (425, 1, 0),
        (257, -100, b"/etc/passwd", 0),
        (157, 4, 1),
    ),
    "aarch64": ((117, 16, 0, 0, 0), (270, 1, 0, 0, 0, 0, 0), (425, 1, 0), (56, -100, b"/etc/passwd", 0)),
}
"""ptrace, process_vm_readv, io_uring_setup, openat, prctl: as code that got hold of the process would call them."""


@pytest.mark.skipif(not filters_calls(), reason="this system filters no calls; `lachan doctor` says so")
def test_the_process_opens_reaches_runs_and_signals_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x")
    run = [sys.executable, "-I", "-c", REACHING, examining._ROOT, str(secret), str(os.getpid())]
    calls = repr(CALLS[platform.machine()])
    done = subprocess.run([*run, calls], env={}, capture_output=True, text=True, check=False)
    opened, called = done.stdout.splitlines()
    assert set(eval(opened)) <= {"PermissionError", "RuntimeError"}, done
    assert set(eval(called)) == {errno.EPERM}, done


def largest() -> int:
    """Return the memory in MB of the largest process that refused a hostile file; asked in a process of its own."""
    for _, content, _ in REFUSED:
        with pytest.raises(FileRefused):
            examined(content, LIMITS)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


@pytest.mark.bar
def test_f_6_memory_stays_bounded() -> None:
    """SECURITY, bar F-6: every refused file above, in processes whose largest stays near 200 MB."""
    alone = "from tests.files.test_examining import largest; print(largest())"
    done = subprocess.run([sys.executable, "-c", alone], capture_output=True, text=True, check=True)
    most = int(done.stdout)
    print(f"\nF-6: {len(REFUSED)} hostile files refused, the largest process used {most} MB")
    assert most < 250


@pytest.mark.parametrize(("mode", "most"), [("RGB", 200), ("RGBA", 230)])
def test_a_picture_of_the_most_pixels_is_held_once(mode: str, most: int) -> None:
    """26 megapixels are 104 MB decoded; a second copy of them would not fit below this."""
    alone = (
        "import io, resource; from PIL import Image; from infrastructure.files.examining import examined;"
        "from domain.files.kinds import FileLimits; out = io.BytesIO();"
        f"Image.new({mode!r}, (6200, 4190)).save(out, 'PNG', compress_level=1);"
        "examined(out.getvalue(), FileLimits());"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
    )
    done = subprocess.run([sys.executable, "-c", alone], capture_output=True, text=True, check=True)
    assert int(done.stdout) < most


def test_the_preview_of_a_large_picture_that_sees_through_is_the_picture_on_white() -> None:
    picture = Image.new("RGBA", (5000, 3000), (0, 0, 0, 0))
    picture.paste((200, 0, 0, 255), (0, 0, 2500, 3000))
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    small = Image.open(io.BytesIO(examined(out.getvalue(), LIMITS).previews[0]))
    left, right = small.getpixel((300, 360)), small.getpixel((900, 360))
    assert small.size == (1200, 720) and isinstance(left, tuple) and isinstance(right, tuple)
    assert left[0] > 190 and left[1] < 15 and min(right) > 250
