from datetime import date

import pytest

from domain.directory import (
    Recipient,
    RecipientKind,
    emergency_numbers,
    recipients_on,
)
from domain.kernel import FieldClass, join, split
from domain.units import AdminLevel, AdminUnit

DISTRICT_BODIES = {
    RecipientKind.DISTRICT_POLICE,
    RecipientKind.DISTRICT_PEOPLES_COMMITTEE,
    RecipientKind.DISTRICT_PROCURACY,
}


def test_bodies_come_and_go_with_their_day() -> None:
    february, march = set(recipients_on(date(2025, 2, 28))), set(recipients_on(date(2025, 3, 1)))
    assert february - march == {RecipientKind.DISTRICT_POLICE, RecipientKind.LABOUR_SECTOR}
    assert march - february == {RecipientKind.HEALTH_SECTOR}
    june, july = set(recipients_on(date(2025, 6, 30))), set(recipients_on(date(2025, 7, 1)))
    assert june - july == {RecipientKind.DISTRICT_PEOPLES_COMMITTEE, RecipientKind.DISTRICT_PROCURACY}
    assert july - june == {RecipientKind.REGIONAL_PROCURACY}
    assert not july & DISTRICT_BODIES


@pytest.mark.parametrize("day", [date(2024, 5, 1), date(2025, 4, 1), date(2026, 5, 1)])
def test_on_every_day_someone_meets_each_duty(day: date) -> None:
    there = recipients_on(day)
    assert any(kind.satisfies_forwarding_duty for kind in there)
    assert any(kind.satisfies_sexual_abuse_duty for kind in there)


def test_only_police_or_an_investigating_body_meets_the_duty_for_sexual_abuse() -> None:
    assert {kind for kind in RecipientKind if kind.satisfies_sexual_abuse_duty} == {
        RecipientKind.COMMUNE_POLICE,
        RecipientKind.INVESTIGATING_BODY,
        RecipientKind.DISTRICT_POLICE,
    }
    assert not RecipientKind.HOTLINE_111.satisfies_sexual_abuse_duty
    assert RecipientKind.HOTLINE_111.satisfies_forwarding_duty
    assert not RecipientKind.SCHOOL.satisfies_forwarding_duty


def test_what_ended_names_who_took_over() -> None:
    for kind in RecipientKind:
        assert (kind.valid_until is None) == (kind.successor is None)
        if kind.successor is not None and kind.valid_until is not None:
            assert kind.successor.valid_on(date(2025, 7, 1))
    assert RecipientKind.COMMUNE_POLICE.lies_in is AdminLevel.COMMUNE
    assert RecipientKind.DISTRICT_POLICE.lies_in is AdminLevel.DISTRICT
    assert RecipientKind.HOTLINE_111.lies_in is None


def test_a_recipient_is_shown_by_its_name_or_by_kind_and_unit() -> None:
    commune = AdminUnit.model_validate("07282")
    police = Recipient(kind=RecipientKind.COMMUNE_POLICE, unit=commune)
    assert police.shown() == "Công an cấp xã, Đồn, Trạm Công an – Xã Đồng Kỳ"
    school = Recipient.model_validate(
        {"kind": "school", "unit": "", "name_as_written": "Trường Tiểu học Hoa Mai"}
    )
    coded, personal = split(school)
    assert "name_as_written" not in coded
    assert join(Recipient, coded, personal) == school
    assert school.shown("en") == "Trường Tiểu học Hoa Mai"
    erased = join(Recipient, coded, {}, frozenset({FieldClass.IDENTITY}))
    assert erased.shown("en") == "School"


def test_the_national_numbers_are_on_every_day() -> None:
    today = emergency_numbers(date(2026, 1, 1))
    assert [row.number for row in today] == ["111", "113", "115"]
    assert all(row.label() and row.label("en") and row.short_label("en") and row.source for row in today)
    assert [row.number for row in emergency_numbers(date(2017, 1, 1))] == ["113", "115"]
