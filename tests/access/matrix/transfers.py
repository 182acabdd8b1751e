"""Moves of work: offered to the person of the row, of their own work, and between others."""

from __future__ import annotations

from typing import Any

from domain.account import Role
from tests.access.matrix import ways_cases as cases
from tests.access.matrix.association import Seeded
from tests.api.given import ABSENT

WORKERS = (Role.COUNSELLOR, Role.SUPERVISOR)


def moves_of_columns(made: Seeded) -> None:
    for role in WORKERS:
        who = f"{role.value}_sd"
        offered = _offered(made, "supervisor_top", "mover", who, kind="leaves")
        made.own["transfer", "offered", role.value] = {"transfer": offered}
        first = _case(made, who)
        _case(made, who)
        away = _offered(made, who, who, "cover", kind="away")
        made.made("cover", f"/transfers/{away}/acceptance", {"records": [first]})
        made.own["transfer", "away", role.value] = {"transfer": away}
    for column in ("offered", "away"):
        ids = made.ids["transfer", column] = made.own["transfer", column, Role.COUNSELLOR.value]
        relation = "counsellor" if column == "offered" else "referrer"
        for name, account in made.everyone("sd"):
            if name not in {one.value for one in WORKERS}:
                made.owner.execute(
                    "INSERT INTO facts.assignments (record, account, relation, active) VALUES (%s, %s, %s, true)",
                    (ids["transfer"], account, relation),
                )
    unit = _offered(made, "supervisor_top", "mover", "cover", kind="moves")
    made.ids["transfer", "unit"] = {"transfer": unit}
    sibling = _offered(made, "supervisor_top", "sibling_mover", "sibling_cover", kind="moves")
    made.ids["transfer", "sibling"] = {"transfer": sibling}
    made.ids["transfer", "absent"] = {"transfer": ABSENT}
    made.owner.execute(
        "INSERT INTO facts.assignments (record, account, relation, active) VALUES (%s, %s, 'reviewer', true)",
        (made.ids["referral", "former"]["begun"], made.world.accounts["reviewing"]),
    )


def _case(made: Seeded, who: str) -> str:
    return made.made(who, "/cases", {"situation": cases.SITUATION})


def _offered(made: Seeded, by: str, of: str, to: str, **more: Any) -> str:
    if by != of:
        _case(made, of)
    body = {"of": str(made.world.accounts[of]), "receiver": str(made.world.accounts[to])} | more
    return made.made(by, "/transfers", body)
