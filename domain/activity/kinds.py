"""What each kind of activity asks for, and under which clause of article 92 it is counted: one table.

Forms, the API, refusals and figures read it; a kind asks for its own fields and for no other's.
Source: programme of 2024, sections 1 to 5; LAW 1.2 (duties) and 8 (evidence). Where LAW 1.2 names no duty for a kind it
stands under *công tác Hội* (`Duty.INNER_WORK`); a forum, a piece, a model and a benefit are placed by *quy ước nội bộ*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.activity.codes import ActivityKind, InspectionOf
from domain.activity.held import Held
from domain.duties import Duty


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind: the fields it asks for by their path in `Held`, those it cannot do without, and what it counts as."""

    asks: tuple[str, ...]
    needs: frozenset[str] = frozenset()
    duties: tuple[Duty, ...] = (Duty.INNER_WORK,)
    is_invited: bool = False
    """Whether it begins with an invitation, which is attended or declined."""


_PUBLIC = tuple(
    f"participants.{name}"
    for name in ("children", "families", "teachers", "members", "officials", "collaborators", "others")
)
_ADULTS = tuple(
    f"participants.{name}" for name in ("members", "collaborators", "officials", "guests", "others")
)
_FORUM = tuple(
    f"participants.{name}"
    for name in ("children", "supervisors", "collaborators", "guests", "members", "officials")
)
_WORTH = ("worth.money_vnd", "worth.goods_vnd", "worth.valuation", "worth.goods")


_OWN_WORK = (Duty.INNER_WORK,)


def _sheet(
    *fields: str, needs: tuple[str, ...] = (), duties: tuple[Duty, ...] = _OWN_WORK, invited: bool = False
) -> Sheet:
    return Sheet(fields, frozenset(needs), duties, invited)


SHEETS: Mapping[ActivityKind, Sheet] = {
    ActivityKind.COMMUNICATION_EVENT: _sheet(
        *("detail.level", "detail.occasion", "themes", *_PUBLIC),
        needs=("detail.level",),
        duties=(Duty.MOBILISE,),
    ),
    ActivityKind.OUTREACH: _sheet(
        *("themes", *_PUBLIC), needs=("themes",), duties=(Duty.MOBILISE, Duty.PREVENT)
    ),
    ActivityKind.FORUM: _sheet(
        *("detail.level", "themes", *_FORUM, "detail.parental_consent", "detail.reported_on"),
        needs=("detail.level", "themes"),
        duties=(Duty.CONNECT,),
    ),
    ActivityKind.MEDIA_PIECE: _sheet(
        *("detail.medium", "detail.pieces", "themes"),
        needs=("detail.medium", "detail.pieces"),
        duties=(Duty.MOBILISE,),
    ),
    ActivityKind.MODEL: _sheet(
        *("detail.step", "themes", *_PUBLIC), needs=("detail.step",), duties=(Duty.MOBILISE,)
    ),
    ActivityKind.TRAINING: _sheet("themes", *_ADULTS, needs=("themes",)),
    ActivityKind.WORKSHOP: _sheet("themes", *_ADULTS, needs=("themes",)),
    ActivityKind.COURSE: _sheet("themes", "participants.members", invited=True),
    ActivityKind.SURVEY: _sheet(
        *("themes", "detail.sites", "detail.in_scope", "detail.answers", "detail.findings"),
        duties=(Duty.IMPLEMENT,),
    ),
    ActivityKind.INSPECTION: _sheet(
        *("detail.inspection", "detail.sites", "detail.in_scope", "detail.findings"),
        needs=("detail.inspection", "detail.sites"),
        duties=(Duty.IMPLEMENT,),
    ),
    ActivityKind.SUPERVISION: _sheet(
        *("themes", "participants.members", "detail.sites", "detail.findings"),
        duties=(Duty.SUPERVISE,),
        invited=True,
    ),
    ActivityKind.STATEMENT: _sheet(
        *("detail.statement", "detail.addressee", "themes"),
        needs=("detail.statement", "detail.addressee"),
        duties=(Duty.STATE_POSITION,),
    ),
    ActivityKind.SERVICE: _sheet(
        *("detail.delegation", "themes", *_PUBLIC, "detail.instances"), duties=(Duty.SERVICE,)
    ),
    ActivityKind.CONTRIBUTION: _sheet(
        *("detail.donor_kind", "detail.donor", *_WORTH, "detail.occasion"),
        needs=("detail.donor_kind",),
        duties=(Duty.MOBILISE,),
    ),
    ActivityKind.BENEFIT: _sheet(
        *("detail.benefit", "detail.instances", *_WORTH, "detail.occasion"),
        needs=("detail.benefit", "detail.instances"),
        duties=(Duty.IMPLEMENT,),
    ),
    ActivityKind.CONFERENCE: _sheet("detail.conference", *_ADULTS, needs=("detail.conference",)),
    ActivityKind.CONGRESS_PREPARATION: _sheet("detail.preparation", *_ADULTS, needs=("detail.preparation",)),
    ActivityKind.CONGRESS: _sheet("detail.level", *_ADULTS, needs=("detail.level",)),
    ActivityKind.GUIDANCE: _sheet("detail.guidance", *_ADULTS, needs=("detail.guidance",)),
}
"""Every kind with its sheet."""
OF_ITS_OWN = tuple(dict.fromkeys(path for sheet in SHEETS.values() for path in sheet.asks))
"""Paths that some kind asks for and another does not; the other fields of `Held` are everybody's."""


def said(held: Held, path: str) -> object:
    """Return what is said at a path; None or nothing when nothing is."""
    value: object = held
    for step in path.split("."):
        value = getattr(value, step)
    return value


def is_said(held: Held, path: str) -> bool:
    """Whether something is said at a path; 0 is something."""
    value = said(held, path)
    return value is not None and value not in ("", ())


def duties_of(held: Held) -> tuple[Duty, ...]:
    """Return the duties an activity counts under, by its kind and by what it was about.

    Prevention (art. 92(1), end) is counted by theme; an inspection of the charter alone is work of the association.
    """
    if held.kind is ActivityKind.INSPECTION and held.detail.inspection is InspectionOf.CHARTER:
        return _OWN_WORK
    if held.kind is ActivityKind.INSPECTION and held.detail.inspection is InspectionOf.BOTH:
        return (Duty.IMPLEMENT, Duty.INNER_WORK)
    duties = SHEETS[held.kind].duties
    if Duty.PREVENT in duties and not any(theme.prevents for theme in held.themes):
        return tuple(duty for duty in duties if duty is not Duty.PREVENT)
    return duties
