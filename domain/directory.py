"""Whom to call and whom to inform, on which day: emergency numbers and bodies that receive information.

District police ended on 1 March 2025, the labour sector handed child affairs to the health sector on the same
day, districts and their procuracies ended on 1 July 2025 (Decree 42/2025/NĐ-CP; Resolution 202/2025/QH15;
LAW 3.6; DESIGN, section 4).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from domain.codes import Code
from domain.kernel import Erased, Identity, Line, Value
from domain.units import BEFORE_THE_DATA, AdminLevel, MaybeUnit

_END_OF_DISTRICT_POLICE = date(2025, 2, 28)
_HEALTH_SECTOR_SINCE = date(2025, 3, 1)
_END_OF_DISTRICTS = date(2025, 6, 30)
_TWO_TIERS_SINCE = date(2025, 7, 1)


class RecipientKind(Code, name="recipient-kind"):
    """Kinds of body to which information is forwarded, each with its first and last day."""

    HOTLINE_111 = "hotline_111", "Tổng đài 111", "Hotline 111"
    COMMUNE_POLICE = (
        "commune_police",
        "Công an cấp xã, Đồn, Trạm Công an",
        "Commune police, police post or station",
    )
    INVESTIGATING_BODY = (
        "investigating_body",
        "Cơ quan Cảnh sát điều tra Công an tỉnh",
        "Provincial investigating body",
    )
    DISTRICT_POLICE = (
        "district_police",
        "Công an cấp huyện (đến 28/02/2025)",
        "District police (until 28 February 2025)",
    )
    COMMUNE_PEOPLES_COMMITTEE = (
        "commune_peoples_committee",
        "Ủy ban nhân dân cấp xã",
        "Commune People's Committee",
    )
    DISTRICT_PEOPLES_COMMITTEE = (
        "district_peoples_committee",
        "Ủy ban nhân dân cấp huyện (đến 30/6/2025)",
        "District People's Committee (until 30 June 2025)",
    )
    HEALTH_SECTOR = "health_sector", "Cơ quan y tế (công tác trẻ em)", "Health sector (child affairs)"
    LABOUR_SECTOR = (
        "labour_sector",
        "Cơ quan lao động – thương binh và xã hội (đến 28/02/2025)",
        "Labour, invalids and social affairs sector (until 28 February 2025)",
    )
    REGIONAL_PROCURACY = "regional_procuracy", "Viện kiểm sát nhân dân khu vực", "Regional procuracy"
    DISTRICT_PROCURACY = (
        "district_procuracy",
        "Viện kiểm sát nhân dân cấp huyện (đến 30/6/2025)",
        "District procuracy (until 30 June 2025)",
    )
    SCHOOL = "school", "Nhà trường, cơ sở giáo dục", "School"
    HOSPITAL = "hospital", "Bệnh viện, cơ sở y tế", "Hospital or clinic"
    LEGAL_AID_CENTRE = (
        "legal_aid_centre",
        "Trung tâm trợ giúp pháp lý nhà nước",
        "State legal-aid centre",
    )
    OTHER = "other", "Cơ quan, tổ chức khác", "Other body"

    @property
    def valid_from(self) -> date:
        """The first day on which information could go there."""
        return _FIRST_DAY.get(self, BEFORE_THE_DATA)

    @property
    def valid_until(self) -> date | None:
        """The last day on which information could go there; None while there is none."""
        return _LAST_DAY.get(self)

    def valid_on(self, day: date) -> bool:
        """Whether such bodies existed on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    @property
    def successor(self) -> RecipientKind | None:
        """Who took over its tasks; None while it lasts."""
        return _SUCCESSOR.get(self)

    @property
    def satisfies_forwarding_duty(self) -> bool:
        """Whether informing it meets the duty to pass on abuse, or risk of it, at once.

        Source: Decree 56/2017/NĐ-CP, art. 25(1): hotline, labour (since 1 March 2025 health) agency, police of
        any level, commune People's Committee.
        """
        return self in _INFORMED_BY_LAW

    @property
    def satisfies_sexual_abuse_duty(self) -> bool:
        """Whether informing it meets the duty for sexual abuse of someone under 18.

        Source: Joint Circular 01/2022/TTLT-VKSNDTC-TANDTC-BCA-BQP-BLĐTBXH, art. 9: police or investigating body.
        """
        return self in _POLICE

    @property
    def lies_in(self) -> AdminLevel | None:
        """The level of unit that names such a body, as in *Công an xã Đồng Kỳ*; None where a unit does not."""
        if self.value.startswith("commune_"):
            return AdminLevel.COMMUNE
        return AdminLevel.DISTRICT if self.value.startswith("district_") else None


_POLICE = frozenset(
    {RecipientKind.COMMUNE_POLICE, RecipientKind.INVESTIGATING_BODY, RecipientKind.DISTRICT_POLICE}
)
_INFORMED_BY_LAW = _POLICE | {
    RecipientKind.HOTLINE_111,
    RecipientKind.COMMUNE_PEOPLES_COMMITTEE,
    RecipientKind.HEALTH_SECTOR,
    RecipientKind.LABOUR_SECTOR,
}
_FIRST_DAY = {
    RecipientKind.HEALTH_SECTOR: _HEALTH_SECTOR_SINCE,
    RecipientKind.REGIONAL_PROCURACY: _TWO_TIERS_SINCE,
}
_LAST_DAY = {
    RecipientKind.DISTRICT_POLICE: _END_OF_DISTRICT_POLICE,
    RecipientKind.LABOUR_SECTOR: _END_OF_DISTRICT_POLICE,
    RecipientKind.DISTRICT_PEOPLES_COMMITTEE: _END_OF_DISTRICTS,
    RecipientKind.DISTRICT_PROCURACY: _END_OF_DISTRICTS,
}
_SUCCESSOR = {
    RecipientKind.DISTRICT_POLICE: RecipientKind.INVESTIGATING_BODY,
    RecipientKind.LABOUR_SECTOR: RecipientKind.HEALTH_SECTOR,
    RecipientKind.DISTRICT_PEOPLES_COMMITTEE: RecipientKind.COMMUNE_PEOPLES_COMMITTEE,
    RecipientKind.DISTRICT_PROCURACY: RecipientKind.REGIONAL_PROCURACY,
}


def recipients_on(day: date) -> tuple[RecipientKind, ...]:
    """Return the kinds of body that could be informed on a day, in the order of the form."""
    return tuple(kind for kind in RecipientKind if kind.valid_on(day))


class Recipient(Value):
    """A body that was informed: its kind, the unit it lies in, and its name as written.

    The name is personal: the name of a child's school or of an officer may point to the child
    (Decree 56/2017/NĐ-CP, art. 33).
    """

    kind: RecipientKind
    unit: MaybeUnit = None
    name_as_written: Identity[Line] = ""

    def shown(self, language: str = "vi") -> str:
        """Return the body in words: its name as written, else its kind and unit."""
        if self.name_as_written and not isinstance(self.name_as_written, Erased):
            return self.name_as_written
        parts = (self.kind.label(language), self.unit.name_as_written if self.unit else "")
        return " – ".join(part for part in parts if part)


@dataclass(frozen=True)
class EmergencyNumber:
    """A number to tap: national, or on duty in one commune."""

    number: str
    vi: str
    en: str
    short_vi: str
    short_en: str
    valid_from: date
    valid_until: date | None
    source: str
    unit: str | None = None
    """Key of the commune it serves; None for the whole country."""

    def label(self, language: str = "vi") -> str:
        """Return what the number is, in full."""
        return self.en if language == "en" else self.vi

    def short_label(self, language: str = "vi") -> str:
        """Return what the number is, in one or two words."""
        return self.short_en if language == "en" else self.short_vi

    def valid_on(self, day: date) -> bool:
        """Whether the number answers on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def _number(row: dict[str, Any]) -> EmergencyNumber:
    until = row.get("valid_until")
    dates = {
        "valid_from": date.fromisoformat(row["valid_from"]),
        "valid_until": date.fromisoformat(until) if until else None,
    }
    return EmergencyNumber(**{**row, **dates})


@lru_cache(maxsize=1)
def _numbers() -> tuple[EmergencyNumber, ...]:
    text = files("domain.reference").joinpath("emergency-numbers.json").read_text(encoding="utf-8")
    data = json.loads(text)
    return tuple(_number(row) for row in data["national"])


def emergency_numbers(day: date) -> tuple[EmergencyNumber, ...]:
    """Return the national numbers of a day: 111, 113, 115."""
    return tuple(row for row in _numbers() if row.valid_on(day))
