"""Routes of the year's programme and of periods of figures: the association's own, nobody is tied to one (0100)."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from application.release import ReleaseYear, release_year
from domain.calendar import Period, PeriodKind, vietnam_day
from tests.access.matrix import rules as r
from tests.access.matrix.association import Seeded
from tests.access.matrix.ways import Way, form, page, read, send
from tests.api.given import ABSENT
from tests.journeys.acts import do, followed

SEE = r.roles(r.COUNSELLOR, r.SUPERVISOR, r.HEAD, r.AUDITOR, r.OFFICE)
KEEP = r.roles(r.OFFICE)
_THERE = frozenset({"there"})
SEE_PERIOD = r.Rule(dict.fromkeys((r.COUNSELLOR, r.SUPERVISOR, r.HEAD, r.AUDITOR, r.OFFICE), _THERE))
CLOSE = r.Rule({r.OFFICE: _THERE})
YEAR = {"year": "2030"}
INDICATOR = {"code": "outreach", "section": 1, "name": "Cuộc", "comparison": "at_least", "target": 5}
GIVEN = {"year": 2030, "title": "Chương trình thử", "document": "", "indicators": [INDICATOR]}
APPROVAL = {"decision": "Quyết định thử", "approved_on": "2025-01-02"}
REVISION = {"code": "outreach", "target": 4, "reason": "Thử"}
MILESTONE = {"indicator": "outreach", "until": "2030-06-30", "amount": 2}
REVIEW = {"kind": "mid_year", "reviewed_on": "2025-07-01"}
SPAN = {"name": "Kỳ thử", "first": "2025-01-01", "last": "2025-06-30", "cut_off": "2025-07-05"}
NOTHING = {"year": "2025", "cut_off": "2025-01-31"}
"""A year of which nothing was recorded by then: who may release is told so."""
THRESHOLD = {"smallest": "5", "reason": "Thử"}

FIGURES: tuple[Way, ...] = (
    page("/chuong-trinh", "plain", SEE),
    read("/programmes/{year}", "plain", SEE, fixed=YEAR),
    form("/chuong-trinh/{year}", "plain", KEEP, fixed={"year": "2024"}),
    send("/programmes/{year}", "plain", KEEP, GIVEN | {"year": 2031}, fixed={"year": "2031"}),
    form("/chuong-trinh/{year}/phe-duyet", "plain", KEEP, APPROVAL, fixed=YEAR),
    send("/programmes/{year}/approval", "plain", KEEP, APPROVAL, fixed=YEAR),
    form("/chuong-trinh/{year}/dieu-chinh", "plain", KEEP, REVISION, fixed=YEAR),
    send("/programmes/{year}/revisions", "plain", KEEP, REVISION, fixed=YEAR),
    form("/chuong-trinh/{year}/moc", "plain", KEEP, MILESTONE, fixed=YEAR),
    send("/programmes/{year}/milestones", "plain", KEEP, MILESTONE, fixed=YEAR),
    form("/chuong-trinh/{year}/ra-soat", "plain", KEEP, REVIEW, fixed=YEAR),
    send("/programmes/{year}/reviews", "plain", KEEP, REVIEW, fixed=YEAR),
    page("/ky-so-lieu", "plain", SEE),
    read("/figure-periods", "plain", SEE),
    form("/ky-so-lieu", "plain", KEEP, SPAN),
    send("/figure-periods", "plain", KEEP, SPAN),
    page("/ky-so-lieu/{period}", "period", SEE_PERIOD),
    read("/figure-periods/{period}", "period", SEE_PERIOD),
    form("/ky-so-lieu/{period}/khoa", "period", CLOSE),
    send("/figure-periods/{period}/closing", "period", CLOSE),
    page("/so-lieu-phat-hanh", "plain", SEE),
    read("/releases", "plain", SEE),
    form("/so-lieu-phat-hanh", "plain", KEEP, NOTHING, ok=409),
    send("/releases", "plain", KEEP, NOTHING, ok=409),
    form("/so-lieu-phat-hanh/nguong", "plain", KEEP, THRESHOLD),
    send("/releases/thresholds", "plain", KEEP, THRESHOLD),
    page("/so-lieu-phat-hanh/{release}", "release", SEE_PERIOD),
    page("/so-lieu-phat-hanh/{release}/tep.csv", "release", SEE_PERIOD),
    page("/so-lieu-phat-hanh/{release}/tep.xlsx", "release", SEE_PERIOD),
    read("/releases/{release}", "release", SEE_PERIOD),
)


def records_of_figures(made: Seeded) -> None:
    """A programme, a period that is open, and what was given out of this year, made in a later month."""
    made.api("office_sd", "POST", "/programmes/2030", GIVEN)
    made.ids["period", "there"] = {"period": made.made("office_sd", "/figure-periods", SPAN)}
    made.ids["period", "absent"] = {"period": ABSENT}
    followed(made.world)
    today = vietnam_day(datetime.now(UTC))
    end = Period.of(today, PeriodKind.MONTH).last
    with made.world.after((end - today).days + 1) as later:
        release = do(later, "office_sd", partial(release_year, ReleaseYear(year=today.year, cut_off=end)))
    made.ids["release", "there"] = {"release": str(release)}
    made.ids["release", "absent"] = {"release": ABSENT}
