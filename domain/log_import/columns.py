"""Columns and words of lists that are imported: which head means which field, which word which code; folded data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from domain import lists
from domain.codes import Code
from domain.directory import RecipientKind
from domain.kernel import FieldClass
from domain.text import fold

CODES: Mapping[str, type[Code]] = {
    kind.LIST: kind
    for kind in (
        *(lists.Channel, lists.SourceType, lists.Sex, lists.DangerNow, lists.Allegation, lists.AbuseType),
        *(lists.AbuseEnvironment, lists.SpecialGroup, lists.PriorityTag, lists.InjuryCause),
        *(lists.InjurySeverity, lists.Relation, lists.TriageLevel, lists.Outcome, RecipientKind),
        lists.MemberKind,
    )
}
"""The value lists whose words a log or a list of members may use."""
LOG, MEMBERS = "import-columns.json", "member-columns.json"
"""The forms of a list: the old log, and the members of units."""
FEWEST_HEADS: Mapping[str, int] = {LOG: 3, MEMBERS: 2}
"""A row with fewer known heads is no head of such a list."""


@dataclass(frozen=True, slots=True)
class Column:
    """A field of the log: its class, where it goes in the form's value, and how its words are read."""

    field: str
    field_class: FieldClass
    path: str = ""
    words: str = ""
    """Name of the value list that its words are read by."""
    strict: bool = False
    """Whether an unknown word is a fault; elsewhere it is a remark, and the word stays with the source row."""
    many: bool = False
    required: bool = False
    ignored: bool = False
    """Whether it says nothing of the child: a running number, or what an error workbook added."""


@lru_cache(maxsize=4)
def _data(form: str) -> dict[str, dict[str, Any]]:
    return dict(_read(form))


def _read(name: str) -> Any:
    return json.loads(files("domain.reference").joinpath(name).read_text(encoding="utf-8"))


@lru_cache(maxsize=4)
def columns(form: str = LOG) -> Mapping[str, Column]:
    """Return every field of a form by its name."""
    return {
        field: Column(
            field,
            FieldClass(told["class"]),
            told.get("path", ""),
            told.get("words", ""),
            strict=told.get("strict", False),
            many=told.get("many", False),
            required=told.get("required", False),
            ignored=told.get("ignored", False),
        )
        for field, told in _data(form).items()
    }


@lru_cache(maxsize=4)
def _heads(form: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for field, told in _data(form).items():
        for head in told["heads"]:
            if found.setdefault(as_head(head), field) != field:
                raise ValueError(f"two fields for one head: {head}")
    return found


def heads_of(field: str, form: str = LOG) -> tuple[str, ...]:
    """Return the wordings of a field, for whoever prepares a file."""
    return tuple(_data(form)[field]["heads"])


def as_head(text: str) -> str:
    """Return a head for comparing: no marks, no remarks in brackets, letters and digits alone.

    >>> as_head("Ngày tiếp nhận (*)"), as_head("Trường, lớp")
    ('ngay tiep nhan', 'truong lop')
    """
    plain = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", fold(text))
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def field_of(head: str, form: str = LOG) -> str | None:
    """Return the field that a head means in a form; None for a head that nobody knows.

    >>> field_of("HO VA TEN TRE"), field_of("Số CCCD"), field_of("Mã QR")
    ('child_name', 'identity_number', None)
    """
    return _heads(form).get(as_head(head))


@lru_cache(maxsize=32)
def _words(name: str) -> Mapping[str, str]:
    found = {word: code for code, said in _read("import-words.json").get(name, {}).items() for word in said}
    if name in CODES:
        found |= {as_word(member.vi): member.value for member in CODES[name]}
        found |= {as_word(member.en): member.value for member in CODES[name]}
    return found


def as_word(text: str) -> str:
    """Return a word for comparing: no marks, single blanks, no full stop at the end."""
    return " ".join(fold(text).replace(",", " ").split()).strip(" .:;")


def code_of(name: str, said: str) -> str | None:
    """Return the code that a word means; None when it means none.

    >>> code_of("sex", "Gái"), code_of("abuse-type", "Bỏ rơi, bỏ mặc"), code_of("sex", "xanh")
    ('female', 'abandonment_neglect', None)
    """
    return _words(name).get(as_word(said))


_APART = re.compile(r"[;\n+/]|\s+va\s+|,")


def codes_of(name: str, said: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the codes of several words in one cell, and the words that mean none.

    >>> codes_of("abuse-type", "Bạo lực; bỏ mặc"), codes_of("abuse-type", "Bỏ rơi, bỏ mặc")
    ((('violence', 'abandonment_neglect'), ()), (('abandonment_neglect',), ()))
    """
    whole = code_of(name, said)
    if whole is not None:
        return (whole,), ()
    codes: dict[str, None] = {}
    unknown: list[str] = []
    for part in _parts(said):
        code = code_of(name, part)
        if code is None:
            unknown.append(part)
        else:
            codes[code] = None
    return tuple(codes), tuple(unknown)


def _parts(said: str) -> Iterator[str]:
    for part in _APART.split(fold(said)):
        if part.strip():
            yield part.strip()


def body_of(said: str) -> str | None:
    """Return the kind of body that a wording names, by the longest of the known words in it.

    >>> body_of("Công an xã Tân An"), body_of("UBND xã"), body_of("Đoàn thanh niên")
    ('commune_police', 'commune_peoples_committee', None)
    """
    plain = f" {as_word(said)} "
    known = _words("recipient-kind")
    found = max((word for word in known if f" {word} " in plain), key=len, default=None)
    return known[found] if found else None
