"""The workbook that is offered to be filled in: the heads that an import knows, and how its cells are written."""

from __future__ import annotations

from application.export_sheet import Head, Notice, Sheet
from domain.lists import MemberKind
from domain.log_import.columns import MEMBERS, columns, heads_of


def template(language: str) -> Sheet:
    """Return an empty list with its heads; notices above say what goes below them."""
    is_english = language == "en"
    kinds = "; ".join(one.label(language) for one in MemberKind)
    needed, days, jurors = (
        (
            "Cần có: Họ và tên, Loại. Để trống Đơn vị thì là đơn vị chọn khi nhập; để trống Ngày vào thì là ngày nhập.",
            "ngày/tháng/năm, ví dụ 27/03/2024; Ngày sinh có thể chỉ ghi năm.",
            "Hội thẩm phải ghi Tòa án, ví dụ Tòa án nhân dân khu vực 3 - Bắc Ninh.",
        ),
        (
            "Needed: full name (Họ và tên), kind (Loại). No unit: the one chosen on import; no admission: that day.",
            "day/month/year, for example 27/03/2024; of a birth the year alone will do.",
            "A juror has a court (Tòa án), for example Tòa án nhân dân khu vực 3 - Bắc Ninh.",
        ),
    )[is_english]
    return Sheet(
        title=("Danh sách hội viên", "Members")[is_english],
        notices=(
            Notice(("Cách ghi", "How to fill in")[is_english], "needed", needed),
            Notice(("Loại", "Kind")[is_english], "kinds", kinds),
            Notice(("Ngày", "Days")[is_english], "days", days),
            Notice(("Hội thẩm", "Jurors")[is_english], "jurors", jurors),
        ),
        heads=tuple(
            Head(heads_of(field, MEMBERS)[0], field)
            for field, one in columns(MEMBERS).items()
            if not one.ignored
        ),
        rows=iter(()),
    )
