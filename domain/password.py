"""Passwords that are guessed first: nothing but common words, years, and runs of keys.

The list is our own work (written for this house, copied from none); a longer one may stand in its place.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from domain.text import fold

OWN_LETTERS = 6
"""Characters that must remain once everything common is taken out. Source: quy ước nội bộ."""

_YEAR = re.compile(r"(?:19|20)\d\d")
_REPEATED = re.compile(r"(.)\1{2,}")
_LEET = str.maketrans("@4301!5$7", "aaeoiisst")
_AT_THE_END = "!?.,;:@#$%^&*()-_ "
_SHIFTED = "!@#$%^&*()_+"
_KEYS = ("0123456789", "9876543210", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")


@lru_cache(maxsize=1)
def common_words() -> tuple[str, ...]:
    """Return the words of the list without marks, the longest first."""
    text = files("domain").joinpath("reference/common-passwords.txt").read_text(encoding="utf-8")
    words = {_plain(line) for line in text.splitlines() if line and not line.startswith("#")}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def is_common(password: str) -> bool:
    """Return whether hardly anything of the password is the person's own.

    >>> is_common("Matkhau@2026!"), is_common("hoibaovequyentreem"), is_common("123456789012")
    (True, True, True)
    >>> is_common("con trâu trắng ăn cỏ ven đê")
    False
    """
    if not _plain(password):
        return len(_signs(password)) < OWN_LETTERS
    said = _YEAR.sub(" ", fold(password)).rstrip(_AT_THE_END)
    return min(len(_own(_plain(said))), len(_own(_plain(said.translate(_LEET))))) < OWN_LETTERS


def _signs(password: str) -> set[str]:
    """Return the different signs of a password without letters and digits, but for those along the row of digits."""
    rest = password
    for size in range(len(_SHIFTED), 2, -1):
        for at in range(len(_SHIFTED) - size + 1):
            rest = rest.replace(_SHIFTED[at : at + size], " ")
    return {sign for sign in rest if not sign.isspace()}


def _plain(text: str) -> str:
    return "".join(letter for letter in fold(text) if letter.isalnum())


def _own(plain: str) -> str:
    """Return what remains without common words, repeated letters and runs of keys."""
    rest = plain
    for word in common_words():
        rest = rest.replace(word, " ")
    rest = _REPEATED.sub(" ", rest)
    for run in _runs():
        rest = rest.replace(run, " ")
    return rest.replace(" ", "")


@lru_cache(maxsize=1)
def _runs() -> tuple[str, ...]:
    """Return runs of neighbouring keys and letters, from the longest to three in length."""
    found = {
        row[at : at + size] for row in _KEYS for size in range(3, 11) for at in range(len(row) - size + 1)
    }
    return tuple(sorted(found, key=lambda run: (-len(run), run)))
