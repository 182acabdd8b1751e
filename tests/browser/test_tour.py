"""Each page in English on a phone, seen by whom it is for: a picture, no accessibility fault, nothing too wide."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext

from tests.browser.harness import PHONE, axe, shoot, small_targets, too_wide
from tests.journeys.world import World
from tests.pages import Page, Pages

STORY = "Cháu kể bị bố dượng đánh, có vết bầm ở tay.\nBà ngoại xin được tư vấn."


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
        self._numbers()

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

    def _numbers(self) -> None:
        keeper = self.pages("administrator")
        for place, body in (("24@2025-07-01", "child_protection"), ("07282@2025-07-01", "police")):
            keeper.get("/danh-ba")
            number = {"unit": place, "body": body, "number": "0204 000 00 12", "note": "giả lập"}
            keeper.fill_and_submit("number", number | {"valid_from": "2025-07-01"})

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
    case = {f"case-{form}": f"{tour.case}/{form}" for form in FORMS}
    matter = {"matter": tour.matter, "matter-session": f"{tour.matter}/them"}
    own = {f"own-{path.replace('/', '-')}": f"/{path}" for path in OWN}
    return {
        "": {"sign-in": "/dang-nhap", "emergency-stranger": "/khan-cap", "not-there": "/khong-co"},
        "counsellor": {"case": tour.case, "case-closed": tour.closed, "referral": tour.referral}
        | case
        | matter
        | own,
        "head": {"chapter-head": "/chi-hoi", "referral-head": tour.referral},
        "supervisor": {"supervisor-today": "/hom-nay", "article-92": "/dieu-92"},
        "auditor": {"history-search": "/lich-su", "history": tour.case.replace("/ho-so/", "/lich-su/")},
        "administrator": {
            "accounts": "/tai-khoan",
            "units": "/don-vi",
            "directory": "/danh-ba",
            "tokens-all": "/tai-khoan/ma-truy-cap",
        },
    }


def window(browser: Browser, tour: Tour, who: str, address: str) -> BrowserContext:
    """Return a phone-sized English window in which a person is signed in."""
    opened = browser.new_context(viewport=PHONE, base_url=address)  # type: ignore[arg-type] # own type of two numbers
    token = tour.pages(who).client.cookies.get("sid") if who else None
    cookies = {"lang": "en"} | ({"sid": token} if token else {})
    opened.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    return opened


def test_in_english_each_page_fits_a_phone_and_is_accessible(
    browser: Browser, world: World, address: str
) -> None:
    tour = Tour(world)
    faults: list[str] = []
    for who, paths in stops(tour).items():
        opened = window(browser, tour, who, address)
        page = opened.new_page()
        for name, path in paths.items():
            answer = page.goto(path)
            if answer is None or answer.status != (404 if name == "not-there" else 200):
                faults.append(f"{name}: status {answer.status if answer else None}")
            shoot(page, f"english-{name}")
            faults.extend(f"{name}: {fault}" for fault in (*axe(page), *small_targets(page)))
            if (more := too_wide(page)) > 0:
                faults.append(f"{name}: {more} px too wide")
        opened.close()
    assert faults == []
