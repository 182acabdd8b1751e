"""Vietnamese text: folding, matching and the order of the alphabet, for composed and decomposed spelling alike."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""The five tones in dictionary order: huyền, hỏi, ngã, sắc, nặng; no mark comes before them."""
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
"""The 29 letters of Vietnamese, with f, j, w and z where foreign names need them."""
_PLACE = {letter: place for place, letter in enumerate(_ALPHABET, start=100)}

SortKey = tuple[tuple[int, ...], tuple[int, ...], str]


def fold(text: str) -> str:
    """Return text for searching: no marks, đ as d, small letters, single blanks.

    >>> fold("  Nguyễn  Thị ĐÀO ")
    'nguyen thi dao'
    """
    plain = unicodedata.normalize("NFD", text.casefold())
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(kept.replace("đ", "d").split())


@dataclass(frozen=True)
class _Word:
    """One word taken apart: letters as typed without their tone, and the tone (0 when there is none)."""

    letters: str
    tone: int

    def begins(self, other: _Word) -> bool:
        """Whether this word, as typed in a search, begins the other; a mark typed must be there."""
        if len(self.letters) > len(other.letters) or (self.tone and self.tone != other.tone):
            return False
        return all(
            typed == there or (typed == fold(there) and typed.isascii())
            for typed, there in zip(self.letters, other.letters, strict=False)
        )


@lru_cache(maxsize=8192)
def _word(text: str) -> _Word:
    tone, letters = 0, []
    for letter in unicodedata.normalize("NFD", text.casefold()):
        if letter in _TONES:
            tone = _TONES[letter]
        else:
            letters.append(letter)
    return _Word(unicodedata.normalize("NFC", "".join(letters)), tone)


def _words(text: str) -> list[_Word]:
    return [_word(part) for part in text.split()]


def matches(query: str, name: str) -> bool:
    """Whether every word of a query begins a word of the name, in any order, each word used once.

    A query without marks finds names with them; a mark typed must be there, on whichever vowel of the
    syllable it is written ("hoà" finds "Hòa").

    >>> matches("lan ngu", "Nguyễn Thị Lan"), matches("nguyến", "Nguyễn Thị Lan"), matches("hoà", "Hòa")
    (True, False, True)
    """
    return _all_taken(_words(query), _words(name))


def _all_taken(wanted: list[_Word], there: list[_Word]) -> bool:
    taken: dict[int, _Word] = {}

    def place(word: _Word, seen: set[int]) -> bool:
        for spot, other in enumerate(there):
            if spot not in seen and word.begins(other):
                seen.add(spot)
                if spot not in taken or place(taken[spot], seen):
                    taken[spot] = word
                    return True
        return False

    return all(place(word, set()) for word in wanted)


def sort_key(text: str) -> SortKey:
    """Return the key of dictionary order: letters first, then tones, then the text itself.

    Source: order of the Vietnamese alphabet (a ă â b c d đ e ê …) with tones none, huyền, hỏi, ngã, sắc, nặng.

    >>> sorted(["Đa", "Da", "Ân", "An", "Ản", "Ăn", "Àn"], key=sort_key)
    ['An', 'Àn', 'Ản', 'Ăn', 'Ân', 'Da', 'Đa']
    """
    words = _words(text)
    letters = tuple(
        place
        for word in words
        for place in (*(_PLACE.get(c, ord(c) if c < "a" else 1000 + ord(c)) for c in word.letters), 0)
    )
    return letters, tuple(word.tone for word in words), unicodedata.normalize("NFC", text)


def name_key(full_name: str) -> tuple[SortKey, SortKey]:
    """Return the key of a person's name: by the given name, which is the last word, then by the rest.

    >>> sorted(["Trần Văn An", "Lê Thị Bình", "Nguyễn An"], key=name_key)
    ['Nguyễn An', 'Trần Văn An', 'Lê Thị Bình']
    """
    rest, _, given = " ".join(full_name.split()).rpartition(" ")
    return sort_key(given), sort_key(rest)


def none_if_blank(value: object) -> object:
    """Return what was typed, and None for a field that was left blank.

    >>> none_if_blank(""), none_if_blank("a"), none_if_blank(0)
    (None, 'a', 0)
    """
    return None if value == "" else value
