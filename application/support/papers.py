"""Needs of support, and lists that were given to partners, as tables; each making is one entry of the access log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from application.documents.printing import setting_of
from application.documents.support_list import LEVEL
from application.export import Kept, Spreadsheets
from application.export_sheet import Head, Notice, Sheet
from application.support.desk import SeeSupport, SupportRow, see_support
from application.support.given import PrintList
from application.units import Units
from application.work import Work
from domain.calendar import vietnam_day
from domain.export import ExportFormat
from domain.kernel import Erased, FieldClass
from domain.support.facts import PublicLine
from domain.support.given import SupportList
from domain.support.listing import districts_of

WITHIN = "Lưu hành nội bộ Hội; không có danh tính (Nghị định số 56/2017/NĐ-CP, Điều 24 khoản 3, Điều 33)"
NEED_HEADS = (
    *(("Mã", "code"), ("Nhu cầu", "kind"), ("Đơn vị", "unit"), ("Nơi", "place"), ("Đến bước", "stage")),
    *(("Mức", "urgency"), ("Tuổi", "age"), ("Cần trước ngày", "until"), ("Ghi ngày", "entered_on")),
    *(("Cần (đồng)", "amount_vnd"), ("Đã trao (đồng)", "delivered_vnd"), ("Còn thiếu (đồng)", "lacking_vnd")),
)
LIST_HEADS = (
    *(("Mã", "code"), ("Nhu cầu", "kind"), ("Nơi", "place"), ("Tuổi", "age"), ("Mức", "urgency")),
    *(("Tình trạng", "stage"), ("Còn thiếu (đồng)", "amount_vnd")),
)


def needs_table(question: SeeSupport, work: Work) -> tuple[str, Kept]:
    """Return the needs that a filter shows as an XLSX file, with its name: what the page shows, and no word more."""
    rows, day = see_support(question, work), vietnam_day(work.now())
    names = {row.unit: row.name for row in work.view(Units).all()}  # type: ignore[type-abstract]
    said = [one.vi for one in (question.stage, question.kind) if one is not None]
    said += [names.get(question.unit, "–")] if question.unit else []
    notices = (
        Notice("Phạm vi", "scope", "; ".join(said) or "Tất cả trong phạm vi của người lập"),
        Notice("Ngày lập", "made_on", f"{day:%d/%m/%Y}"),
        Notice("Số nhu cầu", "needs", str(len(rows))),
        Notice("Mức độ bảo mật", "level", WITHIN),
    )
    sheet = Sheet("Nhu cầu cần hỗ trợ", notices, _heads(NEED_HEADS), _needs(rows, names))
    file = work.view(Spreadsheets).written(sheet, ExportFormat.XLSX, work.now())  # type: ignore[type-abstract]
    work.gave_out([row.record_no for row in rows], file.digest, FieldClass.SUMMARY)
    return f"nhu-cau-ho-tro-{day:%Y-%m-%d}.xlsx", file


def list_table(question: PrintList, work: Work) -> tuple[str, Kept]:
    """Return a list as it was given as an XLSX file, with its name."""
    work.allow(question)
    one, first = work.read(SupportList, question.given), work.history(question.given)[0]
    notices = (
        Notice("Đơn vị", "unit", setting_of(one.unit, work).unit),
        Notice("Bên nhận", "to", "" if isinstance(one.given.to, Erased) else one.given.to),
        Notice("Ngày", "given_on", f"{vietnam_day(one.given.occurred_at):%d/%m/%Y}"),
        Notice("Mức độ bảo mật", "level", LEVEL),
    )
    sheet = Sheet("Danh sách địa chỉ", notices, _heads(LIST_HEADS), _lines(one.given.lines))
    file = work.view(Spreadsheets).written(sheet, ExportFormat.XLSX, work.now())  # type: ignore[type-abstract]
    work.gave_out([first.position], file.digest, FieldClass.SUMMARY)
    return f"{one.code}.xlsx", file


def _heads(heads: Sequence[tuple[str, str]]) -> tuple[Head, ...]:
    return tuple(Head(label, key) for label, key in heads)


def _needs(rows: Sequence[SupportRow], names: Mapping[UUID, str]) -> Iterator[tuple[str | int, ...]]:
    for row in rows:
        yield (
            *(row.code, row.kind.vi, names.get(row.unit, "–"), districts_of(row.area), row.stage.vi),
            *(row.urgency.vi, row.age.vi, f"{row.until:%d/%m/%Y}" if row.until else ""),
            *(f"{row.entered_on:%d/%m/%Y}", row.amount_vnd, row.delivered_vnd, row.lacking_vnd),
        )


def _lines(lines: Sequence[PublicLine]) -> Iterator[tuple[str | int, ...]]:
    for line in lines:
        yield (
            *(line.code, line.kind.vi, line.place, line.age.vi, line.urgency.vi),
            *(line.stage.vi, line.amount_vnd),
        )
