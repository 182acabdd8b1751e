"""Every reader of ours of what others write: spoilt inputs, guided to where no input has been; only the named refusals.

What the inputs reached is measured in lines of each reader, so that a run that goes nowhere fails. Source: SECURITY,
bar F-3.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from random import Random
from typing import Any, Final

import pytest
from pydantic import TypeAdapter, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from api import forms, uploads
from api.screens.intake import IntakeForm
from application.follow_up_log import Malformed as MarkIsMalformed
from application.work import TryAgain
from domain import identity, matter_code, text
from domain.child_case import file_code
from domain.counselling import Consultation
from domain.files.kinds import FileLimits
from domain.log_import import cells, columns, places, rows, source, table
from domain.log_import.columns import LOG, MEMBERS
from domain.log_import.rows import check
from domain.log_import.table import Sheet, table_of
from domain.member_list import rows as member_rows
from domain.member_list.units import ListUnits
from infrastructure import page_marks, positions
from infrastructure.documents import reading as workbooks
from infrastructure.sandbox import archives, pdf, sound
from infrastructure.sandbox.found import No
from tests.files import made
from tests.fuzz.bad_values import EDGES, changed_fields
from tests.fuzz.guided import MANY, SEED, Reader, ask, spoilt_bytes, spoilt_text

pytestmark = pytest.mark.fuzz
NOW: Final = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
CELLS: Final[tuple[Any, ...]] = (
    *("27.3.2024", "3/2024", "7 giờ 30", "14h05", "0912 345 678", "012345678901", "11 tuổi", "không rõ"),
    *("Lò Văn Ví Dụ", "nam", "xã Sơn Động", "xâm hại tình dục", "bạo lực", "Công an xã", "Hỏi thủ tục", "1"),
    *("x;y, z", "Tổng cộng", "Hội viên", "Hội thẩm nhân dân", "TAND khu vực 3 - Bắc Ninh", "=B2&C2", "SD"),
    *(45378, 45378.5, 0.25, -1, 1e300, float("nan"), True, None, NOW, NOW.date(), NOW.time()),
    *EDGES,
)


# -- old logs and lists of members -------------------------------------------------------------------------------------


def _heads(form: str) -> list[str]:
    return [heads[0] for field in columns.columns(form) if (heads := columns.heads_of(field, form))]


def _spoilt_sheet(one: Sheet, others: Sequence[Sheet], draw: Random, form: str) -> Sheet:
    lines = [list(row) for row in one.rows]
    for _ in range(draw.choice((1, 1, 2, 4))):
        at = draw.randrange(len(lines)) if lines else 0
        match draw.randrange(7):
            case 0:
                wide = draw.sample(_heads(form), draw.randrange(2, len(_heads(form))))
                lines = [list(wide), *([draw.choice(CELLS) for _ in wide] for _ in range(3))]
            case 1 if lines:
                del lines[at]
            case 2:
                lines.insert(at, [draw.choice(CELLS) for _ in range(draw.choice((1, 5, 20)))])
            case 3:
                lines += [list(row) for row in draw.choice(others).rows]
            case _ if lines and lines[at]:
                lines[at][draw.randrange(len(lines[at]))] = draw.choice(CELLS)
            case _:
                lines.append(["SỔ THEO DÕI"])
    formulas = (
        frozenset({(draw.randrange(4), draw.randrange(4))}) if draw.random() < 0.2 else frozenset[Any]()
    )
    return replace(one, rows=tuple(map(tuple, lines[:6])), formulas=formulas)


def _sheet(form: str, *below: tuple[Any, ...]) -> Sheet:
    return Sheet("1", (tuple(_heads(form)), *below))


OLD = Sheet(
    "1",
    (
        ("Ngày tiếp nhận", "Họ và tên", "Nội dung", "Giới tính"),
        ("27.3.2024", "Lò Văn Ví Dụ", "Hỏi thủ tục khai sinh", "Nam"),
        ("28.3.2024", "Vi Thị Mẫu", "Cháu bị đánh", "Nữ"),
        ("27.3.2024", "Lò Văn Ví Dụ", "Hỏi thủ tục khai sinh", "Nam"),
    ),
)
LIST = Sheet(
    "1",
    (
        ("Họ và tên", "Loại", "Năm sinh"),
        ("Hà Thị Danh Sách", "Hội viên", "1980"),
        ("Hà Thị Danh Sách", "Hội viên", "1980"),
    ),
)


def test_an_old_log() -> None:
    def read(one: Sheet) -> None:
        found = table_of(one)
        if found is not None:
            list(check(found, NOW, 2024 if len(one.rows) % 2 else None))

    floors: dict[Any, float] = {rows: 0.75, cells: 0.85, columns: 0.85, table: 0.8, places: 0.9, source: 0.6}
    spoil = partial(_spoilt_sheet, form=LOG)
    ask(Reader(read, (), floors), [_sheet(LOG, CELLS[:20]), OLD], spoil, MANY // 10, SEED)


def test_a_list_of_members() -> None:
    from tests.member_list.test_rows import OWN, UNITS

    def read(one: Sheet) -> None:
        found = table_of(one, form=MEMBERS)
        for units, unit in ((UNITS, OWN), (ListUnits(()), None)):
            if found is not None:
                list(member_rows.check(found, NOW, units, unit))

    spoil = partial(_spoilt_sheet, form=MEMBERS)
    ask(Reader(read, (), {member_rows: 0.75}), [_sheet(MEMBERS, CELLS[8:22]), LIST], spoil, MANY // 10, SEED)


def test_a_workbook_a_table_of_text_an_archive_a_pdf_and_a_recording() -> None:
    """What the processes that look at files read by code of ours; PDFium and Pillow are others' and run apart."""
    from tests.member_list.workbook import made as workbook

    book = workbook(25).content

    def read(content: bytes) -> None:
        for looks in (
            lambda: workbooks._formulas(content),
            lambda: workbooks._unfolds_to_little(content),
            lambda: [list(workbooks._csv(said)) for _, said in workbooks._texts(content)],
            lambda: archives.archive(content),
            lambda: pdf._refuse_company(content),
            lambda: pdf._refuse_acts(content),
            lambda: sound.sound(content),
        ):
            try:
                looks()
            except (No, workbooks._TooLarge):
                continue
            except Exception as failure:
                if looks.__code__.co_names[0] != "workbooks":
                    raise
                assert type(failure).__name__ in NOT_READ, repr(failure)

    seeds = [
        *(book, made.docx(), made.xlsx(), made.odt(), made.zip_bomb()[:30_000], made.pdf()),
        made.pdf(made.packed(b"9 0 << /S /JavaScript >>", b"/Type /ObjStm /N 1 /First 4")),
        *(
            made.pdf(b"<< /S /Launch >>"),
            made.docx(word__a_dot_docx=made.docx()),
            made.docx(word__a_dot_zip=b"PK"),
        ),
        *(
            made.docx(word__a_dot_xml="<!DOCTYPE a>"),
            made.archive({"../a": "x"}),
            made.archive({"a.txt": "x"}),
        ),
        *(
            made.mp3(),
            made.m4a(),
            made.ogg(),
            made.wav(),
            made.amr(),
            b"a;b\n1;2\n",
            "Tên,Tuổi\n".encode("utf-16"),
        ),
    ]
    floors: dict[Any, float] = {
        workbooks._formulas: 0.8,
        workbooks._csv: 0.8,
        workbooks._texts: 0.9,
        archives: 0.75,
        pdf._refuse_company: 1.0,
        pdf._refuse_acts: 0.8,
        sound: 0.8,
    }
    small = [one for one in seeds if len(one) < 60_000]
    ask(Reader(read, (), floors), small, spoilt_bytes, MANY // 4, SEED)


NOT_READ: Final = {
    "BadZipFile",
    "error",
    "EOFError",
    "KeyError",
    "UnicodeDecodeError",
    "NotImplementedError",
} | {
    *(
        "RuntimeError",
        "ValueError",
        "Error",
        "IndexError",
        "OSError",
        "LargeZipFile",
        "OverflowError",
        "UnicodeError",
    )
}
"""What a strange workbook makes a reader say; the process answers all of them with one code (`reading.main`)."""


# -- what is typed, and what stands in addresses ---------------------------------------------------------------------


def test_a_search_a_name_a_day_and_a_number() -> None:
    day, phone = TypeAdapter(identity.PartialDate), TypeAdapter(identity.Phone)

    def read(said: str) -> None:
        half = len(said) // 2
        text.matches(said[:half], said[half:])
        text.name_key(said)
        text.sort_key(text.fold(said))
        for unit in ("BG", said[:2]):
            file_code.FileCode(said).place_in(unit)
        matter_code.matter_ids(said)
        identity.phone_numbers(said)
        for reads in (day, phone):
            try:
                one = reads.validate_python(said)
            except ValidationError:
                continue
            if isinstance(one, identity.PartialDate):
                assert one.span.earliest <= one.span.latest and str(one)

    seeds = ["Nguyễn Thị Ánh Tuyết", "tuyet anh", "Đặng  Quốc-Bảo", "21/3/2015", "2015-03", "0912 345 678"]
    seeds += ["BG.TN.0012.2026", "TV-0123-ABCD-4567", "+84 204 3 123 456"]
    floors: dict[Any, float] = {
        text: 0.95,
        file_code.FileCode: 0.5,
        matter_code.matter_ids: 1.0,
        identity.phone_numbers: 1.0,
        identity.PartialDate: 0.7,
    }
    ask(Reader(read, (), floors), seeds, spoilt_text, MANY, SEED)


def test_marks_of_pages_and_positions() -> None:
    class Keys:
        def keyed_hash(self, purpose: str, said: bytes) -> bytes:
            return hmac.digest(purpose.encode(), said, "sha256")

    keys: Any = Keys()
    orders = [
        page_marks.Keyset(("a",) * n, kinds, False) for n, kinds in ((1, ("date",)), (2, ("text", "int")))
    ]
    orders.append(page_marks.Keyset(("a",), ("timestamptz",), True))

    def read(said: str) -> None:
        positions.opened(said, keys)
        for order in (None, *orders):
            try:
                page_marks.unmarked(said, order) if order else page_marks.unmarked_number(said)
            except MarkIsMalformed:
                continue

    seeds = [
        page_marks.marked(one)
        for one in ("ab", ["2026-01-02"], ["x", "7"], ["2026-01-02T03:04:05+00:00"], ["12"])
    ]
    floors: dict[Any, float] = {
        page_marks.unmarked: 1.0,
        page_marks._fits: 1.0,
        page_marks._values: 1.0,
        positions.opened: 1.0,
        positions._masked: 1.0,
    }
    ask(Reader(read, (), floors), [*seeds, positions.sealed(7, keys)], spoilt_text, MANY, SEED)


def test_a_form() -> None:
    """Names and texts of any kind become a value or a form with errors, and nothing else."""
    right = [
        ("situation.what", "Cháu kể"),
        ("details.child.birth.year", "2014"),
        ("details.child.name", "Lò Thị Mây"),
    ]
    right += [("situation.danger_now", "no"), ("details.circumstances.abuse_types", "violence"), ("_x", "1")]
    seeds = [
        right,
        [("situation.what", "a"), ("reception.received_at", "2026-01-02T03:04")],
        [("sessions.0.a", "b"), ("held_at", "2026-01-02T03:04"), ("narrative", "a")],
        [("parties.0.name", "b"), ("parties.1.relation", "c"), ("parties.7.name", ""), ("narrative", "a")],
        [("parties.0.zz", "b"), ("parties.300.name", "b"), ("parties.name", "b")],
    ]

    def read(one: list[tuple[str, str]]) -> None:
        typed: dict[str, list[str]] = {}
        for name, said in one:
            typed.setdefault(name, []).append(said)
        for kind in (IntakeForm, Consultation):
            bound: forms.Bound[Any] = forms.bind(kind, typed)
            assert bound.is_valid != bool(bound.errors)
            for wrong in bound.errors:
                assert wrong.sentence("vi") and wrong.sentence("en")

    def spoil(one: list[tuple[str, str]], others: Any, draw: Random) -> list[tuple[str, str]]:
        return changed_fields(one, draw.choice((1, 1, 2, 5)), draw, ())[:60]

    binder: dict[Any, float] = {forms.bind: 1.0, forms._nested: 1.0, forms._Binding: 0.9, forms._path: 0.9}
    ask(Reader(read, (), binder), seeds, spoil, MANY // 4, SEED)


def test_a_body_of_several_parts() -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'
    file = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'
    seeds = [
        head + b"--x--\r\n",
        head + file + made.png((8, 8)) + b"\r\n--x--\r\n",
        file + b"MZ" * 900 + b"\r\n--x--\r\n",
    ]

    async def whole(content: bytes, limits: FileLimits | None, any_kind: bool) -> None:
        sent = [{"type": "http.request", "body": content[:200], "more_body": True}]
        sent.append({"type": "http.request", "body": content[200:], "more_body": False})
        kind = b"multipart/form-data; boundary=x"
        scope = {"type": "http", "headers": [(b"content-type", kind)], "state": {}}

        async def receive() -> Any:
            return sent.pop(0)

        typed, upload = await uploads.read_multipart(
            Request(scope, receive), limits, 5_000, any_kind=any_kind
        )
        assert all(isinstance(one, str) for said in typed.values() for one in said)
        if upload is not None:
            upload.let_go()

    def read(content: bytes) -> None:
        for limits, any_kind in ((FileLimits(), False), (None, True), (None, False)):
            try:
                asyncio.run(whole(content, limits, any_kind))
            except (HTTPException, TryAgain):
                continue

    floors: dict[Any, float] = {uploads._Reading: 0.9, uploads.Upload: 0.5}
    ask(Reader(read, (), floors), seeds, spoilt_bytes, MANY // 10, SEED)
    assert uploads.ROOM.held == 0
