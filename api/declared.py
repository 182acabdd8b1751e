"""What the door demands of a route: a work, and a decision before anything is sent (SECURITY, bar A-3)."""

ASKS_NOBODY = {
    "/": "leads to the first page",
    "/dang-nhap": "nobody is signed in yet",
    "/api/v1/sessions": "nobody is signed in yet",
    "/khan-cap/da-ghi": "says that it was saved, to whoever came by the form",
    "/api/v1/emergencies": "the same, from a program",
    "/khan-cap": "a cry for help is asked nothing (DESIGN, section 3, rule 1)",
    "/mat-khau": "one's own password, before anything else may be asked",
    "/phien/khoa-nhap": "the key of one's own drafts, from one's own session",
    "/ngon-ngu/{language}": "the language of the pages",
    "/thoat-nhanh": "leaves at once, whoever is there",
    "/thoat-nhanh/la-gi": "says what that does, to anyone",
    "/hop-cho": "what the reader's own browser keeps; the service knows nothing of it",
    "/huong-dan": "help, the same for everybody",
    "/huong-dan/tat-ca": "the same, on one page",
    "/huong-dan/{slug}": "the same, one topic",
    "/mat-mang": "the page for when there is no line, the same for everybody",
}
"""Routes whose answer rests on no decision, and why; every other answer with content does, or is not given."""
WITH_CONTENT = frozenset({200, 201})
"""Answers that the guard looks at; a form shown again with what is wrong keeps what was typed, whatever else is so."""


class NothingDecided(RuntimeError):
    """A route was about to answer though nothing was permitted: a slip of ours, so nothing is sent."""


class UndeclaredRoute(TypeError):
    """A route works in no work, so nothing could be decided in it; the service does not start with it."""
