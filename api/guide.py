"""*Hướng dẫn*: what help there is, for whom, in both languages, and how its words are found.

A topic is a template under `templates/guide` with two macros, `vi` and `en`; its pictures are made from the fictional
year by `make guide` and lie under `static/guide`, one in each language.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from markupsafe import Markup, escape

from api.pages import ENVIRONMENTS, static
from api.texts import LANGUAGES
from domain.account import Role
from domain.text import fold

_CASE_WORK = frozenset({Role.COUNSELLOR, Role.SUPERVISOR})
_EVERYONE = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Topic:
    """One page of help."""

    slug: str
    vi: str
    en: str
    roles: frozenset[Role]
    """Whose daily work it is about; everyone may read all of it."""

    def title(self, language: str) -> str:
        """Return its title."""
        return self.en if language == "en" else self.vi


TOPICS: tuple[Topic, ...] = (
    Topic("bat-dau", "Bắt đầu", "To begin with", _EVERYONE),
    Topic("khan-cap", "Khi trẻ đang gặp nguy hiểm", "When a child is in danger", _EVERYONE),
    Topic("mat-mang", "Khi mạng yếu hoặc mất mạng", "On a bad line, or without one", _CASE_WORK),
    Topic("tiep-nhan", "Tiếp nhận, vào sổ", "Take in and enter", _CASE_WORK),
    Topic("lien-he-an-toan", "Liên lạc an toàn", "Safe contact", _CASE_WORK),
    Topic("ghi-tu-van", "Ghi tư vấn và việc tiếp theo", "Consultations and next steps", _CASE_WORK),
    Topic("chuyen-thong-tin", "Chuyển thông tin", "Pass on information", _CASE_WORK),
    Topic("so-theo-doi", "Sổ theo dõi", "The follow-up log", _CASE_WORK),
    Topic("sua-chua", "Sửa, che, chuyển một mục", "Correct, cover or move an entry", _CASE_WORK),
    Topic("gop-ho-so", "Gộp hai hồ sơ của một trẻ", "Merge two files of one child", _CASE_WORK),
    Topic("hai-dong", "Việc của Hội và việc của cơ quan", "Our work and the authorities' work", _CASE_WORK),
    Topic("thu-va-in", "Thư, mẫu và trang in", "Letters, forms and prints", _CASE_WORK),
    Topic("tep", "Tệp kèm hồ sơ", "Files of a case", _CASE_WORK),
    Topic("ban-giao", "Bàn giao và nhắc việc", "Hand over, and reminders", _CASE_WORK),
    Topic("ket-so", "Kết sổ", "Close the book", _CASE_WORK),
    Topic(
        "nhap-xuat",
        "Nhập sổ cũ, danh sách hội viên; xuất dữ liệu",
        "Import and export",
        frozenset({Role.SUPERVISOR, Role.CHAPTER_HEAD}),
    ),
    Topic("ket-thuc", "Kết thúc theo dõi", "End the follow-up", _CASE_WORK),
    Topic(
        "chi-hoi",
        "Đề nghị Chi hội cho ý kiến",
        "Ask the chapter for an opinion",
        _CASE_WORK | {Role.CHAPTER_HEAD, Role.REVIEWER},
    ),
    Topic(
        "y-kien",
        "Khai báo và viết ý kiến",
        "Declare, and write an opinion",
        frozenset({Role.REVIEWER, Role.CHAPTER_HEAD}),
    ),
    Topic(
        "don-vi",
        "Đơn vị và hội viên",
        "Units and members",
        frozenset({Role.SUPERVISOR, Role.CHAPTER_HEAD, Role.ADMINISTRATOR}),
    ),
    Topic(
        "kien-nghi",
        "Kiến nghị",
        "Recommendations",
        _CASE_WORK | {Role.OFFICE, Role.CHAPTER_HEAD, Role.AUDITOR},
    ),
    Topic("xung-dot", "Xung đột lợi ích, và khi không mở được hồ sơ", "Conflicts of interest", _EVERYONE),
    Topic(
        "dieu-92",
        "Theo dõi thực hiện Điều 92",
        "Follow-up of Article 92",
        frozenset({Role.OFFICE, Role.SUPERVISOR}),
    ),
    Topic(
        "bao-cao",
        "Báo cáo",
        "Reports",
        frozenset({Role.OFFICE, Role.SUPERVISOR, Role.CHAPTER_HEAD, Role.AUDITOR}),
    ),
    Topic(
        "hoat-dong",
        "Hoạt động, giấy mời, vận động",
        "Activities, invitations, contributions",
        frozenset({Role.OFFICE, Role.SUPERVISOR, Role.CHAPTER_HEAD}),
    ),
    Topic(
        "ho-tro",
        "Nhu cầu cần hỗ trợ, Quỹ Hội",
        "Support needed, the fund",
        _CASE_WORK | {Role.OFFICE, Role.CHAPTER_HEAD, Role.AUDITOR},
    ),
    Topic("kiem-tra", "Kiểm tra, rà soát", "Inspect and review", frozenset({Role.AUDITOR})),
    Topic(
        "bao-ve-du-lieu",
        "Bảo vệ dữ liệu",
        "Protect data",
        frozenset({Role.DATA_PROTECTION_OFFICER}),
    ),
    Topic("quan-tri", "Quản trị", "Administer", frozenset({Role.ADMINISTRATOR})),
)
"""All help there is, in the order of the work."""


def topic_of(slug: str) -> Topic | None:
    """Return the topic of an address, or None."""
    return next((topic for topic in TOPICS if topic.slug == slug), None)


def for_roles(roles: Collection[Role]) -> tuple[list[Topic], list[Topic]]:
    """Return the topics of somebody's own work, and the others."""
    own = [topic for topic in TOPICS if not topic.roles.isdisjoint(roles)]
    return own, [topic for topic in TOPICS if topic not in own]


@cache
def content(slug: str, language: str) -> Markup:
    """Return what a topic says, as HTML."""
    module = ENVIRONMENTS[language].get_template(f"guide/{slug}.html").module
    return Markup(getattr(module, language)(lambda name: picture(slug, name, language)))  # noqa: S704 - our own template


def content_below(slug: str, language: str) -> Markup:
    """Return it for the page of all topics: headings one level lower, pictures there before one scrolls to them."""
    whole = str(content(slug, language)).replace(' loading="lazy"', "")
    return Markup(re.sub(r"<(/?)h2>", r"<\1h3>", whole))  # noqa: S704 - our own template


def picture(slug: str, name: str, language: str) -> Markup:
    """Return a picture of a page of the fictional year; its text says what it shows, as the topic's title does."""
    file = f"guide/{name}.{language}.webp"
    if not files("api").joinpath("static", file).is_file():
        return Markup("")
    topic = topic_of(slug)
    shows = {"vi": "Ảnh chụp trang", "en": "Picture of the page"}[language]
    words = escape(f"{shows}: {topic.title(language) if topic else name}")
    return Markup('<p class="picture"><img src="{}" alt="{}" loading="lazy"></p>').format(static(file), words)


@cache
def _words(slug: str, language: str) -> str:
    topic = topic_of(slug)
    said = re.sub(r"<[^>]+>", " ", str(content(slug, language)))
    return f" {fold(f'{topic.title(language) if topic else slug} {said}')}"


def found(words: str) -> list[Topic]:
    """Return the topics that have all of these words, in either language, with or without marks.

    >>> [topic.slug for topic in found("man hinh khoa")]
    ['bat-dau', 'khan-cap']
    """
    sought = fold(words).split()
    return [
        topic
        for topic in TOPICS
        if sought and any(all(f" {one}" in _words(topic.slug, lang) for one in sought) for lang in LANGUAGES)
    ]
