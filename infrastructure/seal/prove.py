"""The proof file of one case: its events as they are stored, each with the path to a signed head.

What is personal stays encrypted in it, but for the field classes that are opened: of those the key of each ciphertext
is handed out, which opens that one alone. An entry that holds a hidden value is covered whole: only its leaf is shown,
so it is proven to be there and says nothing.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg

from application.seal import SealedLog
from domain.kernel import FieldClass
from infrastructure.corrections import hidden_positions
from infrastructure.crypto import CLASS_KEYED, Place, SealedClass, StreamKey, parts
from infrastructure.erasure import record_by_code
from infrastructure.history import streams_of
from infrastructure.refusal import CannotStart
from infrastructure.seal.entries import entries_of_streams
from infrastructure.seal.signer import leaves_of
from infrastructure.seal.tree import Levels, inclusion_proof
from infrastructure.verifier import notes
from infrastructure.verifier.leaves import PERSONAL, POSITION, STREAM, TOPIC, VERSION, Entry
from infrastructure.verifier.proof import FORMAT

Connection = psycopg.Connection[Any]
_HEADS = """
SELECT c.size, c.note, coalesce(string_agg(w.line, '' ORDER BY w.cosigned_at), '')
  FROM seal.checkpoints c LEFT JOIN seal.cosignatures w USING (log, size)
 WHERE c.log = 'events' AND c.size >= %s GROUP BY c.size, c.note
 ORDER BY count(w.*) = 0, c.size LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Opening:
    """Field classes that a proof opens, and where their keys are."""

    classes: frozenset[FieldClass] = frozenset()
    key: Callable[[UUID], StreamKey | None] = lambda _: None

    def of(self, entry: Entry) -> dict[str, dict[str, str]]:
        """Return the keys of the ciphertexts of an entry that are opened, and why the others asked for are not."""
        found = {one.field_class: one for one in parts(base64.b64decode(entry[PERSONAL] or "") or None)}
        place = Place(UUID(hex=entry[STREAM]), entry[VERSION], entry[TOPIC])
        opened, shut = dict[str, str](), dict[str, str]()
        for field_class in sorted(self.classes & found.keys()):
            own = self._own(found[field_class], place)
            if isinstance(own, bytes):
                opened[field_class.value] = base64.b64encode(own).decode()
            else:
                shut[field_class.value] = own
        return {name: said for name, said in (("opened", opened), ("shut", shut)) if said}

    def _own(self, sealed: SealedClass, place: Place) -> bytes | str:
        key = self.key(sealed.key_id)
        if key is None:
            return "erased"
        return "class-keyed" if sealed.stored_as == CLASS_KEYED else sealed.own_key(key, place)


NOTHING_OPENED = Opening()


def proof_of(connection: Connection, code: str, keys: list[str], opening: Opening = NOTHING_OPENED) -> str:
    """Return the proof file of the case with a file code.

    The head is the first that covers all its events and was witnessed, else the first that covers them.

    Raises:
        CannotStart: There is no such case, or its newest event is not signed yet.
    """
    case_id = record_by_code(connection, code)
    if case_id is None:
        raise CannotStart("Không có hồ sơ nào mang mã này.", "No case has this file code.")
    entries = entries_of_streams(connection, streams_of(connection, case_id), 2**62)
    last = max(entry[POSITION] for entry in entries)
    row = connection.execute(_HEADS, (last,)).fetchone()
    if row is None:
        raise CannotStart(
            "Sự kiện mới nhất của hồ sơ chưa được ký: chạy lachan audit checkpoint.",
            "The newest event of the case is not signed yet: run lachan audit checkpoint.",
        )
    size, head = row[0], notes.parse(row[1] + row[2])
    leaves = b"".join(leaf for _, leaf, _ in leaves_of(connection, SealedLog.EVENTS, 0, size))
    tree, hidden = Levels(leaves), hidden_positions(connection, [entry[POSITION] for entry in entries])
    witnesses = [vkey for (vkey,) in connection.execute("SELECT vkey FROM seal.witnesses ORDER BY name")]
    proven = [
        {
            "position": entry[POSITION],
            "leaf": entry[-1],
            "entry": None if entry[POSITION] in hidden else entry,
            "path": [
                base64.b64encode(node).decode()
                for node in inclusion_proof(entry[POSITION] - 1, size, tree.subtree)
            ],
            **({} if entry[POSITION] in hidden else opening.of(entry)),
        }
        for entry in entries
    ]
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    said = {"format": FORMAT, "code": code, "made_at": made_at, "keys": keys, "witnesses": witnesses}
    return json.dumps({**said, "head": head.note(), "events": proven}, ensure_ascii=False, indent=1) + "\n"
