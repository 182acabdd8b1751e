"""A client that checks every page it fetches, and fills in forms as a browser without scripts would.

    pages = Pages(app)
    page = pages.get("/tiep-nhan")
    page = pages.fill_and_submit("intake", {"situation.what": "…"})

A check that does not apply is left out by name: `pages.get("/…", without={Check.ONE_H1})`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from starlette.testclient import TestClient
from starlette.types import ASGIApp

from api.headers import CONTENT_SECURITY_POLICY

ORIGIN = "http://testserver"
Attributes = dict[str, str]
Answers = Mapping[str, str | Sequence[str] | None]
"""What is typed or chosen; several texts tick several boxes, None leaves a field out."""


class Check(StrEnum):
    """What a page must have."""

    TITLE = "one title, not empty"
    ONE_H1 = "exactly one h1"
    LANGUAGE = "lang of html is vi or en"
    LABELS = "a label for each field"
    IDS = "each id once, and each reference to one leads somewhere"
    ACTIONS = "forms that post to our own pages carry _csrf and _key"
    POLICY = "the strict content security policy, and no-store"
    INLINE = "no script, style or handler inside the page"
    EMERGENCY = "emergency numbers and the emergency button"
    OURS = "nothing loaded from elsewhere"


VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)


@dataclass
class Field:
    """One control of a form."""

    tag: str
    name: str
    type: str
    value: str
    id: str
    is_labelled: bool
    is_on: bool = False
    options: list[str] = field(default_factory=list)
    chosen: str | None = None


@dataclass
class Form:
    """A form as a browser sees it."""

    id: str
    action: str
    method: str
    fields: list[Field] = field(default_factory=list)

    def names(self) -> set[str]:
        return {one.name for one in self.fields if one.name}

    def as_shown(self) -> dict[str, list[str]]:
        """What would be sent if nothing were touched."""
        sent: dict[str, list[str]] = {}
        for one in self.fields:
            if not one.name or one.tag == "button" or (one.type in {"checkbox", "radio"} and not one.is_on):
                continue
            first = one.options[0] if one.options else ""
            value = (one.chosen if one.chosen is not None else first) if one.tag == "select" else one.value
            sent.setdefault(one.name, []).append(value)
        return sent

    def filled(self, answers: Answers) -> dict[str, list[str]]:
        """What is sent once the answers are typed and chosen."""
        sent = self.as_shown()
        for name, answer in answers.items():
            assert name in self.names(), f"form {self.id!r} has no field {name!r}: {sorted(self.names())}"
            if answer is None:
                sent.pop(name, None)
                continue
            texts = [answer] if isinstance(answer, str) else list(answer)
            for text in texts:
                self._must_offer(name, text)
            hidden = any(one.name == name and one.type == "hidden" and not one.value for one in self.fields)
            sent[name] = ["", *texts] if hidden else texts
        return sent

    def _must_offer(self, name: str, text: str) -> None:
        controls = [one for one in self.fields if one.name == name]
        offered = {option for one in controls for option in one.options}
        offered |= {one.value for one in controls if one.type in {"radio", "checkbox"}}
        if offered and all(one.type in {"radio", "checkbox", "hidden", "select"} for one in controls):
            assert text in offered, f"{name} does not offer {text!r}: {sorted(offered)}"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.language, self.title, self.text = "", "", ""
        self.headings: list[str] = []
        self.ids: list[str] = []
        self.references: list[str] = []
        self.labelled: set[str] = set()
        self.forms: list[Form] = []
        self.fields: list[Field] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.inline: list[str] = []
        self.titles = 0
        self._open: list[str] = []
        self._form: Form | None = None
        self._area: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append(tag)
        self._note(tag, given)
        match tag:
            case "html":
                self.language = given.get("lang", "")
            case "title":
                self.titles += 1
            case "h1":
                self.headings.append("")
            case "label":
                self.labelled.add(given.get("for", ""))
            case "form":
                self._form = Form(given.get("id", ""), given.get("action", ""), given.get("method", "get"))
                self.forms.append(self._form)
            case "input" | "select" | "textarea" | "button":
                self._control(tag, given)
            case "option" if self.fields:
                self.fields[-1].options.append(given.get("value", ""))
                if "selected" in given:
                    self.fields[-1].chosen = given.get("value", "")
            case "a":
                self.links.append(given.get("href", ""))
            case "script" | "img" | "iframe":
                self.loaded.append(given.get("src", ""))
            case "link":
                self.loaded.append(given.get("href", ""))

    def _note(self, tag: str, given: Attributes) -> None:
        if "id" in given:
            self.ids.append(given["id"])
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            self.references.extend(given.get(name, "").split())
        if given.get("href", "").startswith("#") and len(given["href"]) > 1:
            self.references.append(given["href"][1:])
        bad = tag == "style" or "style" in given or (tag == "script" and not given.get("src"))
        if bad or any(name.startswith("on") for name in given):
            self.inline.append(tag)

    def _control(self, tag: str, given: Attributes) -> None:
        kind = given.get("type", "submit" if tag == "button" else "text") if tag != "select" else "select"
        named = bool(given.get("aria-label") or given.get("aria-labelledby") or "label" in self._open)
        own = Field(
            tag,
            given.get("name", ""),
            kind,
            given.get("value", ""),
            given.get("id", ""),
            named,
            "checked" in given,
        )
        if kind == "checkbox" or kind == "radio":
            own.value = given.get("value", "on")
        if "hidden" in given:
            own.type = "hidden"
        self.fields.append(own)
        if self._form is not None:
            self._form.fields.append(own)
        self._area = own if tag == "textarea" else self._area

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag == "form":
            self._form = None
        if tag == "textarea" and self._area is not None:
            self._area.value = self._area.value.removeprefix("\n")
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data
        if "title" in self._open and "svg" not in self._open:
            self.title += data
        if "h1" in self._open:
            self.headings[-1] += data
        if self._open[-1:] not in (["script"], ["style"]):
            self.text += data


class Page:
    """A fetched page."""

    def __init__(self, status: int, path: str, html: str, headers: Mapping[str, str]) -> None:
        self.status, self.path, self.html, self.headers = status, path, html, headers
        self._read = _Reader()
        self._read.feed(html)
        self.title = " ".join(self._read.title.split())
        self.h1 = " ".join(" ".join(self._read.headings).split())
        self.text = " ".join(self._read.text.split())
        self.links = self._read.links
        self.forms = {form.id: form for form in self._read.forms}

    def form(self, form_id: str) -> Form:
        assert form_id in self.forms, f"{self.path} has no form {form_id!r}: {sorted(self.forms)}"
        return self.forms[form_id]

    def link(self, part: str) -> str:
        """The first link whose address contains a part."""
        found = next((link for link in self.links if part in link), None)
        assert found is not None, f"{self.path} has no link with {part!r}: {self.links}"
        return found

    def faults(self) -> list[tuple[Check, str]]:
        """What is wrong with the page, whatever it shows."""
        return [*self._of_words(), *self._of_forms(), *self._of_safety()]

    def _of_words(self) -> list[tuple[Check, str]]:
        read, found = self._read, []
        if read.titles != 1 or not self.title:
            found.append((Check.TITLE, self.title))
        if len(read.headings) != 1 or not self.h1:
            found.append((Check.ONE_H1, repr(read.headings)))
        if read.language not in {"vi", "en"}:
            found.append((Check.LANGUAGE, read.language))
        numbers = {f"tel:{number}" for number in ("111", "113", "115")} | {"/khan-cap"}
        if not numbers <= set(self.links):
            found.append((Check.EMERGENCY, repr(numbers - set(self.links))))
        return found

    def _of_forms(self) -> list[tuple[Check, str]]:
        read, found = self._read, []
        for one in read.fields:
            told = one.is_labelled or one.id in read.labelled or one.type == "hidden" or one.tag == "button"
            if not told:
                found.append((Check.LABELS, one.name))
        twice = sorted({one for one in read.ids if read.ids.count(one) > 1})
        nowhere = sorted(set(read.references) - set(read.ids) - {""})
        if twice or nowhere:
            found.append((Check.IDS, f"twice {twice}, nowhere {nowhere}"))
        for form in read.forms:
            if urlsplit(urljoin(ORIGIN, form.action)).netloc != urlsplit(ORIGIN).netloc:
                found.append((Check.ACTIONS, form.action))
            elif form.method.lower() == "post" and not (form.id and {"_csrf", "_key"} <= form.names()):
                found.append((Check.ACTIONS, f"{form.id or form.action}: {sorted(form.names())}"))
        return found

    def _of_safety(self) -> list[tuple[Check, str]]:
        read, found = self._read, []
        if self.headers.get("content-security-policy") != CONTENT_SECURITY_POLICY:
            found.append((Check.POLICY, self.headers.get("content-security-policy", "")))
        if self.headers.get("cache-control") != "no-store":
            found.append((Check.POLICY, self.headers.get("cache-control", "")))
        if read.inline:
            found.append((Check.INLINE, repr(read.inline)))
        away = [one for one in read.loaded if urlsplit(one).netloc or not one]
        if away:
            found.append((Check.OURS, repr(away)))
        return found


class Pages:
    """A browser without scripts: it keeps cookies, follows redirects, and checks what it gets."""

    def __init__(self, app: ASGIApp | TestClient) -> None:
        self.client = app if isinstance(app, TestClient) else TestClient(app, base_url=ORIGIN)
        self.page: Page | None = None
        """The page shown now."""

    def get(self, path: str, *, status: int | None = 200, without: Collection[Check] = ()) -> Page:
        """Fetch a page; `status` None takes any."""
        answer = self.client.get(path, follow_redirects=True)
        return self._shown(answer, status, without)

    def post(
        self,
        path: str,
        sent: Mapping[str, Sequence[str]],
        *,
        status: int | None = 200,
        without: Collection[Check] = (),
    ) -> Page:
        """Send a form's content to a path, and show what comes of it."""
        pairs = [(name, text) for name, texts in sent.items() for text in texts]
        answer = self.client.post(
            path,
            content=urlencode(pairs),
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": ORIGIN,
                "Sec-Fetch-Site": "same-origin",
            },
            follow_redirects=True,
        )
        return self._shown(answer, status, without)

    def fill_and_submit(
        self,
        form_id: str,
        answers: Answers | None = None,
        *,
        button: tuple[str, str] | None = None,
        status: int | None = 200,
        without: Collection[Check] = (),
    ) -> Page:
        """Fill in a form of the page shown now and send it; `button` is the (name, value) of the one pressed."""
        assert self.page is not None, "no page is shown"
        form = self.page.form(form_id)
        sent = form.filled(answers or {})
        if button is not None:
            sent[button[0]] = [button[1]]
        path = urljoin(self.page.path, form.action or self.page.path)
        if form.method.lower() == "get":
            pairs = [(name, text) for name, texts in sent.items() for text in texts]
            return self.get(f"{path}?{urlencode(pairs)}", status=status, without=without)
        return self.post(path, sent, status=status, without=without)

    def _shown(self, answer: object, status: int | None, without: Collection[Check]) -> Page:
        response: Any = answer
        path = urlsplit(str(response.url)).path
        page = Page(response.status_code, path, response.text, response.headers)
        self.page = page
        assert status is None or page.status == status, f"{path}: {page.status}\n{page.text[:1500]}"
        faults = [f"{check.value}: {what}" for check, what in page.faults() if check not in without]
        assert not faults, f"{path}: " + "; ".join(faults)
        return page
