"""The timeline: one sentence a fact, who, in which role, when it happened and was recorded, before → after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from api.activity_words import HELD_FIELDS
from api.corrected import ENTRY_FIELDS, Key, came, entry_of, said
from api.door import OpenWork
from api.pages import moment
from api.sentences import Sentence, sentence_of
from api.texts import N_, translated
from application.access import Action
from application.accounts import AccountList
from application.activity import SAYS_HELD
from application.ledger import Recorded
from domain.account import Role
from domain.activity.facts import ActivityAttended, ActivityInvited, ActivityRecorded
from domain.child_case import CaseAssigned, CaseContactSet, CaseDetailsSet, CaseOpened, CasePassedOn
from domain.child_case.entries import EntryCorrected, value_of
from domain.codes import Code
from domain.counselling import ConsultationLogged, CounsellingAssigned, Party, SessionCorrected
from domain.emergency import EmergencyNoted
from domain.handover import CaseStepsGiven, CounsellingStepsGiven
from domain.kernel import Erased, Event, Value
from domain.mirror.facts import AuthorityReported
from domain.referral.facts import OpinionApproved, ReferralDeclined, ReferralSubmitted

LATE_SECONDS = 60
"""A fact recorded later than this shows both times."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after; the field's name is in the reader's language, its path is for programs."""

    field: str
    before: str
    after: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the timeline."""

    sentence: Sentence
    who: str
    role: str
    occurred_at: datetime
    recorded_at: datetime
    is_late: bool
    changes: tuple[Change, ...]
    version: int | None
    stream: UUID
    is_forwarding: bool
    is_consultation: bool = False
    is_corrected: bool = False
    corrections: tuple["Told", ...] = ()
    """What corrected it, oldest first: who, when, why, before and after."""
    may_correct: bool = False
    """Whether it is an entry of a case that can be corrected."""
    is_timed: bool = True
    """Whether the hour at which it happened is known; otherwise the day alone is shown."""
    is_emergency: bool = False
    """Whether it is an emergency, which can be moved to another case as a whole."""
    opens_referral: bool = False
    """Whether the reader may open the request to the chapter that this is about."""


def timeline(history: Iterable[Recorded], work: OpenWork) -> list[Told]:
    """Return the facts told in the reader's language, newest first."""
    names = work.view(AccountList)  # type: ignore[type-abstract]
    language = work.reader.language
    told: list[Told] = []
    before: dict[str, Event] = {}
    entries: dict[Key, Mapping[str, Any]] = {}
    keys: list[Key] = []
    for recorded in history:
        fact = recorded.fact
        keys.append(entry_of(recorded))
        value = _value_set(fact)
        changes = changes_between(before.get(value), fact, language) if value else ()
        if value:
            before[value] = fact
        if entry := said(fact):
            key = entry_of(recorded)
            earlier = entries.get(key, {}) if isinstance(fact, EntryCorrected | SessionCorrected) else {}
            changes = tuple(_changes(earlier, entry, language)) if earlier.keys() == entry.keys() else changes
            entries[key] = said(recorded.first) or entry
        kind, _, name = recorded.envelope.actor.partition(":")
        told.append(
            Told(
                sentence=_with_origin(_told_to_whom(fact, language, names), recorded, names, language),
                who=names.name_of(UUID(name)) if kind == "account" else "Lá Chắn",
                role=_role(recorded.envelope.role, language),
                occurred_at=fact.occurred_at,
                recorded_at=recorded.recorded_at,
                is_late=(recorded.recorded_at - fact.occurred_at).total_seconds() > LATE_SECONDS,
                changes=tuple(_named(change, names) for change in changes),
                version=recorded.version,
                stream=recorded.stream,
                is_forwarding=isinstance(fact, CasePassedOn),
                is_consultation=isinstance(fact, ConsultationLogged),
                is_corrected=recorded.is_corrected,
                may_correct=value_of(fact) is not None and not isinstance(fact, EntryCorrected),
                is_timed=_is_timed(fact),
                is_emergency=isinstance(fact, EmergencyNoted),
                opens_referral=isinstance(fact, ReferralSubmitted | OpinionApproved | ReferralDeclined)
                and work.may(Action.OPEN_REFERRAL, recorded.stream),
            )
        )
    return _beside(told, keys)[::-1]


def _is_timed(fact: Event) -> bool:
    """Return whether a fact says its hour; of what an authority did often the day alone is told."""
    if isinstance(fact, ActivityInvited | ActivityRecorded | ActivityAttended):
        return False
    if not isinstance(fact, AuthorityReported) or fact.report.effective.day is None:
        return True
    return fact.report.effective.hour is not None


def _named(change: Change, names: AccountList) -> Change:
    """Return a change of who does a step with names for accounts."""
    if not change.path.endswith(".responsible"):
        return change
    before, after = (names.name_of(UUID(one)) if one != "—" else one for one in (change.before, change.after))
    return replace(change, before=before, after=after)


def _beside(told: list[Told], keys: list[Key]) -> list[Told]:
    """Return the lines with each entry's corrections beside it."""
    made = {key: index for index, key in reversed(list(enumerate(keys)))}
    for line, key in zip(list(told), keys, strict=True):
        entry = told[made[key]]
        if line.changes and entry.is_corrected and line.version != entry.version:
            told[made[key]] = replace(entry, corrections=(*entry.corrections, line))
    return told


def _with_origin(sentence: Sentence, recorded: Recorded, names: AccountList, language: str) -> Sentence:
    return replace(sentence, details=(*sentence.details, *came(recorded, names, language)))


def _told_to_whom(fact: Event, language: str, names: AccountList) -> Sentence:
    """Return the sentence of a fact; of a hand-over with the names of both people."""
    sentence = sentence_of(fact, language)
    if isinstance(fact, CaseStepsGiven | CounsellingStepsGiven):
        steps = ((N_("Giao cho"), fact.given.to), (N_("Trước đây"), fact.given.of))
        named = [(translated(label, language), names.name_of(who)) for label, who in steps]
        return replace(sentence, details=(*named, *sentence.details))
    if not isinstance(fact, CaseAssigned | CounsellingAssigned):
        return sentence
    given = fact.handover
    people = ((N_("Giao cho"), given.counsellor), (N_("Trước đây"), given.before))
    named = [(translated(label, language), names.name_of(who)) for label, who in people if who is not None]
    return replace(sentence, details=(*named, *sentence.details))


def _value_set(fact: Event | None) -> str:
    """Return which value of a case a fact sets as a whole; empty for facts that only add."""
    if isinstance(fact, CaseOpened | CaseDetailsSet):
        return "details"
    if isinstance(fact, SAYS_HELD):
        return "held"
    return "contact" if isinstance(fact, CaseContactSet) else ""


def changes_between(before: Event | None, after: Event, language: str) -> tuple[Change, ...]:
    """Return the fields that differ between two facts that set the same value; none when there was nothing before."""
    if before is None:
        return ()
    if said(after) and said(before).keys() == said(after).keys():
        return tuple(_changes(said(before), said(after), language))
    if not _value_set(after) or _value_set(before) != _value_set(after):
        return ()
    value = _value_set(after)
    fields = ("situation", "details") if value == "details" else (value,)
    old, new = ({name: getattr(fact, name) for name in fields} for fact in (before, after))
    return tuple(_changes(old, new, language))


def _role(code: str, language: str) -> str:
    return Role(code).label(language) if code in set(Role) else ""


def _changes(
    before: Mapping[str, Any], after: Mapping[str, Any], language: str, path: str = ""
) -> Iterable[Change]:
    for name, new in after.items():
        old, key = before[name], f"{path}{name}"
        if old == new:
            continue
        if isinstance(old, Value) and isinstance(new, Value) and type(old) is type(new):
            yield from _changes(dict(old), dict(new), language, f"{key}.")
        else:
            yield Change(
                field_name(key, language), field_shown(old, language), field_shown(new, language), key
            )


FIELDS = {
    "situation.what": N_("Việc gì"),
    "situation.where.unit": N_("Ở đâu"),
    "situation.where.spoken": N_("Ở đâu"),
    "situation.when": N_("Khi nào"),
    "situation.danger_now": N_("Nguy hiểm ngay lúc này"),
    "details.child.name": N_("Họ và tên trẻ"),
    "details.child.name_known": N_("Về tên của trẻ"),
    "details.child.birth": N_("Ngày sinh"),
    "details.child.estimated_age": N_("Tuổi ước lượng"),
    "details.child.sex": N_("Giới tính"),
    "details.child.ethnicity": N_("Dân tộc"),
    "details.child.school": N_("Trường, lớp"),
    "details.child.residence.unit": N_("Nơi cư trú"),
    "details.child.residence.spoken": N_("Nơi cư trú"),
    "details.child.telephone": N_("Số điện thoại của gia đình"),
    "details.child.address": N_("Địa chỉ"),
    "details.child.identity_number": N_("Số định danh"),
    "details.circumstances.allegation": N_("Thông tin về xâm hại"),
    "details.circumstances.abuse_types": N_("Hình thức"),
    "details.circumstances.environment": N_("Môi trường xảy ra"),
    "details.circumstances.harmed_on": N_("Ngày xảy ra"),
    "details.circumstances.category": N_("Đối tượng theo Mẫu 01"),
    "details.circumstances.groups": N_("Nhóm hoàn cảnh đặc biệt"),
    "details.circumstances.leaves": N_("Mục chi tiết"),
    "details.circumstances.priority": N_("Diện ưu tiên của Hội"),
    "details.accident.cause": N_("Nguyên nhân"),
    "details.accident.place": N_("Nơi xảy ra"),
    "details.accident.severity": N_("Mức độ"),
    "details.accident.care": N_("Đã được chăm sóc"),
    "details.own_words": N_("Lời của trẻ"),
    "details.present_condition": N_("Tình trạng hiện tại"),
    "details.presumed_consequences": N_("Phỏng đoán hậu quả"),
    "details.prior_actions": N_("Đã hỗ trợ trước đó"),
    "details.health_note": N_("Ghi chú sức khỏe"),
    "details.family.father": N_("Cha"),
    "details.family.mother": N_("Mẹ"),
    "details.family.caregiver": N_("Hiện ai đang chăm sóc trẻ"),
    "details.family.caregiver_birth": N_("Ngày sinh của người chăm sóc"),
    "details.family.circumstances": N_("Hoàn cảnh gia đình"),
    "details.informant": N_("Người cung cấp thông tin"),
    "details.suspected": N_("Người bị nghi xâm hại"),
    "contact.person": N_("Người liên hệ an toàn"),
    "contact.telephone": N_("Số điện thoại an toàn"),
    "contact.hours": N_("Giờ có thể gọi"),
    "contact.must_not_know": N_("Không để ai biết"),
    "contact.no_messages": N_("Không nhắn tin"),
    "contact.relation": N_("Quan hệ với trẻ của người liên hệ"),
}
"""What a field is called, by its path or by the beginning of it."""


def field_name(path: str, language: str) -> str:
    """Return what a field is called in the reader's language, by its path or by the beginning of it."""
    known = FIELDS | ENTRY_FIELDS | HELD_FIELDS
    while path and path not in known:
        path = path.rpartition(".")[0]
    return translated(known.get(path, ""), language)


def field_shown(value: object, language: str) -> str:
    """Return the value of a field in the reader's language."""
    if isinstance(value, Erased):
        return "—"
    if isinstance(value, Code):
        return value.label(language)
    if isinstance(value, bool):
        return ("có" if value else "không") if language == "vi" else ("yes" if value else "no")
    if isinstance(value, tuple):
        return ", ".join(field_shown(one, language) for one in value)
    if isinstance(value, datetime):
        return moment(value, language)
    if isinstance(value, Party):
        more = ", ".join(one for one in (value.relation, value.telephone) if one)
        return f"{value.name} ({value.side.label(language)}{', ' if more else ''}{more})"
    shown = getattr(value, "name_as_written", None) or ("" if value is None else str(value))
    return str(shown) or "—"
