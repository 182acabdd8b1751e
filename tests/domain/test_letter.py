"""To whom a letter may go, on which ground, and what is in it unless somebody says otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from application.documents.letter import letter_of
from application.documents.paper import Entry, Paper, as_text
from application.documents.reception import reception_report
from domain.child_case import ChildCase
from domain.child_case.intake import Child, Circumstances, Informant, SafeContact, Suspected
from domain.child_case.letter import (
    USUAL,
    LetterPart,
    NotThereToday,
    SuspectIsNoRecipient,
    addressed,
    check_recipient,
    grounds,
)
from domain.covering import covered
from domain.directory import Recipient, RecipientKind
from domain.kernel import FieldClass
from domain.lists import AbuseType, Allegation, Channel
from tests.documents.given import COMMUNE, EVERYTHING, POLICE, RECEPTION, SETTING, a_case

TODAY = date(2026, 11, 26)
NAME, INFORMANT = "Vi Văn Dụ", "Lò Thị Báo"
WITH_SUSPECT = a_case(
    suspected=Suspected(name=NAME, telephone="0912 345 678", description="hay gọi từ 0987 654 321")
)


def school(name: str) -> Recipient:
    return Recipient(kind=RecipientKind.SCHOOL, name_as_written=name)


@pytest.mark.parametrize(
    "written",
    [
        "Vi Văn Dụ",
        "vi van du",
        "Ông VI VĂN DỤ",
        "Trường Tiểu học A (thầy Vi Văn Dụ, hiệu trưởng)",
        "Trường Tiểu học A, điện thoại 0912345678",
        "Trường Tiểu học A, 0987 654 321",
    ],
)
def test_no_letter_is_made_out_to_the_person_suspected(written: str) -> None:
    with pytest.raises(SuspectIsNoRecipient):
        check_recipient(WITH_SUSPECT, school(written), TODAY)


@pytest.mark.parametrize("written", ["", "Trường Tiểu học Vi Văn Dụng", "Trường Vi Văn", "Thầy Lý Văn Dụ"])
def test_another_body_gets_its_letter(written: str) -> None:
    check_recipient(WITH_SUSPECT, school(written), TODAY)


def test_one_word_that_is_called_a_name_stops_no_letter() -> None:
    case = a_case(suspected=Suspected(name="Xã"))
    check_recipient(case, school("Trường xã Đồng Kỳ"), TODAY)


def test_a_body_that_ended_gets_none() -> None:
    ended = Recipient(kind=RecipientKind.DISTRICT_POLICE)
    with pytest.raises(NotThereToday):
        check_recipient(a_case(), ended, TODAY)
    check_recipient(a_case(), ended, date(2025, 2, 28))


def of(
    *types: AbuseType, allegation: Allegation = Allegation.ABUSE, estimated_age: int | None = None
) -> ChildCase:
    return a_case(
        circumstances=Circumstances(allegation=allegation, abuse_types=types),
        child=Child(estimated_age=estimated_age),
    )


def test_the_ground_is_the_law_on_children_and_for_sexual_abuse_under_18_the_joint_circular_too() -> None:
    assert grounds(of(AbuseType.VIOLENCE, estimated_age=9)) == (
        "khoản 1 Điều 51 Luật Trẻ em số 102/2016/QH13, khoản 1 Điều 25 Nghị định số 56/2017/NĐ-CP"
    )
    assert "Điều 9 Thông tư liên tịch số 01/2022" in grounds(of(AbuseType.SEXUAL_ABUSE, estimated_age=17))
    assert "01/2022" in grounds(of(AbuseType.SEXUAL_ABUSE)), "an unknown age counts as under 18"
    assert "01/2022" not in grounds(of(AbuseType.SEXUAL_ABUSE, estimated_age=21))
    assert grounds(of(allegation=Allegation.NONE)) == "khoản 2 Điều 92 Luật Trẻ em số 102/2016/QH13"
    assert "Điều 51" in grounds(of(allegation=Allegation.RISK)), "a risk is passed on like abuse"


def test_bodies_are_addressed_as_one_writes_to_them() -> None:
    place = COMMUNE.name[0].lower() + COMMUNE.name[1:]
    assert addressed(POLICE) == f"Công an {place}"
    people = Recipient(kind=RecipientKind.COMMUNE_PEOPLES_COMMITTEE, unit=COMMUNE.as_written)
    assert addressed(people) == f"Ủy ban nhân dân {place}"
    assert addressed(school("Trường A")) == "Trường A"
    assert "111" in addressed(Recipient(kind=RecipientKind.HOTLINE_111))


def letter(
    case: ChildCase, parts: Iterable[LetterPart] = USUAL, recipient: Recipient | None = POLICE
) -> Paper:
    return letter_of(case, RECEPTION, recipient, frozenset(parts), "", SETTING)


def with_informant(*, agreed: bool) -> ChildCase:
    case = a_case(informant=Informant(agreed=True, name=INFORMANT))
    told = case.details.informant.model_copy(
        update={"agreed": agreed}
    )  # an old fact may hold a name all the same
    return case.but(details=case.details.model_copy(update={"informant": told}))


def test_the_informant_stands_only_where_they_agreed_and_somebody_put_them_in() -> None:
    assert INFORMANT in as_text(letter(with_informant(agreed=True), EVERYTHING))
    assert INFORMANT not in as_text(letter(with_informant(agreed=True)))
    silent = as_text(letter(with_informant(agreed=False), EVERYTHING))
    assert INFORMANT not in silent and "Người cung cấp thông tin" not in silent
    assert INFORMANT in as_text(reception_report(with_informant(agreed=True), RECEPTION, "", SETTING))
    assert INFORMANT not in as_text(reception_report(with_informant(agreed=False), RECEPTION, "", SETTING))


def test_health_is_told_only_if_it_was_chosen() -> None:
    case = a_case(health_note="Dấu sức khỏe")
    assert "Dấu sức khỏe" not in as_text(letter(case))
    assert "Dấu sức khỏe" in as_text(letter(case, EVERYTHING))
    assert "Dấu sức khỏe" not in as_text(reception_report(case, RECEPTION, "", SETTING))


def test_what_is_not_known_is_said_so_in_the_letter_and_left_to_write_on_in_mau_01() -> None:
    text = as_text(letter(a_case()))
    assert "Họ và tên: chưa hỏi" in text and "Nơi ở: chưa biết" in text
    form = reception_report(a_case(), RECEPTION, "", SETTING)
    blank = [one.label for one in form.blocks if isinstance(one, Entry) and not one.value]
    assert "Họ và tên trẻ em (5)" in blank and "Hoàn cảnh gia đình (5)" in blank


def test_the_four_questions_stand_in_every_letter() -> None:
    labels = [one.label for one in letter(a_case("x"), ()).blocks if isinstance(one, Entry)]
    assert {"Việc gì", "Ở đâu", "Khi nào", "Trẻ có đang nguy hiểm ngay lúc này không"} <= set(labels)
    assert "Họ và tên" not in labels


def test_a_letter_to_nobody_yet_leaves_its_line_to_the_hand() -> None:
    assert "Kính gửi: ……………" in as_text(letter(a_case(), recipient=None))
    assert "Kính gửi: ……………" in as_text(letter(a_case(), recipient=Recipient(kind=RecipientKind.OTHER)))


def test_the_number_of_the_person_suspected_is_no_way_to_make_contact() -> None:
    case = a_case(suspected=Suspected(name=NAME)).but(
        contact=SafeContact(person=NAME, telephone="0912 000 111")
    )
    text = as_text(letter(case))
    assert "0912 000 111" not in text
    assert "chưa có người liên hệ an toàn" in text


def test_mau_01_has_its_fields_in_the_order_of_the_form() -> None:
    form = as_text(reception_report(a_case(), RECEPTION, "Lương Thị Hạnh", SETTING))
    fields = (
        *("BÁO CÁO TIẾP NHẬN THÔNG TIN", "Thông qua", "Thời gian", "Họ và tên trẻ em (5)"),
        *("sinh (5) hoặc ước lượng tuổi", "Giới tính (5)", "Địa điểm xảy ra vụ việc", "Tình trạng hiện tại"),
        *("Phỏng đoán hậu quả", "Họ và tên cha (5)", "Tuổi", "Nghề nghiệp", "Họ và tên mẹ (5)"),
        *("Hoàn cảnh gia đình (5)", "Hiện ai đang chăm sóc trẻ em (nếu biết)", "Những hành động hỗ trợ"),
        *("(nếu đồng ý cung cấp)", "Họ và tên:", "Số điện thoại", "Địa chỉ", "Ghi chú thêm"),
        *("CÁN BỘ TIẾP NHẬN", "Lương Thị Hạnh", "(5) Chỉ ghi nếu"),
    )
    at = 0
    for field in fields:
        at = form.find(field, at)
        assert at >= 0, field
        at += len(field)


def test_a_way_that_the_form_does_not_know_is_written_beside_its_three() -> None:
    online = RECEPTION.model_copy(update={"channel": Channel.ONLINE})
    form = as_text(reception_report(a_case(), online, "", SETTING)).replace("\u00a0", " ")
    assert "[ ] Điện thoại   [ ] Gặp trực tiếp   [ ] Người khác báo   [x] Khác: Tin nhắn, trực tuyến" in form


@pytest.mark.parametrize("hidden", [{FieldClass.REPORTER_IDENTITY}, {FieldClass.IDENTITY}, set(FieldClass)])
def test_what_is_not_for_the_reader_is_on_no_paper_and_counts_as_not_shown(hidden: set[FieldClass]) -> None:
    case = covered(a_case("Lường Giấu"), frozenset(hidden))
    form = reception_report(case, RECEPTION, "", SETTING)
    assert "không nêu trong văn bản này" in as_text(form)
    assert form.closest not in hidden - {FieldClass.SUMMARY}
    if hidden == set(FieldClass):
        assert "Lường Giấu" not in as_text(form) + as_text(letter(case, EVERYTHING))
        assert form.closest is letter(case, EVERYTHING).closest is FieldClass.SUMMARY


def test_a_paper_knows_the_closest_class_that_it_shows() -> None:
    assert letter(a_case("x"), EVERYTHING).closest is FieldClass.HEALTH
    assert letter(a_case("x")).closest is FieldClass.EVIDENCE
    assert letter(a_case("x"), ()).closest is FieldClass.IDENTITY
    assert reception_report(a_case("x"), RECEPTION, "", SETTING).closest is FieldClass.REPORTER_IDENTITY
