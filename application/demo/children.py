"""Children of the stories: who they are, how much of it was said, their families and those who tell of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from application.demo.chance import Chance
from application.demo.names import ETHNIC, family_name, full_name, grown_up, telephone
from application.demo.territory import DISTRICTS, some_commune
from application.demo.texts import Slots, sentence
from application.demo.themes import Theme
from domain.child_case.intake import Child, Family, Informant, Parent, SafeContact
from domain.identity import PartialDate
from domain.lists import Known, Relation, Sex, SourceType
from domain.units import Place, Unit

_HAMLETS = (
    *(
        "Đồng Mẻo",
        "Trại Ổi",
        "Bãi Bằng",
        "Núi Chùa",
        "Cầu Đá",
        "Ao Sen",
        "Đồng Vành",
        "Khe Nghè",
        "Làng Trước",
    ),
    *("Xóm Bến", "Tân Lập", "Đình Cả", "Gò Dầu", "Đồng Gạo", "Hố Luồng", "Suối Ván", "Non Tá", "Mỏ Trạng"),
)
_STREETS = (
    "tổ dân phố 3",
    "tổ dân phố Hòa Yên",
    "ngõ 12 đường Ao Sen",
    "khu nhà trọ đầu cầu",
    "tổ dân phố Chợ",
)
_TELLERS: dict[SourceType, tuple[str, ...]] = {
    SourceType.CHILD: ("chính cháu",),
    SourceType.PARENT: ("mẹ cháu", "bố cháu"),
    SourceType.RELATIVE: ("bà ngoại cháu", "bà nội cháu", "cô ruột cháu", "cậu cháu"),
    SourceType.NEIGHBOUR: ("một người hàng xóm", "chị hàng xóm", "bác hàng xóm"),
    SourceType.SCHOOL: ("cô chủ nhiệm", "thầy hiệu phó", "cô tổng phụ trách Đội"),
    SourceType.MEMBER: ("hội viên ở thôn", "cộng tác viên của Hội"),
    SourceType.AUTHORITY: ("cán bộ phụ trách trẻ em của xã", "công an viên ở thôn"),
    SourceType.OTHER: ("một người qua đường", "chị bán hàng ở chợ"),
    SourceType.ANONYMOUS: ("một người không nêu tên",),
}
_WOMEN = ("mẹ", "bà", "cô", "chị")
SOURCES = {
    SourceType.PARENT: 5.0,
    SourceType.RELATIVE: 4.0,
    SourceType.NEIGHBOUR: 4.0,
    SourceType.SCHOOL: 4.0,
    SourceType.MEMBER: 3.5,
    SourceType.AUTHORITY: 1.5,
    SourceType.CHILD: 1.5,
    SourceType.OTHER: 1.0,
    SourceType.ANONYMOUS: 1.5,
}
_JOBS = (
    "công nhân may",
    "làm ruộng",
    "làm vườn vải",
    "thợ xây",
    "buôn bán nhỏ",
    "lái xe",
    "lao động tự do",
    "",
)
_WHEN = ("tối qua", "chiều qua", "sáng nay", "hôm kia", "mấy hôm nay", "tuần trước", "đầu tháng", "chiều nay")


@dataclass(frozen=True, slots=True)
class Person:
    """A child of a story as it really is, whatever of it was told."""

    name: str
    sex: Sex
    born: date
    ethnicity: str
    home: Unit
    hamlet: str
    district: str | None
    source: SourceType
    when: str

    def age(self, day: date) -> int:
        """Return the age in full years."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))

    @property
    def family(self) -> str:
        """The family name."""
        return self.name.split()[0]


def some_child(chance: Chance, theme: Theme, district: str | None, minority: bool, day: date) -> Person:
    """Return a child of a kind of story, living in a former district (None: anywhere in the province)."""
    sex = Sex.FEMALE if chance.maybe(theme.girls) else Sex.MALE
    ethnicity = chance.among(ETHNIC) if minority else "Kinh"
    age = chance.randint(*theme.ages)
    home = some_commune(chance, district, day)
    rural = home.name.startswith("Xã")
    return Person(
        name=full_name(chance, sex, ethnicity=ethnicity),
        sex=sex,
        born=date.fromordinal(day.toordinal() - age * 365 - age // 4 - chance.randrange(1, 360)),
        ethnicity=ethnicity,
        home=home,
        hamlet=f"thôn {chance.choice(_HAMLETS)}" if rural else chance.choice(_STREETS),
        district=district,
        source=chance.among(SOURCES),
        when=chance.choice(_WHEN),
    )


def is_minority(chance: Chance, district: str | None) -> bool:
    """Return whether a child of this district belongs to an ethnic minority."""
    shares = {one.district: one.mountains for one in DISTRICTS}
    return chance.maybe(shares.get(district or "", 0.12))


def school_of(person: Person, day: date) -> str:
    """Return the school of a child, by age and home; empty below school age."""
    age, place = person.age(day), person.home.name.partition(" ")[2]
    if age < 3:
        return ""
    kind = "Mầm non" if age < 6 else "Tiểu học" if age < 11 else "THCS" if age < 15 else "THPT"
    return f"{kind} {place}"


def slots_of(chance: Chance, person: Person, day: date) -> Slots:
    """Return what fills the braces of sentences about this child."""
    age = person.age(day)
    return {
        "child": f"cháu {person.name.split()[-1]}",
        "age": str(age),
        "hamlet": person.hamlet,
        "school": school_of(person, day) or f"Mầm non {person.home.name.partition(' ')[2]}",
        "grade": f"{min(12, max(1, age - 5))}{chance.choice('ABC')}",
        "when": person.when,
        "teller": chance.choice(_TELLERS[person.source]),
        "gist": "",
    }


def told_of(chance: Chance, person: Person, day: date, known: float) -> Child:
    """Return as much of a child as was told; `known` is the share of what is known."""
    named = chance.maybe(known)
    birth = _birth(chance, person) if chance.maybe(known * 0.7) else None
    guessed = (
        None if birth or chance.maybe(0.25) else max(0, person.age(day) + chance.choice((-1, 0, 0, 0, 1)))
    )
    return Child(
        name=person.name if named else "",
        name_known=Known.SAID if named else chance.choice((Known.NOT_ASKED, Known.UNKNOWN)),
        birth=birth,
        estimated_age=guessed,
        sex=person.sex if chance.maybe(0.4 + known * 0.6) else Sex.UNKNOWN,
        ethnicity=person.ethnicity if chance.maybe(known * 0.8) else "",
        school=f"Trường {school_of(person, day)}"
        if school_of(person, day) and chance.maybe(known * 0.7)
        else "",
        residence=home_of(chance, person) if chance.maybe(0.5 + known / 2) else Place(),
        telephone=telephone(chance) if person.age(day) > 12 and chance.maybe(known * 0.2) else "",
        address=f"{person.hamlet}, {person.home.name}" if chance.maybe(known * 0.5) else "",
    )


def _birth(chance: Chance, person: Person) -> PartialDate:
    parts = chance.among({3: 6.0, 2: 1.0, 1: 3.0})
    return PartialDate(
        year=person.born.year,
        month=person.born.month if parts > 1 else None,
        day=person.born.day if parts > 2 else None,
    )


def home_of(chance: Chance, person: Person) -> Place:
    """Return where the child lives: a unit of that day, or only what was said."""
    if chance.maybe(0.1):
        return Place(spoken=f"{person.hamlet}, gần cầu, xã cũ nào không nhớ")
    return Place(unit=person.home.as_written, spoken=person.hamlet if chance.maybe(0.7) else "")


def place_of_event(chance: Chance, person: Person, day: date) -> Place:
    """Return where something happened: mostly near home, sometimes unknown."""
    if chance.maybe(0.08):
        return Place()
    if chance.maybe(0.12):
        return Place(unit=some_commune(chance, person.district, day).as_written)
    return home_of(chance, person)


def family_of(chance: Chance, theme: Theme, person: Person, slots: Slots) -> Family:
    """Return as much of the family as was told."""
    father = grown_up(chance, Sex.MALE, person.family, person.ethnicity)
    mother = grown_up(chance, Sex.FEMALE, family_name(chance, person.ethnicity))
    return Family(
        father=_parent(chance, father) if chance.maybe(0.5) else Parent(),
        mother=_parent(chance, mother) if chance.maybe(0.6) else Parent(),
        caregiver=chance.choice(("bà ngoại", "bà nội", "mẹ", "bố mẹ", "cô ruột", "")),
        circumstances=sentence(chance, theme.name, "circumstances", slots) if chance.maybe(0.6) else "",
    )


def _parent(chance: Chance, name: str) -> Parent:
    return Parent(
        name=name,
        age=f"khoảng {chance.randint(27, 48)} tuổi" if chance.maybe(0.6) else "không biết",
        job=chance.choice(_JOBS),
    )


def informant_of(chance: Chance, person: Person, slots: Slots) -> Informant:
    """Return who told, if they agreed to be written down."""
    if person.source is SourceType.ANONYMOUS or chance.maybe(0.45):
        return Informant(agreed=False)
    sex = Sex.FEMALE if slots["teller"].startswith(_WOMEN) else Sex.MALE
    return Informant(
        agreed=True,
        name=grown_up(chance, sex),
        telephone=telephone(chance) if chance.maybe(0.8) else "",
        address=f"{person.hamlet}, {person.home.name}" if chance.maybe(0.4) else "",
        note="chỉ gọi sau 19 giờ" if chance.maybe(0.2) else "",
    )


def safe_contact(chance: Chance, theme: Theme, person: Person) -> SafeContact:
    """Return how the child can be reached without danger; never through a parent who is suspected."""
    parents = any(relation.is_parent_or_caregiver for relation in theme.relations)
    relation = chance.choice(
        (Relation.RELATIVE, Relation.TEACHER) if parents else (Relation.PARENT, Relation.RELATIVE)
    )
    return SafeContact(
        person=grown_up(chance, Sex.FEMALE),
        telephone=telephone(chance),
        hours=chance.choice(("sau 17 giờ 30", "giờ nghỉ trưa", "lúc nào cũng được", "buổi tối trước 21 giờ")),
        must_not_know="người trong nhà" if parents and chance.maybe(0.8) else "",
        no_messages=chance.maybe(0.6 if parents else 0.1),
        relation=relation,
    )
