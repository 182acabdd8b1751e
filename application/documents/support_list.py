"""The list of needs for a partner (*danh sách địa chỉ cần hỗ trợ*): codes, coarse places and đồng; never an identity.

Source: Law 102/2016/QH13, arts. 6(11), 21; Decree 56/2017/NĐ-CP, arts. 24(3), 33.
"""

from __future__ import annotations

from collections.abc import Sequence

from application.documents.paper import SHORT_BLANK, Grid, Paper, Signature, Words
from application.documents.wording import Setting
from domain.support.facts import PublicLine

LEVEL = "Không có danh tính; không chia sẻ ngoài bên nhận (Điều 21 Luật Trẻ em; Điều 33 Nghị định số 56/2017/NĐ-CP)"
HEADS = ("STT", "Mã", "Nhu cầu", "Nơi", "Tuổi", "Còn thiếu (đồng)", "Mức", "Tình trạng")


def support_list(code: str, to: str, lines: Sequence[PublicLine], threshold: int, setting: Setting) -> Paper:
    """Return the list as a paper."""
    return Paper(
        code="danh-sach-dia-chi",
        head=setting.head(f"{SHORT_BLANK}/{SHORT_BLANK}"),
        footer=setting.footer(code),
        title="DANH SÁCH ĐỊA CHỈ CẦN HỖ TRỢ",
        about="(Giới thiệu nhu cầu, không nêu danh tính trẻ em)",
        addressee=to,
        level=LEVEL,
        scope=to,
        blocks=(
            Grid(
                HEADS,
                tuple(_row(n, line) for n, line in enumerate(lines, 1)),
                (4, 18, 20, 17, 12, 13, 9, 12),
            ),
            Words(
                f"Tổng còn thiếu: {money(sum(line.amount_vnd for line in lines))} đồng, {len(lines)} nhu cầu."
            ),
            Words(
                f"Nơi có dưới {threshold} trẻ được giới thiệu chỉ ghi cấp tỉnh (quy ước nội bộ). Việc trao qua đơn vị"
                " của Hội. Danh tính chỉ được cho biết khi cha, mẹ, người giám hộ và trẻ từ đủ 7 tuổi đồng ý (khoản 11"
                " Điều 6 Luật Trẻ em; khoản 2 Điều 24 Luật số 91/2025/QH15). Xin không tự tìm gặp trẻ."
            ),
        ),
        signatures=(Signature("ĐẠI DIỆN ĐƠN VỊ", "(Ký, ghi rõ họ tên, đóng dấu nếu có)"),),
        copies=("- Như trên;", f"- Lưu: {code}."),
        is_wide=True,
    )


def money(vnd: int) -> str:
    """Return đồng as papers write them.

    >>> money(5_000_000)
    '5.000.000'
    """
    return f"{vnd:,}".replace(",", ".")


def _row(number: int, line: PublicLine) -> tuple[str, ...]:
    return (
        *(str(number), line.code, line.kind.vi, line.place, line.age.vi, money(line.amount_vnd)),
        *(line.urgency.vi, line.stage.vi),
    )
