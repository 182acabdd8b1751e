"""Everything of Mẫu 01 that a story knows, with answers left open as often as they are in life."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypeVar

from application.demo.chance import Chance
from application.demo.children import Person, family_of, informant_of, told_of
from application.demo.names import grown_up
from application.demo.texts import Slots, sentence
from application.demo.themes import Theme
from domain.child_case.intake import Accident, Child, Circumstances, Details, Family, Suspected
from domain.identity import PartialDate
from domain.kernel import Value
from domain.lists import (
    Allegation,
    CareReceived,
    InjurySeverity,
    PriorityTag,
    Relation,
    Sex,
    SpecialGroup,
    SpecialLeaf,
)

_HEALTH_NOTES = (
    "Có bệnh hen, dùng thuốc xịt khi trái gió.",
    "Đã khám tại trạm y tế, chưa có kết luận.",
    "Khám tâm lý lần đầu: lo âu mức độ nhẹ, hẹn tái khám.",
    "Khuyết tật vận động nhẹ chân phải, có giấy xác nhận.",
)
_ORPHAN = "mồ côi"
_GROUP_WORDS = {
    _ORPHAN: SpecialGroup.ORPHAN_BOTH,
    "mắc bệnh": SpecialGroup.ILL_POOR,
    "khuyết tật": SpecialGroup.DISABILITY,
}
"""Words of what was told that name a group."""
_SUSPECTS = {
    Relation.PARENT: ("hay uống rượu", "nóng tính, làm thuê theo ngày"),
    Relation.STEP_PARENT: ("sống chung với mẹ cháu từ năm ngoái", "hay uống rượu"),
    Relation.RELATIVE: ("người trong họ, ở cùng thôn",),
    Relation.NEIGHBOUR: ("khoảng 35–40 tuổi, ở cùng thôn",),
    Relation.FRIEND: ("nhóm bạn lớp trên", "bạn cùng lớp, ngồi bàn sau"),
    Relation.ONLINE: ("chỉ biết tên tài khoản trên mạng",),
    Relation.STRANGER: ("chỉ biết tên tài khoản trên mạng", "người lạ đi xe máy"),
}
_DIFFICULT_DISTRICTS = frozenset({"219", "220"})


def details_of(chance: Chance, theme: Theme, child: Person, slots: Slots, day: date, known: float) -> Details:
    """Return as much of Mẫu 01 as is known; `known` is the share of it."""

    def maybe_said(section: str, share: float) -> str:
        return sentence(chance, theme.name, section, slots) if chance.maybe(share * known) else ""

    return Details(
        child=told_of(chance, child, day, known),
        circumstances=circumstances_of(chance, theme, child, slots, day, known),
        accident=_accident(chance, theme) if theme.causes and chance.maybe(0.4 + known / 2) else Accident(),
        own_words=maybe_said("own_words", 0.4),
        present_condition=maybe_said("condition", 0.8),
        presumed_consequences=maybe_said("consequences", 0.5),
        prior_actions=maybe_said("before", 0.6),
        health_note=chance.choice(_HEALTH_NOTES) if chance.maybe(0.12 * known) else "",
        family=_family(chance, theme, child, slots) if chance.maybe(known * 0.8) else Family(),
        informant=informant_of(chance, child, slots),
        suspected=_suspected(chance, theme, child)
        if theme.relations and chance.maybe(known * 0.8)
        else Suspected(),
    )


V = TypeVar("V", bound=Value)


def completed(first: V, more: V) -> V:
    """Return what was said first, with what more is known where nothing was said."""
    empty = type(first).model_construct()
    changes: dict[str, object] = {}
    for name in type(first).model_fields:
        said, known = getattr(first, name), getattr(more, name)
        if isinstance(said, Child | Circumstances | Family) and isinstance(known, Value):
            changes[name] = completed(said, known)
        elif said == getattr(empty, name):
            changes[name] = known
    if "name" in changes and isinstance(more, Child):
        changes["name_known"] = more.name_known
    return first.model_copy(update=changes)


def corrected(first: Details, child: Person) -> Details:
    """Return what was said first, with the birth date of the birth certificate."""
    written = PartialDate(year=child.born.year, month=child.born.month, day=child.born.day)
    birth = {"birth": written, "estimated_age": None}
    return first.model_copy(update={"child": first.child.model_copy(update=birth)})


def _family(chance: Chance, theme: Theme, child: Person, slots: Slots) -> Family:
    if _ORPHAN in slots["gist"]:
        return Family(caregiver="bà nội")
    return family_of(chance, theme, child, slots)


def circumstances_of(
    chance: Chance, theme: Theme, child: Person, slots: Slots, day: date, known: float
) -> Circumstances:
    """Return allegation, groups and priority tags; a first call often leaves them open."""
    if not chance.maybe(0.3 + known * 0.65):
        return Circumstances(allegation=Allegation.NOT_KNOWN_YET)
    groups = _groups(chance, theme, slots["gist"])
    return Circumstances(
        allegation=theme.allegation,
        abuse_types=theme.abuse,
        environment=theme.environment,
        harmed_on=_harmed_on(day) if theme.abuse else None,
        category=theme.category if chance.maybe(0.7) else None,
        groups=groups,
        leaves=_leaves(chance, groups),
        priority=_priority(chance, theme, child),
    )


def _harmed_on(day: date) -> PartialDate | None:
    """Return when it happened, some days before it was told; of one file in four only the month, of one nothing."""
    before = day - timedelta(days=1 + day.toordinal() % 23)
    told = (None, PartialDate(year=before.year, month=before.month))
    exact = PartialDate(year=before.year, month=before.month, day=before.day)
    return (*told, exact, exact)[day.toordinal() % 4]


def _groups(chance: Chance, theme: Theme, told: str) -> tuple[SpecialGroup, ...]:
    """Return the group that fits what was told, or now and then one of the theme."""
    fitting = tuple(group for word, group in _GROUP_WORDS.items() if word in told and group in theme.groups)
    if fitting:
        return fitting[:1]
    others = [group for group in theme.groups if group not in _GROUP_WORDS.values()]
    return (chance.choice(others),) if others and chance.maybe(0.45) else ()


def _leaves(chance: Chance, groups: tuple[SpecialGroup, ...]) -> tuple[SpecialLeaf, ...]:
    return tuple(chance.choice(group.leaves) for group in groups if group.leaves and chance.maybe(0.5))


def _priority(chance: Chance, theme: Theme, child: Person) -> tuple[PriorityTag, ...]:
    tags = [tag for tag in theme.priority if chance.maybe(0.8)]
    if child.ethnicity != "Kinh":
        tags.append(PriorityTag.ETHNIC_MINORITY)
    if child.district in _DIFFICULT_DISTRICTS and chance.maybe(0.6):
        tags.append(PriorityTag.ESPECIALLY_DIFFICULT_AREA)
    return tuple(dict.fromkeys(tags))


def _accident(chance: Chance, theme: Theme) -> Accident:
    cause, place = chance.choice(theme.causes)
    severities = {
        InjurySeverity.LIGHT: 3.0,
        InjurySeverity.MEDIUM: 5.0,
        InjurySeverity.SEVERE: 2.0,
        InjurySeverity.UNKNOWN: 1.0,
    }
    cares = {
        CareReceived.HOSPITAL: 5.0,
        CareReceived.COMMUNE_STATION: 3.0,
        CareReceived.FIRST_AID: 2.0,
        CareReceived.UNKNOWN: 1.0,
    }
    return Accident(cause=cause, place=place, severity=chance.among(severities), care=chance.among(cares))


def _suspected(chance: Chance, theme: Theme, child: Person) -> Suspected:
    relation = chance.choice(theme.relations)
    unnamed = relation in {Relation.STRANGER, Relation.ONLINE} or chance.maybe(0.35)
    family = child.family if relation is Relation.PARENT else None
    return Suspected(
        name="" if unnamed else grown_up(chance, Sex.MALE, family),
        description=chance.choice((*_SUSPECTS.get(relation, ("chỉ biết tên thường gọi",)), "")),
        relation=Relation.UNKNOWN if chance.maybe(0.1) else relation,
    )
