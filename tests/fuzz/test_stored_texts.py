"""Payloads in every text field of every command, then every page that shows them in a real browser, and every file.

Source: SECURITY, bar F-4; DESIGN, promise 5 (URLs and headers hold no personal data) and section 9 (strict CSP).
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from urllib.parse import urlsplit

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser
from structlog.testing import capture_logs

from api import pages
from infrastructure import accounts
from tests.access.matrix.columns import COLUMNS, NOBODY, ROWS, STALE
from tests.access.matrix.running import Cell, address, asked, undone
from tests.access.matrix.seeded import seeded
from tests.access.matrix.table import WAYS
from tests.access.test_interference import NOT_FOLLOWED
from tests.browser.conftest import browser
from tests.browser.harness import DESKTOP, served
from tests.conftest import Cluster
from tests.fuzz.looking import Looked, Looking, marks_in, of_file, of_headers
from tests.fuzz.storing import Storing, every_field
from tests.journeys.acts import followed
from tests.journeys.settled import CHEAP

__all__ = ["browser"]
pytestmark = pytest.mark.fuzz
MOST_PAGES = int(os.environ.get("LACHAN_FUZZ_PAGES", "60"))
"""Pages that each person opens."""
A_PICTURE = re.compile(r"/trang/\d+$")
"""A page of a file as a picture: what the browser puts around it is the browser's own."""
AT_LEAST = 0.5
"""Share of the text fields that hold free text which must keep a payload."""
NOT_KEPT = {
    "@AdminUnit": "code and name of the register of units, refused when they differ from it",
    "@Court": "code and name of the register of courts",
    ":fingerprint@": "a digest that the service makes",
    ":digest@": "a digest that the service makes",
    ":period@": "the name of a month, half year or year",
    "SetUp:": "said by the operator on the command line",
    "MarkFictional:": "said by the operator on the command line",
    "EnterRows:": "rows of an old log: the same values as at intake, read from a file (tests/log_import)",
    "EnterMembers:": "rows of a list of members, read from a file; markup is refused (tests/member_list)",
    ":code@": "names a record, or is no payload",
    "code@": "names a record or a court, or is no payload",
}
"""What text fields hold no free text, and why."""


@pytest.fixture(scope="module")
def stored(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storing]:
    with pytest.MonkeyPatch.context() as patched, capture_logs():
        patched.setattr(accounts, "HASHER", PasswordHasher(**CHEAP))
        with seeded(cluster, tmp_path_factory.mktemp("stored")) as made:
            storing = Storing(made, tuple(WAYS.values()))
            storing.by_programs()
            storing.by_forms()
            made.tokens.clear()
            followed(made.world)
            yield storing


def test_text_fields_of_every_command_take_and_keep_payloads(stored: Storing) -> None:
    whole = {one for one in every_field() if not any(name in one for name in NOT_KEPT)}
    either = stored.fields["programs"] | stored.fields["forms"]
    missing = whole - either
    print(
        f"\nF-4: {stored.sent:,} requests; {len(whole)} text fields of commands, {len(whole & either)} hold payloads"
        f" ({len(stored.fields['programs'])} by programs, {len(stored.fields['forms'])} by forms), "
        f"{len(stored.kept):,} payloads kept; {len(stored.faults)} faults"
    )
    assert not stored.faults, "\n".join(sorted(set(stored.faults))[:40])
    print("none in: " + ", ".join(sorted(missing)))
    assert len(whole & either) >= AT_LEAST * len(whole)


def test_no_page_runs_reports_or_changes_what_was_kept(stored: Storing, browser: Browser) -> None:
    looked = Looked()
    with served(stored.made.world.app) as base:
        for who, paths in addresses(stored).items():
            crawl(stored, browser, base, who, paths, looked)
    print(
        f"\nF-4: {looked.pages:,} pages opened in Chromium, {looked.with_payloads:,} of them with payloads; "
        f"{len(looked.shown):,} payloads seen as written, {len(looked.cut - looked.shown):,} only shortened; "
        f"{looked.ran} script runs, {len(looked.reports)} reports of the policy, {len(looked.faults)} faults"
    )
    assert looked.with_payloads > 50 and len(looked.shown) > 100
    assert (looked.ran, looked.reports[:20]) == (0, [])
    assert not looked.faults, "\n".join(sorted(set(looked.faults))[:40])


def addresses(stored: Storing) -> dict[str, list[str]]:
    """Pages by who opens them: each page of each column by somebody who may, in turn."""
    found: dict[str, list[str]] = defaultdict(list)
    made = stored.made
    for way in WAYS.values():
        if way.method != "GET" or not way.is_page or way.ok != 200 or way.fixed.get("kind"):
            continue
        for number, column in enumerate(COLUMNS[way.kind]):
            roles = [r for r in ROWS if r != NOBODY and way.expects(r, column) == "200"]
            if not roles or column in STALE or (way.kind, column) not in made.ids:
                continue
            role = roles[number % len(roles)]
            ids = made.ids[way.kind, column] | made.own.get((way.kind, column, role), {})
            try:
                found[made.asker(way.kind, role)].append("".join(address(way, ids)))
            except KeyError:
                continue
    return found


def crawl(
    stored: Storing,
    browser: Browser,
    base: str,
    who: str,
    paths: list[str],
    looked: Looked,
    *,
    bypass: bool = False,
) -> None:
    """Open these pages, then those that they lead to, as one person."""
    made, ours = stored.made, urlsplit(base).netloc
    context = browser.new_context(viewport=DESKTOP, locale="vi-VN", bypass_csp=bypass)  # type: ignore[arg-type] # two numbers
    context.add_cookies([{"name": "sid", "value": made.session(who), "url": base}])
    looking = Looking(context, stored.kept, looked)
    waiting, seen = ["/hom-nay", *paths], set[str]()
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if path in seen or A_PICTURE.search(path):
            continue
        seen.add(path)
        for link in looking.look(f"{base}{path}"):
            there = urlsplit(link)
            if there.netloc == ours and not there.path.startswith((*NOT_FOLLOWED, "/static", "/thoat-nhanh")):
                waiting.append(f"{there.path}?{there.query}" if there.query else there.path)
    context.close()


KINDS = ("txt", "docx", "pdf", "xlsx", "csv")


def test_no_file_that_leaves_the_house_calculates_runs_or_splits_a_header(stored: Storing) -> None:
    faults: list[str] = []
    files, marked = defaultdict[str, int](int), defaultdict[str, int](int)
    for cell in _giving_files(stored):
        with undone():
            answer, _ = asked(stored.made, cell)
        kind = answer.headers.get("content-type", "").partition(";")[0]
        if answer.status_code != 200 or kind in {"text/html", "application/json", "application/problem+json"}:
            continue
        files[kind] += 1
        marked[kind] += bool(marks_in(answer.content))
        wrong = [
            *of_headers(answer),
            *of_file(answer.headers["content-type"].partition(";")[0], answer.content),
        ]
        faults += [f"{cell.way.name} {cell.way.fixed}: {one}" for one in wrong]
    print(f"\nF-4: files {dict(files)}, with payloads {dict(marked)}: {len(faults)} faults")
    assert sum(marked.values()) > 20
    assert not faults, "\n".join(sorted(set(faults))[:40])


def _giving_files(stored: Storing) -> Iterator[Cell]:
    for way in WAYS.values():
        gives = way.fixed.get("kind") or way.path.endswith(
            (".xlsx", "/tai", "/file", "/content", "/tep-loi", "/tep-mau")
        )
        if not gives:
            continue
        kinds = (
            KINDS if "kind" in way.fixed else ("csv", "xlsx") if "format" in (way.content or {}) else ("",)
        )
        cells = [
            (role, column)
            for column, role in product(COLUMNS[way.kind], ROWS)
            if role != NOBODY
            and way.expects(role, column) == str(way.ok)
            and (way.kind, column) in stored.made.ids
        ]
        for (role, column), kind in product(cells[:6], kinds):
            fixed = {**way.fixed, "kind": kind} if "kind" in way.fixed else way.fixed
            said = way.content or {}
            content = {**said, "format": kind} if "format" in said else way.content
            yield Cell(replace(way, fixed=fixed, content=content), role, column, str(way.ok))


def test_a_template_that_escapes_nothing_is_noticed(
    stored: Storing, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without escaping the policy reports; without the policy as well, scripts of others run."""
    for one in pages.ENVIRONMENTS.values():
        monkeypatch.setattr(one, "autoescape", False)
        monkeypatch.setattr(one, "cache", None)
    who, paths = next(
        (who, paths[:30]) for who, paths in addresses(stored).items() if who.startswith("supervisor")
    )
    held, free = Looked(), Looked()
    with served(stored.made.world.app) as base:
        crawl(stored, browser, base, who, paths, held)
        crawl(stored, browser, base, who, paths, free, bypass=True)
    print(f"\ncontrol: {len(held.reports)} reports, {held.ran} runs; without the policy {free.ran} runs")
    assert held.reports and held.faults and free.ran
