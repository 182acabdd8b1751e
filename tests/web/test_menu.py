"""The menu of each role: what is used daily in sight, the rest folded, and nothing that is not open to them."""

from __future__ import annotations

import pytest

from api.frame import menu_of
from application.access import BY_ROLE, Action
from domain.account import Role

DAILY = ("/hom-nay", "/so-theo-doi", "/tiep-nhan", "/tu-van", "/chi-hoi")


def shown(*roles: Role) -> tuple[list[str], list[str]]:
    """Return what stands in sight and what is folded for someone with these roles."""

    def may(action: Action) -> bool:
        return not BY_ROLE[action].isdisjoint(roles)

    menu = menu_of(roles, may)
    return [one.path for one in menu if not one.folded], [one.path for one in menu if one.folded]


def test_a_counsellor_sees_what_a_day_needs() -> None:
    in_sight, folded = shown(Role.COUNSELLOR)
    assert in_sight == list(DAILY)
    assert folded == [
        "/dieu-92",
        "/hoat-dong",
        "/kien-nghi",
        "/ho-tro",
        "/mo-khan",
        "/yeu-cau-du-lieu",
        "/vi-pham-du-lieu",
        "/danh-ba",
    ]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.SUPERVISOR, [*DAILY, "/dieu-92"]),
        (Role.CHAPTER_HEAD, ["/hom-nay", "/chi-hoi"]),
        (Role.REVIEWER, ["/hom-nay", "/chi-hoi"]),
        (Role.AUDITOR, ["/hom-nay", "/kiem-tra", "/lich-su", "/nhat-ky", "/mo-khan"]),
        (Role.OFFICE, ["/hom-nay", "/dieu-92", "/hoat-dong", "/bao-cao", "/kien-nghi", "/ho-tro"]),
        (
            Role.DATA_PROTECTION_OFFICER,
            [
                "/hom-nay",
                "/nhat-ky",
                "/xoa-du-lieu",
                "/yeu-cau-du-lieu",
                "/vi-pham-du-lieu",
                "/luu-tru",
            ],
        ),
        (Role.ADMINISTRATOR, ["/hom-nay", "/danh-ba", "/don-vi", "/tai-khoan"]),
    ],
)
def test_each_role_sees_its_own_work_in_sight(role: Role, expected: list[str]) -> None:
    assert shown(role)[0] == expected


def test_two_roles_see_the_work_of_both() -> None:
    in_sight, folded = shown(Role.SUPERVISOR, Role.AUDITOR)
    assert {*DAILY, "/lich-su", "/nhat-ky"} <= {*in_sight}
    assert set(in_sight).isdisjoint(folded)


@pytest.mark.parametrize("role", Role)
def test_nobody_has_more_than_six_entries_in_sight(role: Role) -> None:
    assert 1 <= len(shown(role)[0]) <= 6
