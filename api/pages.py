"""Pages: a template, the frame around it, and how days, places and numbers are written in each language.

Templates live in `api/templates`; `macros/forms.html` and `macros/show.html` hold what pages are made of.
In a template `_("Vào sổ")` is the Vietnamese text and its message id; a per-cent sign in it is written `%%`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any
from uuid import uuid4

from babel.numbers import format_decimal
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from api.forms import FieldError, as_typed
from api.kept import written
from api.texts import LANGUAGES, translated, translations
from application.documents.wording import official_day
from domain.account import Role
from domain.calendar import VIETNAM, vietnam_day, vietnam_time
from domain.codes import Code
from domain.directory import EmergencyNumber, emergency_numbers
from domain.identity import PartialDate, phone_numbers
from domain.kernel import Erased
from domain.units import AdminUnit, Place, Unit

ERASED_SHOWN = "—"
"""What is shown for a field that can no longer be read."""
_ENGLISH_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the menu: path and Vietnamese label (the message id)."""

    path: str
    label: str
    folded: bool = False
    """Whether it stands under "Mục khác", because whoever reads the page seldom needs it."""


@dataclass(frozen=True, slots=True)
class PageFrame:
    """What every page shows around its content; made without a database for pages that must always work."""

    language: str
    path: str
    csrf: str = ""
    association: str = ""
    is_fictional: bool = False
    display_name: str = ""
    nav: tuple[NavItem, ...] = field(default=())
    query: str = ""
    """What stands in the address after the path: codes and ids, never words that name a person."""
    duty: tuple[EmergencyNumber, ...] = ()
    """Duty numbers of the reader's own commune and province, or those that strangers may see."""
    may_declare: bool = False
    """Whether the reader's work can bring a conflict of interest, which the foot of each page lets them declare."""
    idle_minutes: int = 0
    """After how long without activity the screen locks; 0 on pages that nobody is signed in on."""

    @property
    def other_language(self) -> str:
        """The language that the switch leads to."""
        return "vi" if self.language == "en" else "en"

    @property
    def here(self) -> str:
        """The address of this page without the choice of a language, to come back to in the other one."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def nav_in_sight(self) -> tuple[NavItem, ...]:
        """The entries of the menu that are used daily."""
        return tuple(item for item in self.nav if not item.folded)

    @property
    def nav_folded(self) -> tuple[NavItem, ...]:
        """The entries under "Mục khác"."""
        return tuple(item for item in self.nav if item.folded)

    def is_current(self, item: NavItem) -> bool:
        """Whether a menu entry leads to this page or to one above it."""
        return self.path == item.path or self.path.startswith(f"{item.path}/")


def render(frame: PageFrame, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """Return a page rendered into memory."""
    today = vietnam_day(datetime.now(UTC))
    html = (
        ENVIRONMENTS[frame.language]
        .get_template(template)
        .render(frame=frame, status=status, emergency=emergency_numbers(today), **context)
    )
    return HTMLResponse(errors_named(html) if "data-names" in html else html, status_code=status)


_NAMES = re.compile(r'<label for="(f-[^"]+)">([^<]+)|<fieldset id="(f-[^"]+)"[^>]*>\s*<legend>([^<]+)')
_UNNAMED = re.compile(r'<a href="#(f-[^"]+)" data-names>')


def errors_named(html: str) -> str:
    """Return a page whose error summary names each field, as its own label does further down.

    >>> errors_named('<a href="#f-x" data-names>Quá dài.</a><label for="f-x">Tên</label>')
    '<a href="#f-x">Tên: Quá dài.</a><label for="f-x">Tên</label>'
    """
    names = {one or other: (name or legend).strip() for one, name, other, legend in _NAMES.findall(html)}

    def named(link: re.Match[str]) -> str:
        name = names.get(link[1])
        return f'<a href="#{link[1]}">' + (f"{name}: " if name else "")

    return _UNNAMED.sub(named, html)


def day(value: date | datetime | PartialDate | Erased | None) -> str:
    """Return a day as dd/mm/yyyy; a moment gives its day in Viet Nam, a partial date what is known of it.

    >>> day(date(2024, 7, 5)), day(datetime(2024, 7, 4, 20, 0, tzinfo=UTC)), day(None)
    ('05/07/2024', '05/07/2024', '')
    """
    if isinstance(value, Erased):
        return ERASED_SHOWN
    if isinstance(value, datetime):
        value = vietnam_day(value)
    if isinstance(value, date):
        return f"{value:%d/%m}/{value.year:04}"
    return str(value) if value is not None else ""


def moment(value: datetime | None, language: str = "vi") -> str:
    """Return a moment in Vietnam time.

    >>> moment(datetime(2024, 3, 1, 1, 15, tzinfo=UTC)), moment(datetime(2024, 3, 1, 1, 15, tzinfo=UTC), "en")
    ('08:15 ngày 01/03/2024', '08:15, 01/03/2024')
    """
    if value is None:
        return ""
    between = ", " if language == "en" else " ngày "
    return f"{vietnam_time(value):%H:%M}{between}{day(value)}"


def long_day(value: date | datetime | None, language: str = "vi") -> str:
    """Return a day as official papers write it.

    Source: Decree 30/2020/NĐ-CP, annex I: days under 10 and the months 1 and 2 take a leading zero.

    >>> long_day(date(2024, 7, 5)), long_day(date(2024, 2, 15)), long_day(date(2024, 7, 5), "en")
    ('ngày 05 tháng 7 năm 2024', 'ngày 15 tháng 02 năm 2024', '5 July 2024')
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = vietnam_day(value)
    if language == "en":
        return f"{value.day} {_ENGLISH_MONTHS[value.month - 1]} {value.year}"
    return official_day(value)


def label(value: Code | Iterable[Code] | Erased | None, language: str = "vi") -> str:
    """Return the label of a code, or of several separated by commas."""
    if value is None:
        return ""
    if isinstance(value, Erased):
        return ERASED_SHOWN
    codes = (value,) if isinstance(value, Code) else tuple(value)
    return ", ".join(code.label(language) for code in codes)


def number(value: float | None, language: str = "vi") -> str:
    """Return a number with the language's own separators.

    >>> number(1234.5), number(1234.5, "en")
    ('1.234,5', '1,234.5')
    """
    return "" if value is None else str(format_decimal(value, locale=language))


def role_name(code: str, language: str = "vi") -> str:
    """Return the label of a role's code."""
    return Role(code).label(language) if code in set(Role) else code


def place(value: Place | AdminUnit | Unit | Erased | None, language: str = "vi") -> str:
    """Return a place in words; a place that is only spoken of, or not at all, is marked *chưa xác định*."""
    match value:
        case Place():
            unknown = translated("chưa xác định", language)
            said = value.shown()
            return said if value.is_located else f"{said} ({unknown})" if said else unknown
        case AdminUnit():
            return value.name_as_written
        case Unit():
            return value.full_name
        case Erased():
            return ERASED_SHOWN
        case None:
            return translated("chưa xác định", language)


def shown(value: object) -> str:
    """Return a personal field as text: nothing for what was not said, a dash for what was erased."""
    return ERASED_SHOWN if isinstance(value, Erased) else "" if value is None else str(value)


def lines(value: object) -> Markup:
    """Return a text with its line breaks."""
    return Markup("<br>\n").join(escape(line) for line in shown(value).split("\n"))


def options(offered: Iterable[Code | tuple[object, str]], language: str = "vi") -> list[tuple[str, str]]:
    """Return what a field offers: codes of a value list with their labels, and pairs (value, label) as they are."""
    return [
        (one.value, one.label(language)) if isinstance(one, Code) else (as_typed(one[0]), one[1])
        for one in offered
    ]


def short_code(typed: str) -> str:
    """Return the short code of a stored one.

    >>> short_code("abuse-type/1/violence"), short_code("violence")
    ('violence', 'violence')
    """
    found = re.fullmatch(r"[a-z0-9-]+/[0-9]{1,4}/([a-z0-9_]+)", typed)
    return found[1] if found else typed


def unit_groups(units: Iterable[Unit]) -> dict[str, list[tuple[str, str]]]:
    """Return units as choices by the unit they lie in, in the order given."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for unit in units:
        above = unit.parent.name if unit.parent is not None else ""
        groups.setdefault(above, []).append((unit.key, unit.name))
    return groups


def local_input(value: datetime | None) -> str:
    """Return a moment as the value of `<input type="datetime-local">`, in Vietnam time."""
    return "" if value is None else f"{value.astimezone(VIETNAM):%Y-%m-%dT%H:%M}"


def field_id(name: str) -> str:
    """Return the id of a field or group of fields, to which the error summary links.

    >>> field_id("child.birth.year")
    'f-child-birth-year'
    """
    return "f-" + name.replace(".", "-")


@lru_cache(maxsize=32)
def static_version(name: str) -> str:
    """Return the mark of a static file's content; an address that carries it may be kept for ever."""
    return sha256(files("api").joinpath("static", name).read_bytes()).hexdigest()[:12]


def static(name: str) -> str:
    """Return the address of a static file."""
    return f"/static/{name}?v={static_version(name)}"


@lru_cache(maxsize=1)
def worker() -> str:
    """Return the address of the service worker, marked by the content of the one page that it keeps."""
    parts = [
        *_SHELL,
        *(f"../templates/{name}" for name in ("base.html", "offline.html", "outbox_words.html")),
    ]
    mark = sha256("".join(static_version(name) for name in parts).encode()).hexdigest()[:12]
    return f"/static/{WORKER}?v={mark}"


WORKER = "sw.js"
_SHELL = ("sw.js", "app.css", "app.js", "vault.js", "outbox.js", "icon.svg")


def _sentence(error: FieldError, language: str = "vi") -> str:
    return error.sentence(language)


def dialled(written: str) -> str:
    """Return the first telephone number of what was written, as digits; nothing where there is none.

    >>> dialled("mẹ: +84 912 345 678 (buổi tối); hoặc 111")
    '0912345678'
    """
    return next(iter(phone_numbers(written)), "")


def _in_language(write: Callable[..., Any], language: str) -> Callable[[Any], Any]:
    return lambda value: write(value, language)


def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(str(files("api").joinpath("templates"))),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}
    environment.install_gettext_translations(  # type: ignore[attr-defined] # added by the extension
        translations(language), newstyle=True
    )
    spoken: dict[str, Callable[..., Any]] = {
        "moment": moment,
        "long_day": long_day,
        "label": label,
        "role_name": role_name,
        "number": number,
        "place": place,
        "options": options,
        "sentence": _sentence,
    }
    environment.filters.update({name: _in_language(write, language) for name, write in spoken.items()})
    environment.filters.update(
        day=day,
        dialled=dialled,
        shown=shown,
        lines=lines,
        local_input=local_input,
        field=as_typed,
        field_id=field_id,
        short_code=short_code,
        unit_groups=unit_groups,
    )
    environment.globals.update(
        static=static, worker=worker, new_key=lambda: uuid4().hex, language=language, written=written
    )
    return environment


ENVIRONMENTS: Mapping[str, Environment] = {language: _environment(language) for language in LANGUAGES}
"""One environment a language, built once."""
