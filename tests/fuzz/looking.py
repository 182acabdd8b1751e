"""What a browser makes of a page that shows payloads, and what a file that leaves the house holds of them."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
from playwright.sync_api import BrowserContext, Dialog, Page, Response

from tests.fuzz.payloads import COMPUTED, MARK

WATCH = """
window.__ran = 0; window.ran = () => { window.__ran += 1 };
document.addEventListener('securitypolicyviolation',
    (broken) => console.error('policy: ' + broken.violatedDirective + ' ' + broken.blockedURI));
"""
"""Run before anything of a page: counts scripts of others, and says what the policy stopped."""
READ = """() => {
    for (const one of document.querySelectorAll('br')) one.after('\\n');
    const bad = [], texts = [document.title, document.body.textContent], addresses = [];
    for (const one of document.querySelectorAll('*')) {
        for (const said of one.attributes) {
            if (/^on/i.test(said.name)) bad.push(`${one.tagName} ${said.name}`);
            if (/^(href|src|action|formaction|xlink:href|srcdoc)$/i.test(said.name)) {
                if (/^[\\s\\u0000-\\u0020]*(javascript|vbscript|data:text)/i.test(said.value))
                    bad.push(`${one.tagName} ${said.value.slice(0, 60)}`);
                if (said.value.includes('zqx')) addresses.push(said.value.slice(0, 120));
            } else if (said.value.includes('zqx')) texts.push(said.value);
        }
        if (one.tagName === 'TEXTAREA' && one.value.includes('zqx')) texts.push(one.value);
    }
    for (const one of document.scripts) if (!one.src && !one.nonce) bad.push('SCRIPT ' + one.textContent.slice(0, 40));
    return {bad, texts, addresses, ran: window.__ran, h1: document.querySelectorAll('h1').length};
}"""
FORMULA = "=+-@＝＋－＠\t\r"
_NAME = re.compile(r'(?:attachment|inline)(?:; filename="[A-Za-z0-9._-]+")?')


@dataclass
class Looked:
    """What was seen on all pages."""

    pages: int = 0
    with_payloads: int = 0
    shown: set[str] = field(default_factory=set)
    """Marks of the payloads that were seen whole."""
    cut: set[str] = field(default_factory=set)
    """Those that were seen shortened, with a sign that there is more."""
    ran: int = 0
    reports: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass
class Looking:
    """A browser window whose pages are looked at."""

    context: BrowserContext
    kept: Mapping[str, str]
    """Every text that is kept, by its mark."""
    looked: Looked

    def __post_init__(self) -> None:
        self.page: Page = self.context.new_page()
        self.page.add_init_script(WATCH)
        self.page.on("console", lambda said: self._says(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.looked.faults.append(f"{self.page.url}: {error}"))
        self.page.on("dialog", self._asked)

    def _says(self, text: str) -> None:
        if "policy" in text.lower():
            self.looked.reports.append(f"{self.page.url}: {text}"[:300])
        elif "status of 4" not in text:
            self.looked.faults.append(f"{self.page.url}: {text}"[:300])

    def _asked(self, dialog: Dialog) -> None:
        self.looked.ran += 1
        dialog.dismiss()

    def look(self, address: str) -> list[str]:
        """Open a page, look at it, and return where its links lead."""
        try:
            answer = self.page.goto(address, wait_until="load")
        except Exception as failure:
            if "Download is starting" not in str(failure) and "ERR_ABORTED" not in str(failure):
                self.looked.faults.append(f"{address}: {failure}"[:300])
            return []
        found = self.page.evaluate(READ)
        self._judge(address, answer, found)
        return list(self.page.evaluate("() => [...document.links].map((one) => one.href)"))

    def _judge(self, address: str, answer: Response | None, found: dict[str, Any]) -> None:
        looked = self.looked
        looked.pages += 1
        looked.ran += found["ran"]
        if answer is None or answer.status >= 500 or not found["h1"]:
            looked.faults.append(f"{address}: broken, {answer.status if answer else 'no answer'}")
        looked.faults += [f"{address}: {one}" for one in found["bad"]]
        looked.faults += [f"{address}: in an address: {one}" for one in found["addresses"]]
        words = " ".join(" ".join(found["texts"]).split())
        if COMPUTED in words:
            looked.faults.append(f"{address}: a template's sum")
        looked.with_payloads += bool(MARK.search(words))
        for one in MARK.finditer(words):
            self._as_written(address, words, one.start(), one[1])

    def _as_written(self, address: str, words: str, at: int, mark: str) -> None:
        """A text stands as it was written, or shortened with a sign of it."""
        whole = " ".join(self.kept.get(mark, "").split())
        inside = whole.find(f"zqx{mark}q")
        there = words[max(0, at - inside) : at - inside + len(whole)]
        if not whole:
            self.looked.faults.append(f"{address}: zqx{mark}q was never kept")
        elif there == whole:
            self.looked.shown.add(mark)
        else:
            same = next((n for n, (a, b) in enumerate(zip(there, whole, strict=False)) if a != b), len(there))
            if there[same : same + 1] == "…":
                self.looked.cut.add(mark)
            else:
                self.looked.faults.append(f"{address}: not as written: {there[:160]!r} for {whole[:160]!r}")


def of_headers(answer: httpx2.Response) -> list[str]:
    """What is wrong with the headers of a file: its name holds letters, digits and marks that no header reads."""
    said = answer.headers.get("content-disposition", "")
    found = [f"content-disposition {said!r}"] if said and not _NAME.fullmatch(said) else []
    return found + [
        f"header {name}" for name, value in answer.headers.items() if "zqx" in f"{name}{value}".lower()
    ]


def of_file(kind: str, content: bytes) -> list[str]:
    """What in a file would run, calculate or reach out when somebody opens it."""
    if kind.startswith("text/csv"):
        return _of_csv(content)
    if "spreadsheetml" in kind or "wordprocessingml" in kind:
        return _of_archive(content)
    if kind == "application/pdf":
        acts = (b"/JavaScript", b"/JS", b"/Launch", b"/URI", b"/OpenAction", b"/EmbeddedFile", b"/SubmitForm")
        return [f"pdf {one.decode()}" for one in acts if one + b" " in content or one + b"(" in content]
    return []


def _of_csv(content: bytes) -> list[str]:
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    live = (
        cell
        for row in rows
        for cell in row
        if cell.lstrip(" \u00a0\u200b\ufeff\n").startswith(tuple(FORMULA))
    )
    return [f"csv cell {cell[:40]!r}" for cell in live]


def _of_archive(content: bytes) -> list[str]:
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        for name in opened.namelist():
            if re.search(r"vba|macro|activex|embeddings|externalLink", name, re.I):
                found.append(f"part {name}")
            text = opened.read(name).decode("utf-8", "replace")
            found += [f"{name}: {one[:80]}" for one in re.findall(r"<f[ >][^<]*", text) if "xl/work" in name]
            found += [
                f"{name}: {one[:80]}"
                for one in re.findall(r"(?:DDE|DDEAUTO|HYPERLINK|INCLUDE)[^<]*", text)
                if "instrText" in text
            ]
            found += [f"{name}: leads out" for one in re.findall(r'TargetMode="External"', text)]
    return found


def marks_in(content: bytes) -> set[str]:
    """Return the marks that stand in a file as text."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            return {
                mark
                for name in opened.namelist()
                for mark in MARK.findall(opened.read(name).decode("utf-8", "replace"))
            }
    return set(MARK.findall(content.decode("utf-8", "replace")))
