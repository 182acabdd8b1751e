"""What the paper book does in the fictional year: entries put right, two files of one child merged, files attached."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from datetime import date

from application.child_case import AddNote, add_note
from application.correcting import CorrectEntry, correct_entry
from application.demo.chance import Chance
from application.demo.entries import NO_CASE, Entry, beginning, noted, taken_in, wish
from application.demo.staff import HAND_OVER_TO, Cast, named
from application.demo.stage import Deed, Story
from application.documents.printing import PaperFormat, PrintIntakeForm, print_intake_form
from application.file_holders import AttachFile, Holder
from application.files import attach_file, fingerprint
from application.merging import MergeCases, UnmergeCase, merge_cases, unmerge_case
from application.moving import MoveEntry, move_entry
from application.work import Work
from domain.child_case.entries import EntryValue, NoteValue
from domain.child_case.merging import MergeGround, Merging
from domain.correction import CorrectionKind
from domain.files import Appears, FilePurpose, FileSaid, FileSubject
from domain.lists import LegalBasis

WRITER = "tuvan.tinh2"
HELPER = "tuvan.tinh3"


def kept_like_paper(cast: Cast, seed: int) -> tuple[Story, ...]:
    """Return the stories."""
    return (
        _put_right(cast, Chance(f"{seed}/put-right")),
        _one_child(cast, Chance(f"{seed}/one-child")),
        _two_children(cast, Chance(f"{seed}/two-children")),
        _with_files(cast, Chance(f"{seed}/files")),
    )


def _noted(entry: Entry, note: str) -> Deed:
    return entry.deed(add_note, AddNote(case_id=entry.case_id, note=note))


def _put_right(cast: Cast, chance: Chance) -> Story:
    """An entry corrected with its reason, one hidden because it exposed somebody, one moved to another child's file."""
    right = beginning(cast, chance, date(2025, 9, 8), named(WRITER))
    yield from taken_in(right)
    entry = beginning(cast, chance, date(2025, 9, 16), named(WRITER))
    yield from taken_in(entry)
    entry.passes(1, 2)
    done = yield _noted(entry, "Gọi điện lúc 8 giờ: cháu đã đi học lại từ thứ Hai.")
    heard = done.version_of(entry.case_id)
    entry.minutes_pass(20)
    value = EntryValue(note=NoteValue(note="Gọi điện lúc 8 giờ: cháu sẽ đi học lại từ thứ Hai tuần sau."))
    correction = CorrectEntry(
        case_id=entry.case_id, entry=heard, value=value, reason="Nghe nhầm ngày đi học lại."
    )
    yield entry.deed(correct_entry, correction)
    entry.passes(3, 5)
    done = yield _noted(entry, "Người báo là chị hàng xóm nhà đối diện; chị dặn không cho gia đình biết.")
    exposed = done.version_of(entry.case_id)
    entry.minutes_pass(20)
    covered = EntryValue(note=NoteValue(note="Có người xác nhận cháu vẫn ở nhà với bà."))
    hiding = CorrectEntry(case_id=entry.case_id, entry=exposed, kind=CorrectionKind.MISPLACED, value=covered)
    yield entry.deed(correct_entry, hiding)
    entry.passes(4, 6)
    done = yield _noted(entry, "Nhà trường đã miễn tiền ăn trưa cho cháu đến hết học kỳ.")
    misfiled = done.version_of(entry.case_id)
    entry.minutes_pass(20)
    moving = MoveEntry(case_id=entry.case_id, entry=misfiled, code=right.code)
    yield entry.deed(move_entry, moving)


def _merged(cast: Cast, entry: Entry, other: Entry, known_by: MergeGround, reason: str) -> Deed:
    merging = MergeCases(
        case_id=entry.case_id, duplicate=other.case_id, merging=Merging(known_by=known_by, reason=reason)
    )
    return Deed(other.at, HAND_OVER_TO, wish(merge_cases, merging))


def _told_twice(cast: Cast, chance: Chance, day: date) -> tuple[Entry, Entry]:
    """The same child told of by two people, to two counsellors."""
    first = beginning(cast, chance, day, named(WRITER))
    later = replace(
        first, chance=Chance(f"{chance.random()}"), member=named(HELPER), case_id=NO_CASE, code=""
    )
    later.passes(6, 9)
    return first, later


def _taken_in_twice(first: Entry, again: Entry) -> Story:
    yield from taken_in(first)
    again.at = max(first.at, again.at)
    yield from taken_in(again)
    again.passes(1, 3)


def _one_child(cast: Cast, chance: Chance) -> Story:
    first, again = _told_twice(cast, chance, date(2025, 5, 12))
    yield from _taken_in_twice(first, again)
    yield _merged(cast, first, again, MergeGround.FAMILY, "Bà cháu xác nhận hai lần báo là về cùng một cháu.")
    again.passes(2, 4)
    yield from noted(again)


def _two_children(cast: Cast, chance: Chance) -> Story:
    """Merged because name and hamlet are alike, taken back when the birth certificates came."""
    first, again = _told_twice(cast, chance, date(2025, 10, 6))
    yield from _taken_in_twice(first, again)
    yield _merged(cast, first, again, MergeGround.DETAILS, "Trùng họ tên và thôn.")
    again.passes(15, 20)
    back = UnmergeCase(case_id=again.case_id, reason="Giấy khai sinh cho thấy là hai anh em họ trùng tên.")
    yield Deed(again.at, HAND_OVER_TO, wish(unmerge_case, back))


def _with_files(cast: Cast, chance: Chance) -> Story:
    """A page of a notebook, a form that was filled in on paper, a short recording; all of it made here."""
    entry = beginning(cast, chance, date(2025, 11, 4), named(WRITER))
    yield from taken_in(entry)
    entry.passes(1, 2)
    yield _attached(
        entry, FileSubject.NOTEBOOK, "Trang vở cháu đưa, chữ viết tay", "trang-vo.png", notebook_page()
    )
    entry.minutes_pass(30)
    yield Deed(entry.at, entry.member.sign_in, lambda work: _form_attached(entry, work))


def _form_attached(entry: Entry, work: Work) -> None:
    """Print the empty form and add it, as somebody adds one that came back from the field."""
    made = print_intake_form(PrintIntakeForm(), work, PaperFormat.PDF)
    said = _said(FileSubject.DOCUMENT, "Phiếu tiếp nhận mang đi cơ sở, quét lại")
    _attach(entry, said, "phieu.pdf", made.content, work)


def _said(subject: FileSubject, words: str) -> FileSaid:
    return FileSaid(
        subject=subject,
        description=words,
        purpose=FilePurpose.RECORD,
        basis=LegalBasis.URGENT_PROTECTION,
        appears=(Appears.CHILD,),
    )


def _attached(entry: Entry, subject: FileSubject, words: str, name: str, content: bytes) -> Deed:
    return Deed(
        entry.at,
        entry.member.sign_in,
        lambda work: _attach(entry, _said(subject, words), name, content, work),
    )


def _attach(entry: Entry, said: FileSaid, name: str, content: bytes, work: Work) -> None:
    command = AttachFile(
        holder=Holder.CASE,
        record_id=entry.case_id,
        said=said,
        name=name,
        fingerprint=fingerprint(content),
    )
    attach_file(command, content, work)


def notebook_page(width: int = 420, height: int = 594) -> bytes:
    """Return a picture of a ruled page with a few lines of scribble, as PNG."""
    paper, rule, ink = b"\xfd\xfc\xf4", b"\xb8\xcc\xe4", b"\x24\x2c\x58"
    rows = []
    for y in range(height):
        line, within = divmod(y, 27)
        row = [rule if within == 0 else paper] * width
        words = 40 + line * 53 % 90
        if 2 <= line < 12 and 10 <= within < 24:
            for x in range(60, width - 30 - words):
                wave = 17 + (x * (line + 3) // 7 % 9 - 4) * (1 if x // 5 % 2 else -1)
                if abs(wave - within) <= 1 and x // 31 % 4 != 3:
                    row[x] = ink
        row[48] = b"\xe4\x90\x90"
        rows.append(b"\0" + b"".join(row))

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"".join(rows), 9)) + chunk(b"IEND", b"")
    )
