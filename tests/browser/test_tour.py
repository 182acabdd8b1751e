"""Each page, seen by whom it is for, in English on a phone and in Vietnamese at a desk; closely held ones in all four.

A picture, no accessibility fault, nothing too wide.
"""

from __future__ import annotations

import re
from typing import Protocol
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext

from domain.calendar import vietnam_day
from domain.counselling import matter_code
from tests.api.given import program
from tests.browser.harness import DESKTOP, PHONE, axe, shoot, small_targets, too_wide
from tests.journeys.acts import NOW
from tests.journeys.test_decoys import ended, marked, proposed
from tests.journeys.world import World
from tests.pages import Page, Pages

STORY = "Cháu kể bị bố dượng đánh, có vết bầm ở tay.\nBà ngoại xin được tư vấn."


class Signing(Protocol):
    """What has people who sign in."""

    def pages(self, who: str) -> Pages: ...


class Tour:
    """A world in which something happened, and the addresses of what came of it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.counsellor = self.pages("counsellor")
        self.case = self._taken_in()
        self._passed_on()
        self.matter = self._consulted()
        self.closed = self._closed()
        self.referral = self._asked()
        self.restricted = self._restricted()
        self.glass = self._glass()
        self.conflict = self._stood_aside()
        self.alone = self._consulted_alone()
        self._asked_to_erase()
        self.request = self._asked_about_data()
        self.member = self._entered()
        self._numbers()
        self._watched()

    def pages(self, who: str) -> Pages:
        return Pages(self.world.sign_in(who).client)

    def _taken_in(self) -> str:
        self.counsellor.get("/tiep-nhan")
        page = self.counsellor.fill_and_submit(
            "intake",
            {
                "situation.what": STORY,
                "situation.when": "tối qua",
                "situation.where.spoken": "xóm Đình, gần cầu",
                "situation.danger_now": "no",
                "details.child.name": "Đặng Thị Bích Ngọc",
                "details.child.birth.year": "2014",
                "details.circumstances.allegation": "abuse",
                "details.circumstances.abuse_types": ["violence"],
                "details.family.mother.name": "Vi Thị Hương",
                "details.suspected.name": "Hoàng Văn Tú",
                "details.suspected.relation": "step_parent",
                "contact.person": "Bà ngoại",
                "contact.telephone": "0912 345 678",
                "contact.must_not_know": "bố dượng",
            },
        )
        return page.path

    def _passed_on(self) -> None:
        self.counsellor.get(f"{self.case}/chuyen")
        self.counsellor.fill_and_submit("forward", {"recipient.kind": "hotline_111"})
        self.counsellor.get(f"{self.case}/viec-tiep")
        self.counsellor.fill_and_submit("step", {"what": "Gọi lại cho bà ngoại", "due_on": "2025-01-06"})

    def _consulted(self) -> str:
        self.counsellor.get(f"{self.case}/tu-van")
        self.counsellor.fill_and_submit(
            "consultation", {"consultation.narrative": STORY, "consultation.advice": "Làm đơn đề nghị."}
        )
        page = self.counsellor.get("/tu-van")
        return page.link("/tu-van/") if "/tu-van/moi" not in page.link("/tu-van/") else _matter(page)

    def _closed(self) -> str:
        self.counsellor.get("/tiep-nhan")
        path = self.counsellor.fill_and_submit("intake", {"situation.what": "Hỏi về học bổng."}).path
        self.counsellor.get(f"{path}/ket-thuc")
        self.counsellor.fill_and_submit("closing", {"outcome": "safe", "child_informed": "true"})
        return path

    def _code(self, case: str) -> str:
        found = re.search(r"[A-Z]+\.TN\.[0-9]{4}\.[0-9]{4}", self.counsellor.get(case).html)
        assert found is not None
        return found[0]

    def _restricted(self) -> str:
        self.counsellor.get("/tiep-nhan")
        path = self.counsellor.fill_and_submit("intake", {"situation.what": "Cháu bị dọa."}).path
        self.counsellor.get(f"{path}/han-che")
        self.counsellor.fill_and_submit("restrict", {"ground": "protection"})
        return path

    def _glass(self) -> str:
        far = self.pages("elsewhere")
        far.get("/mo-khan")
        far.fill_and_submit("break", {"code": self._code(self.case), "breaking.ground": "danger"})
        return self.pages("auditor").get("/mo-khan").link("/mo-khan/")

    def _stood_aside(self) -> str:
        colleague = self.pages("colleague")
        colleague.get("/xung-dot/khai-bao")
        said = {"declaration.interest": "relative", "declaration.note": "Cháu họ bên ngoại."}
        colleague.fill_and_submit("interest", {"code": self._code(self.case)} | said)
        listed = self.pages("commune_supervisor").get("/xung-dot").links
        return next(link for link in listed if link.startswith("/xung-dot/") and "khai-bao" not in link)

    def _asked_to_erase(self) -> None:
        officer = self.pages("officer")
        officer.get("/xoa-du-lieu")
        officer.fill_and_submit("hold", {"held": self._code(self.case), "ground": "proceedings"})
        asked = {"basis": "purpose_done", "requester": "association"}
        officer.fill_and_submit("request", {"code": self._code(self.closed)} | asked)
        alone = matter_code(UUID(self.alone.rsplit("/", 1)[1]))
        officer.fill_and_submit("request", {"code": alone} | asked)

    def _consulted_alone(self) -> str:
        self.counsellor.get("/tu-van/moi")
        self.counsellor.fill_and_submit("consultation", {"consultation.narrative": "Hỏi về giấy khai sinh."})
        links = [one for one in self.counsellor.get("/tu-van").links if one.startswith("/tu-van/")]
        return next(one for one in links if len(one) > 40 and one != self.matter)

    def _asked_about_data(self) -> str:
        officer = self.pages("officer")
        officer.get("/yeu-cau-du-lieu")
        asked = {"kind": "see", "who": "parent", "name": "Người Khác", "relation": "step_parent"}
        return officer.fill_and_submit("data-request", asked | {"file_code": self._code(self.case)}).path

    def _entered(self) -> str:
        head = self.pages("head")
        head.get("/hoi-vien/moi")
        head.fill_and_submit("member", {"kind": "juror", "person.name": "Lê Thị Giả Định"})
        links = head.get("/hoi-vien").links
        return next(one for one in links if one.startswith("/hoi-vien/") and not one.endswith("/moi"))

    def _numbers(self) -> None:
        keeper = self.pages("administrator")
        for place, body in (("24@2025-07-01", "child_protection"), ("07282@2025-07-01", "police")):
            keeper.get("/danh-ba")
            number = {"unit": place, "body": body, "number": "0204 000 00 12", "note": "giả lập"}
            keeper.fill_and_submit("number", number | {"valid_from": "2025-07-01"})

    def _watched(self) -> None:
        """A decoy that was touched, and proposals at every stage; the latest waits."""
        officer = program(self.world, "officer")
        touched, rejected, withdrawn = (ended(program(self.world, "elsewhere")) for _ in range(3))
        officer.made(f"/decoys/{proposed(self.world, rejected[1])}/rejection", None)
        gone = marked(self.world, withdrawn[1])
        program(self.world, "auditor").made(f"/decoys/{gone}/withdrawal", None)
        marked(self.world, touched[1])
        program(self.world, "commune_supervisor").ask("GET", f"/cases/{touched[0]}")
        proposed(self.world, ended(program(self.world, "elsewhere"))[1])

    def _asked(self) -> str:
        self.counsellor.get(f"{self.case}/de-nghi-chi-hoi")
        page = self.counsellor.fill_and_submit(
            "ask", {"request.question": "Ông bà có quyền gì?", "request.facts": "Cha mẹ đã ly hôn."}
        )
        return page.path


def _matter(page: Page) -> str:
    return next(link for link in page.links if link.startswith("/tu-van/") and len(link) > 40)


FORMS = (
    "chi-tiet",
    "lien-he",
    "ghi-chep",
    "chuyen",
    "da-biet",
    "nhan-dinh",
    "viec-tiep",
    "ket-thuc",
    "tu-van",
    "de-nghi-chi-hoi",
    "hai-dong",
    "co-quan-bao",
    "co-quan-bao/specific_assessment",
    "co-quan-bao/plan",
    "phoi-hop",
    "hop-truong-hop",
    "du-hop",
    "viec-duoc-giao",
)
OWN = (
    "danh-ba",
    "hom-nay",
    "so-theo-doi",
    "tiep-nhan",
    "tu-van",
    "tu-van/moi",
    "chi-hoi",
    "khan-cap",
    "mat-khau",
    "xac-thuc",
    "xac-nhan",
    "phien",
    "ma-truy-cap",
)


def stops(tour: Tour) -> dict[str, dict[str, str]]:
    """Return who looks at what: pictures' names and paths by person ("" for a stranger)."""
    case = {f"case-{form.replace('/', '-')}": f"{tour.case}/{form}" for form in FORMS}
    matter = {
        "matter": tour.matter,
        "matter-session": f"{tour.matter}/them",
        "matter-alone": tour.alone,
        "case-being-erased": tour.closed,
    }
    own = {f"own-{path.replace('/', '-')}": f"/{path}" for path in OWN}
    return {
        **held_closely(tour),
        "": {"sign-in": "/dang-nhap", "emergency-stranger": "/khan-cap", "not-there": "/khong-co"},
        "counsellor": {"case": tour.case, "case-closed": tour.closed, "referral": tour.referral}
        | case
        | matter
        | own,
        "head": {
            "chapter-head": "/chi-hoi",
            "referral-head": tour.referral,
            "members": "/hoi-vien",
            "member-new": "/hoi-vien/moi",
            "member": tour.member,
        },
        "administrator": {
            "accounts": "/tai-khoan",
            "units": "/don-vi",
            "directory": "/danh-ba",
            "tokens-all": "/tai-khoan/ma-truy-cap",
        },
    }


def held_closely(tour: Tour) -> dict[str, dict[str, str]]:
    """Return the pages about who may see what: conflicts, broken glass, looks, hand-overs, erasures."""
    case, history = tour.case, tour.case.replace("/ho-so/", "/lich-su/")
    return {
        "colleague": {"kin": "/ke-khai", "conflict-declare": "/xung-dot/khai-bao"},
        "commune_supervisor": {"conflicts": "/xung-dot", "conflict": tour.conflict},
        "elsewhere": {"glass": "/mo-khan", "case-through-glass": case},
        "auditor": {
            "glass-uses": "/mo-khan",
            "glass-review": tour.glass,
            "trail": "/nhat-ky",
            "trail-filtered": "/nhat-ky?action=case.open",
            "trail-review": "/nhat-ky/ra-soat",
            "trail-review-week": f"/nhat-ky/ra-soat?ngay={vietnam_day(NOW)}",
            "auditor-today": "/hom-nay",
            "decoys": "/ho-so-moi",
            "looks-auditor": f"{case}/ai-da-xem",
            "history-search": "/lich-su",
            "history": history,
        },
        "supervisor": {
            "supervisor-today": "/hom-nay",
            "article-92": "/dieu-92",
            "looks": f"{case}/ai-da-xem",
            "restrict": f"{case}/han-che",
            "restricted": f"{tour.restricted}/han-che",
            "case-restricted": tour.restricted,
            "hand-over": f"{case}/ban-giao",
            "hand-over-matter": f"{tour.matter}/ban-giao",
            "erasures-supervisor": "/xoa-du-lieu",
        },
        "officer": {
            "erasures": "/xoa-du-lieu",
            "trail-officer": "/nhat-ky",
            "trail-review-officer": f"/nhat-ky/ra-soat?ngay={vietnam_day(NOW)}",
            "officer-today": "/hom-nay",
            "decoys-officer": "/ho-so-moi",
            "glass-officer": "/mo-khan",
            "data-requests": "/yeu-cau-du-lieu",
            "data-request-warning": tour.request,
        },
        "office": {"office-today": "/hom-nay", "office-article-92": "/dieu-92"},
    }


def window(browser: Browser, tour: Signing, who: str, address: str, language: str) -> BrowserContext:
    """Return a window in which a person is signed in, in a language."""
    opened = browser.new_context(viewport=PHONE, base_url=address)  # type: ignore[arg-type] # own type of two numbers
    token = tour.pages(who).client.cookies.get("sid") if who else None
    cookies = {"lang": language} | ({"sid": token} if token else {})
    opened.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    return opened


def seen(
    browser: Browser,
    tour: Tour,
    address: str,
    paths_of: dict[str, dict[str, str]],
    language: str,
    size: dict[str, int],
) -> list[str]:
    """Return what is wrong with these pages in a language and at a width."""
    faults: list[str] = []
    for who, paths in paths_of.items():
        opened = window(browser, tour, who, address, language)
        page = opened.new_page()
        for name, path in paths.items():
            answer = page.goto(path)
            if answer is None or answer.status != (404 if name == "not-there" else 200):
                faults.append(f"{name}: status {answer.status if answer else None}")
            page.set_viewport_size(size)  # type: ignore[arg-type] # the library's own type of the same two numbers
            shoot(page, f"tour-{language}-{name}")
            faults.extend(f"{name}: {fault}" for fault in (*axe(page), *small_targets(page)))
            if (more := too_wide(page)) > 0:
                faults.append(f"{name}: {more} px too wide")
        opened.close()
    return faults


@pytest.mark.long
@pytest.mark.parametrize(("language", "size"), [("en", PHONE), ("vi", DESKTOP)])
def test_each_page_fits_and_is_accessible(
    browser: Browser, world: World, address: str, language: str, size: dict[str, int]
) -> None:
    tour = Tour(world)
    assert seen(browser, tour, address, stops(tour), language, size) == []


@pytest.mark.long
@pytest.mark.parametrize(("language", "size"), [("en", DESKTOP), ("vi", PHONE)])
def test_pages_about_who_sees_what_fit_the_other_way_round_too(
    browser: Browser, world: World, address: str, language: str, size: dict[str, int]
) -> None:
    tour = Tour(world)
    assert seen(browser, tour, address, held_closely(tour), language, size) == []
