"""Sentences of the stories: one file a kind of story in texts/, one sentence a line under a [section]."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from application.demo.chance import Chance

Slots = Mapping[str, str]
"""What fills the braces of a sentence: child, age, hamlet, school, grade, when, teller, gist."""


def sentence(chance: Chance, theme: str, section: str, slots: Slots) -> str:
    """Return one sentence of a section, from the theme's own file where it has the section, else a common one."""
    own, common = _sections(theme).get(section, ()), _sections("common").get(section, ())
    lines = own if own and (not common or chance.maybe(0.7)) else common
    return _filled(chance.choice(lines), slots) if lines else ""


def paragraph(chance: Chance, theme: str, section: str, slots: Slots, most: int) -> str:
    """Return one to a few different sentences of a section."""
    lines = list(dict.fromkeys((*_sections(theme).get(section, ()), *_sections("common").get(section, ()))))
    chosen = chance.sample(lines, min(len(lines), chance.randint(1, most)))
    return "\n".join(_filled(line, slots) for line in chosen)


def _filled(line: str, slots: Slots) -> str:
    text = line.format_map(slots)
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=32)
def _sections(name: str) -> Mapping[str, tuple[str, ...]]:
    text = files("application.demo").joinpath("texts", f"{name}.txt").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    section = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("["):
            section = line.strip("[]")
        elif not line.startswith("#"):
            found.setdefault(section, []).append(line)
    return {key: tuple(lines) for key, lines in found.items()}
