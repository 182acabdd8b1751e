"""Pages of figures read as a reader sees them: each number of each table, where it opens, and what stands behind it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from httpx2 import Response

SAID = ("Mốc đã đặt", "Ngưỡng riêng")
"""Tables of what somebody typed: targets and thresholds, no figures."""
MOST_PAGES = 200
_TABLE = re.compile(r"<table.*?</table>", re.S)
_ROW = re.compile(r'<tr role="row".*?</tr>', re.S)
_HEAD = re.compile(r'<th role="rowheader".*?</th>', re.S)
_CELL = re.compile(r'<td[^>]*class="number"[^>]*>.*?</td>', re.S)
_LINK = re.compile(r'<a href="([^"]+)">(.*?)</a>', re.S)
_UNSEEN = re.compile(r'<span class="unseen">.*?</span>|<svg.*?</svg>', re.S)
_NEXT = re.compile(r'<nav class="pages noprint" aria-label="Các trang">.*?</nav>', re.S)
Get = Callable[[str], Response]


@dataclass(frozen=True)
class Cell:
    """A number that opens."""

    page: str
    address: str
    said: str


@dataclass(frozen=True)
class Read:
    """The numbers of some pages: those that open, and those that do not, with where they stand."""

    cells: list[Cell]
    shut: list[tuple[str, str, str]]


def plain(part: str) -> str:
    """Return what is seen of some markup."""
    return (
        html.unescape(re.sub(r"<[^>]+>", "", _UNSEEN.sub("", part)))
        .replace("\N{NO-BREAK SPACE}", " ")
        .strip()
    )


def read(path: str, page: str) -> Read:
    """Return the numbers of one page. A number in a row whose head opens its record needs no further way in."""
    cells: list[Cell] = []
    shut: list[tuple[str, str, str]] = []
    for table in _TABLE.findall(page):
        caption = plain((re.findall(r"<caption.*?</caption>", table, re.S) or [""])[0])
        for row in [] if caption in SAID else _ROW.findall(table):
            head = "".join(_HEAD.findall(row))
            for cell in _CELL.findall(row):
                links = _LINK.findall(cell)
                cells += [Cell(path, html.unescape(to), plain(text)) for to, text in links]
                if re.search(r"\d", plain(cell)) and not links and "<a href" not in head:
                    shut.append((path, plain(head), plain(cell)))
    return Read(cells, shut)


def read_all(get: Get, paths: Iterable[str]) -> Read:
    """Return the numbers of several pages."""
    found = Read([], [])
    for path in paths:
        answer = get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        one = read(path, answer.text)
        found.cells.extend(one.cells)
        found.shut.extend(one.shut)
    return found


@dataclass(frozen=True)
class Opened:
    """What stands behind a number: the figure there, what its events come to, and the difference that is told."""

    count: int
    comes_to: int
    difference: int
    later: int
    whole: int | None
    lacks: tuple[str, ...]
    """What should be said with a figure and is not."""


def number(text: str) -> int:
    """Return a number as pages write it."""
    return int(re.sub(r"[^\d-]", "", text))


def opened(get: Get, address: str) -> Opened:
    """Read what is behind an address, page by page."""
    first = get(address)
    assert first.status_code == 200, (address, first.status_code)
    said = {plain(name): plain(value) for name, value in _pairs(first.text)}
    told = re.search(r"con số này là [\d.-]+, khác ([+-]?[\d.]*\d)", plain(first.text))
    deltas, page = list(_deltas(first.text, "delta")), first.text
    if address.startswith("/bang-chi-hoi/"):
        deltas = [1 for row in _ROW.findall(page) if _HEAD.search(row)]
    for _ in range(MOST_PAGES):
        further = re.search(r'rel="next" href="([^"]+)"', "".join(_NEXT.findall(page)))
        if not further:
            break
        page = get(html.unescape(further[1])).text
        deltas += _deltas(page, "delta")
    whole = re.match(r"[\d.]+", said.get("Trên", ""))
    return Opened(
        count=number(said["Con số"]),
        comes_to=sum(deltas),
        difference=number(told[1]) if told else 0,
        later=sum(_deltas(first.text, "later")),
        whole=number(whole[0]) if whole else None,
        lacks=tuple(
            name
            for name in ("Cách tính", "Phiên bản quy tắc tính", "Mốc của sổ sự kiện")
            if not said.get(name, "–").strip("–")
        ),
    )


def _pairs(page: str) -> Iterator[tuple[str, str]]:
    yield from re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page, re.S)


def _deltas(page: str, name: str) -> Iterator[int]:
    yield from (int(one) for one in re.findall(rf'data-{name}="(-?\d+)"', page))


def is_opening(address: str) -> bool:
    """Whether an address is that of the events behind a figure; others lead to the record or the table it is of."""
    return urlsplit(address).path.endswith("/mo")


def wrong(cell: Cell, found: Opened) -> str:
    """Return what is wrong between a number and what is behind it; nothing where they agree."""
    if found.lacks:
        return f"lacks {found.lacks}"
    if found.comes_to != found.count:
        return f"the events come to {found.comes_to}, the figure is {found.count}"
    if re.fullmatch(r"[+-]\d+", cell.said):
        return (
            "" if number(cell.said) == found.difference == found.later else f"difference {found.difference}"
        )
    if cell.said.endswith("%"):
        share = None if not found.whole else found.count * 100 // found.whole
        return "" if share in (None, number(cell.said)) else f"the share is {share}"
    if cell.said == "0" and cell.page.startswith("/ky-so-lieu/") and not found.difference:
        return ""  # both readings are the same
    if re.fullmatch(r"-?[\d.]+( đồng)?", cell.said):
        return "" if number(cell.said) == found.count else f"behind it stands {found.count}"
    return ""


def shape(cell: Cell) -> tuple[str, str, str]:
    """Return what kind of number on what kind of page it is."""
    kind = "share" if cell.said.endswith("%") else "number" if re.fullmatch(r"[\d.]+", cell.said) else "other"
    return re.sub(r"[0-9a-f-]{36}", "#", urlsplit(cell.page).path), urlsplit(cell.address).path[:12], kind
