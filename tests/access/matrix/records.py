"""One case and one request to the chapter for each column, with what belongs to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.account import Role
from tests.access.matrix import ways_cases as cases
from tests.access.matrix import ways_files
from tests.access.matrix import ways_mirror as mirror
from tests.access.matrix.association import Ids, Seeded
from tests.access.matrix.columns import CASE, REFERRAL
from tests.access.matrix.content import MARKED, MARKED_SAID, MARKS
from tests.api.given import ABSENT

NO_CODE = "SD.TN.9999.2031"
KEEPERS = {"above": "counsellor", "below": "keeper_below", "merged": "keeper_merged", "away": "keeper_away"}
KEEPERS |= dict.fromkeys(("sibling", "out", "former", "review", "glass"), "keeper_sibling")
"""Who keeps the case of a column; in the commune it is `elsewhere`."""
CASE_TIES = {
    **dict.fromkeys(("assigned", "out", "c-mine", "named", "erased"), True),
    "former": False,
}
"""Columns of cases in which all eight are, or were, its counsellor."""
REFERRAL_TIES = {
    "asked": ("referrer", True),
    "chosen": ("proposed-reviewer", True),
    "review": ("reviewer", True),
    "former": ("reviewer", False),
    "recused": ("recused", True),
    "c-mine": ("reviewer", True),
    "named": ("reviewer", True),
    "erased": ("reviewer", True),
}
QUESTION = "3"
"""Version of the question of a request that has begun: after it was made, assigned and declared upon."""
STAGES = ("begun", "referral_id", "approved", "read")


def cases_of_columns(made: Seeded) -> None:
    for column in CASE:
        if column in {"absent", "c-stale"}:
            continue
        keeper = KEEPERS.get(column, "elsewhere")
        ids = made.ids["case", column] = _case(made, keeper)
        if column in CASE_TIES:
            for record in ("case_id", "closed", "matter_id"):
                made.tie(ids[record], "sd", "counsellor", active=CASE_TIES[column])
    for old, new in (("merged", "commune"), ("away", "sibling")):
        ended = {"ended_on": "2025-06-30", "successor": str(made.world.units[new])}
        made.api("administrator", "POST", f"/units/{made.world.units[old]}/end", ended)
    for column in ("closely", "c-mine"):
        for case in ("case_id", "closed"):
            made.made("elsewhere", f"/cases/{made.ids['case', column][case]}/restriction", cases.PLACING)
    made.ids["case", "c-stale"] = made.ids["case", "c-mine"]
    made.ids["case", "absent"] = dict.fromkeys(made.ids["case", "own"], ABSENT)
    made.ids["case", "absent"] |= {"code": NO_CODE, "closed_code": NO_CODE, "step": "1", "forwarding": "1"}
    made.ids["case", "absent"] |= {"consent": "1", "request": "1", "meeting": "1", "task": "1"}
    made.ids["case", "absent"] |= {"reported": "initial_assessment"}
    made.ids["case", "absent"] |= {"consent": "1", "case_file": "1", "matter_file": "1", "page": "1"}
    made.ids["case", "absent"] |= {"position": "1"}
    _protected(made)
    common = {
        "successor": str(made.world.accounts["counsellor"]),
        "asks": str(made.world.units["chapter"]),
        "unplaced": made.made("elsewhere", "/data-requests", {"kind": "see", "who": "other"}),
    }
    for column in CASE:
        made.ids["case", column] = made.ids["case", column] | common


def _case(made: Seeded, keeper: str) -> Ids:
    case = made.made(keeper, "/cases", MARKED)
    ids = {"case_id": case, "closed": made.made(keeper, "/cases", {"situation": cases.SITUATION})}
    path = f"/cases/{case}"
    made.made(keeper, f"{path}/forwardings", cases.FORWARDING)
    ids["forwarding"] = str(made.api(keeper, "GET", path)["version"])
    made.made(keeper, f"{path}/next-step", cases.STEP)
    made.made(keeper, f"{path}/consents", cases.CONSENT | {"note": MARKS["legal"]})
    shown = made.api(keeper, "GET", path)
    ids |= {"consent": str(shown["version"]), "code": shown["code"]}
    for name, address, content in mirror.ASKED:
        made.made(keeper, f"{path}/{address}", content)
        ids[name] = str(made.api(keeper, "GET", path)["version"])
    ids["reported"] = "initial_assessment"
    said = {"consultation": cases.SAID | MARKED_SAID | {"next": cases.STEP}, "case_id": case}
    ids["matter_id"] = made.made(keeper, "/consultations", said)
    ids["step"] = str(made.api(keeper, "GET", f"/consultations/{ids['matter_id']}")["open_steps"][0])
    ids["case_file"] = filed(made, keeper, path)
    ids["matter_file"] = filed(made, keeper, f"/consultations/{ids['matter_id']}")
    ids["page"] = "1"
    placed = {"emergency": cases.URGENT, "case_id": ids["case_id"]}
    ids["placed"] = made.made(keeper, "/emergencies", placed)
    ids["emergency_id"] = made.made(keeper, "/emergencies", {"emergency": cases.URGENT})
    made.api(keeper, "POST", f"/cases/{ids['closed']}/closing", cases.CLOSING)
    ids["closed_code"] = made.api(keeper, "GET", f"/cases/{ids['closed']}")["code"]
    ids["position"] = _first_position(made, case)
    return ids


def _first_position(made: Seeded, case: str) -> str:
    with made.world.system() as work:
        query = "SELECT min(position) FROM es.events WHERE stream_id = %s"
        return str((work.connection.execute(query, (case,)).fetchone() or ("0",))[0])


def filed(made: Seeded, keeper: str, record: str, said: Mapping[str, Any] = ways_files.SAID) -> str:
    """Add a file to a record; return the version under which it is found."""
    bearer = {"Authorization": f"Bearer {made.session(keeper)}"}
    client = made.world.client(headers=bearer)
    sent = {"file": ("anh.png", ways_files.PICTURE)}
    answer = client.post(f"/api/v1{record}/files", data=said, files=sent)
    assert answer.status_code == 201, answer.text
    return str(made.api(keeper, "GET", f"{record}/files")["files"][0]["version"])


def _protected(made: Seeded) -> None:
    """Interests, broken glass, and the erased ones."""
    named = made.ids["case", "named"]
    made.concern(named, "sd")
    made.concern({"code": named["closed_code"], "case_id": named["closed"]}, "sd")
    made.open_glass(made.ids["case", "glass"], "sd")
    about = {"case_id": made.ids["case", "review"]["case_id"], "chapter": str(made.world.units["chapter"])}
    made.tie(made.made("keeper_sibling", "/referrals", about | {"request": cases.ASKING}), "sd", "reviewer")
    erased = made.ids["case", "erased"]
    made.api("elsewhere", "POST", f"/cases/{erased['case_id']}/closing", cases.CLOSING)
    for code in (erased["code"], erased["closed_code"]):
        made.erase(code)


# -- requests to the chapter -------------------------------------------------------------------------------------------


def referrals_of_columns(made: Seeded) -> None:
    for column in REFERRAL:
        if column in {"absent", "c-stale"}:
            continue
        if column == "asked":
            for role in (Role.COUNSELLOR, Role.SUPERVISOR):
                made.own["referral", column, role] = _asked(made, column, f"{role}_ch")
            made.ids["referral", column] = made.own["referral", column, Role.COUNSELLOR]
        else:
            made.ids["referral", column] = _asked(made, column, "counsellor")
    made.ids["referral", "c-stale"] = made.ids["referral", "c-mine"]
    made.ids["referral", "absent"] = dict.fromkeys((*STAGES, "looked", "spare", "reviewed"), ABSENT) | {
        "question": QUESTION,
        "paper": "1",
    }


def _asked(made: Seeded, column: str, keeper: str) -> Ids:
    """A case and three requests about it: with a reviewer, with an opinion, with an approved one."""
    others = {"other", "asked", "case", "glass"}
    chapter = "chapter_below" if column == "below" else "chapter_other" if column in others else "chapter"
    if keeper.startswith("supervisor"):
        case = made.made("counsellor_ch", "/cases", {"situation": cases.SITUATION})
    else:
        case = made.made(keeper, "/cases", {"situation": cases.SITUATION})
    code = made.api(keeper, "GET", f"/cases/{case}")["code"]
    ids = {"case_id": case, "code": code, "spare": str(made.world.accounts[f"reviewer_{chapter}_2"])}
    reviewer = "reviewer_ch" if chapter == "chapter" else f"reviewer_{chapter}_1"
    ids |= {"question": QUESTION, "reviewed": str(made.world.accounts[reviewer])}
    attached = filed(made, "counsellor_ch" if keeper.startswith("supervisor") else keeper, f"/cases/{case}")
    query = "SELECT position FROM es.events WHERE stream_id = %s AND version = %s"
    row = made.owner.execute(query, (case, attached)).fetchone()
    assert row is not None
    ids["paper"] = str(row[0])
    for stage in STAGES:
        ids[stage] = _at_stage(made, stage, case, keeper, chapter, reviewer, attached)
    ids["looked"] = ids["referral_id"]
    if column in {"review", "c-mine"}:
        ids["looked"] = _looked_at(made, case, keeper, reviewer)
        made.untie(ids["looked"], "ch")
        made.tie(ids["looked"], "ch", "reviewer")
    for stage in STAGES:
        if column not in {"asked"} or keeper == "counsellor":
            made.untie(ids[stage], "ch")
        if column in REFERRAL_TIES:
            relation, active = REFERRAL_TIES[column]
            made.tie(ids[stage], "ch", relation, active=active)
    if column == "case":
        made.tie(case, "ch", "counsellor")
    if column == "glass":
        made.open_glass(ids, "ch")
    if column in {"closely", "c-mine"}:
        made.made(keeper, f"/cases/{case}/restriction", cases.PLACING)
    if column == "named":
        made.concern(ids, "ch")
    if column == "erased":
        made.api(keeper, "POST", f"/cases/{case}/closing", cases.CLOSING)
        made.erase(code)
    return ids


def _at_stage(
    made: Seeded, stage: str, case: str, keeper: str, chapter: str, reviewer: str, attached: str
) -> str:
    request = cases.ASKING | {"handed": {"entries": [int(attached)], "classes": ["narrative", "evidence"]}}
    asked = {"case_id": case, "chapter": str(made.world.units[chapter]), "request": request}
    referral = made.made(keeper, "/referrals", asked)
    path, head = f"/referrals/{referral}", f"head_{chapter}"
    made.api(head, "POST", f"{path}/reviewer", {"reviewer": str(made.world.accounts[reviewer])})
    made.api(reviewer, "POST", f"{path}/declaration", cases.CLEAN)
    if stage == "begun":
        made.api(head, "POST", f"{path}/questions", cases.MORE)
    if stage != "begun":
        made.api(reviewer, "POST", f"{path}/opinion", {"opinion": cases.OPINION})
    if stage in {"approved", "read"}:
        shown = made.api(head, "GET", path)
        bearer = {"Authorization": f"Bearer {made.session(head)}", "If-Match": f'"{shown["version"]}"'}
        client = made.world.client(headers=bearer)
        assert client.post(f"/api/v1{path}/approval").status_code == 200
    if stage == "read":
        made.api(keeper, "POST", f"{path}/reading")
    return referral


def _looked_at(made: Seeded, case: str, keeper: str, reader: str) -> str:
    """A request whose opinion another reviewer wrote, open to this one for a second look."""
    asked = {"case_id": case, "chapter": str(made.world.units["chapter"]), "request": cases.ASKING}
    referral = made.made(keeper, "/referrals", asked)
    path, head, writer = f"/referrals/{referral}", "head_chapter", "reviewer_chapter_2"
    made.api(head, "POST", f"{path}/reviewer", {"reviewer": str(made.world.accounts[writer])})
    made.api(writer, "POST", f"{path}/declaration", cases.CLEAN)
    made.api(writer, "POST", f"{path}/opinion", {"opinion": cases.OPINION})
    made.api(head, "POST", f"{path}/second-looks", {"reader": str(made.world.accounts[reader])})
    made.api(reader, "POST", f"{path}/declaration", cases.CLEAN)
    return referral
