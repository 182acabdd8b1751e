"""Papers of a case, of the log and of the field: who gets them, what is on them, what the access log keeps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from application.child_case import TakeIn, take_in
from domain.child_case.intake import (
    Child,
    Circumstances,
    Details,
    Family,
    Informant,
    Parent,
    Reception,
    SafeContact,
    Situation,
    Suspected,
)
from domain.lists import AbuseType, Allegation, Relation
from domain.units import Place, register
from tests.journeys.acts import NOW, do
from tests.journeys.world import World

NAME, SUSPECT, INFORMANT = "Đặng Thị Bích Ngọc", "Vi Văn Dụ", "Lò Thị Báo"
COMMUNE = register().options_on(NOW.date())[0]


def told(world: World, who: str = "counsellor", *, agreed: bool = False, **more: Any) -> UUID:
    wish = TakeIn(
        situation=Situation(what="Cháu kể bị đánh", where=Place(unit=COMMUNE.as_written)),
        reception=Reception(),
        details=Details(
            child=Child(name=NAME),
            circumstances=Circumstances(allegation=Allegation.ABUSE, abuse_types=(AbuseType.SEXUAL_ABUSE,)),
            family=Family(mother=Parent(name="Vi Thị Mẫu")),
            health_note="Dấu sức khỏe",
            informant=Informant(agreed=agreed, name=INFORMANT if agreed else ""),
            suspected=Suspected(name=SUSPECT, relation=Relation.PARENT),
            **more,
        ),
        contact=SafeContact(person="Cô Hà", telephone="0204 000 00 11", must_not_know="bố"),
    )
    return do(world, who, lambda work: take_in(wish, work))


def looked(world: World, action: str) -> list[tuple[Any, ...]]:
    with world.house.pool.connection() as connection:
        return connection.execute(
            "SELECT record, records, query_digest, field_class, basis, decision FROM trail.entries"
            " WHERE action = %s ORDER BY position",
            (action,),
        ).fetchall()


def test_every_paper_is_there_as_a_page_and_as_a_file(world: World) -> None:
    case = told(world)
    browser = world.sign_in("counsellor")
    for path in (
        f"/ho-so/{case}/van-ban/cong-van",
        f"/ho-so/{case}/van-ban/mau-01",
        "/so-theo-doi/trang-in",
        "/bieu-mau/tiep-nhan",
    ):
        assert browser.get(path).status_code == 200, path
        for kind, start in (("pdf", b"%PDF-"), ("docx", b"PK"), ("txt", "HỘI".encode())):
            file = browser.get(f"{path}.{kind}")
            assert file.content.startswith(start), (path, kind)
            assert file.headers["cache-control"] == "no-store"
            assert file.headers["content-disposition"].startswith('attachment; filename="')
