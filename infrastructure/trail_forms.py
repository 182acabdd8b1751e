"""Entries of the access log in the forms that other systems read: FHIR R4B AuditEvent, OCSF base event.

Ids and codes only, as in the log itself: no name, no words of a search (their keyed hash), nothing of a file.
Source: SECURITY, bar A-7; HL7 FHIR R4B AuditEvent; OCSF 1.3, class 0.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import psycopg
from psycopg.rows import dict_row

from infrastructure.refusal import CannotStart

Entry = Mapping[str, Any]
FHIR_TYPE = {"system": "http://terminology.hl7.org/CodeSystem/audit-event-type", "code": "rest"}
CODES = "urn:lachan"
"""Begins the names of our own lists: account, action, role, record, record-number, request, unit."""
READS = frozenset({"see", "open", "list", "see-record", "open-figure", "download", "print"})
"""Last words of actions that look; the others do something."""
PERMITTED, REFUSED = "0", "4"
"""Outcome by FHIR: success, minor failure (the action was not done)."""
INFORMATIONAL, LOW = 1, 2
OCSF_VERSION = "1.3.0"
_ENTRIES = "SELECT * FROM trail.entries WHERE recorded_at >= %s AND recorded_at < %s ORDER BY position"


def as_fhir(entry: Entry) -> dict[str, Any]:
    """Return one entry as a FHIR R4B AuditEvent."""
    permitted = entry["decision"] == "permit"
    agent: dict[str, Any] = {"requestor": True, "role": [_concept("role", entry["role"] or "none")]}
    if entry["account"] is not None:
        agent["who"] = _reference("account", entry["account"])
    if entry["purpose"]:
        agent["policy"] = [f"{CODES}:{entry['purpose']}"]
    return {
        "resourceType": "AuditEvent",
        "id": str(entry["position"]),
        "type": FHIR_TYPE,
        "subtype": [{"system": f"{CODES}:action", "code": entry["action"]}],
        "action": "R" if entry["action"].rpartition(".")[2] in READS else "E",
        "recorded": entry["recorded_at"].isoformat(),
        "outcome": PERMITTED if permitted else REFUSED,
        "outcomeDesc": (entry["basis"] if permitted else entry["reason"]) or entry["decision"],
        "agent": [agent],
        "source": {"observer": {"display": "Lá Chắn"}},
        "entity": _entities(entry),
    }


def _entities(entry: Entry) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{"what": _reference("request", entry["request_id"])}]
    if entry["record"] is not None:
        found.append(
            {
                "what": _reference("record", entry["record"]),
                "type": _coding("field-class", entry["field_class"]),
            }
        )
    if entry["unit"] is not None:
        found.append({"what": _reference("unit", entry["unit"])})
    if entry["records"]:
        numbers = [{"type": "record-number", "valueString": str(number)} for number in entry["records"]]
        found.append({"what": {"display": "records shown"}, "detail": numbers})
    if entry["query_digest"] is not None:
        found.append({"what": {"display": f"search {bytes(entry['query_digest']).hex()}"}})
    return found


def _coding(kind: str, code: str) -> dict[str, str]:
    return {"system": f"{CODES}:{kind}", "code": code or "none"}


def _concept(kind: str, code: str) -> dict[str, Any]:
    return {"coding": [_coding(kind, code)]}


def _reference(kind: str, value: UUID) -> dict[str, Any]:
    return {"identifier": {"system": f"{CODES}:{kind}", "value": str(value)}}


def as_ocsf(entry: Entry) -> dict[str, Any]:
    """Return one entry as an OCSF base event."""
    permitted = entry["decision"] == "permit"
    return {
        "activity_id": 99,
        "activity_name": entry["action"],
        "category_uid": 0,
        "class_uid": 0,
        "type_uid": 99,
        "time": int(entry["recorded_at"].timestamp() * 1000),
        "severity_id": INFORMATIONAL if permitted else LOW,
        "status": "Success" if permitted else "Failure",
        "status_id": 1 if permitted else 2,
        "status_detail": (entry["basis"] if permitted else entry["reason"]) or entry["decision"],
        "metadata": {
            "version": OCSF_VERSION,
            "uid": str(entry["position"]),
            "product": {"name": "Lá Chắn", "vendor_name": "Lá Chắn"},
        },
        "unmapped": {
            name: _plain(value)
            for name, value in entry.items()
            if name not in {"position", "recorded_at", "decision", "leaf"} and value not in (None, "", [])
        },
    }


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value) if isinstance(value, UUID) else value


FORMS: Mapping[str, Callable[[Entry], dict[str, Any]]] = {"fhir": as_fhir, "ocsf": as_ocsf}


def write(dsn: str, since: datetime, until: datetime, form: str, to: Path) -> int:
    """Write one line of JSON for each entry of a span into a new file of the owner's alone; return how many.

    Raises:
        CannotStart: There is such a file already, or it cannot be made.
    """
    try:
        file = os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    except OSError:
        raise CannotStart(
            f"Không tạo được {to}, hoặc đã có tệp cùng tên; hãy chọn chỗ khác.",
            f"{to} cannot be made, or there is one of that name; choose another place.",
        ) from None
    count = 0
    with file, psycopg.connect(dsn) as connection, connection.cursor("trail", row_factory=dict_row) as cursor:
        for entry in cursor.execute(_ENTRIES, (since, until)):
            file.write(orjson.dumps(FORMS[form](entry)) + b"\n")
            count += 1
    return count
