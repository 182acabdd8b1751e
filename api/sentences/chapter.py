"""Sentences of units of the association: what holds from which day, bodies, officers, tasks, awards."""

from datetime import date

from api.sentences import Sentence, details, either, sentence_of
from domain.chapter import (
    AreaServed,
    AwardGiven,
    BodyEnded,
    BodyFormed,
    ChildrenCounted,
    DifficultAreaNoted,
    OfficerLeftOffice,
    OfficerTookOffice,
    UnitEnded,
    UnitFounded,
    UnitMoved,
    UnitRenamed,
    UnitTaskAssigned,
    UnitTaskEnded,
)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


@sentence_of.register
def _founded(fact: UnitFounded, language: str) -> Sentence:
    name = fact.founding.name
    return Sentence(either(language, f"Thành lập {name}", f"{name} founded"))


@sentence_of.register
def _moved(fact: UnitMoved, language: str) -> Sentence:
    return Sentence(either(language, "Chuyển sang đơn vị cấp trên khác", "Moved under another unit"))


@sentence_of.register
def _ended(fact: UnitEnded, language: str) -> Sentence:
    day, how = _day(fact.ended_on), f": {fact.how.label(language)}" if fact.how else ""
    return Sentence(either(language, f"Kết thúc hoạt động ngày {day}{how}", f"Ended on {day}{how}"))


@sentence_of.register
def _renamed(fact: UnitRenamed, language: str) -> Sentence:
    day = _day(fact.effective_on)
    return Sentence(
        either(language, f"Đổi tên thành {fact.name} từ {day}", f"Renamed {fact.name} from {day}"),
        details((either(language, "Quyết định", "Decision"), fact.decision)),
    )


@sentence_of.register
def _served(fact: AreaServed, language: str) -> Sentence:
    day, names = _day(fact.effective_on), ", ".join(one.name_as_written for one in fact.areas) or "–"
    return Sentence(either(language, f"Địa bàn từ {day}: {names}", f"Area served from {day}: {names}"))


@sentence_of.register
def _difficult(fact: DifficultAreaNoted, language: str) -> Sentence:
    day = _day(fact.effective_on)
    vi = "Thuộc" if fact.is_difficult else "Không còn thuộc"
    en = "In an" if fact.is_difficult else "No longer in an"
    return Sentence(
        either(
            language, f"{vi} vùng đặc biệt khó khăn từ {day}", f"{en} especially difficult area from {day}"
        ),
        details((either(language, "Quyết định", "Decision"), fact.decision)),
    )


@sentence_of.register
def _children(fact: ChildrenCounted, language: str) -> Sentence:
    day, count = _day(fact.on), fact.count
    return Sentence(either(language, f"Có {count} trẻ em tham gia ngày {day}", f"{count} children on {day}"))


@sentence_of.register
def _body_formed(fact: BodyFormed, language: str) -> Sentence:
    name = " ".join(part for part in (fact.body.kind.label(language), fact.body.name) if part)
    return Sentence(either(language, f"Lập {name}", f"Formed: {name}"))


@sentence_of.register
def _body_ended(fact: BodyEnded, language: str) -> Sentence:
    day = _day(fact.ended_on)
    return Sentence(either(language, f"Một ban kết thúc ngày {day}", f"A body ended on {day}"))


@sentence_of.register
def _took_office(fact: OfficerTookOffice, language: str) -> Sentence:
    day, office = _day(fact.held.since), fact.held.office.label(language)
    return Sentence(either(language, f"Giữ chức vụ {office} từ {day}", f"Office taken from {day}: {office}"))


@sentence_of.register
def _left_office(fact: OfficerLeftOffice, language: str) -> Sentence:
    day, why = _day(fact.ended_on), fact.why.label(language)
    return Sentence(either(language, f"Thôi chức vụ ngày {day}: {why}", f"Office left on {day}: {why}"))


@sentence_of.register
def _task(fact: UnitTaskAssigned, language: str) -> Sentence:
    day = _day(fact.task.due_on)
    return Sentence(
        either(language, f"Phân công, hạn {day}", f"Task assigned, due {day}"),
        details((either(language, "Việc", "Task"), fact.task.what)),
    )


@sentence_of.register
def _task_ended(fact: UnitTaskEnded, language: str) -> Sentence:
    how = fact.how.label(language)
    return Sentence(
        either(language, f"Việc phân công: {how}", f"Assigned task: {how}"),
        details((either(language, "Ghi chú", "Note"), fact.note)),
    )


@sentence_of.register
def _award(fact: AwardGiven, language: str) -> Sentence:
    form, decision, day = fact.award.form.label(language), fact.award.decision, _day(fact.award.decided_on)
    return Sentence(
        either(
            language,
            f"Khen thưởng: {form}, quyết định {decision} ngày {day}",
            f"Award: {form}, decision {decision} of {day}",
        ),
        details((either(language, "Vì", "For"), fact.award.why)),
    )
