import itertools
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from domain.kernel import STORED, FieldClass, join, split
from domain.units import BEFORE_THE_DATA, TWO_TIERS_SINCE, AdminLevel, AdminUnit, Place, Unit, register

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
REGISTER = register()


def unit(code: str, day: date) -> Unit:
    found = REGISTER.on(code, day)
    assert found is not None
    return found


def names(units: tuple[Unit, ...]) -> list[str]:
    return [found.name for found in units]


def test_a_code_names_another_unit_after_the_first_of_july_2025() -> None:
    assert unit("24", BEFORE).name == "Tỉnh Bắc Giang"
    assert unit("24", AFTER).name == "Tỉnh Bắc Ninh"
    assert unit("07210", BEFORE).name == "Phường Hoàng Văn Thụ"
    assert unit("07210", AFTER).name == "Phường Bắc Giang"
    assert REGISTER.on("213", AFTER) is None
    assert REGISTER.on("99999", AFTER) is None


def test_the_register_has_the_units_of_each_time() -> None:
    counted = {
        (level, day): len(REGISTER.options_on(day, level)) for level in AdminLevel for day in (BEFORE, AFTER)
    }
    assert counted == {
        (AdminLevel.PROVINCE, BEFORE): 2,
        (AdminLevel.PROVINCE, AFTER): 1,
        (AdminLevel.DISTRICT, BEFORE): 18,
        (AdminLevel.DISTRICT, AFTER): 0,
        (AdminLevel.COMMUNE, BEFORE): 313,
        (AdminLevel.COMMUNE, AFTER): 99,
    }


def test_every_old_commune_became_part_of_one_new_one_and_none_came_from_nothing() -> None:
    old = REGISTER.options_on(BEFORE)
    new = REGISTER.options_on(AFTER)
    assert all(len(REGISTER.successors(commune)) == 1 for commune in old)
    assert sum(len(REGISTER.predecessors(commune)) for commune in new) == 313
    assert all(REGISTER.predecessors(commune) for commune in new)
    assert REGISTER.predecessors(old[0]) == ()


def test_options_stand_in_vietnamese_order_and_old_ones_by_district() -> None:
    new = names(REGISTER.options_on(AFTER))
    assert new.index("Xã Đồng Kỳ") < new.index("Xã Tây Yên Tử")
    assert new.index("Phường Cảnh Thuỵ") < new.index("Phường Đa Mai")
    districts = [commune.parent for commune in REGISTER.options_on(BEFORE)]
    assert len(districts) - sum(a is b for a, b in itertools.pairwise(districts)) == 18


def test_a_filter_by_an_old_district_finds_old_and_new_entries() -> None:
    district = unit("215", BEFORE)
    assert district.name == "Huyện Yên Thế"
    found = REGISTER.lineage(district)
    assert "07282@1900-01-01" in found and "07282@2025-07-01" in found and district.key in found
    assert unit("24", AFTER).key not in found and unit("07210", AFTER).key not in found


def test_a_filter_by_a_new_commune_finds_the_entries_of_the_communes_it_was_made_of() -> None:
    commune = unit("07282", AFTER)
    assert names(REGISTER.predecessors(commune)) == ["Xã Đồng Vương", "Xã Đồng Hưu", "Xã Đồng Kỳ"]
    assert REGISTER.lineage(commune) == {
        commune.key,
        *(old.key for old in REGISTER.predecessors(commune)),
    }
    assert names(REGISTER.former_districts(commune)) == ["Huyện Yên Thế"]


def test_a_commune_made_of_two_districts_is_found_under_both() -> None:
    commune = unit("07228", AFTER)
    districts = REGISTER.former_districts(commune)
    assert names(districts) == ["Thành phố Bắc Giang", "Huyện Tân Yên"]
    assert all(commune.key in REGISTER.lineage(district) for district in districts)


def test_the_new_province_holds_everything_and_the_old_one_its_own_half() -> None:
    assert len(REGISTER.lineage(unit("24", AFTER))) == len(REGISTER.units)
    half = REGISTER.lineage(unit("24", BEFORE))
    assert unit("213", BEFORE).key in half
    assert unit("27", BEFORE).key not in half and unit("256", BEFORE).key not in half


def test_units_are_found_by_name_without_marks_those_still_valid_first() -> None:
    found = REGISTER.search("dong ky")
    assert found[0] is unit("07282", AFTER)
    assert "Xã Đồng Kỳ, Huyện Yên Thế, Tỉnh Bắc Giang" in [old.full_name for old in found]
    assert REGISTER.search("yen the dong ky", BEFORE)[0].valid_until == BEFORE
    assert REGISTER.search("không có xã này") == ()


@pytest.mark.parametrize(
    "sent", ["07282@2025-07-01", "07282", {"code": "07282"}, {"code": "07282", "valid_from": "2025-07-01"}]
)
def test_a_unit_is_accepted_by_key_code_or_fields_and_named_by_the_register(sent: object) -> None:
    assert AdminUnit.model_validate(sent) == AdminUnit(
        code="07282", valid_from=TWO_TIERS_SINCE, name_as_written="Xã Đồng Kỳ"
    )
    named = {"code": "07282", "valid_from": "1900-01-01", "name_as_written": "nhà bà Lan"}
    assert AdminUnit.model_validate(named).name_as_written == "Xã Đồng Kỳ"


@pytest.mark.parametrize(
    "sent",
    [
        "99999",
        "07282@2020-01-01",
        "@",
        {"code": "07282", "valid_from": "never"},
        {"code": ""},
        {"code": 7},
        {},
    ],
)
def test_an_unknown_unit_is_refused_on_the_way_in(sent: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        AdminUnit.model_validate(sent)
    assert refused.value.errors(include_url=False)[0]["msg"] == "Value error, unknown_unit"


def test_a_stored_unit_is_never_refused() -> None:
    stored = {"code": "1", "valid_from": "1990-01-01", "name_as_written": "Xã Cũ"}
    assert AdminUnit.model_validate(stored, context=STORED).unit is None
    assert AdminUnit.model_validate("07282").unit is unit("07282", AFTER)


def test_a_place_may_be_spoken_only_and_its_words_are_personal() -> None:
    place = Place.model_validate({"unit": "", "spoken": "sau chợ, gần cầu"})
    assert not place.is_located and not place.is_empty
    both = Place.model_validate({"unit": "07282", "spoken": "thôn 3"})
    coded, personal = split(both)
    assert "spoken" not in coded and personal == {FieldClass.IDENTITY: {"spoken": "thôn 3"}}
    assert join(Place, coded, personal) == both
    erased = join(Place, coded, {}, frozenset({FieldClass.IDENTITY}))
    assert erased.shown() == "Xã Đồng Kỳ" and both.shown() == "thôn 3, Xã Đồng Kỳ"
    assert Place().is_empty


def test_what_came_before_the_data_is_marked_as_such() -> None:
    assert unit("215", BEFORE).valid_from == BEFORE_THE_DATA
