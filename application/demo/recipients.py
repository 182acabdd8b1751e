"""To whom a story's information goes, among the bodies that exist on that day."""

from __future__ import annotations

from datetime import date

from application.demo.chance import Chance
from application.demo.children import Person, school_of
from application.demo.themes import Theme
from domain.directory import Recipient, RecipientKind
from domain.lists import AbuseType, ForwardChannel
from domain.units import TWO_TIERS_SINCE, AdminLevel, Unit, register

_WEIGHTS = {
    RecipientKind.COMMUNE_PEOPLES_COMMITTEE: 6.0,
    RecipientKind.COMMUNE_POLICE: 5.0,
    RecipientKind.HOTLINE_111: 3.0,
    RecipientKind.DISTRICT_POLICE: 2.0,
    RecipientKind.INVESTIGATING_BODY: 0.6,
    RecipientKind.HEALTH_SECTOR: 1.0,
    RecipientKind.LABOUR_SECTOR: 1.0,
}
_OTHERS = {
    RecipientKind.DISTRICT_PEOPLES_COMMITTEE: 0.8,
    RecipientKind.SCHOOL: 3.0,
    RecipientKind.COMMUNE_PEOPLES_COMMITTEE: 4.0,
    RecipientKind.LEGAL_AID_CENTRE: 1.5,
    RecipientKind.HOSPITAL: 1.0,
    RecipientKind.REGIONAL_PROCURACY: 0.3,
    RecipientKind.DISTRICT_PROCURACY: 0.3,
}


_WHO = {
    RecipientKind.HOTLINE_111: "tổng đài viên 111",
    RecipientKind.COMMUNE_POLICE: "anh trực ban công an xã",
    RecipientKind.DISTRICT_POLICE: "trực ban hình sự",
    RecipientKind.COMMUNE_PEOPLES_COMMITTEE: "chị phụ trách trẻ em của xã",
    RecipientKind.SCHOOL: "thầy hiệu trưởng",
    RecipientKind.HOSPITAL: "phòng công tác xã hội",
}


def duty_recipient(chance: Chance, theme: Theme, person: Person, day: date) -> Recipient:
    """Return a body that meets the duty of this story: the police, where sexual abuse is spoken of."""
    sexual = AbuseType.SEXUAL_ABUSE in theme.abuse
    kinds = {
        kind: weight
        for kind, weight in _WEIGHTS.items()
        if kind.valid_on(day)
        and kind.satisfies_forwarding_duty
        and (kind.satisfies_sexual_abuse_duty or not sexual)
    }
    return _recipient(chance, chance.among(kinds), person, day)


def other_recipient(chance: Chance, person: Person, day: date) -> Recipient:
    """Return some other body that may help."""
    kinds = {kind: weight for kind, weight in _OTHERS.items() if kind.valid_on(day)}
    return _recipient(chance, chance.among(kinds), person, day)


def spoken_to(chance: Chance, recipient: Recipient) -> str:
    """Return who took the information there, as it was written down; often nobody was."""
    return chance.choice((_WHO.get(recipient.kind, "cán bộ tiếp nhận"), ""))


def _recipient(chance: Chance, kind: RecipientKind, person: Person, day: date) -> Recipient:
    unit = _unit_of(kind, person, day)
    written = ""
    if kind is RecipientKind.SCHOOL and school_of(person, day):
        written = f"Trường {school_of(person, day)}"
    elif kind is RecipientKind.COMMUNE_POLICE and unit and chance.maybe(0.4):
        written = f"Công an {unit.name[0].lower()}{unit.name[1:]}, trực ban"
    return Recipient(kind=kind, unit=unit.as_written if unit else None, name_as_written=written)


def _unit_of(kind: RecipientKind, person: Person, day: date) -> Unit | None:
    here = _home_on(person, day)
    if kind.lies_in is AdminLevel.COMMUNE:
        return here
    return here.parent if kind.lies_in is AdminLevel.DISTRICT else None


def _home_on(person: Person, day: date) -> Unit:
    """Return the commune in which the child's home lies on a day."""
    if day >= TWO_TIERS_SINCE and person.home.becomes is not None:
        return register().find(person.home.becomes, TWO_TIERS_SINCE) or person.home
    return person.home


def channel_of(chance: Chance) -> ForwardChannel:
    """Return how information was passed on."""
    return chance.among(
        {
            ForwardChannel.PHONE: 6.0,
            ForwardChannel.LETTER: 2.0,
            ForwardChannel.OFFICIAL_DISPATCH: 1.5,
            ForwardChannel.IN_PERSON: 1.5,
            ForwardChannel.ONLINE: 1.0,
        }
    )
