"""One sentence a fact, in Vietnamese and English, for the timeline; what was said stands beside it."""

import importlib
import pkgutil
from dataclasses import dataclass
from functools import singledispatch

from domain.kernel import Erased, Event


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the timeline, with labelled details below it (each label and value in the reader's language)."""

    text: str
    details: tuple[tuple[str, str], ...] = ()


@singledispatch
def sentence_of(fact: Event, language: str) -> Sentence:
    """Return the sentence of a fact.

    Raises:
        LookupError: The fact has none; a test finds this before a reader does.
    """
    raise LookupError(type(fact).__name__)


def shown(value: object) -> str:
    """Return a personal field as text; what was erased shows as a dash."""
    return "—" if isinstance(value, Erased) else str(value or "")


def details(*pairs: tuple[str, object]) -> tuple[tuple[str, str], ...]:
    """Return the pairs whose value is not empty."""
    return tuple((label, shown(value)) for label, value in pairs if isinstance(value, Erased) or shown(value))


def either(language: str, vi: str, en: str) -> str:
    """Return the text of the reader's language."""
    return en if language == "en" else vi


for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
