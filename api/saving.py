"""A form that is saved, or shown again with the refusal; what the refused try had noted is forgotten first."""

from collections.abc import Callable

from fastapi import Response

from api.door import OpenWork
from domain.kernel import Refused


def saved(
    work: OpenWork,
    save: Callable[[], object],
    shown: Callable[[], Response],
    again: Callable[[Refused], Response],
) -> Response:
    """Return what is shown after saving, or the form again.

    Args:
        work: In which it is saved.
        save: Saves it.
        shown: Leads on when it is saved.
        again: Shows the form with what was typed and the refusal.
    """
    try:
        save()
    except Refused as refusal:
        work.restart()
        return again(refusal)
    return shown()
