"""Ten kinds of edit, made with a superuser's rights on the log itself."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg

Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Rewriter:
    """Somebody with every right on the database; `forges` says whether the leaves are computed again too."""

    root: Connection
    chance: random.Random
    signed: int
    forges: bool

    def run(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        cursor = self.root.execute(statement.encode(), values or None)
        return cursor.fetchall() if cursor.description else []

    def place(self, low: int = 2) -> int:
        return self.chance.randrange(low, self.signed - 1)

    def changed(self) -> None:
        self.run(
            "UPDATE es.events SET coded = set_byte(coded, 0, get_byte(coded, 0) # 1) WHERE position = %s",
            self.place(),
        )

    def topic(self) -> None:
        place = self.place()
        other = "SELECT topic FROM es.events WHERE topic <> (SELECT topic FROM es.events WHERE position = %s)"
        self.run(
            f"UPDATE es.events SET topic = ({other} ORDER BY position LIMIT 1) WHERE position = %s",
            place,
            place,
        )

    def swapped(self) -> None:
        one, other = self.chance.sample(range(2, self.signed), 2)
        self._put({one: other, other: one})

    def deleted(self) -> None:
        place = self.place()
        self.run("DELETE FROM es.events WHERE position = %s", place)
        if self.chance.random() < 0.5:
            self._put({at: at - 1 for at in self._after(place)})

    def cut(self) -> None:
        self.run("DELETE FROM es.events WHERE position > %s", self.place())

    def inserted(self) -> None:
        place = self.place()
        self._put({at: at + 1 for at in self._after(place - 1)})
        self.run("CREATE TEMP TABLE IF NOT EXISTS forged (LIKE es.events)")
        self.run("INSERT INTO forged SELECT * FROM es.events WHERE position = %s", place - 1)
        self.run(
            "UPDATE forged SET position = %s, stream_id = gen_random_uuid(), request_id = gen_random_uuid()",
            place,
        )
        self.run("UPDATE forged e SET leaf = es.leaf(ROW(e.*)::es.events)")
        self.run("INSERT INTO es.events SELECT * FROM forged")
        self.run("TRUNCATE forged")

    def reordered(self) -> None:
        place = self.chance.randrange(2, self.signed - 4)
        self._put({place: place + 1, place + 1: place + 2, place + 2: place})

    def renumbered(self) -> None:
        self.run("UPDATE es.events SET version = version + 7 WHERE position = %s", self.place())

    def replayed(self) -> None:
        pairs = self.run(
            "SELECT a.position, b.position FROM es.events a JOIN es.events b ON a.stream_id = b.stream_id"
            " AND a.version < b.version AND (a.coded, a.personal) IS DISTINCT FROM (b.coded, b.personal)"
            " WHERE b.position <= %s ORDER BY 1, 2",
            self.signed,
        )
        old, new = self.chance.choice(pairs)
        self.run(
            "UPDATE es.events n SET coded = o.coded, personal = o.personal FROM es.events o"
            " WHERE o.position = %s AND n.position = %s",
            old,
            new,
        )

    def moved(self) -> None:
        """Of a file that has other entries left: its id is still to be found."""
        files = "SELECT stream_id FROM es.events WHERE position <= %s GROUP BY 1 HAVING count(*) > 1"
        of_files = f"SELECT position FROM es.events WHERE position < %s AND stream_id IN ({files}) ORDER BY 1"
        ((place,),) = self.chance.sample(self.run(of_files, self.signed, self.signed), 1)
        here = "SELECT stream_id FROM es.events WHERE position = %s"
        other = f"SELECT stream_id FROM es.events WHERE stream_id <> ({here}) ORDER BY position LIMIT 1"
        self.run(f"UPDATE es.events SET stream_id = ({other}) WHERE position = %s", place, place)

    def _after(self, place: int) -> list[int]:
        return [p for (p,) in self.run("SELECT position FROM es.events WHERE position > %s", place)]

    def _put(self, places: dict[int, int]) -> None:
        """Give entries other positions; each keeps the leaf it carries."""
        old, new = list(places), list(places.values())
        self.run("UPDATE es.events SET position = -position WHERE position = ANY(%s)", old)
        self.run(
            "UPDATE es.events e SET position = n.new FROM unnest(%s::bigint[], %s::bigint[]) n(old, new)"
            " WHERE e.position = -n.old",
            old,
            new,
        )

    def finish(self) -> None:
        if self.forges:
            self.run("UPDATE es.events e SET leaf = es.leaf(e)")


KINDS: dict[str, Callable[[Rewriter], None]] = {
    "changed": Rewriter.changed,
    "topic": Rewriter.topic,
    "swapped": Rewriter.swapped,
    "deleted": Rewriter.deleted,
    "cut": Rewriter.cut,
    "inserted": Rewriter.inserted,
    "reordered": Rewriter.reordered,
    "renumbered": Rewriter.renumbered,
    "replayed": Rewriter.replayed,
    "moved": Rewriter.moved,
}
