"""Bars of SECURITY with their figures that no other file prints: Z-1, Z-5, A-6, P-6."""

from __future__ import annotations

import random
import re
import statistics
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from application.access import POLICY_VERSION, Deny, Permit, decide
from application.child_case import TakeIn, take_in
from application.demo.names import FAMILY
from application.follow_up_log import FollowUpLog, SeeLog
from domain.calendar import vietnam_day
from domain.child_case.intake import Child, Details, Reception, Situation
from domain.text import fold
from tests.access.reviewed import digest, space
from tests.access.test_interference import Covered
from tests.api.given import ABSENT, CONSULTATION, Program, program
from tests.api.test_access import ABOUT_RECORDS, BODIES, filled
from tests.api.test_door import routes
from tests.journeys.acts import NOW, acting, followed, proved
from tests.journeys.test_conflicts import taken_in
from tests.journeys.world import World
from tests.sign_in.test_bars import auc

# -- Z-1: the whole space ----------------------------------------------------------------------------------------------


@pytest.mark.security
def test_the_whole_space_is_decided_with_a_reason() -> None:
    began = time.perf_counter()
    decided = {facts: decide(facts) for facts in space()}
    seconds = time.perf_counter() - began
    said = [one.basis if isinstance(one, Permit) else one.reason for one in decided.values()]
    denied = sum(isinstance(one, Deny) for one in decided.values())
    print(
        f"\nZ-1: {len(decided):,} points decided in {seconds:.1f} s, {denied:,} denied, each with basis or reason;"
        f" digest {digest(decided)} as reviewed; invariants: tests/access/test_decide.py"
    )
    assert len(decided) >= 100_000 and all(said)
    assert digest(decided) == POLICY_VERSION


# -- Z-5: one id for another -------------------------------------------------------------------------------------------

STRANGERS = ("counsellor", "colleague", "head", "reviewer", "office", "administrator")
"""People to whom the records of the commune are foreign; the second of them is named in what is hidden."""
PAIRS = 2_000


@dataclass
class Ids:
    """Records that are foreign to the reader, hidden from them, or not there."""

    foreign: dict[str, str]
    hidden: dict[str, str] = field(default_factory=dict)


@pytest.mark.security
def test_a_foreign_and_a_hidden_id_answer_as_one_that_is_not_there(world: World) -> None:
    """Every path of pages and API with an id; whatever the method; body, status and headers to the byte."""
    keeper = program(world, "elsewhere")
    ids = Ids(_records(keeper))
    own = _records(program(world, "supervisor"))
    program(world, "colleague").ask(
        "POST", "/interests", {"code": own["code"], "declaration": {"interest": "close"}}
    )
    ids.hidden = own
    compared, wrong = 0, []
    for who in STRANGERS:
        for kind in ("foreign", "hidden") if who == "colleague" else ("foreign",):
            for method, path, record in _asked(getattr(ids, kind)):
                left, right = (
                    _answer(world, who, method, path.replace("{}", one)) for one in (record, ABSENT)
                )
                compared += 1
                if left != right:
                    wrong.append((who, kind, method, path, left[0], right[0]))
    print(f"\nZ-5: {compared:,} pairs of answers (status, headers, body) compared: {len(wrong)} differ")
    assert compared > 300
    assert wrong == []


def _records(person: Program) -> dict[str, str]:
    case, code = taken_in(person, {"child": {"name": "Lò Thị Mây"}})
    matter = person.made("/consultations", {"consultation": CONSULTATION, "case_id": case}).rsplit("/", 1)[1]
    return {"cases": case, "histories": case, "consultations": matter, "code": code}


PAGES = {"ho-so": "cases", "tu-van": "consultations", "lich-su": "histories"}


def _asked(ids: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    for method, path in ABOUT_RECORDS:
        record = ids.get(path.split("/")[3])
        if record is not None:
            yield method, f"/api/v1{filled(path, '{}')}", record
    for method, path in routes():
        record = ids.get(PAGES.get(path.split("/")[1], ""))
        if ABSENT in path and record is not None and method == "GET":
            first, _, rest = path.partition(ABSENT)
            yield method, f"{first}{{}}{rest.replace(ABSENT, '1')}", record


def _answer(world: World, who: str, method: str, path: str) -> tuple[Any, ...]:
    """What an answer tells, without the keys that are new each time and without the address that was asked for."""
    person = _PEOPLE.setdefault((id(world), who), program(world, who))
    headers = {"If-Match": '"0"'}
    body = None if method == "GET" else BODIES.get(path.rpartition("/")[2], {})
    answer = person.client.request(method, path, json=body, headers=headers)
    record = re.search(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", path)
    text = answer.text.replace(record[0], "<asked>") if record else answer.text
    kept = {name: value for name, value in answer.headers.items() if name not in {"date", "set-cookie"}}
    return answer.status_code, kept, Covered()(text)


_PEOPLE: dict[tuple[int, str], Program] = {}


@pytest.mark.security
def test_the_time_of_an_answer_does_not_tell_whether_there_is_such_a_record(world: World) -> None:
    """The control reads one's own case, which costs what an answer costs that has something to show."""
    foreign, own = (
        _records(program(world, "elsewhere"))["cases"],
        _records(program(world, "counsellor"))["cases"],
    )
    person, times = program(world, "counsellor"), dict[str, list[float]]()
    ids = {"foreign": foreign, "absent": ABSENT, "own": own}
    for turn in range(PAIRS + 10):
        order = list(ids.items())
        for kind, one in order[turn % 3 :] + order[: turn % 3]:
            began = time.perf_counter()
            person.ask("GET", f"/cases/{one}")
            if turn >= 10:
                times.setdefault(kind, []).append(time.perf_counter() - began)
    told, control = auc(times["foreign"], times["absent"]), auc(times["own"], times["absent"])
    print(
        f"\nZ-5: timing AUC over {PAIRS} pairs, foreign against absent {told:.3f} (bar 0.45 to 0.55; medians "
        f"{statistics.median(times['foreign']) * 1000:.2f} and {statistics.median(times['absent']) * 1000:.2f} ms);"
        f" control own against absent {control:.3f}"
    )
    assert 0.45 <= told <= 0.55
    assert control > 0.7


# -- broken glass -------------------------------------------------------------------------------------------------

HISTORIES = 1_000
BREAKERS = ("elsewhere", "commune_supervisor", "auditor")
"""People to whom the case of the province is closed and who may break its glass."""
WATCHERS = ("supervisor", "auditor", "officer")
"""Who sees a use at once: whoever answers for the case, and the inspectors."""


@pytest.mark.security
def test_no_history_of_broken_glass_leaves_the_rules(world: World) -> None:
    """Random histories: a stale proof, a conflict first, an hour gone, with and without a reason, reviews by anyone."""
    chance, people = (
        random.Random(92),
        {who: program(world, who) for who in {*BREAKERS, *WATCHERS, "counsellor"}},
    )
    case, code = taken_in(people["counsellor"])
    told = {"broken": 0, "refused": 0, "conflicts": 0, "late": 0}
    for number in range(HISTORIES):
        if number % 25 == 24:
            case, code = taken_in(people["counsellor"])
            _forget_conflicts(world)
        _history(world, people, chance, case, code, told)
    print(
        f"\nA-6: {HISTORIES:,} random histories: {told['broken']} uses, {told['refused']} refused for a stale proof,"
        f" {told['conflicts']} over a conflict, {told['late']} reads after the hour: 0 outside the rules"
    )
    assert min(told.values()) > 50


def _history(
    world: World,
    people: dict[str, Program],
    chance: random.Random,
    case: str,
    code: str,
    told: dict[str, int],
) -> None:
    who = chance.choice(BREAKERS)
    person, reason = people[who], chance.choice(("", "Mẹ cháu gọi, cháu đang bị nhốt"))
    wish = {"code": code, "breaking": {"ground": chance.choice(("danger", "nobody-there")), "reason": reason}}
    if chance.random() < 0.15:
        _prove(world, who, "1 hour")
        assert person.ask("POST", "/broken-glass", wish).status_code == 401
        _prove(world, who, "0")
        told["refused"] += 1
        return
    if who == "elsewhere" and chance.random() < 0.3:
        assert (
            person.ask("POST", "/interests", {"code": code, "declaration": {"interest": "close"}}).status_code
            == 201
        )
        answer = person.ask("POST", "/broken-glass", wish)
        absent = person.ask("POST", "/broken-glass", wish | {"code": "HT.TN.9999.2031"})
        assert (answer.status_code, answer.content) == (absent.status_code, absent.content)
        assert person.ask("GET", f"/cases/{case}").status_code == 404
        _forget_conflicts(world)
        told["conflicts"] += 1
        return
    assert person.ask("POST", "/broken-glass", wish).status_code == 201
    told["broken"] += 1
    glass, ground, until, broken_at, explained = _latest(world)
    assert ground and (until - broken_at).total_seconds() <= 3600 and explained == bool(reason)
    assert person.ask("GET", f"/cases/{case}").status_code == 200
    for watcher in WATCHERS:
        seen = {one["id"]: one for one in people[watcher].ask("GET", "/broken-glass").json()["uses"]}
        assert glass in seen and seen[glass]["finding"] is None, watcher
    review = {"finding": "justified", "note": "Đã gọi lại"}
    if chance.random() < 0.4:
        own = people[who].ask("POST", f"/broken-glass/{glass}/reviews", review)
        assert own.status_code in {404, 409}, "nobody reviews their own use"
        other = "officer" if who == "auditor" else chance.choice(("auditor", "officer"))
        assert people[other].ask("POST", f"/broken-glass/{glass}/reviews", review).status_code == 201
        assert people[other].ask("POST", f"/broken-glass/{glass}/reviews", review).status_code == 409
    _hour_over(world)
    assert person.ask("GET", f"/cases/{case}").status_code == 404
    told["late"] += 1


def _latest(world: World) -> Any:
    with world.system() as work:
        row = work.connection.execute(
            "SELECT g.stream::text, g.ground, g.until, g.broken_at, g.explained FROM facts.glass g"
            " JOIN facts.records r ON r.record = g.stream ORDER BY r.record_no DESC LIMIT 1"
        ).fetchone()
    assert row is not None
    return row


def _hour_over(world: World) -> None:
    with world.house.pool.connection() as connection:
        connection.execute("UPDATE facts.glass SET until = until - interval '61 minutes' WHERE until > now()")


def _forget_conflicts(world: World) -> None:
    """Another history of the same people begins."""
    with world.house.pool.connection() as connection:
        connection.execute("UPDATE facts.conflicts SET standing = 'lifted'")


def _prove(world: World, who: str, ago: str) -> None:
    with world.house.pool.connection() as connection:
        connection.execute(
            "UPDATE auth.sessions SET proved_at = now() - %s::interval WHERE account = %s",
            (ago, world.accounts[who]),
        )


# -- P-6: names ------------------------------------------------------------------------------------------------------

NAMES, SOUGHT = 10_000, 300
GIVEN = (
    *(
        "Đức",
        "Ánh",
        "Bích",
        "Diễm",
        "Giang",
        "Hoà",
        "Hòa",
        "Khuê",
        "Lệ",
        "Mỹ",
        "Ngọc",
        "Quỳnh",
        "Thuý",
        "Vỹ",
        "Đạt",
    ),
    *(
        "Đông",
        "Hồng",
        "Hương",
        "Hường",
        "Huyền",
        "Huyến",
        "Khánh",
        "Lan",
        "Làn",
        "Linh",
        "Loan",
        "Luyến",
        "Mai",
        "Mây",
    ),
    *(
        "Nga",
        "Ngân",
        "Nhài",
        "Nhung",
        "Núi",
        "Oanh",
        "Phương",
        "Phượng",
        "Sen",
        "Sơn",
        "Sáng",
        "Thơm",
        "Thủy",
        "Thúy",
    ),
    *(
        "Trang",
        "Tráng",
        "Tú",
        "Tư",
        "Uyên",
        "Vân",
        "Văn",
        "Xuân",
        "Yến",
        "Ước",
        "Ưng",
        "Tuyết",
        "Thảo",
        "Thạo",
        "Quý",
    ),
)
FORMS: dict[str, Callable[[str], str]] = {
    "as written": lambda name: name,
    "without marks": fold,
    "capitals": str.upper,
    "decomposed": lambda name: unicodedata.normalize("NFD", name),
    "turned round": lambda name: " ".join(reversed(name.split())),
    "two words": lambda name: " ".join(fold(name).split()[-2:]),
}


@pytest.mark.security
def test_a_name_is_found_however_it_is_typed_among_ten_thousand(world: World) -> None:
    chance = random.Random(2025)
    of_scope, others = _ten_thousand(world, chance)
    proved(world, "counsellor")
    times, missed, foreign, asked = list[float](), 0, 0, 0
    for name in chance.sample(sorted(set(of_scope.values())), SOUGHT):
        for form in FORMS.values():
            words = form(name)
            with acting(world, "counsellor") as work:
                began = time.perf_counter()
                page = work.view(FollowUpLog).page(SeeLog(words=words), vietnam_day(NOW))  # type: ignore[type-abstract]
                times.append(time.perf_counter() - began)
            found = {entry.case_id for entry in page.entries}
            wanted = {case for case, other in of_scope.items() if _same_words(words, other)}
            asked += 1
            is_cut = (page.found or 0) > len(found)
            missed += max(0, len(wanted) - (page.found or 0)) if is_cut else len(wanted - found)
            foreign += len(found & others.keys())
    middle, p95 = statistics.median(times) * 1000, statistics.quantiles(times, n=20)[-1] * 1000
    print(
        f"\nP-6: {asked:,} searches ({SOUGHT} names, {len(FORMS)} ways of typing) over {len(of_scope):,} names: "
        f"{missed} missed, {foreign} outside the scope; median {middle:.0f} ms, p95 {p95:.0f} ms"
        " (bar 200)"
    )
    assert len(of_scope) == NAMES
    assert (missed, foreign) == (0, 0)


def _ten_thousand(world: World, chance: random.Random) -> tuple[dict[UUID, str], dict[UUID, str]]:
    """Cases of the province by name, and some of the commune that bear the same names."""
    families = list(FAMILY)
    names = [f"{chance.choice(families)} {chance.choice(GIVEN)} {chance.choice(GIVEN)}" for _ in range(NAMES)]
    of_scope = {_entered(world, "counsellor", name): name for name in names}
    others = {_entered(world, "elsewhere", name): name for name in names[:200]}
    followed(world)
    return of_scope, others


def _entered(world: World, who: str, name: str) -> UUID:
    wish = TakeIn(
        situation=Situation(what="Cô giáo kể lại"),
        reception=Reception(received_at=NOW),
        details=Details(child=Child(name=name)),
    )
    with acting(world, who) as work:
        case = take_in(wish, work)
        work.commit()
    return case


def _same_words(typed: str, name: str) -> bool:
    """An oracle of its own: each word typed is a word of the name; marks count where any was typed."""
    plain = unicodedata.normalize("NFC", typed).casefold()
    like = fold if plain == fold(plain) else str.casefold
    there = like(name).split()
    for word in like(plain).split():
        if word not in there:
            return False
        there.remove(word)
    return True
