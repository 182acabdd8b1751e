"""`lachan import`: a supervisor imports an old log on the machine itself; a dry run unless told otherwise.

Nobody imports as the operator: whoever answers for the entries signs in here as on the page. The error workbook holds
what the file holds, so it is made where only its owner reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from time import sleep
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table as Shown

from api.door import ATTEMPTS, OpenWork
from api.import_words import said_of
from api.old_files import checked as checked_file
from api.operator import NoSuchUnit
from api.operator_export import FileIsThere, Opened, Signed, Works, keep_private, once
from application.export import Kept, Spreadsheets
from application.log_import import (
    Checked,
    CheckLog,
    EnterRows,
    FinishImport,
    ImportLog,
    batches,
    enter_rows,
    finish_import,
    import_log,
)
from application.log_import.promises import FileNotRead
from application.log_import.workbook import errors_of
from application.units import Units
from application.work import LostRace, TryAgain
from domain.export import ExportFormat
from domain.kernel import Refused
from domain.log_import import AllThere
from domain.log_import.columns import columns as known_columns
from domain.log_import.entry import Remark

LISTED = 20
"""Remarks that the screen lists; the error workbook holds all of them."""
PAUSE_SECONDS = 0.5


class NoSuchColumn(Refused):
    """A head was given a meaning that no column has."""

    vi = "«--map» cần dạng «Tên cột=tên trường»; tên trường xem docs/imports.md."
    en = "“--map” needs the form “Head=field”; docs/imports.md lists the fields."


def importing(opened: Opened) -> Callable[..., None]:
    """Return the command."""

    def run(
        file: Annotated[Path, typer.Argument(help="Tệp .xlsx, .xls, .ods, .csv / The file.")],
        who: Annotated[
            str, typer.Option("--as", help="Tên đăng nhập của giám sát viên / Supervisor's sign-in name.")
        ],
        unit: Annotated[str, typer.Option(help="Mã đơn vị có sổ / Code of the unit.")] = "",
        year: Annotated[
            int | None, typer.Option(help="Năm của ngày ghi thiếu năm / Year of days without one.")
        ] = None,
        sheet: Annotated[str, typer.Option(help="Tên trang tính / Name of the sheet.")] = "",
        columns: Annotated[
            list[str] | None, typer.Option("--map", help="«Tên cột=trường» / “Head=field”; may be repeated.")
        ] = None,
        apply: Annotated[
            bool, typer.Option("--apply", help="Nhập thật; không có thì chỉ thử / Enter; else a dry run.")
        ] = False,
        accept_good: Annotated[
            bool, typer.Option("--accept-good", help="Bỏ lại dòng lỗi, nhập dòng đúng / Good rows alone.")
        ] = False,
        errors: Annotated[
            Path | None, typer.Option(help="Tệp .xlsx ghi lỗi sẽ tạo / Error workbook to make.")
        ] = None,
    ) -> None:
        """Nhập sổ theo dõi cũ từ Excel, CSV; mặc định chỉ kiểm tra / Import an old log; a dry run by default.

        Example: lachan import so-2024.xlsx --as minh.td --errors loi.xlsx
        """
        content = _content(file)
        if errors is not None and errors.exists():
            raise FileIsThere
        named = tuple(_named(one) for one in columns or ())
        with opened() as works, Signed(works, who) as token:

            def check(work: OpenWork) -> tuple[Checked, Kept]:
                asked = CheckLog(unit=_unit(work, unit), sheet=sheet, columns=named, year=year)
                checked = checked_file(asked, content, work)
                book = errors_of(checked.table, checked.rows, said_of, work.reader.language)
                return checked, work.view(Spreadsheets).written(book, ExportFormat.XLSX, work.now())  # type: ignore[type-abstract]

            with Console(stderr=True).status("Đang kiểm tra tệp… / Checking the file…"):
                checked, book = once(works, token, check)
            _report(checked)
            if errors is not None and any(one.remarks for one in checked.rows):
                keep_private(errors, book)
                typer.echo(
                    f"{errors}: có dữ liệu cá nhân; xóa khi xong việc. / personal data; delete it after."
                )
            if not apply:
                typer.echo("Chạy thử: chưa ghi gì. / Dry run: nothing was written.")
                if checked.faulty:
                    raise SystemExit(1)
                return
            _enter(works, token, checked, content, accept_good=accept_good)

    return run


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise FileNotRead from None


def _named(said: str) -> tuple[str, str]:
    head, _, field = said.rpartition("=")
    if not head.strip() or field.strip() not in known_columns():
        raise NoSuchColumn
    return head.strip(), field.strip()


def _unit(work: OpenWork, code: str) -> UUID | None:
    if not code:
        return None
    rows = work.view(Units).all()  # type: ignore[type-abstract]
    found = next((row.unit for row in rows if row.code == code), None)
    if found is None:
        raise NoSuchUnit
    return found


def _report(checked: Checked) -> None:
    table = checked.table
    typer.echo(
        f"Trang tính «{table.sheet}», hàng tiêu đề {table.head_row}: {len(checked.rows)} dòng."
        f" / Sheet, row of heads, rows."
    )
    if table.is_tcvn3:
        typer.echo("Chữ theo phông cũ TCVN3 đã được đổi. / Letters of an old font (TCVN3) were converted.")
    if table.unknown:
        typer.echo(f"Cột không rõ, giữ ở dòng gốc / Unknown columns, kept: {', '.join(table.unknown)}")
    for number in table.totals:
        typer.echo(f"Dòng {number}: dòng tổng cộng, bỏ qua. / A row of totals, passed over.")
    shown = Shown("Kết quả / Result", "Số dòng / Rows")
    for label, count in (
        ("Sẽ nhập mới / To be entered", len(checked.new)),
        ("Đã có trong sổ / There already", len(checked.there)),
        ("Lặp lại trong tệp / Repeated in the file", checked.repeated),
        ("Có lỗi / With faults", checked.faulty),
        ("Trống, đánh số cột / Blank", table.blank),
    ):
        shown.add_row(label, str(count))
    console = Console()
    console.print(shown)
    _list(console, [remark for one in checked.rows for remark in one.remarks if remark.is_fault])
    kinds = Shown("Lời nhắn / Message", "Số lần / Times")
    first: dict[str, Remark] = {}
    for remark in (remark for one in checked.rows for remark in one.remarks):
        first.setdefault(remark.code, remark)
    for code, count in sorted(checked.kinds.items(), key=lambda one: -one[1]):
        kinds.add_row(said_of(first[code].model_copy(update={"case": "", "limit": "…"})), str(count))
    if first:
        console.print(kinds)


def _list(console: Console, faults: list[Remark]) -> None:
    if not faults:
        return
    shown = Shown("Dòng / Row", "Cột / Column", "Lỗi / Fault")
    for remark in faults[:LISTED]:
        shown.add_row(str(remark.row), remark.column, said_of(remark))
    console.print(shown)
    if len(faults) > LISTED:
        typer.echo(f"… và {len(faults) - LISTED} lỗi nữa; xem tệp lỗi (--errors). / and more; see --errors.")


def _enter(works: Works, token: str, checked: Checked, content: bytes, *, accept_good: bool) -> None:
    wish = ImportLog(unit=checked.unit, accept_good=accept_good, digest=sha256(content).hexdigest())
    try:
        import_id = once(works, token, lambda work: import_log(wish, checked, work))
    except AllThere as nothing:
        typer.echo(f"{nothing.sentence('vi')}\n{nothing.sentence('en')}")
        return
    entered = 0
    bar = Progress(
        TextColumn("Đang nhập / Entering"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    )
    with bar:
        task = bar.add_task("", total=len(checked.new))
        for rows in batches(checked.new):
            command = EnterRows(import_id=import_id, rows=rows)
            entered += _in_time(works, token, command)
            bar.advance(task, len(rows))
    once(works, token, lambda work: finish_import(FinishImport(import_id=import_id), work))
    typer.echo(f"Đã nhập {entered} mục (lần nhập {import_id}). / {entered} entered (import {import_id}).")


def _in_time(works: Works, token: str, command: EnterRows) -> int:
    """Enter a few rows; asked again when somebody else was faster, or the database was busy."""
    for attempt in range(ATTEMPTS):
        try:
            return once(works, token, lambda work: enter_rows(command, work))
        except (LostRace, TryAgain):
            sleep(PAUSE_SECONDS * (attempt + 1))
    raise TryAgain
