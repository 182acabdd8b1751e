"""Fifty people at work on the pages of a served association: they look, type, save, and send again what did not go."""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

from tests.faults.persons import person
from tests.faults.served import Association, ask
from tests.journeys.world import Browser

MIX: Mapping[str, int] = {
    "counsellor": 34,
    "supervisor": 5,
    "office": 4,
    "auditor": 3,
    "administrator": 2,
    "data_protection_officer": 2,
}
"""How many of each role; fifty together."""
LOOKS: Mapping[str, tuple[str, ...]] = {
    "counsellor": ("/hom-nay", "/so-theo-doi", "/tu-van", "/hom-nay"),
    "supervisor": ("/hom-nay", "/so-theo-doi", "/dieu-92/don-vi"),
    "office": ("/dieu-92", "/chuong-trinh", "/hoat-dong", "/bao-cao"),
    "auditor": ("/nhat-ky", "/lich-su", "/kiem-tra"),
    "administrator": ("/tai-khoan", "/don-vi"),
    "data_protection_officer": ("/yeu-cau-du-lieu", "/luu-tru"),
}
SAVES: Mapping[str, tuple[str, str, str]] = {
    "intake": ("/tiep-nhan", "intake", "situation.what"),
    "consultation": ("/tu-van/moi", "consultation", "consultation.narrative"),
    "emergency": ("/khan-cap", "emergency", "what"),
}
"""Where a form is, what it is called, and where one types."""
WEIGHTS = {"intake": 5, "consultation": 5, "emergency": 1}
THINKS_SECONDS = (2.0, 8.0)
A_CASE = re.compile(r'href="(/ho-so/[0-9a-f-]{36})"')


@dataclass
class Seen:
    """What all of them together saw; seconds with the moment, by what was asked for."""

    seconds: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    no_answer: int = 0
    sent_again: int = 0
    acknowledged: dict[str, str] = field(default_factory=dict)
    """The key of each form that was acknowledged, with what kind of form it was."""
    refused: Counter[str] = field(default_factory=Counter)
    led_to: Counter[str] = field(default_factory=Counter)
    """Where somebody was led who only wanted to look: to sign in, or to prove again who they are."""
    lock: threading.Lock = field(default_factory=threading.Lock)


class Person(threading.Thread):
    """One of them: signed in once, at work until told to stop."""

    def __init__(self, browser: Browser, role: str, seen: Seen, stop: threading.Event, seed: str) -> None:
        super().__init__(daemon=True)
        self.browser, self.role, self.seen, self.stopped = browser, role, seen, stop
        self.chance, self.cases = random.Random(seed), list[str]()

    def run(self) -> None:
        while not self.stopped.wait(self.chance.uniform(*THINKS_SECONDS)):
            if self.role == "counsellor" and self.chance.random() < 0.4:
                self._save(self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0])
            elif self.cases and self.chance.random() < 0.4:
                self._look("/ho-so", self.chance.choice(self.cases))
            else:
                path = self.chance.choice(LOOKS[self.role])
                self._look(path, path)

    def _look(self, kind: str, path: str) -> httpx2.Response | None:
        answer = self._asked(kind, "GET", path)
        if answer is not None and answer.status_code == 303:
            with self.seen.lock:
                self.seen.led_to[answer.headers["location"].partition("?")[0]] += 1
        if answer is None or answer.status_code != 200:
            return None
        if self.role in {"counsellor", "supervisor"}:
            self.cases = (self.cases + A_CASE.findall(answer.text))[-20:]
        return answer

    def _save(self, kind: str) -> None:
        """Open a form, type, and send it until it is acknowledged; with what was typed, and its key, as it was."""
        path, form, where = SAVES[kind]
        page = self._look(f"{path} (form)", path)
        if page is None:
            return
        self.browser.page = page
        fields = self.browser.form(form) | {where: f"Cháu được kể lại, lần {self.chance.random()}."}
        while True:
            answer = self._asked(f"{path} (save)", "POST", path, fields)
            if answer is not None and answer.status_code == 303:
                with self.seen.lock:
                    self.seen.acknowledged[str(fields["_key"])] = kind
                return
            if answer is not None and answer.status_code < 500:
                with self.seen.lock:
                    self.seen.refused[f"{answer.status_code} {kind}"] += 1
                return
            with self.seen.lock:
                self.seen.sent_again += 1
            time.sleep(self.chance.uniform(0.5, 1.5))

    def _asked(
        self, kind: str, method: str, path: str, fields: dict[str, Any] | None = None
    ) -> httpx2.Response | None:
        began = time.monotonic()
        try:
            answer = self.browser.client.request(method, path, data=fields)
        except httpx2.TransportError:
            with self.seen.lock:
                self.seen.no_answer += 1
            return None
        with self.seen.lock:
            self.seen.statuses[answer.status_code] += 1
            if answer.status_code in {200, 303}:
                self.seen.seconds.setdefault(kind, []).append((began, time.monotonic() - began))
        return answer


def hired(association: Association, administrator: str) -> dict[str, list[tuple[str, str]]]:
    """Make their accounts, each with its first password, which stays; return names and passwords by role."""
    port = association.serving.port
    _, units = ask(port, "GET", "/api/v1/units", Authorization=administrator)
    assert isinstance(units, list)
    names: dict[str, list[tuple[str, str]]] = {}
    for role, how_many in MIX.items():
        for number in range(how_many):
            name = f"{role.replace('_', '-')}-{number}"
            body = {
                "name": f"Người mẫu {number + 1}",
                "sign_in": name,
                "unit": units[0]["unit"],
                "roles": [role],
            }
            status, made = ask(port, "POST", "/api/v1/accounts", body, Authorization=administrator)
            assert status == 201, made
            names.setdefault(role, []).append((name, made["one_time_password"]))
    association.change("UPDATE auth.credentials SET must_change = false")
    return names


def at_work(
    names: Mapping[str, list[tuple[str, str]]],
    port: int,
    through: int,
    seen: Seen,
    stop: threading.Event,
    seed: int,
) -> list[Person]:
    """Sign everyone in, and let their browsers ask through another port from then on."""
    people = []
    for role, signed in names.items():
        for name, password in signed:
            browser = person(port, name, password)
            address = f"http://127.0.0.1:{through}"
            client = httpx2.Client(
                base_url=address,
                headers={"Origin": address},
                cookies=browser.client.cookies,
                timeout=60.0,
                limits=httpx2.Limits(max_keepalive_connections=0),
            )
            browser.client.close()
            browser.client = client  # type: ignore[assignment] # asked like the tests' own
            people.append(Person(browser, role, seen, stop, f"{seed}/{name}"))
    for one in people:
        one.start()
    return people
