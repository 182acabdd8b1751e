"""A world in which each part of the paper book happened, and the addresses of what came of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from uuid import UUID

from api.guide import TOPICS
from application.work_transfer import (
    AcceptWork,
    DeclineWork,
    OfferWork,
    accept_work,
    decline_work,
    offer_work,
)
from domain.calendar import Period, PeriodKind
from domain.lists import Allegation
from domain.work_transfer import Absence, Given, TransferKind
from tests.browser.test_book import filled
from tests.browser.test_lists import DAY, _step
from tests.browser.test_mirror import told as mirrored
from tests.files import made
from tests.journeys.acts import do, followed, taken_in
from tests.journeys.test_corrections import noted
from tests.journeys.test_documents import COMMUNE, told
from tests.journeys.test_export import approved
from tests.journeys.test_merging import merged, taken_apart
from tests.journeys.test_mirror import version_of
from tests.journeys.test_register import BEFORE, LAST, closed, path_of
from tests.journeys.world import World
from tests.log_import import workbook
from tests.log_import.test_pages import checked, finished
from tests.member_list import workbook as lists
from tests.pages import Pages

HALF = Period.of(Period.of(DAY, PeriodKind.HALF_YEAR).first - timedelta(days=1), PeriodKind.HALF_YEAR)
"""The last half-year that is over."""
Answers = dict[str, str]
FILE: Answers = {"subject": "photo", "description": "Ảnh", "purpose": "record", "basis": "consent"}


@dataclass(frozen=True)
class Press:
    """A form of a page, sent: what is typed or chosen by name, and a file for the field of files."""

    path: str
    form: str
    answers: Answers = field(default_factory=dict)
    file: bytes | None = None
    open: str = ""
    """What is unfolded first."""


def code_in(page: str) -> str:
    """Return the first code of a case on a page."""
    found = re.search(r"[A-Z]+\.TN\.[0-9]{4}\.[0-9]{4}", page)
    assert found is not None, page[:3000]
    return found[0]


class Practice:
    """Corrections, merges, the mirror, books, moves of work, papers, files and an import, each done once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.counsellor = world.sign_in("counsellor")
        self.mirrored = f"/ho-so/{mirrored(world)}"
        self.paper = f"/ho-so/{told(world, agreed=True)}"
        self.entries = self._corrected()
        self._merged()
        filled(world)
        closed(world, LAST)
        self.files = self._attached()
        self.imported = self._imported()
        self.export = approved(world).removeprefix("/api/v1").replace("/exports/", "/xuat-du-lieu/")
        self._moved()
        followed(world)

    def pages(self, who: str) -> Pages:
        return Pages(self.world.sign_in(who).client)

    def _corrected(self) -> dict[str, str]:
        """Return the addresses of the entries by what they are."""
        browser, case = self.counsellor, self.paper.rsplit("/", 1)[1]
        first, second, third = (noted(browser, case, f"Lời kể thứ {n}.") for n in ("nhất", "hai", "ba"))
        browser.get(f"{self.paper}/sua/{first}")
        browser.submit("correction", value__note__note="Cháu ở nhà bà nội.", reason="nghe nhầm")
        browser.get(f"{self.paper}/sua/{second}")
        browser.submit("correction", kind="misplaced", value__note__note="Cháu vẫn đi học.")
        self.other = f"/ho-so/{taken_in(self.world, 'Vi Thị Khác')}"
        shown = browser.get(self.other).text
        browser.get(f"{self.paper}/sua/{third}")
        browser.submit("move", code=code_in(shown))
        auditor = self.world.sign_in("auditor")
        auditor.get("/mo-khan")
        auditor.submit("break", code=code_in(browser.get(self.paper).text), breaking__ground="inspection")
        entries = {"note": f"{self.paper}/sua/{noted(browser, case, 'Đang ở nhà bà ngoại.')}"}
        for path, form, typed in (
            ("chuyen", "forward", {"recipient__kind": "hotline_111"}),
            ("viec-tiep", "step", {"what": "Gọi lại cho bà", "due_on": str(DAY)}),
            ("nhan-dinh", "triage", {"level": "high"}),
            ("da-biet", "known", {"recipient__kind": "health_sector", "since": "2025-01-02"}),
        ):
            browser.get(f"{self.paper}/{path}")
            page = browser.submit(form, **typed)
            assert page.status_code == 200, (path, page.text[:3000])
        history = browser.api("GET", f"/api/v1/cases/{case}").json()["history"]
        for one in history:
            name = one["topic"].removeprefix("case.").removesuffix(".1")
            if name in {"opened", "passed-on", "step-planned", "assessed", "known-already"}:
                entries[name] = f"{self.paper}/sua/{one['version']}"
        browser.get(f"{self.paper}/tu-van")
        browser.submit(
            "consultation", consultation__narrative="Mẹ hỏi về quyền nuôi con.", consultation__minutes="30"
        )
        self.matter = str(browser.page.url).removeprefix("http://testserver") if browser.page else ""
        browser.get(f"{self.matter}/sua/1")
        browser.submit(
            "correction", consultation__narrative="Mẹ hỏi về quyền nuôi con sau ly hôn.", reason="ghi thiếu"
        )
        return entries | {"session": f"{self.matter}/sua/1"}

    def _merged(self) -> None:
        self.main = taken_in(self.world, "Chu Thị Lê", allegation=Allegation.RISK)
        self.duplicate, self.apart, self.maybe = (
            taken_in(self.world, name) for name in ("Chu Thị Lệ", "Chu Thị Lề", "Chu Thị Lế")
        )
        for duplicate in (self.duplicate, self.apart):
            merged(self.world, self.main, duplicate)
        taken_apart(self.world, self.apart)

    def _attached(self) -> dict[str, str]:
        """Return the addresses of a picture, a document and one that was taken away."""
        kinds = {"image": (made.jpeg((1200, 900)), "notebook"), "pdf": (made.pdf(pages=3), "document")}
        kinds |= {"recording": (made.wav(), "recording"), "gone": (made.png(), "photo")}
        case, found = self.paper, {}
        for at, (name, (content, subject)) in enumerate(kinds.items()):
            self.counsellor.get(f"{case}/tep")
            fields = self.counsellor.form("file") | made.SAID | {"subject": subject}
            fields |= {"description": "Trang sổ cháu đưa", "basis": "consent"}
            fields.pop("file", None)
            sent = {"file": ("IMG_2041.jpg", content)}
            answer = self.counsellor.client.post(f"{case}/tep", data=fields, files=sent)
            assert answer.status_code == 200, answer.text[:3000]
            listed = self.counsellor.api("GET", f"/api/v1/cases/{case.rsplit('/', 1)[1]}/files").json()[
                "files"
            ]
            found[name] = f"{case}/tep/{listed[at]['version']}"
        path = f"/api/v1/cases/{case.rsplit('/', 1)[1]}/files/{found['gone'].rsplit('/', 1)[1]}/withdrawal"
        assert self.counsellor.api("POST", path, json={"because": "not_needed"}).status_code == 201
        return found

    def _imported(self) -> str:
        browser, one = self.world.sign_in("supervisor"), workbook.made(30)
        checked(browser, one.content)
        page = browser.submit("enter", accept_good="true")
        finished(browser, page)
        return str(page.url).removeprefix("http://testserver")

    def _moved(self) -> None:
        """Work of one who is away, partly declined; of one who leaves, accepted; of one who comes back."""
        world = self.world
        last = _step(world, "Đặng Thị Ba", 2)
        away = OfferWork(
            of=world.accounts["counsellor"],
            kind=TransferKind.AWAY,
            absence=Absence(first=DAY, last=DAY + timedelta(days=6)),
            receiver=world.accounts["colleague"],
            others=(Given(record=last, receiver=world.accounts["elsewhere"]),),
            reason="Nghỉ phép năm",
            note="Bà ngoại cháu chỉ nghe máy sau 17 giờ.",
        )
        self.away = self._offered(away, "supervisor")
        declining = DeclineWork(transfer=self.away, reason="Tuần này đi cơ sở")
        do(world, "elsewhere", partial(decline_work, declining))
        _step(world, "Lò Thị Sao", -1, who="elsewhere")
        short = Absence(first=DAY - timedelta(days=3), last=DAY - timedelta(days=1))
        back = OfferWork(
            of=world.accounts["elsewhere"],
            kind=TransferKind.AWAY,
            absence=short,
            receiver=world.accounts["colleague"],
        )
        self.back = self._offered(back, "supervisor")
        do(world, "colleague", partial(accept_work, AcceptWork(transfer=self.back)))

    def _offered(self, wish: OfferWork, by: str) -> UUID:
        return do(self.world, by, partial(offer_work, wish))


def _task(it: Practice) -> str:
    case = it.mirrored.rsplit("/", 1)[1]
    return f"{it.mirrored}/viec-duoc-giao/{version_of(it.counsellor, case, 'case.task-assigned.1')}"


def walks(it: Practice) -> dict[str, dict[str, str]]:
    """Return who looks at what: pictures' names and paths by person ("" for a stranger)."""
    mirror, paper, main = it.mirrored, it.paper, f"/ho-so/{it.main}"
    case = mirror.rsplit("/", 1)[1]
    asked = {
        name: version_of(it.counsellor, case, f"case.{name}.1")
        for name in ("cooperation-requested", "meeting-invited")
    }
    steps = ("initial_assessment", "separation", "specific_assessment", "plan", "approval", "review")
    letter = f"{paper}/van-ban/cong-van?kind=commune_police&unit={COMMUNE.key}"
    return {
        "": {"quick-exit-stranger": "/thoat-nhanh/la-gi", "guide-stranger": "/huong-dan"},
        "counsellor": {
            **{f"correction-{name}": path for name, path in it.entries.items()},
            "corrected": paper,
            "moved-to": it.other,
            "matter-corrected": it.matter,
            "merge-find": f"/ho-so/{it.maybe}/gop",
            "merge-compare": f"{main}/gop?voi={it.maybe}",
            "merge-main": main,
            "merge-duplicate": f"/ho-so/{it.duplicate}",
            "merge-take-back": f"/ho-so/{it.duplicate}/bo-gop",
            "merge-apart": f"/ho-so/{it.apart}",
            "mirror-case": mirror,
            "mirror-two-lines": f"{mirror}/hai-dong",
            "mirror-choose": f"{mirror}/co-quan-bao",
            **{f"mirror-{step}": f"{mirror}/co-quan-bao/{step}" for step in steps},
            "mirror-emergency": f"{mirror}/co-quan-bao/emergency",
            "mirror-request": f"{mirror}/phoi-hop",
            "mirror-answer": f"{mirror}/phoi-hop/{asked['cooperation-requested']}/tra-loi",
            "mirror-meeting": f"{mirror}/hop-truong-hop",
            "mirror-attended": f"{mirror}/hop-truong-hop/{asked['meeting-invited']}/du",
            "mirror-attendance": f"{mirror}/du-hop",
            "mirror-task": f"{mirror}/viec-duoc-giao",
            "mirror-task-done": _task(it),
            "papers": f"{paper}/van-ban",
            "paper-letter": letter,
            "paper-form-01": f"{paper}/van-ban/mau-01",
            "paper-log": "/so-theo-doi/trang-in",
            "paper-empty": "/bieu-mau/tiep-nhan",
            "files": f"{paper}/tep",
            **{f"file-{name}": path for name, path in it.files.items() if name != "gone"},
            "matter-files": f"{it.matter}/tep",
            "outbox": "/hop-cho",
            "offline": "/mat-mang",
            "quick-exit": "/thoat-nhanh/la-gi",
            "week": "/hom-nay/phieu-tuan",
            "today": "/hom-nay",
            "log": "/so-theo-doi?mirror=reviewed",
            "guide": "/huong-dan",
            "guide-all": "/huong-dan/tat-ca",
            **{f"guide-{topic.slug}": f"/huong-dan/{topic.slug}" for topic in TOPICS},
        },
        "supervisor": {
            "register": "/ket-so",
            "book-later": path_of(it.world, LAST),
            "book-month": path_of(it.world, BEFORE),
            "book-preview": f"{path_of(it.world, HALF)}/xem-truoc",
            "moves": "/ban-giao",
            "move": f"/ban-giao/{it.away}",
            "move-offer": f"/ban-giao/cua/{it.world.accounts['counsellor']}",
            "moves-today": "/hom-nay?cua=unit",
            "week-unit": "/hom-nay/phieu-tuan?cua=unit",
            "week-names": "/hom-nay/phieu-tuan?cua=unit&ten=true",
            "imports": "/nhap-so-cu",
            "member-lists": "/nhap-hoi-vien",
            "import": it.imported,
            "exports": "/xuat-du-lieu",
            "export": it.export,
            "article-92": "/dieu-92",
        },
        "colleague": {"move-answer": f"/ban-giao/{it.away}", "moves-waiting": "/hom-nay"},
        "elsewhere": {"move-back": f"/ban-giao/{it.back}", "moves-own": "/ban-giao"},
        "auditor": {"hidden": f"{paper.replace('/ho-so/', '/lich-su/')}/da-che"},
        "officer": {"export-approved": it.export},
        "administrator": {"moves-account": f"/tai-khoan/{it.world.accounts['counsellor']}/viec"},
    }


def presses(it: Practice) -> dict[str, dict[str, Press]]:
    """Return what is sent by whom: refusals said beside the form, and pages that only an answer shows."""
    main = f"/ho-so/{it.main}"
    return {
        "counsellor": {
            "correction-refused": Press(it.entries["note"], "correction", {"value.note.note": ""}),
            "move-refused": Press(it.entries["note"], "move", {"code": "BG.TN.9999.2020"}),
            "merge-refused": Press(f"{main}/gop?voi={it.maybe}", "merge"),
            "merge-not-found": Press(f"{main}/gop", "find", {"code": "BG.TN.9999.2020"}),
            "unmerge-refused": Press(f"/ho-so/{it.duplicate}/bo-gop", "unmerge"),
            "report-saved": Press(
                f"{it.mirrored}/co-quan-bao/separation", "report", {"effective.day": "2099-01-01"}
            ),
            "request-refused": Press(f"{it.mirrored}/phoi-hop", "cooperation"),
            "task-refused": Press(_task(it), "task-answer"),
            "file-refused": Press(f"{it.paper}/tep", "file", FILE, made.SVG),
            "guide-found": Press("/huong-dan", "search", {"words": "hop cho"}),
            "guide-nothing": Press("/huong-dan", "search", {"words": "zzz"}),
        },
        "supervisor": {
            "import-report": Press("/nhap-so-cu", "import", {}, workbook.made(60, seed="other").content),
            "import-nothing": Press("/nhap-so-cu", "import"),
            "member-report": Press("/nhap-hoi-vien", "import", {}, lists.made(40).content),
            "export-refused": Press("/xuat-du-lieu", "export", {"why": ""}),
            "offer-refused": Press(f"/ban-giao/cua/{it.world.accounts['counsellor']}", "offer"),
        },
        "colleague": {"decline-refused": Press(f"/ban-giao/{it.away}", "decline")},
    }
