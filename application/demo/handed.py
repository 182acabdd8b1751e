"""Work that changes hands in the fictional year: a leaver, one declined, an absence with its return, one that waits."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from application.demo.entries import wish
from application.demo.moments import LAST_DAY
from application.demo.staff import HAND_OVER_TO, Cast, named
from application.demo.stage import Deed, Story
from application.transfer_desk import SeeOpenWork, see_open_work
from application.work import Work
from application.work_transfer import (
    AcceptWork,
    DeclineWork,
    OfferWork,
    TakeWorkBack,
    accept_work,
    decline_work,
    offer_work,
    take_work_back,
)
from domain.calendar import VIETNAM
from domain.work_transfer import Absence, TransferKind

LEAVER, HEIR = "tuvan.langgiang2", "tuvan.langgiang1"
AWAY = (
    *(("tuvan.tinh3", "tuvan.tinh2"), ("tuvan.tinh2", "tuvan.tinh1"), ("tuvan.tinh1", "tuvan.tinh3")),
    *(("tuvan.vietyen1", "tuvan.vietyen2"), ("tuvan.vietyen2", "tuvan.vietyen1")),
)
"""Who is away and who covers: the first of them who has anything open."""
COVER = "tuvan.tinh2"
STILL_AWAY = "tuvan.tinh1"


def handed_over(cast: Cast) -> tuple[Story, ...]:
    """Return the stories."""
    return _leaves(cast), _is_declined(cast), _is_away(cast), _waits(cast)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 20), VIETNAM).astimezone(UTC)


def _offer(
    cast: Cast, of: str, to: str, kind: TransferKind, note: str, absence: Absence | None = None
) -> OfferWork:
    return OfferWork(
        of=cast.accounts[of],
        kind=kind,
        absence=absence or Absence(),
        receiver=cast.accounts[to],
        note=note,
    )


def _leaves(cast: Cast) -> Story:
    last_day = named(LEAVER).leaves_on
    if last_day is None:
        return
    note = "Các cháu ở xã đã quen gọi số của Hội; việc hẹn gần nhất xin gọi trước một ngày."
    at = _at(last_day - timedelta(days=4), 9)
    done = yield Deed(
        at, HAND_OVER_TO, wish(offer_open, _offer(cast, LEAVER, HEIR, TransferKind.LEAVES, note))
    )
    if done.made is not None:
        accepting = AcceptWork(transfer=done.made)
        yield Deed(_at(last_day - timedelta(days=3), 14), HEIR, wish(accept_work, accepting))


def _is_away(cast: Cast) -> Story:
    first, last = LAST_DAY - timedelta(days=24), LAST_DAY - timedelta(days=18)
    absence = Absence(first=first, last=last)
    note = "Tôi vẫn nghe máy buổi tối nếu có việc gấp."
    day = first - timedelta(days=1)
    for away, cover in AWAY:
        wanted = _offer(cast, away, cover, TransferKind.AWAY, note, absence)
        done = yield Deed(_at(day, 10), away, wish(offer_open, wanted))
        if done.made is not None:
            yield Deed(_at(day, 15), cover, wish(accept_work, AcceptWork(transfer=done.made)))
            back = TakeWorkBack(transfer=done.made)
            yield Deed(_at(last + timedelta(days=1), 8), away, wish(take_work_back, back))
            return


def _is_declined(cast: Cast) -> Story:
    """Offered for a week of leave, declined with a reason: the work stays, and the supervisor sees it."""
    first = date(2025, 8, 18)
    absence = Absence(first=first, last=first + timedelta(days=4))
    for away, cover in AWAY:
        wanted = _offer(cast, away, cover, TransferKind.AWAY, "Nghỉ phép về quê.", absence)
        done = yield Deed(_at(date(2025, 8, 14), 9), away, wish(offer_open, wanted))
        if done.made is not None:
            declining = DeclineWork(
                transfer=done.made, reason="Tuần ấy tôi đi cơ sở ở ba xã, không nhận thêm được."
            )
            yield Deed(_at(date(2025, 8, 15), 11), cover, wish(decline_work, declining))
            return


def _waits(cast: Cast) -> Story:
    absence = Absence(first=LAST_DAY + timedelta(days=2), last=LAST_DAY + timedelta(days=9))
    wanted = _offer(cast, STILL_AWAY, COVER, TransferKind.AWAY, "Nghỉ phép năm.", absence)
    yield Deed(_at(LAST_DAY - timedelta(days=1), 16), STILL_AWAY, wish(offer_open, wanted))


def offer_open(cmd: OfferWork, work: Work) -> UUID | None:
    """Offer what is not held closely; restricted cases stay with whoever has them. None when there is nothing."""
    records = see_open_work(SeeOpenWork(of=cmd.of), work).records
    left = tuple(one.record for one in records if one.is_restricted)
    if len(left) == len(records):
        return None
    return offer_work(cmd.model_copy(update={"left": left}), work)
