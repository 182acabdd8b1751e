"""Routes of closed registers: whose register, in which unit; nobody is tied to one (decision 0085)."""

from __future__ import annotations

from tests.access.matrix import rules as r
from tests.access.matrix.association import Seeded
from tests.access.matrix.ways import Way, form, page, read, send
from tests.api.given import ABSENT

UNITS = {"unit": "commune", "below": "club", "sibling": "sibling"}
YEAR, CLOSED, OPEN = "2025", "01", "02"
SEE = r.Rule({r.COUNSELLOR: frozenset({"unit"}), r.SUPERVISOR: frozenset({"unit", "below"})})
CLOSE = r.Rule({r.SUPERVISOR: frozenset({"unit", "below"})})

BOOKS: tuple[Way, ...] = (
    page("/ket-so", "plain", r.CASE_WORK),
    page("/ket-so/{unit}/{year}", "book", SEE),
    read("/registers/{unit}/{year}", "book", SEE),
    page("/ket-so/{unit}/{year}/{period}", "book", SEE),
    read("/registers/{unit}/{year}/books/{period}", "book", SEE),
    page("/ket-so/{unit}/{year}/{period}/xem-truoc", "book", CLOSE, ids={"period": "open"}),
    read("/registers/{unit}/{year}/previews/{period}", "book", CLOSE, ids={"period": "open"}),
    form("/ket-so/{unit}/{year}/{period}", "book", CLOSE, ids={"period": "open"}),
    send("/registers/{unit}/{year}/closings", "book", CLOSE, {"period": "$open"}),
)


def records_of_books(made: Seeded) -> None:
    """A register of each unit with one closed month; the months before it are closed with it."""
    for column, unit in UNITS.items():
        of = str(made.world.units[unit])
        made.api("supervisor_top", "POST", f"/registers/{of}/{YEAR}/closings", {"period": CLOSED})
        made.ids["book", column] = {
            "unit": of,
            "year": YEAR,
            "period": CLOSED,
            "open": OPEN,
            "entry": "phan-cong",
        }
    made.ids["book", "absent"] = {
        "unit": ABSENT,
        "year": YEAR,
        "period": CLOSED,
        "open": OPEN,
        "entry": "phan-cong",
    }
