"""Texts of pages in the reader's language: the Vietnamese text is the message id, English stands in `locale/en.po`.

`python -m api.locale_update` adds the ids that are missing; a test finds those without an English text.
"""

from functools import lru_cache
from gettext import NullTranslations
from importlib.resources import files
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LANGUAGES = ("vi", "en")


def N_(text: str) -> str:
    """Mark a text that is translated later, where the reader's language is known."""
    return text


@lru_cache(maxsize=len(LANGUAGES))
def translations(language: str) -> NullTranslations:
    """Return the texts of a language; Vietnamese needs none."""
    if language != "en":
        return NullTranslations()
    written = files("api").joinpath("locale", "en.po").read_bytes()
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(written), locale="en", domain="messages"))
    compiled.seek(0)
    return Translations(compiled)


def translated(text: str, language: str) -> str:
    """Return a marked text in the reader's language."""
    return translations(language).gettext(text)
