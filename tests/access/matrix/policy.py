"""Members, exports, proposed terms, a decoy and lines of the access log, for the columns of their tables."""

from __future__ import annotations

from base64 import b64encode
from time import sleep

from domain.account import Role
from tests.access.matrix import ways_cases as cases
from tests.access.matrix.association import Ids, Seeded
from tests.access.matrix.ways_policy import EXPORT, MEMBER, MEMBER_LIST, OLD_LOG, RULE
from tests.api.given import ABSENT

UNITS = {"unit": "commune", "below": "club", "sibling": "sibling"}


def records_of_policy(made: Seeded) -> None:
    _members(made)
    _exports(made)
    _imports(made)
    _proposals(made)
    _decoy(made)
    _looks(made)


def _members(made: Seeded) -> None:
    for column, unit in UNITS.items():
        said = MEMBER | {"kind": "juror", "unit": str(made.world.units[unit])}
        made.ids["member", column] = {"member": made.made("supervisor", "/members", said)}
    made.ids["member", "absent"] = {"member": ABSENT}


def _exports(made: Seeded) -> None:
    own = f"{Role.SUPERVISOR}_sd"
    for column, who in (
        ("unit", "commune_supervisor"),
        ("below", "commune_supervisor"),
        ("sibling", "supervisor"),
    ):
        made.ids["export", column] = _export(made, who, UNITS[column])
    made.ids["export", "mine"] = made.ids["export", "stale"] = _export(made, own, "commune")
    made.ids["export", "absent"] = {"export": ABSENT, "approved": ABSENT}


def _export(made: Seeded, who: str, unit: str) -> Ids:
    asked = EXPORT | {"filters": {"unit": str(made.world.units[unit])}}
    waits, approved = (made.made(who, "/exports", asked) for _ in range(2))
    made.made("officer", f"/exports/{approved}/approval")
    return {"export": waits, "approved": approved}


def _imports(made: Seeded) -> None:
    """An old log and a list of members, each in a unit of each kind."""
    for column, who in (
        ("unit", "commune_supervisor"),
        ("below", "commune_supervisor"),
        ("sibling", "supervisor"),
    ):
        unit = str(made.world.units[UNITS[column]])
        log = OLD_LOG.format(what=f"Hỏi về trường học ({column})")
        made.ids["import", column] = _imported(made, who, "/imports", log, unit)
        listed = MEMBER_LIST.format(name=f"Vi Văn {column.title()}")
        made.ids["memberlist", column] = _imported(made, who, "/member-lists", listed, unit)
    made.ids["import", "absent"] = made.ids["memberlist", "absent"] = {"import_id": ABSENT}


def _imported(made: Seeded, who: str, path: str, content: str, unit: str) -> Ids:
    one = made.made(who, path, {"file": b64encode(content.encode()).decode(), "unit": unit})
    for _ in range(400):
        shown = made.api(who, "GET", f"{path}/{one}")
        if shown.get("made", shown)["finished_at"]:
            break
        sleep(0.05)
    return {"import_id": one}


def _proposals(made: Seeded) -> None:
    own = f"{Role.DATA_PROTECTION_OFFICER}_sd"
    said = RULE | {"effective_from": "2031-01-01"}
    there = {"proposal": made.made("officer", "/retention-rules", said)}
    made.ids["proposal", "there"] = made.ids["proposal", "stale"] = there
    made.ids["proposal", "mine"] = {"proposal": made.made(own, "/retention-rules", said)}
    made.ids["proposal", "absent"] = {"proposal": ABSENT}


def _decoy(made: Seeded) -> None:
    marked = ""
    for column, who in (("there", "auditor"), ("proposed", "auditor"), ("mine", f"{Role.AUDITOR}_sd")):
        case = made.made("elsewhere", "/cases", {"situation": cases.SITUATION})
        made.api("elsewhere", "POST", f"/cases/{case}/closing", cases.CLOSING)
        code = made.api("elsewhere", "GET", f"/cases/{case}")["code"]
        marked = case if column == "there" else marked
        made.ids["decoy", column] = {"decoy_id": made.made(who, "/decoys", {"code": code})}
    made.made("officer", f"/decoys/{made.ids['decoy', 'there']['decoy_id']}/confirmation")
    made.api("elsewhere", "GET", f"/cases/{marked}")
    named = made.ids["case", "named"]["closed_code"]
    made.ids["decoy", "named"] = {"decoy_id": made.made("auditor", "/decoys", {"code": named})}
    made.ids["decoy", "stale"] = made.ids["decoy", "proposed"]
    made.ids["decoy", "absent"] = {"decoy_id": ABSENT}


def _looks(made: Seeded) -> None:
    """Lines by somebody of another commune, by a colleague, and about the file that the row must not see."""
    named = made.ids["case", "named"]["case_id"]
    made.api("keeper_sibling", "GET", f"/cases/{named}")
    for column, who, case in (
        ("sibling", "keeper_sibling", made.ids["case", "sibling"]["case_id"]),
        ("unit", "elsewhere", made.ids["case", "own"]["case_id"]),
        ("named", "keeper_sibling", named),
    ):
        row = made.owner.execute(
            "SELECT max(position) FROM trail.entries WHERE account = %s AND record = %s AND decision = 'permit'",
            (made.world.accounts[who], case),
        ).fetchone()
        assert row is not None and row[0] is not None, column
        made.ids["look", column] = {"look": str(row[0])}
    made.ids["look", "absent"] = {"look": "999999999"}
