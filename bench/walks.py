"""What people do all day, as pages asked for one after another: which pages each role reads, and what it records.

A deed asks for pages as a browser without scripts would, follows links that the pages show, and fills in the form
that it was given; between two pages a person thinks.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from typing import Protocol
from urllib.parse import urlencode

from bench.http import NARRATIVE
from bench.works import NOTE
from domain.account import Role

NAMES = ("nguyen an", "tran binh", "le minh chau", "pham khoi", "hoang linh", "vu ngoc", "dang thao")
ID = r"[0-9a-f]{8}-[0-9a-f-]{27}"
_HIDDEN = re.compile(r'<input type="hidden" name="(_csrf|_key)" value="([^"]*)">')
CASES, MATTERS, LOG = "/ho-so", "/tu-van", "/so-theo-doi"


class Walker(Protocol):
    """Someone who is signed in."""

    chance: random.Random

    def see(self, kind: str, path: str) -> str:
        """Return a page, having read it."""

    def send(self, kind: str, path: str, body: str) -> str:
        """Return the page that comes after what was sent."""


Deed = Callable[[Walker], None]


def _seen(kind: str, path: str) -> Deed:
    def deed(walker: Walker) -> None:
        walker.see(kind, path)

    return deed


def _one_of(walker: Walker, page: str, prefix: str) -> str:
    """Return the path of one of the records that a page links to, or nothing."""
    found = sorted(set(re.findall(rf'href="({prefix}/{ID})"', page)))
    return walker.chance.choice(found) if found else ""


def _opened(kinds: str, path: str, kind: str, prefix: str) -> Deed:
    """See a list and open one of its records."""

    def deed(walker: Walker) -> None:
        one = _one_of(walker, walker.see(kinds, path), prefix)
        if one:
            walker.see(kind, one)

    return deed


def _filled(walker: Walker, form: str, said: Mapping[str, str]) -> str:
    """Return what a form of that page sends."""
    return urlencode({**dict(_HIDDEN.findall(form)), **said})


def _noted(walker: Walker) -> None:
    """Open one of the cases in the log and add a note to it."""
    case = _one_of(walker, walker.see("follow-up log", LOG), CASES)
    if not case:
        return
    walker.see("a case", case)
    form = walker.see("form of a note", f"{case}/ghi-chep")
    walker.send("a note is saved", f"{case}/ghi-chep", _filled(walker, form, {"note": NOTE}))


def _consulted(walker: Walker) -> None:
    """Log a consultation that stands alone."""
    form = walker.see("form of a consultation", f"{MATTERS}/moi")
    said = {"client": "child", "kind": "legal", "channel": "phone", "minutes": "30", "narrative": NARRATIVE}
    typed = {f"consultation.{name}": text for name, text in said.items()}
    walker.send("a consultation is saved", f"{MATTERS}/moi", _filled(walker, form, typed))


def _taken_in(walker: Walker) -> None:
    """Enter information about a child."""
    form = walker.see("form of an entry", "/tiep-nhan")
    walker.send("an entry is saved", "/tiep-nhan", _filled(walker, form, {"situation.what": NARRATIVE}))


def _searched(walker: Walker) -> None:
    """Search by a name without marks, and open what was found."""
    form = walker.see("follow-up log", LOG)
    page = walker.send("search by name", LOG, _filled(walker, form, {"words": walker.chance.choice(NAMES)}))
    one = _one_of(walker, page, CASES)
    if one:
        walker.see("a case", one)


Day = Mapping[Deed, int]
"""What is done, and how often beside the rest."""
_TODAY = _seen("today", "/hom-nay")
_LOG = _opened("follow-up log", LOG, "a case", CASES)
_MATTERS = _opened("consultations", MATTERS, "a consultation", MATTERS)
_REFERRALS = _opened("requests to the chapter", "/chi-hoi", "a request", "/chi-hoi")

DAYS: Mapping[Role, Day] = {
    Role.COUNSELLOR: {
        **{_TODAY: 4, _LOG: 4, _MATTERS: 2},
        **{_noted: 3, _consulted: 3, _taken_in: 1, _searched: 2},
    },
    Role.SUPERVISOR: {
        **{_TODAY: 3, _LOG: 4, _searched: 2, _noted: 1},
        _seen("quality of the log", "/dieu-92/so-theo-doi"): 1,
        _seen("situation of children", "/dieu-92/tinh-hinh"): 1,
    },
    Role.REVIEWER: {_TODAY: 1, _REFERRALS: 3},
    Role.CHAPTER_HEAD: {
        **{_TODAY: 1, _REFERRALS: 3},
        _seen("board of the chapter", "/bang-chi-hoi"): 1,
    },
    Role.AUDITOR: {
        _seen("auditor's desk", "/kiem-tra"): 1,
        _seen("access log", "/nhat-ky"): 2,
        _opened("event log", "/kiem-tra/su-kien", "history of a case", "/lich-su"): 3,
    },
    Role.OFFICE: {
        _seen("Article 92 view", "/dieu-92"): 3,
        _seen("programme", "/chuong-trinh"): 1,
        _seen("reports", "/bao-cao"): 1,
        _opened("activities", "/hoat-dong", "an activity", "/hoat-dong"): 2,
        _opened("recommendations", "/kien-nghi", "a recommendation", "/kien-nghi"): 2,
    },
    Role.DATA_PROTECTION_OFFICER: {
        _seen("requests about data", "/yeu-cau-du-lieu"): 1,
        _seen("erasures", "/xoa-du-lieu"): 1,
    },
    Role.ADMINISTRATOR: {_seen("accounts", "/tai-khoan"): 1},
}
"""A working day of each role."""


def next_deed(role: Role, chance: random.Random) -> Deed:
    """Draw what someone does next."""
    day = DAYS[role]
    return chance.choices(list(day), list(day.values()))[0]
