"""A small association to act in: units, people, and a browser without a browser. Everyone in it is invented."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
from pydantic import SecretStr
from starlette.testclient import TestClient

from application.accounts import OpenAccount, Secrets, open_account
from application.installation import SetUp, provincial, set_up
from application.units import FoundUnit, found_unit
from domain.account import Person, Role
from domain.chapter import Founding
from domain.lists import UnitLevel
from infrastructure.work import Caller, House, PgWork
from tests.journeys.serving import client_of, serving

PASSWORD = "một câu đủ dài để nhớ"
ORIGIN = "http://testserver"

PEOPLE: dict[str, tuple[str, str, tuple[Role, ...]]] = {
    "counsellor": ("Lương Thị Hạnh", "province", (Role.COUNSELLOR,)),
    "colleague": ("Giáp Văn Thuận", "province", (Role.COUNSELLOR,)),
    "elsewhere": ("Vi Thị Nương", "commune", (Role.COUNSELLOR,)),
    "supervisor": ("Thân Đức Minh", "province", (Role.SUPERVISOR,)),
    "commune_supervisor": ("Lý Thị Sen", "commune", (Role.SUPERVISOR,)),
    "officer": ("Bùi Thanh Sơn", "chapter", (Role.DATA_PROTECTION_OFFICER,)),
    "office": ("Phan Thị Lựu", "province", (Role.OFFICE,)),
    "head": ("Hoàng Thị Ngọc", "chapter", (Role.CHAPTER_HEAD,)),
    "reviewer": ("Đặng Quốc Bảo", "chapter", (Role.REVIEWER,)),
    "second_reviewer": ("Nông Thị Xuân", "chapter", (Role.REVIEWER,)),
    "auditor": ("Trần Văn Kiên", "province", (Role.AUDITOR,)),
    "administrator": ("Ngô Thị Mai", "province", (Role.ADMINISTRATOR,)),
}


@dataclass
class Browser:
    """Fetches pages and sends their forms, as a person would; forms carry their own hidden fields."""

    client: TestClient
    page: httpx2.Response | None = None

    def get(self, path: str) -> httpx2.Response:
        """Fetch a page."""
        self.page = self.client.get(path)
        return self.page

    def form(self, form_id: str) -> dict[str, Any]:
        """Return the fields of a form on the present page, with what stands in them."""
        assert self.page is not None
        found = re.search(rf'<form[^>]*\bid="{form_id}"[^>]*>.*?</form>', self.page.text, re.S)
        assert found, f"no form {form_id} on {self.page.url}: {self.page.status_code}"
        return _fields(found[0])

    def submit(self, form_id: str, **typed: Any) -> httpx2.Response:
        """Fill in a form of the present page and send it; `__` in a name stands for a dot."""
        assert self.page is not None
        fields = self.form(form_id)
        fields.update({name.replace("__", "."): value for name, value in typed.items()})
        action = re.search(rf'<form[^>]*\bid="{form_id}"[^>]*>', self.page.text)
        path = re.search(r'action="([^"]*)"', action[0] if action else "")
        self.page = self.client.post(html.unescape(path[1]) if path else str(self.page.url), data=fields)
        return self.page

    def api(self, method: str, path: str, **settings: Any) -> httpx2.Response:
        """Call the API in the same session (same-origin, with the cookie)."""
        return self.client.request(method, path, **settings)


def _fields(form: str) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        kind = re.search(r'type="([^"]*)"', tag)
        boxed = kind is not None and kind[1] in {"checkbox", "radio"}
        if name and (not boxed or " checked" in tag):
            given = html.unescape(value[1]) if value else "on"
            before = fields.get(name[1])
            fields[name[1]] = (
                given if not before else [*([before] if isinstance(before, str) else before), given]
            )
    for name, inside in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inside) or re.search(
            r'<option value="([^"]*)"', inside
        )
        fields[name] = html.unescape(chosen[1]) if chosen else ""
    for name, inside in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.S):
        fields[name] = html.unescape(inside)
    return fields


@dataclass
class World:
    """The association of the tests, running."""

    house: House
    app: Any
    units: dict[str, UUID] = field(default_factory=dict)
    accounts: dict[str, UUID] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    """Sessions that tests opened without a browser, by who is signed in."""

    @contextmanager
    def system(self) -> Iterator[PgWork]:
        """A work of the service itself; commits at the end."""
        with PgWork(self.house, Caller(system="test")) as work:
            yield work
            work.commit()

    def browser(self) -> Browser:
        """A browser in which nobody is signed in."""
        return Browser(self.client(headers={"Origin": ORIGIN}, follow_redirects=True))

    def client(self, **options: Any) -> TestClient:
        """A client of the association, in whose loop its requests run."""
        return client_of(self.app, **{"base_url": ORIGIN, **options})

    def sign_in(self, who: str) -> Browser:
        """A browser in which this person is signed in through the page."""
        browser = self.browser()
        browser.get("/dang-nhap")
        browser.submit("sign-in", name=who, password=PASSWORD)
        return browser

    @contextmanager
    def under(self, clock: Callable[[], datetime]) -> Iterator[World]:
        """The same association, served beside this one under another clock."""
        house = replace(self.house, clock=clock)
        with serving(house) as app:
            yield World(house, app, self.units, self.accounts)

    def after(self, days: int) -> AbstractContextManager[World]:
        """The same association, so many days later."""
        return self.under(lambda: datetime.now(UTC) + timedelta(days=days))

    def settle(self) -> World:
        """Set up units and people; called once by the fixture."""
        with self.system() as work:
            founding = provincial(date(2010, 1, 1))
            set_up(
                SetUp(
                    association="Hội Bảo vệ quyền trẻ em tỉnh",
                    founding=founding,
                    administrator=Person(name="Quản trị viên", sign_in="quantri"),
                    password=SecretStr(PASSWORD),
                ),
                work,
            )
        with self.system() as work:
            row = work.connection.execute("SELECT unit FROM facts.units").fetchone()
            assert row is not None
            self.units["province"] = row[0]
        self.found("commune", UnitLevel.COMMUNE, "SD", "Hội xã Sơn Động")
        self.found("chapter", UnitLevel.LEGAL_CHAPTER, "CH", "Chi hội luật sư, hội thẩm")
        for who, (name, unit, roles) in PEOPLE.items():
            self.person(who, name, unit, roles)
        return self

    def person(self, who: str, name: str, unit: str, roles: tuple[Role, ...]) -> UUID:
        """Open an account with the password of the tests."""
        with self.system() as work:
            person = Person(name=name, sign_in=who)
            cmd = OpenAccount(person=person, unit=self.units[unit], roles=roles, password=SecretStr(PASSWORD))
            account = self.accounts[who] = open_account(cmd, work)
            work.view(Secrets).set_password(account, PASSWORD, one_time=False)  # type: ignore[type-abstract]
        return account

    def found(self, key: str, level: UnitLevel, code: str, name: str, parent: str = "province") -> None:
        """Found a unit below another."""
        with self.system() as work:
            founding = Founding(
                level=level, code=code, name=name, founded_on=date(2015, 1, 1), parent=self.units[parent]
            )
            self.units[key] = found_unit(FoundUnit(founding=founding), work)
