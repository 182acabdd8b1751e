"""Invented Vietnamese names, put together from syllables that everybody knows; any likeness is accidental."""

from __future__ import annotations

from application.demo.chance import Chance
from domain.lists import Sex

FAMILY = {
    "Nguyễn": 30,
    "Trần": 10,
    "Hoàng": 8,
    "Phạm": 7,
    "Lê": 7,
    "Vũ": 5,
    "Đỗ": 5,
    "Dương": 5,
    "Thân": 5,
    "Giáp": 5,
    "Ngô": 4,
    "Đặng": 4,
    "Bùi": 3,
    "Ngọ": 2,
    "Đồng": 2,
    "Khổng": 1,
    "Diêm": 1,
    "Hà": 2,
    "Tống": 1,
    "Lưu": 2,
}
FAMILY_OF: dict[str, tuple[str, ...]] = {
    "Nùng": ("Nông", "Vi", "Hoàng", "Lương", "Chu", "Lý"),
    "Tày": ("Hoàng", "Nông", "Vi", "Bế", "Hà", "Ma"),
    "Sán Dìu": ("Tạ", "Trương", "Lê", "Đàm", "Ôn", "Diệp"),
    "Sán Chay (Cao Lan)": ("Trần", "Lâm", "Ninh", "Nịnh", "Tiêu", "Hoàng"),
    "Dao": ("Bàn", "Triệu", "Đặng", "Lý", "Dương"),
    "Hoa": ("Lý", "Trương", "Voòng", "Chu"),
}
"""Family names that are common among the peoples of the region."""
_BOY_MIDDLE = (
    "Văn",
    "Đức",
    "Minh",
    "Quốc",
    "Gia",
    "Hữu",
    "Tuấn",
    "Anh",
    "Bảo",
    "Đình",
    "Xuân",
    "Thành",
    "Nhật",
    "Duy",
)
_BOY_GIVEN = (
    *(
        "An",
        "Anh",
        "Bách",
        "Bình",
        "Công",
        "Cường",
        "Dũng",
        "Duy",
        "Dương",
        "Đạt",
        "Đăng",
        "Đức",
        "Giang",
        "Hải",
    ),
    *(
        "Hiếu",
        "Hoàng",
        "Hùng",
        "Huy",
        "Khải",
        "Khang",
        "Khánh",
        "Khôi",
        "Kiên",
        "Lâm",
        "Long",
        "Mạnh",
        "Minh",
        "Nam",
    ),
    *(
        "Nghĩa",
        "Phong",
        "Phúc",
        "Quân",
        "Quang",
        "Quý",
        "Sơn",
        "Tài",
        "Thái",
        "Thắng",
        "Thịnh",
        "Tiến",
        "Trí",
        "Tú",
    ),
    *("Tuấn", "Tùng", "Việt", "Vinh", "Vượng"),
)
_GIRL_MIDDLE = (
    "Thị",
    "Ngọc",
    "Thu",
    "Khánh",
    "Bảo",
    "Thanh",
    "Phương",
    "Minh",
    "Quỳnh",
    "Hà",
    "Thùy",
    "Diệu",
    "Mai",
)
_GIRL_GIVEN = (
    *(
        "An",
        "Anh",
        "Ánh",
        "Bích",
        "Châu",
        "Chi",
        "Diễm",
        "Diệp",
        "Dung",
        "Duyên",
        "Giang",
        "Hà",
        "Hân",
        "Hạnh",
    ),
    *(
        "Hiền",
        "Hoa",
        "Hoài",
        "Hồng",
        "Huệ",
        "Hương",
        "Huyền",
        "Lan",
        "Linh",
        "Loan",
        "Ly",
        "Mai",
        "My",
        "Nga",
    ),
    *(
        "Ngân",
        "Ngọc",
        "Nhi",
        "Nhung",
        "Oanh",
        "Phương",
        "Quyên",
        "Quỳnh",
        "Tâm",
        "Thảo",
        "Thơm",
        "Thư",
        "Thủy",
    ),
    *("Trà", "Trang", "Trâm", "Tuyết", "Uyên", "Vân", "Vy", "Xuân", "Yến"),
)
ETHNIC = {"Nùng": 34, "Tày": 24, "Sán Dìu": 18, "Sán Chay (Cao Lan)": 14, "Dao": 7, "Hoa": 3}
"""Ethnic minorities of the region and how often they are met in its mountain districts."""


def family_name(chance: Chance, ethnicity: str = "Kinh") -> str:
    """Return a family name."""
    return chance.choice(FAMILY_OF[ethnicity]) if ethnicity in FAMILY_OF else chance.among(FAMILY)


def full_name(chance: Chance, sex: Sex, family: str | None = None, ethnicity: str = "Kinh") -> str:
    """Return a full name; of either sex when it is not known."""
    girl = chance.maybe(0.5) if sex is Sex.UNKNOWN else sex is Sex.FEMALE
    middle, given = (_GIRL_MIDDLE, _GIRL_GIVEN) if girl else (_BOY_MIDDLE, _BOY_GIVEN)
    between = chance.choice(middle)
    last = chance.choice([name for name in given if name != between])
    return f"{family or family_name(chance, ethnicity)} {between} {last}"


def grown_up(chance: Chance, sex: Sex, family: str | None = None, ethnicity: str = "Kinh") -> str:
    """Return the name of someone of the parents' generation."""
    name = full_name(chance, sex, family, ethnicity).split()
    return f"{name[0]} {'Thị' if sex is Sex.FEMALE else 'Văn'} {name[-1]}"


def telephone(chance: Chance) -> str:
    """Return a made-up number of the usual shape; any likeness is accidental."""
    return f"0900 {chance.randrange(1000):03} {chance.randrange(1000):03}"
