"""People who prove who they are: with a telephone that makes codes, at a moment that tests may move."""

from __future__ import annotations

import html
import re
import time
from dataclasses import dataclass
from typing import Any

import pyotp

from tests.journeys.world import PASSWORD, Browser, World

CODE = re.compile(r"<code>([A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4})</code>")
STEP, SPARE = 30, 6
"""Seconds that a code is shown, and those that a slow machine may take to send one."""


@dataclass
class Telephone:
    """A telephone that makes codes; `ahead` is how many steps of thirty seconds its clock is off."""

    secret: str
    recovery: tuple[str, ...] = ()

    def code(self, ahead: int = 0) -> str:
        """Return a code; that of the step before is not made in the last seconds of a step: it would be too old."""
        while ahead < 0 and time.time() % STEP > STEP - SPARE:
            time.sleep(0.2)
        return pyotp.TOTP(self.secret).at(time.time() + ahead * STEP)


def secret_on(page: str) -> str:
    shown = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', page)
    assert shown is not None
    return shown[1].replace(" ", "")


def enrolled(browser: Browser) -> Telephone:
    """Set up a second factor through the pages; the code of the step before is used up."""
    browser.get("/xac-thuc")
    telephone = Telephone(secret_on(browser.submit("begin", password=PASSWORD).text))
    page = browser.submit("confirm", answer=telephone.code(-1))
    telephone.recovery = tuple(CODE.findall(page.text))
    assert page.status_code == 200, page.text
    return telephone


def sql(world: World, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Ask or change the database as the application does; for moving clocks that no page can move."""
    with world.house.pool.connection() as connection:
        cursor = connection.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def aged(world: World, who: str, column: str, minutes: int) -> None:
    """Let so much time have passed since the sessions of a person were last used, or proved."""
    assert column in {"seen_at", "proved_at", "ends_at"}
    statement = f"UPDATE auth.sessions SET {column} = {column} - make_interval(mins => %s) WHERE account = %s"
    sql(world, statement, minutes, world.accounts[who])


def topics(world: World, who: str) -> list[str]:
    query = "SELECT topic FROM es.events WHERE stream_id = %s ORDER BY version"
    return [row[0] for row in sql(world, query, world.accounts[who])]


def text_of(page: Any) -> str:
    return html.unescape(page.text)
