"""What is known of a case, as lines of a paper: the same lines in the letter and in Mẫu 01."""

from __future__ import annotations

from application.documents.paper import NOT_HERE, Entry, Ticks
from application.documents.wording import NOT_ASKED, NOT_KNOWN, said
from domain.child_case.intake import Child, Parent, SafeContact, Suspected
from domain.codes import Code
from domain.kernel import Erased, FieldClass
from domain.lists import Known
from domain.units import Place

N, I, C, E = FieldClass.NARRATIVE, FieldClass.IDENTITY, FieldClass.CONTACT, FieldClass.EVIDENCE  # noqa: E741


def place(value: Place, otherwise: str = "") -> str:
    """Return a place in words, smallest part first; one that is only spoken of is marked."""
    shown = value.shown()
    if not shown:
        return NOT_HERE if isinstance(value.spoken, Erased) else otherwise
    return shown if value.is_located else f"{shown} (chưa xác định)"


def place_entry(label: str, value: Place, otherwise: str = "") -> Entry:
    """Return a place as a line; what was spoken is personal, the unit alone is not."""
    return Entry(label, place(value, otherwise), I if value.spoken else FieldClass.SUMMARY)


def name_of(child: Child, otherwise: str) -> str:
    """Return the child's name, or why there is none."""
    return said(child.name, NOT_ASKED if otherwise and child.name_known is Known.NOT_ASKED else otherwise)


def age_of(child: Child, otherwise: str = "") -> str:
    """Return the birth date as far as known, else the estimated age."""
    if isinstance(child.birth, Erased) or child.birth is not None:
        return said(child.birth)
    if isinstance(child.estimated_age, Erased):
        return NOT_HERE
    return otherwise if child.estimated_age is None else f"khoảng {child.estimated_age} tuổi"


def parent(value: Parent, otherwise: str = "") -> str:
    """Return father or mother in one line: name, age, job."""
    age = "" if isinstance(value.age, Erased) else value.age
    if value.age == "" and not isinstance(value.birth, Erased) and value.birth is not None:
        age = f"sinh {value.birth}"
    job = "" if isinstance(value.job, Erased) else value.job
    parts = (said(value.name), f"tuổi: {age}" if age else "", f"nghề nghiệp: {job}" if job else "")
    return "; ".join(part for part in parts if part) or otherwise


def suspected(value: Suspected) -> tuple[Entry, ...]:
    """Return what is known of the person suspected."""
    birth = "" if isinstance(value.birth, Erased) else said(value.birth)
    who = "; ".join(part for part in (said(value.name, NOT_KNOWN), f"sinh {birth}" if birth else "") if part)
    relation = value.relation.vi if value.relation else NOT_KNOWN
    described = said(value.description)
    lines = [Entry("Người bị nghi xâm hại", who, E), Entry("Quan hệ với trẻ", relation)]
    if value.telephone:
        lines.append(Entry("Số điện thoại của người bị nghi", said(value.telephone), E))
    return (*lines, *((Entry("Mô tả", described, E),) if described else ()))


def safe_contact(value: SafeContact, *, is_suspect: bool) -> tuple[Entry, ...]:
    """Return how to make contact without danger; the number of the person suspected is never given for it."""
    must_not_know = said(value.must_not_know)
    warned = (Entry("Không để biết", must_not_know, C),) if must_not_know else ()
    if isinstance(value.person, Erased) or isinstance(value.telephone, Erased):
        return (Entry("Liên hệ an toàn", NOT_HERE),)
    if is_suspect or not (value.person or value.telephone):
        nobody = "chưa có người liên hệ an toàn; đề nghị trao đổi với Hội trước khi liên hệ gia đình"
        return (Entry("Liên hệ an toàn", nobody), *warned)
    relation = f" ({value.relation.vi})" if value.relation else ""
    parts = (
        f"{said(value.person)}{relation}",
        f"điện thoại {value.telephone}" if value.telephone else "",
        said(value.hours),
        "không nhắn tin" if value.no_messages else "",
    )
    return (Entry("Liên hệ an toàn", "; ".join(part for part in parts if part), C), *warned)


def ticks(label: str, kind: type[Code], chosen: Code | None) -> Ticks:
    """Return a choice of the form with its box ticked."""
    return Ticks(label, tuple((one.vi, one is chosen) for one in kind))


def codes(chosen: tuple[Code, ...], otherwise: str) -> str:
    """Return codes in words."""
    return ", ".join(one.vi for one in chosen) or otherwise
