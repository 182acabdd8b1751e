"""People who save through a served association while something is broken, and what is counted afterwards."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from infrastructure.follower import compare
from tests.faults.report import report
from tests.faults.served import Association, Saver
from tests.startup.running import until

ANY_ANSWER = "control, any answer taken for an acknowledgement: entries lost"


@dataclass
class Drill:
    """A served association, and people who save one entry after another."""

    association: Association
    stop: threading.Event = field(default_factory=threading.Event)
    savers: list[Saver] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def begin(self, port: int | None = None) -> None:
        """Let four people save under keys and three without, through this port."""
        self.association.port = port or self.association.port
        for who, has_key, how_many in (("keyed", True, 4), ("keyless", False, 3)):
            self.savers += [Saver(self.association, who, has_key, self.stop) for _ in range(how_many)]
        for saver in self.savers:
            saver.start()

    def acknowledged(self) -> int:
        return sum(len(saver.acknowledged) for saver in self.savers)

    def until_acknowledged(self, how_many: int) -> None:
        until(lambda: self.acknowledged() >= how_many)

    def until_each_saves_again(self) -> float:
        """Wait until everyone had something new acknowledged; return the seconds that it took."""
        began, before = time.monotonic(), [len(saver.acknowledged) for saver in self.savers]
        until(lambda: all(len(s.acknowledged) > b + 1 for s, b in zip(self.savers, before, strict=True)), 120)
        return time.monotonic() - began

    def answers(self, status: int) -> int:
        """Return how often people had such an answer."""
        return sum(saver.statuses.get(status, 0) for saver in self.savers)

    def finish(self) -> None:
        """Let everyone finish what they are at."""
        self.stop.set()
        for saver in self.savers:
            saver.join(120)

    def end(self, title: str, faults: dict[str, object], *, is_kept: bool = True) -> dict[str, object]:
        """Let everyone finish; count what was promised against what is there."""
        self.finish()
        figures = faults | self._judged() | {"seconds": round(time.monotonic() - self.began)}
        report(title, figures, is_kept=is_kept)
        for promise in (
            "acknowledged entries lost",
            "entries saved twice",
            "entries torn",
            "gaps in the log",
        ):
            assert figures[promise] == 0, figures
        assert figures["conflicts shown"] == figures["answers 5xx other than 503"] == 0, figures
        assert figures["rows of views that differ from the log"] == 0, figures
        return figures

    def _judged(self) -> dict[str, object]:
        entries = self.association.query(
            "SELECT idempotency_key, stream_id::text, version FROM es.events WHERE topic = 'case.opened.1'"
        )
        keyed = [saver for saver in self.savers if saver.has_key]
        promised = [
            where.rpartition("/")[2] for saver in self.savers for where in saver.acknowledged.values()
        ]
        with_key = [key for key, _, _ in entries if key]
        wanted = sum(len(saver.acknowledged) for saver in self.savers if not saver.has_key)
        twice = len(entries) - len(with_key) - wanted
        top, count = self.association.query("SELECT max(position), count(*) FROM es.events")[0]
        recorded = {stream for (stream,) in self.association.query("SELECT record::text FROM facts.records")}
        opened = {stream for _, stream, _ in entries}
        last = "SELECT position FROM views.progress WHERE name = 'all'"
        until(lambda: self.association.query(last)[0][0] == top)
        differences = compare(self.association.database().follower_dsn)
        statuses = [(status, many) for saver in self.savers for status, many in saver.statuses.items()]
        refused = sum(saver.refusals() for saver in self.savers if not saver.has_key)
        return {
            "entries acknowledged": len(promised),
            "requests sent again": sum(saver.retries for saver in keyed),
            "acknowledged entries lost": len(set(promised) - opened),
            "entries torn": len(opened ^ recorded),
            "entries saved twice": len(with_key) - len(set(with_key)),
            "gaps in the log": int(top - count),
            "conflicts shown": sum(many for status, many in statuses if status in {409, 412}),
            "answers 503": sum(many for status, many in statuses if status == 503),
            "answers 5xx other than 503": sum(m for status, m in statuses if status >= 500 and status != 503),
            "rows of views that differ from the log": sum(d.only_live + d.only_rebuilt for d in differences),
            "control without a key: entries saved twice": twice,
            **({ANY_ANSWER: refused - max(0, twice)} if refused else {}),
        }
