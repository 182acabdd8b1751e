"""Records of the other desks, and what is each person's own."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from itertools import product
from uuid import UUID

from domain.account import Role
from tests.access.matrix import ways_cases as cases
from tests.access.matrix.association import Ids, Seeded
from tests.access.matrix.columns import CASE, COLUMNS
from tests.access.matrix.policy import records_of_policy
from tests.access.matrix.ways_desks import NUMBER
from tests.api.given import ABSENT
from tests.journeys.world import PASSWORD

HELD = (("unit", "assigned"), ("below", "below"), ("sibling", "former"), ("named", "named"))
"""Columns of holds, and the columns of the cases that are held."""
PLAIN = [(kind, column) for kind in ("plain", "factor", "open") for column in COLUMNS[kind]]


def records_of_desks(made: Seeded) -> None:
    _conflicts(made)
    _glasses(made)
    _erasures(made)
    _requests(made)
    records_of_policy(made)
    entry = made.made("supervisor", "/duty-numbers", NUMBER | {"number": "0204 000 00 12"})
    made.ids["listed", "there"], made.ids["listed", "absent"] = {"entry": entry}, {"entry": ABSENT}


def _stream(made: Seeded, table: str, account: UUID, record: str) -> str:
    about = "record" if table == "conflicts" else "case_id"
    query = f"SELECT stream FROM facts.{table} WHERE account = %s AND {about} = %s"
    row = made.owner.execute(query, (account, record)).fetchone()
    assert row is not None, (table, account)
    return str(row[0])


def _conflicts(made: Seeded) -> None:
    """Of someone of another commune, of one's own commune, of oneself, and one that two judges settled."""
    for column, case, who in (
        ("sibling", "sibling", "keeper_below"),
        ("unit", "sibling", "elsewhere"),
        ("settled", "sibling", "keeper_merged"),
        ("named", "named", "keeper_below"),
    ):
        about = made.ids["case", case]
        made.made(who, "/interests", cases.INTEREST | {"code": about["code"]})
        stream = _stream(made, "conflicts", made.world.accounts[who], about["case_id"])
        made.ids["conflict", column] = {"conflict_id": stream}
    for judge in ("supervisor", "officer"):
        said = {"verdict": "upheld", "reason": "Đúng là người quen"}
        settled = made.ids["conflict", "settled"]["conflict_id"]
        made.made(judge, f"/conflicts/{settled}/judgements", said)
    for role, account in made.everyone("sd"):
        stream = _stream(made, "conflicts", account, made.ids["case", "named"]["case_id"])
        made.own["conflict", "mine", role] = {"conflict_id": stream}
    made.ids["conflict", "mine"] = made.ids["conflict", "absent"] = {"conflict_id": ABSENT}


def _glasses(made: Seeded) -> None:
    for column, case, who in (
        ("unit", "former", "elsewhere"),
        ("sibling", "former", "keeper_sibling"),
        ("named", "named", "keeper_sibling"),
    ):
        about = made.ids["case", case]
        made.made(who, "/broken-glass", cases.BREAKING | {"code": about["code"]})
        stream = _stream(made, "glass", made.world.accounts[who], about["case_id"])
        made.ids["glass", column] = {"glass_id": stream}
    for role, account in made.everyone("sd"):
        stream = _stream(made, "glass", account, made.ids["case", "glass"]["case_id"])
        made.own["glass", "mine", role] = {"glass_id": stream}
    made.ids["glass", "mine"] = made.ids["glass", "absent"] = {"glass_id": ABSENT}


def _erasures(made: Seeded) -> None:
    own = f"{Role.DATA_PROTECTION_OFFICER}_sd"
    for column, case, who in (
        ("unit", "own", "officer"),
        ("below", "below", "officer"),
        ("sibling", "sibling", "officer"),
        ("mine", "own", own),
        ("named", "named", "officer"),
    ):
        wish = {"code": made.ids["case", case]["closed_code"], "basis": "term_over"}
        asked, told, waiting = (made.made(who, "/erasures", wish) for _ in range(3))
        made.ids["erasure", column] = {
            "erasure": asked,
            "confirmed": made.confirm(told, who),
            "waiting": made.confirm(waiting, who, told=False),
        }
    made.ids["erasure", "absent"] = dict.fromkeys(("erasure", "confirmed", "waiting"), ABSENT)
    for column, case in HELD:
        wish = {"code": made.ids["case", case]["code"], "ground": "complaint"}
        made.ids["hold", column] = {"hold": made.made("officer", "/holds", wish)}
    made.ids["hold", "absent"] = {"hold": ABSENT}


def _requests(made: Seeded) -> None:
    asked = {"kind": "see", "who": "other", "name": "Lò Văn Ví Dụ"}
    named = asked | {"file_code": made.ids["case", "named"]["code"]}
    for column, who, body in (
        ("unit", "elsewhere", asked),
        ("sibling", "keeper_sibling", asked),
        ("named", "elsewhere", named),
    ):
        made.made(who, "/data-requests", body)
        request = _latest(made, "data_requests", "request")
        made.ids["request", column] = {"one": request, "request_id": request, "warned": request}
        if column != "named":
            made.ids["request", column]["warned"] = _warned(made, who)
            made.made(who, "/breaches", {"what": "Mất điện thoại"})
            breach = _latest(made, "breaches", "breach")
            made.ids["breach", column] = {"one": breach, "breach": breach}
    made.ids["request", "absent"] = dict.fromkeys(("one", "request_id", "warned"), ABSENT)
    made.ids["breach", "absent"] = {"one": ABSENT, "breach": ABSENT}
    for column in CASE:
        made.ids["case", column] = made.ids["case", column] | {"unplaced": made.ids["request", "unit"]["one"]}


def _warned(made: Seeded, who: str) -> str:
    """A request of somebody whose relation to the child is that of the person suspected."""
    details = {"suspected": {"name": "Cầm Giả Định", "relation": "step_parent"}}
    case = made.made(who, "/cases", {"situation": cases.SITUATION, "details": details})
    code = made.api(who, "GET", f"/cases/{case}")["code"]
    asked = {
        "kind": "see",
        "who": "parent",
        "file_code": code,
        "name": "Người Khác",
        "relation": "step_parent",
    }
    made.made(who, "/data-requests", asked)
    return _latest(made, "data_requests", "request")


def _latest(made: Seeded, table: str, key: str) -> str:
    query = (
        f"SELECT t.{key} FROM facts.{table} t JOIN facts.records r ON r.record = t.{key}"
        " ORDER BY record_no DESC LIMIT 1"
    )
    row = made.owner.execute(query).fetchone()
    assert row is not None
    return str(row[0])


# -- what is one's own -------------------------------------------------------------------------------------------------


def what_is_one_s_own(made: Seeded, begun: Ids) -> None:
    """Tokens and sessions of each person, and accounts and units for an administrator."""
    soon = str(date.today() + timedelta(days=20))
    grant = {"name": "Bảng tính", "why": "Báo cáo", "scopes": ["read_log"], "last_day": soon}
    another = "office_ch"
    other = {"token": made.made(another, "/tokens", grant), "session": _second_session(made, another)}
    made.ids["token", "another's"] = other
    made.ids["token", "mine"] = made.ids["token", "absent"] = {"token": ABSENT, "session": ABSENT}
    parent, commune = str(made.world.units["province"]), str(made.world.units["commune"])
    there = {"account": str(made.world.accounts[another]), "unit": str(made.world.units["club"])} | other
    made.ids["held", "there"] = made.ids["held", "stale"] = there | {"parent": parent, "change": "ten"}
    made.ids["held", "absent"] = dict.fromkeys(there, ABSENT) | {"parent": parent, "change": "ten"}
    chapter = str(made.world.units["chapter"])
    for role, _ in made.everyone("sd"):
        who = made.asker("token", role)
        mine = {"token": made.made(who, "/tokens", grant), "session": _second_session(made, who)}
        made.own["token", "mine", role] = mine
        own = {
            "sign_in": who,
            "password": PASSWORD,
            "secret": begun[role],
            "language": "en",
            "slug": "khan-cap",
        }
        own |= {
            name: str(made.world.accounts[who])
            for name, who in (("worker", "elsewhere"), ("cover", "cover"), ("reviewing", "reviewing"))
        }
        for key in PLAIN:
            made.own[(*key, role)] = own | {
                "soon": soon,
                "parent": parent,
                "commune": commune,
                "chapter": chapter,
            }
    for key in PLAIN:
        made.ids[key] = made.own[(*key, Role.COUNSELLOR)]
    for suffix, fresh in product(("sd", "ch"), (True, False)):
        for role, _ in made.everyone(suffix):
            made.session(f"{role}_{suffix}", fresh=fresh)


def _second_session(made: Seeded, who: str) -> str:
    row = made.owner.execute(
        "INSERT INTO auth.sessions (token_hash, account, ends_at)"
        " VALUES (%s, %s, now() + interval '1 day') RETURNING id",
        (secrets.token_bytes(32), made.world.accounts[who]),
    ).fetchone()
    assert row is not None
    return str(row[0])
