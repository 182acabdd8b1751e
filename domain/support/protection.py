"""Which children are never introduced, and on which consent a donor may learn who a child is.

Source: Law 102/2016/QH13, arts. 4(5), 6(11), 21; Law 91/2025/QH15, art. 24(2). That a child is not introduced while
abuse is not excluded, or while somebody is suspected, is quy ước nội bộ: the careful side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from domain.child_case import ChildCase
from domain.child_case.intake import Details, born
from domain.consent import OWN_CONSENT_FROM, Consent, Consenter, ConsentPurpose
from domain.identity import surely_under
from domain.kernel import Erased
from domain.lists import Allegation, SpecialGroup
from domain.text import fold

ABUSED_GROUPS = frozenset(
    {
        SpecialGroup.ABANDONED,
        SpecialGroup.VIOLENCE_SERIOUS_HARM,
        SpecialGroup.EXPLOITED,
        SpecialGroup.SEXUALLY_ABUSED,
        SpecialGroup.TRAFFICKED,
    }
)
"""Groups of art. 10(1) that name a form of abuse of art. 4(5): violence, exploitation, sexual abuse, trafficking,
abandonment."""


def bars_introduction(details: Details) -> bool:
    """Return whether what a case says keeps the child from every list.

    It does unless *không có dấu hiệu xâm hại* was said, nobody is suspected, no form of abuse is named, and no group
    or leaf is one of abuse. Health data that cannot be read bars too.
    """
    circumstances, suspected = details.circumstances, details.suspected
    leaves = circumstances.leaves
    named = suspected.model_dump(exclude={"relation"})
    return (
        circumstances.allegation is not Allegation.NONE
        or bool(circumstances.abuse_types)
        or isinstance(leaves, Erased)
        or not ABUSED_GROUPS.isdisjoint((*circumstances.groups, *(leaf.group for leaf in leaves)))
        or suspected.relation is not None
        or any(one not in ("", None) for one in named.values())
    )


def consent_for(case: ChildCase, consents: Mapping[int, Consent], donor: str, day: date) -> int | None:
    """Return the version of a consent on which this donor may learn who the child is; None where none stands.

    Args:
        case: Which says what was withdrawn.
        consents: Those that were given, by version.
        donor: As the release names them; the consent names the same, with or without marks.
        day: Of the release.
    """
    for version, consent in sorted(consents.items()):
        fits = consent.purpose is ConsentPurpose.SUPPORT and consent.by is Consenter.REPRESENTATIVE
        named = not isinstance(consent.recipient, Erased) and fold(consent.recipient) == fold(donor)
        if fits and named and consent_stands(case, version, consent, day):
            return version
    return None


def consent_stands(case: ChildCase, version: int, consent: Consent | None, day: date) -> bool:
    """Return whether a donor may still know who a child is on this consent: asked anew for each day.

    It does while nobody withdrew it, to its last day, and from the child's seventh birthday only if the child agreed.

    Source:
        Law 91/2025/QH15, arts. 9, 10, 24(2); Law 102/2016/QH13, art. 6(11).
    """
    if consent is None or version not in case.consents:
        return False
    of_age = not surely_under(OWN_CONSENT_FROM, born(case.details.child, case.received_on), day)
    in_time = consent.until is None or consent.until >= day
    return in_time and (consent.child_assents or not of_age)


def any_bars(cases: Iterable[ChildCase]) -> bool:
    """Return whether one of the files of a child keeps it from every list."""
    return any(bars_introduction(case.details) for case in cases)
