"""Whoever a file is about learns nothing of it: the same journey with 0 and with 50 hidden cases gives the same bytes.

Source: SECURITY, bar Z-6. Two associations on two databases; the concerned counsellor follows every link and asks
every question of the API. Ids become the order of their first appearance, times and one-time marks are covered.
Numbers that are used up show in the register as any void number does: the log by code is compared apart.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from argon2 import PasswordHasher

from infrastructure import accounts
from tests.access.worlds import association
from tests.api.given import Program, program
from tests.conftest import Cluster
from tests.journeys.acts import followed
from tests.journeys.settled import CHEAP
from tests.journeys.test_conflicts import taken_in
from tests.journeys.world import Browser, World

OWN_PHONE, KIN_PHONE = "0912 000 345", "0988 111 222"
KIN: dict[str, Any] = {
    "name": "Giáp Văn Thuận",
    "telephone": OWN_PHONE,
    "relatives": [{"name": "Giáp Thị Lan", "relation": "sibling", "telephone": KIN_PHONE}],
}
OWN = ("Lò Thị Mây", "Hà Văn Sáng", "Tô Thị Ngân")
HIDDEN = "Đặng Thị Bích Ngọc"
SAID: dict[str, Any] = {"narrative": "Nói chuyện", "minutes": 20}
NEXT = {"next": {"what": "Gọi lại", "due_on": "2026-01-02"}}
ORDERS = ("due", "received", "name")
SOURCES = ("/hom-nay", "/khan-cap", "/tiep-nhan", "/tu-van/moi", "/ke-khai", "/xung-dot/khai-bao", "/mo-khan")
NOT_FOLLOWED = ("/ngon-ngu/", "/thoat-nhanh", "/dang-xuat", "/static/")


def own_work(person: Program, neighbour: Program) -> list[str]:
    """What the concerned counsellor did, and what a colleague of the unit did openly, before anything was hidden."""
    assert person.ask("PUT", "/own-kin", KIN).status_code == 201
    cases = [taken_in(person, {"child": {"name": name}})[0] for name in OWN]
    taken_in(neighbour, {"child": {"name": "Vi Văn Đạt"}})
    for case in cases:
        person.made("/consultations", {"consultation": SAID | NEXT, "case_id": case})
    person.made("/consultations", {"consultation": SAID | NEXT})
    person.made("/emergencies", {"emergency": {"what": "Cháu gọi lúc nửa đêm"}, "case_id": cases[0]})
    return cases


def hide(neighbour: Program, number: int, chapter: str) -> None:
    """Make one case that closes to the concerned counsellor, with everything that could show it somewhere."""
    kind = number % 5
    phone = OWN_PHONE if kind == 0 else KIN_PHONE
    child = {"name": HIDDEN} | ({} if kind == 1 else {"telephone": phone})
    case, _ = taken_in(neighbour, {"child": child})
    if kind == 1:
        assert (
            neighbour.ask("POST", f"/cases/{case}/restriction", {"ground": "protection"}).status_code == 201
        )
    neighbour.made("/consultations", {"consultation": SAID | NEXT, "case_id": case})
    client = {"client": "family", "client_contact": phone}
    if kind == 2:
        neighbour.made("/consultations", {"consultation": SAID | NEXT | client})
    if kind == 3:
        neighbour.made("/emergencies", {"emergency": {"what": HIDDEN}, "case_id": case})
    if kind == 4:
        neighbour.made(f"/cases/{case}/notes", {"note": "Đã gọi 111"})
        request = {"question": "Quyền nuôi con?", "facts": "Cha mẹ ly hôn", "parties": [{"name": HIDDEN}]}
        neighbour.made("/referrals", {"case_id": case, "chapter": chapter, "request": request})


def leave_open(neighbour: Program, _number: int, _chapter: str) -> None:
    """The control: a case of the unit that nothing hides."""
    taken_in(neighbour, {"child": {"name": HIDDEN}})


@dataclass
class Covered:
    """Bodies with everything covered that differs between any two runs."""

    ids: dict[str, str] = field(default_factory=dict)

    def __call__(self, text: str, *, codes: bool = False) -> str:
        text = re.sub(r'name="(_key|_csrf)" value="[^"]*"', r'name="\1"', text)
        text = re.sub(r"((?<=%3D)|(?<![\w-]))[A-Za-z0-9_-]{22}(?![\w-])", "<mark>", text)
        text = re.sub(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", self._named, text)
        text = re.sub(r"\bTV(-[0-9A-F]{4}){3}\b", self._named, text)
        text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)?", "<instant>", text)
        text = re.sub(r"\b\d{1,2}:\d\d\b", "<time>", text)
        return re.sub(r"HT\.TN\.\d{4}\.\d{4}", "<code>", text) if codes else text

    def _named(self, found: re.Match[str]) -> str:
        return self.ids.setdefault(found[0], f"<id {len(self.ids)}>")


def links(page: str, base: str) -> Iterator[str]:
    """Every place of our own that a page leads to; the log by code is compared apart."""
    for found in re.findall(r'(?:href|action)="([^"]*)"', page):
        parts = urlsplit(urljoin(base, html.unescape(found)))
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if parts.scheme.startswith("http") and not path.startswith(NOT_FOLLOWED) and "order=code" not in path:
            yield path


def crawled(browser: Browser, covered: Covered) -> dict[str, str]:
    """Every page that can be reached, by its covered address."""
    waiting, seen, pages = list(SOURCES), set(SOURCES), {}
    while waiting:
        path = waiting.pop(0)
        answer = browser.get(path)
        pages[covered(path)] = f"{answer.status_code}\n{covered(answer.text)}"
        for found in links(answer.text, str(answer.url)):
            if found not in seen:
                seen.add(found)
                waiting.append(found)
    return pages


def asked(world: World, person: Program, covered: Covered) -> dict[str, str]:
    """Every question of the API that needs no id, each order of the log, and searches for hidden and own names."""
    plain = [path for path, way in world.app.openapi()["paths"].items() if "get" in way and "{" not in path]
    paths = [path.removeprefix("/api/v1") for path in sorted(plain) if path.startswith("/api/v1")]
    paths += [f"/follow-up-log?order={order}" for order in ORDERS]
    said = {path: person.ask("GET", path) for path in paths}
    for words in (HIDDEN, "ngoc", *OWN):
        said[f"search {words}"] = person.ask("POST", "/follow-up-log/search", {"words": words})
    return {path: f"{one.status_code}\n{covered(one.text)}" for path, one in said.items()}


def by_code(person: Program) -> list[dict[str, Any]]:
    """The whole log in the order of its numbers."""
    items: list[dict[str, Any]] = []
    path = "/follow-up-log?order=code"
    while path:
        answer = person.ask("GET", path)
        items += answer.json()["items"]
        onward = re.match(r"<(/[^>]*)>", answer.headers.get("link", ""))
        path = html.unescape(onward[1]).removeprefix("/api/v1") if onward else ""
    return items


def taken_in_again(browser: Browser, covered: Covered) -> str:
    """The page after taking in a child who bears the hidden name: whether it hints at the hidden cases."""
    browser.get("/tiep-nhan")
    answer = browser.submit("intake", situation__what="Cháu sợ về nhà", details__child__name=HIDDEN)
    return f"{answer.status_code}\n{covered(answer.text, codes=True)}"


@dataclass
class Seen:
    """What the concerned counsellor can learn in one association."""

    pages: dict[str, str]
    answers: dict[str, str]
    by_code: list[dict[str, Any]]
    after_intake: str
    hidden: int


def seen_with(cluster: Cluster, count: int, make: Callable[[Program, int, str], None] = hide) -> Seen:
    with association(cluster) as world:
        person, neighbour = program(world, "colleague"), program(world, "counsellor")
        own_work(person, neighbour)
        for number in range(count):
            make(neighbour, number, str(world.units["chapter"]))
        followed(world)
        covered = Covered()
        browser = world.sign_in("colleague")
        pages = crawled(browser, covered)
        answers = asked(world, person, covered)
        items = by_code(person)
        with world.system() as work:
            row = work.connection.execute(
                "SELECT count(*) FROM facts.records r LEFT JOIN facts.conflicts k ON k.record = r.record"
                " WHERE r.code IS NOT NULL AND (r.sensitivity = 'restricted' OR k.account = %s)",
                (world.accounts["colleague"],),
            ).fetchone()
        assert row is not None
        return Seen(pages, answers, items, taken_in_again(browser, covered), int(row[0]))


def differing(left: dict[str, str], right: dict[str, str]) -> list[str]:
    return [path for path in {**left, **right} if left.get(path) != right.get(path)]


def rows(items: list[dict[str, Any]]) -> list[str]:
    """The rows of the log by code, without what differs in any two runs."""
    covered = Covered()
    return [covered(json.dumps(one, sort_keys=True)) for one in items]


@pytest.fixture
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(**CHEAP))


@pytest.mark.security
@pytest.mark.usefixtures("cheap_passwords")
def test_fifty_hidden_cases_change_no_byte(cluster: Cluster) -> None:
    without, among = seen_with(cluster, 0), seen_with(cluster, 50)
    wrong = differing(without.pages, among.pages), differing(without.answers, among.answers)
    print(
        f"\nZ-6: {len(among.pages)} pages and {len(among.answers)} answers compared, {among.hidden} hidden cases:"
        f" {sum(map(len, wrong))} differ"
    )
    assert (without.hidden, among.hidden) == (0, 50)
    assert len(among.pages) > 40
    assert wrong == ([], [])
    assert without.after_intake == among.after_intake
    assert rows(without.by_code) == rows(among.by_code)


@pytest.mark.security
@pytest.mark.usefixtures("cheap_passwords")
def test_the_control_sees_a_single_case_that_is_not_hidden(cluster: Cluster) -> None:
    without, among = seen_with(cluster, 0), seen_with(cluster, 1, leave_open)
    pages, answers = differing(without.pages, among.pages), differing(without.answers, among.answers)
    print(f"\nZ-6 control: one open case changes {len(pages)} pages and {len(answers)} answers")
    assert {"/hom-nay", "/dieu-92"} & set(pages)
    assert f"search {HIDDEN}" in answers
    assert without.after_intake != among.after_intake
