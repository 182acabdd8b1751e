import pickle
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

import domain.lists
from domain.codes import Code
from domain.lists import (
    AbuseType,
    Channel,
    MemberKind,
    Relation,
    Sex,
    SpecialGroup,
    SpecialLeaf,
)


class Form(BaseModel):
    sex: Sex
    abuse: tuple[AbuseType, ...] = ()
    channel: Channel | None = None


LISTS: list[type[Code]] = [getattr(domain.lists, name) for name in domain.lists.__all__]


@pytest.mark.parametrize("sent", ["male", "sex/1/male", Sex.MALE])
def test_a_code_is_accepted_short_whole_or_as_a_member(sent: object) -> None:
    form = Form.model_validate({"sex": sent, "abuse": ["violence", "abuse-type/1/trafficking"]})
    assert form.sex is Sex.MALE
    assert form.abuse == (AbuseType.VIOLENCE, AbuseType.TRAFFICKING)


def test_stored_codes_carry_list_and_version_and_come_back() -> None:
    form = Form(sex=Sex.FEMALE, abuse=(AbuseType.SEXUAL_ABUSE,))
    assert form.model_dump(mode="json") == {
        "sex": "sex/1/female",
        "abuse": ["abuse-type/1/sexual_abuse"],
        "channel": None,
    }
    assert Form.model_validate_json(form.model_dump_json()) == form
    assert pickle.loads(pickle.dumps(Sex.MALE)) is Sex.MALE


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "x",
        "channel/1/phone",
        "sex/2/male",
        "sex/0/male",
        "sex/0001x/male",
        "sex//male",
        "sex/1/male/x",
        1,
        None,
        {},
        [],
    ],
)
def test_an_unknown_code_is_refused_without_repeating_it(sent: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        Form.model_validate({"sex": sent})
    (error,) = refused.value.errors(include_url=False, include_input=False)
    assert error["msg"] == "Value error, unknown_code"


def test_programs_are_told_the_codes() -> None:
    assert Form.model_json_schema()["properties"]["sex"]["enum"] == ["male", "female", "unknown"]
    answered = Form.model_json_schema(mode="serialization")
    assert answered["properties"]["sex"]["enum"][0] == "sex/1/male"


@pytest.mark.parametrize("kind", LISTS, ids=lambda kind: kind.__name__)
def test_every_list_is_named_and_labelled_in_both_languages(kind: type[Code]) -> None:
    assert kind.LIST and kind.VERSION >= 1
    assert len({member.vi for member in kind}) == len({member.en for member in kind}) == len(kind)
    for member in kind:
        assert member.label("vi") == member.vi and member.label("en") == member.en
        assert kind.parse(member.coded) is kind.parse(member.value) is member
        assert member.value.isascii() and "/" not in member.value


def test_no_two_lists_share_a_name() -> None:
    assert len({kind.LIST for kind in LISTS}) == len(LISTS)


def test_fourteen_groups_have_forty_eight_leaves_and_the_letters_of_the_law() -> None:
    assert "".join(group.letter for group in SpecialGroup) == "abcdđeghiklmno"
    assert [len(group.leaves) for group in SpecialGroup] == [4, 2, 12, 3, 1, 4, 2, 2, 1, 5, 5, 2, 2, 3]
    assert [leaf for group in SpecialGroup for leaf in group.leaves] == list(SpecialLeaf)
    assert SpecialLeaf.ART_5_11.group is SpecialGroup.NO_SUPPORT
    assert SpecialLeaf.ART_7.group is SpecialGroup.HIV
    assert all(leaf.vi.startswith("Trẻ em") for leaf in SpecialLeaf)


def test_abuse_is_the_common_name_and_no_form_of_its_own() -> None:
    assert len(AbuseType) == 6
    assert "abuse" not in list(AbuseType)


def test_a_step_parent_counts_as_a_caregiver_and_a_neighbour_does_not() -> None:
    assert {relation for relation in Relation if relation.is_parent_or_caregiver} == {
        Relation.PARENT,
        Relation.STEP_PARENT,
        Relation.CAREGIVER,
    }


def test_volunteers_are_not_counted_as_members() -> None:
    assert not MemberKind.VOLUNTEER.counts_as_member and MemberKind.LAWYER.counts_as_member
