"""Stories of emergencies: recorded at any hour; a counsellor of the same unit takes them up."""

from __future__ import annotations

from application.demo.entries import Entry, forwarded, taken_in, wish
from application.demo.moments import END, any_time
from application.demo.stage import Deed, Story
from application.emergency import RecordEmergency, TakeUpEmergency, record_emergency, take_up_emergency
from domain.emergency import Emergency


def emergency(entry: Entry) -> Story:
    """Record an emergency of an unknown child; whoever is on duty opens an entry from it."""
    entry.at = any_time(entry.chance, entry.day)
    done = yield _recorded(entry, entry.cast.acting(entry.member, entry.at))
    entry.minutes_pass(25)
    yield from taken_in(entry, done.made)


def emergency_in_case(entry: Entry) -> Story:
    """Record an emergency without knowing the file, then place it in the case."""
    entry.passes(3, 12)
    done = yield _recorded(entry, entry.cast.acting(entry.member, entry.at))
    entry.minutes_pass()
    if done.made is not None:
        taken_up = TakeUpEmergency(emergency_id=done.made, code=entry.code)
        yield entry.deed(take_up_emergency, taken_up)
        yield from forwarded(entry)


def last_emergency(entry: Entry) -> Story:
    """Record one in the last hours of the year, which nobody has taken up yet."""
    entry.at = END.replace(hour=8, minute=20)
    yield _recorded(entry, entry.cast.acting(entry.member, entry.at))


def _recorded(entry: Entry, name: str) -> Deed:
    told = entry.says("emergency_told")
    command = RecordEmergency(emergency=Emergency(what=entry.says("emergency"), told=told))
    return Deed(entry.at, name, wish(record_emergency, command))
